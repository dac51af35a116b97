/** How a type stands in an environment, and starting a sync. */
import { type Infer, v } from "convex/values";
import { guardedMutation, guardedQuery } from "./guard.ts";
import { findLatestState } from "./sync/latest.ts";
import { startWish } from "./sync/start.ts";
import {
  runMode,
  runType,
  type StartOutcome,
  startOutcome,
  syncStatus,
  syncType,
  tripletexEnv,
} from "./validators.ts";

const syncStateView = v.object({
  syncType,
  tripletexEnv,
  lastSyncAt: v.union(v.number(), v.null()),
  status: syncStatus,
  errorMessage: v.union(v.string(), v.null()),
  recordsProcessed: v.number(),
  recordsFailed: v.number(),
  startedAt: v.number(),
  completedAt: v.union(v.number(), v.null()),
  runId: v.id("runs"),
});

/** The latest state of one type in one environment; null before its first run. */
export const getLatest = guardedQuery({
  args: { syncType, tripletexEnv },
  returns: v.union(syncStateView, v.null()),
  handler: async (ctx, args): Promise<Infer<typeof syncStateView> | null> => {
    const row = await findLatestState(ctx, args.tripletexEnv, args.syncType);
    if (row === null) return null;
    return {
      syncType: row.syncType,
      tripletexEnv: row.tripletexEnv,
      lastSyncAt: row.lastSyncAt ?? null,
      status: row.status,
      errorMessage: row.errorMessage ?? null,
      recordsProcessed: row.recordsProcessed,
      recordsFailed: row.recordsFailed,
      startedAt: row.startedAt,
      completedAt: row.completedAt ?? null,
      runId: row.runId,
    };
  },
});

/**
 * Starts a run, unless one holds the environment: then answers which. Both answers are normal. With `planId` it carries out
 * that plan, and the type may be left out.
 * @throws ConvexError `KEYS_NOT_USABLE`; `WRITING_STOPPED` while all writing to Tripletex is stopped; `NOT_READY` while
 * production is not ready, unless it is a preview; `TYPE_MISSING`; `PLAN_…` when the plan can't be carried out, with the reason
 * @param via where the person clicked or typed, for the audit log
 */
export const startSync = guardedMutation({
  args: {
    tripletexEnv,
    syncType: v.optional(runType),
    mode: runMode,
    /** Single records of one type, by customer number, product code, invoice number or transaction id. */
    keys: v.optional(v.array(v.string())),
    planId: v.optional(v.string()),
    via: v.union(v.literal("page"), v.literal("commandLine")),
  },
  returns: startOutcome,
  handler: async (ctx, args): Promise<StartOutcome> => {
    const kind = args.via === "commandLine" ? ("commandLine" as const) : ("person" as const);
    const { tripletexEnv: env, syncType: type, mode, keys, planId } = args;
    const actor = { ...ctx.actor, kind };
    return await startWish(ctx, { tripletexEnv: env, type, mode, keys, planId, actor });
  },
});
