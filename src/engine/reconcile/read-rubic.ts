/**
 * Reads Rubic's side of all months at once, page by page, and puts it on shelves by month: Rubic's period filters by a date that
 * nobody knows (Rubic dossier 1.2), so one reading from before the first month is the only one that is whole. After each page it may be
 * handed to another step; what was met stands on the shelves, so that a page is all that stays in memory.
 */
import type { RubicPage } from "../../rubic/client.ts";
import type { RubicInvoice, RubicTransaction } from "../../rubic/schemas.ts";
import { type CreditPairs, concernsCredit, pairCredits, seenCreditOf } from "../../sync/credits.ts";
import { customerKey } from "../../sync/customer-number.ts";
import { hashRecord } from "../../sync/hash.ts";
import type { DateWindow } from "../../sync/months.ts";
import { OVERLAP_MS } from "../../sync/reading.ts";
import { type CreditFacts, countedDocuments } from "../../sync/reconcile/credits.ts";
import {
  type RubicDocument,
  rubicFigures,
  rubicPayment,
  vatTypesOfLines,
} from "../../sync/reconcile/documents.ts";
import type { Reference } from "../../sync/reference.ts";
import { PageReader, RepeatedPageError } from "../page-reader.ts";
import { refuseChangedAnswer, unreadableIds } from "../unreadable.ts";
import type { ReconcileContext, ReconcilePorts, RubicCursor, ShelfInput } from "./store.ts";

const PAGE_SIZE = 1000;
/** Index ranges of one query stay far below Convex's limit. */
const CHUNK = 200;
const DAY_MS = 86_400_000;
/** Whatever date Rubic filters by, a document is entered at most so long before its own date, or before it was booked where it is dated ahead. */
const EARLIER_MS = 62 * DAY_MS;
/** Rubic knows no time zones: today's midnight may be compared as that of UTC, which in Oslo is up to two hours away still. */
const AHEAD_MS = DAY_MS;
/** Raised when a page's fingerprint is made in another way. */
const PAGE_VERSION = "page-1";

interface Staging {
  /** Asked once, and only by a step that has something to read. */
  reference: () => Promise<Reference>;
  mayGoOn: () => boolean;
}

/** Reads Rubic from the cursor on, until it is read or time is up. @throws RemoteError, RepeatedPageError, ChangedAnswerError */
export async function stageRubic(
  ports: ReconcilePorts,
  context: ReconcileContext,
  { reference, mayGoOn }: Staging,
): Promise<void> {
  const { store } = ports;
  let cursor: RubicCursor | null = context.cursor;
  if (cursor === null) {
    while (!(await store.clearShelves())) if (!mayGoOn()) return;
    cursor = firstPage("invoices", "all");
  }
  const shelves = new Shelves(ports, context.windows, await reference());
  while (cursor !== null) {
    cursor = await stageRange(ports, context, { shelves, cursor, mayGoOn });
    if (!mayGoOn()) return;
  }
}

const firstPage = (type: RubicCursor["type"], which: Which): RubicCursor => ({
  type,
  which,
  pageNo: 1,
  previousPage: "",
});

/**
 * A run that was cancelled has booked without moving the date up to which everything is read, and an invoice's balance in Rubic is that of
 * now: what came later is read as well.
 */
function afterRange({ type, which }: RubicCursor, { readUntil, startedAt }: ReconcileContext) {
  if (which === "all" && readUntil[type] < startedAt + AHEAD_MS) return firstPage(type, "mapped");
  return type === "invoices" ? firstPage("payments", "all") : null;
}

/** Stages the pages of a range until time is up; answers the cursor at which it goes on. It is kept after each page. */
async function stageRange(
  ports: ReconcilePorts,
  context: ReconcileContext,
  { shelves, cursor, mayGoOn }: { shelves: Shelves; cursor: RubicCursor; mayGoOn: () => boolean },
): Promise<RubicCursor | null> {
  const readPage = rangeReader(ports, { context, shelves, cursor });
  for (let at = cursor; ; ) {
    const { keys, isLast, put } = await readPage(at.pageNo);
    const previousPage = await hashRecord(PAGE_VERSION, { keys: keys.toSorted((one, other) => one - other) });
    if (keys.length > 0 && previousPage === at.previousPage) throw new RepeatedPageError(at.pageNo);
    await put();
    const next = isLast ? afterRange(at, context) : { ...at, pageNo: at.pageNo + 1, previousPage };
    await ports.store.advance(next);
    if (next === null || isLast || !mayGoOn()) return next;
    at = next;
  }
}

interface Page {
  keys: number[];
  isLast: boolean;
  /** Rows shift while Rubic is paged, so that some come twice: the shelves take each once, whichever step brings it. */
  put: () => Promise<void>;
}

function rangeReader(
  { rubic }: ReconcilePorts,
  { context, shelves, cursor }: { context: ReconcileContext; shelves: Shelves; cursor: RubicCursor },
): (pageNo: number) => Promise<Page> {
  const { type, which } = cursor;
  const query = { pageSize: PAGE_SIZE, ...periodOf(cursor, context) };
  return type === "invoices"
    ? pageReader({
        read: (pageNo) => rubic.invoices({ pageNo, ...query }),
        keyOf: ({ invoiceID }) => invoiceID,
        put: (rows) => shelves.putInvoices(rows, which),
        putUnreadable: (ids) => shelves.noteUnreadable(ids),
      })
    : pageReader({
        read: (pageNo) => rubic.transactions({ pageNo, ...query }),
        keyOf: ({ invoiceTransactionID }) => invoiceTransactionID,
        put: (rows) => shelves.putPayments(rows, which),
        putUnreadable: (ids) => shelves.putBooked(ids),
      });
}

function periodOf({ type, which }: RubicCursor, { knownFrom, readUntil, startedAt }: ReconcileContext) {
  const until = readUntil[type];
  return which === "all"
    ? { startPeriod: knownFrom - EARLIER_MS, endPeriod: until }
    : { startPeriod: until, endPeriod: startedAt + OVERLAP_MS };
}

function pageReader<Row>(range: {
  read: (pageNo: number) => Promise<RubicPage<Row>>;
  keyOf: (row: Row) => number;
  put: (rows: Row[]) => Promise<void>;
  putUnreadable: (ids: number[]) => Promise<void>;
}): (pageNo: number) => Promise<Page> {
  const reader = new PageReader({ pageSize: PAGE_SIZE, readPage: range.read });
  return async (pageNo) => {
    const { page, isLast } = await reader.read(pageNo);
    refuseChangedAnswer(page);
    const { records } = page;
    const put = async () => {
      for (let start = 0; start < records.length; start += CHUNK) {
        await range.put(records.slice(start, start + CHUNK));
      }
      const unreadable = unreadableIds(page);
      for (let start = 0; start < unreadable.length; start += CHUNK) {
        await range.putUnreadable(unreadable.slice(start, start + CHUNK));
      }
    };
    return { keys: records.map(range.keyOf), isLast, put };
  };
}

/** Which rows count: those that a run was to have met, or of later ones those that a run has met before it was ended. */
type Which = RubicCursor["which"];

/** By which a document is found again for its payments; a credit that Rubic shows on its invoice alone has none of its own. */
const rowKey = (rubicInvoiceId: number) => `row ${rubicInvoiceId}`;

const NO_CREDIT: CreditFacts = { pairs: null, booked: null, isCountedAtInvoice: false };

class Shelves {
  readonly #ports: ReconcilePorts;
  readonly #windows: DateWindow[];
  readonly #reference: Reference;

  constructor(ports: ReconcilePorts, windows: DateWindow[], reference: Reference) {
    this.#ports = ports;
    this.#windows = windows;
    this.#reference = reference;
  }

  async putInvoices(rows: RubicInvoice[], which: Which): Promise<void> {
    const { store } = this.#ports;
    const mapped = await store.mappedByRubicId(rows.map(({ invoiceID }) => invoiceID));
    const byId = new Map(mapped.map((each) => [each.rubicInvoiceId, each]));
    const vatTypeOf = await this.#vatTypes(rows);
    const factsOf = await this.#creditFacts(rows);
    const found: ShelfInput[] = [];
    for (const row of rows) {
      const own = byId.get(row.invoiceID);
      const facts = factsOf(row);
      if (which === "mapped" && own === undefined && facts.booked === null) continue;
      const tripletexInvoiceId = own?.tripletexInvoiceId ?? null;
      const common = { rubicInvoiceId: row.invoiceID, statedPaidOere: row.paidAmountOere };
      const figures = rubicFigures(row, vatTypeOf);
      for (const counted of countedDocuments(row, figures, { ...facts, tripletexInvoiceId })) {
        const bookedOn = counted.kind === "invoice" ? own?.invoiceDate : facts.booked?.creditDate;
        found.push(...this.#placesOf({ ...common, ...counted }, bookedOn ?? null));
      }
    }
    if (found.length > 0) await store.putDocuments(found);
  }

  /** @param bookedOn YYYY-MM-DD in Tripletex; null where it is not there */
  #placesOf(document: RubicDocument, bookedOn: string | null): ShelfInput[] {
    const { kind, rubicInvoiceId, tripletexInvoiceId } = document;
    const from = this.#monthAt(document.invoiceDate);
    const booked = bookedOn === null ? null : this.#monthAt(bookedOn);
    const places: ShelfInput[] = [];
    if (booked !== null && booked !== from && tripletexInvoiceId !== null) {
      // Where Tripletex has it in another month, that month must not take it for gone from Rubic.
      const key = `moved ${tripletexInvoiceId}`;
      places.push({ key, from: booked, tripletexInvoiceId, document: null });
    }
    const key = kind === "amount" ? `amount ${rubicInvoiceId}` : rowKey(rubicInvoiceId);
    if (from !== null) places.push({ key, from, tripletexInvoiceId, document });
    return places;
  }

  /** What is booked of rows that can't be read is not gone from Rubic. */
  async noteUnreadable(ids: number[]): Promise<void> {
    const { store } = this.#ports;
    const [invoices, credits] = await Promise.all([store.mappedByRubicId(ids), store.creditsByRubicId(ids)]);
    const booked = [
      ...invoices.map((each) => ({ id: each.tripletexInvoiceId, bookedOn: each.invoiceDate })),
      ...credits.map((each) => ({ id: each.tripletexCreditId, bookedOn: each.creditDate })),
    ];
    const notes = booked.flatMap(({ id, bookedOn }): ShelfInput[] => {
      const from = this.#monthAt(bookedOn);
      const note = { key: `unreadable ${id}`, tripletexInvoiceId: id, document: "unreadable" } as const;
      return from === null ? [] : [{ ...note, from }];
    });
    if (notes.length > 0) await store.putDocuments(notes);
  }

  /** The same pairs as those by which the credits were booked: of all that Rubic has ever shown of a payer. */
  async #creditFacts(rows: RubicInvoice[]): Promise<(row: RubicInvoice) => CreditFacts> {
    const concerned = rows.filter(concernsCredit);
    if (concerned.length === 0) return () => NO_CREDIT;
    const { store } = this.#ports;
    const payers = [...new Set(concerned.map(({ customer }) => customerKey(customer) ?? ""))];
    const [known, mapped] = await Promise.all([
      store.creditsOf(payers),
      store.creditsByRubicId(concerned.map(({ invoiceID }) => invoiceID)),
    ]);
    const now = new Map(concerned.map((row) => [row.invoiceID, seenCreditOf(row)]));
    const pairsOf = new Map<string, CreditPairs>();
    for (const [index, payer] of payers.entries()) {
      const before = (known[index] ?? []).filter(({ rubicInvoiceId }) => !now.has(rubicInvoiceId));
      const own = [...now.values()].filter((seen) => seen.payer === payer);
      pairsOf.set(payer, pairCredits([...before, ...own]));
    }
    const booked = new Map(mapped.map((each) => [each.rubicCreditId, each]));
    const originals = [...now.values()].flatMap(
      ({ rubicInvoiceId, payer }) => pairsOf.get(payer)?.originalOf.get(rubicInvoiceId) ?? [],
    );
    const ofOriginals = originals.length === 0 ? [] : await store.creditsByRubicId([...new Set(originals)]);
    const byAmount = new Set(ofOriginals.map(({ rubicCreditId }) => rubicCreditId));
    return ({ invoiceID }) => {
      const seen = now.get(invoiceID);
      if (seen === undefined) return NO_CREDIT;
      const pairs = pairsOf.get(seen.payer) ?? null;
      const originalId = pairs?.originalOf.get(invoiceID);
      const isCountedAtInvoice = originalId !== undefined && byAmount.has(originalId);
      return { pairs, booked: booked.get(invoiceID) ?? null, isCountedAtInvoice };
    };
  }

  async putPayments(rows: RubicTransaction[], which: Which): Promise<void> {
    const counted = rows.filter(({ paidAmountOere }) => paidAmountOere !== 0);
    if (counted.length === 0) return;
    const payments = counted.map((row) => {
      const payment = rubicPayment(row, this.#reference);
      return {
        key: rowKey(row.invoiceID),
        payment: which === "all" ? payment : { ...payment, isLater: true },
      };
    });
    await this.#ports.store.putPayments(payments);
  }

  /** Transactions that can't be read count as they were booked: whether that is still so, the invoice's balance in Rubic tells. */
  async putBooked(ids: number[]): Promise<void> {
    const booked = await this.#ports.store.paymentsByRubicId(ids);
    const payments = booked.map((each) => {
      return { key: rowKey(each.rubicInvoiceId), payment: { ...each, isMoney: true } };
    });
    if (payments.length > 0) await this.#ports.store.putPayments(payments);
  }

  async #vatTypes(rows: RubicInvoice[]) {
    const ids = new Set(
      rows.flatMap(({ invoiceLines }) => (invoiceLines ?? []).map(({ productID }) => productID)),
    );
    const found = await this.#ports.store.vatTypesOfProducts([...ids]);
    return vatTypesOfLines(found, (id) => this.#reference.vatTypes.get(id)?.percentage ?? null);
  }

  #monthAt(isoDate: string): string | null {
    return (
      this.#windows.find(({ from, toExclusive }) => isoDate >= from && isoDate < toExclusive)?.from ?? null
    );
  }
}
