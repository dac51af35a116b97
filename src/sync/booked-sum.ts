/** What the comparison finds in Tripletex, of an invoice, a page, a month or all; sums of them. Amounts in øre. */

interface Difference {
  label: string;
  rubicOere: number;
  tripletexOere: number;
  explanation: string;
}

export interface BookedSum {
  invoiceCount: number;
  invoiceOere: number;
  /** Invoices on which anything is paid. */
  paidCount: number;
  paidOere: number;
  differences: Difference[];
  differenceCount: number;
}

/** Differences beyond these are counted, not listed: with so many the cause is one. */
const MAX_NAMED = 20;

export const NOTHING_BOOKED: BookedSum = {
  invoiceCount: 0,
  invoiceOere: 0,
  paidCount: 0,
  paidOere: 0,
  differences: [],
  differenceCount: 0,
};

export function addBooked(one: BookedSum, other: BookedSum): BookedSum {
  return {
    invoiceCount: one.invoiceCount + other.invoiceCount,
    invoiceOere: one.invoiceOere + other.invoiceOere,
    paidCount: one.paidCount + other.paidCount,
    paidOere: one.paidOere + other.paidOere,
    differences: [...one.differences, ...other.differences].slice(0, MAX_NAMED),
    differenceCount: one.differenceCount + other.differenceCount,
  };
}
