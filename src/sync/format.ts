/** How figures look to a person: kroner, dates and times in the one form that page, command line and messages share. */

import { osloDate } from "./oslo.ts";

const OSLO = "Europe/Oslo";
const OERE_PER_KRONE = 100;

const kroner = new Intl.NumberFormat("nb-NO", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: OSLO, hour: "2-digit", minute: "2-digit" });
const shortDate = new Intl.DateTimeFormat("en-GB", { timeZone: OSLO, day: "numeric", month: "short" });
const yearOf = new Intl.DateTimeFormat("en-GB", { timeZone: OSLO, year: "numeric" });
const monthAndYear = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "long", year: "numeric" });
const longDate = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  day: "numeric",
  month: "long",
  year: "numeric",
});

/** `451200` → `4 512,00 kr`. Takes whole øre. */
export function formatKroner(oere: number): string {
  return `${kroner.format(oere / OERE_PER_KRONE)} kr`;
}

/** `2026-01-01` → `1 January 2026`. */
export function formatIsoDate(isoDate: string): string {
  return longDate.format(new Date(`${isoDate}T00:00:00Z`));
}

/** Any day of a month, `2026-01-01` → `January 2026`. */
export function formatMonth(isoDate: string): string {
  return monthAndYear.format(new Date(`${isoDate}T00:00:00Z`));
}

/** Epoch milliseconds → `14:02` today, `20 Nov 14:02` on another day, `20 Nov 2025 14:02` in another year, all in Oslo. */
export function formatInstant(at: number, now: number): string {
  if (osloDate(at) === osloDate(now)) return clock.format(at);
  const year = yearOf.format(at);
  const day = year === yearOf.format(now) ? shortDate.format(at) : `${shortDate.format(at)} ${year}`;
  return `${day} ${clock.format(at)}`;
}
