/**
 * What a reading keeps in memory: with four times the years it is the same, but for the ids that it has met. Both systems are generated page by
 * page here, and the shelves lie outside of the heap as they lie in Convex, so that all that is counted is the reading's own.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import type { RubicInvoice, RubicTransaction } from "../../rubic/schemas.ts";
import { type DateWindow, monthsFrom } from "../../sync/months.ts";
import { UNKNOWN } from "../../sync/reconcile/compare-document.ts";
import { isEqual } from "../../sync/reconcile/month.ts";
import type { TripletexInvoiceWithLines } from "../../tripletex/schemas.ts";
import { reconcileStep } from "./step.ts";
import type { ReconcilePorts, Shelf } from "./store.ts";

const PER_MONTH = 1_500;
const NET_OERE = 40_000;
const VAT_OERE = 10_000;
const GROSS_OERE = NET_OERE + VAT_OERE;
const MIB = 1024 * 1024;
/** Two sets and a map of ids, some hundred bytes for each invoice with its payment. */
const BYTES_PER_ID = 250;
/** What comes and goes between two measurements. */
const NOISE_MIB = 8;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const monthsOf = (years: number): DateWindow[] =>
  monthsFrom(`${2027 - years}-01-01`, "2026-12-31").slice(0, 12 * years);

function rubicInvoice(windows: DateWindow[], index: number): RubicInvoice {
  const window = windows[Math.floor(index / PER_MONTH)];
  const line = {
    productID: 1,
    taxPercentage: 25,
    netTotalOere: NET_OERE,
    taxOere: VAT_OERE,
    grossTotalOere: GROSS_OERE,
  };
  return {
    invoiceID: index + 1,
    invoiceNumber: index + 1,
    invoiceDate: window?.from ?? "",
    invoiceLines: [line],
    netTotalOere: NET_OERE,
    taxTotalOere: VAT_OERE,
    grossTotalOere: GROSS_OERE,
    totalAmountOere: GROSS_OERE,
    paidAmountOere: GROSS_OERE,
    creditedAmountOere: 0,
    creditNoteAmountOere: 0,
    correctedAmountOere: 0,
    balanceOere: 0,
  } as unknown as RubicInvoice;
}

const rubicPayment = (index: number): RubicTransaction =>
  ({
    invoiceTransactionID: index + 1,
    invoiceID: index + 1,
    transactionTypeID: 1,
    transactionTypeName: "OCR",
    paidAmountOere: GROSS_OERE,
  }) as unknown as RubicTransaction;

const booked = (id: number, invoiceDate: string): TripletexInvoiceWithLines =>
  ({
    id,
    invoiceNumber: id,
    invoiceDate,
    isCredited: false,
    isCreditNote: false,
    creditedInvoiceId: null,
    amountOere: GROSS_OERE,
    amountExcludingVatOere: NET_OERE,
    amountOutstandingOere: 0,
    amountRoundoffOere: 0,
    lines: [{ vatTypeId: 3, netOere: NET_OERE, grossOere: GROSS_OERE }],
  }) as unknown as TripletexInvoiceWithLines;

const pageOf = <Row>(
  total: number,
  { pageNo, pageSize }: { pageNo: number; pageSize: number },
  make: (index: number) => Row,
) => {
  const first = (pageNo - 1) * pageSize;
  const records = Array.from({ length: Math.max(0, Math.min(pageSize, total - first)) }, (_, at) =>
    make(first + at),
  );
  return { rowCount: records.length, records, quarantined: [], warnings: [] };
};

const datesOf = (invoiceDate: string) => ({ invoiceDate, rubicInvoiceDate: invoiceDate });

/** Runs a reading of so many years; answers its months that are equal, and the most MiB in use whenever it stored something. */
async function readYears(years: number) {
  const windows = monthsOf(years);
  const total = windows.length * PER_MONTH;
  const shelves: { from: string; bytes: Buffer }[] = [];
  let [isStaged, equal, most] = [false, 0, 0];
  const measure = () => {
    collectGarbage();
    most = Math.max(most, process.memoryUsage().heapUsed / MIB);
  };
  const store: ReconcilePorts["store"] = {
    begin: async () => ({
      tripletexEnv: "sandbox",
      windows,
      isStaged,
      readFrom: windows[0]?.from ?? "",
      readUntil: { invoices: Date.parse("2027-01-01"), payments: Date.parse("2027-01-01") },
    }),
    codeMappings: async () => [],
    vatTypesOfProducts: async () => [{ rubicProductId: 1, vatTypeId: 3, formerVatTypeIds: [] }],
    mappedByRubicId: async (ids) => ids.map((id) => mappingOf(id)),
    mappedByTripletexId: async (ids) => ids.map((id) => mappingOf(id)),
    mappedOfDay: async () => [],
    creditsOf: async () => [],
    creditsByRubicId: async () => [],
    creditsByTripletexId: async () => [],
    standings: async (_kind, ids) => ids.map(() => UNKNOWN),
    stage: async (shelf) => {
      shelves.push({ from: shelf.from, bytes: Buffer.from(JSON.stringify(shelf)) });
    },
    endStaging: async () => {
      isStaged = true;
      measure();
    },
    shelves: async (from) => {
      const own = shelves.filter((shelf) => shelf.from === from);
      return { shelves: own.map(({ bytes }) => JSON.parse(bytes.toString()) as Shelf), pageCursor: null };
    },
    storeMonth: async (_window, month) => {
      if (isEqual(month) && month.figures.rubic.count === PER_MONTH) equal += 1;
      measure();
      return { goesOn: true };
    },
    handOver: async () => undefined,
  };
  const mappingOf = (id: number) => ({
    rubicInvoiceId: id,
    rubicInvoiceNumber: id,
    tripletexInvoiceId: id,
    ...datesOf(windows[Math.floor((id - 1) / PER_MONTH)]?.from ?? ""),
  });
  const ports = {
    store,
    now: () => 0,
    rubic: {
      productGroups: async () => [],
      departments: async () => [],
      invoices: async (page: { pageNo: number; pageSize: number }) =>
        pageOf(total, page, (index) => rubicInvoice(windows, index)),
      transactions: async (page: { pageNo: number; pageSize: number }) => pageOf(total, page, rubicPayment),
    },
    tripletex: {
      outgoingVatTypes: async () => [{ id: 3, number: "3", name: "Utgående", percentage: 25 }],
      accountsByNumber: async () => [],
      departments: async () => [],
      countries: async () => [],
      paymentTypes: async () => [],
      invoicesWithLines: async ({ from, offset, count }: { from: string; offset: number; count: number }) => {
        const first = windows.findIndex((window) => window.from === from) * PER_MONTH + offset;
        const length = Math.min(count, PER_MONTH - offset);
        const invoices = Array.from({ length }, (_, at) => booked(first + at + 1, from));
        return { invoices, isLastPage: length < count };
      },
    },
  } as unknown as ReconcilePorts;
  await reconcileStep(ports);
  await reconcileStep(ports);
  return { equal, mib: most, total };
}

test("memory is that of a month, however many years are read", async () => {
  collectGarbage();
  const one = await readYears(1);
  const four = await readYears(4);
  expect([one.equal, four.equal]).toEqual([12, 48]);
  const ids = ((four.total - one.total) * BYTES_PER_ID) / MIB;
  expect(four.mib - one.mib).toBeLessThan(ids + NOISE_MIB);
}, 60_000);
