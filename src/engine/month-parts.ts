/**
 * Lists a month of Tripletex's invoices in parts, so that a comparison may stop behind any document and another step goes on there:
 * documents come in the order of ids. A window that Tripletex refuses as too large is halved; a day that is too large by itself is read
 * by the ids that are mapped, as the rest of it was made by hand.
 */
import type { DateWindow } from "../sync/months.ts";
import { type InvoiceList, LIST_PAGE_SIZE, readInvoicePart } from "./booked-invoices.ts";

/** A part of a month that is still to be listed in Tripletex. */
export interface MonthPart extends DateWindow {
  offset: number;
  /** Documents up to this id in Tripletex are done. */
  afterId: number;
  /** A day with more invoices than Tripletex lists. */
  isLargeDay: boolean;
}

export const wholeOf = ({ from, toExclusive }: DateWindow): MonthPart => ({
  from,
  toExclusive,
  offset: 0,
  afterId: 0,
  isLargeDay: false,
});

/** Where documents are read, with as much of each as the caller needs. */
export interface MonthSource<Row> extends InvoiceList<Row> {
  /** Tripletex ids above `after` of what is mapped on a day (YYYY-MM-DD), lowest first, a page at a time. */
  mappedOfDay(day: string, after: number): Promise<number[]>;
  invoicesById(ids: number[]): Promise<Row[]>;
}

interface ReadPart<Row> {
  /** A whole page: those up to the part's `afterId` are among them. */
  invoices: Row[];
  /** What is left of the part behind them. */
  next: MonthPart[];
}

/** The next invoices of a part. @throws RemoteError */
export async function readMonthPart<Row extends { id: number; invoiceDate: string }>(
  source: MonthSource<Row>,
  part: MonthPart,
): Promise<ReadPart<Row>> {
  if (part.isLargeDay) return await readLargeDay(source, part);
  const read = await readInvoicePart(source, part, part.offset);
  if (read.do === "readDay") return { invoices: [], next: [{ ...part, isLargeDay: true }] };
  if (read.do === "halve") return { invoices: [], next: read.halves.map(wholeOf) };
  const { invoices, isLastPage } = read;
  const afterId = Math.max(part.afterId, invoices.at(-1)?.id ?? 0);
  return { invoices, next: isLastPage ? [] : [{ ...part, offset: part.offset + LIST_PAGE_SIZE, afterId }] };
}

async function readLargeDay<Row extends { id: number; invoiceDate: string }>(
  source: MonthSource<Row>,
  part: MonthPart,
): Promise<ReadPart<Row>> {
  const ids = await source.mappedOfDay(part.from, part.afterId);
  const last = ids.at(-1);
  if (last === undefined) return { invoices: [], next: [] };
  const found = await source.invoicesById(ids);
  const invoices = found.filter(({ invoiceDate }) => invoiceDate === part.from);
  return {
    invoices: invoices.toSorted((one, other) => one.id - other.id),
    next: [{ ...part, afterId: last }],
  };
}
