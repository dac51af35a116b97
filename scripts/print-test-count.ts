/**
 * Prints "N passed, N failed" from the JSON report of the test runner, for a program that reads the last line. A file that
 * could not even be loaded has no tests to count, so it counts as one that failed.
 */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { CommandError, runCommand } from "./lib/command-error.ts";

const report = z.looseObject({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(z.looseObject({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

async function main(): Promise<number> {
  const file = process.argv[2];
  if (file === undefined) throw new CommandError("Usage: node scripts/print-test-count.ts REPORT.json");
  const { numPassedTests, numFailedTests, testResults } = report.parse(
    JSON.parse(await readFile(file, "utf8")),
  );
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  console.log(`${numPassedTests} passed, ${numFailedTests + unloaded.length} failed`);
  return 0;
}

await runCommand(main);
