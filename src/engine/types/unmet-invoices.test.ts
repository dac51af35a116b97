/** Why an invoice with a payment was not met, and how often Rubic is asked about it. */
import { beforeEach, expect, test } from "vitest";
import type { RubicInvoice } from "../../rubic/schemas.ts";
import { rubicInvoice, rubicTransaction } from "../../sync/test-records.ts";
import { UnmetInvoices } from "./unmet-invoices.ts";

/** 00:37 in Oslo. */
const NOW = Date.parse("2026-11-20T23:37:00Z");
/** 00:10 in Oslo. */
const READ_UNTIL = Date.parse("2026-11-20T23:10:00Z");
const [TODAY, YESTERDAY, BEFORE] = ["2026-11-21", "2026-11-20", "2026-11-18"];
const BOOKED = 5_100;

let asked: { pageNo: number; startPeriod?: number }[];
beforeEach(() => {
  asked = [];
});

/** Rubic has these beyond what was read, each on a page of its own. */
function unmet(rows: RubicInvoice[] = [], readUntil: number | null = READ_UNTIL) {
  const invoices = async (query: { pageNo: number; startPeriod?: number }) => {
    asked.push(query);
    const records = rows.slice(query.pageNo - 1, query.pageNo);
    return { rowCount: records.length, records, quarantined: [], warnings: [] };
  };
  return new UnmetInvoices({ rubic: { invoices }, now: NOW, readUntil });
}

const paid = (paymentDate: string, invoiceNumber = BOOKED + 1) =>
  rubicTransaction({ invoiceID: 7, invoiceNumber, paymentDate });
const inRubic = (invoiceDate: string, invoiceID = 7) => rubicInvoice([], { invoiceID, invoiceDate });

test.each([
  ["paid today", TODAY],
  ["paid just before midnight, and entered after invoices were read", YESTERDAY],
])("%s, it may be new: nobody asks Rubic", async (_name, day) => {
  expect(await unmet().why(paid(day), BOOKED)).toEqual({ is: "new" });
  expect(asked).toEqual([]);
});

test("without a reading nothing is known of any", async () => {
  expect(await unmet([], null).why(paid(BEFORE, 1), BOOKED)).toEqual({ is: "new" });
});

test.each([
  ["paid some days before invoices were read", paid(BEFORE)],
  ["followed by a booked one", paid(TODAY, BOOKED - 1)],
])("%s, it is before the cut-over where Rubic has nothing to come", async (_name, payment) => {
  expect(await unmet().why(payment, BOOKED)).toEqual({ is: "beforeCutover" });
  expect(await unmet([inRubic("2026-12-15", 8)]).why(payment, BOOKED)).toEqual({ is: "beforeCutover" });
});

test("dated ahead it is not, and Rubic is asked once for all", async () => {
  const invoices = unmet([inRubic("2026-11-21", 8), inRubic("2026-12-15")]);
  const expected = { is: "datedAhead", invoiceDate: "2026-12-15" };
  expect(await invoices.why(paid(BEFORE), BOOKED)).toEqual(expected);
  expect(await invoices.why(paid(TODAY, 1), BOOKED)).toEqual(expected);
  expect(asked.map(({ pageNo }) => pageNo)).toEqual([1, 2, 3]);
  expect(new Set(asked.map(({ startPeriod }) => startPeriod))).toEqual(new Set([READ_UNTIL]));
});

test("entered since, it is new, whatever its day", async () => {
  expect(await unmet([inRubic(BEFORE)]).why(paid(TODAY, 1), BOOKED)).toEqual({ is: "new" });
});

test("a server that ignores the page number is not read for ever", async () => {
  const page = { rowCount: 1, records: [inRubic("2026-12-15", 8)], quarantined: [], warnings: [] };
  const rubic = { invoices: async () => page };
  const invoices = new UnmetInvoices({ rubic, now: NOW, readUntil: READ_UNTIL });
  expect(await invoices.why(paid(BEFORE), BOOKED)).toEqual({ is: "beforeCutover" });
});
