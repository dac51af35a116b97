/** The latest regular state of a type. A run aside (of single records) tells nothing about the type as a whole. */
import { osloDate } from "../../src/sync/oslo.ts";
import type { Doc, Id } from "../_generated/dataModel.js";
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

interface Reading {
  tripletexEnv: TripletexEnv;
  type: SyncType;
  /** Epoch ms. */
  startedAt: number;
  self?: Id<"runs">;
}

/** Its own row, and plans that were carried out one after the other: looking back once too often does no harm. */
const FEW = 5;

/** Whether no regular run of a type has got through earlier on the same day in Oslo; a run aside is never the first. */
export async function isFirstOfDay(ctx: QueryCtx, run: Doc<"runs">, type: SyncType): Promise<boolean> {
  if (run.isAside === true) return false;
  const { tripletexEnv, startedAt, _id: self } = run;
  return !(await hasReadOnDay(ctx, { tripletexEnv, type, startedAt, self }));
}

/**
 * Whether a run that starts at `startedAt` (epoch ms) reads a type further back, because it is the first of its day: Rubic has no
 * filter for open invoices; transactions are asked for by the invoices that need them.
 */
export async function looksFurtherBack(ctx: QueryCtx, reading: Omit<Reading, "self">): Promise<boolean> {
  return reading.type === "invoices" && !(await hasReadOnDay(ctx, reading));
}

/** Whether a regular run, other than `self`, has read a type earlier on that day. What carries out a plan reads what its preview did. */
async function hasReadOnDay(
  ctx: QueryCtx,
  { tripletexEnv, type, startedAt, self }: Reading,
): Promise<boolean> {
  const latest = await ctx.db
    .query("syncState")
    .withIndex("by_type_env_and_aside", (q) =>
      q.eq("syncType", type).eq("tripletexEnv", tripletexEnv).eq("isAside", undefined),
    )
    .order("desc")
    .take(FEW);
  for (const state of latest) {
    if (state.runId === self) continue;
    const run = await ctx.db.get("runs", state.runId);
    if (run?.plan === undefined) return isOfSameDay(state, startedAt);
  }
  return false;
}

/** What failed or was cancelled has not got through: the next one takes its place as the first of the day. */
function isOfSameDay(before: Doc<"syncState">, startedAt: number): boolean {
  if (before.status === "failed" || before.status === "cancelled") return false;
  return osloDate(before.startedAt) === osloDate(startedAt);
}
