/**
 * Finds invoices in Tripletex by number, many at a time: Tripletex searches one number per call, but lists a month in
 * pages of a thousand. A month is read once per step; what the step books itself needs no second look, and a number that
 * somebody else takes meanwhile is refused by Tripletex.
 */
import { isRemoteError } from "../http/errors.ts";
import { addDaysToIsoDate } from "../sync/oslo.ts";
import type { TripletexClient } from "../tripletex/client.ts";
import type { TripletexInvoice } from "../tripletex/schemas.ts";

const LIST_PAGE_SIZE = 1000;
/** Up to so many wanted invoices of a month are asked for one by one; more are worth reading the month. */
const SINGLES_PER_MONTH = 3;
/** Tripletex refuses a list of more than 10,000 rows with this code, whatever the page size. */
const RESULT_TOO_LARGE_CODE = 23_000;
const MONTH_LENGTH = "2026-01".length;
const LONGEST_MONTH_DAYS = 31;

type ByNumber = Map<number, TripletexInvoice[]>;

/** First day of the month of `isoDate`, and of the month after it. */
export function monthOf(isoDate: string): { from: string; toExclusive: string } {
  const from = `${isoDate.slice(0, MONTH_LENGTH)}-01`;
  const inNextMonth = addDaysToIsoDate(from, LONGEST_MONTH_DAYS);
  return { from, toExclusive: `${inNextMonth.slice(0, MONTH_LENGTH)}-01` };
}

export class BookedInvoices {
  readonly #tripletex: TripletexClient;
  /** Null: the month holds too many invoices to be listed. */
  readonly #months = new Map<string, ByNumber | null>();

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
      for (const { invoiceNumber } of invoices) {
        const existing =
          listed?.get(invoiceNumber) ?? (listed === null ? await this.#single(invoiceNumber) : []);
        if (existing.length > 0) found.set(invoiceNumber, existing);
      }
    }
    return found;
  }

  #single(invoiceNumber: number): Promise<TripletexInvoice[]> {
    return this.#tripletex.invoicesByNumber(invoiceNumber);
  }

  async #readMonth(month: string): Promise<ByNumber | null> {
    const known = this.#months.get(month);
    if (known !== undefined) return known;
    const read = await this.#listMonth(month);
    this.#months.set(month, read);
    return read;
  }

  async #listMonth(month: string): Promise<ByNumber | null> {
    try {
      const invoices: TripletexInvoice[] = [];
      for await (const page of invoicePages(this.#tripletex, monthOf(month))) invoices.push(...page);
      return Map.groupBy(invoices, (invoice) => invoice.invoiceNumber);
    } catch (error) {
      if (isRemoteError(error) && error.code === RESULT_TOO_LARGE_CODE) return null;
      throw error;
    }
  }
}

interface DateWindow {
  from: string;
  toExclusive: string;
}

/**
 * All invoices of a date window, a page at a time. A window that Tripletex refuses as too large is halved, down to a day.
 * @throws RemoteError, also when one day alone is too large
 */
export async function* invoicePages(
  tripletex: TripletexClient,
  window: DateWindow,
): AsyncGenerator<TripletexInvoice[]> {
  for (let offset = 0; ; offset += LIST_PAGE_SIZE) {
    const page = await readPageOrNull(tripletex, window, offset);
    if (page === null) {
      for (const half of halve(window)) yield* invoicePages(tripletex, half);
      return;
    }
    yield page.invoices;
    if (page.isLastPage) return;
  }
}

/** Null when the window holds too many invoices and can be halved. Tripletex says so of its first page. */
async function readPageOrNull(tripletex: TripletexClient, window: DateWindow, offset: number) {
  try {
    return await tripletex.invoicesByDate({ ...window, offset, count: LIST_PAGE_SIZE });
  } catch (error) {
    const isTooLarge = isRemoteError(error) && error.code === RESULT_TOO_LARGE_CODE;
    if (isTooLarge && offset === 0 && daysIn(window) > 1) return null;
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
