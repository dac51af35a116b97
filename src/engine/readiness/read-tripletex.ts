/** Reads from Tripletex what its own people have made, and every endpoint once to see whether it may be read. */
import { isRemoteError } from "../../http/errors.ts";
import { isOrderOfRubic } from "../../sync/booked-invoice.ts";
import { addDaysToIsoDate } from "../../sync/oslo.ts";
import type { Probe } from "../../sync/readiness/connections.ts";
import { known } from "../../sync/readiness/line.ts";
import type { OwnInvoice, OwnInvoices } from "../../sync/readiness/numbers.ts";
import type { TripletexClient } from "../../tripletex/client.ts";
import { ask } from "./ask.ts";

const PAGE_SIZE = 1000;
/** Books are kept for five years; numbers of a rising series that are older lie further down. */
const YEARS_BACK = 5;
const YEARS_AHEAD = 1;
const MONTHS = 12;
/** Tripletex refuses a list of more than 10,000 rows, whatever the page (Tripletex dossier 2). */
const RESULT_TOO_LARGE = 23_000;

interface Window {
  from: string;
  toExclusive: string;
}

/** @throws RemoteError, also when a single month has more than 10,000 invoices */
export async function readOwnInvoices(tripletex: TripletexClient, today: string): Promise<OwnInvoices> {
  const thisYear = Number(today.slice(0, 4));
  const invoices: OwnInvoice[] = [];
  for (let year = thisYear - YEARS_BACK; year <= thisYear + YEARS_AHEAD; year += 1) {
    invoices.push(...(await readYear(tripletex, year)));
  }
  return { from: `${thisYear - YEARS_BACK}-01-01`, invoices };
}

async function readYear(tripletex: TripletexClient, year: number): Promise<OwnInvoice[]> {
  try {
    return await readWindow(tripletex, { from: `${year}-01-01`, toExclusive: `${year + 1}-01-01` });
  } catch (error) {
    if (!isRemoteError(error) || error.code !== RESULT_TOO_LARGE) throw error;
  }
  const found: OwnInvoice[] = [];
  for (let month = 0; month < MONTHS; month += 1) {
    const window = { from: firstOfMonth(year, month), toExclusive: firstOfMonth(year, month + 1) };
    found.push(...(await readWindow(tripletex, window)));
  }
  return found;
}

const firstOfMonth = (year: number, month: number) =>
  new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);

async function readWindow(tripletex: TripletexClient, window: Window): Promise<OwnInvoice[]> {
  const found: OwnInvoice[] = [];
  for (let offset = 0; ; offset += PAGE_SIZE) {
    const { invoices, isLastPage } = await tripletex.invoicesByDate({ ...window, offset, count: PAGE_SIZE });
    for (const {
      invoiceNumber: number,
      invoiceDate: date,
      amountOere: grossOere,
      orderNumbers,
    } of invoices) {
      if (!orderNumbers.some(isOrderOfRubic)) found.push({ number, date, grossOere });
    }
    if (isLastPage) return found;
  }
}

/** A number that no customer, product or order has to have: the answer is small, and a refusal shows all the same. */
const SOME_NUMBER = 1;

/** Reads each endpoint that a sync uses once; what is refused is a missing right (Tripletex dossier 11). */
export async function probeEndpoints(tripletex: TripletexClient, today: string): Promise<Probe[]> {
  const day = { from: today, toExclusive: addDaysToIsoDate(today, 1), offset: 0, count: 1 };
  const reads: [path: string, read: () => Promise<unknown>][] = [
    ["/customer", () => tripletex.findCustomers([SOME_NUMBER])],
    ["/product", () => tripletex.findProducts([String(SOME_NUMBER)])],
    ["/order", () => tripletex.ordersByNumber(String(SOME_NUMBER))],
    ["/invoice", () => tripletex.invoicesByDate(day)],
    ["/invoice/paymentType", () => tripletex.paymentTypes()],
    ["/ledger/vatType", () => tripletex.outgoingVatTypes(today)],
    ["/ledger/account", () => tripletex.bankAccounts()],
    ["/department", () => tripletex.departments()],
    ["/country", () => tripletex.countries()],
  ];
  const probes: Probe[] = [];
  for (const [path, read] of reads) {
    const answer = await ask(read);
    probes.push({ path, answer: answer.isKnown ? known(null) : answer });
  }
  return probes;
}
