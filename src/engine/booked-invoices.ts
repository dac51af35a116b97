/**
 * Finds invoices in Tripletex by number, many at a time: Tripletex searches one number per call, but lists a month in
 * pages of a thousand. A month is read once per step; what the step books itself needs no second look, and a number that
 * somebody else takes meanwhile is refused by Tripletex. However slowly Tripletex answers, each search gets at least one
 * number further, and ends long before Convex ends the action.
 */
import { isRemoteError } from "../http/errors.ts";
import { type DateWindow, monthOf } from "../sync/months.ts";
import { addDaysToIsoDate } from "../sync/oslo.ts";
import type { InvoiceDateQuery } from "../tripletex/invoices.ts";
import type { TripletexInvoice } from "../tripletex/schemas.ts";
import type { Step } from "./step.ts";

export const LIST_PAGE_SIZE = 1000;
/** Up to so many wanted invoices of a month are asked for one by one; more are worth reading the month. */
const SINGLES_PER_MONTH = 3;
/** Tripletex refuses a list of more than 10,000 rows with this code, whatever the page size. */
export const RESULT_TOO_LARGE_CODE = 23_000;
/** A month that takes longer is given up: it could eat all the time for reading in every step. */
const MAX_MONTH_MS = 120_000;

interface Wanted {
  invoiceNumber: number;
  /** YYYY-MM-DD */
  invoiceDate: string;
}
type ByNumber = Map<number, TripletexInvoice[]>;

export class BookedInvoices {
  readonly #step: Step;
  readonly #months = new Map<string, ByNumber>();
  /** Days with more invoices than Tripletex lists, and months that take too long: there each number is asked for by itself. */
  readonly #largeDays = new Set<string>();
  readonly #slowMonths = new Set<string>();

  constructor(step: Step) {
    this.#step = step;
  }

  /**
   * The invoices with these numbers. A number that is taken on a date outside its month is not found here; one that there was
   * no time to ask for is missing from the answer. @throws RemoteError
   */
  find(wanted: Wanted[]): Promise<ByNumber> {
    return this.#step.untimed(() => this.#find(wanted));
  }

  async #find(wanted: Wanted[]): Promise<ByNumber> {
    const found: ByNumber = new Map();
    await this.#step.keepLease();
    const byMonth = Map.groupBy(wanted, (each) => monthOf(each.invoiceDate).from);
    for (const [month, invoices] of byMonth) {
      const listed = await this.#listedOf(month, invoices.length);
      for (const { invoiceNumber, invoiceDate } of invoices) {
        const isUnlisted = listed === null || this.#largeDays.has(invoiceDate);
        const existing = listed?.get(invoiceNumber) ?? (isUnlisted ? null : []);
        if (existing !== null) found.set(invoiceNumber, existing);
        else if (found.size === 0 || this.#mayGoOn()) {
          found.set(invoiceNumber, await this.#single(invoiceNumber));
        }
      }
    }
    return found;
  }

  #mayGoOn(): boolean {
    return !this.#step.isTimeUp() && !this.#step.isCancelRequested;
  }

  async #single(invoiceNumber: number): Promise<TripletexInvoice[]> {
    const found = await this.#step.ports.tripletex.invoicesByNumber(invoiceNumber);
    await this.#step.keepLease();
    return found;
  }

  /** Null when it is not worth listing, or takes too long. */
  async #listedOf(month: string, wantedCount: number): Promise<ByNumber | null> {
    const known = this.#months.get(month);
    if (known !== undefined) return known;
    const isWorthIt = wantedCount > SINGLES_PER_MONTH && !this.#slowMonths.has(month);
    return isWorthIt && this.#mayList(this.#step.now) ? await this.#readMonth(month) : null;
  }

  #mayList(since: number): boolean {
    const { now, isCancelRequested } = this.#step;
    return !isCancelRequested && !this.#step.isReadingUp() && now - since < MAX_MONTH_MS;
  }

  async #readMonth(month: string): Promise<ByNumber | null> {
    const since = this.#step.now;
    const invoices: TripletexInvoice[] = [];
    const { tripletex } = this.#step.ports;
    let mayGoOn = true;
    for await (const page of invoicePages(tripletex, monthOf(month), (day) => this.#noteLarge(day))) {
      if (!mayGoOn) {
        this.#slowMonths.add(month);
        return null;
      }
      invoices.push(...page);
      await this.#step.keepLease();
      mayGoOn = this.#mayList(since);
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

/** Whoever lists invoices by date, with as much of each as the caller needs. */
export interface InvoiceList<Row> {
  invoicesByDate(query: InvoiceDateQuery): Promise<{ invoices: Row[]; isLastPage: boolean }>;
}

/** What there is to do for a part of a window: take a page, go through its halves, or read a day that is too large by other means. */
type InvoicePart<Row> =
  | { do: "take"; invoices: Row[]; isLastPage: boolean }
  | { do: "halve"; halves: [DateWindow, DateWindow] }
  | { do: "readDay"; day: string };

/** Reads a window from `offset` on. A window that Tripletex refuses as too large is halved, down to a day. @throws RemoteError */
export async function readInvoicePart<Row>(
  tripletex: InvoiceList<Row>,
  window: DateWindow,
  offset: number,
): Promise<InvoicePart<Row>> {
  const page = await readPageOrNull(tripletex, window, offset);
  if (page !== null) return { do: "take", ...page };
  return daysIn(window) === 1 ? { do: "readDay", day: window.from } : { do: "halve", halves: halve(window) };
}

/** All invoices of a date window, a page at a time; of a day that is too large they are what `readLargeDay` knows. @throws RemoteError */
async function* invoicePages<Row = TripletexInvoice>(
  tripletex: InvoiceList<Row>,
  window: DateWindow,
  readLargeDay: (day: string) => AsyncGenerator<Row[]>,
): AsyncGenerator<Row[]> {
  for (let offset = 0; ; offset += LIST_PAGE_SIZE) {
    const part = await readInvoicePart(tripletex, window, offset);
    if (part.do === "readDay") return yield* readLargeDay(part.day);
    if (part.do === "halve") {
      for (const half of part.halves) yield* invoicePages(tripletex, half, readLargeDay);
      return;
    }
    yield part.invoices;
    if (part.isLastPage) return;
  }
}

/** Null when the window holds too many invoices. Tripletex says so of its first page. */
async function readPageOrNull<Row>(
  tripletex: InvoiceList<Row>,
  { from, toExclusive }: DateWindow,
  offset: number,
) {
  try {
    return await tripletex.invoicesByDate({ from, toExclusive, offset, count: LIST_PAGE_SIZE });
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
