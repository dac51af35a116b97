import { expect, test } from "vitest";
import { formatInstant, formatIsoDate, formatKroner } from "./format.ts";

/** Intl writes no-break spaces and a true minus; a test reads better without. */
function plain(text: string): string {
  return text.replace(/\u00a0|\u202f/g, " ").replace("−", "-");
}

test.each([
  [451_200, "4 512,00 kr"],
  [0, "0,00 kr"],
  [1, "0,01 kr"],
  [-5_050, "-50,50 kr"],
  [100_000_000_005, "1 000 000 000,05 kr"],
])("%i øre read %o", (oere, text) => {
  expect(plain(formatKroner(oere))).toBe(text);
});

test.each([
  ["2026-01-01", "1 January 2026"],
  ["2024-02-29", "29 February 2024"],
])("the date %s reads %o, whatever the machine's time zone", (isoDate, text) => {
  expect(formatIsoDate(isoDate)).toBe(text);
});

test.each([
  ["2026-11-21T13:02:00Z", "2026-11-21T20:00:00Z", "14:02"],
  ["2026-07-21T12:02:00Z", "2026-07-21T20:00:00Z", "14:02"],
  ["2026-11-20T13:02:00Z", "2026-11-21T20:00:00Z", "20 Nov 14:02"],
  ["2026-11-20T23:30:00Z", "2026-11-21T20:00:00Z", "00:30"],
  ["2026-11-21T22:30:00Z", "2026-11-21T23:30:00Z", "21 Nov 23:30"],
  ["2026-02-05T09:00:00Z", "2027-11-21T20:00:00Z", "5 Feb 2026 10:00"],
  ["2026-12-31T22:30:00Z", "2026-12-31T23:30:00Z", "31 Dec 2026 23:30"],
  ["2026-12-31T23:30:00Z", "2027-01-01T23:30:00Z", "1 Jan 00:30"],
])("the instant %s seen at %s reads %o in Oslo", (at, now, text) => {
  expect(formatInstant(Date.parse(at), Date.parse(now))).toBe(text);
});
