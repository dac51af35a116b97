import { expect, test } from "vitest";
import { isInClosedPeriod } from "./periods.ts";

const exclusive = [
  { start: "2026-02-01", end: "2026-03-01", isClosed: false },
  { start: "2026-01-01", end: "2026-02-01", isClosed: true },
];
const inclusive = [
  { start: "2026-01-01", end: "2026-01-31", isClosed: true },
  { start: "2026-02-01", end: "2026-02-28", isClosed: false },
];

test.each([
  ["the day after", exclusive],
  ["the last day", inclusive],
])("whether a period's end is %s, the same dates are closed", (_title, periods) => {
  const dates = ["2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01", "2026-02-28", "2026-04-01"];
  expect(dates.filter((date) => isInClosedPeriod(periods, date))).toEqual(["2026-01-01", "2026-01-31"]);
});

test("without any period nothing is closed", () => {
  expect(isInClosedPeriod([], "2026-01-01")).toBe(false);
});
