/**
 * How the types of a run stand. A sync keeps that in `syncState`, which says when a type was last synced; a preview is no
 * sync, so its types stand in its plan.
 */
import type { Infer } from "convex/values";
import type { Doc } from "../_generated/dataModel.js";
import type { QueryCtx } from "../_generated/server.js";
import type { readWindow, StoredProblem, SyncType, typeStatus } from "../validators.ts";
import { requirePlanOfRun } from "./planDoor.ts";

export interface TypeState {
  syncType: SyncType;
  status: Infer<typeof typeStatus>;
  problem?: StoredProblem;
  completedAt?: number;
  window?: Infer<typeof readWindow>;
}

export async function readTypeStates(ctx: QueryCtx, run: Doc<"runs">): Promise<TypeState[]> {
  if (run.mode === "preview") return (await requirePlanOfRun(ctx, run._id)).types;
  // At most one row per type, so a collect is bounded.
  return await ctx.db
    .query("syncState")
    .withIndex("by_run", (q) => q.eq("runId", run._id))
    .collect();
}
