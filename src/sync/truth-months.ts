/** What the sentence of truth says of the months when they could not be compared, or have not been for too long. */
import { formatInstant } from "./format.ts";

/** How the reading of the months has gone; times in epoch milliseconds. */
export interface MonthsReading {
  /** When it was first begun at all. */
  firstAt: number;
  /** When the latest reading that came to its end began, and the latest of all months. */
  readAt: number | null;
  allReadAt: number | null;
  /** Why the latest one came to no end. */
  problem: { at: number; code: string; message: string } | null;
  /** The one that is on, and why it waits. */
  live: { startedAt: number; monthsLeft: number; trouble: { code: string; message: string } | null } | null;
  /** Months that the latest one did not come to. */
  leftCount: number;
}

/** All months are compared each night: a night and half a day later something is wrong. */
const OVERDUE_MS = 36 * 3_600_000;

/** A clause without its full stop; null when the months are compared as they should be. */
export function describeMonthsTrouble(reading: MonthsReading | null | undefined, now: number): string | null {
  if (reading == null) return null;
  const { problem, readAt, allReadAt, firstAt } = reading;
  if (problem !== null) {
    const since = formatInstant(readAt ?? problem.at, now);
    return `the months could not be compared since ${since}: ${describeReason(problem)}`;
  }
  const latest = allReadAt ?? firstAt;
  if (now - latest <= OVERDUE_MS) return null;
  return `the months have not all been compared since ${formatInstant(latest, now)}: ${describeDelay(reading, now)}`;
}

/** The text of what nobody foresaw is for whoever maintains the service. */
export function describeReason({ code, message }: { code: string; message: string }): string {
  if (code === "UNFORESEEN") return "an error in the service itself, for whoever maintains it";
  return message.trim().replace(/\.$/, "");
}

function describeDelay({ live, leftCount }: MonthsReading, now: number): string {
  if (live !== null && live.trouble !== null) return describeReason(live.trouble);
  if (live !== null) {
    return `the reading that began ${formatInstant(live.startedAt, now)} still has ${countMonths(live.monthsLeft)} left`;
  }
  if (leftCount > 0) return `syncs keep interrupting the reading, which has ${countMonths(leftCount)} left`;
  return "no reading has begun, though one is due each night";
}

export const countMonths = (count: number) => (count === 1 ? "1 month" : `${count} months`);
