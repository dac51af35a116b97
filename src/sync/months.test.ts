import { expect, test } from "vitest";
import { monthOf, monthsFrom } from "./months.ts";

test.each([
  ["2026-02-28", "2026-02-01", "2026-03-01"],
  ["2024-12-31", "2024-12-01", "2025-01-01"],
  ["2026-01-01", "2026-01-01", "2026-02-01"],
])("the month of %s is %s to %s", (day, from, toExclusive) => {
  expect(monthOf(day)).toEqual({ from, toExclusive });
});

test("the windows follow each other from the cut-over, in the middle of a month, to a year from now", () => {
  expect(monthsFrom("2025-11-15", "2026-01-31")).toEqual([
    { from: "2025-11-15", toExclusive: "2025-12-01" },
    { from: "2025-12-01", toExclusive: "2026-01-01" },
    { from: "2026-01-01", toExclusive: "2026-02-01" },
    { from: "2026-02-01", toExclusive: "2027-02-02" },
  ]);
});

test("a cut-over that lies ahead leaves what comes after it", () => {
  expect(monthsFrom("2026-03-01", "2026-01-31")).toEqual([{ from: "2026-03-01", toExclusive: "2027-03-02" }]);
});
