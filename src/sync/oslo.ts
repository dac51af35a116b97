/**
 * Calendar days in Oslo. Both remote systems and the books count in Norwegian days, while clocks count in UTC; this file
 * is the only place where one becomes the other. It must never read the clock or the machine's own time zone.
 */
import { TZDate } from "@date-fns/tz";
import { startOfDay } from "date-fns/startOfDay";

const OSLO = "Europe/Oslo";
const ISO_DATE_LENGTH = "YYYY-MM-DD".length;
/** A day in UTC, where no clock ever changes. */
const UTC_DAY_MS = 24 * 60 * 60 * 1000;
/** Noon UTC lies on the same calendar day in Oslo, whatever the season. */
const NOON_MS = UTC_DAY_MS / 2;

/** Epoch milliseconds → the calendar day in Oslo, `YYYY-MM-DD`. */
export function osloDate(epochMs: number): string {
  return new TZDate(epochMs, OSLO).toISOString().slice(0, ISO_DATE_LENGTH);
}

/** `2026-02-28` and 1 → `2026-03-01`. `days` may be negative. */
export function addDaysToIsoDate(isoDate: string, days: number): string {
  return new Date(utcMidnight(isoDate) + days * UTC_DAY_MS).toISOString().slice(0, ISO_DATE_LENGTH);
}

/** `YYYY-MM-DD` → the first instant of that day in Oslo, epoch milliseconds; right on the days the clocks change. */
export function startOfOsloDay(isoDate: string): number {
  return startOfDay(new TZDate(utcMidnight(isoDate) + NOON_MS, OSLO)).getTime();
}

/** The 1 January of the year before the one that it is in Oslo, `YYYY-MM-DD`. */
export function firstDayOfPreviousYear(epochMs: number): string {
  return `${new TZDate(epochMs, OSLO).getFullYear() - 1}-01-01`;
}

function utcMidnight(isoDate: string): number {
  return Date.parse(`${isoDate}T00:00:00Z`);
}
