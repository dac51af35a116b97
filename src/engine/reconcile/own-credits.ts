/** The credits of ours among some documents of Tripletex, and what the documents are without what Tripletex has set off between them. */
import { asOwnDocument, withoutOwnCredit, withoutSetOff } from "../../sync/reconcile/credits.ts";
import { tripletexFigures } from "../../sync/reconcile/documents.ts";
import type { Figures } from "../../sync/reconcile/figures.ts";
import type { Settled } from "../../sync/set-offs.ts";
import type { TripletexInvoiceWithLines } from "../../tripletex/schemas.ts";
import type { BookedCredit } from "../store.ts";
import type { ReconcileStore } from "./store.ts";

export class OwnCredits {
  readonly #byOwnId = new Map<number, BookedCredit>();
  readonly #byInvoice = new Map<number, BookedCredit>();

  private constructor(credits: BookedCredit[]) {
    for (const credit of credits) {
      this.#byOwnId.set(credit.tripletexCreditId, credit);
      if (credit.tripletexInvoiceId !== null) this.#byInvoice.set(credit.tripletexInvoiceId, credit);
    }
  }

  /** Asks only about what Tripletex shows as a credit note or as credited. */
  static async among(
    store: Pick<ReconcileStore, "creditsByTripletexId">,
    invoices: TripletexInvoiceWithLines[],
  ): Promise<OwnCredits> {
    const ids = invoices
      .filter(({ isCreditNote, isCredited }) => isCreditNote || isCredited)
      .map(({ id }) => id);
    return new OwnCredits(ids.length === 0 ? [] : await store.creditsByTripletexId(ids));
  }

  has(tripletexId: number): boolean {
    return this.#byOwnId.has(tripletexId);
  }

  /** @throws Error where it is none of ours */
  get(tripletexId: number): BookedCredit {
    const credit = this.#byOwnId.get(tripletexId);
    if (credit === undefined) throw new Error(`document ${tripletexId} is no credit of ours`);
    return credit;
  }

  /** What is paid on a note of ours, or on the note that credits an invoice, and booked by hand, in signed øre. */
  paidByHandOn(tripletexId: number): number {
    const credit = this.#byOwnId.get(tripletexId) ?? this.#byInvoice.get(tripletexId);
    return credit?.paidByHandOere ?? 0;
  }

  /** @param settled how it was settled, where its postings were read */
  figuresOf(invoice: TripletexInvoiceWithLines, settled: Settled | null = null): Figures {
    const booked = tripletexFigures(invoice, settled?.paidOere ?? null);
    const isOwnNote = invoice.creditedInvoiceId !== null && this.has(invoice.id);
    if (isOwnNote) return asOwnDocument(booked);
    const issued = withoutSetOff(booked, settled?.explainedOere ?? 0);
    // What our credit note takes off an invoice, in positive øre.
    return withoutOwnCredit(issued, 0 - (this.#byInvoice.get(invoice.id)?.grossOere ?? 0));
  }
}
