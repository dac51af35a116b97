/**
 * Whether an invoice line may be sold with its product: VAT type and income account that the product has in Tripletex must be those that
 * the line's codes are mapped to today. Which of line and product wins in Tripletex is disputed (Tripletex dossier 8), and a mapping
 * that changed must never leave lines booked the old way unseen.
 */
import type { RubicInvoice, RubicInvoiceLine } from "../rubic/schemas.ts";
import { accountCode } from "./code-mappings.ts";
import type { Held } from "./decision.ts";
import { givenText } from "./describe.ts";
import { holdInvoice } from "./invoice-checks.ts";
import type { MappedProduct } from "./invoice-lines.ts";
import { findAccount, findGroupVatType, type Reference, type VatType } from "./reference.ts";

interface LineOfProduct {
  line: RubicInvoiceLine;
  product: MappedProduct;
}

/** Null when line, product and mappings agree. Order of checks: VAT type, then account. */
export function checkCodes(sold: LineOfProduct, invoice: RubicInvoice, reference: Reference): Held | null {
  return checkVatType(sold, invoice, reference) ?? checkAccount(sold, invoice, reference);
}

function checkVatType(
  { line, product }: LineOfProduct,
  invoice: RubicInvoice,
  reference: Reference,
): Held | null {
  const vatType = reference.vatTypes.get(product.vatTypeId);
  if (vatType === undefined) {
    const problem = `has ${describeLine(line)}, whose product has a VAT type that is no longer active in Tripletex`;
    return holdInvoice(invoice, "VAT_TYPE_NOT_FOUND", problem);
  }
  if (vatType.percentage !== line.taxPercentage) {
    const problem = `has ${describeLine(line)} at ${line.taxPercentage} % VAT, but its product has ${vatType.percentage} %`;
    return holdInvoice(invoice, "LINE_VAT_DIFFERS", problem);
  }
  return checkVatMapping({ line, product, vatType }, invoice, reference);
}

function checkVatMapping(
  { line, product, vatType }: LineOfProduct & { vatType: VatType },
  invoice: RubicInvoice,
  reference: Reference,
): Held | null {
  const group = reference.productGroups.get(product.rubicProductGroupId ?? 0);
  if (group?.taxCode?.taxPercent === line.taxPercentage) {
    const mapped = findGroupVatType(reference, group);
    if (!mapped.ok) {
      return holdInvoice(
        invoice,
        mapped.code,
        `has ${describeLine(line)}, whose product group ${mapped.problem}`,
      );
    }
    if (mapped.value.id === vatType.id) return null;
    const problem = `has ${describeLine(line)}, whose product has VAT type ${vatType.number}, but its VAT code is mapped to ${mapped.value.number}`;
    return holdInvoice(invoice, "LINE_VAT_DIFFERS", problem);
  }
  // The group is gone, or has another rate by now: some approved mapping must still stand for what the product has.
  const isMapped = [...reference.targets.values()].some(
    (target) => target.kind === "vat" && target.id === vatType.id,
  );
  if (isMapped) return null;
  const problem = `has ${describeLine(line)} at ${line.taxPercentage} %, whose product has VAT type ${vatType.number}, to which no mapping is approved`;
  return holdInvoice(invoice, "VAT_NOT_MAPPED", problem);
}

/** A line without account is sold on its product's. */
function checkAccount(
  { line, product }: LineOfProduct,
  invoice: RubicInvoice,
  reference: Reference,
): Held | null {
  const { accountNumber } = line;
  if (givenText(accountNumber) === null) return null;
  const group = reference.productGroups.get(product.rubicProductGroupId ?? 0);
  const isOfGroup = accountCode(group?.accountNumber ?? null) === accountCode(accountNumber);
  const productGroupId = isOfGroup ? group?.productGroupID : undefined;
  const found = findAccount(reference, { accountNumber, productGroupId });
  if (found === null) return null;
  if (!found.ok) {
    return holdInvoice(invoice, found.code, `has ${describeLine(line)}, which ${found.problem}`);
  }
  if (found.value.id === product.accountId) return null;
  const productAccount = reference.accounts.get(product.accountId)?.number ?? "another one";
  const account =
    accountNumber === String(found.value.number)
      ? accountNumber
      : describeMapped(accountNumber, found.value.number);
  const problem = `has ${describeLine(line)} on account ${account}, but its product has ${productAccount}`;
  return holdInvoice(invoice, "LINE_ACCOUNT_DIFFERS", problem);
}

const describeMapped = (rubic: string | null, tripletex: number) => `${rubic} (mapped to ${tripletex})`;

/** `the line “Klubbgenser”`, for messages. */
export function describeLine(line: RubicInvoiceLine | undefined): string {
  const name = givenText(line?.productName ?? null);
  return name === null ? "a line" : `the line “${name}”`;
}
