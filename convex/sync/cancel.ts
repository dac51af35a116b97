/** Cancelling: a wish in a row of its own, which the step reads between two sub-batches. */
import { v } from "convex/values";
import { RUN_FACTS } from "../../src/sync/states/run.ts";
import type { Doc, Id } from "../_generated/dataModel.js";
import { internalMutation, type MutationCtx, type QueryCtx } from "../_generated/server.js";
import { refusal } from "../refusal.ts";
import { type Actor, actor } from "../validators.ts";
import { writeAudit } from "./audit.ts";
import { findLease } from "./lease.ts";
import { applyTransition } from "./transitions.ts";

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
  if (run === null || !RUN_FACTS[run.status].isLive) {
    throw refusal("RUN_NOT_LIVE", "This run has already ended.");
  }
  if (await isCancelRequested(ctx, runId)) return;
  await ctx.db.insert("cancelRequests", { runId, requestedAt: Date.now(), actor: by });
  await writeAudit(ctx, { actor: by, act: "cancelRun", tripletexEnv: run.tripletexEnv, details: runId });
  if (run.status === "waiting") await endWaitingRun(ctx, run);
}

/** A run that waits has no step that could notice the wish: it ends here, and its next step finds the lease gone. */
async function endWaitingRun(ctx: MutationCtx, run: Doc<"runs">): Promise<void> {
  const lease = await findLease(ctx, run);
  if (lease !== null && lease.runId === run._id) await applyTransition(ctx, { run, lease }, { do: "cancel" });
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
