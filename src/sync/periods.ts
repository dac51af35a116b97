/**
 * Which dates are closed in the books. A document in a closed period waits by name: Tripletex would refuse it, and moving its date
 * would book it in the wrong month (Tripletex dossier 14, trap 7).
 */

/** An accounting period of Tripletex; dates are `YYYY-MM-DD`. Whether `end` is its last day or the day after is not documented. */
export interface AccountingPeriod {
  start: string;
  end: string;
  isClosed: boolean;
}

/**
 * Whether the books are closed on a date. It belongs to the period that began last on or before it; read so, both meanings of `end`
 * give the same answer. A date in no known period counts as open: Tripletex decides about it.
 */
export function isClosedOn(periods: readonly AccountingPeriod[], isoDate: string): boolean {
  const begun = periods.filter(({ start }) => start <= isoDate);
  const last = begun.toSorted((left, right) => left.start.localeCompare(right.start)).at(-1);
  return last !== undefined && isoDate <= last.end && last.isClosed;
}
