/**
 * Which VAT types this company may use on a day, and which accounts allow them (Tripletex dossier 7).
 */
import type { AccountRow, VatTypeRow } from "./books.ts";
import { accountByNumber, defaultIncomeAccount, NO_VAT_TYPE_ID } from "./chart.ts";
import { brokenRule } from "./errors.ts";
import type { Simulation } from "./simulation.ts";

/** The only outgoing number of a company outside the VAT register. */
const UNREGISTERED_VAT_NUMBER = "6";

/** Whether the type is listed as outgoing on the day (`YYYY-MM-DD`). */
export function isActiveOutgoing(simulation: Simulation, vatType: VatTypeRow, date: string): boolean {
  const { settings } = simulation;
  if (!vatType.isOutgoing) return false;
  if (!settings.isVatRegistered) return vatType.number === UNREGISTERED_VAT_NUMBER;
  const end = settings.vatTypeEndDates[vatType.number];
  return settings.activeVatNumbers.includes(vatType.number) && (end === undefined || date < end);
}

/** Order lines may also carry code 0, which is never listed as outgoing. */
export const isAllowedOnLine = (simulation: Simulation, vatType: VatTypeRow, date: string): boolean =>
  vatType.id === NO_VAT_TYPE_ID || isActiveOutgoing(simulation, vatType, date);

export const isInactiveAccount = (simulation: Simulation, account: AccountRow): boolean =>
  account.isInactive || simulation.settings.inactiveAccountNumbers.includes(account.number);

export const allowsVat = (account: AccountRow, vatType: VatTypeRow): boolean =>
  account.legalVatTypes.some((legal) => legal.id === vatType.id);

/** Where a line is booked: the product's account if it agrees with the VAT type, else the default of the VAT type. */
export function incomeAccountFor(
  simulation: Simulation,
  line: { vatType: VatTypeRow; productVatTypeId: number | null; account: AccountRow | null },
): AccountRow {
  const { vatType, productVatTypeId, account } = line;
  if (account !== null && productVatTypeId === vatType.id && allowsVat(account, vatType)) {
    if (isInactiveAccount(simulation, account)) throw brokenRule("", "accountInactive", [account.number]);
    return account;
  }
  const number = defaultIncomeAccount(vatType.number);
  const fallback = number === undefined ? undefined : accountByNumber(simulation.books, number);
  if (fallback === undefined || isInactiveAccount(simulation, fallback)) {
    throw brokenRule("", "noAccountForVat", [vatType.number, vatType.name]);
  }
  return fallback;
}
