/** What the page of one environment shows at a glance, in one query, so that it never shows two moments side by side. */
import { type Infer, v } from "convex/values";
import { RUN_FACTS } from "../src/sync/states/run.ts";
import type { VatTermKind } from "../src/sync/vat-terms.ts";
import type { Doc } from "./_generated/dataModel.js";
import type { QueryCtx } from "./_generated/server.js";
import { guardedQuery } from "./guard.ts";
import { readDeadlines, termOfHold } from "./sync/deadlines.ts";
import { findEnvironment } from "./sync/environments.ts";
import { findLatestRun, findLatestState } from "./sync/latest.ts";
import { monthsReading, viewReading } from "./sync/monthsReading.ts";
import { readinessProblem } from "./sync/readinessGate.ts";
import { findReconciliation } from "./sync/reconcileWork.ts";
import { runView, viewRun } from "./sync/runView.ts";
import { addTotals, readTotals } from "./sync/totals.ts";
import { vatTerm, vatTermKind } from "./tables/deadlines.ts";
import {
  actor,
  comparedSum,
  counters,
  difference,
  type RecordKind,
  type RunMode,
  recordKind,
  type SyncType,
  storedProblem,
  syncStatus,
  syncType,
  type TripletexEnv,
  tripletexEnv,
} from "./validators.ts";

const typeCard = v.object({
  syncType,
  /** The latest run of this type, whatever its end; null before the first. */
  latest: v.union(
    v.object({
      runId: v.id("runs"),
      status: syncStatus,
      startedAt: v.number(),
      completedAt: v.union(v.number(), v.null()),
      counters,
      expected: v.number(),
      isExpectedFinal: v.boolean(),
      errorMessage: v.union(v.string(), v.null()),
    }),
    v.null(),
  ),
  lastSuccessAt: v.union(v.number(), v.null()),
  /** Null when the schedule of this type is off. */
  nextDueAt: v.union(v.number(), v.null()),
  everyMinutes: v.union(v.number(), v.null()),
  mappedCount: v.number(),
  heldCount: v.number(),
  heldOere: v.number(),
});

const comparison = v.object({
  comparedAt: v.number(),
  isCompleteRead: v.boolean(),
  lastCompleteReadAt: v.union(v.number(), v.null()),
  /** When the month that was compared longest ago was; null when the latest comparison read all of them. */
  oldestMonthComparedAt: v.union(v.number(), v.null()),
  invoices: comparedSum,
  payments: comparedSum,
  differences: v.array(difference),
  differenceCount: v.number(),
});

const deadlines = v.object({
  vatTerms: vatTermKind,
  /** `isMore`: more documents of the term are held than are counted. */
  terms: v.array(v.object({ ...vatTerm.fields, count: v.number(), oere: v.number(), isMore: v.boolean() })),
  documents: v.array(
    v.object({
      kind: recordKind,
      rubicKey: v.string(),
      label: v.string(),
      code: v.string(),
      amountOere: v.union(v.number(), v.null()),
      documentDate: v.union(v.string(), v.null()),
      vatTerm: v.union(vatTerm, v.null()),
    }),
  ),
});

const overview = v.object({
  tripletexEnv,
  /** Null before the first run. */
  booksFrom: v.union(v.string(), v.null()),
  company: v.union(v.object({ id: v.number(), name: v.string() }), v.null()),
  writingStopped: v.union(v.object({ reason: v.string(), actor, at: v.number() }), v.null()),
  /** Why no run that writes may start, by the readiness gate; null when one may. The sandbox is always open. */
  notReady: v.union(storedProblem, v.null()),
  comparison: v.union(comparison, v.null()),
  /** The months of both sides; null before they were first read. */
  reconciliation: v.union(
    v.object({
      readAt: v.number(),
      allReadAt: v.union(v.number(), v.null()),
      differingMonths: v.array(v.string()),
      differenceCount: v.number(),
    }),
    v.null(),
  ),
  /** Whether the months are read as they should be; the sentence of truth says where they are not. */
  monthsReading: v.union(monthsReading, v.null()),
  heldCount: v.number(),
  heldOere: v.number(),
  /** Of the held records, how many wait for whom; the rest goes on by itself. */
  awaits: v.object({ accountant: v.number(), operator: v.number(), us: v.number() }),
  /** What is held, by when its VAT return is due: the most urgent first. */
  deadlines,
  /** Writes whose outcome is not known yet. Counted to 100. */
  inDoubtCount: v.number(),
  liveRun: v.union(runView, v.null()),
  /** The preview that is on; it may go on beside a run that writes. */
  livePreview: v.union(runView, v.null()),
  /** Why the last run of this environment failed, when it did and no run is on. */
  lastProblem: v.union(storedProblem, v.null()),
  types: v.array(typeCard),
});
export type Overview = Infer<typeof overview>;

const TYPES: { syncType: SyncType; kind: RecordKind }[] = [
  { syncType: "products", kind: "product" },
  { syncType: "customers", kind: "customer" },
  { syncType: "invoices", kind: "invoice" },
  { syncType: "payments", kind: "payment" },
];

/** More open intents than this are not counted one by one: any is reason to look. */
const MAX_COUNTED_INTENTS = 100;

export const get = guardedQuery({
  args: { tripletexEnv },
  returns: overview,
  handler: async (ctx, args): Promise<Overview> => {
    const env = args.tripletexEnv;
    const [environment, cards, awaits, latestRun, latestPreview, compared, intents, held] = await Promise.all(
      [
        findEnvironment(ctx, env),
        Promise.all(TYPES.map((type) => readCard(ctx, env, type))),
        readAwaits(ctx, env),
        readLatestSync(ctx, env),
        readLatest(ctx, env, "preview"),
        ctx.db
          .query("comparisons")
          .withIndex("by_env", (q) => q.eq("tripletexEnv", env))
          .unique(),
        ctx.db
          .query("intents")
          .withIndex("by_env_and_state", (q) => q.eq("tripletexEnv", env).eq("state", "inDoubt"))
          .take(MAX_COUNTED_INTENTS),
        readDeadlines(ctx, env),
      ],
    );
    const isRunLive = latestRun !== null && RUN_FACTS[latestRun.status].isLive;
    const isPreviewLive = latestPreview !== null && RUN_FACTS[latestPreview.status].isLive;
    return {
      tripletexEnv: env,
      booksFrom: environment?.booksFrom ?? null,
      company: environment?.company ?? null,
      writingStopped: environment?.writingStopped ?? null,
      notReady: await readinessProblem(ctx, env),
      comparison: compared === null ? null : viewComparison(compared),
      ...(await readReconciliation(ctx, env)),
      heldCount: sum(cards.map((card) => card.heldCount)),
      heldOere: sum(cards.map((card) => card.heldOere)),
      awaits,
      deadlines: { ...held, documents: held.documents.map((hold) => viewHeld(hold, held.vatTerms)) },
      inDoubtCount: intents.length,
      liveRun: isRunLive ? await viewRun(ctx, latestRun) : null,
      livePreview: isPreviewLive ? await viewRun(ctx, latestPreview) : null,
      lastProblem: isRunLive ? null : await readLastProblem(ctx, env),
      types: cards,
    };
  },
});

function viewHeld(hold: Doc<"holds">, vatTerms: VatTermKind) {
  const { kind, rubicKey, label, code, amountOere = null, documentDate = null } = hold;
  return { kind, rubicKey, label, code, amountOere, documentDate, vatTerm: termOfHold(hold, vatTerms) };
}

async function readAwaits(ctx: QueryCtx, env: TripletexEnv): Promise<Overview["awaits"]> {
  const kinds: RecordKind[] = [...TYPES.map(({ kind }) => kind), "credit"];
  const totals = await Promise.all(kinds.map((kind) => readTotals(ctx, env, kind)));
  return {
    accountant: sum(totals.map((each) => each.awaitsAccountant)),
    operator: sum(totals.map((each) => each.awaitsOperator)),
    us: sum(totals.map((each) => each.awaitsUs)),
  };
}

/** What single records ran into, and what was not as planned, is told on the run's page, not as the state of the environment. */
async function readLastProblem(ctx: QueryCtx, env: TripletexEnv) {
  const latest = await findLatestRun(ctx, env);
  return latest?.status === "partial" ? null : (latest?.problem ?? null);
}

async function readLatest(ctx: QueryCtx, env: TripletexEnv, mode: RunMode): Promise<Doc<"runs"> | null> {
  return await ctx.db
    .query("runs")
    .withIndex("by_env_and_mode", (q) => q.eq("tripletexEnv", env).eq("mode", mode))
    .order("desc")
    .first();
}

/** The latest run that writes: a preview goes on beside it. */
async function readLatestSync(ctx: QueryCtx, env: TripletexEnv): Promise<Doc<"runs"> | null> {
  const [incremental, full] = await Promise.all([
    readLatest(ctx, env, "incremental"),
    readLatest(ctx, env, "full"),
  ]);
  if (incremental === null || full === null) return incremental ?? full;
  return incremental._creationTime > full._creationTime ? incremental : full;
}

async function readReconciliation(
  ctx: QueryCtx,
  env: TripletexEnv,
): Promise<Pick<Overview, "reconciliation" | "monthsReading">> {
  const row = await findReconciliation(ctx, env);
  if (row === null) return { reconciliation: null, monthsReading: null };
  const { summary, readAt = null, allReadAt = null } = row;
  const reconciliation = summary === undefined || readAt === null ? null : { readAt, allReadAt, ...summary };
  return { reconciliation, monthsReading: viewReading(row) };
}

const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);

function viewComparison(row: Doc<"comparisons">): Infer<typeof comparison> {
  const { comparedAt, isCompleteRead, invoices, payments, differences, differenceCount } = row;
  const lastCompleteReadAt = row.lastCompleteReadAt ?? null;
  return {
    comparedAt,
    isCompleteRead,
    lastCompleteReadAt,
    oldestMonthComparedAt: row.oldestMonthComparedAt ?? null,
    invoices,
    payments,
    differences,
    differenceCount,
  };
}

async function readCard(
  ctx: QueryCtx,
  env: TripletexEnv,
  type: { syncType: SyncType; kind: RecordKind },
): Promise<Infer<typeof typeCard>> {
  const [latest, schedule, totals] = await Promise.all([
    findLatestState(ctx, env, type.syncType),
    ctx.db
      .query("schedules")
      .withIndex("by_env_and_type", (q) => q.eq("tripletexEnv", env).eq("syncType", type.syncType))
      .unique(),
    readTotals(ctx, env, type.kind),
  ]);
  // Credits are read with the invoices.
  const held = type.kind === "invoice" ? addTotals(totals, await readTotals(ctx, env, "credit")) : totals;
  const progress =
    latest === null
      ? null
      : await ctx.db
          .query("runProgress")
          .withIndex("by_run_and_type", (q) => q.eq("runId", latest.runId).eq("syncType", type.syncType))
          .unique();
  return {
    syncType: type.syncType,
    latest:
      latest === null || progress === null
        ? null
        : {
            runId: latest.runId,
            status: latest.status,
            startedAt: latest.startedAt,
            completedAt: latest.completedAt ?? null,
            counters: progress.counters,
            expected: progress.expected,
            isExpectedFinal: progress.isExpectedFinal,
            errorMessage: latest.errorMessage ?? null,
          },
    lastSuccessAt: latest?.lastSyncAt ?? null,
    nextDueAt: schedule?.isEnabled ? schedule.nextDueAt : null,
    everyMinutes: schedule?.everyMinutes ?? null,
    mappedCount: totals.mappedCount,
    heldCount: held.heldCount,
    heldOere: held.heldOere,
  };
}
