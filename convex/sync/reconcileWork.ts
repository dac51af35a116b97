/**
 * The reconciliation that is on in an environment: one at a time, a chain of steps that show their fence, beside all runs and without
 * their lease. A run that writes while it reads ends it; the clockwork begins it again afterwards. The one door to its two tables.
 */
import type { Infer } from "convex/values";
import { monthsFrom } from "../../src/sync/months.ts";
import { osloDate } from "../../src/sync/oslo.ts";
import { problemOfCode } from "../../src/sync/problem-codes.ts";
import { LOOK_BACK_MS } from "../../src/sync/reading.ts";
import { isEqual } from "../../src/sync/reconcile/month.ts";
import { internal } from "../_generated/api.js";
import type { Doc } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import type { ReconcileScope, shelf } from "../reconcileValidators.ts";
import { refusal } from "../refusal.ts";
import type { Actor, Problem, SyncType, TripletexEnv } from "../validators.ts";
import { writeAudit } from "./audit.ts";
import { readMonthChanges } from "./comparedMonths.ts";
import { firstCreditedByAmount } from "./credits.ts";
import { findEnvironment } from "./environments.ts";
import { findLatestState } from "./latest.ts";
import { findLease } from "./lease.ts";
import { readMonths, removeOtherMonths } from "./reconcileMonths.ts";
import { readTotals } from "./totals.ts";
import { windowEnd } from "./window.ts";

/** An action ends after ten minutes at the latest, whatever it does. */
const STEP_DEAD_MS = 10 * 60_000;
/** A step that dies so often in a row will die again. */
const MAX_RESUMES = 3;
/** Rows of up to a hundred kilobytes. */
const SHELVES_PER_DELETE = 20;

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

/** The months to compare, with what has changed in each so far. */
async function windowsOf(
  ctx: QueryCtx,
  { tripletexEnv: env, scope }: Wish,
  booksFrom: string,
): Promise<{ all: Work["windows"]; wanted: Work["windows"] }> {
  const now = Date.now();
  const changes = await readMonthChanges(ctx, env);
  const all = monthsFrom(booksFrom, osloDate(now)).map((window) => ({
    ...window,
    changes: changes.get(window.from) ?? 0,
  }));
  if (scope === "all") return { all, wanted: all };
  const known = new Map((await readMonths(ctx, env)).map((month) => [month.from, month]));
  const row = await findReconciliation(ctx, env);
  const isHeldSame = row?.heldSum === (await heldSum(ctx, env));
  // Which month a hold belongs to is not known before it is read; what is held changes where syncs look.
  const recent = isHeldSame ? "9999" : osloDate(now - LOOK_BACK_MS);
  const wanted = all.filter(({ from, toExclusive, changes: latest }) => {
    const month = known.get(from);
    return month?.changes !== latest || month.toExclusive !== toExclusive || toExclusive > recent;
  });
  return { all, wanted };
}

/** A credit of one of the months may show on an invoice that is older than all of them. */
async function readFrom(
  ctx: QueryCtx,
  books: { tripletexEnv: TripletexEnv; booksFrom: string },
  windows: { from: string }[],
): Promise<string> {
  const from = windows[0]?.from ?? books.booksFrom;
  const first = await firstCreditedByAmount(ctx, books, from);
  return first !== null && first < from ? first : from;
}

/**
 * Begins a reconciliation, or answers that one is on; null when no month has changed.
 * @throws ConvexError `NOTHING_TO_RECONCILE` before the first sync
 */
export async function beginReconciliation(
  ctx: MutationCtx,
  wish: Wish,
): Promise<{ startedAt: number; months: number } | null> {
  const { tripletexEnv, scope, actor } = wish;
  const row = await findReconciliation(ctx, tripletexEnv);
  if (row !== null && row.work !== null) {
    return { startedAt: row.work.startedAt, months: row.work.windows.length };
  }
  const environment = await findEnvironment(ctx, tripletexEnv);
  if (environment?.booksFrom === undefined || environment.company === undefined) {
    throw refusal("NOTHING_TO_RECONCILE", `${tripletexEnv} has not been synced yet.`);
  }
  const { all, wanted } = await windowsOf(ctx, wish, environment.booksFrom);
  const now = Date.now();
  if (wanted.length === 0) {
    if (row !== null) await ctx.db.patch("reconciliations", row._id, { readAt: now });
    return null;
  }
  await removeOtherMonths(ctx, tripletexEnv, all);
  const fence = (row?.fence ?? 0) + 1;
  const work: Work = {
    scope,
    actor,
    startedAt: now,
    expiresAt: now + STEP_DEAD_MS,
    isStaged: false,
    windows: wanted,
    readFrom: await readFrom(ctx, { tripletexEnv, booksFrom: environment.booksFrom }, wanted),
    writingFence: await writingFence(ctx, tripletexEnv),
    readUntil: {
      invoices: await readUntil(ctx, tripletexEnv, "invoices"),
      payments: await readUntil(ctx, tripletexEnv, "payments"),
    },
    resumes: 0,
  };
  if (row === null) await ctx.db.insert("reconciliations", { tripletexEnv, fence, work });
  else await ctx.db.patch("reconciliations", row._id, { fence, work });
  await scheduleStep(ctx, tripletexEnv, fence);
  const details = `${wanted.length} months, ${scope}`;
  await writeAudit(ctx, { actor, act: "reconcile", tripletexEnv, details });
  return { startedAt: now, months: wanted.length };
}

async function scheduleStep(ctx: MutationCtx, tripletexEnv: TripletexEnv, fence: number): Promise<void> {
  await ctx.scheduler.runAfter(0, internal.sync.reconcileStep.run, { tripletexEnv, fence });
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

export async function putShelf(ctx: MutationCtx, holder: Holder, row: Infer<typeof shelf>): Promise<void> {
  const { tripletexEnv } = holder;
  await renewWork(ctx, holder);
  await ctx.db.insert("reconcileShelves", { tripletexEnv, ...row });
}

/** Removes some shelves of an environment, or of one month; false when there may be more. */
export async function clearShelves(ctx: MutationCtx, env: TripletexEnv, from?: string): Promise<boolean> {
  const rows = await ctx.db
    .query("reconcileShelves")
    .withIndex("by_env_and_from", (q) => {
      const ofEnv = q.eq("tripletexEnv", env);
      return from === undefined ? ofEnv : ofEnv.eq("from", from);
    })
    .take(SHELVES_PER_DELETE);
  for (const row of rows) await ctx.db.delete("reconcileShelves", row._id);
  return rows.length < SHELVES_PER_DELETE;
}

export async function endStaging(ctx: MutationCtx, holder: Holder): Promise<void> {
  await patchWork(ctx, holder, { isStaged: true, resumes: 0 });
}

/** Takes a month off the list; after the last one the reconciliation has ended. */
export async function endMonth(ctx: MutationCtx, holder: Holder, from: string): Promise<void> {
  const { work } = await requireWork(ctx, holder);
  const windows = work.windows.filter((window) => window.from !== from);
  if (windows.length > 0) await patchWork(ctx, holder, { windows, resumes: 0 });
  else await endWork(ctx, holder, null);
}

/** Hands the rest to a new step. @throws ConvexError `FENCED` */
export async function handOver(ctx: MutationCtx, holder: Holder): Promise<void> {
  await renewWork(ctx, holder);
  await scheduleStep(ctx, holder.tripletexEnv, holder.fence);
}

/** True when a run has written, or writes, since the reading began. */
export async function isDisturbed(ctx: QueryCtx, { tripletexEnv }: Holder, work: Work): Promise<boolean> {
  if (await isWriting(ctx, tripletexEnv)) return true;
  return (await writingFence(ctx, tripletexEnv)) !== work.writingFence;
}

/** How all months stand, in a few words. */
async function summarize(ctx: QueryCtx, env: TripletexEnv) {
  const months = await readMonths(ctx, env);
  const differing = months.filter((month) => !isEqual(month));
  return {
    differingMonths: differing.map(({ from }) => from),
    differenceCount: differing.reduce((sum, { counts }) => sum + counts.difference, 0),
  };
}

type WorkEnd = null | { problem: Problem } | { disturbed: true };

/** Ends the reconciliation: done, for a problem, or because a run wrote meanwhile (then the clockwork begins it again). */
export async function endWork(ctx: MutationCtx, holder: Holder, end: WorkEnd): Promise<void> {
  const { row, work } = await requireWork(ctx, holder);
  const now = Date.now();
  const isDone = end === null;
  const problem = end !== null && "problem" in end ? { ...end.problem, at: now } : undefined;
  await ctx.db.patch("reconciliations", row._id, {
    work: null,
    ...(isDone && {
      readAt: work.startedAt,
      heldSum: await heldSum(ctx, holder.tripletexEnv),
      problem: undefined,
    }),
    ...(isDone && { summary: await summarize(ctx, holder.tripletexEnv) }),
    ...(isDone && work.scope === "all" && { allReadAt: work.startedAt }),
    ...(problem !== undefined && { problem, readAt: work.startedAt }),
  });
  await ctx.scheduler.runAfter(0, internal.sync.reconcile.clear, { tripletexEnv: holder.tripletexEnv });
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
  await scheduleStep(ctx, tripletexEnv, fence + 1);
}
