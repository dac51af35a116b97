/** The simulated year in short: a small club, two months, a sync every sixth night. The long one is `npm run test:year`. */
import { beforeAll, expect, test } from "vitest";
import { loadOnce } from "../faults/backend.ts";
import { checkBooks } from "./check.ts";
import { liveYear, type YearOptions, type YearOutcome } from "./year.ts";

const SHORT: YearOptions = { seed: 2, members: 60, months: 2, syncsEvery: 6 };

let first: YearOutcome;
let second: YearOutcome;

beforeAll(async () => {
  const loaded = await loadOnce();
  first = await liveYear(loaded, SHORT);
  second = await liveYear(loaded, { ...SHORT, faultSeed: 9 });
});

test("two months end with every øre in both books, or held by name", () => {
  expect(first.violations).toEqual([]);
  expect(second.violations).toEqual([]);
  expect(first.rows.map(({ month }) => month)).toEqual(["2026-01", "2026-02"]);
  for (const { invoices, credits, payments, heldCount, leftOutCount, faults } of first.rows) {
    // A month in which nothing happens proves nothing.
    for (const count of [invoices, credits, payments, heldCount, leftOutCount, faults]) {
      expect(count).toBeGreaterThan(0);
    }
  }
});

test("the same seed gives the same books, whatever goes wrong when", () => {
  expect(first.rows.map(({ faults }) => faults)).not.toEqual(second.rows.map(({ faults }) => faults));
  expect(second.books).toEqual(first.books);
});

test("the check names a payment that nobody knows of, and an invoice that is missing", () => {
  const { scene } = second;
  const { people, state, simulation } = scene.machine.remotes;
  const [paid, gone] = state.invoices.filter(
    ({ amount, isCreditNote, isCredited, postings }) =>
      amount > 0 && !isCreditNote && !isCredited && postings.length === 1,
  );
  if (paid === undefined || gone === undefined) throw new Error("some invoices of two months are unpaid");
  people.registerPayment({ invoiceId: paid.id, date: "2026-02-27", amount: 1 });
  simulation.books.Invoice.remove(gone.id);
  const { violations } = checkBooks(scene);
  expect(violations).toHaveLength(2);
  expect(violations).toContainEqual(expect.stringContaining(`invoice ${paid.invoiceNumber} `));
  expect(violations).toContainEqual(
    expect.stringMatching(new RegExp(`^invoice ${gone.invoiceNumber} .* is neither booked nor held$`)),
  );
});
