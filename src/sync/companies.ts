/**
 * Rubic's companies beside its customers: a customer has no organisation number, the company that it is does (Rubic dossier 2.1 and 2.9).
 * A wrong join would put a stranger's number on a customer, so number and name must both agree.
 */
import type { RubicCompany, RubicCustomer } from "../rubic/schemas.ts";
import { comparableText, givenText } from "./describe.ts";

/** Rubic's type of a person; 2 and 3 are companies and other units (Rubic dossier 3). */
export const PERSON = 1;
const WEIGHTS = [3, 2, 7, 6, 5, 4, 3, 2] as const;
const MODULUS = 11;
const ORGANIZATION_NUMBER = /^\d{9}$/;

/** The organisation number of a customer, or null where it is a person or no one company agrees with it. */
export type OrganizationNumberOf = (customer: RubicCustomer) => string | null;

export const NO_COMPANIES: OrganizationNumberOf = () => null;

/** True when a customer may be a company, so that the companies are worth reading. */
export const mayBeCompany = (customer: RubicCustomer): boolean => customer.customerType !== PERSON;

/** Finds companies by member number or ledger number, and only where the name is the same. */
export function joinCompanies(companies: readonly RubicCompany[]): OrganizationNumberOf {
  const byName = Map.groupBy(companies, (company) => comparableText(company.companyName ?? ""));
  return (customer) => {
    const name = givenText(customer.customerName);
    if (name === null || !mayBeCompany(customer)) return null;
    const namesakes = byName.get(comparableText(name)) ?? [];
    const numbers = namesakes
      .filter((company) => hasNumberOf(company, customer))
      .flatMap((company) => readOrganizationNumber(company.registrationAuthorityOrganizationNumber) ?? []);
    const [only, ...others] = new Set(numbers);
    return only === undefined || others.length > 0 ? null : only;
  };
}

/** Numbers are compared as text: `00417` is not 417. */
function hasNumberOf(company: RubicCompany, customer: RubicCustomer): boolean {
  const customerNo = givenText(customer.customerNo);
  const ledgerNo = givenText(customer.ledgerCustomerNo);
  if (customerNo !== null && company.memberNo > 0 && customerNo === String(company.memberNo)) return true;
  return ledgerNo !== null && ledgerNo === givenText(company.ledgerCustomerNo);
}

/** The nine digits of a Norwegian organisation number whose check digit is right, or null (Rubic dossier 6.2). */
export function readOrganizationNumber(text: string | null): string | null {
  const digits = (text ?? "").replaceAll(/\s/g, "");
  if (!ORGANIZATION_NUMBER.test(digits)) return null;
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  const check = (MODULUS - (sum % MODULUS)) % MODULUS;
  return Number(digits.at(-1)) === check ? digits : null;
}
