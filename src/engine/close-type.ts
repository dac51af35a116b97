/**
 * What a type's reading has not met: a run that has read everything closes its holds, a plan names its records. A run that carries out a plan
 * reads what the plan has read, which may be less than what is held by now, so it closes nothing. There may be any number of
 * holds: they are gone through a page at a time, and the next step goes on where the time of this one was up.
 */
import type { TypeHandler } from "./pages.ts";
import { DONE, type PhaseEnd, type Step } from "./step.ts";
import type { RecordKind } from "./store.ts";

/** Records of a kind that wait, or that a person has left out: the type's own, or those met beside it. */
interface Part {
  kind: RecordKind;
  isApart: boolean;
  isLeftOut: boolean;
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
  const own = { kind, isApart: false, isLeftOut: false };
  const apart = missing && { kind: missing.kind, isApart: true, isLeftOut: false };
  if (step.planToCarryOut !== null) return apart === undefined ? [own] : [own, apart];
  if (!readsEverything) return [];
  const leftOut = WITH_AMOUNTS.has(kind) ? [{ ...own, isLeftOut: true }] : [];
  return apart !== undefined && missing?.isLookedAfter ? [own, apart, ...leftOut] : [own, ...leftOut];
}

/** What Rubic has no more counts on neither side; of the others it is enough that nobody is told that they wait. */
const WITH_AMOUNTS: ReadonlySet<RecordKind> = new Set<RecordKind>(["invoice", "credit", "payment"]);

async function closePage(step: Step, { isLeftOut, ...page }: Part & { pageCursor: string | null }) {
  const { store } = step.ports;
  return step.planToCarryOut === null
    ? await store.resolveStaleHolds({ ...page, isLeftOut })
    : await store.nameMissing(page);
}
