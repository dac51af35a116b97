/**
 * Date formats on the wire (Rubic dossier 1.4). The world writes Norwegian local time without offset; this rewrites every date field of a row.
 * The time zone is converted with real rules, so that a summer date and a winter date differ as they would.
 */
import { TZDate } from "@date-fns/tz";
import type { RubicSettings } from "./settings.ts";

const TIME_ZONE = "Europe/Oslo";
const DATE_LENGTH = 10;
const NO_DATE_YEAR = "0001";

const DATE_FIELDS = new Set([
  "invoiceDate",
  "dueDate",
  "sentDate",
  "created",
  "modified",
  "paymentDate",
  "expectedPayoutDate",
]);

/** A copy of the row with its dates in the given format. */
export function formatDates(row: object, format: RubicSettings["dateFormat"]): object {
  if (format === "localDateTime") {
    return row;
  }
  const entries = Object.entries(row).map(([name, value]: [string, unknown]) => [
    name,
    DATE_FIELDS.has(name) && typeof value === "string" ? formatDate(value, format) : value,
  ]);
  return Object.fromEntries(entries);
}

function formatDate(local: string, format: RubicSettings["dateFormat"]): string {
  switch (format) {
    case "dateOnly":
      return local.slice(0, DATE_LENGTH);
    case "localDateTime":
      return local;
    case "localDateTime7":
      return `${local}.0000000`;
    case "utcZ":
      // "No value" is the same text in every zone: .NET does not shift its smallest date.
      return local.startsWith(NO_DATE_YEAR) ? `${local}Z` : toUtc(local);
    default:
      return format satisfies never;
  }
}

function toUtc(local: string): string {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = local.split(/[-T:]/).map(Number);
  const date = new TZDate(year, month - 1, day, hour, minute, second, TIME_ZONE);
  return new Date(date.getTime()).toISOString().replace(".000Z", "Z");
}
