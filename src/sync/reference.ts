/**
 * What the rules need to know beside the record: Tripletex's VAT types, accounts, departments, countries and payment type,
 * and Rubic's product groups and departments. Built once per step from the clients' answers.
 * It must never match by name or by a number that is merely near: wrong VAT goes straight into the VAT return.
 */
import type { RubicDepartment, RubicProductGroup } from "../rubic/schemas.ts";
import type {
  TripletexAccount,
  TripletexCountry,
  TripletexDepartment,
  TripletexPaymentType,
  TripletexVatType,
} from "../tripletex/schemas.ts";
import { givenText } from "./describe.ts";

/** An active outgoing VAT type. `number` is the code that people know; it is not the id (12 % has id 32 and number 33). */
export interface VatType {
  id: number;
  number: string;
  percentage: number;
}

export interface Reference {
  vatTypes: VatType[];
  /** By account number. */
  accounts: Map<number, TripletexAccount>;
  /** Department number → id in Tripletex. */
  departments: Map<string, number>;
  /** ISO alpha-2 code → id in Tripletex. */
  countries: Map<string, number>;
  paymentTypeId: number | null;
  productGroups: Map<number, RubicProductGroup>;
  rubicDepartments: Map<number, RubicDepartment>;
}

/** What the two clients answered. */
export interface ReferenceAnswers {
  vatTypes: TripletexVatType[];
  accounts: TripletexAccount[];
  departments: TripletexDepartment[];
  countries: TripletexCountry[];
  paymentTypeId: number | null;
  productGroups: RubicProductGroup[];
  rubicDepartments: RubicDepartment[];
}

/** Raw fish, 11.11 %: its number 32 is the id of the 12 % type, so it is only taken when Rubic names it (Tripletex dossier 7). */
const RAW_FISH_NUMBER = "32";
/** Directly posted VAT, 100 %: never on a sales line (Tripletex dossier 7). */
const DIRECTLY_POSTED_NUMBERS: ReadonlySet<string> = new Set(["4", "41", "42"]);
/** “Betalt til bank”, the payment type that every company starts with (Tripletex dossier 9). */
const BANK_ACCOUNT_NUMBER = 1920;
/** Account numbers in Norway have four digits; longer ones exist in own charts. */
const ACCOUNT_NUMBER = /^[1-9]\d{3,8}$/;

/** Turns the clients' answers into what the rules look things up in. */
export function buildReference(answers: ReferenceAnswers): Reference {
  return {
    vatTypes: answers.vatTypes.map(({ id, number, percentage }) => ({ id, number, percentage })),
    accounts: new Map(answers.accounts.map((account) => [account.number, account])),
    departments: mapDepartments(answers.departments),
    countries: new Map(answers.countries.map(({ isoAlpha2Code, id }) => [isoAlpha2Code.toUpperCase(), id])),
    paymentTypeId: answers.paymentTypeId,
    productGroups: new Map(answers.productGroups.map((group) => [group.productGroupID, group])),
    rubicDepartments: new Map(
      answers.rubicDepartments.map((department) => [department.productDepartmentID, department]),
    ),
  };
}

/** A department without number can't be meant by anybody. */
function mapDepartments(departments: TripletexDepartment[]): Map<string, number> {
  const numbered = departments.flatMap(({ departmentNumber, id }): [string, number][] => {
    const number = givenText(departmentNumber);
    return number === null ? [] : [[number, id]];
  });
  return new Map(numbered);
}

/** The income accounts that the product groups name, each once, rising: what to ask Tripletex for. */
export function accountNumbersOf(productGroups: RubicProductGroup[]): number[] {
  const numbers = productGroups.map((group) => parseAccountNumber(group.accountNumber));
  return [...new Set(numbers.filter((number) => number !== null))].toSorted((a, b) => a - b);
}

/** An account number as Tripletex has it, or null when the text is none. */
export function parseAccountNumber(text: string | null): number | null {
  const given = givenText(text);
  return given !== null && ACCOUNT_NUMBER.test(given) ? Number(given) : null;
}

/**
 * The VAT type of a line. With a code, number and percentage must both agree. Without one, the only type with that percentage;
 * 0 % without a code stays open (null), because zero rated, exempt and outside the Act look the same. Source: Tripletex dossier 7.
 */
export function findVatType(
  reference: Reference,
  wanted: { taxCode: string | null; percentage: number | null },
): VatType | null {
  const code = givenText(wanted.taxCode);
  const sales = reference.vatTypes.filter(
    (type) => !DIRECTLY_POSTED_NUMBERS.has(type.number) && type.percentage === wanted.percentage,
  );
  if (code !== null) return sales.find((type) => type.number === code) ?? null;
  if (wanted.percentage === 0) return null;
  return onlyOne(sales.filter((type) => type.number !== RAW_FISH_NUMBER));
}

/** The payment type a sandbox uses unless told otherwise: the one that debits the bank account, if there is exactly one. */
export function defaultPaymentType(paymentTypes: TripletexPaymentType[]): TripletexPaymentType | null {
  return onlyOne(paymentTypes.filter((type) => type.debitAccountNumber === BANK_ACCOUNT_NUMBER));
}

function onlyOne<T>(candidates: T[]): T | null {
  return candidates.length === 1 ? (candidates[0] ?? null) : null;
}
