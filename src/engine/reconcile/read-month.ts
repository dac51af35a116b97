/**
 * Compares one month: takes Rubic's side from its shelves, lists Tripletex's invoices of the month page by page, and asks Convex why
 * a document is not the same only where it is not. One month is in memory at a time.
 */
import type { DateWindow } from "../../sync/months.ts";
import { startOfOsloDay } from "../../sync/oslo.ts";
import { OVERLAP_MS } from "../../sync/reading.ts";
import {
  briefOf,
  type ComparedDocument,
  compareDocument,
  type Item,
  type RubicSide,
  type Standing,
  UNKNOWN,
} from "../../sync/reconcile/compare-document.ts";
import {
  alignVat,
  type RubicDocument,
  type RubicPayment,
  tripletexFigures,
} from "../../sync/reconcile/documents.ts";
import { NO_FIGURES } from "../../sync/reconcile/figures.ts";
import { MonthSum, type ReconciledMonth } from "../../sync/reconcile/month.ts";
import type { TripletexInvoiceWithLines } from "../../tripletex/schemas.ts";
import { type InvoiceList, invoicePages } from "../booked-invoices.ts";
import type { MappedDocument, ReconcilePorts } from "./store.ts";

/** Three index ranges each; the second look at Tripletex takes as many ids. */
const CHUNK = 100;

type PercentageOf = (vatTypeId: number) => number | null;

/** What a month is compared with beside its documents. */
export interface MonthContext {
  percentageOf: PercentageOf;
  /** From when on Rubic's side was read: YYYY-MM-DD. */
  readFrom: string;
}

/** Rubic's side of the month, and what of it has not met its invoice in Tripletex yet. */
interface RubicMonth {
  byTripletexId: Map<number, RubicDocument>;
  unmapped: RubicDocument[];
  paymentsOf: Map<number, RubicPayment[]>;
  movedIds: ReadonlySet<number>;
}

/** @throws RemoteError */
export async function reconcileMonth(
  ports: ReconcilePorts,
  window: DateWindow,
  context: MonthContext,
): Promise<ReconciledMonth> {
  const rubic = await readShelves(ports, window);
  return await new MonthComparison(ports, rubic, context).run(window);
}

async function readShelves({ store }: ReconcilePorts, { from }: DateWindow): Promise<RubicMonth> {
  const month = {
    byTripletexId: new Map<number, RubicDocument>(),
    unmapped: [] as RubicDocument[],
    paymentsOf: new Map<number, RubicPayment[]>(),
    movedIds: new Set<number>(),
  };
  let pageCursor: string | null = null;
  do {
    const page = await store.shelves(from, pageCursor);
    for (const shelf of page.shelves) {
      for (const document of shelf.invoices) {
        if (document.tripletexInvoiceId === null) month.unmapped.push(document);
        else month.byTripletexId.set(document.tripletexInvoiceId, document);
      }
      for (const payment of shelf.payments) {
        const known = month.paymentsOf.get(payment.rubicInvoiceId);
        if (known === undefined) month.paymentsOf.set(payment.rubicInvoiceId, [payment]);
        else known.push(payment);
      }
      for (const id of shelf.movedIds) month.movedIds.add(id);
    }
    pageCursor = page.pageCursor;
  } while (pageCursor !== null);
  return month;
}

interface Pair {
  document: RubicDocument;
  invoice: TripletexInvoiceWithLines | null;
}

class MonthComparison {
  readonly #ports: ReconcilePorts;
  readonly #rubic: RubicMonth;
  readonly #context: MonthContext;
  readonly #sum = new MonthSum();
  /** What is not simply the same, and waits for its second look. */
  #odd: Pair[] = [];

  constructor(ports: ReconcilePorts, rubic: RubicMonth, context: MonthContext) {
    this.#ports = ports;
    this.#rubic = rubic;
    this.#context = context;
  }

  async run(window: DateWindow): Promise<ReconciledMonth> {
    const { tripletex } = this.#ports;
    const list: InvoiceList<TripletexInvoiceWithLines> = {
      invoicesByDate: (query) => tripletex.invoicesWithLines(query),
    };
    for await (const page of invoicePages(list, window, (day) => this.#readLargeDay(day))) {
      const others = page.filter((invoice) => !this.#take(invoice));
      await this.#sortOthers(others);
      await this.#lookAgain(CHUNK);
    }
    await this.#findMissing();
    for (const document of this.#rubic.unmapped) await this.#setAside({ document, invoice: null });
    await this.#lookAgain(1);
    return this.#sum.end();
  }

  async *#readLargeDay(day: string): AsyncGenerator<TripletexInvoiceWithLines[]> {
    const { store, tripletex } = this.#ports;
    let after = 0;
    while (true) {
      const ids = await store.mappedOfDay(day, after);
      const last = ids.at(-1);
      if (last === undefined) return;
      after = last;
      const invoices = await tripletex.invoicesWithLinesById(ids);
      yield invoices.filter((invoice) => invoice.invoiceDate === day);
    }
  }

  /** False when the invoice is none of this month's documents in Rubic. */
  #take(invoice: TripletexInvoiceWithLines): boolean {
    const document = this.#rubic.byTripletexId.get(invoice.id);
    if (document === undefined) return false;
    this.#rubic.byTripletexId.delete(invoice.id);
    const compared = this.#compare({ document, invoice }, this.#sideOf(document));
    if (compared.items.length === 0) this.#sum.add(compared);
    else this.#odd.push({ document, invoice });
    return true;
  }

  #sideOf(document: RubicDocument): RubicSide {
    const payments = this.#rubic.paymentsOf.get(document.rubicInvoiceId) ?? [];
    const standing = UNKNOWN;
    return { document, standing, payments: payments.map((payment) => ({ payment, standing: PLAIN })) };
  }

  #compare({ invoice }: Pair, side: RubicSide, paidOere: number | null = null): ComparedDocument {
    if (invoice === null) return compareDocument(side, null);
    const booked = tripletexFigures(invoice, paidOere);
    const figures = alignVat(side.document.figures, booked, this.#context.percentageOf);
    return compareDocument({ ...side, document: { ...side.document, figures } }, booked);
  }

  /** What is mapped and not in the month's list: dated elsewhere in Tripletex, or gone. */
  async #findMissing(): Promise<void> {
    const missing = [...this.#rubic.byTripletexId];
    for (let start = 0; start < missing.length; start += CHUNK) {
      const chunk = missing.slice(start, start + CHUNK);
      const found = await this.#ports.tripletex.invoicesWithLinesById(chunk.map(([id]) => id));
      const byId = new Map(found.map((invoice) => [invoice.id, invoice]));
      for (const [id, document] of chunk) {
        const invoice = byId.get(id) ?? null;
        if (invoice === null || !this.#take(invoice)) await this.#setAside({ document, invoice });
      }
    }
  }

  async #setAside(pair: Pair): Promise<void> {
    this.#odd.push(pair);
    await this.#lookAgain(CHUNK);
  }

  /** Compares what is odd again, with its postings and with what Convex knows of it, once there are so many. */
  async #lookAgain(atLeast: number): Promise<void> {
    while (this.#odd.length >= atLeast && this.#odd.length > 0) {
      const chunk = this.#odd.splice(0, CHUNK);
      const sides = await this.#withStandings(chunk.map(({ document }) => document));
      const paid = await this.#paidByPostings(chunk);
      for (const [index, pair] of chunk.entries()) {
        const side = sides[index];
        if (side === undefined) throw new Error("each document has its side");
        this.#sum.add(this.#compare(pair, side, paid.get(pair.invoice?.id ?? 0) ?? null));
      }
    }
  }

  async #withStandings(documents: RubicDocument[]): Promise<RubicSide[]> {
    const standings = await this.#standings(
      "invoice",
      documents.map(({ rubicInvoiceId }) => rubicInvoiceId),
    );
    const payments = documents.flatMap(
      ({ rubicInvoiceId }) => this.#rubic.paymentsOf.get(rubicInvoiceId) ?? [],
    );
    const ofPayments = await this.#standings(
      "payment",
      payments.map(({ rubicTransactionId }) => rubicTransactionId),
    );
    return documents.map((document) => ({
      document,
      standing: standings.get(document.rubicInvoiceId) ?? UNKNOWN,
      payments: (this.#rubic.paymentsOf.get(document.rubicInvoiceId) ?? []).map((payment) => ({
        payment,
        standing: ofPayments.get(payment.rubicTransactionId) ?? UNKNOWN,
      })),
    }));
  }

  async #standings(kind: "invoice" | "payment", ids: number[]): Promise<Map<number, Standing>> {
    const found = new Map<number, Standing>();
    for (let start = 0; start < ids.length; start += CHUNK) {
      const chunk = ids.slice(start, start + CHUNK);
      const standings = await this.#ports.store.standings(kind, chunk);
      for (const [index, id] of chunk.entries()) found.set(id, standings[index] ?? UNKNOWN);
    }
    return found;
  }

  /** What is paid by the postings, øre: the list alone can't tell a partial credit from a payment. */
  async #paidByPostings(pairs: Pair[]): Promise<Map<number, number>> {
    const ids = pairs.flatMap(({ invoice }) => invoice?.id ?? []);
    if (ids.length === 0) return new Map();
    const invoices = await this.#ports.tripletex.invoicesById(ids);
    return new Map(
      invoices.map(({ id, postings }) => {
        const payments = postings.filter(({ isPayment }) => isPayment);
        return [id, payments.reduce((sum, { amountOere }) => sum - amountOere, 0)];
      }),
    );
  }

  /** Invoices that Rubic has in another month are compared there; of the rest, ours are gone from Rubic, others were made by hand. */
  async #sortOthers(invoices: TripletexInvoiceWithLines[]): Promise<void> {
    const others = invoices.filter(({ id }) => !this.#rubic.movedIds.has(id));
    if (others.length === 0) return;
    const credited = others.flatMap(({ creditedInvoiceId }) => creditedInvoiceId ?? []);
    const ids = [...new Set([...others.map(({ id }) => id), ...credited])];
    const mapped = await this.#mapped(ids);
    for (const invoice of others) {
      const own = mapped.get(invoice.id);
      // A credit note of one of ours counts on the invoice that it credits.
      if (own === undefined && mapped.has(invoice.creditedInvoiceId ?? 0)) continue;
      if (own === undefined) this.#sum.addByHand(byHand(invoice));
      else if (this.#wasRead(own)) this.#sum.add(goneFromRubic(own, invoice));
    }
  }

  /** What Rubic dates outside of what was read is compared with its own month, or later. */
  #wasRead({ rubicInvoiceDate }: MappedDocument): boolean {
    const isOver = startOfOsloDay(rubicInvoiceDate) + OVERLAP_MS <= this.#ports.now();
    return isOver && rubicInvoiceDate >= this.#context.readFrom;
  }

  async #mapped(ids: number[]): Promise<Map<number, MappedDocument>> {
    const mapped = new Map<number, MappedDocument>();
    for (let start = 0; start < ids.length; start += CHUNK) {
      const found = await this.#ports.store.mappedByTripletexId(ids.slice(start, start + CHUNK));
      for (const each of found) mapped.set(each.tripletexInvoiceId, each);
    }
    return mapped;
  }
}

/** Of a payment nobody has asked about: taken for booked, which is right where the sums agree. */
const PLAIN: Standing = UNKNOWN;

function goneFromRubic(own: MappedDocument, invoice: TripletexInvoiceWithLines): ComparedDocument {
  const tripletex = tripletexFigures(invoice);
  const item: Item = {
    cause: "GONE_FROM_RUBIC",
    holdCode: null,
    label: `Invoice ${own.rubicInvoiceNumber}`,
    documentDate: invoice.invoiceDate,
    rubic: null,
    tripletex: briefOf(tripletex),
    explanation: "The invoice was booked, and Rubic did not deliver it.",
  };
  return { rubic: NO_FIGURES, tripletex, held: NO_FIGURES, leftOut: NO_FIGURES, items: [item] };
}

function byHand(invoice: TripletexInvoiceWithLines): Item {
  const what = invoice.isCreditNote ? "Credit note" : "Invoice";
  return {
    cause: "BY_HAND",
    holdCode: null,
    label: `${what} ${invoice.invoiceNumber}`,
    documentDate: invoice.invoiceDate,
    rubic: null,
    tripletex: briefOf(tripletexFigures(invoice)),
    explanation: "Rubic does not have it.",
  };
}
