/** Plans the writes of a chunk in sub-batches: creations as they are, updates after a look at what they would change. */
import { DONE, type PhaseEnd, type Step } from "../step.ts";
import type { PlanItem, RecordResult } from "../store.ts";
import { sumOf } from "../write-all.ts";
import { MAX_BATCH, type PlannedWrite, waitBeforeSending } from "../writing.ts";
import { creationItem, itemsOfResults, updateItem } from "./items.ts";

/** As long as a sub-batch of writes: between two of them the lease is renewed and a wish to stop is heard. */
const MAX_BATCH_MS = 2_000;
/** Tripletex advises one or two requests at a time per company. */
const PARALLEL_LOOKS = 2;

interface Work {
  writes: PlannedWrite[];
  /** Øre of each record in the books' scope, by key. */
  amounts: Map<string, number>;
}

export async function planAll(step: Step, { writes, amounts }: Work): Promise<PhaseEnd> {
  let open = writes;
  while (open.length > 0) {
    if (step.isCancelRequested) return { end: "cancelled" };
    if (open.length < writes.length && step.isTimeUp()) return { end: "timeUp" };
    const wait = waitBeforeSending(step);
    if (wait !== null) return wait;
    const { items, unchanged, done } = await planBatch(step, open);
    const keys = done.map((write) => write.rubicKey);
    step.markDone(keys);
    await step.commit({ planItems: items, unchanged, read: sumOf(keys, amounts) });
    open = open.slice(done.length);
  }
  return DONE;
}

/** Plans records of another kind than the type that is being worked through: see `writeApart`. Creations need no look. */
export async function planApart(
  step: Step,
  { results, writes }: { results: RecordResult[]; writes: PlannedWrite[] },
): Promise<PhaseEnd> {
  const items = await Promise.all(writes.map(planOne));
  const found = [...itemsOfResults(results), ...items.flatMap((item) => item ?? [])];
  if (found.length === 0) return DONE;
  const { syncType } = step;
  step.syncType = null;
  await step.commit({ planItems: found.map((item) => ({ ...item, isApart: true })) });
  step.syncType = syncType;
  return DONE;
}

/** Plans from the front until the batch is full or old. */
async function planBatch(step: Step, open: PlannedWrite[]) {
  const startedAt = step.now;
  const done: PlannedWrite[] = [];
  const items: PlanItem[] = [];
  while (done.length < Math.min(open.length, MAX_BATCH) && step.now - startedAt < MAX_BATCH_MS) {
    const next = open.slice(done.length, done.length + PARALLEL_LOOKS);
    const found = await Promise.all(next.map(planOne));
    items.push(...found.flatMap((item) => item ?? []));
    done.push(...next);
  }
  return { items, unchanged: done.length - items.length, done };
}

async function planOne(write: PlannedWrite): Promise<PlanItem | null> {
  return write.action === "create" ? await creationItem(write) : updateItem(write, await write.look());
}
