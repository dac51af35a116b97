/**
 * What each code of Rubic is proposed to stand for in Tripletex, with the reason in plain words. A proposal has a target only
 * where numbers leave one choice; what they leave open stays open, with the candidates named (0 % is 5, 6 or 7 by law, not by figure).
 * It must never choose by name: wrong VAT goes straight into the VAT return.
 */
import type {
  TripletexAccount,
  TripletexDepartment,
  TripletexPaymentType,
  TripletexVatType,
} from "../tripletex/schemas.ts";
import {
  CLASS_WORDS,
  type CodeInUse,
  type CodeMapping,
  type CodeTarget,
  codeKey,
  parseVatCode,
  type TransactionClass,
} from "./code-mappings.ts";
import type { UsedCode } from "./code-use.ts";
import { givenText } from "./describe.ts";

/** What Tripletex has to choose from. */
export interface TripletexLists {
  /** Outgoing and active today. */
  vatTypes: readonly TripletexVatType[];
  accounts: readonly TripletexAccount[];
  departments: readonly TripletexDepartment[];
  paymentTypes: readonly TripletexPaymentType[];
}

export interface CodeProposal extends CodeInUse {
  /** Null where a person has to choose. */
  target: CodeTarget | null;
  /** What there is to choose from, in words; empty when nothing fits. */
  candidates: string[];
  /** A sentence for a person. */
  reason: string;
}

type Choice = Pick<CodeProposal, "target" | "candidates" | "reason">;

/** Raw fish, 11.11 %: its number 32 is the id of the 12 % type, so it is only taken when Rubic names it (Tripletex dossier 7). */
const RAW_FISH_NUMBER = "32";
/** Directly posted VAT, 100 %: never on a sales line (Tripletex dossier 7). */
const DIRECTLY_POSTED_NUMBERS: ReadonlySet<string> = new Set(["4", "41", "42"]);
/** “Betalt til bank”, the payment type that every company starts with, debits it (Tripletex dossier 9). */
const BANK_ACCOUNT_NUMBER = 1920;
/** Account numbers in Norway have four digits; longer ones exist in own charts. */
const ACCOUNT_NUMBER = /^[1-9]\d{3,8}$/;

/**
 * Rubic's transaction types. Their meanings are not published (Rubic dossier 3); these are the working ones, which a sandbox
 * starts with and an accountant approves for production.
 */
export const WORKING_TRANSACTION_TYPES: readonly { id: number; name: string; class: TransactionClass }[] = [
  { id: 1, name: "OCR/KID", class: "money" },
  { id: 2, name: "card", class: "money" },
  { id: 3, name: "Vipps", class: "money" },
  { id: 4, name: "manual", class: "money" },
  { id: 5, name: "refund", class: "refund" },
  { id: 6, name: "credit note settlement", class: "creditSettlement" },
];

/** An account number as Tripletex has it, or null when the text is none. */
export function parseAccountNumber(text: string | null): number | null {
  const given = givenText(text);
  return given !== null && ACCOUNT_NUMBER.test(given) ? Number(given) : null;
}

/** VAT types that a sales line may have. */
export function salesVatTypes(vatTypes: readonly TripletexVatType[]): TripletexVatType[] {
  return vatTypes.filter((type) => !DIRECTLY_POSTED_NUMBERS.has(type.number));
}

/** One proposal per code. `mappings` are what is known already: accounts are checked against the approved VAT types first. */
export function proposeCodes(
  used: readonly UsedCode[],
  lists: TripletexLists,
  mappings: readonly CodeMapping[] = [],
): CodeProposal[] {
  const approved = new Map(
    mappings.filter(({ state }) => state === "approved").map((mapping) => [codeKey(mapping), mapping.target]),
  );
  const vatTypeOf = (code: string) =>
    approved.get(codeKey({ kind: "vat", code })) ?? proposeVatType(code, lists.vatTypes).target;
  return used.map(({ vatCodes, kind, code, label }) => {
    const vatTypes = vatCodes.flatMap((each) => vatTypeOf(each) ?? []).filter(isVatTarget);
    return { kind, code, label, ...choose({ kind, code }, lists, vatTypes) };
  });
}

type VatTarget = Extract<CodeTarget, { kind: "vat" }>;
const isVatTarget = (target: CodeTarget): target is VatTarget => target.kind === "vat";

function choose(
  { kind, code }: Pick<CodeInUse, "kind" | "code">,
  lists: TripletexLists,
  vat: VatTarget[],
): Choice {
  switch (kind) {
    case "vat":
      return proposeVatType(code, lists.vatTypes);
    case "account":
      return proposeAccount(code, lists.accounts, vat);
    case "department":
      return proposeDepartment(code, lists.departments);
    case "transactionType":
      return proposeTransactionType(code, lists.paymentTypes);
  }
}

const open = (reason: string, candidates: string[] = []): Choice => ({ target: null, candidates, reason });

/** With a code, number and percentage must both agree. Without one, the only type with that percentage, never at 0 %. */
function proposeVatType(code: string, vatTypes: readonly TripletexVatType[]): Choice {
  const wanted = parseVatCode(code);
  if (wanted === null) return open("Rubic gives no percentage that can be read.");
  const fitting = salesVatTypes(vatTypes).filter((type) => type.percentage === wanted.percentage);
  const candidates = fitting.map(({ number, name }) => `${number} ${name}`);
  const { taxCode, percentage } = wanted;
  if (taxCode !== null) {
    const named = fitting.find((type) => type.number === taxCode);
    if (named !== undefined) {
      return takeVat(named, `Tripletex has an active VAT type with this number at ${percentage} %.`);
    }
    return open(`Tripletex has no active VAT type number ${taxCode} at ${percentage} %.`, candidates);
  }
  if (percentage === 0) {
    const reason =
      "0 % without a code can be exempt within the Act (5), outside the Act (6) or without treatment (7): the figures do not tell which.";
    return open(reason, candidates);
  }
  const [only, ...others] = fitting.filter((type) => type.number !== RAW_FISH_NUMBER);
  if (only !== undefined && others.length === 0) {
    return takeVat(only, `It is the only active VAT type at ${percentage} %.`);
  }
  const count = only === undefined ? "no" : "more than one";
  return open(`Tripletex has ${count} active VAT type at ${percentage} %.`, candidates);
}

function takeVat({ id, number, name, percentage }: TripletexVatType, reason: string): Choice {
  return { target: { kind: "vat", id, number, percentage }, candidates: [`${number} ${name}`], reason };
}

/** The same number, if the account is active and takes at least one VAT type that Rubic sells with on it. */
function proposeAccount(code: string, accounts: readonly TripletexAccount[], vatTypes: VatTarget[]): Choice {
  const number = parseAccountNumber(code);
  if (number === null) return open("This is no account number of Tripletex.");
  const account = accounts.find((each) => each.number === number);
  if (account === undefined) return open(`Tripletex has no account ${number}.`);
  if (account.isInactive) return open(`Account ${number} is inactive in Tripletex.`);
  const refused = vatTypes.filter((vatType) => !takesVatType(account, vatType.id));
  const numbers = [...new Set(refused.map((vatType) => vatType.number))].join(", ");
  if (refused.length > 0 && refused.length === vatTypes.length) {
    return open(`Account ${number} (${account.name}) does not take VAT type ${numbers} in Tripletex.`);
  }
  const doubt =
    refused.length === 0 ? "" : ` It does not take VAT type ${numbers}: what is sold with it is held.`;
  return {
    target: { kind: "account", id: account.id, number },
    candidates: [`${number} ${account.name}`],
    reason: `Tripletex has an active account with the same number (${account.name}).${doubt}`,
  };
}

/** Whether an account may be posted with a VAT type; one without a list takes all (Tripletex dossier 6). */
export function takesVatType(account: TripletexAccount, vatTypeId: number): boolean {
  if (account.vatLocked && account.vatTypeId !== vatTypeId) return false;
  return account.legalVatTypeIds.length === 0 || account.legalVatTypeIds.includes(vatTypeId);
}

function proposeDepartment(code: string, departments: readonly TripletexDepartment[]): Choice {
  const same = departments.find(({ departmentNumber }) => givenText(departmentNumber) === code);
  if (same === undefined) return open(`Tripletex has no active department ${code}.`);
  return {
    target: { kind: "department", id: same.id, number: code },
    candidates: [`${code} ${same.name}`],
    reason: `Tripletex has an active department with the same number (${same.name}).`,
  };
}

function proposeTransactionType(code: string, paymentTypes: readonly TripletexPaymentType[]): Choice {
  const working = WORKING_TRANSACTION_TYPES.find(({ id }) => String(id) === code);
  if (working === undefined) {
    return open(
      "What this type means is not known: look at a transaction of it in Rubic.",
      Object.values(CLASS_WORDS),
    );
  }
  const meaning = `Rubic's type ${code} is taken for ${working.name}; Rubic has not published it, so check one.`;
  if (working.class !== "money" && working.class !== "refund") {
    const target: CodeTarget = { kind: "transactionType", class: working.class };
    return { target, candidates: [CLASS_WORDS[working.class]], reason: meaning };
  }
  const candidates = paymentTypes.map(({ id, description }) => `${working.class}:${id} ${description}`);
  const [bank, ...others] = paymentTypes.filter((type) => type.debitAccountNumber === BANK_ACCOUNT_NUMBER);
  if (bank === undefined || others.length > 0) {
    const count = bank === undefined ? "no" : "more than one";
    return open(`${meaning} Tripletex has ${count} payment type on bank account 1920.`, candidates);
  }
  const { id: paymentTypeId, description: paymentTypeName } = bank;
  const target: CodeTarget = {
    kind: "transactionType",
    class: working.class,
    paymentTypeId,
    paymentTypeName,
  };
  return {
    target,
    candidates,
    reason: `${meaning} “${paymentTypeName}” is the only payment type on bank account 1920.`,
  };
}
