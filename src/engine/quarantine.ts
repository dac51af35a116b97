/**
 * Rows of Rubic that can't be read: each is held by name and the rest of the page goes on, unless most of the page is
 * unreadable. Then Rubic has changed its answer, and thousands of holds would hide that one cause. What is booked of such a row stays in the
 * sums as in the comparison of the months: of an invoice, Rubic lacks what Tripletex has; a payment counts as it was booked.
 */
import type { RubicPage } from "../rubic/client.ts";
import { problemOfCode } from "../sync/problem-codes.ts";
import { DONE, type PhaseEnd, type Step } from "./step.ts";
import type { HoldInput, RecordKind, RecordResult } from "./store.ts";
import { changedAnswer } from "./unreadable.ts";

/** Rows that are held in one commit. */
const CHUNK = 100;

export async function holdUnreadable<Row>(
  step: Step,
  kind: RecordKind,
  page: RubicPage<Row>,
): Promise<PhaseEnd> {
  const { quarantined } = page;
  const changed = changedAnswer(page);
  if (changed !== null) return { end: "failType", problem: problemOfCode("RUBIC_ANSWER_CHANGED", changed) };
  const seen = new Set([...step.cursor.previousKeys, ...step.cursor.doneKeys]);
  const unmet = quarantined
    .map((each) => ({ ...each, rubicKey: each.key ?? `page ${step.cursor.pageNo}: ${each.label}` }))
    .filter(({ rubicKey }) => !seen.has(rubicKey));
  for (let start = 0; start < unmet.length; start += CHUNK) {
    const chunk = unmet.slice(start, start + CHUNK);
    const keys = chunk.map(({ rubicKey }) => rubicKey);
    const booked = await bookedOf(step, kind, keys);
    step.expected.count += chunk.length;
    step.markDone(keys);
    const results = chunk.map((each) => heldUnreadable(kind, each, booked.get(each.rubicKey)));
    await step.commit({ results, ...(kind === "payment" && { read: sumOf(booked) }) });
  }
  return DONE;
}

function heldUnreadable(
  kind: RecordKind,
  { rubicKey, label, reason }: { rubicKey: string; label: string; reason: string },
  bookedOere: number | undefined,
): RecordResult {
  const message = `${label} can't be read: ${reason}`;
  const isLacking = bookedOere !== undefined && kind !== "payment";
  const hold: HoldInput = {
    label,
    code: "INVALID_RECORD",
    message,
    ...(isLacking && { amountOere: 0 - bookedOere }),
  };
  return { outcome: "held", kind, rubicKey, hold, removesIntent: false };
}

/** What a row may be in the books: its credit is known by the same id. */
const BOOKED_AS: Partial<Record<RecordKind, RecordKind[]>> = {
  invoice: ["invoice", "credit"],
  payment: ["payment"],
};

/** What is booked of rows by their keys, in øre; nothing of those that are not in the books, or not in their sums. */
async function bookedOf(step: Step, kind: RecordKind, keys: string[]): Promise<Map<string, number>> {
  const booked = new Map<string, number>();
  const ids = keys.filter((key) => Number.isSafeInteger(Number(key)));
  for (const each of ids.length === 0 ? [] : (BOOKED_AS[kind] ?? [])) {
    for (const { rubicKey, mapping } of await step.ports.store.records(each, ids)) {
      if (mapping === null || mapping.isBeforeCutover === true) continue;
      booked.set(rubicKey, (booked.get(rubicKey) ?? 0) + mapping.booked.grossOere);
    }
  }
  return booked;
}

function sumOf(booked: ReadonlyMap<string, number>) {
  const amounts = [...booked.values()];
  return { count: amounts.length, oere: amounts.reduce((sum, oere) => sum + oere, 0) };
}
