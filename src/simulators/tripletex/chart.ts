/**
 * What stands in a new company: VAT types, accounts, payment types, departments, countries and currencies (Tripletex dossier 7, 9, 11).
 * Ids of VAT types, countries and currencies are the real ones where they are known; VAT ids differ from VAT numbers on purpose.
 */
import type { Books, Reference } from "./books.ts";
import { COUNTRY_CODES } from "./country-codes.ts";

interface VatSeed {
  id: number;
  number: string;
  name: string;
  percentage: number;
  isOutgoing?: boolean;
}

const VAT_TYPES: readonly VatSeed[] = [
  { id: 0, number: "0", name: "Ingen avgiftsbehandling", percentage: 0 },
  { id: 1, number: "1", name: "Inngående avgift, høy sats", percentage: 25 },
  { id: 11, number: "11", name: "Inngående avgift, middels sats", percentage: 15 },
  { id: 12, number: "13", name: "Inngående avgift, lav sats", percentage: 12 },
  { id: 3, number: "3", name: "Utgående avgift, høy sats", percentage: 25, isOutgoing: true },
  { id: 31, number: "31", name: "Utgående avgift, middels sats", percentage: 15, isOutgoing: true },
  { id: 32, number: "33", name: "Utgående avgift, lav sats", percentage: 12, isOutgoing: true },
  { id: 311, number: "32", name: "Utgående avgift, råfisk", percentage: 11.11, isOutgoing: true },
  { id: 5, number: "5", name: "Ingen utgående avgift (innenfor mva-loven)", percentage: 0, isOutgoing: true },
  { id: 6, number: "6", name: "Ingen utgående avgift (utenfor mva-loven)", percentage: 0, isOutgoing: true },
  { id: 7, number: "7", name: "Ingen avgiftsbehandling (inntekter)", percentage: 0, isOutgoing: true },
  {
    id: 51,
    number: "51",
    name: "Innenlands omsetning med omvendt avgiftsplikt",
    percentage: 0,
    isOutgoing: true,
  },
  { id: 52, number: "52", name: "Utførsel av varer og tjenester", percentage: 0, isOutgoing: true },
  { id: 4, number: "4", name: "Direktepostert utgående avgift, høy sats", percentage: 100 },
  { id: 41, number: "41", name: "Direktepostert utgående avgift, middels sats", percentage: 100 },
  { id: 42, number: "42", name: "Direktepostert utgående avgift, lav sats", percentage: 100 },
];

interface AccountSeed {
  number: number;
  name: string;
  /** Legal VAT numbers; the first is the account's own. */
  vat?: readonly string[];
  vatLocked?: boolean;
  ledgerType?: "CUSTOMER";
  isBank?: boolean;
}

const NO_VAT = ["0"] as const;
const MEMBERSHIP_VAT = ["6", "0"] as const;

const ACCOUNTS: readonly AccountSeed[] = [
  { number: 1500, name: "Kundefordringer", ledgerType: "CUSTOMER" },
  { number: 1579, name: "Andre kortsiktige fordringer" },
  { number: 1900, name: "Kontanter" },
  { number: 1920, name: "Bankinnskudd", isBank: true },
  { number: 2700, name: "Utgående merverdiavgift, høy sats" },
  { number: 2701, name: "Utgående merverdiavgift, middels sats" },
  { number: 2702, name: "Utgående merverdiavgift, råfisk" },
  { number: 2703, name: "Utgående merverdiavgift, lav sats" },
  { number: 3000, name: "Salgsinntekt, avgiftspliktig, høy sats", vat: ["3"], vatLocked: true },
  { number: 3020, name: "Salgsinntekt, avgiftspliktig", vat: ["3", "31", "33"] },
  { number: 3100, name: "Salgsinntekt, avgiftsfri", vat: ["5", "51", "52"] },
  { number: 3220, name: "Salgsinntekt, utenfor avgiftsområdet", vat: ["6", "0", "7"] },
  { number: 3910, name: "Treningsavgifter", vat: MEMBERSHIP_VAT },
  { number: 3920, name: "Medlemskontingent", vat: MEMBERSHIP_VAT },
  { number: 3930, name: "Egenandeler", vat: MEMBERSHIP_VAT },
  { number: 3940, name: "Stevner og arrangementer", vat: MEMBERSHIP_VAT },
  { number: 3950, name: "Dugnadsinntekter", vat: MEMBERSHIP_VAT },
  { number: 3960, name: "Loddsalg", vat: MEMBERSHIP_VAT },
  { number: 3990, name: "Andre inntekter", vat: MEMBERSHIP_VAT },
  { number: 7740, name: "Øreavrunding" },
  { number: 7770, name: "Bank- og kortgebyrer" },
];

/** Income account when neither product nor line decides (Tripletex: posting rules). */
const DEFAULT_INCOME_ACCOUNTS: Record<string, number> = {
  "3": 3000,
  "31": 3020,
  "33": 3020,
  "5": 3100,
  "51": 3100,
  "52": 3100,
  "6": 3220,
  "7": 3220,
  "0": 3220,
};

const OUTPUT_VAT_ACCOUNTS: Record<string, number> = { "3": 2700, "31": 2701, "32": 2702, "33": 2703 };

export const RECEIVABLES_ACCOUNT = 1500;
export const BANK_ACCOUNT = 1920;
export const ROUNDOFF_ACCOUNT = 7740;
export const NO_VAT_TYPE_ID = 0;
export const NORWAY_ID = 161;
export const NOK_ID = 1;
/** Passes the mod-11 check of Norwegian bank accounts; belongs to nobody. */
const BANK_ACCOUNT_NUMBER = "12345678903";

const SWEDEN_ID = 191;
const PAYMENT_TYPES: readonly [description: string, account: number][] = [
  ["Kontant", 1900],
  ["Betalt til bank", 1920],
  ["Nettbetaling (oppgjørskonto)", 1579],
];
const CURRENCIES = ["NOK", "SEK", "DKK", "USD", "EUR", "GBP"] as const;

export const defaultIncomeAccount = (vatNumber: string): number | undefined =>
  DEFAULT_INCOME_ACCOUNTS[vatNumber];
export const outputVatAccount = (vatNumber: string): number | undefined => OUTPUT_VAT_ACCOUNTS[vatNumber];

export interface CompanySeed {
  companyId: number;
  companyName: string;
  organizationNumber: string;
  departments: readonly { departmentNumber: string; name: string }[];
}

/** Fills empty books. */
export function seedBooks(books: Books, company: CompanySeed): void {
  for (const seed of VAT_TYPES) seedVatType(books, seed);
  for (const seed of ACCOUNTS) seedAccount(books, seed);
  for (const [description, account] of PAYMENT_TYPES) seedPaymentType(books, description, account);
  for (const { departmentNumber, name } of company.departments) {
    const displayName = `${departmentNumber} ${name}`;
    books.Department.insert((row) => ({
      ...row,
      version: 0,
      departmentNumber,
      name,
      displayName,
      isInactive: false,
    }));
  }
  seedCountries(books);
  for (const [index, code] of CURRENCIES.entries()) {
    books.Currency.insert((row) => ({ ...row, version: 0, code, factor: 1, displayName: code }), index + 1);
  }
  const { companyName: name, organizationNumber } = company;
  books.Company.insert(
    (row) => ({
      ...row,
      version: 0,
      name,
      displayName: name,
      organizationNumber,
      type: "FLI",
      currency: { id: NOK_ID },
    }),
    company.companyId,
  );
}

/** The account with this number. Throws when the chart lacks it: a bug of the stand-in. */
export function accountByNumber(books: Books, number: number) {
  const account = books.Account.withKey("number", number)[0];
  if (account === undefined) throw new Error(`the chart has no account ${number}`);
  return account;
}

export function vatTypeByNumber(books: Books, number: string) {
  const vatType = books.VatType.withKey("number", number)[0];
  if (vatType === undefined) throw new Error(`the chart has no VAT number ${number}`);
  return vatType;
}

function seedVatType(books: Books, { id, number, name, percentage, isOutgoing = false }: VatSeed): void {
  const displayName = `${number} ${name}`;
  books.VatType.insert(
    (row) => ({
      ...row,
      version: 0,
      number,
      name,
      displayName,
      percentage,
      deductionPercentage: 100,
      isOutgoing,
    }),
    id,
  );
}

function seedAccount(books: Books, seed: AccountSeed): void {
  const legal = (seed.vat ?? NO_VAT).map((number): Reference => ({ id: vatTypeByNumber(books, number).id }));
  const { number, name, isBank = false } = seed;
  books.Account.insert((row) => ({
    ...row,
    version: 0,
    number,
    name,
    displayName: `${number} ${name}`,
    numberPretty: String(number),
    ledgerType: seed.ledgerType ?? "GENERAL",
    vatType: legal[0] ?? { id: NO_VAT_TYPE_ID },
    vatLocked: seed.vatLocked ?? false,
    legalVatTypes: legal,
    isInactive: false,
    isBankAccount: isBank,
    isInvoiceAccount: isBank,
    bankAccountNumber: isBank ? BANK_ACCOUNT_NUMBER : "",
  }));
}

function seedPaymentType(books: Books, description: string, accountNumber: number): void {
  const debitAccount = { id: accountByNumber(books, accountNumber).id };
  books.PaymentType.insert((row) => ({
    ...row,
    version: 0,
    description,
    displayName: description,
    debitAccount,
    vatType: { id: NO_VAT_TYPE_ID },
    sequence: row.id,
    currencyId: NOK_ID,
    currencyCode: "NOK",
  }));
}

function seedCountries(books: Books): void {
  const names = new Intl.DisplayNames("nb", { type: "region" });
  const known: Record<string, number> = { NO: NORWAY_ID, SE: SWEDEN_ID };
  const taken = new Set(Object.values(known));
  let nextId = 1;
  for (const code of COUNTRY_CODES) {
    while (taken.has(nextId)) nextId += 1;
    const id = known[code] ?? nextId;
    taken.add(id);
    const name = names.of(code) ?? code;
    books.Country.insert((row) => ({ ...row, version: 0, name, displayName: name, isoAlpha2Code: code }), id);
  }
}
