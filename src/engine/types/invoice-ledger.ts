/**
 * The payments of one invoice in Tripletex while a step books on it. Tripletex answers a payment with the ids of all
 * postings of the invoice and nothing else, so the new one is the one that was not there before.
 */
import { isOutcomeUnknown, isRemoteError, RemoteError } from "../../http/errors.ts";
import type { RubicTransaction } from "../../rubic/schemas.ts";
import type { HashFields, PaymentExpectation } from "../../sync/decision.ts";
import type { TripletexInvoiceWithPostings } from "../../tripletex/schemas.ts";
import type { Named } from "../results.ts";
import type { Step } from "../step.ts";
import type { HoldInput, InvoiceForPayment, MappingInput, RecordResult } from "../store.ts";
import type { PlannedWrite, SendOutcome } from "../writing.ts";

export interface PaymentCandidate extends Named {
  transaction: RubicTransaction;
  hash: string;
  amountOere: number;
  documentDate: string;
  /** The hold that a person has left it out with; null when nobody has. */
  leftOut: HoldInput | null;
}

/** What must not change once a payment is booked. */
export function paymentHashFields(transaction: RubicTransaction): HashFields {
  const { invoiceID, paymentDate, paidAmountOere, transactionTypeID } = transaction;
  return { invoiceID, paymentDate, paidAmountOere, transactionTypeID };
}

function postingUnknown(cause: unknown): RemoteError {
  const why = cause instanceof Error ? ` ${cause.message}` : "";
  return new RemoteError({
    system: "tripletex",
    kind: "unexpectedReply",
    operation: "PUT /invoice/{id}/:payment",
    message: `Tripletex accepted a payment, but the invoice shows no posting for it.${why}`,
  });
}

/** What payments are decided and booked by. An invoice that is only planned has no date yet: it is in the books' scope. */
export interface LedgerInvoice
  extends Pick<
    TripletexInvoiceWithPostings,
    "id" | "postings" | "amountOere" | "amountOutstandingOere" | "isCredited"
  > {
  invoiceDate: string | null;
}

/** Rubic is read by a payment's own day, whatever day it is booked on. */
function ownDateOf({ transaction, documentDate }: PaymentCandidate): { rubicPaymentDate?: string } {
  return transaction.paymentDate === documentDate ? {} : { rubicPaymentDate: documentDate };
}

interface WantedPayment {
  expectation: PaymentExpectation;
  paymentDate: string;
  amountOere: number;
  paymentTypeId: number;
}

export class InvoiceLedger {
  readonly #step: Step;
  readonly #tripletexInvoiceId: number;
  readonly #context: InvoiceForPayment;
  /** Every posting that has been seen on the invoice. */
  readonly #seen: Set<number>;
  /** Postings that settle a transaction. */
  readonly #taken: Set<number>;
  #outstandingOere: number;

  constructor(step: Step, invoice: LedgerInvoice, context: InvoiceForPayment) {
    this.#step = step;
    this.#tripletexInvoiceId = invoice.id;
    this.#context = context;
    this.#seen = new Set(invoice.postings.map((posting) => posting.id));
    this.#taken = new Set(context.mappedPostingIds);
    this.#outstandingOere = invoice.amountOutstandingOere;
  }

  /** A posting that is there already settles the transaction. */
  adopt(candidate: PaymentCandidate, postingId: number): RecordResult {
    this.#taken.add(postingId);
    const { key, label } = candidate;
    const mapping = this.#mappingOf(candidate, postingId);
    return { outcome: "mapped", how: "adopted", rubicKey: key, label, mapping };
  }

  /** Payments on one invoice are sent one after the other, or the new posting could not be told. */
  plan(candidate: PaymentCandidate, wanted: WantedPayment): PlannedWrite {
    const { key, label, hash, amountOere, documentDate } = candidate;
    return {
      kind: "payment",
      rubicKey: key,
      action: "create",
      label,
      requestHash: hash,
      expectation: { ...wanted.expectation, ...ownDateOf(candidate) },
      request: {
        content: {
          paymentDate: wanted.paymentDate,
          amountOere: wanted.amountOere,
          paymentTypeId: wanted.paymentTypeId,
        },
        references: [this.#tripletexInvoiceId],
        target: null,
      },
      serialKey: String(this.#tripletexInvoiceId),
      amountOere,
      documentDate,
      send: () => this.#register(candidate, wanted),
    };
  }

  async #register(candidate: PaymentCandidate, wanted: WantedPayment): Promise<SendOutcome> {
    const { paymentDate, paymentTypeId, amountOere } = wanted;
    const answer = await this.#step.ports.tripletex.registerPayment(this.#tripletexInvoiceId, {
      paymentDate,
      paymentTypeId,
      paidAmountOere: amountOere,
    });
    this.#outstandingOere = answer.amountOutstandingOere;
    const fresh = answer.postingIds.filter((id) => !this.#seen.has(id));
    const [only] = fresh;
    const postingId = only !== undefined && fresh.length === 1 ? only : await this.#findBooked(wanted);
    for (const id of [...answer.postingIds, postingId]) this.#seen.add(id);
    this.#taken.add(postingId);
    return { outcome: "written", how: "created", mapping: this.#mappingOf(candidate, postingId) };
  }

  /**
   * The payment is booked: whatever goes wrong while looking for its posting must not be taken for a refusal of the
   * payment, or it would be sent again. @throws RemoteError of a kind that leaves the outcome unknown
   */
  async #findBooked(wanted: WantedPayment): Promise<number> {
    try {
      return await this.#findPosting(wanted);
    } catch (error) {
      if (isRemoteError(error) && isOutcomeUnknown(error)) throw error;
      throw postingUnknown(error);
    }
  }

  /** The answer did not tell: somebody else booked at the same moment. The postings themselves do. */
  async #findPosting(wanted: WantedPayment): Promise<number> {
    const invoice = await this.#step.ports.tripletex.invoice(this.#tripletexInvoiceId);
    const posting = invoice?.postings.find(
      (each) =>
        each.isPayment &&
        !this.#taken.has(each.id) &&
        each.date === wanted.paymentDate &&
        each.amountOere === -wanted.amountOere,
    );
    if (posting !== undefined) return posting.id;
    throw postingUnknown(null);
  }

  #mappingOf(candidate: PaymentCandidate, tripletexPostingId: number): MappingInput {
    const { transaction, hash, amountOere } = candidate;
    return {
      kind: "payment",
      rubicTransactionId: transaction.invoiceTransactionID,
      rubicInvoiceId: this.#context.rubicInvoiceId,
      tripletexInvoiceId: this.#tripletexInvoiceId,
      tripletexPostingId,
      paymentDate: transaction.paymentDate,
      ...ownDateOf(candidate),
      amountOere,
      outstandingOere: this.#outstandingOere,
      hash,
    };
  }
}
