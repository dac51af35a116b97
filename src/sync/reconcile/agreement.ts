/**
 * How a month stands, in one word and in one sentence, for page, command line, history and files alike. What no sync has met yet makes
 * a month unequal and its books not wrong, so it has a word of its own.
 */
import { isEqual, type ReconciledMonth, wrongCount } from "./month.ts";

/** equal: to the øre, held and left out included. waits: but for what no sync has met yet. differs: something is wrong. */
export const AGREEMENTS = ["equal", "waits", "differs"] as const;
export type Agreement = (typeof AGREEMENTS)[number];

type Month = Pick<ReconciledMonth, "figures" | "counts" | "waitingCount">;

/** Where no document differs and the sums do, that is a difference all the same. */
export function agreementOf(month: Month): Agreement {
  if (isEqual(month)) return "equal";
  return month.waitingCount > 0 && wrongCount(month) === 0 ? "waits" : "differs";
}

const HEADS: Record<Agreement, string> = {
  equal: "Equal to the øre",
  waits: "Not equal yet",
  differs: "Not equal",
};

/** `Not equal: 2 differ, 1 waits for the next sync, 3 held.` */
export function describeMonth(month: Month): string {
  const { counts, waitingCount } = month;
  const parts = [
    ...part(wrongCount(month), "differs", "differ"),
    ...part(waitingCount, "waits for the next sync", "wait for the next sync"),
    ...part(counts.held, "held"),
    ...part(counts.leftOut, "left out"),
  ];
  const rest = parts.length === 0 ? "" : `: ${parts.join(", ")}`;
  return `${HEADS[agreementOf(month)]}${rest}.`;
}

function part(count: number, ofOne: string, ofMany = ofOne): string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? ofOne : ofMany}`];
}
