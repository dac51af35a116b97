/** On which day Rubic has what is mapped; Tripletex may have it on another one. */
import type { Doc } from "../_generated/dataModel.js";

/** The day of a mapped invoice in Rubic, YYYY-MM-DD; a linked one may have another in Tripletex. */
export const rubicDateOf = ({ rubicInvoiceDate, invoiceDate }: Doc<"invoiceMapping">): string =>
  rubicInvoiceDate ?? invoiceDate;

/** The day of a mapped payment in Rubic, YYYY-MM-DD; an accountant may have had it booked on another. */
export const rubicPaymentDateOf = ({ rubicPaymentDate, paymentDate }: Doc<"paymentMapping">): string =>
  rubicPaymentDate ?? paymentDate;
