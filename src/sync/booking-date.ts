/**
 * Which day may stand in for the date of a payment whose own period is closed. It must never lie before the money came, which
 * would move it into an older period, nor ahead of today.
 */
import { formatIsoDate } from "./format.ts";

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Why a date can't be used, as a sentence, or null. All dates `YYYY-MM-DD`, `today` in Oslo. */
export function bookingDateProblem(choice: {
  date: string;
  paymentDate: string;
  today: string;
}): string | null {
  const { date, paymentDate, today } = choice;
  if (!isCalendarDay(date)) return `“${date}” is no date.`;
  if (date <= paymentDate) {
    return `${formatIsoDate(date)} is not after its own date, ${formatIsoDate(paymentDate)}.`;
  }
  return date > today ? `${formatIsoDate(date)} lies ahead.` : null;
}

/** 30 February would be taken for a day in March. */
function isCalendarDay(text: string): boolean {
  const time = ISO_DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
