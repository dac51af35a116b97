/**
 * How messages name a record, so that a person finds it in Rubic: number first, then name. Also the length limits of texts
 * that go to Tripletex. It must never put more of a person into a message than number and name.
 */
import type { RubicCustomer, RubicInvoice, RubicProduct, RubicTransaction } from "../rubic/schemas.ts";
import { formatKroner } from "./format.ts";

/** `Customer 10482 (Testmedlem Nr 482)`. */
export function describeCustomer(customer: RubicCustomer): string {
  const number = givenText(customer.customerNo) ?? givenText(customer.ledgerCustomerNo);
  const name = givenText(customer.customerName);
  if (number === null) return name === null ? "A customer without number and name" : `Customer “${name}”`;
  return name === null ? `Customer ${number}` : `Customer ${number} (${name})`;
}

/** `Product KONT-V (Medlemskontingent voksen)`; by its id when it has no code. */
export function describeProduct(product: RubicProduct): string {
  const name = givenText(product.productName);
  const number = givenText(product.productCode) ?? `with id ${product.productID}`;
  return name === null ? `Product ${number}` : `Product ${number} (${name})`;
}

/** `Invoice 1042 of 2026-01-15`. */
export function describeInvoice(invoice: Pick<RubicInvoice, "invoiceNumber" | "invoiceDate">): string {
  return `Invoice ${invoice.invoiceNumber} of ${invoice.invoiceDate}`;
}

/** `Transaction 77 of 400,00 kr on 2026-01-15 for invoice 1042`. */
export function describeTransaction(
  transaction: Pick<
    RubicTransaction,
    "invoiceTransactionID" | "paidAmountOere" | "paymentDate" | "invoiceNumber"
  >,
): string {
  const { invoiceTransactionID, paidAmountOere, paymentDate, invoiceNumber } = transaction;
  return `Transaction ${invoiceTransactionID} of ${formatKroner(paidAmountOere)} on ${paymentDate} for invoice ${invoiceNumber}`;
}

/** The trimmed text, or null when there is nothing in it. */
export function givenText(text: string | null): string | null {
  const trimmed = text?.trim() ?? "";
  return trimmed === "" ? null : trimmed;
}

/** The text cut to `limit` characters as Tripletex counts them (UTF-16 units), never in the middle of a character. */
export function limitText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit);
  return (cut.isWellFormed() ? cut : cut.slice(0, -1)).trimEnd();
}

/** One spelling for comparing texts that people typed: composed letters, single spaces, no case. */
export function comparableText(text: string): string {
  return text.normalize("NFC").trim().replace(/\s+/g, " ").toLocaleLowerCase("nb");
}
