/** Notes and invoices dated ahead: the numbers tell which came first, and what dates pair stays paired so. */
import { expect, test } from "vitest";
import { pairCredits, type SeenCredit } from "./credits.ts";

const row = (id: number, date: string, more: Partial<SeenCredit>): SeenCredit => ({
  rubicInvoiceId: id,
  rubicInvoiceNumber: 20_000 + id,
  payer: "10482",
  isNote: false,
  date,
  netOere: 65_000,
  grossOere: 65_000,
  creditedOere: 0,
  mentions: [],
  ...more,
});
const original = (id: number, date: string, creditedOere: number) => row(id, date, { creditedOere });
const note = (id: number, date: string, oere: number, more: Partial<SeenCredit> = {}) =>
  row(id, date, { isNote: true, netOere: -oere, grossOere: -oere, ...more });

const pairsOf = (...seen: SeenCredit[]) => {
  const { originalOf, uncoveredOere } = pairCredits(seen);
  return { pairs: new Map(originalOf), left: [...uncoveredOere] };
};

const AHEAD = original(1, "2026-12-15", 65_000);

test.each([
  ["all of it", 65_000, [], 0],
  ["all of it, by its number", 65_000, [20_001], 0],
  ["a part of it", 15_000, [], 50_000],
] as const)(
  "a note that came after an invoice dated ahead credits %s",
  (_title, oere, mentions, leftOere) => {
    const found = pairsOf(AHEAD, note(9, "2026-11-20", oere, { mentions: [...mentions] }));
    expect(found).toEqual({ pairs: new Map([[9, 1]]), left: [[1, leftOere]] });
  },
);

test("a note that came before it does not, whatever it mentions", () => {
  const before = note(9, "2026-11-20", 65_000, { rubicInvoiceNumber: 20_000, mentions: [20_001] });
  expect(pairsOf(AHEAD, before)).toEqual({ pairs: new Map(), left: [[1, 65_000]] });
});

test("an invoice dated ahead takes no note for which an earlier invoice has room, nor leaves its own", () => {
  const found = pairsOf(
    original(1, "2026-02-01", 40_000),
    original(2, "2026-12-15", 30_000),
    note(7, "2026-11-20", 30_000),
    note(8, "2026-11-21", 10_000),
    note(9, "2026-12-20", 30_000),
  );
  const pairs = new Map([
    [7, 1],
    [8, 1],
    [9, 2],
  ]);
  expect(found).toEqual({
    pairs,
    left: [
      [1, 0],
      [2, 0],
    ],
  });
});
