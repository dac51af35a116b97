/**
 * Waits until it is known what became of a first invoice, rather than holding everything of its kind: there may be as many as
 * the club has. The look-up itself often ends it at once; else the run waits until the next look-up can count.
 */
import { problemOfCode } from "../sync/problem-codes.ts";
import { judgeCanaries } from "./canaries.ts";
import { dueAt, settleIntents } from "./settle.ts";
import { DONE, type PhaseEnd, type Step } from "./step.ts";
import type { OpenIntent } from "./store.ts";

/** Each first invoice takes two look-ups. A Tripletex that answers none of them is not waited for all day. */
const MAX_WAITS = 10;

/** "done" when nothing that these kinds need is in doubt any more, or when it has been waited for long enough. */
export async function awaitCanaries(step: Step, kinds: readonly string[]): Promise<PhaseEnd> {
  if (firstOf(step, kinds) === undefined || waitsOf(step) >= MAX_WAITS) return DONE;
  const stillOpen = await settleApart(step);
  const verdict = await judgeCanaries(step);
  const first = firstOf(step, kinds);
  if (verdict !== DONE || first === undefined) return verdict;
  const intent = stillOpen.find((each) => each.kind === "invoice" && each.rubicKey === first.rubicKey);
  // Without an open write it was booked wrongly, which no waiting ends.
  if (intent === undefined) return DONE;
  step.cursor = { ...step.cursor, canaryWaits: waitsOf(step) + 1 };
  return { end: "wait", until: Math.max(step.now, dueAt(step, intent)), problem: inDoubt(first.label) };
}

const waitsOf = (step: Step): number => step.cursor.canaryWaits ?? 0;

function firstOf(step: Step, kinds: readonly string[]) {
  return kinds.flatMap((kind) => step.canaries.waiting.get(kind) ?? [])[0];
}

/** What is settled here was counted with its type when it was sent. */
async function settleApart(step: Step): Promise<OpenIntent[]> {
  const { syncType } = step;
  step.syncType = null;
  const stillOpen = await settleIntents(step);
  step.syncType = syncType;
  return stillOpen;
}

const inDoubt = (label: string) =>
  problemOfCode(
    "CANARY_IN_DOUBT",
    `It is not known yet whether ${label}, the first of its kind, reached Tripletex; the others of its kind wait for it.`,
  );
