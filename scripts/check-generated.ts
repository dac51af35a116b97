/**
 * Fails when `convex/_generated` is not what Convex makes of the source: types of functions that are gone, or missing ones.
 * It runs Convex's own generator in place and puts back what was there, whatever the outcome.
 */
import { execFile } from "node:child_process";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CommandError, describeError, runCommand } from "./lib/command-error.ts";

const PROJECT_DIR = fileURLToPath(new URL("../", import.meta.url));
const GENERATED_DIR = join(PROJECT_DIR, "convex/_generated");
const CONVEX_COMMAND = join(
  dirname(createRequire(import.meta.url).resolve("convex/package.json")),
  "bin/main.js",
);
/** The same as `npm run codegen`: needs no deployment. */
const GENERATE = [CONVEX_COMMAND, "codegen", "--system-udfs", "--typecheck", "disable"];

type Files = Map<string, string>;

async function main(): Promise<number> {
  const before = await readGenerated();
  let after: Files;
  try {
    await generate();
    after = await readGenerated();
  } finally {
    await restore(before);
  }
  const changed = findChanges(before, after);
  if (changed.length > 0) {
    throw new CommandError(
      `convex/_generated is not up to date (${changed.join(", ")}). Run npm run codegen and commit the result.`,
    );
  }
  console.log("convex/_generated is up to date.");
  return 0;
}

async function generate(): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, GENERATE, { cwd: PROJECT_DIR });
  } catch (error) {
    throw new CommandError(`convex codegen failed:\n${describeError(error)}`);
  }
}

async function readGenerated(): Promise<Files> {
  const names = await readdir(GENERATED_DIR);
  const entries = names.map(
    async (name): Promise<[string, string]> => [name, await readFile(join(GENERATED_DIR, name), "utf8")],
  );
  return new Map(await Promise.all(entries));
}

/** Writes only what differs, so that an unchanged file keeps its date and nothing is rebuilt for it. */
async function restore(before: Files): Promise<void> {
  const now = await readGenerated();
  for (const [name, text] of before) {
    if (now.get(name) !== text) await writeFile(join(GENERATED_DIR, name), text);
  }
  for (const name of now.keys()) {
    if (!before.has(name)) await rm(join(GENERATED_DIR, name));
  }
}

function findChanges(before: Files, after: Files): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).toSorted();
}

await runCommand(main);
