/** The simulated year in short: a small club, two months, a sync every third night. The long one is `npm run test:year`. */
import { expect, test } from "vitest";
import { loadOnce } from "../faults/backend.ts";
import { liveYear, type YearOptions } from "./year.ts";

const SHORT: YearOptions = { seed: 2, members: 60, months: 2, syncsEvery: 3 };

test("two months end with every øre in both books or named, and the same seed gives the same books, whatever goes wrong when", async () => {
  const loaded = await loadOnce();
  const first = await liveYear(loaded, SHORT);
  const second = await liveYear(loaded, { ...SHORT, faultSeed: 9 });
  expect(first.violations).toEqual([]);
  expect(second.violations).toEqual([]);
  expect(first.rows.map(({ month }) => month)).toEqual(["2026-01", "2026-02"]);
  for (const { invoices, credits, payments, heldCount, leftOutCount, faults } of first.rows) {
    // A month in which nothing happens proves nothing.
    for (const count of [invoices, credits, payments, heldCount, leftOutCount, faults]) {
      expect(count).toBeGreaterThan(0);
    }
  }
  expect(second.books).toEqual(first.books);
});
