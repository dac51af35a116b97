/**
 * A small deployment with both of its remote systems in memory, to hand a reconciliation over, kill it or hold it up at any point.
 * Rubic delivers the newest first and few at a time, and each page finds another row put in front; Tripletex refuses long lists in March.
 */

import { reconcileStep } from "../../src/engine/reconcile/step.ts";
import type { ReconcilePorts, ReconcileStore } from "../../src/engine/reconcile/store.ts";
import { RemoteError } from "../../src/http/errors.ts";
import type { RubicInvoice, RubicTransaction } from "../../src/rubic/schemas.ts";
import { rubicInvoice, rubicLine, rubicTransaction, VAT_TYPES } from "../../src/sync/test-records.ts";
import type { TripletexInvoiceWithLines } from "../../src/tripletex/schemas.ts";
import type { ActionCtx } from "../_generated/server.js";
import { createTest, type TestDeployment } from "../setup.testing.ts";
import { reconcileStore } from "./reconcileStore.ts";

export const NOW = Date.UTC(2026, 2, 10, 12);
export const IN_SANDBOX = { tripletexEnv: "sandbox" } as const;
const [NET_OERE, GROSS_OERE] = [40_000, 50_000];
const PAID_EVERY = 3;
/** What is odd in January. */
const [HELD, GONE_FROM_TRIPLETEX, PAID_TWICE, GONE_FROM_RUBIC, BY_HAND] = [7, 8, 9, 10, 5_000];
/** Rubic dates it in February, Tripletex in January. */
const MOVED = 2_001;
/** Pages in which Rubic delivers its invoices. */
const RUBIC_PAGES = 4;
const MARCH_CAP = 4;
const STEP_MS = 30_000;

interface Entry {
  id: number;
  rubicDate: string | null;
  bookedOn: string | null;
}

const numbers = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index);

function entriesOf(january: number): Entry[] {
  return [
    ...numbers(1, january).map((id) => ({
      id,
      rubicDate: id === GONE_FROM_RUBIC ? null : "2026-01-10",
      bookedOn: id === HELD || id === GONE_FROM_TRIPLETEX ? null : "2026-01-10",
    })),
    { id: BY_HAND, rubicDate: null, bookedOn: "2026-01-15" },
    { id: MOVED, rubicDate: "2026-02-03", bookedOn: "2026-01-20" },
    ...numbers(2_002, 9).map((id) => ({ id, rubicDate: "2026-02-05", bookedOn: "2026-02-05" })),
    ...numbers(3_001, 6).map((id) => ({ id, rubicDate: "2026-03-02", bookedOn: "2026-03-02" })),
    { id: 3_007, rubicDate: "2026-03-05", bookedOn: "2026-03-05" },
  ];
}

/** What the months come to with so many invoices in January: count in Rubic, in Tripletex, held, and documents that differ. */
export const expectedCounts = (january: number) => ({
  "2026-01-01": [january - 1, january - 2, 1, 3],
  "2026-02-01": [10, 10, 0, 0],
  "2026-03-01": [7, 7, 0, 0],
  "2026-04-01": [0, 0, 0, 0],
});

const isPaid = ({ id }: Entry) => id % PAID_EVERY === 0;
const LINE = { taxPercentage: 25, netTotalOere: NET_OERE, taxOere: 10_000, grossTotalOere: GROSS_OERE };

function inRubic(entry: Entry): RubicInvoice[] {
  const { id, rubicDate } = entry;
  if (rubicDate === null) return [];
  const paidAmountOere = isPaid(entry) ? GROSS_OERE : 0;
  const amounts = { paidAmountOere, balanceOere: GROSS_OERE - paidAmountOere };
  const row = { invoiceID: id, invoiceNumber: id, invoiceDate: rubicDate, ...amounts };
  return [rubicInvoice([rubicLine(LINE)], row)];
}

const paymentInRubic = (entry: Entry): RubicTransaction[] =>
  entry.rubicDate !== null && isPaid(entry)
    ? [rubicTransaction({ invoiceTransactionID: entry.id, invoiceID: entry.id, paidAmountOere: GROSS_OERE })]
    : [];

const paidInTripletex = (entry: Entry) =>
  (isPaid(entry) ? GROSS_OERE : 0) + (entry.id === PAID_TWICE ? 500 : 0);

function inTripletex(entry: Entry): TripletexInvoiceWithLines[] {
  const { id, bookedOn } = entry;
  if (bookedOn === null) return [];
  const amounts = { amountOere: GROSS_OERE, amountExcludingVatOere: NET_OERE, amountRoundoffOere: 0 };
  const invoice = {
    id,
    invoiceNumber: id,
    invoiceDate: bookedOn,
    isCredited: false,
    isCreditNote: false,
    creditedInvoiceId: null,
    ...amounts,
    amountOutstandingOere: GROSS_OERE - paidInTripletex(entry),
    lines: [{ vatTypeId: 3, netOere: NET_OERE, grossOere: GROSS_OERE }],
  };
  return [invoice as unknown as TripletexInvoiceWithLines];
}

/** A deployment that is synced with both systems, whose latest run has ended. */
export async function openDeployment(january: number): Promise<TestDeployment> {
  const t = createTest();
  await t.run(async (ctx) => {
    const company = { id: 111, name: "Sandkassa IL" };
    await ctx.db.insert("environments", { ...IN_SANDBOX, booksFrom: "2026-01-01", company });
    const actor = { kind: "commandLine" as const, name: "Test" };
    const run = { types: [], actor, interruptions: 0, status: "success" as const, completedAt: NOW - 1 };
    await ctx.db.insert("runs", {
      ...IN_SANDBOX,
      mode: "full",
      startedAt: NOW - 2,
      windowEnd: NOW - 2,
      ...run,
    });
    for (const entry of entriesOf(january)) {
      const { id, rubicDate, bookedOn } = entry;
      if (id === BY_HAND) continue;
      if (id === HELD) {
        const times = { attempts: 1, firstHeldAt: 1, lastHeldAt: 1, nextAttemptAt: 1 };
        const hold = { code: "VAT_NOT_MAPPED", message: "waits", label: "Invoice 7", state: "open" as const };
        const key = { kind: "invoice" as const, rubicKey: String(id), ...IN_SANDBOX };
        await ctx.db.insert("holds", { ...key, ...hold, ...times, amountOere: GROSS_OERE });
        continue;
      }
      const amounts = { netOere: NET_OERE, grossOere: GROSS_OERE, paidOere: 0, paymentSynced: false };
      const invoiceDate = bookedOn ?? "2026-01-10";
      const dates = { invoiceDate, rubicInvoiceDate: rubicDate ?? invoiceDate };
      const ids = { rubicInvoiceId: id, rubicInvoiceNumber: id, tripletexInvoiceId: id };
      await ctx.db.insert("invoiceMapping", { ...IN_SANDBOX, ...ids, ...dates, ...amounts, lastSyncedAt: 1 });
    }
  });
  return t;
}

const later = (index: number) =>
  rubicInvoice([rubicLine(LINE)], { invoiceID: 9_000 + index, invoiceDate: "2026-03-09" });
const laterPayment = (index: number) =>
  rubicTransaction({ invoiceTransactionID: 9_000 + index, invoiceID: 9_000 });

/** Both systems; `before` is asked before each call, and may fail it. */
export function remotesOf(
  january: number,
  before: (call: string) => unknown = () => undefined,
): { rubic: ReconcilePorts["rubic"]; tripletex: ReconcilePorts["tripletex"] } {
  const entries = entriesOf(january);
  const booked = entries.flatMap(inTripletex);
  const cap = Math.ceil(january / RUBIC_PAGES);
  const byIds = (ids: number[]) => booked.filter(({ id }) => ids.includes(id));
  const paged = <Row>(call: string, rows: Row[], another: (index: number) => Row) => {
    let met = 0;
    return async ({ pageNo }: { pageNo: number }) => {
      before(`${call} ${pageNo}`);
      // Whatever is put in front moves a row to the page after, where it comes again.
      if (pageNo > 1 && pageNo > met) rows.unshift(another(pageNo));
      met = Math.max(met, pageNo);
      const records = rows.slice((pageNo - 1) * cap, pageNo * cap);
      return { rowCount: records.length, records, quarantined: [], warnings: [] };
    };
  };
  const newest = entries.toReversed();
  const rubic = {
    productGroups: async () => [],
    departments: async () => [],
    invoices: paged("invoices", newest.flatMap(inRubic), later),
    transactions: paged("transactions", newest.flatMap(paymentInRubic), laterPayment),
  };
  const tripletex = {
    outgoingVatTypes: async () => VAT_TYPES,
    accountsByNumber: async () => [],
    departments: async () => [],
    countries: async () => [],
    paymentTypes: async () => [],
    invoicesWithLines: async (query: {
      from: string;
      toExclusive: string;
      offset: number;
      count: number;
    }) => {
      before(`list ${query.from} ${query.offset}`);
      const rows = booked.filter(
        ({ invoiceDate }) => invoiceDate >= query.from && invoiceDate < query.toExclusive,
      );
      if (query.from.startsWith("2026-03") && rows.length > MARCH_CAP) throw tooLarge();
      const sorted = rows.toSorted((one, other) => one.id - other.id);
      const invoices = sorted.slice(query.offset, query.offset + query.count);
      return { invoices, isLastPage: invoices.length < query.count };
    },
    invoicesWithLinesById: async (ids: number[]) => {
      before(`lines of ${ids.length}`);
      return byIds(ids);
    },
    invoicesById: async (ids: number[]) =>
      entries
        .filter(({ id }) => ids.includes(id))
        .flatMap((entry) =>
          inTripletex(entry).map((invoice) => ({
            ...invoice,
            voucherId: null,
            postings: [{ id: 1, isPayment: true, voucherId: null, amountOere: 0 - paidInTripletex(entry) }],
          })),
        ),
  };
  return { rubic, tripletex } as unknown as ReturnType<typeof remotesOf>;
}

function tooLarge(): RemoteError {
  const call = { system: "tripletex", operation: "GET /invoice", message: "Too many rows." } as const;
  return new RemoteError({ ...call, kind: "rejected", status: 422, code: 23_000 });
}

export function storeOf(t: TestDeployment, fence: number): ReconcileStore {
  return reconcileStore(asActionCtx(t), { ...IN_SANDBOX, fence });
}

/** A test deployment takes the same calls as an action's context, though its types are narrower. */
function asActionCtx(t: TestDeployment): Pick<ActionCtx, "runQuery" | "runMutation"> {
  const { query, mutation } = t as unknown as {
    query: ActionCtx["runQuery"];
    mutation: ActionCtx["runMutation"];
  };
  return { runQuery: query, runMutation: mutation };
}

export async function rowOf(t: TestDeployment) {
  const row = await t.run(async (ctx) => await ctx.db.query("reconciliations").first());
  if (row === null) throw new Error("no reconciliation was begun");
  return row;
}

/** Without haste a step goes on to the end; in haste it hands over wherever it may. */
function clockOf(isHasty: boolean): () => number {
  let isStarted = false;
  return () => {
    if (!isStarted || !isHasty) {
      isStarted = true;
      return Date.now();
    }
    return Date.now() + STEP_MS;
  };
}

interface Stepping {
  remotes: Pick<ReconcilePorts, "rubic" | "tripletex">;
  isHasty: boolean;
  /** What the step uses in place of the store. */
  wrap?: (store: ReconcileStore) => ReconcileStore;
}

/** One step, as its action would run it. */
export async function oneStep(t: TestDeployment, { remotes, isHasty, wrap }: Stepping): Promise<void> {
  const { fence } = await rowOf(t);
  const store = storeOf(t, fence);
  await reconcileStep({ ...remotes, now: clockOf(isHasty), store: wrap?.(store) ?? store });
}

/** Steps until the reading has ended; answers how many. */
export async function stepToEnd(t: TestDeployment, stepping: Stepping): Promise<number> {
  for (let steps = 0; ; steps += 1) {
    if ((await rowOf(t)).work === null) return steps;
    await oneStep(t, stepping);
  }
}

/** The months as they were stored, with their items. */
export async function monthsOf(t: TestDeployment) {
  return await t.run(async (ctx) => {
    const months = await ctx.db.query("reconciledMonths").collect();
    const parts = await ctx.db.query("reconciledItems").collect();
    return months
      .map(({ _id, from, figures, counts, byHandOere, digest }) => {
        const items = parts.filter(({ monthId }) => monthId === _id).flatMap((part) => part.items);
        return { from, figures, counts, byHandOere, digest, items };
      })
      .toSorted((one, other) => (one.from < other.from ? -1 : 1));
  });
}
