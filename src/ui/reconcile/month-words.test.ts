import { expect, test } from "vitest";
import type { MonthData } from "../data.ts";
import { type MonthState, stateOfMonth, wordsOfMonth } from "./month-words.ts";

const signOff = { actor: { kind: "person" as const, name: "Kari" }, at: 1, comment: "" };
const reopened = { at: 2, because: "It changed.", signedBy: signOff };

function monthOf(differCount: number, waitingCount: number, changes: Partial<MonthData> = {}): MonthData {
  const waits = waitingCount > 0 ? "waits" : "equal";
  const month = {
    agreement: differCount > 0 ? "differs" : waits,
    counts: { difference: differCount + waitingCount, held: 0, leftOut: 0, byHand: 0 },
    waitingCount,
    signOff: null,
    reopened: null,
    ...changes,
  };
  return month as MonthData;
}

test.each<[MonthData, MonthState, string]>([
  [monthOf(0, 0), "equal", "Equal"],
  [monthOf(0, 1), "waits", "1 waits for the next sync"],
  [monthOf(0, 3), "waits", "3 wait for the next sync"],
  [monthOf(2, 0), "differs", "Differs"],
  [monthOf(1, 1), "differs", "1 differs, 1 waits"],
  [monthOf(2, 1), "differs", "2 differ, 1 waits"],
  [monthOf(1, 3), "differs", "1 differs, 3 wait"],
  [monthOf(2, 3), "differs", "2 differ, 3 wait"],
  [monthOf(0, 1, { signOff }), "signed", "Signed off"],
  [monthOf(0, 1, { reopened }), "reopened", "Opened again"],
  [monthOf(1, 1, { reopened }), "differs", "1 differs, 1 waits"],
])("a month has one word: %#", (month, state, words) => {
  expect([stateOfMonth(month), wordsOfMonth(month)]).toEqual([state, words]);
});
