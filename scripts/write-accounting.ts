/** Writes the tables of rules and situations into the two documents for accountants. A test says when it is due. */
import { readFile, writeFile } from "node:fs/promises";
import { withTables } from "./lib/accounting/tables.ts";
import { runCommand } from "./lib/command-error.ts";

const DOCUMENTS = [
  ["../docs/accounting.md", "en"],
  ["../docs/accounting.nb.md", "nb"],
] as const;

await runCommand(async () => {
  for (const [path, language] of DOCUMENTS) {
    const document = new URL(path, import.meta.url);
    await writeFile(document, withTables(await readFile(document, "utf8"), language));
  }
  return 0;
});
