import { describe, expect, test } from "vitest";
import { type ComparedCreation, creationChange, updateChange } from "./plan.ts";

const PLANNED: ComparedCreation = {
  rubicHash: "invoice-1:a",
  contentHash: "plan-1:b",
  references: [-10_483, 7, -102],
  amountOere: 120_000,
  documentDate: "2026-03-01",
};
/** The same invoice once its customer and second product have their ids. */
const NOW: ComparedCreation = { ...PLANNED, references: [55, 7, 91] };

describe("a creation", () => {
  test("is as planned when only placeholders have become ids", () => {
    expect(creationChange(PLANNED, NOW)).toBeNull();
  });

  test.each<[string, Partial<ComparedCreation>, RegExp]>([
    ["amount", { amountOere: 120_001 }, /1.200,00 kr and is 1.200,01 kr/],
    ["amount that is gone", { amountOere: undefined }, /is none/],
    ["date", { documentDate: "2026-03-02" }, /2026-03-01 and is 2026-03-02/],
    ["record in Rubic", { rubicHash: "invoice-1:z" }, /changed in Rubic/],
    ["VAT type", { contentHash: "plan-1:z" }, /VAT type, account, department or price/],
    ["product that was known", { references: [55, 8, 91] }, /another record in Tripletex/],
    ["number of lines", { references: [55, 7] }, /another record in Tripletex/],
    ["placeholder", { references: [55, -7, 91] }, /another record in Tripletex/],
  ])("is not as planned with another %s", (_what, change, words) => {
    expect(creationChange(PLANNED, { ...NOW, ...change })).toMatch(words);
  });
});

describe("an update", () => {
  const email = { field: "e-mail", from: "a@b.test", to: "c@d.test" };
  const city = { field: "city", from: null, to: "BERGEN" };

  test("is as planned when it changes the same fields from and to the same", () => {
    expect(updateChange([email, city], [{ ...email }, { ...city }])).toBeNull();
  });

  test.each([
    ["another value in Tripletex", [{ ...email, from: "x@y.test" }, city], "“x@y.test” → “c@d.test”"],
    ["another value in Rubic", [{ ...email, to: "x@y.test" }, city], "“a@b.test” → “x@y.test”"],
    ["one field more", [email, city, { field: "name", from: "A", to: "B" }], "name: “A” → “B”"],
    ["one field less", [city], "city: nothing → “BERGEN”"],
    ["nothing left to change", [], "needs no change any more"],
  ])("is not as planned with %s", (_what, now, words) => {
    expect(updateChange([email, city], now)).toContain(words);
  });
});
