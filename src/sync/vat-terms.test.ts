import { describe, expect, test } from "vitest";
import { byDeadline, daysUntil, describeDaysLeft, sumByTerm, vatTermOf } from "./vat-terms.ts";

describe("the VAT term of a document", () => {
  test.each([
    ["2026-01-01", "2026-01-01", "2026-02-28", "2026-04-10"],
    ["2028-02-29", "2028-01-01", "2028-02-29", "2028-04-10"],
    ["2026-03-01", "2026-03-01", "2026-04-30", "2026-06-10"],
    ["2026-06-30", "2026-05-01", "2026-06-30", "2026-08-31"],
    ["2026-07-01", "2026-07-01", "2026-08-31", "2026-10-10"],
    ["2026-10-31", "2026-09-01", "2026-10-31", "2026-12-10"],
    ["2026-11-01", "2026-11-01", "2026-12-31", "2027-02-10"],
    ["2026-12-31", "2026-11-01", "2026-12-31", "2027-02-10"],
  ])("%s lies in %s to %s, due on %s", (date, from, to, dueDate) => {
    expect(vatTermOf(date, "twoMonthly")).toEqual({ from, to, dueDate });
  });

  test("is the year for small organisations and primary industries, and none without VAT", () => {
    const year = { from: "2026-01-01", to: "2026-12-31" };
    expect(vatTermOf("2026-06-15", "yearly")).toEqual({ ...year, dueDate: "2027-03-10" });
    expect(vatTermOf("2026-06-15", "primary")).toEqual({ ...year, dueDate: "2027-04-10" });
    expect(vatTermOf("2026-06-15", "none")).toBeNull();
  });

  test("refuses what is no date", () => {
    expect(() => vatTermOf("2026-13-01", "twoMonthly")).toThrow(RangeError);
  });
});

describe("the days that are left", () => {
  test("count Norwegian days: at 23:30 UTC it is the next day in Oslo", () => {
    expect(daysUntil("2026-12-10", Date.parse("2026-11-30T22:30:00Z"))).toBe(10);
    expect(daysUntil("2026-12-10", Date.parse("2026-11-30T23:30:00Z"))).toBe(9);
  });

  test("are right across the change of clocks", () => {
    expect(daysUntil("2026-04-10", Date.parse("2026-03-28T12:00:00Z"))).toBe(13);
    expect(daysUntil("2026-12-10", Date.parse("2026-10-24T22:30:00Z"))).toBe(46);
  });

  test.each([
    ["2026-12-12", "due in 2 days"],
    ["2026-12-11", "due in 1 day"],
    ["2026-12-10", "due today"],
    ["2026-12-09", "was due 1 day ago"],
    ["2026-12-01", "was due 9 days ago"],
  ])("%s is said as %s", (dueDate, words) => {
    expect(describeDaysLeft(dueDate, Date.parse("2026-12-10T10:00:00Z"))).toBe(words);
  });
});

const row = (documentDate: string | null, amountOere: number | null) => ({ documentDate, amountOere });
const withTerm = (documentDate: string | null) => ({
  documentDate,
  vatTerm: documentDate === null ? null : vatTermOf(documentDate, "twoMonthly"),
});

test("the term that is due first comes first, with count and øre of what waits in it", () => {
  const rows = [row("2026-11-03", 65_000), row("2026-09-30", 9_999), row("2026-10-01", null), row(null, 1)];
  expect(sumByTerm(rows, "twoMonthly")).toEqual([
    { from: "2026-09-01", to: "2026-10-31", dueDate: "2026-12-10", count: 2, oere: 9_999 },
    { from: "2026-11-01", to: "2026-12-31", dueDate: "2027-02-10", count: 1, oere: 65_000 },
  ]);
  expect(sumByTerm(rows, "none")).toEqual([]);
});

test("documents are put in the order of their deadlines, those without a date last", () => {
  const sorted = byDeadline([null, "2026-11-03", "2026-10-01", "2026-09-02"].map(withTerm));
  expect(sorted.map(({ documentDate }) => documentDate)).toEqual([
    "2026-09-02",
    "2026-10-01",
    "2026-11-03",
    null,
  ]);
});
