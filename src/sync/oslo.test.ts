import { expect, test } from "vitest";
import { addDaysToIsoDate, firstDayOfPreviousYear, osloDate, startOfOsloDay } from "./oslo.ts";

const HOUR_MS = 60 * 60 * 1000;

test.each([
  ["2026-01-14T22:59:59.999Z", "2026-01-14"],
  ["2026-01-14T23:00:00Z", "2026-01-15"],
  ["2026-07-14T21:59:59Z", "2026-07-14"],
  ["2026-07-14T22:00:00Z", "2026-07-15"],
  ["2025-12-31T23:00:00Z", "2026-01-01"],
])("the instant %s lies on %s in Oslo", (instant, day) => {
  expect(osloDate(Date.parse(instant))).toBe(day);
});

test.each([
  ["2026-01-15", "2026-01-14T23:00:00.000Z"],
  ["2026-07-15", "2026-07-14T22:00:00.000Z"],
  ["2026-03-29", "2026-03-28T23:00:00.000Z"],
  ["2026-03-30", "2026-03-29T22:00:00.000Z"],
  ["2026-10-25", "2026-10-24T22:00:00.000Z"],
  ["2026-10-26", "2026-10-25T23:00:00.000Z"],
])("the day %s begins at %s", (day, instant) => {
  expect(new Date(startOfOsloDay(day)).toISOString()).toBe(instant);
});

test("the days on which the clocks change have 23 and 25 hours", () => {
  expect(startOfOsloDay("2026-03-30") - startOfOsloDay("2026-03-29")).toBe(23 * HOUR_MS);
  expect(startOfOsloDay("2026-10-26") - startOfOsloDay("2026-10-25")).toBe(25 * HOUR_MS);
});

test("every day of two years begins on itself and a millisecond after the day before", () => {
  for (let day = "2025-01-01"; day < "2027-01-01"; day = addDaysToIsoDate(day, 1)) {
    expect(osloDate(startOfOsloDay(day))).toBe(day);
    expect(osloDate(startOfOsloDay(day) - 1)).toBe(addDaysToIsoDate(day, -1));
  }
});

test.each([
  ["2026-02-28", 1, "2026-03-01"],
  ["2028-02-28", 1, "2028-02-29"],
  ["2026-03-29", 1, "2026-03-30"],
  ["2026-01-01", -1, "2025-12-31"],
  ["2026-01-31", 365, "2027-01-31"],
])("%s and %i days is %s", (day, days, result) => {
  expect(addDaysToIsoDate(day, days)).toBe(result);
});

test("the previous year is counted in Oslo, not in UTC", () => {
  expect(firstDayOfPreviousYear(Date.parse("2025-12-31T22:59:59Z"))).toBe("2024-01-01");
  expect(firstDayOfPreviousYear(Date.parse("2025-12-31T23:00:00Z"))).toBe("2025-01-01");
});
