/**
 * What a run does after a sub-batch, and everything that follows from it, in the sub-batch's own transaction: state and
 * continuation can't come apart. An end frees the environment.
 */
import { type Infer, v } from "convex/values";
import { internal } from "../_generated/api.js";
import type { Doc } from "../_generated/dataModel.js";
import type { MutationCtx } from "../_generated/server.js";
import {
  type Problem,
  problem,
  type RecordKind,
  type StoredProblem,
  type SyncStatus,
  type SyncType,
  syncType,
} from "../validators.ts";
import { runEndEvents, typeEndEvent, writeEvents } from "./events.ts";
import { releaseLease, renewLease } from "./lease.ts";
import { readTotals } from "./totals.ts";

export const transition = v.union(
  /** The step goes on by itself. */
  v.object({ do: v.literal("stay") }),
  /** The step's time is up: the next one goes on at the cursor. */
  v.object({ do: v.literal("continue") }),
  /** Tripletex has no capacity: the next step starts at `until`. */
  v.object({ do: v.literal("wait"), until: v.number(), problem }),
  /** A type got through its window. */
  v.object({ do: v.literal("finishType"), syncType }),
  /** A type must not go on; the others do. */
  v.object({ do: v.literal("failType"), syncType, problem }),
  v.object({ do: v.literal("finish") }),
  v.object({ do: v.literal("fail"), problem }),
  v.object({ do: v.literal("cancel") }),
);
export type Transition = Infer<typeof transition>;

export interface Held {
  run: Doc<"runs">;
  lease: Doc<"leases">;
}

const KIND_OF: Record<SyncType, RecordKind> = {
  products: "product",
  customers: "customer",
  invoices: "invoice",
  payments: "payment",
};

/** Carries out a transition; answers until when the lease lasts (0 when the run has ended). */
export async function applyTransition(ctx: MutationCtx, held: Held, next: Transition): Promise<number> {
  const now = Date.now();
  switch (next.do) {
    case "stay":
      return await renewLease(ctx, held.lease, now);
    case "continue":
      await scheduleStep(ctx, held, now);
      return await renewLease(ctx, held.lease, now);
    case "wait":
      await ctx.db.patch("runs", held.run._id, {
        status: "waiting",
        resumeAt: next.until,
        problem: next.problem,
      });
      await scheduleStep(ctx, held, next.until);
      return await renewLease(ctx, held.lease, next.until);
    case "finishType":
      await finishType(ctx, held.run, next.syncType);
      return await renewLease(ctx, held.lease, now);
    case "failType":
      await endType(ctx, held.run, next.syncType, { status: "failed", problem: next.problem });
      return await renewLease(ctx, held.lease, now);
    case "finish":
      return await endRun(ctx, held, { status: await statusAtEnd(ctx, held.run) });
    case "fail":
      return await endRun(ctx, held, { status: "failed", problem: next.problem });
    case "cancel":
      return await endRun(ctx, held, { status: "cancelled" });
  }
}

async function scheduleStep(ctx: MutationCtx, held: Held, at: number): Promise<void> {
  await ctx.scheduler.runAt(at, internal.sync.step.run, { runId: held.run._id, fence: held.lease.fence });
}

async function findState(ctx: MutationCtx, run: Doc<"runs">, type: SyncType) {
  return await ctx.db
    .query("syncState")
    .withIndex("by_run", (q) => q.eq("runId", run._id).eq("syncType", type))
    .unique();
}

async function isAnythingOpen(ctx: MutationCtx, run: Doc<"runs">, kind: RecordKind): Promise<boolean> {
  const totals = await readTotals(ctx, run.tripletexEnv, kind);
  return totals.heldCount > 0;
}

async function finishType(ctx: MutationCtx, run: Doc<"runs">, type: SyncType): Promise<void> {
  const status = (await isAnythingOpen(ctx, run, KIND_OF[type])) ? "partial" : "success";
  await endType(ctx, run, type, { status });
}

/** Ends a type that is still running; only one that got through its window moves the watermark. */
async function endType(
  ctx: MutationCtx,
  run: Doc<"runs">,
  type: SyncType,
  end: { status: SyncStatus; problem?: Problem },
): Promise<void> {
  const state = await findState(ctx, run, type);
  if (state === null || state.completedAt !== undefined) return;
  const progress = await ctx.db
    .query("runProgress")
    .withIndex("by_run_and_type", (q) => q.eq("runId", run._id).eq("syncType", type))
    .unique();
  const now = Date.now();
  const isWorkedThrough = end.status === "success" || end.status === "partial";
  // Of a type that a failure kept from beginning there is nothing to tell.
  if (progress !== null && (isWorkedThrough || progress.counters.done > 0)) {
    await writeEvents(ctx, run._id, [typeEndEvent(type, progress.counters)]);
  }
  await ctx.db.patch("syncState", state._id, {
    ...end,
    errorMessage: end.problem?.message,
    completedAt: now,
    counters: progress?.counters,
    recordsProcessed: progress?.counters.done ?? 0,
    recordsFailed: progress?.counters.held ?? 0,
    ...(isWorkedThrough && { lastSyncAt: now, watermark: run.startedAt }),
  });
}

async function statusAtEnd(ctx: MutationCtx, run: Doc<"runs">): Promise<SyncStatus> {
  const states = await Promise.all(run.types.map((type) => findState(ctx, run, type)));
  if (states.some((state) => state?.status === "failed")) return "failed";
  const openIntent = await ctx.db
    .query("intents")
    .withIndex("by_env", (q) => q.eq("tripletexEnv", run.tripletexEnv))
    .first();
  if (openIntent !== null) return "partial";
  const open = await Promise.all(run.types.map((type) => isAnythingOpen(ctx, run, KIND_OF[type])));
  return open.includes(true) ? "partial" : "success";
}

/** Why the first of the run's types that failed stopped. */
async function problemOfTypes(ctx: MutationCtx, run: Doc<"runs">): Promise<StoredProblem | undefined> {
  const states = await Promise.all(run.types.map((type) => findState(ctx, run, type)));
  return states.find((state) => state?.problem !== undefined)?.problem;
}

async function endRun(
  ctx: MutationCtx,
  held: Held,
  end: { status: SyncStatus; problem?: Problem },
): Promise<number> {
  const { run, lease } = held;
  for (const type of run.types) {
    await endType(ctx, run, type, end);
  }
  await ctx.db.patch("runs", run._id, {
    status: end.status,
    completedAt: Date.now(),
    resumeAt: undefined,
    problem: end.problem ?? (await problemOfTypes(ctx, run)),
  });
  await writeEvents(ctx, run._id, runEndEvents(end.status));
  const cursor = await ctx.db
    .query("runCursors")
    .withIndex("by_run", (q) => q.eq("runId", run._id))
    .unique();
  if (cursor !== null) await ctx.db.delete("runCursors", cursor._id);
  await releaseLease(ctx, lease);
  return 0;
}
