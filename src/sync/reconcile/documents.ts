/**
 * A document as each side has it, in the figures that are compared. Rubic's side comes from its own invoice and transactions and
 * from nothing that this service has stored; Tripletex's from its own invoice, lines and postings.
 */
import type { RubicInvoice, RubicInvoiceLine, RubicTransaction } from "../../rubic/schemas.ts";
import type { TripletexInvoiceWithLines } from "../../tripletex/schemas.ts";
import { creditedOere, isCreditRow } from "../credits.ts";
import { findTransactionClass, type Reference } from "../reference.ts";
import { type Figures, minus, NO_FIGURES, type VatAmount, vatOf } from "./figures.ts";

/** note: a credit that Rubic shows as a row of its own. amount: one that it shows on the credited invoice alone. */
export const DOCUMENT_KINDS = ["invoice", "note", "amount"] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** A document of Rubic's; `figures` without payments, which are documents of their own. */
export interface RubicDocument {
  kind: DocumentKind;
  /** Of the row in Rubic that shows it. */
  rubicInvoiceId: number;
  invoiceNumber: number;
  /** YYYY-MM-DD */
  invoiceDate: string;
  figures: Figures;
  /** What of an invoice is credited without a document of its own, in positive øre. */
  creditedAloneOere: number;
  /** What Rubic's invoice itself says is paid: a second opinion on the transactions. */
  statedPaidOere: number;
  /** The document in Tripletex that it is mapped to. */
  tripletexInvoiceId: number | null;
}

export interface RubicPayment {
  rubicTransactionId: number;
  rubicInvoiceId: number;
  amountOere: number;
  /** False where the type has nothing to book, or settles a credit: it is no payment unless it is mapped or held. */
  isMoney: boolean;
  /** Entered in Rubic after the time up to which syncs have read: it counts once it is booked, held or in doubt. */
  isLater?: boolean;
}

/** The VAT type (id in Tripletex) of a line's product; null where it is not known, or was another when the line was billed. */
export type VatTypeOf = (line: Pick<RubicInvoiceLine, "productID" | "taxPercentage">) => number | null;

/** The VAT type of a mapped product today, and those that it had before. */
export interface ProductVat {
  rubicProductId: number;
  vatTypeId: number;
  formerVatTypeIds: number[];
}

/**
 * A product has the VAT type of today, a line the percentage that it was billed with: where the two don't go together, or a type that the
 * product had before has that percentage too, the line is known by its percentage alone. A type that is not in use any more has none to go by.
 */
export function vatTypesOfLines(
  products: readonly ProductVat[],
  percentageOf: (typeId: number) => number | null,
): VatTypeOf {
  const vatOfProduct = new Map(products.map((each) => [each.rubicProductId, each]));
  return ({ productID, taxPercentage }) => {
    const product = vatOfProduct.get(productID);
    if (product === undefined) return null;
    const { vatTypeId, formerVatTypeIds } = product;
    if ((percentageOf(vatTypeId) ?? taxPercentage) !== taxPercentage) return null;
    const isOneOfSeveral = formerVatTypeIds.some(
      (id) => id !== vatTypeId && percentageOf(id) === taxPercentage,
    );
    return isOneOfSeveral ? null : vatTypeId;
  };
}

/** The figures of an invoice in Rubic, without its payments. `outstandingOere` is the balance that Rubic states. */
export function rubicFigures(invoice: RubicInvoice, vatTypeOf: VatTypeOf): Figures {
  const lines = invoice.invoiceLines ?? [];
  return {
    ...NO_FIGURES,
    count: 1,
    netOere: invoice.netTotalOere,
    vatOere: invoice.taxTotalOere,
    grossOere: invoice.totalAmountOere,
    creditedOere: takenOffOere(invoice) + invoice.correctedAmountOere,
    outstandingOere: invoice.balanceOere,
    vat: vatOf(lines.map((line) => vatOfLine(line, vatTypeOf(line)))),
  };
}

/** A note is the credit itself: what it states as credited is its own total once more. */
const takenOffOere = (invoice: RubicInvoice) => (isCreditRow(invoice) ? 0 : creditedOere(invoice));

function vatOfLine(line: RubicInvoiceLine, vatTypeId: number | null): VatAmount {
  const key = vatTypeId === null ? percentKey(line.taxPercentage) : String(vatTypeId);
  return { key, netOere: line.netTotalOere, vatOere: line.taxOere };
}

const PERCENT_MARK = "p";
export const percentKey = (percentage: number) => `${PERCENT_MARK}${percentage}`;

/** The percentage of a key that names no type; null for one that does. */
export function percentageOfKey(key: string): number | null {
  return key.startsWith(PERCENT_MARK) ? Number(key.slice(PERCENT_MARK.length)) : null;
}

/** Settling a credit is no payment, and neither is what an accountant has mapped to nothing. */
export function rubicPayment(transaction: RubicTransaction, reference: Reference): RubicPayment {
  const { transactionTypeID: id, transactionTypeName: name } = transaction;
  const found = findTransactionClass(reference, { id, name });
  return {
    rubicTransactionId: transaction.invoiceTransactionID,
    rubicInvoiceId: transaction.invoiceID,
    amountOere: transaction.paidAmountOere,
    isMoney: !found.ok || (found.value.class !== "ignore" && found.value.class !== "creditSettlement"),
  };
}

/**
 * The figures of an invoice in Tripletex. An invoice that is credited there is credited as a whole; what of the rest is paid and
 * what is credited in part, only its postings tell (`paidOere`, where they were read).
 */
export function tripletexFigures(
  invoice: TripletexInvoiceWithLines,
  paidOere: number | null = null,
): Figures {
  const { amountOere, amountExcludingVatOere, amountOutstandingOere, amountRoundoffOere } = invoice;
  const assumedCredited = invoice.isCredited ? amountOere : 0;
  const paid = paidOere ?? amountOere - assumedCredited - amountOutstandingOere;
  return {
    count: 1,
    netOere: amountExcludingVatOere,
    vatOere: amountOere - amountExcludingVatOere - amountRoundoffOere,
    grossOere: amountOere,
    creditedOere: amountOere - paid - amountOutstandingOere,
    paidOere: paid,
    outstandingOere: amountOutstandingOere,
    vat: vatOf(
      invoice.lines.map(({ vatTypeId, netOere, grossOere }) => ({
        key: String(vatTypeId),
        netOere,
        vatOere: grossOere - netOere,
      })),
    ),
  };
}

/**
 * Rubic's VAT amounts with the types that Tripletex booked, where Rubic's line names a percentage alone and one type of it is booked for
 * more than the lines whose type is known. What does not fit stays as it is, and shows.
 */
export function alignVat(
  rubic: Figures,
  booked: Figures,
  percentageOf: (typeId: number) => number | null,
): Figures {
  const known = rubic.vat.filter(({ key }) => percentageOfKey(key) === null);
  const open = minus({ ...NO_FIGURES, vat: booked.vat }, { ...NO_FIGURES, vat: known }).vat;
  const aligned = rubic.vat.map((amount) => {
    const percentage = percentageOfKey(amount.key);
    if (percentage === null) return amount;
    const [only, ...others] = open.filter(({ key }) => percentageOf(Number(key)) === percentage);
    return others.length === 0 && only !== undefined ? { ...amount, key: only.key } : amount;
  });
  return { ...rubic, vat: vatOf(aligned) };
}
