/** The latest regular state of a type. A run aside (of single records) tells nothing about the type as a whole. */
import { osloDate } from "../../src/sync/oslo.ts";
import type { Doc } from "../_generated/dataModel.js";
import type { QueryCtx } from "../_generated/server.js";
import type { SyncType, TripletexEnv } from "../validators.ts";

export async function findLatestState(
  ctx: QueryCtx,
  env: TripletexEnv,
  type: SyncType,
): Promise<Doc<"syncState"> | null> {
  return await ctx.db
    .query("syncState")
    .withIndex("by_type_env_and_aside", (q) =>
      q.eq("syncType", type).eq("tripletexEnv", env).eq("isAside", undefined),
    )
    .order("desc")
    .first();
}

export async function findLatestRun(ctx: QueryCtx, env: TripletexEnv): Promise<Doc<"runs"> | null> {
  return await ctx.db
    .query("runs")
    .withIndex("by_env_and_aside", (q) => q.eq("tripletexEnv", env).eq("isAside", undefined))
    .order("desc")
    .first();
}

/** Own row, and the one before: the look back needs no more. */
const TWO = 2;

/** Whether no regular run of a type has got through earlier on the same day in Oslo; a run aside is never the first. */
export async function isFirstOfDay(ctx: QueryCtx, run: Doc<"runs">, type: SyncType): Promise<boolean> {
  if (run.isAside === true) return false;
  const latest = await ctx.db
    .query("syncState")
    .withIndex("by_type_env_and_aside", (q) =>
      q.eq("syncType", type).eq("tripletexEnv", run.tripletexEnv).eq("isAside", undefined),
    )
    .order("desc")
    .take(TWO);
  return !isOfSameDay(latest.find((state) => state.runId !== run._id) ?? null, run.startedAt);
}

/**
 * Whether a run that starts at `startedAt` (epoch ms) reads a type further back, because it is the first of its day: Rubic has no
 * filter for open invoices; transactions are asked for by the invoices that need them.
 * @param before the latest regular state of the type
 */
export function looksFurtherBack(
  type: SyncType,
  before: Doc<"syncState"> | null,
  startedAt: number,
): boolean {
  return type === "invoices" && !isOfSameDay(before, startedAt);
}

/** What failed or was cancelled has not got through: the next one takes its place as the first of the day. */
function isOfSameDay(before: Doc<"syncState"> | null, startedAt: number): boolean {
  if (before === null || before.status === "failed" || before.status === "cancelled") return false;
  return osloDate(before.startedAt) === osloDate(startedAt);
}
