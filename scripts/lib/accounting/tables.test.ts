import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { HOLD_TEXTS } from "../../../src/sync/hold-codes.ts";
import { REMEDIES_NB } from "./remedies-nb.ts";
import { ACCOUNTING_RULES } from "./rules.ts";
import { SITUATIONS } from "./situations.ts";
import { withTables } from "./tables.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const read = (path: string) => readFileSync(`${ROOT}${path}`, "utf8");
const situations = SITUATIONS.flatMap((group) => group.situations);

test.each([
  ["docs/accounting.md", "en"],
  ["docs/accounting.nb.md", "nb"],
] as const)(
  "%s has every rule and situation as the data has it; else: npm run docs:accounting",
  (path, language) => {
    expect(read(path)).toBe(withTables(read(path), language));
  },
);

/** Codes, examples and commands below the tables of a document. */
function named(path: string) {
  const below = read(path).split("<!-- end of tables -->")[1] ?? "";
  const commands = [...below.matchAll(/^npm run [^#\n]*/gm)].map(([command]) => command.trim());
  return { marked: [...below.matchAll(/`([^`\n]+)`/g)].map(([, text]) => text), commands };
}

test("what stands below the tables names the same codes, examples and commands in both languages", () => {
  expect(named("docs/accounting.nb.md")).toEqual(named("docs/accounting.md"));
  expect(named("docs/accounting.md").commands).not.toEqual([]);
});

/** Titles stand in the source as they are; a double quote in one would need care. */
const holdsTitle = (file: string, title: string) => read(file).includes(`"${title}"`);

describe("every row of the table of situations", () => {
  test.each(situations)(
    "$situation.en: its test exists and its code is in the catalogue",
    ({ code, test: proof }) => {
      expect(existsSync(`${ROOT}${proof.file}`)).toBe(true);
      expect(holdsTitle(proof.file, proof.title)).toBe(true);
      if (code === null) return;
      expect(Object.keys(HOLD_TEXTS)).toContain(code);
      expect(read(proof.file)).toContain(`"${code}"`);
    },
  );

  test("stands there once, in both languages", () => {
    for (const { situations: rows } of SITUATIONS) {
      for (const language of ["en", "nb"] as const) {
        const names = rows.map(({ situation }) => situation[language]);
        expect(new Set(names).size).toBe(names.length);
        for (const name of names) expect(name).not.toBe("");
      }
    }
  });
});

test.each(ACCOUNTING_RULES)(
  "rule “$rule.en” is one sentence in both languages and has a test",
  ({ rule, test: proof }) => {
    expect(rule.en).toMatch(/^[A-Z].+\.$/);
    expect(rule.nb).toMatch(/^\p{Lu}.+\.$/u);
    expect(holdsTitle(proof.file, proof.title)).toBe(true);
  },
);

test("the Norwegian remedies are those of the codes in the table, no more and no fewer", () => {
  const used = new Set(situations.flatMap(({ code }) => code ?? []));
  expect(Object.keys(REMEDIES_NB).toSorted()).toEqual([...used].toSorted());
});
