/** Writes the tables of all codes into docs/operations.md. Run after a change of a catalogue; a test says when it is due. */
import { readFile, writeFile } from "node:fs/promises";
import { withCodes } from "./lib/codes-table.ts";
import { runCommand } from "./lib/command-error.ts";

const DOCUMENT = new URL("../docs/operations.md", import.meta.url);

await runCommand(async () => {
  await writeFile(DOCUMENT, withCodes(await readFile(DOCUMENT, "utf8")));
  return 0;
});
