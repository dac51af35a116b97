/**
 * What a client reads to set itself up: VAT types, accounts, periods, departments, countries, currencies, payment types, the company.
 * All read-only here, as a sync must never write them (Tripletex dossier 14.22).
 */
import type { SimulatorReply } from "../http/server.ts";
import { BANK_ACCOUNT } from "./chart.ts";
import { listReply } from "./list.ts";
import { date, flag, idList, oneOf, pagingParameters, text, type text as textParameter } from "./query.ts";
import { type Call, findByPath, today, valueReply } from "./simulation.ts";
import { isActiveOutgoing, isInactiveAccount } from "./vat-rules.ts";

export const vatTypeParameters = {
  id: idList,
  number: text,
  typeOfVat: oneOf("OUTGOING", "INCOMING", "INCOMING_INVOICE", "PROJECT", "LEDGER"),
  vatDate: date,
  ...pagingParameters,
};

/** With `typeOfVat=OUTGOING` only what is active on the day; without it every code, active or not. */
export function listVatTypes({ simulation, query, headers }: Call<typeof vatTypeParameters>): SimulatorReply {
  const day = query.vatDate ?? today(simulation);
  const numbers = query.number?.split(",");
  const rows = simulation.books.VatType.all().filter(
    (row) =>
      (query.id?.has(row.id) ?? true) &&
      (numbers?.includes(row.number) ?? true) &&
      (query.typeOfVat === undefined ||
        (query.typeOfVat === "OUTGOING" && isActiveOutgoing(simulation, row, day))),
  );
  return listReply(simulation, { model: "VatType", rows, query, headers });
}

export const accountParameters = {
  id: idList,
  number: idList,
  isBankAccount: flag,
  isInactive: flag,
  ledgerType: oneOf("GENERAL", "CUSTOMER", "VENDOR", "EMPLOYEE", "ASSET"),
  ...pagingParameters,
};

export function listAccounts({ simulation, query, headers }: Call<typeof accountParameters>): SimulatorReply {
  const { hasBankAccountNumber } = simulation.settings;
  const accounts = simulation.books.Account.all().map((row) => ({
    ...row,
    isInactive: isInactiveAccount(simulation, row),
    bankAccountNumber: row.number === BANK_ACCOUNT && !hasBankAccountNumber ? "" : row.bankAccountNumber,
  }));
  const rows = accounts.filter(
    (row) =>
      (query.id?.has(row.id) ?? true) &&
      (query.number?.has(row.number) ?? true) &&
      (query.isBankAccount ?? row.isBankAccount) === row.isBankAccount &&
      (query.isInactive ?? row.isInactive) === row.isInactive &&
      (query.ledgerType ?? row.ledgerType) === row.ledgerType,
  );
  return listReply(simulation, { model: "Account", rows, query, headers });
}

export function getVatSettings({
  simulation,
  query,
}: Call<{ fields: typeof textParameter }>): SimulatorReply {
  const vatRegistrationStatus = simulation.settings.isVatRegistered ? "VAT_REGISTERED" : "VAT_NOT_REGISTERED";
  const row = { id: simulation.companyId, version: 0, vatRegistrationStatus };
  return valueReply(simulation, "VatSettings", { row, fields: query.fields });
}

export const periodParameters = {
  id: idList,
  startFrom: date,
  startTo: date,
  endFrom: date,
  endTo: date,
  ...pagingParameters,
};

/** Default page size of this endpoint alone. */
const PERIOD_COUNT = 1400;
const YEARS_BACK = 5;
const YEARS_AHEAD = 2;
const MONTHS = 12;
const FIRST_PERIOD_ID = 21_900_001;

/** One period a month; `end` is the first day of the next month. Closed up to the setting `closedThrough`. */
export function listPeriods({ simulation, query, headers }: Call<typeof periodParameters>): SimulatorReply {
  const thisYear = Number(today(simulation).slice(0, 4));
  const firstYear = thisYear - YEARS_BACK;
  const months = Array.from({ length: (YEARS_BACK + YEARS_AHEAD) * MONTHS }, (_, index) => index);
  const rows = months
    .map((index) => monthPeriod(firstYear, index, simulation.settings.closedThrough))
    .filter(
      (row) =>
        (query.id?.has(row.id) ?? true) &&
        (query.startFrom ?? row.start) <= row.start &&
        (query.startTo === undefined || row.start < query.startTo) &&
        (query.endFrom ?? row.end) <= row.end &&
        (query.endTo === undefined || row.end < query.endTo),
    );
  return listReply(simulation, {
    model: "AccountingPeriod",
    rows,
    query,
    headers,
    defaultCount: PERIOD_COUNT,
  });
}

function monthPeriod(firstYear: number, index: number, closedThrough: string | null) {
  const start = firstOfMonth(firstYear, index);
  const end = firstOfMonth(firstYear, index + 1);
  const lastDay = new Date(Date.parse(end) - 1).toISOString().slice(0, 10);
  const isClosed = closedThrough !== null && lastDay <= closedThrough;
  return {
    id: FIRST_PERIOD_ID + index,
    version: 0,
    number: index + 1,
    name: start.slice(0, 7),
    start,
    end,
    isClosed,
  };
}

const firstOfMonth = (year: number, index: number): string =>
  new Date(Date.UTC(year, index, 1)).toISOString().slice(0, 10);

export const departmentParameters = {
  id: idList,
  name: text,
  departmentNumber: text,
  isInactive: flag,
  ...pagingParameters,
};

/** `name` and `departmentNumber` are "containing". */
export function listDepartments({
  simulation,
  query,
  headers,
}: Call<typeof departmentParameters>): SimulatorReply {
  const rows = simulation.books.Department.all().filter(
    (row) =>
      (query.id?.has(row.id) ?? true) &&
      row.name.includes(query.name ?? "") &&
      row.departmentNumber.includes(query.departmentNumber ?? "") &&
      (query.isInactive ?? row.isInactive) === row.isInactive,
  );
  return listReply(simulation, { model: "Department", rows, query, headers });
}

export const countryParameters = { id: idList, code: text, isDisabled: flag, ...pagingParameters };

/** `code` is accepted and does nothing: it was reported unreliable. */
export function listCountries({
  simulation,
  query,
  headers,
}: Call<typeof countryParameters>): SimulatorReply {
  const rows = simulation.books.Country.all().filter((row) => query.id?.has(row.id) ?? true);
  return listReply(simulation, { model: "Country", rows, query, headers });
}

export const currencyParameters = { id: idList, code: text, ...pagingParameters };

export function listCurrencies({
  simulation,
  query,
  headers,
}: Call<typeof currencyParameters>): SimulatorReply {
  const rows = simulation.books.Currency.all().filter(
    (row) => (query.id?.has(row.id) ?? true) && (query.code ?? row.code) === row.code,
  );
  return listReply(simulation, { model: "Currency", rows, query, headers });
}

export const paymentTypeParameters = { id: idList, description: text, query: text, ...pagingParameters };

export function listPaymentTypes({
  simulation,
  query,
  headers,
}: Call<typeof paymentTypeParameters>): SimulatorReply {
  const wanted = query.description ?? query.query ?? "";
  const rows = simulation.books.PaymentType.all().filter(
    (row) => (query.id?.has(row.id) ?? true) && row.description.toLowerCase().includes(wanted.toLowerCase()),
  );
  return listReply(simulation, { model: "PaymentType", rows, query, headers });
}

export function getCompany(call: Call<{ fields: typeof textParameter }>): SimulatorReply {
  const row = findByPath(call, call.simulation.books.Company);
  return valueReply(call.simulation, "Company", { row, fields: call.query.fields });
}
