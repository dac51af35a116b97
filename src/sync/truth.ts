/**
 * The sentence of truth: how an environment stands, computed from figures and nothing else. Used by the page and the
 * command line alike.
 */
import { formatInstant, formatIsoDate, formatKroner, formatMonth } from "./format.ts";
import { describeMonthsTrouble, type MonthsReading } from "./truth-months.ts";
import { describeDaysLeft } from "./vat-terms.ts";

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
  /** Of what is held and left out: taken to be in Tripletex already, hence in its sum. */
  alreadyPaidOere?: number;
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
  /** The months of both sides, read for themselves; null before the first reading. */
  reconciliation?: {
    /** When the latest reading began, and the latest of all months. */
    readAt: number;
    allReadAt: number | null;
    /** First days of the months that differ. */
    differingMonths: string[];
    differenceCount: number;
  } | null;
  /** Whether the months are read as they should be; null before the first reading. */
  monthsReading?: MonthsReading | null;
  heldCount: number;
  heldOere: number;
  /** The VAT terms of what is held; `dueDate` YYYY-MM-DD. */
  deadlines?: { terms: readonly { dueDate: string }[] };
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

type Amounts = Pick<
  ComparedSum,
  "rubicOere" | "tripletexOere" | "heldOere" | "ignoredOere" | "alreadyPaidOere"
>;

/**
 * Rubic minus Tripletex, held and left out, in øre. Zero means that every krone is accounted for. What is held or left out because
 * its money is in Tripletex already explains nothing: where the money is not there after all, it shows.
 */
export function differenceOere({ alreadyPaidOere = 0, ...sum }: Amounts): number {
  return sum.rubicOere - sum.tripletexOere - (sum.heldOere + sum.ignoredOere - alreadyPaidOere);
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
  const asOf = describeAge(input.comparison, input.reconciliation?.allReadAt ?? null, now);
  const since = formatIsoDate(input.booksFrom);
  const parts = describeRest(input, now);
  const rest = parts.length === 0 ? "" : `; ${parts.join(", ")}`;
  const difference = describeDifference(input, { since, asOf, now });
  if (difference !== null) return { tone: "bad", sentence: `${difference}${rest}.` };
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

/** What the run's comparison finds comes first: it is about all documents. Null when both sides agree. */
function describeDifference(
  input: TruthInput,
  { since, asOf, now }: { since: string; asOf: string; now: number },
): string | null {
  if (input.comparison === null) return null;
  const { invoices, payments, differenceCount } = input.comparison;
  const missing = Math.abs(differenceOere(invoices)) + Math.abs(differenceOere(payments));
  if (missing === 0 && differenceCount === 0) return describeDifferingMonths(input, now);
  const what =
    missing > 0 ? `by ${formatKroner(missing)}` : `on ${differenceCount} documents that cancel out`;
  return `Rubic and Tripletex differ ${what} since ${since}, ${asOf}`;
}

/** Months that a run compared long ago are as old as the latest reading of all months, if that is later. */
function describeAge(
  { comparedAt, oldestMonthComparedAt }: NonNullable<TruthInput["comparison"]>,
  allReadAt: number | null,
  now: number,
): string {
  const asOf = `as of ${formatInstant(comparedAt, now)}`;
  if (oldestMonthComparedAt == null) return asOf;
  const oldest = Math.max(oldestMonthComparedAt, allReadAt ?? 0);
  if (oldest >= comparedAt) return asOf;
  return `${asOf} (${formatInstant(oldest, now)} for months that no sync has touched since)`;
}

const MAX_NAMED_MONTHS = 3;

function describeDifferingMonths({ reconciliation }: TruthInput, now: number): string | null {
  if (reconciliation == null || reconciliation.differingMonths.length === 0) return null;
  const { differingMonths, differenceCount, readAt } = reconciliation;
  const named = differingMonths.slice(0, MAX_NAMED_MONTHS).map((from) => formatMonth(from));
  const hidden = differingMonths.length - named.length;
  const months = hidden > 0 ? `${named.join(", ")} and ${hidden} more months` : joinWords(named);
  const documents = differenceCount === 1 ? "1 document" : `${differenceCount} documents`;
  return `Rubic and Tripletex differ on ${documents} in ${months}, as of ${formatInstant(readAt, now)}`;
}

const joinWords = (words: string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

function describeRest(input: TruthInput, now: number): string[] {
  const parts: string[] = [];
  if (input.heldCount > 0) {
    const noun = input.heldCount === 1 ? "record is" : "records are";
    const due = describeFirstReturn(input, now);
    parts.push(`${input.heldCount} ${noun} held, ${formatKroner(input.heldOere)}${due}`);
  }
  if (input.inDoubtCount > 0) parts.push(`the outcome of ${input.inDoubtCount} is not known yet`);
  if (input.writingStopped !== null) parts.push("all writing is stopped");
  if (input.notReady !== null) parts.push(NOT_READY);
  const trouble = describeMonthsTrouble(input.monthsReading, now);
  if (trouble !== null) parts.push(trouble);
  return parts;
}

/** `, VAT return due in 9 days`, of the return that is due first; nothing when nothing held belongs to one. */
function describeFirstReturn({ deadlines }: TruthInput, now: number): string {
  const [first] = deadlines?.terms.map(({ dueDate }) => dueDate).toSorted() ?? [];
  return first === undefined ? "" : `, VAT return ${describeDaysLeft(first, now)}`;
}
