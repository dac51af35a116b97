import { describe, expect, test } from "vitest";
import type { ComparedDocument, Item } from "./compare-document.ts";
import { NO_FIGURES, paymentFigures } from "./figures.ts";
import {
  describeSignedChange,
  MAX_ITEMS,
  MonthSum,
  type ReconciledMonth,
  signedParts,
  wrongCount,
} from "./month.ts";

const NO_AMOUNTS = { grossOere: 0, creditedOere: 0, paidOere: 0, outstandingOere: 0 };
const SAME = { rubic: NO_FIGURES, tripletex: NO_FIGURES, held: NO_FIGURES, leftOut: NO_FIGURES };

function itemOf(cause: Item["cause"], label: string, rubicPaid: number, tripletexPaid: number): Item {
  const [rubic, tripletex] = [rubicPaid, tripletexPaid].map((paidOere) => ({ ...NO_AMOUNTS, paidOere }));
  const texts = { documentDate: "2026-01-15", explanation: "" };
  return { cause, holdCode: null, label, ...texts, rubic: rubic ?? null, tripletex: tripletex ?? null };
}

function monthOf(...documents: Partial<ComparedDocument>[]): ReconciledMonth {
  const sum = new MonthSum();
  for (const document of documents) sum.add({ ...SAME, items: [], ...document });
  return sum.end();
}

const payment = paymentFigures;
const differs = (label: string, oere: number) => ({
  rubic: payment(oere),
  items: [itemOf("PAYMENT_NOT_SYNCED", label, oere, 0)],
});
const waits = (oere: number) => ({
  rubic: payment(oere),
  held: payment(oere),
  items: [itemOf("HELD", "Invoice 1", oere, 0)],
});
const isLeftOut = (oere: number) => ({
  rubic: payment(oere),
  leftOut: payment(oere),
  items: [itemOf("LEFT_OUT", "Invoice 1", oere, 0)],
});
const both = (oere: number) => ({ rubic: payment(oere), tripletex: payment(oere) });

test("what no sync has met yet counts by itself and is listed after what differs, also when a step goes on where another has stopped", () => {
  const gone = { items: [itemOf("PAYMENT_GONE_FROM_TRIPLETEX", "Invoice 2", 0, 300)] };
  const first = new MonthSum();
  first.add({ ...SAME, ...differs("Invoice 1", 500) });
  const next = new MonthSum(first.totals());
  next.add({ ...SAME, ...gone });
  next.add({ ...SAME, ...differs("Invoice 3", 500) });
  const month = next.end(first.takeItems());
  expect(month).toMatchObject({ counts: { difference: 3 }, waitingCount: 2 });
  expect(month.items.map(({ label }) => label)).toEqual(["Invoice 2", "Invoice 1", "Invoice 3"]);
});

test("however much waits, what differs is counted as it is and stays in the list", () => {
  const sum = new MonthSum();
  for (let number = 1; number <= MAX_ITEMS + 5; number += 1) {
    sum.add({ ...SAME, ...differs(`Invoice ${number}`, 500) });
  }
  sum.add({ ...SAME, items: [itemOf("AMOUNT_DIFFERS", "Invoice 9999", 0, 0)] });
  const month = sum.end();
  expect(wrongCount(month)).toBe(1);
  expect(month.items).toHaveLength(MAX_ITEMS);
  expect(month.items[0]?.label).toBe("Invoice 9999");
});

test("what no sync has met yet is a difference of the month, and nothing wrong in the books", () => {
  const gone = {
    tripletex: payment(300),
    items: [itemOf("PAYMENT_GONE_FROM_TRIPLETEX", "Invoice 2", 0, 300)],
  };
  expect(wrongCount(monthOf(differs("Invoice 1", 500), waits(200)))).toBe(0);
  expect(wrongCount(monthOf(differs("Invoice 1", 500), gone))).toBe(1);
  expect(monthOf(differs("Invoice 1", 500)).counts.difference).toBe(1);
});

describe("what was signed has changed", () => {
  test.each([
    [
      "a payment is held",
      monthOf(),
      monthOf(waits(1_200_000)),
      "paid held, outstanding held, documents that are held",
    ],
    [
      "a payment is left out",
      monthOf(),
      monthOf(isLeftOut(500)),
      "paid left out, outstanding left out, documents that are left out",
    ],
    ["a held payment is another", monthOf(waits(500)), monthOf(waits(800)), "paid held, outstanding held"],
    [
      "a payment waits",
      monthOf(),
      monthOf(differs("A", 500)),
      "documents that differ or wait for the next sync",
    ],
    [
      "a document is mended and another breaks",
      monthOf(differs("A", 500)),
      monthOf(differs("B", 500)),
      "which documents differ",
    ],
  ])("where %s", (_, before, after, words) => {
    expect(signedParts(after)).not.toEqual(signedParts(before));
    expect(describeSignedChange(before, after).join(", ")).toContain(words);
  });

  test.each([
    ["no document differs", monthOf(), monthOf(both(500))],
    [
      "one differs that is paid on both sides",
      monthOf({ items: [itemOf("AMOUNT_DIFFERS", "A", 0, 0)] }),
      monthOf({ ...both(500), items: [itemOf("AMOUNT_DIFFERS", "A", 500, 500)] }),
    ],
  ])("not by a payment that both sides have, where %s", (_, before, after) => {
    expect(signedParts(after)).toEqual(signedParts(before));
  });
});
