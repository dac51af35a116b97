/** The hold of a record whose Tripletex record already belongs to another one. */
import type { HoldInput, MappingInput } from "../validators.ts";

/** Two Rubic records on one Tripletex record: only a person can say which one is right. */
export function conflictHold(mapping: MappingInput, names: { label: string; otherKey: string }): HoldInput {
  const message = `${names.label} and Rubic's ${mapping.kind} ${names.otherKey} are the same record in Tripletex.`;
  const base = { label: names.label, message };
  switch (mapping.kind) {
    case "customer":
      return { ...base, code: "CUSTOMER_SHARED" };
    case "product":
      return { ...base, code: "PRODUCT_CODE_DUPLICATE" };
    case "invoice":
      return {
        ...base,
        code: "INVOICE_NUMBER_TAKEN",
        amountOere: mapping.grossOere,
        documentDate: mapping.rubicInvoiceDate,
      };
    case "payment":
      return {
        ...base,
        code: "ALREADY_PAID",
        amountOere: mapping.amountOere,
        documentDate: mapping.rubicPaymentDate ?? mapping.paymentDate,
      };
    case "credit":
      return {
        ...base,
        code: "ALREADY_CREDITED",
        amountOere: mapping.grossOere,
        documentDate: mapping.creditDate,
      };
  }
}
