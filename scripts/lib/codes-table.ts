/** The tables of all codes in docs/operations.md, made from the catalogues, so that page, command line and document say the same. */
import { type CodeEntry, MENDER_WORDS, type Retry } from "../../src/sync/codes.ts";
import { HOLD_TEXTS } from "../../src/sync/hold-codes.ts";
import { PROBLEM_TEXTS } from "../../src/sync/problem-codes.ts";

const START = "<!-- codes: written by npm run docs:codes -->";
const END = "<!-- end of codes -->";

const RETRIES: Record<Retry, string> = {
  byItself: "by itself",
  afterMending: "once mended",
  never: "no",
};

const HEAD = ["code", "title", "who can mend it", "tried again", "what to do"];

function renderTable(catalogue: Record<string, CodeEntry>): string[] {
  const rows = Object.entries(catalogue).map(([code, { title, remedy, mender, retry }]) => [
    `\`${code}\``,
    title,
    MENDER_WORDS[mender],
    RETRIES[retry],
    remedy,
  ]);
  const widths = HEAD.map((_, column) => Math.max(...[HEAD, ...rows].map((row) => row[column]?.length ?? 0)));
  const rule = widths.map((width) => "-".repeat(width));
  // In columns, as the formatter wants a table.
  return [HEAD, rule, ...rows].map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
}

/** The document with its tables as the catalogues have them now. @throws Error when it has no place for them */
export function withCodes(document: string): string {
  const [before, rest, ...more] = document.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`the document needs exactly one "${START}" and an "${END}" after it`);
  }
  const tables = [
    START,
    "",
    "### Why a record is held",
    "",
    ...renderTable(HOLD_TEXTS),
    "",
    "### Why a run stops or waits, and why a wish is refused",
    "",
    ...renderTable(PROBLEM_TEXTS),
    "",
    END,
  ];
  return before + tables.join("\n") + after;
}
