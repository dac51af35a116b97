/**
 * The numbers by which a person knows a record of Rubic: what `--key` takes, of a sync as of a link. Rubic's own ids of
 * invoices and products stand on no page and no document.
 */
import type { RubicCustomer, RubicInvoice, RubicProduct, RubicTransaction } from "../rubic/schemas.ts";
import { givenText } from "./describe.ts";

/** An accountant knows the ledger's number, a club Rubic's. */
export function customerNumbers({ customerNo, ledgerCustomerNo }: RubicCustomer): string[] {
  return [customerNo, ledgerCustomerNo].flatMap((number) => givenText(number) ?? []);
}

export const productNumbers = ({ productCode }: RubicProduct): string[] =>
  [givenText(productCode) ?? []].flat();

/** One series per organization (Rubic dossier 2.5). */
export const invoiceNumbers = ({ invoiceNumber }: RubicInvoice): string[] => [String(invoiceNumber)];

/** A transaction has no other number than its id. */
export const paymentNumbers = ({ invoiceTransactionID }: RubicTransaction): string[] => [
  String(invoiceTransactionID),
];
