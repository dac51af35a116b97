/**
 * The VAT term of a document and when its return is due: until then a held document can still get into the right return. Due dates
 * as the tax authority publishes them: two-monthly terms on 10 April, 10 June, 31 August, 10 October, 10 December and 10 February; a
 * yearly term on 10 March, for primary industries on 10 April of the year after. A due date on a weekend or holiday moves on
 * to the next working day; that is left out, so that nobody is told a later day than the stated one.
 */
import { addDaysToIsoDate, osloDate } from "./oslo.ts";

/** none: the organisation is not registered for VAT. */
export const VAT_TERM_KINDS = ["twoMonthly", "yearly", "primary", "none"] as const;
export type VatTermKind = (typeof VAT_TERM_KINDS)[number];

/** What nearly every registered organisation has, and the earliest of the due dates. */
export const DEFAULT_VAT_TERMS: VatTermKind = "twoMonthly";

export interface VatTerm {
  /** First and last day, `YYYY-MM-DD`. */
  from: string;
  to: string;
  dueDate: string;
}

/** By the number of the term in its year: the first month (two digits), the month after the last, and when it is due. */
const TERMS = [
  { first: "01", next: "03", due: "04-10", isNextYear: false },
  { first: "03", next: "05", due: "06-10", isNextYear: false },
  { first: "05", next: "07", due: "08-31", isNextYear: false },
  { first: "07", next: "09", due: "10-10", isNextYear: false },
  { first: "09", next: "11", due: "12-10", isNextYear: false },
  { first: "11", next: null, due: "02-10", isNextYear: true },
] as const;

const YEAR_LENGTH = 4;
const MONTHS_PER_TERM = 2;
const YEARLY_DUE = { yearly: "03-10", primary: "04-10" } as const;

/** The term that a document of `isoDate` (`YYYY-MM-DD`) belongs to; null for an organisation without VAT. */
export function vatTermOf(isoDate: string, kind: VatTermKind): VatTerm | null {
  if (kind === "none") return null;
  const year = Number(isoDate.slice(0, YEAR_LENGTH));
  if (kind !== "twoMonthly") {
    return { from: `${year}-01-01`, to: `${year}-12-31`, dueDate: `${year + 1}-${YEARLY_DUE[kind]}` };
  }
  const month = Number(isoDate.slice(YEAR_LENGTH + 1, YEAR_LENGTH + 3));
  const term = TERMS[Math.floor((month - 1) / MONTHS_PER_TERM)];
  if (term === undefined) throw new RangeError(`${isoDate} is no date`);
  const nextFrom = term.next === null ? `${year + 1}-01-01` : `${year}-${term.next}-01`;
  return {
    from: `${year}-${term.first}-01`,
    to: addDaysToIsoDate(nextFrom, -1),
    dueDate: `${term.isNextYear ? year + 1 : year}-${term.due}`,
  };
}

const DAY_MS = 86_400_000;

/** Calendar days in Oslo from `now` (epoch ms) to the due date: 0 on the day itself, negative after it. */
export function daysUntil(dueDate: string, now: number): number {
  return Math.round((Date.parse(dueDate) - Date.parse(osloDate(now))) / DAY_MS);
}

/** `due in 9 days`, `due today`, `was due 2 days ago`: whether it was filed without the document is not known. */
export function describeDaysLeft(dueDate: string, now: number): string {
  const days = daysUntil(dueDate, now);
  if (days === 0) return "due today";
  const count = `${Math.abs(days)} ${Math.abs(days) === 1 ? "day" : "days"}`;
  return days > 0 ? `due in ${count}` : `was due ${count} ago`;
}

interface Dated {
  documentDate: string | null;
  amountOere: number | null;
}

export interface DueTerm extends VatTerm {
  count: number;
  oere: number;
}

/** The most urgent first: by due date, then by the document's own date; what has no date comes last. */
export function byDeadline<Row extends { documentDate: string | null; vatTerm: VatTerm | null }>(
  rows: readonly Row[],
): Row[] {
  const last = "9999";
  const keyOf = ({ vatTerm, documentDate }: Row) => `${vatTerm?.dueDate ?? last} ${documentDate ?? last}`;
  return rows.toSorted((left, right) =>
    keyOf(left) < keyOf(right) ? -1 : keyOf(left) > keyOf(right) ? 1 : 0,
  );
}

/** How many documents, and how much, wait in each term; the term that is due first comes first. */
export function sumByTerm(rows: readonly Dated[], kind: VatTermKind): DueTerm[] {
  const terms = new Map<string, DueTerm>();
  for (const { documentDate, amountOere } of rows) {
    const term = documentDate === null ? null : vatTermOf(documentDate, kind);
    if (term === null) continue;
    const before = terms.get(term.from) ?? { ...term, count: 0, oere: 0 };
    terms.set(term.from, { ...before, count: before.count + 1, oere: before.oere + (amountOere ?? 0) });
  }
  return [...terms.values()].toSorted((left, right) => left.dueDate.localeCompare(right.dueDate));
}
