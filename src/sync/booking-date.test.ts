import { expect, test } from "vitest";
import { bookingDateProblem } from "./booking-date.ts";

test.each([
  ["2026-04-01", null],
  ["2026-05-20", null],
  ["2026-03-30", "30 March 2026 is not after its own date, 30 March 2026."],
  ["2025-12-31", "31 December 2025 is not after its own date, 30 March 2026."],
  ["2026-05-21", "21 May 2026 lies ahead."],
  ["2026-02-30", "“2026-02-30” is no date."],
  ["2026-13-01", "“2026-13-01” is no date."],
  ["1.4.2026", "“1.4.2026” is no date."],
  ["", "“” is no date."],
])("a payment of 30 March may be booked on %s: %s", (date, problem) => {
  expect(bookingDateProblem({ date, paymentDate: "2026-03-30", today: "2026-05-20" })).toBe(problem);
});
