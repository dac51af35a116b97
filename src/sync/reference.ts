/**
 * What the rules need to know beside the record: the approved code mappings, checked against what Tripletex has today, countries,
 * and Rubic's product groups and departments. Built once per step. A code without approved mapping is an answer with a reason,
 * never a guess; a mapping whose target is gone from Tripletex is one as well.
 */
import type { RubicDepartment, RubicInvoiceLine, RubicProductGroup } from "../rubic/schemas.ts";
import type {
  TripletexAccount,
  TripletexCountry,
  TripletexDepartment,
  TripletexPaymentType,
  TripletexVatType,
} from "../tripletex/schemas.ts";
import {
  accountCode,
  type CodeKind,
  type CodeMapping,
  type CodeTarget,
  codeKey,
  departmentCode,
  describeCode,
  describeTarget,
  groupCode,
  vatCode,
} from "./code-mappings.ts";
import { parseAccountNumber, salesVatTypes } from "./code-proposals.ts";
import { givenText } from "./describe.ts";
import type { HoldCode } from "./hold-codes.ts";

/** An active outgoing VAT type. `number` is the code that people know; it is not the id (12 % has id 32 and number 33). */
export interface VatType {
  id: number;
  number: string;
  percentage: number;
}

export interface Reference {
  /** Active today, by id. */
  vatTypes: Map<number, VatType>;
  /** By id. */
  accounts: Map<number, TripletexAccount>;
  departmentIds: ReadonlySet<number>;
  paymentTypeIds: ReadonlySet<number>;
  /** ISO alpha-2 code → id in Tripletex. */
  countries: Map<string, number>;
  /** Targets of the approved mappings, by `codeKey`. */
  targets: Map<string, CodeTarget>;
  productGroups: Map<number, RubicProductGroup>;
  rubicDepartments: Map<number, RubicDepartment>;
}

/** What the two clients answered, and the mappings of the environment. */
export interface ReferenceAnswers {
  vatTypes: TripletexVatType[];
  accounts: TripletexAccount[];
  departments: TripletexDepartment[];
  countries: TripletexCountry[];
  paymentTypes: TripletexPaymentType[];
  productGroups: RubicProductGroup[];
  rubicDepartments: RubicDepartment[];
  mappings: CodeMapping[];
}

/** Turns the clients' answers into what the rules look things up in. */
export function buildReference(answers: ReferenceAnswers): Reference {
  const approved = answers.mappings.flatMap(({ state, target, ...code }): [string, CodeTarget][] =>
    state === "approved" && target !== null ? [[codeKey(code), target]] : [],
  );
  return {
    vatTypes: new Map(
      salesVatTypes(answers.vatTypes).map(({ id, number, percentage }) => [id, { id, number, percentage }]),
    ),
    accounts: new Map(answers.accounts.map((account) => [account.id, account])),
    departmentIds: new Set(answers.departments.map(({ id }) => id)),
    paymentTypeIds: new Set(answers.paymentTypes.map(({ id }) => id)),
    countries: new Map(answers.countries.map(({ isoAlpha2Code, id }) => [isoAlpha2Code.toUpperCase(), id])),
    targets: new Map(approved),
    productGroups: new Map(answers.productGroups.map((group) => [group.productGroupID, group])),
    rubicDepartments: new Map(
      answers.rubicDepartments.map((department) => [department.productDepartmentID, department]),
    ),
  };
}

/** The accounts to ask Tripletex for, each once, rising: those that product groups name, and those of mappings. */
export function accountNumbersOf(
  productGroups: readonly RubicProductGroup[],
  mappings: readonly CodeMapping[],
): number[] {
  const named = productGroups.map((group) => parseAccountNumber(group.accountNumber));
  const mapped = mappings.map(({ target }) => (target?.kind === "account" ? target.number : null));
  const numbers = [...named, ...mapped].filter((number) => number !== null);
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}

/** What a code stands for; or why it can't be booked, as a hold code and the end of a sentence about the record. */
export type Found<T> = { ok: true; value: T } | { ok: false; code: HoldCode; problem: string };

const NOT_MAPPED = {
  vat: "VAT_NOT_MAPPED",
  account: "ACCOUNT_NOT_MAPPED",
  department: "DEPARTMENT_NOT_MAPPED",
  transactionType: "TRANSACTION_TYPE_NOT_MAPPED",
} as const satisfies Record<CodeKind, HoldCode>;

const GONE = {
  vat: "VAT_TYPE_NOT_FOUND",
  account: "ACCOUNT_NOT_IN_TRIPLETEX",
  department: "DEPARTMENT_NOT_IN_TRIPLETEX",
  transactionType: "PAYMENT_TYPE_NOT_FOUND",
} as const satisfies Record<CodeKind, HoldCode>;

type TargetOf<Kind extends CodeKind> = Extract<CodeTarget, { kind: Kind }>;

function findTarget<Kind extends CodeKind>(
  { targets }: Reference,
  { kind, code, name }: { kind: Kind; code: string; name?: string | null | undefined },
): Found<TargetOf<Kind>> {
  const target = targets.get(codeKey({ kind, code }));
  if (target !== undefined && isOfKind(target, kind)) return { ok: true, value: target };
  const label = labelOf({ kind, code, name });
  return { ok: false, code: NOT_MAPPED[kind], problem: `has ${label}, for which no mapping is approved` };
}

function isOfKind<Kind extends CodeKind>(target: CodeTarget, kind: Kind): target is TargetOf<Kind> {
  return target.kind === kind;
}

function labelOf(code: { kind: CodeKind; code: string; name?: string | null | undefined }): string {
  const name = givenText(code.name ?? null);
  const label = describeCode(code.kind, code.code);
  return name === null ? label : `${label} (${name})`;
}

function gone(
  kind: CodeKind,
  code: string,
  target: CodeTarget,
): { ok: false; code: HoldCode; problem: string } {
  const mapping = `has ${describeCode(kind, code)}, which is mapped to ${describeTarget(target)}`;
  return {
    ok: false,
    code: GONE[kind],
    problem: `${mapping}; Tripletex does not have that any more, or not active`,
  };
}

/** The VAT type of a VAT code at a percentage; id, number and percentage must all be as they were approved. */
export function findVatType(
  reference: Reference,
  wanted: { taxCode: string | null; percentage: number | null },
): Found<VatType> {
  const code = vatCode(wanted.taxCode, wanted.percentage);
  if (code === null) {
    return { ok: false, code: "VAT_NOT_MAPPED", problem: "has no VAT percentage in Rubic" };
  }
  const found = findTarget(reference, { kind: "vat", code });
  if (!found.ok) return found;
  const { id, number, percentage } = found.value;
  const type = reference.vatTypes.get(id);
  const isSame = type?.number === number && type.percentage === percentage;
  return type !== undefined && isSame ? { ok: true, value: type } : gone("vat", code, found.value);
}

/** The VAT type of a product group. */
export function findGroupVatType(reference: Reference, group: RubicProductGroup): Found<VatType> {
  return findVatType(reference, {
    taxCode: group.taxCode?.taxCode1 ?? null,
    percentage: group.taxCode?.taxPercent ?? null,
  });
}

/** The income account that an account number, or the group's own mapping, stands for. Null when Rubic names no account. */
export function findAccount(
  reference: Reference,
  wanted: { accountNumber: string | null; productGroupId?: number | undefined },
): Found<TripletexAccount> | null {
  const { accountNumber, productGroupId } = wanted;
  const group = productGroupId === undefined ? null : groupCode(productGroupId);
  const isOverridden = group !== null && reference.targets.has(codeKey({ kind: "account", code: group }));
  const code = isOverridden ? group : accountCode(accountNumber);
  if (code === null) return null;
  const found = findTarget(reference, { kind: "account", code });
  if (!found.ok) return found;
  const account = reference.accounts.get(found.value.id);
  const isUsable = account !== undefined && !account.isInactive;
  return isUsable ? { ok: true, value: account } : gone("account", code, found.value);
}

/** The department of a line: by its number, or by the number that Rubic's list has for its id. Null when it has none. */
export function findLineDepartment(
  reference: Reference,
  line: Pick<RubicInvoiceLine, "departmentNumber" | "departmentID" | "departmentName">,
): Found<{ id: number; code: string }> | null {
  const listed = reference.rubicDepartments.get(line.departmentID ?? 0);
  const number = givenText(line.departmentNumber) ?? listed?.productDepartmentNumber ?? null;
  const code = departmentCode({ number, id: line.departmentID });
  if (code === null) return null;
  const name = line.departmentName ?? listed?.productDepartmentName;
  const found = findTarget(reference, { kind: "department", code, name });
  if (!found.ok) return found;
  const { id } = found.value;
  return reference.departmentIds.has(id)
    ? { ok: true, value: { id, code } }
    : gone("department", code, found.value);
}

/** What a transaction type stands for; for money and refunds, with a payment type that Tripletex still has. */
export function findTransactionClass(
  reference: Reference,
  type: { id: number; name: string | null },
): Found<TargetOf<"transactionType">> {
  const code = String(type.id);
  const found = findTarget(reference, { kind: "transactionType", code, name: type.name });
  if (!found.ok || (found.value.class !== "money" && found.value.class !== "refund")) return found;
  const { paymentTypeId } = found.value;
  const isThere = paymentTypeId !== undefined && reference.paymentTypeIds.has(paymentTypeId);
  return isThere ? found : gone("transactionType", code, found.value);
}
