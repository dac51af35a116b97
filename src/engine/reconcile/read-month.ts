/**
 * Compares one month: takes Rubic's side from its shelves, lists Tripletex's invoices of the month page by page, and asks Convex why
 * a document is not the same only where it is not. One month is in memory at a time.
 */
import type { DateWindow } from "../../sync/months.ts";
import { startOfOsloDay } from "../../sync/oslo.ts";
import { OVERLAP_MS } from "../../sync/reading.ts";
import type { Cause } from "../../sync/reconcile/causes.ts";
import {
  briefOf,
  type ComparedDocument,
  compareDocument,
  type Item,
  type RubicSide,
  type Standing,
  UNKNOWN,
} from "../../sync/reconcile/compare-document.ts";
import { asOwnDocument, withoutOwnCredit } from "../../sync/reconcile/credits.ts";
import {
  alignVat,
  type RubicDocument,
  type RubicPayment,
  tripletexFigures,
} from "../../sync/reconcile/documents.ts";
import { type Figures, minus, NO_FIGURES } from "../../sync/reconcile/figures.ts";
import { MonthSum, type ReconciledMonth } from "../../sync/reconcile/month.ts";
import type { TripletexInvoiceWithLines } from "../../tripletex/schemas.ts";
import { type InvoiceList, invoicePages } from "../booked-invoices.ts";
import { OwnCredits } from "./own-credits.ts";
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
  readonly #credits: OwnCredits;
  /** What is not simply the same, and waits for its second look. */
  #odd: Pair[] = [];

  constructor(ports: ReconcilePorts, rubic: RubicMonth, context: MonthContext) {
    this.#ports = ports;
    this.#rubic = rubic;
    this.#context = context;
    this.#credits = new OwnCredits(ports.store);
  }

  async run(window: DateWindow): Promise<ReconciledMonth> {
    const { tripletex } = this.#ports;
    const list: InvoiceList<TripletexInvoiceWithLines> = {
      invoicesByDate: (query) => tripletex.invoicesWithLines(query),
    };
    for await (const page of invoicePages(list, window, (day) => this.#readLargeDay(day))) {
      await this.#credits.meet(page);
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
    const payments = this.#paymentsOf(document);
    const unasked = { standing: UNKNOWN, credit: UNKNOWN };
    return { document, ...unasked, payments: payments.map((payment) => ({ payment, standing: PLAIN })) };
  }

  /** A credit that Rubic shows on its invoice alone has no row of its own to be paid. */
  #paymentsOf({ kind, rubicInvoiceId }: RubicDocument): RubicPayment[] {
    return kind === "amount" ? [] : (this.#rubic.paymentsOf.get(rubicInvoiceId) ?? []);
  }

  #compare({ invoice }: Pair, side: RubicSide, paidOere: number | null = null): ComparedDocument {
    if (invoice === null) return compareDocument(side, null);
    const booked = this.#bookedFigures(invoice, paidOere);
    const figures = alignVat(side.document.figures, booked, this.#context.percentageOf);
    return compareDocument({ ...side, document: { ...side.document, figures } }, booked);
  }

  #bookedFigures(invoice: TripletexInvoiceWithLines, paidOere: number | null = null): Figures {
    const booked = tripletexFigures(invoice, paidOere);
    const isOwnNote = invoice.creditedInvoiceId !== null && this.#credits.has(invoice.id);
    return isOwnNote
      ? asOwnDocument(booked)
      : withoutOwnCredit(booked, this.#credits.takenOffOere(invoice.id));
  }

  /** What is mapped and not in the month's list: dated elsewhere in Tripletex, or gone. */
  async #findMissing(): Promise<void> {
    const missing = [...this.#rubic.byTripletexId];
    for (let start = 0; start < missing.length; start += CHUNK) {
      const chunk = missing.slice(start, start + CHUNK);
      const found = await this.#ports.tripletex.invoicesWithLinesById(chunk.map(([id]) => id));
      await this.#credits.meet(found);
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
    const ofInvoices = await this.#standings(
      "invoice",
      idsOf(documents.filter(({ kind }) => kind === "invoice")),
    );
    // A credit without a document of its own is known by its invoice's row.
    const ofCredits = await this.#standings(
      "credit",
      idsOf(documents.filter(({ kind, creditedAloneOere }) => kind !== "invoice" || creditedAloneOere !== 0)),
    );
    const payments = documents.flatMap((document) => this.#paymentsOf(document));
    const ofPayments = await this.#standings(
      "payment",
      payments.map(({ rubicTransactionId }) => rubicTransactionId),
    );
    return documents.map((document) => {
      const { kind, rubicInvoiceId: id } = document;
      const credit = ofCredits.get(id) ?? UNKNOWN;
      const standing = kind === "invoice" ? (ofInvoices.get(id) ?? UNKNOWN) : credit;
      const paid = this.#paymentsOf(document).map((payment) => ({
        payment,
        standing: ofPayments.get(payment.rubicTransactionId) ?? UNKNOWN,
      }));
      return { document, standing, credit, payments: paid };
    });
  }

  async #standings(kind: "invoice" | "credit" | "payment", ids: number[]): Promise<Map<number, Standing>> {
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
      if (own !== undefined) this.#addGone(own, invoice);
      else if (this.#credits.has(invoice.id)) await this.#addGoneCredit(invoice);
      // What a person credited of ours in Tripletex counts on the invoice that it credits.
      else if (!mapped.has(invoice.creditedInvoiceId ?? 0)) this.#sum.addByHand(byHand(invoice));
    }
  }

  #addGone(own: MappedDocument, invoice: TripletexInvoiceWithLines): void {
    if (!this.#wasRead(own)) return;
    const label = `Invoice ${own.rubicInvoiceNumber}`;
    const gone = { cause: "GONE_FROM_RUBIC", label, standing: UNKNOWN } as const;
    this.#sum.add(goneFromRubic(invoice, this.#bookedFigures(invoice), gone));
  }

  /** What Rubic dates outside of what was read is compared with its own month, or later. */
  #wasRead({ rubicInvoiceDate }: MappedDocument): boolean {
    const isOver = startOfOsloDay(rubicInvoiceDate) + OVERLAP_MS <= this.#ports.now();
    return isOver && rubicInvoiceDate >= this.#context.readFrom;
  }

  /** Rubic may show another amount since it was booked: then its hold says so. */
  async #addGoneCredit(note: TripletexInvoiceWithLines): Promise<void> {
    const { label, rubicCreditId } = this.#credits.get(note.id);
    const standings = await this.#standings("credit", [rubicCreditId]);
    const standing = standings.get(rubicCreditId) ?? UNKNOWN;
    const gone = { cause: "CREDIT_GONE_FROM_RUBIC", label, standing } as const;
    this.#sum.add(goneFromRubic(note, this.#bookedFigures(note), gone));
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

const idsOf = (documents: RubicDocument[]) => documents.map(({ rubicInvoiceId }) => rubicInvoiceId);

/** Of a payment nobody has asked about: taken for booked, which is right where the sums agree. */
const PLAIN: Standing = UNKNOWN;

function goneFromRubic(
  { invoiceDate: documentDate }: TripletexInvoiceWithLines,
  tripletex: Figures,
  { cause, label, standing: { hold } }: { cause: Cause; label: string; standing: Standing },
): ComparedDocument {
  const item = {
    holdCode: hold?.code ?? null,
    label,
    documentDate,
    rubic: null,
    tripletex: briefOf(tripletex),
    explanation: "It was booked, and Rubic does not show it as it was.",
  };
  const compared = { rubic: NO_FIGURES, tripletex, held: NO_FIGURES, leftOut: NO_FIGURES };
  const rest = minus(NO_FIGURES, tripletex);
  if (hold === null) {
    const explanation = "It was booked, and Rubic did not deliver it.";
    return { ...compared, items: [{ ...item, cause, explanation }] };
  }
  return hold.isLeftOut
    ? { ...compared, leftOut: rest, items: [{ ...item, cause: "LEFT_OUT" }] }
    : { ...compared, held: rest, items: [{ ...item, cause: "HELD" }] };
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
