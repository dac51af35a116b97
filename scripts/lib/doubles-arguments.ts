/** Reads the arguments of `npm run doubles`. */
import { parseArgs } from "node:util";
import { CommandError } from "./command-error.ts";
import { describeOptionError } from "./option-errors.ts";

export const DOUBLES_USAGE = `Usage: npm run doubles -- [--json]

  --json  one JSON object on stdout (use npm run --silent doubles)
  --help  this text

Looks whether any customer, product, invoice, payment or credit is mapped twice, either way, and whether a record has two holds or two
open writes, in both environments. Reads only. Runs on the deployment at CONVEX_URL (default http://127.0.0.1:3210).
Exit codes: 0 nothing stands twice, 2 something does, 1 it could not be read.`;

const OPTIONS = {
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

export type DoublesArguments = { kind: "help" } | { kind: "doubles"; isJson: boolean };

/** @throws CommandError with the usage for anything that is not understood */
export function parseDoublesArguments(given: string[]): DoublesArguments {
  const { json: isJson, help } = parseOptions(given);
  return help ? { kind: "help" } : { kind: "doubles", isJson };
}

function parseOptions(given: string[]) {
  try {
    return parseArgs({ args: given, options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new CommandError(`${describeOptionError(error)}\n\n${DOUBLES_USAGE}`);
  }
}
