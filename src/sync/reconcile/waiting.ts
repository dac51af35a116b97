/** Why the comparison of the months does not get on, for page and command line alike. Pure. */
import { formatInstant } from "../format.ts";
import { countMonths, describeReason } from "../truth-months.ts";

/** How far the comparison is, and what is in its way; times in epoch milliseconds. */
export interface ComparisonProgress {
  live: {
    monthsLeft: number;
    /** What its latest call has failed with, and when it goes on after that. */
    trouble: { code: string; message: string } | null;
    waitsUntil: number | null;
  } | null;
  /** Why the latest one came to no end, and when it is begun again. */
  problem: { againAt: number } | null;
  /** Months that the latest one did not come to. */
  leftCount: number;
  /** Since when a sync writes; null while none does. */
  syncSince: number | null;
}

/** Why it waits, and when it goes on with what; null while it gets on or has nothing to do. */
export function describeWaiting(progress: ComparisonProgress, now: number): string | null {
  const { live, problem, leftCount, syncSince } = progress;
  const left = live?.monthsLeft ?? leftCount;
  if (syncSince !== null) return describeSync(formatInstant(syncSince, now), left);
  if (live !== null) return live.trouble === null ? null : describeTrouble({ ...live, now }, live.trouble);
  const rest = left === 0 ? "" : `, with ${countMonths(left)} to go`;
  if (problem !== null)
    return `The comparison is begun again by itself ${whenOf(problem.againAt, now)}${rest}.`;
  return left === 0 ? null : `A sync interrupted the comparison; it goes on within a minute${rest}.`;
}

/** A sync that writes ends a comparison, which would mix two moments. */
function describeSync(since: string, left: number): string {
  const then =
    left === 0
      ? "the months that it changes are compared when it has ended"
      : `the comparison goes on when it has ended, with ${countMonths(left)} to go`;
  return `A sync is on since ${since}; ${then}.`;
}

function describeTrouble(
  { monthsLeft, waitsUntil, now }: { monthsLeft: number; waitsUntil: number | null; now: number },
  trouble: { code: string; message: string },
): string {
  const next = waitsUntil === null || waitsUntil <= now ? "now" : whenOf(waitsUntil, now);
  return `The comparison waits: ${describeReason(trouble)}. It tries again ${next}, with ${countMonths(monthsLeft)} to go.`;
}

/** The clockwork looks each minute. */
function whenOf(at: number, now: number): string {
  return at <= now ? "within a minute" : `at ${formatInstant(at, now)}`;
}
