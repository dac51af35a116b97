/**
 * The codes that Rubic keeps its books by (VAT code, income account, department, transaction type) and what each stands for in
 * Tripletex. A code mapping is a decision of an accountant, by number and percentage; it must never be made by name, by a number that
 * is merely near, or anew at each run.
 */
import { givenText } from "./describe.ts";

export type CodeKind = "vat" | "account" | "department" | "transactionType";

/** What a transaction type stands for in the books. Money is booked as a payment, a refund as a payment below zero. */
export type TransactionClass = "money" | "refund" | "creditSettlement" | "writeOff" | "ignore";

/** What a code stands for in Tripletex: the id that is sent, and the number by which a person knows it. */
export type CodeTarget =
  | { kind: "vat"; id: number; number: string; percentage: number }
  | { kind: "account"; id: number; number: number }
  | { kind: "department"; id: number; number: string }
  | { kind: "transactionType"; class: "money"; paymentTypeId: number; paymentTypeName: string }
  /** Approved without a payment type by an older version: what carries it is held. */
  | { kind: "transactionType"; class: "refund"; paymentTypeId?: number; paymentTypeName?: string }
  | { kind: "transactionType"; class: Exclude<TransactionClass, "money" | "refund"> };

/** proposed: waits for a person, with or without a target. approved: in use. withdrawn: taken back by a person. */
export type CodeState = "proposed" | "approved" | "withdrawn";

/** A code as Rubic uses it. `code` is its key: see `vatCode`, `accountCode`, `groupCode`, `departmentCode`. */
export interface CodeInUse {
  kind: CodeKind;
  code: string;
  /** Rubic's words, for a person: `VAT code 3 at 25 %`. */
  label: string;
}

export interface CodeMapping extends CodeInUse {
  state: CodeState;
  target: CodeTarget | null;
}

/** What stands in the place of a code that Rubic does not give. */
const NO_CODE = "none";
const GROUP_CODE = /^group-\d+$/;

/** `3:25`; `none:0` where Rubic gives a percentage and no code. Null without a percentage, which nothing can be made of. */
export function vatCode(taxCode: string | null, percentage: number | null): string | null {
  return percentage === null ? null : `${givenText(taxCode) ?? NO_CODE}:${percentage}`;
}

/** The two halves of `vatCode`; null when the text is none. */
export function parseVatCode(code: string): { taxCode: string | null; percentage: number } | null {
  const [, taxCode, percentage] = /^(.+):(\d{1,3}(?:\.\d{1,4})?)$/.exec(code) ?? [];
  if (taxCode === undefined || percentage === undefined) return null;
  return { taxCode: taxCode === NO_CODE ? null : taxCode, percentage: Number(percentage) };
}

/** The income account's number as Rubic writes it. */
export function accountCode(accountNumber: string | null): string | null {
  return givenText(accountNumber);
}

/** The account of one product group, which wins over that of its account number. */
export function groupCode(productGroupId: number): string {
  return `group-${productGroupId}`;
}

/** The department's number in Rubic; `id-9` for one that has none. */
export function departmentCode(department: { number: string | null; id: number | null }): string | null {
  const number = givenText(department.number);
  if (number !== null) return number;
  return department.id === null || department.id === 0 ? null : `id-${department.id}`;
}

/** `VAT code 3 at 25 %`, `account 3920`, `department 20`, `transaction type 5`: how messages name a code. */
export function describeCode(kind: CodeKind, code: string): string {
  switch (kind) {
    case "vat":
      return describeVatCode(code);
    case "account":
      return GROUP_CODE.test(code) ? `the account of product ${code.replace("-", " ")}` : `account ${code}`;
    case "department":
      return `department ${code.replace(/^id-/, "with id ")}`;
    case "transactionType":
      return `transaction type ${code}`;
  }
}

function describeVatCode(code: string): string {
  const parsed = parseVatCode(code);
  if (parsed === null) return `VAT code ${code}`;
  const name = parsed.taxCode === null ? "no VAT code" : `VAT code ${parsed.taxCode}`;
  return `${name} at ${parsed.percentage} %`;
}

const CODE_FORMS: Record<CodeKind, { form: RegExp; words: string }> = {
  vat: { form: /^\S+:\d{1,3}(\.\d{1,4})?$/, words: "code:percentage, like 3:25 (none:0 without a code)" },
  account: { form: /^(\S{1,20})$/, words: "an account number, like 3920, or group-4 for one product group" },
  department: { form: /^\S(.{0,98}\S)?$/, words: "a department number, like 20, or id-9" },
  transactionType: { form: /^\d{1,9}$/, words: "the number of a transaction type, like 3" },
};

/** Null when `code` can be a code of this kind, else the form that it must have, in words. */
export function codeFormProblem(kind: CodeKind, code: string): string | null {
  const { form, words } = CODE_FORMS[kind];
  return form.test(code) ? null : words;
}

/** `VAT type 33 (12 %)`, `account 3920`, `money as “Betalt til bank”`: how messages name what a code stands for. */
export function describeTarget(target: CodeTarget): string {
  switch (target.kind) {
    case "vat":
      return `VAT type ${target.number} (${target.percentage} %)`;
    case "account":
      return `account ${target.number}`;
    case "department":
      return `department ${target.number}`;
    case "transactionType":
      return describeClass(target);
  }
}

function describeClass(target: Extract<CodeTarget, { kind: "transactionType" }>): string {
  const words = CLASS_WORDS[target.class];
  const hasType = "paymentTypeName" in target && target.paymentTypeName !== undefined;
  return hasType ? `${words} as “${target.paymentTypeName}”` : words;
}

export const CLASS_WORDS: Record<TransactionClass, string> = {
  money: "money",
  refund: "refund",
  creditSettlement: "settlement by credit note",
  writeOff: "write-off",
  ignore: "nothing to book",
};

/** True when both stand for the same thing in Tripletex; names may differ. */
export function isSameTarget(left: CodeTarget | null, right: CodeTarget | null): boolean {
  if (left === null || right === null) return left === right;
  return targetKey(left) === targetKey(right);
}

function targetKey(target: CodeTarget): string {
  if (target.kind !== "transactionType") return `${target.kind} ${target.id}`;
  return "paymentTypeId" in target ? `${target.class} ${target.paymentTypeId}` : target.class;
}

/** One key over all kinds, for maps. */
export function codeKey({ kind, code }: Pick<CodeInUse, "kind" | "code">): string {
  return `${kind} ${code}`;
}

/** A code that is in use and has no approved mapping: nothing that carries it can be booked. */
export interface UnmappedCode extends CodeInUse {
  /** A sentence for a person, with what to do. */
  problem: string;
}

/** Which of the codes in use have no approved mapping, in the order given. Empty means that no record waits for a mapping. */
export function unmappedCodes(inUse: readonly CodeInUse[], mappings: readonly CodeMapping[]): UnmappedCode[] {
  const known = new Map(mappings.map((mapping) => [codeKey(mapping), mapping]));
  return inUse.flatMap((code) => {
    const mapping = known.get(codeKey(code));
    if (mapping?.state === "approved") return [];
    return [
      { kind: code.kind, code: code.code, label: code.label, problem: describeUnmapped(code, mapping) },
    ];
  });
}

function describeUnmapped({ label }: CodeInUse, mapping: CodeMapping | undefined): string {
  if (mapping?.state === "withdrawn")
    return `The mapping of ${label} was taken back: approve one to book it again.`;
  if (mapping?.target) {
    return `The mapping of ${label} to ${describeTarget(mapping.target)} is proposed: approve it, or choose another.`;
  }
  return `It is not decided what ${label} is in Tripletex: choose it and approve the mapping.`;
}
