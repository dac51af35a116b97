/**
 * Days as Tripletex counts them: Europe/Oslo, whatever the machine's own time zone is.
 */
import { TZDate } from "@date-fns/tz";
import { format } from "date-fns/format";

const OSLO = "Europe/Oslo";

/** The calendar date (`YYYY-MM-DD`) of an instant in epoch milliseconds. */
export const osloDate = (at: number): string => format(new TZDate(at, OSLO), "yyyy-MM-dd");

/** The instant (epoch milliseconds) at which a date begins. */
export function startOfOsloDate(date: string): number {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  return new TZDate(year, month - 1, day, OSLO).getTime();
}
