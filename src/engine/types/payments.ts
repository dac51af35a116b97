/**
 * The payments sync: one payment per Rubic transaction, gross, on its own date. Tripletex takes the same payment twice
 * without a word, so the invoice's postings are read before anything is written and one posting settles one transaction.
 */
import type { RubicTransaction } from "../../rubic/schemas.ts";
import type { Held } from "../../sync/decision.ts";
import { describeTransaction } from "../../sync/describe.ts";
import { formatKroner } from "../../sync/format.ts";
import { hashRecord } from "../../sync/hash.ts";
import { decideOnNote, decidePayments, type PaymentDecision } from "../../sync/payments.ts";
import { isInClosedPeriod } from "../../sync/periods.ts";
import { paymentNumbers } from "../../sync/record-numbers.ts";
import type { TripletexInvoiceWithPostings } from "../../tripletex/schemas.ts";
import { type Decided, nothingDecided, type TypeHandler } from "../pages.ts";
import { holdClosed } from "../periods.ts";
import { heldAs, waitsForIntent } from "../results.ts";
import type { Step } from "../step.ts";
import type { InvoiceForPayment, KnownRecord, RecordResult } from "../store.ts";
import { setSettlementsAside } from "./credit-settlements.ts";
import {
  InvoiceLedger,
  type LedgerInvoice,
  type PaymentCandidate,
  paymentHashFields,
} from "./invoice-ledger.ts";
import { readOddlySettled, withSetOffs } from "./settled-before.ts";
import { UnmetInvoices } from "./unmet-invoices.ts";

const KIND = "payment";
/** Raised only together with a migration of stored hashes: a changed hash means "changed after it was booked". */
const HASH_VERSION = "payment-1";
const PAGE_SIZE = 1000;

interface Range {
  from: number;
  to: number;
  isComplete: boolean;
  booksFrom: string;
  /** Invoices created before this instant have all been read; null when they were never read. */
  invoicesReadUntil: number | null;
}

export class PaymentSync implements TypeHandler<RubicTransaction> {
  readonly syncType = "payments";
  readonly kind = KIND;
  readonly pageSize = PAGE_SIZE;
  readonly readsEverything: boolean;
  readonly #step: Step;
  readonly #range: Range;
  readonly #unmet: UnmetInvoices;

  constructor(step: Step, range: Range) {
    this.#step = step;
    this.#range = range;
    const { now, ports } = step;
    this.#unmet = new UnmetInvoices({ rubic: ports.rubic, now, readUntil: range.invoicesReadUntil });
    this.readsEverything = range.isComplete;
  }

  readPage(pageNo: number) {
    const period = { startPeriod: this.#range.from, endPeriod: this.#range.to };
    return this.#step.ports.rubic.transactions({ pageNo, pageSize: PAGE_SIZE, ...period });
  }

  async keyOf(transaction: RubicTransaction): Promise<string> {
    return String(transaction.invoiceTransactionID);
  }

  numbersOf(transaction: RubicTransaction): string[] {
    return paymentNumbers(transaction);
  }

  sendList() {
    return null;
  }

  async decide(rows: { key: string; row: RubicTransaction }[]): Promise<Decided> {
    const keys = rows.map(({ key }) => key);
    const known = await this.#step.records(KIND, keys);
    const decided = nothingDecided();
    const unmapped: PaymentCandidate[] = [];
    for (const [index, { key, row }] of rows.entries()) {
      const candidate = await toCandidate(key, row, known[index]);
      if (!this.#sortKnown(decided, candidate, known[index])) unmapped.push(candidate);
    }
    const held = new Set(known.filter((each) => each.hasOpenHold).map((each) => each.rubicKey));
    await this.#decideUnmapped(decided, unmapped, held);
    return decided;
  }

  /** Deals with a transaction that is mapped or in doubt; false when it has to be decided. */
  #sortKnown(decided: Decided, candidate: PaymentCandidate, known: KnownRecord | undefined): boolean {
    if (known?.hasIntent) {
      count(decided, candidate);
      decided.results.push(waitsForIntent(KIND, candidate));
      return true;
    }
    if (!known?.mapping) return false;
    count(decided, candidate);
    if (known.mapping.hash === candidate.hash) {
      decided.unchanged += 1;
      if (known.hasOpenHold) {
        decided.results.push({ outcome: "released", kind: KIND, rubicKey: candidate.key });
      }
    } else {
      decided.results.push(changedAfterBooking(candidate, known.mapping.booked.grossOere));
    }
    return true;
  }

  /** @param held keys of records with an open hold, which is closed if the record needs nothing any more */
  async #decideUnmapped(decided: Decided, all: PaymentCandidate[], held: Set<string>): Promise<void> {
    const unmapped = await setSettlementsAside(this.#step, decided, all);
    const invoiceIds = [...new Set(unmapped.map(({ transaction }) => transaction.invoiceID))];
    if (invoiceIds.length === 0) return releaseOutOfScope(decided, all, held);
    const bookedUntil = this.#step.invoicesBookedUntil();
    const contexts = await this.#step.ports.store.paymentContext(invoiceIds, bookedUntil);
    const read = await this.#readBooked(contexts);
    const settled = await readOddlySettled(this.#step, read, contexts);
    const booked = new Map<number, LedgerInvoice>(
      [...onlyPlanned(contexts), ...read].map((each) => [each.id, each]),
    );
    const byInvoice = Map.groupBy(unmapped, ({ transaction }) => transaction.invoiceID);
    for (const context of contexts) {
      const candidates = byInvoice.get(context.rubicInvoiceId) ?? [];
      const invoice = booked.get(context.tripletexInvoiceId ?? 0);
      if (invoice === undefined) await this.#decideWithoutInvoice(decided, candidates, context);
      else if (context.hasOpenIntent || this.#step.inDoubtKeys.has(String(invoice.id))) {
        holdForOther(decided, candidates);
      } else {
        const found = { context, ...withSetOffs(invoice, context, settled.get(invoice.id)) };
        await this.#decideWithInvoice(decided, candidates, found);
      }
    }
    releaseOutOfScope(decided, all, held);
  }

  async #readBooked(contexts: InvoiceForPayment[]): Promise<TripletexInvoiceWithPostings[]> {
    const planned = new Set(onlyPlanned(contexts).map(({ id }) => id));
    const ids = contexts
      .flatMap(({ tripletexInvoiceId }) => tripletexInvoiceId ?? [])
      .filter((id) => !planned.has(id));
    if (ids.length === 0) return [];
    const { tripletex } = this.#step.ports;
    const read = await tripletex.invoicesById(ids);
    const listed = new Set(read.map(({ id }) => id));
    // A list may lag behind what was booked seconds ago; only a look by id can say that an invoice is gone.
    for (const id of ids.filter((each) => !listed.has(each))) {
      const invoice = await tripletex.invoice(id);
      if (invoice !== null) read.push(invoice);
    }
    return read;
  }

  async #decideWithoutInvoice(
    decided: Decided,
    candidates: PaymentCandidate[],
    context: InvoiceForPayment,
  ): Promise<void> {
    const reference = await this.#step.reference();
    for (const candidate of candidates) {
      const isOurs = context.isHeld || context.tripletexInvoiceId !== null;
      if (!isOurs && candidate.documentDate < this.#range.booksFrom) {
        const reason = `${candidate.label} is before the cut-over on ${this.#range.booksFrom}.`;
        decided.outOfScope.push({ ...candidate, kind: KIND, reason });
        continue;
      }
      const decision = context.isCreditNote
        ? decideOnNote(candidate.transaction, reference)
        : await this.#holdWithoutInvoice(candidate, context);
      if (decision.outcome === "ignored") {
        decided.outOfScope.push({ ...candidate, kind: KIND, reason: decision.reason });
        continue;
      }
      count(decided, candidate);
      decided.results.push(heldAs(KIND, candidate, decision));
    }
  }

  async #holdWithoutInvoice(candidate: PaymentCandidate, context: InvoiceForPayment): Promise<Held> {
    const { amountOere, documentDate, label, transaction } = candidate;
    const base = { outcome: "held" as const, amountOere, documentDate };
    if (context.tripletexInvoiceId !== null) {
      const message = `${label}: invoice ${transaction.invoiceNumber} was booked, but Tripletex does not have it any more.`;
      return { ...base, code: "GONE_FROM_TRIPLETEX", message };
    }
    const unmet = context.isHeld ? null : await this.#unmet.why(transaction, context.bookedNumber);
    if (unmet?.is === "beforeCutover") {
      const message = `${label} is on an invoice before the cut-over on ${this.#range.booksFrom}.`;
      return { ...base, code: "BEFORE_CUTOVER", message };
    }
    const why = unmet?.is === "datedAhead" ? `: it is dated ahead, ${unmet.invoiceDate}` : "";
    const message = `${label} waits: invoice ${transaction.invoiceNumber} is not in Tripletex yet${why}.`;
    const waitsForInvoice = transaction.invoiceID;
    return { ...base, code: "INVOICE_NOT_IN_TRIPLETEX", message, waitsForInvoice };
  }

  async #decideWithInvoice(
    decided: Decided,
    candidates: PaymentCandidate[],
    found: { context: InvoiceForPayment; invoice: LedgerInvoice; settledElsewhereOere: number },
  ): Promise<void> {
    const { context, invoice, settledElsewhereOere } = found;
    const since = dateFromWhich(invoice, this.#range.booksFrom);
    const isOlder = ({ documentDate }: PaymentCandidate) => documentDate < since;
    const [older, own] = [candidates.filter(isOlder), candidates.filter((each) => !isOlder(each))];
    const reference = await this.#step.reference();
    const byTransaction = new Map(candidates.map((candidate) => [candidate.transaction, candidate]));
    const decisions = decidePayments({
      invoice: { tripletexInvoiceId: invoice.id, rubicInvoiceId: context.rubicInvoiceId },
      transactions: own.map(({ transaction }) => transaction),
      postings: invoice.postings.filter(({ date }) => date >= since),
      before: since === "" ? null : paidBefore(invoice, { older, since }),
      mappedPostingIds: new Set(context.mappedPostingIds),
      amountOutstandingOere: invoice.amountOutstandingOere - (context.planned?.paidOere ?? 0),
      settledElsewhereOere,
      reference,
    });
    const isDecided = new Set(decisions.map(({ transaction }) => transaction));
    const left = older.filter(({ transaction }) => !isDecided.has(transaction));
    leaveOlder(decided, left, since);
    const ledger = new InvoiceLedger(this.#step, invoice, context);
    for (const { transaction, decision } of decisions) {
      const candidate = byTransaction.get(transaction);
      if (candidate === undefined) throw new Error("a decision is about a transaction that was asked for");
      if (decision.outcome === "ignored") {
        decided.outOfScope.push({ ...candidate, kind: KIND, reason: decision.reason });
        continue;
      }
      count(decided, candidate);
      const leftOut = staysLeftOut(candidate, decision);
      if (leftOut !== null) decided.results.push(leftOut);
      else if (decision.outcome === "held") {
        decided.results.push(heldAs(KIND, candidate, { ...decision, documentDate: candidate.documentDate }));
      } else if (decision.outcome === "adopt") {
        decided.results.push(ledger.adopt(candidate, decision.postingId));
      } else {
        const hold = await this.#holdBeforeBooking(candidate, found, decision.paymentDate);
        if (hold !== null) decided.results.push(hold);
        else decided.writes.push(ledger.plan(candidate, decision));
      }
    }
  }

  async #holdBeforeBooking(
    candidate: PaymentCandidate,
    { context, invoice }: { context: InvoiceForPayment; invoice: LedgerInvoice },
    paymentDate: string,
  ): Promise<RecordResult | null> {
    if (invoice.isCredited && !context.isCreditedByRubic) return holdCredited(candidate);
    const isClosed = isInClosedPeriod(await this.#step.periods(), paymentDate);
    return isClosed ? heldAs(KIND, candidate, holdClosed(candidate, paymentDate)) : null;
  }
}

/** Invoices that a preview has only planned, as they would be in Tripletex: all open, nothing paid. */
function onlyPlanned(contexts: InvoiceForPayment[]): LedgerInvoice[] {
  return contexts.flatMap(({ tripletexInvoiceId: id, planned }) => {
    const grossOere = planned?.grossOere ?? null;
    if (id === null || grossOere === null) return [];
    const amounts = { amountOere: grossOere, amountOutstandingOere: grossOere };
    return [{ id, postings: [], ...amounts, invoiceDate: null, isCredited: false }];
  });
}

/**
 * An invoice older than the cut-over was linked by a person: what was paid on it before was booked before, by others, and is
 * neither booked again nor taken for a later payment. On every other invoice all payments count.
 */
function dateFromWhich({ invoiceDate }: LedgerInvoice, booksFrom: string): string {
  return invoiceDate !== null && invoiceDate < booksFrom ? booksFrom : "";
}

function paidBefore(invoice: LedgerInvoice, { older, since }: { older: PaymentCandidate[]; since: string }) {
  return {
    transactions: older.map(({ transaction }) => transaction),
    postings: invoice.postings.filter(({ date }) => date < since),
  };
}

function leaveOlder(decided: Decided, older: PaymentCandidate[], since: string): void {
  for (const candidate of older) {
    const reason = `${candidate.label} was before the cut-over on ${since}, on an invoice that was linked by hand.`;
    decided.outOfScope.push({ ...candidate, kind: KIND, reason });
  }
}

/** The fingerprint that a mapping keeps of what was booked. */
export async function hashPayment(transaction: RubicTransaction): Promise<string> {
  return await hashRecord(HASH_VERSION, paymentHashFields(transaction));
}

/**
 * Decided and booked on the day that an accountant chose; known by its own day, which Rubic is read by. Rubic may correct that later:
 * money is not booked before it came.
 */
async function toCandidate(
  key: string,
  transaction: RubicTransaction,
  known: KnownRecord | undefined,
): Promise<PaymentCandidate> {
  const documentDate = transaction.paymentDate;
  const { bookingDate = null, leftOut = null } = known ?? {};
  const isLater = bookingDate !== null && bookingDate > documentDate;
  return {
    key,
    label: describeTransaction(transaction),
    transaction: { ...transaction, paymentDate: isLater ? bookingDate : documentDate },
    hash: await hashPayment(transaction),
    amountOere: transaction.paidAmountOere,
    documentDate,
    leftOut,
  };
}

/** Adds a transaction to what Rubic has in the books' scope. */
function count(decided: Decided, { key, amountOere }: PaymentCandidate): void {
  decided.amounts.set(key, amountOere);
}

function holdForOther(decided: Decided, candidates: PaymentCandidate[]): void {
  for (const candidate of candidates) {
    count(decided, candidate);
    decided.results.push(leaveOut(candidate) ?? waitsForOther(candidate));
  }
}

/**
 * What a person has left out because its money is in Tripletex is not booked when the sum that it is a part of looks like another payment:
 * until the decision is taken back it is only taken for a posting of exactly its day and amount. Null where it is decided anew.
 */
function staysLeftOut(candidate: PaymentCandidate, decision: PaymentDecision): RecordResult | null {
  const isSaidToBeThere = candidate.leftOut?.alreadyPaidOn !== undefined;
  const isSameReason = decision.outcome === "held" && decision.code === candidate.leftOut?.code;
  return isSaidToBeThere && (decision.outcome === "wanted" || isSameReason) ? leaveOut(candidate) : null;
}

/** Leaves it out as before; null where nobody has. */
function leaveOut(candidate: PaymentCandidate): RecordResult | null {
  const { leftOut, amountOere, documentDate } = candidate;
  return leftOut && heldAs(KIND, candidate, { outcome: "held", ...leftOut, amountOere, documentDate });
}

/** A transaction that has become none of our business needs its hold no more. */
function releaseOutOfScope(decided: Decided, candidates: PaymentCandidate[], held: Set<string>): void {
  for (const { key } of candidates) {
    if (decided.amounts.has(key) || !held.has(key)) continue;
    decided.results.push({ outcome: "released", kind: KIND, rubicKey: key });
  }
}

/** Nothing is owed on a credited invoice: a payment there would leave the member in credit, and the right invoice open. */
function holdCredited(candidate: PaymentCandidate): RecordResult {
  const { label, amountOere, documentDate, transaction } = candidate;
  return heldAs(KIND, candidate, {
    outcome: "held",
    code: "INVOICE_CREDITED",
    message: `${label} waits: invoice ${transaction.invoiceNumber} is credited in Tripletex.`,
    amountOere,
    documentDate,
  });
}

function changedAfterBooking(candidate: PaymentCandidate, bookedOere: number): RecordResult {
  const { label, amountOere, documentDate } = candidate;
  return heldAs(KIND, candidate, {
    outcome: "held",
    code: "PAYMENT_CHANGED",
    message: `${label} was booked with ${formatKroner(bookedOere)} and has changed in Rubic since.`,
    amountOere: amountOere - bookedOere,
    documentDate,
  });
}

function waitsForOther(candidate: PaymentCandidate): RecordResult {
  const { label, amountOere, documentDate } = candidate;
  return heldAs(KIND, candidate, {
    outcome: "held",
    code: "IN_DOUBT",
    message: `${label} waits: it is not known yet whether another payment on this invoice reached Tripletex.`,
    amountOere,
    documentDate,
  });
}
