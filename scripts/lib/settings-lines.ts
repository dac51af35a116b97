/** What `npm run settings` says to a person: settings and mappings as lines of text. */
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../convex/_generated/api.js";
import { type CodeKind, describeTarget } from "../../src/sync/code-mappings.ts";

export type SettingsView = FunctionReturnType<typeof api.settings.get>;
export type MappingView = FunctionReturnType<typeof api.settings.mappings>[number];

/** The settings, and what is not mapped. */
export function settingsLines(settings: SettingsView): string[] {
  const { tripletexEnv, booksFrom, vatTerms, company, unmapped, approvedCount, reading } = settings;
  return [
    `Environment   ${tripletexEnv}`,
    `booksFrom     ${booksFrom ?? "not set: nothing is booked without it"}`,
    `vatTerms      ${vatTerms}`,
    `Company       ${company === null ? "not known before the first run" : `${company.name} (${company.id})`}`,
    `Mappings      ${approvedCount} approved, ${unmapped.length} not`,
    ...unmapped.map(({ problem }) => `  ${problem}`),
    ...(reading?.problem == null ? [] : [`The latest reading failed: ${problemWords(reading.problem)}`]),
    ...(reading === null && approvedCount + unmapped.length === 0
      ? ["Nothing has been read yet: npm run settings -- propose shows what there is to map."]
      : []),
  ];
}

export function problemWords({ message, remedy }: { message: string; remedy: string }): string {
  return `${message} ${remedy}`;
}

/** The word of a kind on the command line. */
export const KIND_WORDS: Record<CodeKind, string> = {
  vat: "vat",
  account: "account",
  department: "department",
  transactionType: "transaction",
};

/** A line per mapping and one for its reason; what waits for a choice names the candidates. */
export function mappingLines(mappings: readonly MappingView[]): string[] {
  if (mappings.length === 0) return ["No code is known yet: npm run settings -- propose reads them."];
  return mappings.flatMap(({ kind, code, label, state, target, reason, candidates, decided }) => {
    const what = target === null ? "open" : describeTarget(target);
    const by = decided === undefined ? "" : ` by ${decided.actor.name}`;
    const choices =
      target === null && candidates.length > 0 ? [`    choose among: ${candidates.join("; ")}`] : [];
    const why = decided?.reason ?? reason;
    return [`${KIND_WORDS[kind]} ${code} = ${what} [${state}${by}]  ${label}`, `    ${why}`, ...choices];
  });
}
