/** Writes the records of a chunk in sub-batches until all are done, or until something ends the step. */
import { awaitCanaries } from "./await-canaries.ts";
import { judgeCanaries } from "./canaries.ts";
import { DONE, type PhaseEnd, type Step } from "./step.ts";
import type { RecordResult } from "./store.ts";
import {
  endBeforeBatch,
  MAX_BATCH,
  type PlannedWrite,
  performWrites,
  type SendList,
  sleepThrough,
  waitsForCanary,
  waitsForOther,
} from "./writing.ts";

/** Count and øre of those of the keys that are in the books' scope. */
export function sumOf(keys: string[], amounts: Map<string, number>): { count: number; oere: number } {
  const inScope = keys.flatMap((key) => amounts.get(key) ?? []);
  return { count: inScope.length, oere: inScope.reduce((sum, oere) => sum + oere, 0) };
}

interface Work {
  writes: PlannedWrite[];
  sendList: () => SendList | null;
  /** Øre of each record in the books' scope, by key. */
  amounts: Map<string, number>;
}

export async function writeAll(step: Step, { writes, sendList, amounts }: Work): Promise<PhaseEnd> {
  const batchSize = new BatchSize();
  let open = writes;
  while (open.length > 0) {
    const before = endBeforeBatch(step);
    if (before !== null) return before;
    const ready = await readyOf(step, open, amounts);
    if ("end" in ready) return ready;
    open = ready;
    const { batch, isCanary } = nextBatch(step, open, batchSize.current);
    if (batch.length === 0) return DONE;
    const outcome = await performWrites(step, batch, sendList());
    await commitSent(step, { batch, outcome, amounts });
    open = [...outcome.unsent, ...open.filter((write) => !batch.includes(write))];
    if (outcome.error !== null) throw outcome.error;
    if (!isCanary) batchSize.learn(batch.length - outcome.unsent.length);
    const end = isCanary ? await afterCanary(step, outcome.stop) : outcome.stop;
    if (end === null) continue;
    if (!(await sleepThrough(step, end))) return end;
  }
  return DONE;
}

/** What waits for no other write; the rest is held, or is waited for, which ends the step. */
async function readyOf(
  step: Step,
  writes: PlannedWrite[],
  amounts: Map<string, number>,
): Promise<PlannedWrite[] | PhaseEnd> {
  const independent = await holdDependants(step, writes, amounts);
  const awaited = await awaitCanaries(step, independent.flatMap(kindsIn));
  return awaited === DONE ? await holdBehindCanaries(step, independent, amounts) : awaited;
}

/** The first write of a kind that is not proven goes alone, before all others. */
function nextBatch(step: Step, open: PlannedWrite[], size: number) {
  const canary = open.find((write) => kindsIn(write).some((kind) => !step.canaries.proven.has(kind)));
  return canary === undefined
    ? { batch: open.slice(0, size), isCanary: false }
    : { batch: [canary], isCanary: true };
}

/** A canary is compared at once, also when its own answer has stopped the type already. */
async function afterCanary(step: Step, stop: PhaseEnd | null): Promise<PhaseEnd | null> {
  const verdict = await judgeCanaries(step);
  return verdict === DONE ? stop : verdict;
}

async function commitSent(
  step: Step,
  sent: {
    batch: PlannedWrite[];
    outcome: { results: RecordResult[]; unsent: PlannedWrite[] };
    amounts: Map<string, number>;
  },
): Promise<void> {
  const unsent = new Set(sent.outcome.unsent.map((write) => write.rubicKey));
  const keys = sent.batch.map((write) => write.rubicKey).filter((key) => !unsent.has(key));
  step.markDone(keys);
  if (sent.outcome.results.length === 0) return;
  await step.commit({ results: sent.outcome.results, read: sumOf(keys, sent.amounts) });
}

/** What depends on a write whose outcome is unknown waits with it; answers the rest. */
async function holdDependants(
  step: Step,
  writes: PlannedWrite[],
  amounts: Map<string, number>,
): Promise<PlannedWrite[]> {
  const waiting = writes.filter((write) => step.inDoubtKeys.has(write.serialKey));
  if (waiting.length === 0) return writes;
  const keys = waiting.map((write) => write.rubicKey);
  step.markDone(keys);
  await step.commit({ results: waiting.map(waitsForOther), read: sumOf(keys, amounts) });
  return writes.filter((write) => !step.inDoubtKeys.has(write.serialKey));
}

const kindsIn = (write: PlannedWrite): readonly string[] => write.canary?.kinds ?? [];

/** What is of a kind whose first invoice is not compared yet waits with it; answers the rest. */
async function holdBehindCanaries(
  step: Step,
  writes: PlannedWrite[],
  amounts: Map<string, number>,
): Promise<PlannedWrite[]> {
  const results = writes.flatMap((write) => {
    const first = kindsIn(write).map((kind) => step.canaries.waiting.get(kind));
    const canary = first.find((each) => each !== undefined);
    return canary === undefined ? [] : [{ write, result: waitsForCanary(write, canary.label) }];
  });
  if (results.length === 0) return writes;
  const keys = results.map(({ write }) => write.rubicKey);
  step.markDone(keys);
  await step.commit({ results: results.map(({ result }) => result), read: sumOf(keys, amounts) });
  return writes.filter((write) => !keys.includes(write.rubicKey));
}

/** Intents are stored for a whole batch, so a batch should not be larger than what two seconds can send. */
class BatchSize {
  current = MAX_BATCH;

  learn(sent: number): void {
    this.current = sent >= this.current ? Math.min(MAX_BATCH, this.current * 2) : Math.max(1, sent);
  }
}
