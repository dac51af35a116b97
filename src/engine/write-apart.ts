/**
 * Writes records of another kind than the type that is being worked through, such as the payers of invoices. They are none of
 * the type's records, so they are not counted with them, and their keys are none of its page.
 */
import { DONE, type PhaseEnd, type Step } from "./step.ts";
import type { RecordResult } from "./store.ts";
import { endBeforeBatch, MAX_BATCH, type PlannedWrite, performWrites, sleepThrough } from "./writing.ts";

/**
 * Anything but "done" means that some are not tried yet: whoever depends on them must be left for the next step, which does
 * not meet those again that are written. @throws Error what nobody foresaw while sending
 */
export async function writeApart(
  step: Step,
  { results, writes }: { results: RecordResult[]; writes: PlannedWrite[] },
): Promise<PhaseEnd> {
  await commitApart(step, results);
  for (let open = writes; open.length > 0; ) {
    const before = endBeforeBatch(step);
    if (before !== null) return before;
    const batch = open.slice(0, MAX_BATCH);
    const { results: sent, unsent, stop, error } = await performWrites(step, batch, null);
    await commitApart(step, sent);
    if (error !== null) throw error;
    open = [...unsent, ...open.slice(batch.length)];
    if (stop === null) continue;
    // Refusals of these are no reason to stop the type: what does not depend on them goes on.
    if (stop.end === "failType") {
      // Those that were refused before stay held as they were.
      await commitApart(
        step,
        open.flatMap((write) => heldBefore(step, write)),
      );
      return DONE;
    }
    if (!(await sleepThrough(step, stop))) return stop;
  }
  return DONE;
}

async function commitApart(step: Step, results: RecordResult[]): Promise<void> {
  if (results.length === 0) return;
  const { syncType } = step;
  step.syncType = null;
  await step.commit({ results: results.map(asApart) });
  step.syncType = syncType;
}

/** A run of the record's own type does not meet it, and must not take it for gone. */
function asApart(result: RecordResult): RecordResult {
  if (result.outcome === "mapped") return { ...result, isApart: true };
  return result.outcome === "held" ? { ...result, hold: { ...result.hold, isApart: true } } : result;
}

function heldBefore(step: Step, { kind, rubicKey }: PlannedWrite): RecordResult[] {
  const hold = step.refusedBefore(rubicKey);
  return hold === null ? [] : [{ outcome: "held", kind, rubicKey, hold, removesIntent: false }];
}
