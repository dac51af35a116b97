/**
 * Which number a Rubic customer has in Tripletex. The number is the natural key of a customer there, so a wrong one books
 * invoices on a stranger. It must never be parsed loosely: `00417` is not 417, and `G-2041` is not 2041.
 */
import type { RubicCustomer } from "../rubic/schemas.ts";
import type { Held } from "./decision.ts";
import { describeCustomer, givenText } from "./describe.ts";

/** Tripletex's customer number is a positive int32 (Tripletex dossier 5 and 8). */
export const MAXIMUM_NUMBER = 2_147_483_647;
const PLAIN_NUMBER = /^[1-9]\d{0,9}$/;

/** The number of the customer in Tripletex: `ledgerCustomerNo` wins over `customerNo` (Rubic dossier 2.1). */
export function tripletexCustomerNumber(customer: RubicCustomer): { ok: true; number: number } | Held {
  const text = givenText(customer.ledgerCustomerNo) ?? givenText(customer.customerNo);
  if (text === null) {
    return {
      outcome: "held",
      code: "CUSTOMER_WITHOUT_NUMBER",
      message: `${describeCustomer(customer)} has neither a customer number nor a ledger customer number in Rubic.`,
    };
  }
  const number = PLAIN_NUMBER.test(text) ? Number(text) : null;
  if (number === null || number > MAXIMUM_NUMBER) {
    return {
      outcome: "held",
      code: "CUSTOMER_NUMBER_NOT_USABLE",
      message: `${describeCustomer(customer)} has the number “${text}”; Tripletex takes whole numbers from 1 to ${MAXIMUM_NUMBER} without leading zeros.`,
    };
  }
  return { ok: true, number };
}

/** Rubic's own key of a customer, or null when it has none. */
export function customerKey(customer: RubicCustomer): string | null {
  return givenText(customer.customerNo);
}
