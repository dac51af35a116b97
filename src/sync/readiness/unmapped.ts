/** The codes in use that the rules of today can't resolve: found with the same look-ups that decide a product or a line. */
import type { RubicDepartment, RubicProductGroup } from "../../rubic/schemas.ts";
import { givenText } from "../describe.ts";
import { DEFAULT_TRANSACTION_MEANINGS } from "../payments.ts";
import { findVatType, parseAccountNumber, type Reference } from "../reference.ts";
import { count } from "./line.ts";
import type { UnmappedCode } from "./mappings.ts";
import type { Survey } from "./survey.ts";

export interface CodesInUse {
  survey: Survey;
  /** Product group id → number of its products. Groups without products are not in use. */
  productsByGroup: ReadonlyMap<number, number>;
  reference: Reference;
}

export function findUnmapped({ survey, productsByGroup, reference }: CodesInUse): UnmappedCode[] {
  const groups = [...productsByGroup].flatMap(([groupId, products]) => {
    const group = reference.productGroups.get(groupId);
    return group === undefined ? [] : unmappedOfGroup(group, reference, count(products, "product"));
  });
  return [
    ...groups,
    ...unmappedPercentages(survey, reference),
    ...unmappedAccounts(survey, reference),
    ...unmappedDepartments(survey, reference),
    ...unmappedTransactionTypes(survey),
    ...(reference.paymentTypeId === null
      ? [{ kind: "payment type" as const, key: "on bank account 1920", inUseBy: "all payments" }]
      : []),
  ];
}

function unmappedOfGroup(group: RubicProductGroup, reference: Reference, products: string): UnmappedCode[] {
  const inUseBy = `${products} of group ${group.productGroupName ?? group.productGroupID}`;
  const taxCode = givenText(group.taxCode?.taxCode1 ?? null);
  const percentage = group.taxCode?.taxPercent ?? null;
  const vat: UnmappedCode = {
    kind: "VAT",
    key: `${taxCode === null ? "without code" : `code ${taxCode}`}, ${percentage ?? "unknown"} %`,
    inUseBy,
  };
  const account: UnmappedCode = { kind: "account", key: group.accountNumber ?? "(none)", inUseBy };
  return [
    ...(findVatType(reference, { taxCode, percentage }) === null ? [vat] : []),
    ...(isUsableAccount(group.accountNumber, reference) ? [] : [account]),
  ];
}

function isUsableAccount(text: string | null, reference: Reference): boolean {
  const number = parseAccountNumber(text);
  const account = number === null ? undefined : reference.accounts.get(number);
  return account !== undefined && !account.isInactive;
}

const linesOf = (lines: number) => count(lines, "invoice line");

function unmappedPercentages(survey: Survey, reference: Reference): UnmappedCode[] {
  const known = new Set(reference.vatTypes.map(({ percentage }) => percentage));
  return [...survey.percentages]
    .filter(([percentage]) => !known.has(percentage))
    .map(([percentage, lines]) => ({ kind: "VAT", key: `${percentage} %`, inUseBy: linesOf(lines) }));
}

function unmappedAccounts(survey: Survey, reference: Reference): UnmappedCode[] {
  return [...survey.accounts]
    .filter(([text]) => !isUsableAccount(text, reference))
    .map(([text, lines]) => ({ kind: "account", key: text, inUseBy: linesOf(lines) }));
}

function unmappedDepartments(survey: Survey, reference: Reference): UnmappedCode[] {
  return [...survey.departments].flatMap(([key, { departmentId, number, lines }]): UnmappedCode[] => {
    const department = departmentId === null ? undefined : reference.rubicDepartments.get(departmentId);
    const resolved = number ?? departmentNumber(department);
    const isMapped = resolved !== null && reference.departments.has(resolved);
    return isMapped ? [] : [{ kind: "department", key: resolved ?? key, inUseBy: linesOf(lines) }];
  });
}

function departmentNumber(department: RubicDepartment | undefined): string | null {
  return givenText(department?.productDepartmentNumber ?? null);
}

function unmappedTransactionTypes({ transactionTypes }: Survey): UnmappedCode[] {
  return [...transactionTypes]
    .filter(([type]) => !DEFAULT_TRANSACTION_MEANINGS.has(type))
    .map(([type, { name, count: used }]) => ({
      kind: "transaction type",
      key: name === null ? String(type) : `${type} (${name})`,
      inUseBy: count(used, "transaction"),
    }));
}

/** Every income account that a group or a line names, each once: what to ask Tripletex for. */
export function accountNumbersInUse(survey: Survey, productGroups: readonly RubicProductGroup[]): number[] {
  const texts = [...survey.accounts.keys(), ...productGroups.map((group) => group.accountNumber)];
  const numbers = texts.map((text) => parseAccountNumber(text)).filter((number) => number !== null);
  return [...new Set(numbers)].toSorted((left, right) => left - right);
}
