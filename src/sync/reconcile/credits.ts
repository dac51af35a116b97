/**
 * Credits in the figures: a credit is a document of its own, on its own date, whichever way Rubic shows it and whichever way it was
 * booked. What both systems have set it off against is taken back, so that an invoice counts as it was issued and no credit
 * counts twice. An amount that has no document yet stays on its invoice, as credited.
 */
import type { RubicInvoice } from "../../rubic/schemas.ts";
import { type CreditPairs, creditedOere, isCreditRow } from "../credits.ts";
import type { RubicDocument } from "./documents.ts";
import { type Figures, minus, NO_FIGURES, plus } from "./figures.ts";

/** The credit that is known in the books by a row of Rubic's. */
export interface MappedCredit {
  rubicCreditId: number;
  tripletexCreditId: number;
  /** YYYY-MM-DD, in Tripletex. */
  creditDate: string;
}

export interface CreditFacts {
  /** Null where the row has nothing to do with a credit. */
  pairs: CreditPairs | null;
  booked: MappedCredit | null;
  /** Of a note: the credit of its invoice is in the books by the invoice's row, and counts there. */
  isCountedAtInvoice: boolean;
}

type Counted = Omit<RubicDocument, "rubicInvoiceId" | "statedPaidOere">;

/** What is credited of an invoice (positive øre) and outstanding on it, and nothing else. */
export const creditFigures = (oere: number): Figures => ({
  ...NO_FIGURES,
  creditedOere: oere,
  outstandingOere: 0 - oere,
});

/**
 * The documents that one row of Rubic's counts as: an invoice, a note, or an invoice and the credit of it.
 * @param tripletexInvoiceId the booked invoice, where the row is one
 */
export function countedDocuments(
  row: RubicInvoice,
  figures: Figures,
  {
    pairs,
    booked,
    isCountedAtInvoice,
    tripletexInvoiceId,
  }: CreditFacts & { tripletexInvoiceId: number | null },
): Counted[] {
  const { invoiceNumber, invoiceDate } = row;
  const common = { invoiceNumber, invoiceDate, figures, creditedAloneOere: 0, tripletexInvoiceId };
  if (isCreditRow(row)) {
    if (isCountedAtInvoice) return [];
    return [{ ...common, kind: "note", tripletexInvoiceId: booked?.tripletexCreditId ?? null }];
  }
  const shownOere = creditedOere(row);
  const aloneOere = pairs?.uncoveredOere.get(row.invoiceID) ?? shownOere;
  // Only a whole credit is booked for an amount; what has become of it since has no net and no VAT that anybody knows.
  const hasDocument = booked !== null && shownOere === row.grossTotalOere;
  const creditedAloneOere = hasDocument ? 0 : aloneOere;
  const issued = minus(figures, creditFigures(shownOere - creditedAloneOere));
  const invoice: Counted = { ...common, kind: "invoice", figures: issued, creditedAloneOere };
  if (!hasDocument) return [invoice];
  const { tripletexCreditId, creditDate } = booked;
  const mirrored = mirror(figures);
  const ids = { invoiceDate: creditDate, tripletexInvoiceId: tripletexCreditId };
  return [invoice, { ...common, ...ids, kind: "amount", figures: mirrored }];
}

/** A whole credit takes off what was invoiced, line by line. Corrections and payments are the invoice's. */
function mirror({ netOere, vatOere, grossOere, vat }: Figures): Figures {
  const taken = minus(NO_FIGURES, { ...NO_FIGURES, netOere, vatOere, grossOere, vat });
  return { ...taken, count: 1, outstandingOere: 0 - grossOere };
}

/** An invoice in Tripletex as it was issued: a credit note of ours (positive øre) is a document of its own. */
export const withoutOwnCredit = (booked: Figures, creditOere: number): Figures =>
  creditOere === 0 ? booked : plus(booked, creditFigures(0 - creditOere));

/** A document in Tripletex as it was before it was set off against others that are known (signed øre): each counts for itself. */
export const withoutSetOff = (booked: Figures, setOffOere: number): Figures =>
  setOffOere === 0 ? booked : minus(booked, creditFigures(setOffOere));

/** A credit note in Tripletex, which Tripletex has set off against its invoice: the whole of it stands. */
export const asOwnDocument = (note: Figures): Figures => ({
  ...note,
  creditedOere: 0,
  paidOere: 0,
  outstandingOere: note.grossOere,
});
