/**
 * Codes are a closed set. Where a type names it the compiler refuses another one; here it is looked up that no place goes
 * around the type, and that whoever refuses does so with the catalogue's words.
 */
import { describe, expect, test } from "vitest";
import { HOLD_CODES } from "../../src/sync/hold-codes.ts";
import { PROBLEM_CODES } from "../../src/sync/problem-codes.ts";
import { READINESS_CODES } from "../../src/sync/readiness/line.ts";
import { readSources } from "./sources.ts";

/** Scripts and stand-ins meet the codes of other systems: those of Node, of Rubic and Tripletex, of Convex. */
const product = readSources().filter(
  ({ path, isTest }) => !isTest && !/^(scripts|src\/(simulators|local))\//.test(path),
);
const CATALOGUES = [
  "src/sync/hold-codes.ts",
  "src/sync/problem-codes.ts",
  "src/sync/setting-refusals.ts",
  "src/sync/plan-refusals.ts",
  "src/sync/link-holds.ts",
  "src/sync/mapping-holds.ts",
  "src/sync/late-holds.ts",
  "src/sync/booking-refusals.ts",
  "src/sync/hold-refusals.ts",
];
/** What a remote call ends with is put together from system and kind; a test beside `problemOf` goes through them all. */
const OF_A_CALL = /^(RUBIC|TRIPLETEX)_/;
const KNOWN: ReadonlySet<string> = new Set([...HOLD_CODES, ...PROBLEM_CODES]);
/** The lines of a readiness report are a closed set of their own. */
const LINES: ReadonlySet<string> = new Set(READINESS_CODES);

/** `code: "X"`, `.code === "X"`, `refusal("X"`: every form in which a code is written down. */
const WRITTEN =
  /(?:\bcode(?::|"\s*,)|\bcode\s*[!=]==|\b(?:refusal|problemOfCode|holdInvoice|hold)\()\s*"([A-Z][A-Z0-9_]+)"/g;

function writtenCodes(code: string): string[] {
  return [...code.matchAll(WRITTEN)].flatMap(([, found]) => found ?? []);
}

describe("codes of holds and problems", () => {
  test("are those of the catalogues and no others", () => {
    const written = product.flatMap(({ path, code }) => writtenCodes(code).map((each) => ({ path, each })));
    expect(written.length).toBeGreaterThan(30);
    expect(written.filter(({ each }) => !KNOWN.has(each) && !LINES.has(each))).toEqual([]);
  });

  test("stand at least once outside of the catalogue, so that none outlives its reason", () => {
    const rest = product.filter(({ path }) => !CATALOGUES.includes(path)).map(({ code }) => code);
    const text = rest.join("\n");
    const unused = [...KNOWN].filter((code) => !OF_A_CALL.test(code) && !text.includes(`"${code}"`));
    expect(unused).toEqual([]);
  });

  test("are given by one function to what Convex refuses", () => {
    const makers = product.filter(({ code }) => /new ConvexError\b/.test(code)).map(({ path }) => path);
    expect(makers).toEqual(["convex/refusal.ts"]);
  });
});

test("every form of writing a code is seen", () => {
  const forms = [
    '{ code: "ONE_X" }',
    'error.code === "TWO_X"',
    'q.eq("code", "THREE_X")',
    'refusal("FOUR_X", "…")',
    'problemOfCode(\n  "FIVE_X",\n)',
  ];
  expect(writtenCodes(forms.join("\n"))).toEqual(["ONE_X", "TWO_X", "THREE_X", "FOUR_X", "FIVE_X"]);
});
