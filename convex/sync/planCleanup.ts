/**
 * Takes personal values off old plans: names, texts and differences go, counts and kroner stay. Plans drop them after 90
 * days; a plan can be carried out for a week only, so nothing needs them any more.
 */
import { v } from "convex/values";
import { internal } from "../_generated/api.js";
import { internalMutation } from "../_generated/server.js";
import { dropPersonalDeviation } from "./planDeviations.ts";
import { dropPersonalValues, noteCleaned } from "./planDoor.ts";
import { dropCreditsOfPlan } from "./seenCredits.ts";

const DAY_MS = 86_400_000;
const KEPT_DAYS = 90;
/** Per run of the cron; the rest has its turn the next time. */
const MAX_PLANS = 10;
const PAGE_SIZE = 100;

/** Begins with the plans that are due; answers how many. */
export const cleanDue = internalMutation({
  args: {},
  returns: v.number(),
  handler: async (ctx) => {
    const before = Date.now() - KEPT_DAYS * DAY_MS;
    const due = await ctx.db
      .query("plans")
      .withIndex("by_cleaned", (q) => q.eq("cleanedAt", undefined).lt("startedAt", before))
      .take(MAX_PLANS);
    for (const { _id: planId } of due) {
      await ctx.scheduler.runAfter(0, internal.sync.planCleanup.cleanItems, { planId, pageCursor: null });
    }
    return due.length;
  },
});

const page = { planId: v.id("plans"), pageCursor: v.union(v.string(), v.null()) };

/** One page of a plan's items, then the next; then its deviations. Doing it twice does no harm. */
export const cleanItems = internalMutation({
  args: page,
  returns: v.null(),
  handler: async (ctx, { planId, pageCursor }) => {
    const items = await ctx.db
      .query("planItems")
      .withIndex("by_key", (q) => q.eq("planId", planId))
      .paginate({ numItems: PAGE_SIZE, cursor: pageCursor });
    for (const item of items.page) await dropPersonalValues(ctx, item);
    const next = { planId, pageCursor: items.isDone ? null : items.continueCursor };
    const { cleanItems: again, cleanDeviations: after } = internal.sync.planCleanup;
    await ctx.scheduler.runAfter(0, items.isDone ? after : again, next);
    return null;
  },
});

/** One page of a plan's deviations, then the next; then what its preview has seen of credits. */
export const cleanDeviations = internalMutation({
  args: page,
  returns: v.null(),
  handler: async (ctx, { planId, pageCursor }) => {
    const rows = await ctx.db
      .query("planDeviations")
      .withIndex("by_plan", (q) => q.eq("planId", planId))
      .paginate({ numItems: PAGE_SIZE, cursor: pageCursor });
    for (const row of rows.page) await dropPersonalDeviation(ctx, row);
    const { cleanDeviations: again, dropCredits: after } = internal.sync.planCleanup;
    if (rows.isDone) await ctx.scheduler.runAfter(0, after, { planId });
    else await ctx.scheduler.runAfter(0, again, { planId, pageCursor: rows.continueCursor });
    return null;
  },
});

/** Some of what a preview has seen of credits, then the rest; the last of it marks the plan as clean. */
export const dropCredits = internalMutation({
  args: { planId: v.id("plans") },
  returns: v.null(),
  handler: async (ctx, { planId }) => {
    if (await dropCreditsOfPlan(ctx, planId)) await noteCleaned(ctx, planId);
    else await ctx.scheduler.runAfter(0, internal.sync.planCleanup.dropCredits, { planId });
    return null;
  },
});
