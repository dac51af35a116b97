/**
 * Finds invoices in Tripletex by number, many at a time: Tripletex searches one number per call, but lists a month in
 * pages of a thousand. A month is read once per step; what the step books itself needs no second look, and a number that
 * somebody else takes meanwhile is refused by Tripletex.
 */
import { isRemoteError } from "../http/errors.ts";
import { type DateWindow, monthOf } from "../sync/months.ts";
import { addDaysToIsoDate } from "../sync/oslo.ts";
import type { TripletexClient } from "../tripletex/client.ts";
import type { TripletexInvoice } from "../tripletex/schemas.ts";

const LIST_PAGE_SIZE = 1000;
/** Up to so many wanted invoices of a month are asked for one by one; more are worth reading the month. */
const SINGLES_PER_MONTH = 3;
/** Tripletex refuses a list of more than 10,000 rows with this code, whatever the page size. */
const RESULT_TOO_LARGE_CODE = 23_000;

type ByNumber = Map<number, TripletexInvoice[]>;

export class BookedInvoices {
  readonly #tripletex: TripletexClient;
  readonly #months = new Map<string, ByNumber>();
  /** Days with more invoices than Tripletex lists: there each number is asked for by itself. */
  readonly #largeDays = new Set<string>();

  constructor(tripletex: TripletexClient) {
    this.#tripletex = tripletex;
  }

  /** The invoices with these numbers. A number that is taken on a date outside its month is not found here. */
  async find(wanted: { invoiceNumber: number; invoiceDate: string }[]): Promise<ByNumber> {
    const found: ByNumber = new Map();
    const byMonth = Map.groupBy(wanted, (each) => monthOf(each.invoiceDate).from);
    for (const [month, invoices] of byMonth) {
      const isListed = this.#months.has(month);
      const listed = isListed || invoices.length > SINGLES_PER_MONTH ? await this.#readMonth(month) : null;
      for (const { invoiceNumber, invoiceDate } of invoices) {
        const isUnlisted = listed === null || this.#largeDays.has(invoiceDate);
        const existing = listed?.get(invoiceNumber) ?? (isUnlisted ? await this.#single(invoiceNumber) : []);
        if (existing.length > 0) found.set(invoiceNumber, existing);
      }
    }
    return found;
  }

  #single(invoiceNumber: number): Promise<TripletexInvoice[]> {
    return this.#tripletex.invoicesByNumber(invoiceNumber);
  }

  async #readMonth(month: string): Promise<ByNumber> {
    const known = this.#months.get(month);
    if (known !== undefined) return known;
    const invoices: TripletexInvoice[] = [];
    for await (const page of invoicePages(this.#tripletex, monthOf(month), (day) => this.#noteLarge(day))) {
      invoices.push(...page);
    }
    const read = Map.groupBy(invoices, (invoice) => invoice.invoiceNumber);
    this.#months.set(month, read);
    return read;
  }

  async *#noteLarge(day: string): AsyncGenerator<TripletexInvoice[]> {
    this.#largeDays.add(day);
    yield [];
  }
}

/**
 * All invoices of a date window, a page at a time. A window that Tripletex refuses as too large is halved, down to a day;
 * of a day that is too large by itself the invoices are what `readLargeDay` knows. @throws RemoteError
 */
export async function* invoicePages(
  tripletex: TripletexClient,
  window: DateWindow,
  readLargeDay: (day: string) => AsyncGenerator<TripletexInvoice[]>,
): AsyncGenerator<TripletexInvoice[]> {
  for (let offset = 0; ; offset += LIST_PAGE_SIZE) {
    const page = await readPageOrNull(tripletex, window, offset);
    if (page === null) {
      if (daysIn(window) === 1) yield* readLargeDay(window.from);
      else for (const half of halve(window)) yield* invoicePages(tripletex, half, readLargeDay);
      return;
    }
    yield page.invoices;
    if (page.isLastPage) return;
  }
}

/** Null when the window holds too many invoices. Tripletex says so of its first page. */
async function readPageOrNull(tripletex: TripletexClient, window: DateWindow, offset: number) {
  try {
    return await tripletex.invoicesByDate({ ...window, offset, count: LIST_PAGE_SIZE });
  } catch (error) {
    const isTooLarge = isRemoteError(error) && error.code === RESULT_TOO_LARGE_CODE;
    if (isTooLarge && offset === 0) return null;
    throw error;
  }
}

const DAY_MS = 86_400_000;

function daysIn({ from, toExclusive }: DateWindow): number {
  return Math.round((Date.parse(toExclusive) - Date.parse(from)) / DAY_MS);
}

function halve(window: DateWindow): [DateWindow, DateWindow] {
  const middle = addDaysToIsoDate(window.from, Math.floor(daysIn(window) / 2));
  return [
    { from: window.from, toExclusive: middle },
    { from: middle, toExclusive: window.toExclusive },
  ];
}
