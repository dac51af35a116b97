/** Calendar months as date windows: what the comparison of both sides is cut into. Pure; the upper end is not included. */
import { addDaysToIsoDate } from "./oslo.ts";

export interface DateWindow {
  /** `YYYY-MM-DD` */
  from: string;
  toExclusive: string;
}

const MONTH_LENGTH = "2026-01".length;
const LONGEST_MONTH_DAYS = 31;
/** Invoices may be dated ahead; Rubic's plans reach a season. */
export const DAYS_AHEAD = 366;

/** First day of the month of `isoDate`, and of the month after it. */
export function monthOf(isoDate: string): DateWindow {
  const from = `${isoDate.slice(0, MONTH_LENGTH)}-01`;
  const inNextMonth = addDaysToIsoDate(from, LONGEST_MONTH_DAYS);
  return { from, toExclusive: `${inNextMonth.slice(0, MONTH_LENGTH)}-01` };
}

/** Every month from the cut-over to this one, and what lies ahead in one window: little, as a rule. */
export function monthsFrom(booksFrom: string, today: string): DateWindow[] {
  const windows: DateWindow[] = [];
  let from = booksFrom;
  while (from <= today) {
    const { toExclusive } = monthOf(from);
    windows.push({ from, toExclusive });
    from = toExclusive;
  }
  return [...windows, { from, toExclusive: addDaysToIsoDate(from, DAYS_AHEAD) }];
}
