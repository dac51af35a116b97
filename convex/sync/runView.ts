/** How a run looks to a client: one shape for the overview, the list and the run's own page. */
import { type Infer, v } from "convex/values";
import { RUN_FACTS, standingOf } from "../../src/sync/states/run.ts";
import type { Doc } from "../_generated/dataModel.js";
import type { QueryCtx } from "../_generated/server.js";
import {
  actor,
  counters,
  runAction,
  runMode,
  storedProblem,
  syncStatus,
  syncType,
  tripletexEnv,
} from "../validators.ts";
import { planIdOf } from "./planDoor.ts";
import { readTypeStates } from "./typeStates.ts";

export const typeProgress = v.object({
  syncType,
  status: syncStatus,
  counters,
  expected: v.number(),
  isExpectedFinal: v.boolean(),
});

export const runView = v.object({
  runId: v.id("runs"),
  tripletexEnv,
  types: v.array(syncType),
  mode: runMode,
  /** The single records that it was asked for; null for everything. */
  keys: v.union(v.array(v.string()), v.null()),
  /** Of a preview the plan that it makes, else the plan that the run carries out. */
  planId: v.union(v.id("plans"), v.null()),
  /** Records of the plan that were not carried out as planned. */
  deviationCount: v.number(),
  actor,
  status: syncStatus,
  startedAt: v.number(),
  completedAt: v.union(v.number(), v.null()),
  /** When a waiting run goes on. */
  resumeAt: v.union(v.number(), v.null()),
  problem: v.union(storedProblem, v.null()),
  interruptions: v.number(),
  isCancelRequested: v.boolean(),
  /** Who asked for the cancellation. */
  cancelledBy: v.union(actor, v.null()),
  progress: v.array(typeProgress),
  /** What the state means; see `src/sync/states/run.ts`. */
  standing: v.object({
    isLive: v.boolean(),
    /** When it started; of a run that has ended, when it ended. */
    since: v.number(),
    /** `problem` stands in the run; `person` is named beside it. */
    stoppedBy: v.union(v.literal("person"), v.literal("problem"), v.literal("watchdog"), v.null()),
    person: v.union(actor, v.null()),
    whatNow: v.string(),
    actions: v.array(runAction),
  }),
});
export type RunView = Infer<typeof runView>;

/** Since when the run is on, or when it ended, and who or what stopped it. */
function standing(run: Doc<"runs">, cancelRequest: Doc<"cancelRequests"> | null): RunView["standing"] {
  const { since, stoppedBy } = RUN_FACTS[run.status];
  return {
    ...standingOf(run.status, cancelRequest !== null),
    since: run[since] ?? run.startedAt,
    stoppedBy,
    person: stoppedBy === "person" ? (cancelRequest?.actor ?? null) : null,
  };
}

export async function viewRun(ctx: QueryCtx, run: Doc<"runs">): Promise<RunView> {
  const [states, progress, cancelRequest] = await Promise.all([
    readTypeStates(ctx, run),
    // At most one row per type, so a collect is bounded.
    ctx.db
      .query("runProgress")
      .withIndex("by_run_and_type", (q) => q.eq("runId", run._id))
      .collect(),
    ctx.db
      .query("cancelRequests")
      .withIndex("by_run", (q) => q.eq("runId", run._id))
      .unique(),
  ]);
  return {
    runId: run._id,
    tripletexEnv: run.tripletexEnv,
    types: run.types,
    mode: run.mode,
    keys: run.keys ?? null,
    planId: await planIdOf(ctx, run),
    deviationCount: progress.reduce((sum, row) => sum + (row.deviations ?? 0), 0),
    actor: run.actor,
    status: run.status,
    startedAt: run.startedAt,
    completedAt: run.completedAt ?? null,
    resumeAt: run.resumeAt ?? null,
    problem: run.problem ?? null,
    interruptions: run.interruptions,
    isCancelRequested: cancelRequest !== null,
    cancelledBy: cancelRequest?.actor ?? null,
    standing: standing(run, cancelRequest),
    progress: run.types.flatMap((type) => {
      const state = states.find((row) => row.syncType === type);
      const row = progress.find((each) => each.syncType === type);
      if (state === undefined || row === undefined) return [];
      const { expected, isExpectedFinal } = row;
      return [{ syncType: type, status: state.status, counters: row.counters, expected, isExpectedFinal }];
    }),
  };
}
