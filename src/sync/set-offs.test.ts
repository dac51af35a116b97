import { array, assert, boolean, integer, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import {
  areBalanced,
  explainSetOffs,
  judgeDocument,
  judgeTogether,
  type LedgerDocument,
} from "./set-offs.ts";

const NO_VOUCHERS = new Set<number>();
let nextPosting = 1;
const posting = (amountOere: number, voucherId: number | null, isPayment = true) => {
  nextPosting += 1;
  return { id: nextPosting, amountOere, voucherId, isPayment };
};

/** An open document; its own voucher has its id. */
function document(id: number, amountOere: number, rest: Partial<LedgerDocument> = {}): LedgerDocument {
  return {
    id,
    invoiceDate: "2026-01-15",
    amountOere,
    amountOutstandingOere: amountOere,
    isCredited: false,
    creditedInvoiceId: null,
    voucherId: id,
    postings: [posting(amountOere, id, false)],
    ...rest,
  };
}

describe("a document by itself", () => {
  test("that is paid by its postings has nothing set off", () => {
    const paid = document(1, 100_000, {
      amountOutstandingOere: 60_000,
      postings: [posting(100_000, 1, false), posting(-50_000, 7), posting(10_000, 8)],
    });
    expect(judgeDocument(paid, NO_VOUCHERS)).toMatchObject({ paidOere: 40_000, setOffOere: 0 });
  });

  test("of which less is outstanding than its payments leave has the rest set off", () => {
    const closed = document(1, 100_000, {
      amountOutstandingOere: 0,
      postings: [posting(100_000, 1, false), posting(-60_000, 7)],
    });
    expect(judgeDocument(closed, NO_VOUCHERS)).toMatchObject({ paidOere: 60_000, setOffOere: 40_000 });
  });

  test("does not take a posting in another document's voucher for a payment; a hidden voucher is nobody's", () => {
    const closed = document(1, 100_000, {
      amountOutstandingOere: 50_000,
      postings: [posting(100_000, 1, false), posting(-40_000, 7), posting(-10_000, null)],
    });
    expect(judgeDocument(closed, new Set([7]))).toMatchObject({ paidOere: 10_000, setOffOere: 40_000 });
  });

  test("that is credited as a whole has that credit, and no set-off", () => {
    const credited = document(1, 65_000, { amountOutstandingOere: 0, isCredited: true });
    const note = document(2, -65_000, { amountOutstandingOere: 0, creditedInvoiceId: 1 });
    for (const each of [credited, note]) {
      expect(judgeDocument(each, NO_VOUCHERS)).toMatchObject({ paidOere: 0, setOffOere: 0 });
    }
  });
});

test("together, an invoice is credited by what its credit notes are, a part where they are a part", () => {
  const credited = document(1, 65_000, { amountOutstandingOere: 50_000, isCredited: true });
  const note = document(2, -15_000, { amountOutstandingOere: 0, creditedInvoiceId: 1 });
  const settled = judgeTogether([credited, note]);
  expect([...settled.values()].map(({ setOffOere }) => setOffOere)).toEqual([0, 0]);
  expect(judgeDocument(credited, NO_VOUCHERS).setOffOere).not.toBe(0);
});

test("together, what stands to the customer's credit on a paid and credited invoice was set off against the next one", () => {
  const credited = document(1, 65_000, {
    amountOutstandingOere: 0,
    isCredited: true,
    postings: [posting(65_000, 1, false), posting(-65_000, 7), posting(-65_000, 3, false)],
  });
  const note = document(3, -65_000, { amountOutstandingOere: 0, creditedInvoiceId: 1 });
  const next = document(4, 80_000, { amountOutstandingOere: 15_000 });
  const settled = judgeTogether([credited, note, next]);
  expect([...settled].map(([id, { setOffOere }]) => [id, setOffOere])).toEqual([
    [1, -65_000],
    [3, 0],
    [4, 65_000],
  ]);
});

const setOff = (id: number, setOffOere: number, { day = "2026-01-01", isOurs = true } = {}) => ({
  id,
  invoiceDate: day,
  setOffOere,
  isOurs,
});

describe("what explains set-offs", () => {
  test.each([
    ["one invoice, one credit", [setOff(1, 40_000), setOff(2, -40_000)], [40_000, -40_000]],
    [
      "two invoices, one credit",
      [setOff(1, 30_000), setOff(2, 10_000), setOff(3, -40_000)],
      [30_000, 10_000, -40_000],
    ],
    ["nothing on the other side", [setOff(1, 40_000)], [0]],
    ["less on the other side", [setOff(1, 40_000), setOff(2, -15_000)], [15_000, -15_000]],
    ["more on the other side", [setOff(1, 15_000), setOff(2, -40_000)], [15_000, -15_000]],
    [
      "equal amounts are one another's",
      [setOff(1, 40_000, { day: "2025-01-01" }), setOff(2, 65_000), setOff(3, -65_000)],
      [0, 65_000, -65_000],
    ],
    [
      "the older one first",
      [setOff(1, 40_000, { day: "2026-02-01" }), setOff(2, 30_000), setOff(3, -50_000)],
      [20_000, 30_000, -50_000],
    ],
    [
      "what Rubic does not know first",
      [setOff(1, 40_000), setOff(2, 30_000, { day: "2026-03-01", isOurs: false }), setOff(3, -35_000)],
      [5_000, 30_000, -35_000],
    ],
  ])("%s", (_name, setOffs, expected) => {
    const explained = explainSetOffs(setOffs);
    expect(setOffs.map(({ id }) => explained.get(id))).toEqual(expected);
  });

  test("both signs take the same, no document more than its own, whatever order they are listed in", () => {
    const oere = integer({ min: -500, max: 500 }).filter((value) => value !== 0);
    const some = array(record({ oere, isOurs: boolean() }), { maxLength: 8 });
    assert(
      property(some, (drawn) => {
        const setOffs = drawn.map((each, id) => setOff(id, each.oere, { isOurs: each.isOurs }));
        const explained = explainSetOffs(setOffs);
        const parts = setOffs.map(({ id, setOffOere }) => [explained.get(id) ?? 0, setOffOere] as const);
        for (const [part, whole] of parts) {
          expect(part * whole).toBeGreaterThanOrEqual(0);
          expect(Math.abs(part)).toBeLessThanOrEqual(Math.abs(whole));
        }
        expect(parts.reduce((sum, [part]) => sum + part, 0)).toBe(0);
        const [owed, credit] = [1, -1].map((sign) =>
          setOffs.reduce((sum, each) => sum + Math.max(0, sign * each.setOffOere), 0),
        );
        const taken = parts.reduce((sum, [part]) => sum + Math.max(0, part), 0);
        expect(taken).toBe(Math.min(owed ?? 0, credit ?? 0));
        if (areBalanced(setOffs)) expect(parts.every(([part, whole]) => part === whole)).toBe(true);
        const again = explainSetOffs(setOffs.toReversed());
        expect(setOffs.map(({ id }) => again.get(id))).toEqual(setOffs.map(({ id }) => explained.get(id)));
      }),
    );
  });
});
