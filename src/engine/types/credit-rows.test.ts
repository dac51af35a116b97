/** A step that has read the invoices hands their credits on; the next one reads them from Rubic, and goes on at the same page. */
import { expect, test } from "vitest";
import type { RubicInvoice } from "../../rubic/schemas.ts";
import { rubicInvoice } from "../../sync/test-records.ts";
import { PageReader } from "../page-reader.ts";
import type { Step } from "../step.ts";
import { CreditRows } from "./credit-rows.ts";
import { CreditSync } from "./credits.ts";

const row = (invoiceID: number, creditedAmountOere = 0) =>
  rubicInvoice(undefined, { invoiceID, creditedAmountOere });
/** A server that cuts pages: the second has no credit, and the reading must not end there. */
const PAGES = [
  [row(1), row(2, 65_000), row(3, 65_000)],
  [row(4), row(5)],
  [row(6, 65_000), row(7)],
];

/** The ids of the credits that a credits sync reads, page by page. */
async function readCredits(step: Step): Promise<number[][]> {
  const sync = new CreditSync(step, { from: 0, to: 1, isComplete: true, booksFrom: "2026-01-01" });
  const reader = new PageReader<RubicInvoice>(sync);
  const found: number[][] = [];
  while (true) {
    const { page, isLast } = await reader.read(found.length + 1);
    found.push(page.records.filter((each) => sync.takes(each)).map(({ invoiceID }) => invoiceID));
    if (isLast) return found;
  }
}

test("what a step has kept has the same pages as Rubic's list", async () => {
  const rubic = {
    invoices: async ({ pageNo }: { pageNo: number }) => {
      const records = PAGES[pageNo - 1] ?? [];
      return { records, rowCount: records.length, quarantined: [], warnings: [] };
    },
  };
  const store = { noteCredits: async () => ({ leaseEndsAt: 0 }) };
  const step = { creditPages: null, ports: { rubic, store } } as unknown as Step;
  expect(await readCredits(step)).toEqual([[2, 3], [], [6]]);
  const rows = new CreditRows(step);
  for (const [index, records] of PAGES.entries()) await rows.note(index + 1, records);
  expect(step.creditPages).toHaveLength(3);
  expect(await readCredits(step)).toEqual([[2, 3], [], [6]]);
});
