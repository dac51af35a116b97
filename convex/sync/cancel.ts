/** Cancelling: a wish in a row of its own, which the step reads between two sub-batches. */
import { ConvexError, v } from "convex/values";
import type { Id } from "../_generated/dataModel.js";
import { internalMutation, type MutationCtx, type QueryCtx } from "../_generated/server.js";
import { type Actor, actor } from "../validators.ts";
import { writeAudit } from "./audit.ts";
import { isLive } from "./runView.ts";

export async function isCancelRequested(ctx: QueryCtx, runId: Id<"runs">): Promise<boolean> {
  const request = await ctx.db
    .query("cancelRequests")
    .withIndex("by_run", (q) => q.eq("runId", runId))
    .unique();
  return request !== null;
}

/** @throws ConvexError `RUN_NOT_LIVE` when there is nothing to cancel */
export async function requestCancel(ctx: MutationCtx, runId: Id<"runs">, by: Actor): Promise<void> {
  const run = await ctx.db.get("runs", runId);
  if (run === null || !isLive(run)) {
    throw new ConvexError({
      code: "RUN_NOT_LIVE",
      message: "This run has already ended.",
      remedy: "Nothing to do. What it wrote stays written; start a new run to go on.",
    });
  }
  if (await isCancelRequested(ctx, runId)) return;
  await ctx.db.insert("cancelRequests", { runId, requestedAt: Date.now(), actor: by });
  await writeAudit(ctx, { actor: by, act: "cancelRun", tripletexEnv: run.tripletexEnv, details: runId });
}

/** Cancels a run for an operator at the command line of the deployment (`npx convex run`). */
export const cancel = internalMutation({
  args: { runId: v.id("runs"), actor },
  returns: v.null(),
  handler: async (ctx, args) => {
    await requestCancel(ctx, args.runId, args.actor);
    return null;
  },
});
