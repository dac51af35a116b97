/** How long the details of a run, and of what it held, are kept. The run itself, its counts and the mappings stay. */

/** Events name people: as long as plans and what they say of them. */
export const EVENTS_KEPT_DAYS = 90;
/** The same of holds whose record is in the books or gone; the audit log keeps what people decided about them. */
export const CLOSED_HOLDS_KEPT_DAYS = 90;
/** What was written is looked up until the accounts of its year are closed. Rows carry keys and amounts, no names. */
export const WRITES_KEPT_DAYS = 550;

const DAY_MS = 86_400_000;

/** The instant before which rows that are kept for so many days are due to go. */
export function keptSince(now: number, keptDays: number): number {
  return now - keptDays * DAY_MS;
}
