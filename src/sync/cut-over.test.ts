import { expect, test } from "vitest";
import { type CutOverChange, isIsoDate, refuseCutOver } from "./cut-over.ts";

const BOOKED: CutOverChange = {
  from: "2026-01-01",
  to: "2026-01-01",
  hasBooked: true,
  firstHidden: null,
  reason: null,
};
const codeOf = (change: Partial<CutOverChange>) => refuseCutOver({ ...BOOKED, ...change })?.code ?? "allowed";

test.each<[string, Partial<CutOverChange>, string]>([
  ["any date before anything is booked", { to: "2025-01-01", hasBooked: false }, "allowed"],
  ["a first date", { from: null, to: "2025-01-01" }, "allowed"],
  ["an earlier date once invoices are booked", { to: "2025-12-31" }, "REASON_MISSING"],
  ["an earlier date with a reason", { to: "2025-12-31", reason: "Agreed" }, "allowed"],
  ["a later date that leaves nothing out", { to: "2026-02-01" }, "allowed"],
  [
    "a later date that leaves a booked invoice out, whatever the reason",
    { to: "2026-02-01", firstHidden: { number: 7, date: "2026-01-15" }, reason: "Agreed" },
    "CUTOVER_HIDES_BOOKED",
  ],
  ["a day that does not exist", { to: "2026-02-30", hasBooked: false }, "INVALID_DATE"],
])("%s", (_what, change, outcome) => {
  expect(codeOf(change)).toBe(outcome);
});

test.each([
  ["2026-02-28", true],
  ["2026-2-28", false],
  ["2026-13-01", false],
  ["28.02.2026", false],
])("%s is a date: %s", (text, isDate) => {
  expect(isIsoDate(text)).toBe(isDate);
});
