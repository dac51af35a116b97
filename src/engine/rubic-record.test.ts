/** Documents are found by their number wherever Rubic dates them. */
import { expect, test } from "vitest";
import type { RubicClient } from "../rubic/client.ts";
import { rubicInvoice } from "../sync/test-records.ts";
import { findByNumber } from "./rubic-record.ts";

const DAY_MS = 86_400_000;
const NOW = Date.parse("2026-11-21T12:00:00Z");

/** Rubic has one invoice, on a day so many days from now; answers how often it is asked as well. */
async function lookFor(days: number) {
  const at = NOW + days * DAY_MS;
  const row = rubicInvoice([], { invoiceNumber: 5_001 });
  let calls = 0;
  const invoices: RubicClient["invoices"] = async ({ pageNo, startPeriod, endPeriod }) => {
    calls += 1;
    const isIn = Number(startPeriod) <= at && at <= endPeriod && pageNo === 1;
    const records = isIn ? [row] : [];
    return { rowCount: records.length, records, quarantined: [], warnings: [] };
  };
  const rubic = { invoices } as RubicClient;
  return { found: await findByNumber({ rubic, now: NOW }, { kind: "invoice", number: "5001" }), calls };
}

test.each([0, 30, 200, 360, -200, -1_000])(
  "an invoice that is dated %i days from now is found",
  async (days) => {
    expect((await lookFor(days)).found).toHaveLength(1);
  },
);

test("what is dated far ahead is looked for last", async () => {
  expect((await lookFor(0)).calls).toBe(1);
});
