/** The tables of docs/accounting.md and docs/accounting.nb.md, made from the rules and situations. */
import { remedyFor } from "../../../src/sync/hold-codes.ts";
import { REMEDIES_NB } from "./remedies-nb.ts";
import { ACCOUNTING_RULES } from "./rules.ts";
import type { Situation, TestName } from "./situation.ts";
import { SITUATIONS } from "./situations.ts";

export type DocumentLanguage = "en" | "nb";

const START = "<!-- tables: written by npm run docs:accounting -->";
const END = "<!-- end of tables -->";

const WORDS = {
  en: {
    rules: "Rules",
    rule: "rule",
    source: "source",
    test: "test",
    situation: "situation",
    result: "what happens",
    code: "code",
    remedy: "what to do",
    nothing: "nothing",
    none: "not held",
  },
  nb: {
    rules: "Regler",
    rule: "regel",
    source: "kilde",
    test: "test",
    situation: "situasjon",
    result: "hva som skjer",
    code: "kode",
    remedy: "hva du gjør",
    nothing: "ingenting",
    none: "holdes ikke",
  },
} as const;

const line = (cells: string[]): string => `| ${cells.join(" | ")} |`;

function table(head: string[], rows: string[][]): string[] {
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}

/** A test of several cases has a gap in its title. */
const showTest = ({ file, title }: TestName): string => `${title.replaceAll("%s", "…")} (\`${file}\`)`;

function remedyOf({ code }: Situation, language: DocumentLanguage): string {
  if (code === null) return WORDS[language].nothing;
  const remedy = language === "en" ? remedyFor(code) : REMEDIES_NB[code];
  if (remedy === undefined) throw new Error(`${code} has no remedy in ${language}`);
  return remedy;
}

function renderSituation(each: Situation, language: DocumentLanguage): string[] {
  const code = each.code === null ? WORDS[language].none : `\`${each.code}\``;
  return [
    each.situation[language],
    each.result[language],
    code,
    remedyOf(each, language),
    showTest(each.test),
  ];
}

function renderTables(language: DocumentLanguage): string[] {
  const words = WORDS[language];
  const rules = ACCOUNTING_RULES.map(({ rule, source, test }) => [
    rule[language],
    source[language],
    showTest(test),
  ]);
  const head = [words.situation, words.result, words.code, words.remedy, words.test];
  return [
    `## ${words.rules}`,
    "",
    ...table([words.rule, words.source, words.test], rules),
    ...SITUATIONS.flatMap(({ title, situations }) => [
      "",
      `## ${title[language]}`,
      "",
      ...table(
        head,
        situations.map((each) => renderSituation(each, language)),
      ),
    ]),
  ];
}

/** The document with its tables as the data has them now. @throws Error when it has no place for them */
export function withTables(document: string, language: DocumentLanguage): string {
  const [before, rest, ...more] = document.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`the document needs exactly one "${START}" and an "${END}" after it`);
  }
  return before + [START, "", ...renderTables(language), "", END].join("\n") + after;
}
