/**
 * The codes in use that have no approved mapping, or one whose target is gone: found with the same look-ups that decide a
 * product, a line or a transaction.
 */
import type { RubicProductGroup } from "../../rubic/schemas.ts";
import { parseAccountNumber } from "../code-proposals.ts";
import { givenText } from "../describe.ts";
import {
  findAccount,
  findGroupVatType,
  findLineDepartment,
  findTransactionClass,
  type Reference,
} from "../reference.ts";
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
    ...unmappedTransactionTypes(survey, reference),
  ];
}

function unmappedOfGroup(group: RubicProductGroup, reference: Reference, products: string): UnmappedCode[] {
  const { accountNumber, productGroupID: productGroupId, productGroupName, taxCode } = group;
  const inUseBy = `${products} of group ${productGroupName ?? productGroupId}`;
  const code = givenText(taxCode?.taxCode1 ?? null);
  const vat: UnmappedCode = {
    kind: "VAT",
    key: `${code === null ? "without code" : `code ${code}`}, ${taxCode?.taxPercent ?? "unknown"} %`,
    inUseBy,
  };
  const account: UnmappedCode = { kind: "account", key: accountNumber ?? "not set in Rubic", inUseBy };
  return [
    ...(findGroupVatType(reference, group).ok ? [] : [vat]),
    ...(findAccount(reference, { accountNumber, productGroupId })?.ok === true ? [] : [account]),
  ];
}

const linesOf = (lines: number) => count(lines, "invoice line");

function unmappedPercentages(survey: Survey, reference: Reference): UnmappedCode[] {
  const targets = [...reference.targets.values()];
  const known = new Set(targets.flatMap((target) => (target.kind === "vat" ? target.percentage : [])));
  return [...survey.percentages]
    .filter(([percentage]) => !known.has(percentage))
    .map(([percentage, lines]) => ({ kind: "VAT", key: `${percentage} %`, inUseBy: linesOf(lines) }));
}

function unmappedAccounts(survey: Survey, reference: Reference): UnmappedCode[] {
  return [...survey.accounts]
    .filter(([accountNumber]) => findAccount(reference, { accountNumber })?.ok !== true)
    .map(([text, lines]) => ({ kind: "account", key: text, inUseBy: linesOf(lines) }));
}

function unmappedDepartments(survey: Survey, reference: Reference): UnmappedCode[] {
  return [...survey.departments].flatMap(([key, { departmentId, number, lines }]): UnmappedCode[] => {
    const line = { departmentNumber: number, departmentID: departmentId, departmentName: null };
    if (findLineDepartment(reference, line)?.ok === true) return [];
    const listed = reference.rubicDepartments.get(departmentId ?? 0)?.productDepartmentNumber ?? null;
    return [{ kind: "department", key: number ?? givenText(listed) ?? key, inUseBy: linesOf(lines) }];
  });
}

function unmappedTransactionTypes({ transactionTypes }: Survey, reference: Reference): UnmappedCode[] {
  return [...transactionTypes]
    .filter(([id, { name }]) => !findTransactionClass(reference, { id, name }).ok)
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
