/**
 * What a reading keeps in memory: with four times the years it is the same. Both systems are generated page by
 * page here, and the shelves lie outside of the heap as they lie in Convex, so that all that is counted is the reading's own.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import type { RubicInvoice, RubicTransaction } from "../../rubic/schemas.ts";
import { type DateWindow, monthsFrom } from "../../sync/months.ts";
import { UNKNOWN } from "../../sync/reconcile/compare-document.ts";
import type { RubicDocument } from "../../sync/reconcile/documents.ts";
import { isEqual } from "../../sync/reconcile/month.ts";
import type { TripletexInvoiceWithLines } from "../../tripletex/schemas.ts";
import { reconcileStep } from "./step.ts";
import type { ReconcilePorts, ShelfRow } from "./store.ts";

const PER_MONTH = 1_500;
const NET_OERE = 40_000;
const VAT_OERE = 10_000;
const GROSS_OERE = NET_OERE + VAT_OERE;
const MIB = 1024 * 1024;
/** What comes and goes between two measurements. */
const NOISE_MIB = 8;
/** Collecting garbage takes longer than reading a page. */
const MEASURED_PAGES = 6;

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

type Stored = ShelfRow<RubicDocument>;

/** Room for one document with its payment. */
const SLOT_BYTES = 1_024;

/** Shelves outside of the heap, a slot per document: there is one of each number, which is Tripletex's id as well. */
class Shelves {
  readonly #slots: Buffer;

  constructor(total: number) {
    this.#slots = Buffer.alloc((total + 1) * SLOT_BYTES);
  }

  #slot(id: number): Buffer {
    return this.#slots.subarray(id * SLOT_BYTES, (id + 1) * SLOT_BYTES);
  }

  put(id: number, row: Stored): void {
    const text = JSON.stringify(row);
    if (text.length > SLOT_BYTES) throw new Error(`document ${id} takes ${text.length} bytes`);
    this.take(id);
    this.#slot(id).write(text);
  }

  get(id: number): Stored[] {
    const slot = this.#slot(id);
    const end = slot.indexOf(0);
    const text = slot.toString("utf8", 0, end === -1 ? SLOT_BYTES : end);
    return text === "" ? [] : [JSON.parse(text) as Stored];
  }

  take(id: number): void {
    this.#slot(id).fill(0);
  }
}

/** Runs a reading of so many years; answers its months that are equal, and the most MiB in use whenever it stored something. */
async function readYears(years: number) {
  const windows = monthsOf(years);
  const total = windows.length * PER_MONTH;
  const shelves = new Shelves(total);
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
      cursor: null,
      month: null,
      startedAt: 0,
      failures: 0,
      readFrom: windows[0]?.from ?? "",
      knownFrom: 0,
      readUntil: { invoices: Date.parse("2027-01-01"), payments: Date.parse("2027-01-01") },
    }),
    codeMappings: async () => [],
    vatTypesOfProducts: async () => [{ rubicProductId: 1, vatTypeId: 3, formerVatTypeIds: [] }],
    mappedByRubicId: async (ids) => ids.map((id) => mappingOf(id)),
    mappedByTripletexId: async (ids) => ids.map((id) => mappingOf(id)),
    mappedOfDay: async () => [],
    creditsOf: async () => [],
    paymentsByRubicId: async () => [],
    creditsByRubicId: async () => [],
    creditsByTripletexId: async () => [],
    standings: async (_kind, ids) => ids.map(() => UNKNOWN),
    clearShelves: async () => true,
    putDocuments: async (rows) => {
      for (const { tripletexInvoiceId: id, document } of rows) {
        if (id === null || document === null || document === "unreadable")
          throw new Error("every document here is booked");
        shelves.put(id, { shelfId: String(id), tripletexInvoiceId: id, document, payments: [] });
      }
    },
    putPayments: async (payments) => {
      for (const { payment } of payments) {
        const id = payment.rubicInvoiceId;
        for (const row of shelves.get(id)) shelves.put(id, { ...row, payments: [payment] });
      }
    },
    advance: async (cursor) => {
      isStaged = cursor === null;
      if ((cursor?.pageNo ?? 0) % MEASURED_PAGES === 0) measure();
    },
    onShelf: async (_from, ids) => ids.flatMap((id) => shelves.get(id)),
    leftOnShelf: async () => [],
    keepMonth: async (_progress, { shelfIds }) => {
      for (const id of shelfIds) shelves.take(Number(id));
    },
    notedItems: async () => ({ items: [], pageCursor: null }),
    storeMonth: async (_window, month) => {
      if (isEqual(month) && month.figures.rubic.count === PER_MONTH) equal += 1;
      measure();
      return { goesOn: true };
    },
    handOver: async () => undefined,
    wait: async ({ problem }) => {
      throw new Error(problem.message);
    },
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
  return { equal, mib: most };
}

test("memory is that of a month, however many years are read", async () => {
  collectGarbage();
  const one = await readYears(1);
  const four = await readYears(4);
  expect([one.equal, four.equal]).toEqual([12, 48]);
  expect(four.mib - one.mib).toBeLessThan(NOISE_MIB);
}, 60_000);
