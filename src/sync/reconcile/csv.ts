/**
 * Tables as CSV that a Norwegian Excel opens right by a double click: semicolons, decimal comma, a byte order mark for æøå, and lines
 * that end in CR LF. A text that a spreadsheet could take for a formula is shown, never run: names and comments come from outside.
 */
import type { Cell, Sheet } from "./sheets.ts";

const BYTE_ORDER_MARK = "\uFEFF";
const SEPARATOR = ";";
const LINE_END = "\r\n";
const OERE_PER_KRONE = 100;
const OERE_DIGITS = 2;
/** What begins a formula, also behind blanks, control characters and quotes, and in its full-width form. */
const FORMULA_START = /^[\s\p{Cc}\p{Cf}"']*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]/u;
const NEEDS_QUOTES = /[";\r\n\t]/;

/** All tables below each other, with an empty line between them. */
export function csvOf(sheets: Sheet[]): string {
  const tables = sheets.map(({ rows }) =>
    rows.map((row) => row.map(cellText).join(SEPARATOR)).join(LINE_END),
  );
  return `${BYTE_ORDER_MARK}${tables.join(LINE_END + LINE_END)}${LINE_END}`;
}

/** A text that begins like a formula gets an apostrophe before it, which spreadsheets take for "this is text". */
export function guardText(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

function cellText(cell: Cell): string {
  switch (cell.kind) {
    case "empty":
      return "";
    case "count":
      return String(cell.count);
    case "oere":
      return kronerText(cell.oere);
    case "date":
      return dateText(cell.isoDate);
    case "text":
      return quoted(guardText(cell.text));
  }
}

function quoted(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** `-451250` → `-4512,50`: without grouping, which would make it a text. */
function kronerText(oere: number): string {
  const digits = String(Math.abs(oere)).padStart(OERE_DIGITS + 1, "0");
  const sign = oere < 0 ? "-" : "";
  return `${sign}${digits.slice(0, -OERE_DIGITS)},${digits.slice(-OERE_DIGITS)}`;
}

/** `2026-01-31` → `31.01.2026`. */
function dateText(isoDate: string): string {
  return isoDate.split("-").toReversed().join(".");
}

/** For a cell of a workbook, which is a number there. Two decimals of kroner are exact to the øre up to ninety billion. */
export const kronerOf = (oere: number): number => oere / OERE_PER_KRONE;
