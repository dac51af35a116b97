import { expect, test } from "vitest";
import { type ComparisonProgress, describeWaiting } from "./waiting.ts";

/** 15:00 in Oslo. */
const NOW = Date.parse("2026-11-21T14:00:00Z");
const MINUTE_MS = 60_000;
const TROUBLE = {
  code: "TRIPLETEX_RATE_LIMIT",
  message: "Tripletex allows no more requests for the time being.",
};
const LIVE = { monthsLeft: 7, trouble: null, waitsUntil: null };
const NOTHING: ComparisonProgress = { live: null, problem: null, leftCount: 0, syncSince: null };

test.each<[string, Partial<ComparisonProgress>, string | null]>([
  ["is silent when nothing is to be done", {}, null],
  ["is silent while it gets on", { live: LIVE }, null],
  [
    "says why a live one waits, and until when",
    { live: { ...LIVE, trouble: TROUBLE, waitsUntil: NOW + 10 * MINUTE_MS } },
    "The comparison waits: Tripletex allows no more requests for the time being. It tries again at 15:10, with 7 months to go.",
  ],
  [
    "says that it is being tried again",
    { live: { ...LIVE, monthsLeft: 1, trouble: TROUBLE, waitsUntil: NOW - MINUTE_MS } },
    "The comparison waits: Tripletex allows no more requests for the time being. It tries again now, with 1 month to go.",
  ],
  [
    "names the sync that it waits for, whatever else was in its way",
    { live: { ...LIVE, trouble: TROUBLE, waitsUntil: NOW + MINUTE_MS }, syncSince: NOW - 5 * MINUTE_MS },
    "A sync is on since 14:55; the comparison goes on when it has ended, with 7 months to go.",
  ],
  [
    "says what a sync that is on leaves to compare",
    { syncSince: NOW - 5 * MINUTE_MS },
    "A sync is on since 14:55; the months that it changes are compared when it has ended.",
  ],
  [
    "says when one that failed is begun again",
    { problem: { againAt: NOW + 55 * MINUTE_MS }, leftCount: 3 },
    "The comparison is begun again by itself at 15:55, with 3 months to go.",
  ],
  [
    "says so when that time has come",
    { problem: { againAt: NOW - 1 } },
    "The comparison is begun again by itself within a minute.",
  ],
  [
    "says that a sync has interrupted it",
    { leftCount: 2 },
    "A sync interrupted the comparison; it goes on within a minute, with 2 months to go.",
  ],
])("%s", (_title, changes, sentence) => {
  expect(describeWaiting({ ...NOTHING, ...changes }, NOW)).toBe(sentence);
});
