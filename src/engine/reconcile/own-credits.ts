/** The credits of ours among the documents of Tripletex that a reading meets: few, so they stay in memory. */
import type { TripletexInvoiceWithLines } from "../../tripletex/schemas.ts";
import type { BookedCredit } from "../store.ts";
import type { ReconcileStore } from "./store.ts";

export class OwnCredits {
  readonly #store: Pick<ReconcileStore, "creditsByTripletexId">;
  readonly #byOwnId = new Map<number, BookedCredit>();
  readonly #byInvoice = new Map<number, BookedCredit>();

  constructor(store: Pick<ReconcileStore, "creditsByTripletexId">) {
    this.#store = store;
  }

  /** Asks only about what Tripletex shows as a credit note or as credited. */
  async meet(invoices: TripletexInvoiceWithLines[]): Promise<void> {
    const ids = invoices
      .filter(({ isCreditNote, isCredited }) => isCreditNote || isCredited)
      .map(({ id }) => id);
    if (ids.length === 0) return;
    for (const credit of await this.#store.creditsByTripletexId(ids)) {
      this.#byOwnId.set(credit.tripletexCreditId, credit);
      if (credit.tripletexInvoiceId !== null) this.#byInvoice.set(credit.tripletexInvoiceId, credit);
    }
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

  /** What our credit note takes off an invoice, in positive øre; 0 where it is not credited by us. */
  takenOffOere(tripletexInvoiceId: number): number {
    return 0 - (this.#byInvoice.get(tripletexInvoiceId)?.grossOere ?? 0);
  }
}
