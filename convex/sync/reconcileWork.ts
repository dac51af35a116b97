/**
 * The reconciliation that is on in an environment: one at a time, a chain of steps that show their fence, beside all runs and without
 * their lease. A run that writes while it reads ends it; the clockwork goes on with the months that are left afterwards. The one door to its table.
 */
import { type DateWindow, monthsFrom } from "../../src/sync/months.ts";
import { osloDate } from "../../src/sync/oslo.ts";
import { problemOfCode } from "../../src/sync/problem-codes.ts";
import { LOOK_BACK_MS } from "../../src/sync/reading.ts";
import { agreementOf } from "../../src/sync/reconcile/agreement.ts";
import { wrongCount } from "../../src/sync/reconcile/month.ts";
import { internal } from "../_generated/api.js";
import type { Doc } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import type { ReconcileScope } from "../reconcileValidators.ts";
import { refusal } from "../refusal.ts";
import type { Actor, Problem, SyncType, TripletexEnv } from "../validators.ts";
import { writeAudit } from "./audit.ts";
import { readMonthChanges } from "./comparedMonths.ts";
import { firstRubicDateOfCredits } from "./credits.ts";
import { findEnvironment } from "./environments.ts";
import { findKnownFrom } from "./knownFrom.ts";
import { findLatestState } from "./latest.ts";
import { findLease } from "./lease.ts";
import { readMonths, removeOtherMonths, totalsOf } from "./reconcileMonths.ts";
import { readTotals } from "./totals.ts";
import { windowEnd } from "./window.ts";

/** An action ends after ten minutes at the latest, whatever it does. */
const STEP_DEAD_MS = 10 * 60_000;
/** A step that dies so often in a row will die again. */
const MAX_RESUMES = 3;
/** After a failure nobody is helped by the same one each minute. */
export const PAUSE_AFTER_PROBLEM_MS = 60 * 60_000;

export type Work = NonNullable<Doc<"reconciliations">["work"]>;
export type Wish = { tripletexEnv: TripletexEnv; scope: ReconcileScope; actor: Actor };

export async function findReconciliation(
  ctx: QueryCtx,
  tripletexEnv: TripletexEnv,
): Promise<Doc<"reconciliations"> | null> {
  return await ctx.db
    .query("reconciliations")
    .withIndex("by_env", (q) => q.eq("tripletexEnv", tripletexEnv))
    .unique();
}

/** True while a run holds the environment: its writes would be seen in the middle. */
export async function isWriting(ctx: QueryCtx, tripletexEnv: TripletexEnv): Promise<boolean> {
  const lease = await findLease(ctx, { tripletexEnv, mode: "incremental" });
  return lease !== null && lease.runId !== null;
}

const writingFence = async (ctx: QueryCtx, tripletexEnv: TripletexEnv): Promise<number> =>
  (await findLease(ctx, { tripletexEnv, mode: "incremental" }))?.fence ?? 0;

/** What is held and left out, as one text that changes with it. */
async function heldSum(ctx: QueryCtx, env: TripletexEnv): Promise<string> {
  const kinds = ["invoice", "credit", "payment"] as const;
  const totals = await Promise.all(kinds.map((kind) => readTotals(ctx, env, kind)));
  return totals
    .map((each) => [each.heldCount, each.heldOere, each.ignoredCount, each.ignoredOere].join())
    .join(" ");
}

async function readUntil(ctx: QueryCtx, env: TripletexEnv, type: SyncType): Promise<number> {
  const watermark = (await findLatestState(ctx, env, type))?.watermark;
  return windowEnd(watermark ?? Date.now());
}

type Months = Work["windows"];

/** All months, newest first, with what has changed in each so far. */
async function allMonths(ctx: QueryCtx, env: TripletexEnv, booksFrom: string): Promise<Months> {
  const changes = await readMonthChanges(ctx, env);
  return monthsFrom(booksFrom, osloDate(Date.now()))
    .map((window) => ({ ...window, changes: changes.get(window.from) ?? 0 }))
    .toReversed();
}

/** Those of the months that syncs have changed since they were compared. */
async function touchedMonths(
  ctx: QueryCtx,
  row: Doc<"reconciliations"> | null,
  { env, all }: { env: TripletexEnv; all: Months },
): Promise<Months> {
  const known = new Map((await readMonths(ctx, env)).map((month) => [month.from, month]));
  const isHeldSame = row?.heldSum === (await heldSum(ctx, env));
  // Which month a hold belongs to is not known before it is read; what is held changes where syncs look.
  const recent = isHeldSame ? "9999" : osloDate(Date.now() - LOOK_BACK_MS);
  return all.filter(({ from, toExclusive, changes: latest }) => {
    const month = known.get(from);
    return month?.changes !== latest || month.toExclusive !== toExclusive || toExclusive > recent;
  });
}

/**
 * What a reading is to compare. Those months come first that the one before did not come to, in its order: where runs keep disturbing, the
 * others would keep them waiting for ever. The month at which it failed, the last of them, comes last for the same reason.
 */
async function planWork(
  ctx: QueryCtx,
  row: Doc<"reconciliations"> | null,
  { wish: { tripletexEnv: env, scope }, all }: { wish: Wish; all: Months },
): Promise<Pick<Work, "scope" | "windows" | "allSince">> {
  const months = row?.left?.months ?? [];
  const [left, failed] = row?.problem === undefined ? [months, []] : [months.slice(0, -1), months.slice(-1)];
  const known = new Map(all.map((window) => [window.from, window]));
  const others = scope === "all" ? all : await touchedMonths(ctx, row, { env, all });
  const windows = [
    ...left.flatMap((from) => known.get(from) ?? []),
    ...others.filter(({ from }) => !months.includes(from)),
    ...failed.flatMap((from) => known.get(from) ?? []),
  ];
  if (scope === "all") return { scope, windows, allSince: Date.now() };
  const allSince = row?.left?.allSince;
  return allSince === undefined ? { scope, windows } : { scope: "all", windows, allSince };
}

/** A credit of one of the months may show in Rubic on an invoice, or as a note, that is older than all of them. */
async function rangeOf(
  ctx: QueryCtx,
  books: { tripletexEnv: TripletexEnv; booksFrom: string },
  windows: DateWindow[],
): Promise<{ readFrom: string; knownFrom: number }> {
  const from = windows.map((window) => window.from).toSorted()[0] ?? books.booksFrom;
  const toExclusive =
    windows
      .map((window) => window.toExclusive)
      .toSorted()
      .at(-1) ?? from;
  const first = await firstRubicDateOfCredits(ctx, books, from);
  const readFrom = first !== null && first < from ? first : from;
  const knownFrom = await findKnownFrom(ctx, books.tripletexEnv, { from: readFrom, toExclusive });
  return { readFrom, knownFrom };
}

/**
 * Begins a reconciliation, or answers that one is on; null when no month has changed.
 * @throws ConvexError `NOTHING_TO_RECONCILE` before the first sync
 */
export async function beginReconciliation(
  ctx: MutationCtx,
  wish: Wish,
): Promise<{ startedAt: number; months: number } | null> {
  const { tripletexEnv, actor } = wish;
  const row = await findReconciliation(ctx, tripletexEnv);
  if (row !== null && row.work !== null) {
    return { startedAt: row.work.startedAt, months: row.work.windows.length };
  }
  const environment = await findEnvironment(ctx, tripletexEnv);
  if (environment?.booksFrom === undefined || environment.company === undefined) {
    throw refusal("NOTHING_TO_RECONCILE", `${tripletexEnv} has not been synced yet.`);
  }
  const { booksFrom } = environment;
  const all = await allMonths(ctx, tripletexEnv, booksFrom);
  const planned = await planWork(ctx, row, { wish, all });
  const now = Date.now();
  if (planned.windows.length === 0) {
    if (row !== null) await ctx.db.patch("reconciliations", row._id, { readAt: now, left: undefined });
    return null;
  }
  await removeOtherMonths(ctx, tripletexEnv, all);
  const fence = (row?.fence ?? 0) + 1;
  const work: Work = {
    ...planned,
    actor,
    startedAt: now,
    expiresAt: now + STEP_DEAD_MS,
    isStaged: false,
    ...(await rangeOf(ctx, { tripletexEnv, booksFrom }, planned.windows)),
    writingFence: await writingFence(ctx, tripletexEnv),
    heldSum: await heldSum(ctx, tripletexEnv),
    readUntil: {
      invoices: await readUntil(ctx, tripletexEnv, "invoices"),
      payments: await readUntil(ctx, tripletexEnv, "payments"),
    },
    resumes: 0,
  };
  if (row === null) await ctx.db.insert("reconciliations", { tripletexEnv, fence, work });
  else await ctx.db.patch("reconciliations", row._id, { fence, work, left: undefined });
  await scheduleStep(ctx, { tripletexEnv, fence }, now);
  const details = `${planned.windows.length} months, ${planned.scope}`;
  await writeAudit(ctx, { actor, act: "reconcile", tripletexEnv, details });
  return { startedAt: now, months: planned.windows.length };
}

async function scheduleStep(ctx: MutationCtx, { tripletexEnv, fence }: Holder, at: number): Promise<void> {
  await ctx.scheduler.runAt(at, internal.sync.reconcileStep.run, { tripletexEnv, fence });
}

export interface Holder {
  tripletexEnv: TripletexEnv;
  fence: number;
}

/** @throws ConvexError `FENCED` when another step has taken over, or the reconciliation has ended */
export async function requireWork(
  ctx: QueryCtx,
  { tripletexEnv, fence }: Holder,
): Promise<{ row: Doc<"reconciliations">; work: Work }> {
  const row = await findReconciliation(ctx, tripletexEnv);
  if (row === null || row.work === null || row.fence !== fence) {
    throw refusal("FENCED", "Another step has taken over this reconciliation, or it has ended.");
  }
  return { row, work: row.work };
}

async function patchWork(ctx: MutationCtx, holder: Holder, change: Partial<Work>): Promise<Work> {
  const { row, work } = await requireWork(ctx, holder);
  const next = { ...work, expiresAt: Date.now() + STEP_DEAD_MS, ...change };
  await ctx.db.patch("reconciliations", row._id, { work: next });
  return next;
}

/** Shows a sign of life. @throws ConvexError `FENCED` */
export async function renewWork(ctx: MutationCtx, holder: Holder): Promise<Work> {
  return await patchWork(ctx, holder, {});
}

/** A step begins. Null when a run has written since the reading began: then it ends here. @throws ConvexError `FENCED` */
export async function beginStep(ctx: MutationCtx, holder: Holder): Promise<Work | null> {
  const work = await renewWork(ctx, holder);
  if (!(await isDisturbed(ctx, holder, work))) return work;
  await endWork(ctx, holder, { disturbed: true });
  return null;
}

const NO_TROUBLE = { trouble: undefined, waitsUntil: undefined } satisfies Partial<Work>;

/** Keeps what was done: whatever has failed or died before has been got over. @throws ConvexError `FENCED` */
export async function getOn(ctx: MutationCtx, holder: Holder, change: Partial<Work>): Promise<void> {
  await patchWork(ctx, holder, { ...change, resumes: 0, failures: 0, ...NO_TROUBLE });
}

/** Takes a month off the list; after the last one the reconciliation has ended. */
export async function endMonth(ctx: MutationCtx, holder: Holder, from: string): Promise<void> {
  const { work } = await requireWork(ctx, holder);
  const windows = work.windows.filter((window) => window.from !== from);
  if (windows.length > 0) await getOn(ctx, holder, { windows, month: undefined });
  else await endWork(ctx, holder, null);
}

/** Hands the rest to a new step. @throws ConvexError `FENCED` */
export async function handOver(ctx: MutationCtx, holder: Holder): Promise<void> {
  await renewWork(ctx, holder);
  await scheduleStep(ctx, holder, Date.now());
}

/** Hands the rest to a step that begins at `until` (epoch ms). @throws ConvexError `FENCED` */
export async function waitUntil(
  ctx: MutationCtx,
  holder: Holder,
  { until, problem, isFailure }: { until: number; problem: Problem; isFailure: boolean },
): Promise<void> {
  const { work } = await requireWork(ctx, holder);
  const failures = (work.failures ?? 0) + (isFailure ? 1 : 0);
  const waiting = { trouble: problem, waitsUntil: until };
  await patchWork(ctx, holder, { expiresAt: until + STEP_DEAD_MS, failures, ...waiting });
  await scheduleStep(ctx, holder, until);
}

/** True when a run has written, or writes, since the reading began. */
export async function isDisturbed(ctx: QueryCtx, { tripletexEnv }: Holder, work: Work): Promise<boolean> {
  if (await isWriting(ctx, tripletexEnv)) return true;
  return (await writingFence(ctx, tripletexEnv)) !== work.writingFence;
}

/** How all months stand, in a few words. */
async function summarize(ctx: QueryCtx, env: TripletexEnv) {
  const months = await readMonths(ctx, env);
  const differing = months.filter((month) => agreementOf(totalsOf(month)) === "differs");
  return {
    differingMonths: differing.map(({ from }) => from),
    differenceCount: differing.reduce((sum, month) => sum + wrongCount(totalsOf(month)), 0),
  };
}

type WorkEnd = null | { problem: Problem } | { disturbed: true };

/**
 * Ends the reconciliation: done, for a problem, or because a run wrote meanwhile. What was compared stays, and unless it is done the next
 * one goes on with what is left: Rubic is read again for it, since it may have changed.
 */
export async function endWork(ctx: MutationCtx, holder: Holder, end: WorkEnd): Promise<void> {
  const { row, work } = await requireWork(ctx, holder);
  const problem = end !== null && "problem" in end ? end.problem : null;
  await ctx.db.patch("reconciliations", row._id, {
    work: null,
    ...(work.heldSum !== undefined && { heldSum: work.heldSum }),
    // Of the months that were stored on the way too: whoever reads the summary alone is told of what they differ by.
    summary: await summarize(ctx, holder.tripletexEnv),
    ...(end === null ? doneChange(work) : { left: leftOf(work, problem !== null) }),
    ...(problem !== null && { problem: { ...atMonth(work, problem), at: Date.now() } }),
  });
  await ctx.scheduler.runAfter(0, internal.sync.reconcileShelves.clear, {
    tripletexEnv: holder.tripletexEnv,
  });
}

function doneChange(work: Work) {
  return {
    readAt: work.startedAt,
    problem: undefined,
    left: undefined,
    ...(work.scope === "all" && { allReadAt: work.allSince ?? work.startedAt }),
  };
}

/** The month at which a reading failed comes last: what is wrong with that one alone must not keep the others waiting for ever. */
function leftOf({ windows, allSince, isStaged }: Work, hasFailed: boolean) {
  const months = windows.map(({ from }) => from);
  if (hasFailed && isStaged) months.push(...months.splice(0, 1));
  return allSince === undefined ? { months } : { months, allSince };
}

/** Rubic's side is read for all months at once; Tripletex's month by month. */
function atMonth({ windows, isStaged }: Work, problem: Problem): Problem {
  const [month] = windows;
  if (!isStaged || month === undefined) return problem;
  return { ...problem, message: `${problem.message} It was at the month from ${month.from}.` };
}

/** Goes on with a reconciliation whose step has died; one that keeps dying ends. */
export async function resumeWork(ctx: MutationCtx, row: Doc<"reconciliations">, work: Work): Promise<void> {
  const { tripletexEnv, fence } = row;
  if (work.resumes >= MAX_RESUMES) {
    const message = `The comparison of the months in ${tripletexEnv} was interrupted ${work.resumes} times without getting on.`;
    return await endWork(
      ctx,
      { tripletexEnv, fence },
      { problem: problemOfCode("RECONCILIATION_KEEPS_DYING", message) },
    );
  }
  const next = { ...work, expiresAt: Date.now() + STEP_DEAD_MS, resumes: work.resumes + 1 };
  await ctx.db.patch("reconciliations", row._id, { fence: fence + 1, work: next });
  await scheduleStep(ctx, { tripletexEnv, fence: fence + 1 }, Date.now());
}
