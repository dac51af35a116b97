/**
 * Calendar arithmetic on `YYYY-MM-DD` strings, and Rubic's date-time text. The world knows Norwegian business dates only, so it
 * counts in UTC days and never meets a time zone or a summer-time shift. Must never read the clock.
 */

const DAY_MS = 86_400_000;
const DATE_LENGTH = 10;
const SATURDAY = 6;
const SUNDAY = 0;

/** What .NET writes when a non-null date has no value (Rubic dossier 1.4). */
export const NO_DATE = "0001-01-01T00:00:00";

/** The date that lies `days` after (or, if negative, before) a `YYYY-MM-DD` date. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, DATE_LENGTH);
}

/** The first `YYYY-MM-DD` date at or after `bankDays` bank days from the date; weekends do not count, holidays do. */
export function addBankDays(date: string, bankDays: number): string {
  let day = date;
  for (let left = bankDays; left > 0; ) {
    day = addDays(day, 1);
    left -= isWeekend(day) ? 0 : 1;
  }
  return day;
}

/** The `YYYY-MM-DD` date of a year, a month from 1 and a day; a day past the month's end runs into the next month. */
export function dateOf(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, DATE_LENGTH);
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

export function yearOf(date: string): number {
  return Number(date.slice(0, 4));
}

/** The first ten characters: the business date of Rubic's local date-time text. */
export function dateIn(dateTime: string): string {
  return dateTime.slice(0, DATE_LENGTH);
}

/** Rubic's local date-time text without offset; `time` is `HH:mm:ss`. */
export function dateTime(date: string, time = "00:00:00"): string {
  return `${date}T${time}`;
}

function isWeekend(date: string): boolean {
  const weekday = new Date(date).getUTCDay();
  return weekday === SATURDAY || weekday === SUNDAY;
}
