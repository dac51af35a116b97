/**
 * What a run does after a sub-batch, and everything that follows from it, in the sub-batch's own transaction: state and
 * continuation can't come apart. An end frees the environment.
 */
import { type Infer, v } from "convex/values";
import { problemOfCode } from "../../src/sync/problem-codes.ts";
import { readBackFrom } from "../../src/sync/reading.ts";
import { internal } from "../_generated/api.js";
import type { Doc } from "../_generated/dataModel.js";
import type { MutationCtx } from "../_generated/server.js";
import {
  problem,
  type RecordKind,
  type readWindow,
  type StoredProblem,
  type SyncType,
  syncType,
} from "../validators.ts";
import { deviationProblem, previewEndEvents, runEndEvents, typeEndEvent, writeEvents } from "./events.ts";
import { releaseLease, renewLease } from "./lease.ts";
import { noteMetInvoices } from "./metInvoices.ts";
import { forgetReadBack } from "./paymentReads.ts";
import { countDeviations } from "./planDeviations.ts";
import { endPlannedType, hasPlannedHolds, requirePlanOfRun } from "./planDoor.ts";
import { noteReadNumbers } from "./readNumbers.ts";
import { type End, endTypeRow, moveRun } from "./runDoor.ts";
import { noteFullReading } from "./scheduleDoor.ts";
import { readTotals } from "./totals.ts";
import { readTypeStates } from "./typeStates.ts";

export const transition = v.union(
  /** The step goes on by itself. */
  v.object({ do: v.literal("stay") }),
  /** The step's time is up: the next one goes on at the cursor. */
  v.object({ do: v.literal("continue") }),
  /** Tripletex has no capacity: the next step starts at `until`. */
  v.object({ do: v.literal("wait"), until: v.number(), problem }),
  /** A type got through its window. */
  v.object({ do: v.literal("finishType"), syncType, missingKeys: v.optional(v.array(v.string())) }),
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

export const KIND_OF: Record<SyncType, RecordKind> = {
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
      await moveRun(ctx, held.run, { event: "continue" });
      await scheduleStep(ctx, held, now);
      return await renewLease(ctx, held.lease, now);
    case "wait":
      await moveRun(ctx, held.run, { event: "wait", until: next.until, problem: next.problem });
      await scheduleStep(ctx, held, next.until);
      return await renewLease(ctx, held.lease, next.until);
    case "finishType":
      await finishType(ctx, held.run, next);
      return await renewLease(ctx, held.lease, now);
    case "failType":
      await endType(ctx, held.run, next.syncType, { event: "fail", problem: next.problem });
      return await renewLease(ctx, held.lease, now);
    case "finish":
      return await endRun(ctx, held, await endOf(ctx, held.run));
    case "fail":
      return await endRun(ctx, held, { event: "fail", problem: next.problem });
    case "cancel":
      return await endRun(ctx, held, { event: "cancel", problem: await problemOfTypes(ctx, held.run) });
  }
}

async function scheduleStep(ctx: MutationCtx, held: Held, at: number): Promise<void> {
  await ctx.scheduler.runAt(at, internal.sync.step.run, { runId: held.run._id, fence: held.lease.fence });
}

async function findProgress(ctx: MutationCtx, run: Doc<"runs">, type: SyncType) {
  return await ctx.db
    .query("runProgress")
    .withIndex("by_run_and_type", (q) => q.eq("runId", run._id).eq("syncType", type))
    .unique();
}

async function findState(ctx: MutationCtx, run: Doc<"runs">, type: SyncType) {
  return await ctx.db
    .query("syncState")
    .withIndex("by_run", (q) => q.eq("runId", run._id).eq("syncType", type))
    .unique();
}

/** Of single records only those count that were asked for. */
async function isAnythingOpen(ctx: MutationCtx, run: Doc<"runs">, type: SyncType): Promise<boolean> {
  if (run.keys !== undefined) return ((await findProgress(ctx, run, type))?.counters.held ?? 0) > 0;
  const kind = KIND_OF[type];
  // Credits are read with the invoices.
  const kinds: RecordKind[] = type === "invoices" ? [kind, "credit"] : [kind];
  if (run.mode === "preview") {
    const plan = await requirePlanOfRun(ctx, run._id);
    return kinds.some((each) => hasPlannedHolds(plan, each));
  }
  const totals = await Promise.all(kinds.map((each) => readTotals(ctx, run.tripletexEnv, each)));
  return totals.some(({ heldCount }) => heldCount > 0) || (await countDeviations(ctx, run, type)) > 0;
}

async function finishType(
  ctx: MutationCtx,
  run: Doc<"runs">,
  { syncType: type, missingKeys = [] }: { syncType: SyncType; missingKeys?: string[] },
): Promise<void> {
  if (missingKeys.length > 0) {
    const message = `Not found in Rubic from the cut-over on, among ${type}: ${missingKeys.join(", ")}.`;
    await writeEvents(ctx, run._id, [{ level: "warning", message }]);
    await endType(ctx, run, type, { event: "finishOpen", problem: problemOfCode("KEYS_NOT_FOUND", message) });
    return;
  }
  const event = (await isAnythingOpen(ctx, run, type)) ? "finishOpen" : "finishClean";
  await endType(ctx, run, type, { event });
}

/** Ends a type that is still running; only one that got through its window moves the watermark. */
async function endType(
  ctx: MutationCtx,
  run: Doc<"runs">,
  type: SyncType,
  end: { event: End["event"]; problem?: StoredProblem },
): Promise<void> {
  const progress = await findProgress(ctx, run, type);
  if (!(await storeTypeEnd(ctx, { run, type, end, progress }))) return;
  const isWorkedThrough = end.event === "finishClean" || end.event === "finishOpen";
  // Of a type that a failure kept from beginning there is nothing to tell.
  if (progress !== null && (isWorkedThrough || progress.counters.done > 0)) {
    await writeEvents(ctx, run._id, [typeEndEvent(type, progress.counters, run.mode)]);
  }
}

interface TypeEnd {
  run: Doc<"runs">;
  type: SyncType;
  end: { event: End["event"]; problem?: StoredProblem };
  progress: Doc<"runProgress"> | null;
}

/** False when the type has ended before. */
async function storeTypeEnd(ctx: MutationCtx, { run, type, end, progress }: TypeEnd): Promise<boolean> {
  if (run.mode === "preview") {
    return await endPlannedType(ctx, await requirePlanOfRun(ctx, run._id), { ...end, syncType: type });
  }
  const state = await findState(ctx, run, type);
  if (state === null || state.completedAt !== undefined) return false;
  const now = Date.now();
  const isThrough = end.event === "finishClean" || end.event === "finishOpen";
  // What single records are tells nothing about the type; what a plan did not foresee was left as it was.
  const isWorkedThrough = isThrough && run.isAside !== true && !progress?.deviations;
  const isReadBack = isWorkedThrough && type === "payments" && run.plan === undefined;
  const askedFrom = isReadBack ? await forgetReadBack(ctx, run.tripletexEnv) : null;
  if (isWorkedThrough && type === "invoices" && run.plan === undefined && state.window?.isComplete === true) {
    await noteReadNumbers(ctx, run, state.watermark);
  }
  const readUntil = run.plan?.startedAt ?? run.startedAt;
  if (isWorkedThrough && type === "invoices" && state.window !== undefined) {
    await noteMetInvoices(ctx, run.tripletexEnv, { readUntil, window: state.window });
  }
  const fields = {
    completedAt: now,
    counters: progress?.counters,
    recordsProcessed: progress?.counters.done ?? 0,
    recordsFailed: progress?.counters.held ?? 0,
    ...(isWorkedThrough && { lastSyncAt: now, watermark: Math.max(readUntil, state.watermark ?? 0) }),
    ...(askedFrom !== null && state.window && { window: widened(state.window, askedFrom) }),
  };
  await endTypeRow(ctx, state, { ...end, fields });
  return true;
}

/** The window with what was read besides, as invoices had asked for their payments. */
function widened(window: Infer<typeof readWindow>, askedFrom: string): Infer<typeof readWindow> {
  return { ...window, from: Math.min(window.from, readBackFrom(askedFrom)) };
}

/** How a run ends that has gone through all its phases. */
async function endOf(ctx: MutationCtx, run: Doc<"runs">): Promise<End> {
  const states = await readTypeStates(ctx, run);
  const failed = states.find((state) => state.status === "failed")?.problem;
  if (failed !== undefined) return { event: "fail", problem: failed };
  const problem = await problemOfTypes(ctx, run);
  if (problem !== undefined) return { event: "finishOpen", problem };
  if (run.mode === "preview") {
    const isOpen = hasPlannedHolds(await requirePlanOfRun(ctx, run._id));
    return { event: isOpen ? "finishOpen" : "finishClean" };
  }
  const deviations = run.plan === undefined ? 0 : await countDeviations(ctx, run);
  if (deviations > 0) return { event: "finishOpen", problem: deviationProblem(deviations) };
  const openIntent = await ctx.db
    .query("intents")
    .withIndex("by_env", (q) => q.eq("tripletexEnv", run.tripletexEnv))
    .first();
  if (openIntent !== null) return { event: "finishOpen" };
  const open = await Promise.all(run.types.map((type) => isAnythingOpen(ctx, run, type)));
  return { event: open.includes(true) ? "finishOpen" : "finishClean" };
}

/** What the first of the run's types that has a problem ran into. */
async function problemOfTypes(ctx: MutationCtx, run: Doc<"runs">): Promise<StoredProblem | undefined> {
  const states = await readTypeStates(ctx, run);
  const problems = run.types.flatMap(
    (type) => states.find((state) => state.syncType === type)?.problem ?? [],
  );
  return problems[0];
}

function eventsOfEnd(run: Doc<"runs">, end: End) {
  if (run.mode === "preview") return previewEndEvents(end.event);
  if (end.event !== "finishOpen" || end.problem === undefined) return runEndEvents(end.event);
  const { code, message, remedy } = end.problem;
  // The type has named the numbers already.
  const rest = code === "KEYS_NOT_FOUND" ? "What was asked for is not all found." : `${message} ${remedy}`;
  return [{ level: "warning" as const, message: `Done. ${rest}` }];
}

async function endRun(ctx: MutationCtx, held: Held, end: End): Promise<number> {
  const { run, lease } = held;
  // Of a run that fails, what still runs fails with it; a problem that one type had alone stays with that type.
  const typeEnd = end.event === "fail" ? end : { event: end.event };
  for (const type of run.types) await endType(ctx, run, type, typeEnd);
  await moveRun(ctx, run, end);
  if (end.event === "finishClean" || end.event === "finishOpen") await noteFullReading(ctx, run);
  await writeEvents(ctx, run._id, eventsOfEnd(run, end));
  const cursor = await ctx.db
    .query("runCursors")
    .withIndex("by_run", (q) => q.eq("runId", run._id))
    .unique();
  if (cursor !== null) await ctx.db.delete("runCursors", cursor._id);
  await releaseLease(ctx, lease);
  return 0;
}
