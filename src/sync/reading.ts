/**
 * How far back Rubic is read. It has no changed-since filter and no filter for open invoices, so what may still change is read
 * again: the latest documents by every run, the older ones once a day, everything once a week.
 */
import { DAYS_AHEAD } from "./months.ts";
import { osloDate, startOfOsloDay } from "./oslo.ts";

const DAY_MS = 86_400_000;

/** Payments, credits and reminders mostly come within two months of the invoice or of their own date. */
export const LOOK_BACK_MS = 60 * DAY_MS;
/** What is older than two years has been paid, credited or written off; the weekly reading meets the rest. */
export const DAILY_LOOK_BACK_MS = 730 * DAY_MS;
/** Backdated payments, time zones and bank days move a boundary by up to two days. */
export const OVERLAP_MS = 2 * DAY_MS;
/** Beyond that no document is dated ahead. */
export const AHEAD_MS = DAYS_AHEAD * DAY_MS;

/** From when on payments are read (epoch ms) where those of an invoice of that day (YYYY-MM-DD) are wanted. */
export const readBackFrom = (invoiceDate: string): number => startOfOsloDay(invoiceDate) - OVERLAP_MS;

/**
 * The invoice date (YYYY-MM-DD) from which on a reading has met all of Rubic's invoices, whatever date Rubic filters by (Rubic dossier
 * 1.2): an invoice may be entered a season before its own date. A complete reading has met all since the cut-over.
 */
export function metFrom({ from, isComplete }: { from: number; isComplete: boolean }): string {
  return osloDate(from + (isComplete ? LOOK_BACK_MS : AHEAD_MS));
}
