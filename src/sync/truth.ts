/**
 * The sentence of truth: how an environment stands, computed from figures and nothing else. Used by the page and the
 * command line alike.
 */
import { formatInstant, formatIsoDate, formatKroner } from "./format.ts";

/** One side-by-side sum, amounts in øre. */
interface ComparedSum {
  rubicCount: number;
  rubicOere: number;
  tripletexCount: number;
  tripletexOere: number;
  heldCount: number;
  heldOere: number;
  /** Left out by a person's decision. */
  ignoredCount: number;
  ignoredOere: number;
}

export interface TruthInput {
  booksFrom: string | null;
  comparison: {
    comparedAt: number;
    /** When the months that no sync has touched since were compared; null when all were compared at once. */
    oldestMonthComparedAt?: number | null;
    invoices: ComparedSum;
    payments: ComparedSum;
    differenceCount: number;
  } | null;
  heldCount: number;
  heldOere: number;
  inDoubtCount: number;
  isRunLive: boolean;
  lastProblem: { message: string } | null;
  writingStopped: { reason: string } | null;
  /** Why the readiness gate keeps the environment shut; null when runs may start. */
  notReady: { message: string } | null;
}

export interface Truth {
  /** good: nothing to do. attention: something is held or in doubt. bad: a difference or a failure. unknown: not compared yet. */
  tone: "good" | "attention" | "bad" | "unknown";
  sentence: string;
}

const NOT_READY = "no sync can start before the environment is ready for real books";

type Amounts = Pick<ComparedSum, "rubicOere" | "tripletexOere" | "heldOere" | "ignoredOere">;

/** Rubic minus Tripletex, held and left out, in øre. Zero means that every krone is accounted for. */
export function differenceOere(sum: Amounts): number {
  return sum.rubicOere - sum.tripletexOere - sum.heldOere - sum.ignoredOere;
}

/** How things stand, for a person; `now` in epoch milliseconds decides whether a time needs its date. */
export function computeTruth(input: TruthInput, now: number): Truth {
  if (input.comparison === null || input.booksFrom === null) {
    if (input.lastProblem !== null)
      return { tone: "bad", sentence: `Nothing is compared yet: ${input.lastProblem.message}` };
    if (input.notReady !== null && !input.isRunLive)
      return { tone: "attention", sentence: `Nothing is synced yet; ${NOT_READY}.` };
    return {
      tone: "unknown",
      sentence: input.isRunLive
        ? "The first sync is running; nothing is compared yet."
        : "Nothing is synced yet. Press “Sync now” to start.",
    };
  }
  const asOf = describeAge(input.comparison, now);
  const since = formatIsoDate(input.booksFrom);
  const parts = describeRest(input);
  const rest = parts.length === 0 ? "" : `; ${parts.join(", ")}`;
  const missing =
    Math.abs(differenceOere(input.comparison.invoices)) + Math.abs(differenceOere(input.comparison.payments));
  const { differenceCount } = input.comparison;
  if (missing > 0 || differenceCount > 0) {
    const what =
      missing > 0 ? `by ${formatKroner(missing)}` : `on ${differenceCount} documents that cancel out`;
    return { tone: "bad", sentence: `Rubic and Tripletex differ ${what} since ${since}, ${asOf}${rest}.` };
  }
  const everything = input.heldCount + input.inDoubtCount > 0 ? "Everything else" : "Everything";
  const equal = `${everything} from ${since} is in Tripletex, equal to the øre ${asOf}${rest}.`;
  if (input.lastProblem !== null) {
    return {
      tone: "bad",
      sentence: `The last sync failed: ${input.lastProblem.message} Before that: ${equal}`,
    };
  }
  return { tone: parts.length > 0 ? "attention" : "good", sentence: equal };
}

function describeAge(
  { comparedAt, oldestMonthComparedAt: oldest }: NonNullable<TruthInput["comparison"]>,
  now: number,
): string {
  const asOf = `as of ${formatInstant(comparedAt, now)}`;
  if (oldest === null || oldest === undefined) return asOf;
  return `${asOf} (${formatInstant(oldest, now)} for months that no sync has touched since)`;
}

function describeRest(input: TruthInput): string[] {
  const parts: string[] = [];
  if (input.heldCount > 0) {
    const noun = input.heldCount === 1 ? "record is" : "records are";
    parts.push(`${input.heldCount} ${noun} held, ${formatKroner(input.heldOere)}`);
  }
  if (input.inDoubtCount > 0) parts.push(`the outcome of ${input.inDoubtCount} is not known yet`);
  if (input.writingStopped !== null) parts.push("all writing is stopped");
  if (input.notReady !== null) parts.push(NOT_READY);
  return parts;
}
