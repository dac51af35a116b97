import { expect, test } from "vitest";
import { type Agreement, agreementOf, describeMonth } from "./agreement.ts";
import { NO_FIGURES, paymentFigures } from "./figures.ts";
import { NO_ITEMS } from "./month.ts";

const SIDES = { rubic: NO_FIGURES, tripletex: NO_FIGURES, held: NO_FIGURES, leftOut: NO_FIGURES };

const monthOf = (counts: Partial<typeof NO_ITEMS>, waitingCount = 0, rubic = NO_FIGURES) => ({
  figures: { ...SIDES, rubic },
  counts: { ...NO_ITEMS, ...counts },
  waitingCount,
});

test.each<[ReturnType<typeof monthOf>, Agreement, string]>([
  [monthOf({}), "equal", "Equal to the øre."],
  [monthOf({ held: 3, leftOut: 1 }), "equal", "Equal to the øre: 3 held, 1 left out."],
  [monthOf({ difference: 1 }, 1), "waits", "Not equal yet: 1 waits for the next sync."],
  [monthOf({ difference: 3, held: 2 }, 3), "waits", "Not equal yet: 3 wait for the next sync, 2 held."],
  [monthOf({ difference: 1 }), "differs", "Not equal: 1 differs."],
  [monthOf({ difference: 3 }, 1), "differs", "Not equal: 2 differ, 1 waits for the next sync."],
  [monthOf({}, 0, paymentFigures(100)), "differs", "Not equal."],
])("a month says how it stands: %#", (month, agreement, sentence) => {
  expect(agreementOf(month)).toBe(agreement);
  expect(describeMonth(month)).toBe(sentence);
});
