import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { HOLD_CODES } from "../../src/sync/hold-codes.ts";
import { PROBLEM_CODES } from "../../src/sync/problem-codes.ts";
import { withCodes } from "./codes-table.ts";

const document = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");

test("docs/operations.md has every code as the catalogues have it; else: npm run docs:codes", () => {
  expect(document).toBe(withCodes(document));
  const listed = [...document.matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(([, code]) => code);
  expect(listed).toEqual([...HOLD_CODES, ...PROBLEM_CODES]);
});

test("a row that was changed by hand is put right", () => {
  expect(withCodes(document.replace("| Outcome unknown ", "| Something else "))).toBe(document);
});

test("a document without a place for the tables is refused, not overwritten", () => {
  expect(() => withCodes("# Operations")).toThrow("needs exactly one");
});
