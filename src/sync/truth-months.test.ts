import { expect, test } from "vitest";
import { computeTruth, type TruthInput } from "./truth.ts";
import { describeMonthsTrouble, type MonthsReading } from "./truth-months.ts";

const NOW = Date.parse("2026-11-21T14:00:00Z");
const HOUR_MS = 3_600_000;
const READ_AT = Date.parse("2026-11-12T02:43:00Z");

const reading = (changes: Partial<MonthsReading> = {}): MonthsReading => ({
  firstAt: READ_AT,
  readAt: NOW - HOUR_MS,
  allReadAt: NOW - 12 * HOUR_MS,
  problem: null,
  live: null,
  leftCount: 0,
  ...changes,
});
const TIMEOUT = { code: "RUBIC_TIMEOUT", message: "Rubic did not answer within 15 s." };
const LATE = { readAt: NOW - HOUR_MS, allReadAt: READ_AT };
const LIVE = { startedAt: Date.parse("2026-11-21T13:05:00Z"), monthsLeft: 7, trouble: null };

test.each<[string, Partial<MonthsReading>, string | null]>([
  ["is silent while the months are compared each night", {}, null],
  [
    "is silent while the first reading is on",
    { firstAt: NOW, readAt: null, allReadAt: null, live: LIVE },
    null,
  ],
  [
    "names a failure, and since when",
    { readAt: READ_AT, problem: { at: NOW, ...TIMEOUT } },
    "the months could not be compared since 12 Nov 03:43: Rubic did not answer within 15 s",
  ],
  [
    "names a failure of the first reading",
    { readAt: null, allReadAt: null, problem: { at: NOW, ...TIMEOUT } },
    "the months could not be compared since 15:00: Rubic did not answer within 15 s",
  ],
  [
    "keeps what only a developer understands to itself",
    { readAt: READ_AT, problem: { at: NOW, code: "UNFORESEEN", message: "TypeError: x is undefined" } },
    "the months could not be compared since 12 Nov 03:43: an error in the service itself, for whoever maintains it",
  ],
  [
    "says why a reading that is late waits",
    { ...LATE, live: { ...LIVE, trouble: TIMEOUT } },
    "the months have not all been compared since 12 Nov 03:43: Rubic did not answer within 15 s",
  ],
  [
    "says how much a reading that is late has left",
    { ...LATE, live: LIVE },
    "the months have not all been compared since 12 Nov 03:43: the reading that began 14:05 still has 7 months left",
  ],
  [
    "says that syncs interrupt it",
    { ...LATE, leftCount: 1 },
    "the months have not all been compared since 12 Nov 03:43: syncs keep interrupting the reading, which has 1 month left",
  ],
  [
    "says that none has begun",
    LATE,
    "the months have not all been compared since 12 Nov 03:43: no reading has begun, though one is due each night",
  ],
])("%s", (_title, changes, clause) => {
  expect(describeMonthsTrouble(reading(changes), NOW)).toBe(clause);
});

test("the sentence of truth asks for attention, and ends with it", () => {
  const sum = {
    rubicCount: 0,
    rubicOere: 0,
    tripletexCount: 0,
    tripletexOere: 0,
    heldCount: 0,
    heldOere: 0,
    ignoredCount: 0,
    ignoredOere: 0,
  };
  const input: TruthInput = {
    booksFrom: "2025-01-01",
    comparison: { comparedAt: NOW, invoices: sum, payments: sum, differenceCount: 0 },
    heldCount: 0,
    heldOere: 0,
    inDoubtCount: 0,
    isRunLive: false,
    lastProblem: null,
    writingStopped: null,
    notReady: null,
    monthsReading: reading({ readAt: READ_AT, problem: { at: NOW, ...TIMEOUT } }),
  };
  expect(computeTruth(input, NOW)).toEqual({
    tone: "attention",
    sentence:
      "Everything from 1 January 2025 is in Tripletex, equal to the øre as of 15:00; the months could not be compared since 12 Nov 03:43: Rubic did not answer within 15 s.",
  });
});
