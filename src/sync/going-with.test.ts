import { expect, test } from "vitest";
import { formatKroner } from "./format.ts";
import { describeGoingWith } from "./going-with.ts";

const NONE = { count: 0, oere: 0 };

test.each([
  ["nothing", { payments: NONE, credits: NONE, isMore: false }, null],
  [
    "one payment",
    { payments: { count: 1, oere: 40_000 }, credits: NONE, isMore: false },
    `1 payment over ${formatKroner(40_000)}`,
  ],
  [
    "payments and a credit",
    { payments: { count: 6, oere: 240_000 }, credits: { count: 1, oere: -65_000 }, isMore: false },
    `6 payments over ${formatKroner(240_000)} and 1 credit over ${formatKroner(-65_000)}`,
  ],
  [
    "more than were added up",
    { payments: { count: 500, oere: 5_000_000 }, credits: NONE, isMore: true },
    `more than 500 payments over ${formatKroner(5_000_000)}`,
  ],
])("%s", (_what, sum, words) => expect(describeGoingWith(sum)).toBe(words));
