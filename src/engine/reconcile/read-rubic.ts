/**
 * Reads Rubic's side of all months at once, page by page, and puts it on shelves by month: Rubic's period filters by a date that
 * nobody knows (Rubic dossier 1.2), so one reading from before the first month is the only one that is whole. What stays in memory
 * is a page, the shelves that are being filled, and the ids that were met.
 */
import type { RubicPage } from "../../rubic/client.ts";
import type { RubicInvoice, RubicTransaction } from "../../rubic/schemas.ts";
import { type CreditPairs, concernsCredit, pairCredits, seenCreditOf } from "../../sync/credits.ts";
import { customerKey } from "../../sync/customer-number.ts";
import type { DateWindow } from "../../sync/months.ts";
import { startOfOsloDay } from "../../sync/oslo.ts";
import { type CreditFacts, countedDocuments } from "../../sync/reconcile/credits.ts";
import {
  type RubicDocument,
  rubicFigures,
  rubicPayment,
  vatTypesOfLines,
} from "../../sync/reconcile/documents.ts";
import type { Reference } from "../../sync/reference.ts";
import { PageReader, RepeatedPageError } from "../page-reader.ts";
import type { ReconcileContext, ReconcilePorts, Shelf } from "./store.ts";

const PAGE_SIZE = 1000;
/** Index ranges of one query stay far below Convex's limit. */
const CHUNK = 200;
/** Documents of one shelf: some sixty kilobytes. */
const SHELF_SIZE = 200;
const DAY_MS = 86_400_000;
/** Whatever date Rubic filters by, a document of a month is entered at most so long before its own date. */
const EARLIER_MS = 62 * DAY_MS;

export async function stageRubic(
  ports: ReconcilePorts,
  context: ReconcileContext,
  reference: Reference,
): Promise<void> {
  const shelves = new Shelves(ports, context.windows, reference);
  const startPeriod = startOfOsloDay(context.readFrom) - EARLIER_MS;
  const { rubic } = ports;
  await readTwice(
    ports,
    { startPeriod, endPeriod: context.readUntil.invoices },
    {
      read: (query) => rubic.invoices(query),
      keyOf: ({ invoiceID }) => invoiceID,
      take: (rows, which) => shelves.putInvoices(rows, which),
    },
  );
  await readTwice(
    ports,
    { startPeriod, endPeriod: context.readUntil.payments },
    {
      read: (query) => rubic.transactions(query),
      keyOf: ({ invoiceTransactionID }) => invoiceTransactionID,
      take: (rows, which) => shelves.putPayments(rows, which),
    },
  );
  await shelves.putAll();
  await ports.store.endStaging();
}

interface Period {
  startPeriod: number;
  endPeriod: number;
}
/** Which rows count: those that a run was to have met, or of later ones those that a run has booked before it was ended. */
type Which = "all" | "mapped";
interface Kind<Row> {
  read: (query: Period & { pageNo: number; pageSize: number }) => Promise<RubicPage<Row>>;
  keyOf: (row: Row) => number;
  take: (rows: Row[], which: Which) => Promise<void>;
}

/** A run that was cancelled has booked without moving the date up to which everything is read. */
async function readTwice<Row>({ now }: ReconcilePorts, period: Period, kind: Kind<Row>): Promise<void> {
  const { read, keyOf, take } = kind;
  const pagesOf = (range: Period) => (pageNo: number) => read({ pageNo, pageSize: PAGE_SIZE, ...range });
  const met = await readAll(pagesOf(period), { keyOf, take: (rows) => take(rows, "all") });
  if (period.endPeriod >= now()) return;
  const later = { startPeriod: period.endPeriod, endPeriod: now() };
  await readAll(pagesOf(later), {
    keyOf,
    take: (rows) =>
      take(
        rows.filter((row) => !met.has(keyOf(row))),
        "mapped",
      ),
  });
}

/** Answers the keys that were met. Rows that shift while Rubic is paged come twice; each is taken once. @throws RepeatedPageError */
async function readAll<Row>(
  readPage: (pageNo: number) => Promise<RubicPage<Row>>,
  { keyOf, take }: { keyOf: (row: Row) => number; take: (rows: Row[]) => Promise<void> },
): Promise<ReadonlySet<number>> {
  const reader = new PageReader({ pageSize: PAGE_SIZE, readPage });
  const met = new Set<number>();
  for (let pageNo = 1; ; pageNo += 1) {
    const { page, isLast } = await reader.read(pageNo);
    const fresh = page.records.filter((row) => !met.has(keyOf(row)));
    if (page.records.length > 0 && fresh.length === 0) throw new RepeatedPageError(pageNo);
    for (const row of fresh) met.add(keyOf(row));
    for (let start = 0; start < fresh.length; start += CHUNK) await take(fresh.slice(start, start + CHUNK));
    if (isLast) return met;
  }
}

const NO_CREDIT: CreditFacts = { pairs: null, booked: null };

class Shelves {
  readonly #ports: ReconcilePorts;
  readonly #windows: DateWindow[];
  readonly #reference: Reference;
  readonly #filling = new Map<string, Shelf>();
  /** The month of each invoice of the months that are compared, by Rubic's id. */
  readonly #monthOf = new Map<number, string>();

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
    for (const row of rows) {
      const own = byId.get(row.invoiceID);
      const facts = factsOf(row);
      if (which === "mapped" && own === undefined && facts.booked === null) continue;
      const month = this.#monthAt(row.invoiceDate);
      if (month !== null) this.#monthOf.set(row.invoiceID, month);
      const tripletexInvoiceId = own?.tripletexInvoiceId ?? null;
      const common = { rubicInvoiceId: row.invoiceID, statedPaidOere: row.paidAmountOere };
      const figures = rubicFigures(row, vatTypeOf);
      for (const counted of countedDocuments(row, figures, { ...facts, tripletexInvoiceId })) {
        const bookedOn = counted.kind === "invoice" ? own?.invoiceDate : facts.booked?.creditDate;
        await this.#putDocument({ ...common, ...counted }, bookedOn ?? null);
      }
    }
  }

  /** @param bookedOn YYYY-MM-DD in Tripletex; null where it is not there */
  async #putDocument(document: RubicDocument, bookedOn: string | null): Promise<void> {
    const { tripletexInvoiceId } = document;
    const from = this.#monthAt(document.invoiceDate);
    const booked = bookedOn === null ? null : this.#monthAt(bookedOn);
    if (booked !== null && booked !== from && tripletexInvoiceId !== null) {
      // Where Tripletex has it in another month, that month must not take it for gone from Rubic.
      await this.#put(booked, (shelf) => shelf.movedIds.push(tripletexInvoiceId));
    }
    if (from !== null) await this.#put(from, (shelf) => shelf.invoices.push(document));
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
      const before = (known[index]?.seen ?? []).filter(({ rubicInvoiceId }) => !now.has(rubicInvoiceId));
      const own = [...now.values()].filter((seen) => seen.payer === payer);
      pairsOf.set(payer, pairCredits([...before, ...own]));
    }
    const booked = new Map(mapped.map((each) => [each.rubicCreditId, each]));
    return ({ invoiceID }) => {
      const seen = now.get(invoiceID);
      if (seen === undefined) return NO_CREDIT;
      return { pairs: pairsOf.get(seen.payer) ?? null, booked: booked.get(invoiceID) ?? null };
    };
  }

  /** Payments on invoices of other months are those months' business. */
  async putPayments(rows: RubicTransaction[], which: Which): Promise<void> {
    for (const row of which === "all" ? rows : await this.#mappedOf(rows)) {
      const from = this.#monthOf.get(row.invoiceID);
      if (from === undefined || row.paidAmountOere === 0) continue;
      await this.#put(from, (shelf) => shelf.payments.push(rubicPayment(row, this.#reference)));
    }
  }

  async #mappedOf(rows: RubicTransaction[]): Promise<RubicTransaction[]> {
    const ids = rows.map(({ invoiceTransactionID }) => invoiceTransactionID);
    const standings = await this.#ports.store.standings("payment", ids);
    return rows.filter((_, index) => standings[index]?.isMapped);
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

  async #put(from: string, add: (shelf: Shelf) => void): Promise<void> {
    const shelf = this.#filling.get(from) ?? { from, invoices: [], payments: [], movedIds: [] };
    this.#filling.set(from, shelf);
    add(shelf);
    const size = shelf.invoices.length + shelf.payments.length + shelf.movedIds.length;
    if (size < SHELF_SIZE) return;
    this.#filling.delete(from);
    await this.#ports.store.stage(shelf);
  }

  async putAll(): Promise<void> {
    for (const shelf of this.#filling.values()) await this.#ports.store.stage(shelf);
    this.#filling.clear();
  }
}
