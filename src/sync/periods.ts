/**
 * Which dates are closed in the books. A document in a closed period waits by name: Tripletex would refuse it, and moving its date
 * would book it in the wrong month (Tripletex dossier 14, trap 7).
 */

/** An accounting period of Tripletex; `start` is `YYYY-MM-DD`. */
export interface Period {
  start: string;
  isClosed: boolean;
}

/**
 * Whether the books are closed on a date: the latest period that begins on or before it decides, since it is not known whether
 * Tripletex's end is inclusive. A date before all of them counts as open: Tripletex decides about it.
 */
export function isInClosedPeriod(periods: readonly Period[], date: string): boolean {
  let latest: Period | null = null;
  for (const period of periods) {
    if (period.start <= date && (latest === null || period.start > latest.start)) latest = period;
  }
  return latest?.isClosed ?? false;
}
