/** What the mapping of an invoice keeps: what is booked in Tripletex, and a fingerprint of what it was booked from. */
import type { RubicInvoice } from "../../rubic/schemas.ts";
import { hashRecord } from "../../sync/hash.ts";
import { invoiceHashFields } from "../../sync/invoices.ts";
import type { TripletexInvoice } from "../../tripletex/schemas.ts";
import type { MappingInput } from "../store.ts";

/** Raised only together with a migration of stored hashes: a changed hash means "changed after it was booked". */
const HASH_VERSION = "invoice-1";

/** The fingerprint that a mapping keeps of what was booked. */
export async function hashInvoice(invoice: RubicInvoice): Promise<string> {
  return await hashRecord(HASH_VERSION, invoiceHashFields(invoice));
}

type Booked = Pick<
  TripletexInvoice,
  "id" | "invoiceDate" | "amountOere" | "amountExcludingVatOere" | "amountOutstandingOere"
>;

/** The mapping says what is booked in Tripletex, whatever Rubic wanted. */
export function mappingOf(
  { invoice, hash }: { invoice: RubicInvoice; hash: string },
  booked: Booked,
): MappingInput {
  return {
    kind: "invoice",
    rubicInvoiceId: invoice.invoiceID,
    rubicInvoiceNumber: invoice.invoiceNumber,
    tripletexInvoiceId: booked.id,
    invoiceDate: booked.invoiceDate,
    rubicInvoiceDate: invoice.invoiceDate,
    netOere: booked.amountExcludingVatOere,
    grossOere: booked.amountOere,
    outstandingOere: booked.amountOutstandingOere,
    hash,
  };
}
