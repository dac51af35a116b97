/** Runs as a client sees them: recent ones, one with its progress, its events as they happen, and cancelling it. */
import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import { guardedMutation, guardedQuery } from "./guard.ts";
import { boundedPage, boundedSize } from "./pageSize.ts";
import { requestCancel } from "./sync/cancel.ts";
import { runView, viewRun } from "./sync/runView.ts";
import { readWrittenSummary, viewWrite, writeView, writtenSummary } from "./sync/written.ts";
import { recordKind, tripletexEnv } from "./validators.ts";

const MAX_LISTED_RUNS = 50;

/** The latest runs of one environment, newest first. `limit` is capped at 50. */
export const list = guardedQuery({
  args: { tripletexEnv, limit: v.number() },
  returns: v.array(runView),
  handler: async (ctx, args) => {
    const runs = await ctx.db
      .query("runs")
      .withIndex("by_env", (q) => q.eq("tripletexEnv", args.tripletexEnv))
      .order("desc")
      .take(boundedSize(args.limit, MAX_LISTED_RUNS));
    return await Promise.all(runs.map((run) => viewRun(ctx, run)));
  },
});

/** One run; null when the id is not (or no longer) a run. */
export const get = guardedQuery({
  args: { runId: v.string() },
  returns: v.union(runView, v.null()),
  handler: async (ctx, args) => {
    const runId = ctx.db.normalizeId("runs", args.runId);
    const run = runId === null ? null : await ctx.db.get("runs", runId);
    return run === null ? null : await viewRun(ctx, run);
  },
});

const runEvent = v.object({
  id: v.id("runEvents"),
  at: v.number(),
  level: v.union(v.literal("info"), v.literal("warning"), v.literal("error")),
  message: v.string(),
});

/** What happened in a run, newest first. */
export const events = guardedQuery({
  args: { runId: v.id("runs"), paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(runEvent),
  handler: async (ctx, args) => {
    const result = await ctx.db
      .query("runEvents")
      .withIndex("by_run", (q) => q.eq("runId", args.runId))
      .order("desc")
      .paginate(boundedPage(args.paginationOpts));
    return {
      ...result,
      page: result.page.map(({ _id, at, level, message }) => ({ id: _id, at, level, message })),
    };
  },
});

/** How much a run wrote to Tripletex or adopted there, per kind; null when the id is not a run. */
export const writtenCounts = guardedQuery({
  args: { runId: v.id("runs") },
  returns: v.union(writtenSummary, v.null()),
  handler: async (ctx, args) => {
    const run = await ctx.db.get("runs", args.runId);
    return run === null ? null : await readWrittenSummary(ctx, run);
  },
});

/** Everything that a run wrote to Tripletex or adopted there, by kind and how, then in the order of writing. */
export const written = guardedQuery({
  args: { runId: v.id("runs"), kind: v.optional(recordKind), paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(writeView),
  handler: async (ctx, args) => {
    const result = await ctx.db
      .query("runWrites")
      .withIndex("by_run", (q) => {
        const ofRun = q.eq("runId", args.runId);
        return args.kind === undefined ? ofRun : ofRun.eq("kind", args.kind);
      })
      .paginate(boundedPage(args.paginationOpts));
    return { ...result, page: result.page.map(viewWrite) };
  },
});

/**
 * Asks a live run to stop between two records. What is written stays written; the next run goes on from there.
 * @throws ConvexError `RUN_NOT_LIVE` when the run has already ended.
 */
export const cancel = guardedMutation({
  args: { runId: v.id("runs") },
  returns: v.null(),
  handler: async (ctx, args) => {
    await requestCancel(ctx, args.runId, ctx.actor);
    return null;
  },
});
