/** Credits as "why" sees them: by the number of a note or of the credited invoice, decided together with the payer's others. */
import type { RubicInvoice } from "../../rubic/schemas.ts";
import { describeCredit } from "../../sync/credit-decision.ts";
import {
  concernsCredit,
  creditedOere,
  isCreditRow,
  pairCredits,
  type SeenCredit,
  seenCreditOf,
} from "../../sync/credits.ts";
import { customerKey } from "../../sync/customer-number.ts";
import { formatKroner } from "../../sync/format.ts";
import type { Step } from "../step.ts";
import { CreditSync } from "../types/credits.ts";
import type { Wanted } from "./find-rows.ts";
import { invoiceProducts, periods, reachOfInvoice, type Subject } from "./subjects.ts";

export function creditSubject(step: Step, booksFrom: string): Subject<RubicInvoice> {
  return {
    kind: "credit",
    readings: () =>
      periods(step, "invoices", (range) => new CreditSync(step, { ...range, isComplete: false, booksFrom })),
    isMeant: concernsCredit,
    labelOf: (row) => describeCredit(seenCreditOf(row)),
    reachOf: reachOfInvoice,
    // A payer's credits are paired with each other.
    isTogether: (row, other) =>
      concernsCredit(other) && customerKey(row.customer) === customerKey(other.customer),
    lookUp: async (row, id) => {
      const existing = await step.ports.tripletex.invoice(id);
      if (existing === null) return null;
      const amounts = [isCreditRow(row) ? row.grossTotalOere : -creditedOere(row), existing.amountOere];
      const [inRubic, inTripletex] = amounts.map((oere) => formatKroner(oere));
      const differences =
        inRubic === inTripletex ? "" : `amount is ${inRubic} in Rubic and ${inTripletex} in Tripletex`;
      return { label: `Credit note ${existing.invoiceNumber} of ${inTripletex}`, differences };
    },
    customerOf: ({ customer }) => customerKey(customer),
    productsOf: (row) => (isCreditRow(row) ? invoiceProducts(row) : []),
    invoiceOf: (row) => {
      if (!isCreditRow(row)) return { by: "key", text: String(row.invoiceID) };
      const [number] = seenCreditOf(row).mentions;
      return number === undefined ? null : { by: "number", text: String(number) };
    },
  };
}

/** How the credits of an invoice are found: its notes, as far as syncs have seen them, and what it shows of a credit itself. */
export async function creditsToExplain(step: Step, invoice: RubicInvoice): Promise<Wanted[]> {
  const payer = customerKey(invoice.customer);
  if (payer === null) return [];
  const [seen = []] = await step.ports.store.creditsOf([payer]);
  const { originalOf, uncoveredOere } = pairCredits(seen);
  const isOfInvoice = ({ rubicInvoiceId, isNote, mentions }: SeenCredit): boolean =>
    isNote &&
    (originalOf.get(rubicInvoiceId) === invoice.invoiceID || mentions.includes(invoice.invoiceNumber));
  const notes = seen
    .filter(isOfInvoice)
    .map(({ rubicInvoiceId }): Wanted => ({ by: "key", text: String(rubicInvoiceId) }));
  const isShownAlone = (uncoveredOere.get(invoice.invoiceID) ?? creditedOere(invoice)) !== 0;
  return isShownAlone ? [...notes, { by: "number", text: String(invoice.invoiceNumber) }] : notes;
}
