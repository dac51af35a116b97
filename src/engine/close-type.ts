/**
 * What a type's reading has not met: a run that has read everything closes its holds, a plan names its records. A run that carries out a plan
 * reads what the plan has read, which may be less than what is held by now, so it closes nothing. There may be any number of
 * holds: they are gone through a page at a time, and the next step goes on where the time of this one was up.
 */
import type { TypeHandler } from "./pages.ts";
import { DONE, type PhaseEnd, type Step } from "./step.ts";
import type { RecordKind } from "./store.ts";

/** Records of a kind: the type's own, or those met beside it. */
interface Part {
  kind: RecordKind;
  isApart: boolean;
}

type Closed = Pick<TypeHandler<never>, "kind" | "readsEverything" | "missing">;

/** @throws ConvexError `FENCED` */
export async function closeType(step: Step, handler: Closed): Promise<PhaseEnd> {
  const parts = partsOf(step, handler);
  let { part, pageCursor } = step.cursor.closing ?? { part: 0, pageCursor: null };
  for (let current = parts[part]; current !== undefined; current = parts[part]) {
    ({ pageCursor } = await closePage(step, { ...current, pageCursor }));
    if (pageCursor === null) part += 1;
    step.cursor = { ...step.cursor, closing: { part, pageCursor } };
    if (part < parts.length && step.isTimeUp()) return { end: "timeUp" };
  }
  return DONE;
}

function partsOf(step: Step, { kind, readsEverything, missing }: Closed): Part[] {
  if (step.isPreview || step.selection !== null) return [];
  const own = { kind, isApart: false };
  if (step.planToCarryOut !== null) {
    return missing === undefined ? [own] : [own, { kind: missing.kind, isApart: true }];
  }
  if (!readsEverything) return [];
  return missing?.isLookedAfter ? [own, { kind: missing.kind, isApart: true }] : [own];
}

async function closePage(step: Step, page: Part & { pageCursor: string | null }) {
  const { store } = step.ports;
  return step.planToCarryOut === null ? await store.resolveStaleHolds(page) : await store.nameMissing(page);
}
