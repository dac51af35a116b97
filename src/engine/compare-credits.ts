/** The credits among the invoices of a page: credit notes and negative invoices of ours, and what they take off their invoices. */
import { NOTHING_BOOKED } from "../sync/booked-sum.ts";
import type { TripletexInvoice } from "../tripletex/schemas.ts";
import type { Step } from "./step.ts";
import type { BookedCredit, Comparing } from "./store.ts";

export class BookedCredits {
  readonly #byOwnId: ReadonlyMap<number, BookedCredit>;
  readonly #byInvoice: ReadonlyMap<number | null, BookedCredit>;

  private constructor(credits: BookedCredit[]) {
    this.#byOwnId = new Map(credits.map((each) => [each.tripletexCreditId, each]));
    this.#byInvoice = new Map(credits.map((each) => [each.tripletexInvoiceId, each]));
  }

  /** Asks only about what Tripletex shows as a credit note or as credited: few. */
  static async read(step: Step, invoices: TripletexInvoice[]): Promise<BookedCredits> {
    const ids = invoices
      .filter(({ isCreditNote, isCredited }) => isCreditNote || isCredited)
      .map(({ id }) => id);
    return new BookedCredits(ids.length === 0 ? [] : await step.ports.store.bookedCredits(ids));
  }

  /** What our credit note takes off an invoice, in positive øre; 0 where it is none of ours. */
  creditedOf(tripletexInvoiceId: number): number {
    return -(this.#byInvoice.get(tripletexInvoiceId)?.grossOere ?? 0) + 0;
  }

  /** What is paid on the note of such a credit and booked by hand, in signed øre. */
  paidByHandOn(tripletexInvoiceId: number): number {
    return this.#byInvoice.get(tripletexInvoiceId)?.paidByHandOere ?? 0;
  }

  /** A document that is no invoice of ours: a credit of ours, or made by hand and left out. */
  compare(invoice: TripletexInvoice): Comparing {
    const ours = this.#byOwnId.get(invoice.id);
    if (ours === undefined) return NOTHING_BOOKED;
    const { label, grossOere: rubicOere } = ours;
    const difference = {
      label,
      rubicOere,
      tripletexOere: invoice.amountOere,
      explanation: "The amount of the credit in Tripletex is not the one that was booked.",
    };
    const differences = rubicOere === invoice.amountOere ? [] : [difference];
    return {
      ...NOTHING_BOOKED,
      invoiceCount: 1,
      invoiceOere: invoice.amountOere,
      differences,
      differenceCount: differences.length,
    };
  }
}
