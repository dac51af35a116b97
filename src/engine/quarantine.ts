/**
 * Rows of Rubic that can't be read: each is held by name and the rest of the page goes on, unless most of the page is
 * unreadable. Then Rubic has changed its answer, and thousands of holds would hide that one cause.
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
  const results = quarantined
    .map((each) => ({ ...each, rubicKey: each.key ?? `page ${step.cursor.pageNo}: ${each.label}` }))
    .filter(({ rubicKey }) => !seen.has(rubicKey))
    .map(({ rubicKey, label, reason }): RecordResult => {
      const hold: HoldInput = { label, code: "INVALID_RECORD", message: `${label} can't be read: ${reason}` };
      return { outcome: "held", kind, rubicKey, hold, removesIntent: false };
    });
  for (let start = 0; start < results.length; start += CHUNK) {
    const chunk = results.slice(start, start + CHUNK);
    step.expected.count += chunk.length;
    step.markDone(chunk.map((result) => (result.outcome === "held" ? result.rubicKey : "")));
    await step.commit({ results: chunk });
  }
  return DONE;
}
