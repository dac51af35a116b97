/**
 * Whether the cut-over date of an environment may be moved. Once invoices are booked, an earlier date books history and a later one
 * takes booked invoices out of the comparison, so neither happens without a word.
 */
import { formatIsoDate } from "./format.ts";
import { type Problem, problemOfCode } from "./problem-codes.ts";

export interface CutOverChange {
  from: string | null;
  to: string;
  /** True when any invoice is booked, or adopted, in this environment. */
  hasBooked: boolean;
  /** The first booked invoice that the later date would leave out; null when there is none. */
  firstHidden: { number: number; date: string } | null;
  reason: string | null;
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** True for a day that exists, written `YYYY-MM-DD`. */
export function isIsoDate(text: string): boolean {
  const time = ISO_DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Null when the change may be made. */
export function refuseCutOver(change: CutOverChange): Problem | null {
  const { from, to, hasBooked, firstHidden, reason } = change;
  if (!isIsoDate(to)) {
    return problemOfCode(
      "INVALID_DATE",
      `“${to}” is not a date.`,
      "Write the cut-over date as YYYY-MM-DD, for example 2026-01-01.",
    );
  }
  if (from === null || !hasBooked) return null;
  if (to > from && firstHidden !== null) {
    return problemOfCode(
      "CUTOVER_HIDES_BOOKED",
      `Invoice ${firstHidden.number} of ${formatIsoDate(firstHidden.date)} is booked and would be before the cut-over: the comparison would not see it any more.`,
      `Choose a date that is not after ${firstHidden.date}.`,
    );
  }
  if (to < from && reason === null) {
    return problemOfCode(
      "REASON_MISSING",
      `Invoices are booked from ${formatIsoDate(from)} on. An earlier date books all invoices since then as well, also those that somebody has booked by hand under another number.`,
      "If that is meant, say why: the reason goes into the audit log.",
    );
  }
  return null;
}
