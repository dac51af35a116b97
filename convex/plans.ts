/** Plans as a client sees them: what a preview found, record by record, and what a run that carried one out left alone. */
import { type PaginationOptions, paginationOptsValidator, paginationResultValidator } from "convex/server";
import { type Infer, v } from "convex/values";
import { remedyFor } from "../src/sync/hold-codes.ts";
import type { Doc } from "./_generated/dataModel.js";
import type { QueryCtx } from "./_generated/server.js";
import { guardedQuery } from "./guard.ts";
import { boundedPage } from "./pageSize.ts";
import { deviation, fieldDifference, planAction, planTotal } from "./planValidators.ts";
import { findPlanOfRun } from "./sync/planDoor.ts";
import { PLAN_MAX_AGE_MS } from "./sync/planStart.ts";
import { recordKind, syncStatus, syncType, tripletexEnv } from "./validators.ts";

const planView = v.object({
  planId: v.id("plans"),
  /** The preview that made it. */
  runId: v.id("runs"),
  tripletexEnv,
  types: v.array(syncType),
  /** How the preview stands: only a plan whose preview is `success` or `partial` is complete. */
  status: syncStatus,
  startedAt: v.number(),
  /** From then on it can't be carried out any more. */
  expiresAt: v.number(),
  /** Count and øre per kind and action; what does not occur is left out. */
  totals: v.array(planTotal),
  /** Creations, updates and adoptions, and how many of them have been carried out. */
  toDo: v.number(),
  done: v.number(),
  carriedOutBy: v.union(v.id("runs"), v.null()),
  /** When names and texts were removed from its items; null while they are there. */
  cleanedAt: v.union(v.number(), v.null()),
});
type PlanView = Infer<typeof planView>;

async function viewPlan(ctx: QueryCtx, plan: Doc<"plans">): Promise<PlanView> {
  const run = await ctx.db.get("runs", plan.runId);
  const { runId, tripletexEnv: env, startedAt, totals, toDo, done } = plan;
  return {
    planId: plan._id,
    runId,
    tripletexEnv: env,
    types: plan.types.map((type) => type.syncType),
    status: run?.status ?? "cancelled",
    startedAt,
    expiresAt: startedAt + PLAN_MAX_AGE_MS,
    totals,
    toDo,
    done,
    carriedOutBy: plan.carriedOutBy ?? null,
    cleanedAt: plan.cleanedAt ?? null,
  };
}

/** A plan by its own id, or by that of the preview that made it or of the run that carries it out; null when there is none. */
export const get = guardedQuery({
  args: { planId: v.optional(v.string()), runId: v.optional(v.string()) },
  returns: v.union(planView, v.null()),
  handler: async (ctx, args): Promise<PlanView | null> => {
    const plan = await findPlan(ctx, args);
    return plan === null ? null : await viewPlan(ctx, plan);
  },
});

async function findPlan(
  ctx: QueryCtx,
  wish: { planId?: string; runId?: string },
): Promise<Doc<"plans"> | null> {
  const planId = wish.planId === undefined ? null : ctx.db.normalizeId("plans", wish.planId);
  if (planId !== null) return await ctx.db.get("plans", planId);
  const runId = wish.runId === undefined ? null : ctx.db.normalizeId("runs", wish.runId);
  const run = runId === null ? null : await ctx.db.get("runs", runId);
  if (run === null) return null;
  return run.plan === undefined
    ? await findPlanOfRun(ctx, run._id)
    : await ctx.db.get("plans", run.plan.planId);
}

const MAX_LISTED_PLANS = 50;

/** The latest plans of one environment, newest first. `limit` is capped at 50. */
export const list = guardedQuery({
  args: { tripletexEnv, limit: v.number() },
  returns: v.array(planView),
  handler: async (ctx, args): Promise<PlanView[]> => {
    const plans = await ctx.db
      .query("plans")
      .withIndex("by_env", (q) => q.eq("tripletexEnv", args.tripletexEnv))
      .order("desc")
      .take(Math.min(args.limit, MAX_LISTED_PLANS));
    return await Promise.all(plans.map((plan) => viewPlan(ctx, plan)));
  },
});

const itemView = v.object({
  id: v.id("planItems"),
  kind: recordKind,
  rubicKey: v.string(),
  action: planAction,
  label: v.string(),
  amountOere: v.union(v.number(), v.null()),
  documentDate: v.union(v.string(), v.null()),
  /** Why it waits, and what to do; null where nothing waits. */
  code: v.union(v.string(), v.null()),
  message: v.union(v.string(), v.null()),
  remedy: v.union(v.string(), v.null()),
  /** Of an update, field by field. */
  differences: v.array(fieldDifference),
  isDone: v.boolean(),
});

function viewItem(item: Doc<"planItems">): Infer<typeof itemView> {
  const { kind, rubicKey, action, label } = item;
  return {
    id: item._id,
    kind,
    rubicKey,
    action,
    label,
    amountOere: item.amountOere ?? null,
    documentDate: item.documentDate ?? null,
    code: item.code ?? null,
    message: item.message ?? null,
    remedy: item.code === undefined ? null : remedyFor(item.code),
    differences: item.differences ?? [],
    isDone: item.doneAt !== undefined,
  };
}

/** The records of a plan in the order in which they were decided; of one action, one kind, or both. */
export const items = guardedQuery({
  args: {
    planId: v.id("plans"),
    action: v.optional(planAction),
    kind: v.optional(recordKind),
    paginationOpts: paginationOptsValidator,
  },
  returns: paginationResultValidator(itemView),
  handler: async (ctx, args) => {
    const { action } = args;
    const result =
      action === undefined ? await pageOfKind(ctx, args) : await pageOfAction(ctx, { ...args, action });
    return { ...result, page: result.page.map(viewItem) };
  },
});

type ItemPage = Pick<Doc<"planItems">, "planId"> &
  Partial<Pick<Doc<"planItems">, "kind">> & { paginationOpts: PaginationOptions };

async function pageOfKind(ctx: QueryCtx, { planId, kind, paginationOpts }: ItemPage) {
  return await ctx.db
    .query("planItems")
    .withIndex("by_kind", (q) =>
      kind === undefined ? q.eq("planId", planId) : q.eq("planId", planId).eq("kind", kind),
    )
    .paginate(boundedPage(paginationOpts));
}

async function pageOfAction(
  ctx: QueryCtx,
  { planId, action, kind, paginationOpts }: ItemPage & Pick<Doc<"planItems">, "action">,
) {
  return await ctx.db
    .query("planItems")
    .withIndex("by_action", (q) => {
      const ofAction = q.eq("planId", planId).eq("action", action);
      return kind === undefined ? ofAction : ofAction.eq("kind", kind);
    })
    .paginate(boundedPage(paginationOpts));
}

const deviationView = v.object({ id: v.id("planDeviations"), ...deviation.fields });

/** What a run that carried out a plan left as it was in Tripletex, by name and with the reason. */
export const deviations = guardedQuery({
  args: { runId: v.id("runs"), paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(deviationView),
  handler: async (ctx, args) => {
    const result = await ctx.db
      .query("planDeviations")
      .withIndex("by_run", (q) => q.eq("runId", args.runId))
      .paginate(boundedPage(args.paginationOpts));
    return {
      ...result,
      page: result.page.map(({ _id, _creationTime, planId: _planId, runId: _runId, ...fields }) => ({
        id: _id,
        ...fields,
      })),
    };
  },
});
