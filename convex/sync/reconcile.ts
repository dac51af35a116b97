/** The reconciliation from inside: what its steps read and store, and the clockwork that begins it. */
import { type Infer, v } from "convex/values";
import { configuredEnvironments } from "../../src/engine/configuration.ts";
import { startOfOsloDay } from "../../src/sync/oslo.ts";
import { internal } from "../_generated/api.js";
import type { Doc } from "../_generated/dataModel.js";
import { internalMutation, internalQuery, type MutationCtx, type QueryCtx } from "../_generated/server.js";
import {
  dateWindow,
  itemCounts,
  monthFigures,
  monthProgress,
  reconciledItem,
  reconcileScope,
  rubicCursor,
  vatLabel,
} from "../reconcileValidators.ts";
import { actor, problem, type RunMode, type TripletexEnv, tripletexEnv } from "../validators.ts";
import { readMonthChanges } from "./comparedMonths.ts";
import { readCreditedByHand } from "./credits.ts";
import { findEnvironment } from "./environments.ts";
import { findHold } from "./holdDoor.ts";
import { findIntent } from "./intents.ts";
import { findMapping } from "./knownMapping.ts";
import {
  findInvoiceMapping,
  findInvoiceMappingByTripletexId,
  findPaymentMapping,
  findProductMapping,
} from "./mappingDoor.ts";
import { reopenMonth, signMonth, storeMonthRow } from "./reconcileMonths.ts";
import {
  beginReconciliation,
  beginStep,
  endMonth,
  endWork,
  findReconciliation,
  getOn,
  handOver as handOn,
  isDisturbed,
  isWriting,
  PAUSE_AFTER_PROBLEM_MS,
  requireWork,
  resumeWork,
  waitUntil,
} from "./reconcileWork.ts";
import { rubicDateOf } from "./rubicDates.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** All months are read at night (UTC), off the full hour, when the services have little to do. */
const NIGHT_MS = HOUR_MS + 43 * 60_000;
/** A preview writes nothing, however many there are. */
const WRITING_MODES = ["incremental", "full"] as const satisfies readonly RunMode[];

const holder = { tripletexEnv, fence: v.number() };

/** Each minute, each environment in a transaction of its own: what stops one says nothing about the other. */
export const startDue = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    for (const env of configuredEnvironments(process.env)) {
      await ctx.scheduler.runAfter(0, internal.sync.reconcile.startDueIn, { tripletexEnv: env });
    }
    return null;
  },
});

/** Goes on with what has died in an environment, begins what a sync or the night has made due there. */
export const startDueIn = internalMutation({
  args: { tripletexEnv },
  returns: v.null(),
  handler: async (ctx, args) => {
    await startIfDue(ctx, args.tripletexEnv, Date.now());
    return null;
  },
});

async function startIfDue(ctx: MutationCtx, env: TripletexEnv, now: number): Promise<void> {
  const row = await findReconciliation(ctx, env);
  if (row !== null && row.work !== null) {
    if (row.work.expiresAt <= now) await resumeWork(ctx, row, row.work);
    return;
  }
  const isResting = row?.problem !== undefined && now - row.problem.at < PAUSE_AFTER_PROBLEM_MS;
  if (isResting || (await isWriting(ctx, env))) return;
  // A first sync may end before it knows these, as one with a wrong token does: there is nothing to compare yet.
  const environment = await findEnvironment(ctx, env);
  if (environment?.booksFrom === undefined || environment.company === undefined) return;
  const endedAt = await latestEnd(ctx, env);
  if (endedAt === null) return;
  const night = latestNight(now);
  const isNightDue = (row?.allReadAt ?? 0) < night;
  const isRunDue = endedAt >= (row?.readAt ?? 0);
  const left = row?.left;
  if (!isNightDue && !isRunDue && left === undefined) return;
  const scope = isNightDue && !goesOn(row, night) ? "all" : "touched";
  await beginReconciliation(ctx, { tripletexEnv: env, scope, actor: { kind: "schedule", name: "Schedule" } });
}

/**
 * Whether a reading of all months that came to no end goes on with those that are left: begun anew each time it is disturbed, it might
 * never end. A month that can't be read would keep it from ending for ever, so that after a failure each night begins it anew.
 */
function goesOn(row: Doc<"reconciliations"> | null, night: number): boolean {
  const allSince = row?.left?.allSince;
  return allSince !== undefined && (row?.problem === undefined || allSince >= night);
}

/** The latest instant at which all months were due to be read. */
function latestNight(now: number): number {
  return Math.floor((now - NIGHT_MS) / DAY_MS) * DAY_MS + NIGHT_MS;
}

/** When the latest run that may have written ended; null before the first end. */
async function latestEnd(ctx: QueryCtx, env: TripletexEnv): Promise<number | null> {
  const latest = await Promise.all(
    WRITING_MODES.map((mode) =>
      ctx.db
        .query("runs")
        .withIndex("by_env_and_mode", (q) => q.eq("tripletexEnv", env).eq("mode", mode))
        .order("desc")
        .first(),
    ),
  );
  const ends = latest.flatMap((run) => run?.completedAt ?? []);
  return ends.length === 0 ? null : Math.max(...ends);
}

export const reconcileStarted = v.union(v.object({ startedAt: v.number(), months: v.number() }), v.null());

/**
 * Begins a reconciliation, for an operator at the command line (`npx convex run`). @throws ConvexError
 * `NOTHING_TO_RECONCILE`
 */
export const start = internalMutation({
  args: { tripletexEnv, scope: reconcileScope, actor },
  returns: reconcileStarted,
  handler: async (ctx, args) => await beginReconciliation(ctx, args),
});

/** For an accountant at the command line; see `signMonth`. */
export const sign = internalMutation({
  args: { tripletexEnv, from: v.string(), digest: v.string(), comment: v.string(), actor },
  returns: v.null(),
  handler: async (ctx, args) => {
    await signMonth(ctx, args);
    return null;
  },
});

/** For an accountant at the command line; see `reopenMonth`. */
export const reopen = internalMutation({
  args: { tripletexEnv, from: v.string(), reason: v.string(), actor },
  returns: v.null(),
  handler: async (ctx, args) => {
    await reopenMonth(ctx, args);
    return null;
  },
});

const reconcileContext = v.object({
  tripletexEnv,
  windows: v.array(dateWindow),
  readFrom: v.string(),
  knownFrom: v.number(),
  isStaged: v.boolean(),
  cursor: v.union(rubicCursor, v.null()),
  month: v.union(monthProgress, v.null()),
  startedAt: v.number(),
  readUntil: v.object({ invoices: v.number(), payments: v.number() }),
  failures: v.number(),
});

/** What a step needs; null when a run has written since the reading began, which ends it. @throws ConvexError `FENCED` */
export const begin = internalMutation({
  args: holder,
  returns: v.union(reconcileContext, v.null()),
  handler: async (ctx, args): Promise<Infer<typeof reconcileContext> | null> => {
    const work = await beginStep(ctx, args);
    if (work === null) return null;
    const { isStaged, windows, readUntil, startedAt } = work;
    const readFrom = work.readFrom ?? windows[0]?.from ?? "";
    return {
      tripletexEnv: args.tripletexEnv,
      isStaged,
      windows: windows.map(({ from, toExclusive }) => ({ from, toExclusive })),
      readFrom,
      knownFrom: work.knownFrom ?? startOfOsloDay(readFrom),
      cursor: work.cursor ?? null,
      month: work.month ?? null,
      startedAt,
      readUntil,
      failures: work.failures ?? 0,
    };
  },
});

/** Keeps how far Rubic's side is read; null: to the end. @throws ConvexError `FENCED` */
export const advance = internalMutation({
  args: { ...holder, cursor: v.union(rubicCursor, v.null()) },
  returns: v.null(),
  handler: async (ctx, { cursor, ...args }) => {
    await getOn(ctx, args, cursor === null ? { cursor: undefined, isStaged: true } : { cursor });
    return null;
  },
});

/** Hands the rest to a new step. @throws ConvexError `FENCED` */
export const handOver = internalMutation({
  args: holder,
  returns: v.null(),
  handler: async (ctx, args) => {
    await handOn(ctx, args);
    return null;
  },
});

/** Hands the rest to a step that begins at `until` (epoch ms). @throws ConvexError `FENCED` */
export const wait = internalMutation({
  args: { ...holder, until: v.number(), problem, isFailure: v.boolean() },
  returns: v.null(),
  handler: async (ctx, { until, problem: why, isFailure, ...args }) => {
    await waitUntil(ctx, args, { until, problem: why, isFailure });
    return null;
  },
});

const mappedDocument = v.object({
  rubicInvoiceId: v.number(),
  rubicInvoiceNumber: v.number(),
  tripletexInvoiceId: v.number(),
  invoiceDate: v.string(),
  rubicInvoiceDate: v.string(),
});

function viewMapping(row: Doc<"invoiceMapping"> | null): Infer<typeof mappedDocument>[] {
  if (row === null) return [];
  const { rubicInvoiceId, rubicInvoiceNumber, tripletexInvoiceId, invoiceDate } = row;
  const rubicInvoiceDate = rubicDateOf(row);
  return [{ rubicInvoiceId, rubicInvoiceNumber, tripletexInvoiceId, invoiceDate, rubicInvoiceDate }];
}

export const mappedByRubicId = internalQuery({
  args: { tripletexEnv, ids: v.array(v.number()) },
  returns: v.array(mappedDocument),
  handler: async (ctx, args) => {
    const rows = await Promise.all(args.ids.map((id) => findInvoiceMapping(ctx, args.tripletexEnv, id)));
    return rows.flatMap(viewMapping);
  },
});

export const mappedByTripletexId = internalQuery({
  args: { tripletexEnv, ids: v.array(v.number()) },
  returns: v.array(mappedDocument),
  handler: async (ctx, args) => {
    const rows = await Promise.all(
      args.ids.map((id) => findInvoiceMappingByTripletexId(ctx, args.tripletexEnv, id)),
    );
    return rows.flatMap(viewMapping);
  },
});

export const paymentsByRubicId = internalQuery({
  args: { tripletexEnv, ids: v.array(v.number()) },
  returns: v.array(
    v.object({ rubicTransactionId: v.number(), rubicInvoiceId: v.number(), amountOere: v.number() }),
  ),
  handler: async (ctx, args) => {
    const rows = await Promise.all(args.ids.map((id) => findPaymentMapping(ctx, args.tripletexEnv, id)));
    return rows.flatMap((row) => {
      if (row === null) return [];
      const { rubicTransactionId, rubicInvoiceId, amountOere } = row;
      return [{ rubicTransactionId, rubicInvoiceId, amountOere }];
    });
  },
});

export const vatTypesOfProducts = internalQuery({
  args: { tripletexEnv, ids: v.array(v.number()) },
  returns: v.array(
    v.object({ rubicProductId: v.number(), vatTypeId: v.number(), formerVatTypeIds: v.array(v.number()) }),
  ),
  handler: async (ctx, args) => {
    const rows = await Promise.all(args.ids.map((id) => findProductMapping(ctx, args.tripletexEnv, id)));
    return rows.flatMap((row) => {
      if (row === null) return [];
      const { rubicProductId, vatTypeId, formerVatTypeIds = [] } = row;
      return [{ rubicProductId, vatTypeId, formerVatTypeIds }];
    });
  },
});

const standing = v.object({
  isMapped: v.boolean(),
  bookedOere: v.union(v.number(), v.null()),
  hold: v.union(
    v.object({
      code: v.string(),
      isLeftOut: v.boolean(),
      amountOere: v.number(),
      isAlreadyPaid: v.optional(v.boolean()),
    }),
    v.null(),
  ),
  isInDoubt: v.boolean(),
  creditedByHandOere: v.optional(v.number()),
});

const viewHold = ({ code, state, amountOere = 0, alreadyPaidOn }: Doc<"holds">) => ({
  code,
  isLeftOut: state === "ignored",
  amountOere,
  isAlreadyPaid: alreadyPaidOn !== undefined,
});

/** Why records may be missing in Tripletex, in the order of the ids. */
export const standings = internalQuery({
  args: {
    tripletexEnv,
    kind: v.union(v.literal("invoice"), v.literal("credit"), v.literal("payment")),
    ids: v.array(v.number()),
  },
  returns: v.array(standing),
  handler: async (ctx, args) =>
    await Promise.all(
      args.ids.map(async (id): Promise<Infer<typeof standing>> => {
        const { tripletexEnv: env, kind } = args;
        const rubicKey = String(id);
        const key = { kind, rubicKey, tripletexEnv: env };
        const [mapping, hold, intent] = await Promise.all([
          findMapping(ctx, env, { kind, key: rubicKey }),
          findHold(ctx, key),
          findIntent(ctx, key),
        ]);
        const isOpen = hold !== null && hold.state !== "resolved";
        return {
          isMapped: mapping !== null,
          bookedOere: mapping?.booked.grossOere ?? null,
          hold: isOpen ? viewHold(hold) : null,
          isInDoubt: intent !== null,
          ...(kind === "invoice" && { creditedByHandOere: await readCreditedByHand(ctx, env, id) }),
        };
      }),
    ),
});

const reconciledMonth = v.object({
  figures: monthFigures,
  counts: itemCounts,
  waitingCount: v.number(),
  byHandOere: v.number(),
  items: v.array(reconciledItem),
});

/** A link or unlink changes a month without a run: what was read of it before that is no month that ever was. */
async function isChangedSince(
  ctx: QueryCtx,
  env: TripletexEnv,
  { from, changes }: { from: string; changes: number },
): Promise<boolean> {
  const latest = await readMonthChanges(ctx, env);
  return (latest.get(from) ?? 0) !== changes;
}

/** Stores a month, unless it or anything by a run has changed since the reading began: then nothing is stored. @throws ConvexError `FENCED` */
export const storeMonth = internalMutation({
  args: { ...holder, window: dateWindow, month: reconciledMonth, vatLabels: v.array(vatLabel) },
  returns: v.object({ goesOn: v.boolean() }),
  handler: async (ctx, { window, month, vatLabels, ...args }) => {
    const { work } = await requireWork(ctx, args);
    const own = work.windows.find(({ from }) => from === window.from);
    if (own === undefined) throw new Error(`the month from ${window.from} is not being compared`);
    if ((await isDisturbed(ctx, args, work)) || (await isChangedSince(ctx, args.tripletexEnv, own))) {
      await endWork(ctx, args, { disturbed: true });
      return { goesOn: false };
    }
    const { tripletexEnv: env } = args;
    await storeMonthRow(ctx, { tripletexEnv: env, window, changes: own.changes, month, vatLabels });
    await endMonth(ctx, args, window.from);
    return { goesOn: true };
  },
});

/** Ends a reconciliation that came to no end; what was compared before stays. Does nothing when another step has taken over. */
export const fail = internalMutation({
  args: { ...holder, problem },
  returns: v.null(),
  handler: async (ctx, { problem: why, ...args }) => {
    const row = await findReconciliation(ctx, args.tripletexEnv);
    if (row === null || row.work === null || row.fence !== args.fence) return null;
    await endWork(ctx, args, { problem: why });
    return null;
  },
});
