/**
 * Reduces Rubic's date values to business dates.
 * It exists because .NET writes local times without an offset, UTC times with one, and "no value" as year 0001.
 * It must never shift a value without an offset through UTC: its first ten characters are the date.
 */
import { z } from "zod";
import { osloDate } from "../sync/oslo.ts";

const DATE_LENGTH = 10;
/** Source: Rubic dossier 1.4. */
const DATE_PATTERN = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,7})?(Z|[+-]\d{2}:\d{2})?)?$/;
const NO_VALUE_YEAR = "0001-";

/** Tells a date from "no value" (null) and from text that is no date (invalid). */
export type DateReading = { date: string | null } | "invalid";

/** Reads a Rubic date value as the calendar date in Norway, YYYY-MM-DD. Source: Rubic dossier 1.4. */
export function readBusinessDate(value: string): DateReading {
  const text = value.trim();
  if (text === "") return { date: null };
  if (!DATE_PATTERN.test(text)) return "invalid";
  if (text.startsWith(NO_VALUE_YEAR)) return { date: null };
  const writtenDate = text.slice(0, DATE_LENGTH);
  if (!isCalendarDate(writtenDate)) return "invalid";
  if (!/(Z|[+-]\d{2}:\d{2})$/.test(text.slice(DATE_LENGTH))) return { date: writtenDate };
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) return "invalid";
  return { date: osloDate(instant) };
}

function isCalendarDate(date: string): boolean {
  const instant = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(date);
}

/** A date that may be missing; null, blank and year 0001 all become null. */
export const optionalDate = z
  .string()
  .nullish()
  .transform((value, context) => {
    const reading = readBusinessDate(value ?? "");
    if (reading !== "invalid") return reading.date;
    context.addIssue({ code: "custom", message: "is not a date" });
    return z.NEVER;
  });

/** A date that booking needs. */
export const requiredDate = z.string().transform((value, context) => {
  const reading = readBusinessDate(value);
  if (reading !== "invalid" && reading.date !== null) return reading.date;
  context.addIssue({ code: "custom", message: reading === "invalid" ? "is not a date" : "is an empty date" });
  return z.NEVER;
});
