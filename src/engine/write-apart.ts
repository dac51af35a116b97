/**
 * Writes records of another kind than the type that is being worked through, such as the payers of invoices. They are none of
 * the type's records, so they are not counted with them, and their keys are none of its page.
 */
import type { Step } from "./step.ts";
import type { RecordResult } from "./store.ts";
import { MAX_BATCH, type PlannedWrite, performWrites } from "./writing.ts";

/**
 * What can't be sent now stays as it is: whoever depends on it waits, and the next sync meets it again.
 * @throws Error what nobody foresaw while sending
 */
export async function writeApart(
  step: Step,
  { results, writes }: { results: RecordResult[]; writes: PlannedWrite[] },
): Promise<void> {
  await commitApart(step, results);
  for (let open = writes; open.length > 0 && !step.isTimeUp(); ) {
    const batch = open.slice(0, MAX_BATCH);
    const outcome = await performWrites(step, batch, null);
    await commitApart(step, outcome.results);
    if (outcome.error !== null) throw outcome.error;
    if (outcome.stop !== null) return;
    open = [...outcome.unsent, ...open.slice(batch.length)];
  }
}

async function commitApart(step: Step, results: RecordResult[]): Promise<void> {
  if (results.length === 0) return;
  const { syncType } = step;
  step.syncType = null;
  await step.commit({ results });
  step.syncType = syncType;
}
