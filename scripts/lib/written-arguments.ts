/** Reads the arguments of `npm run written`. */
import { parseArgs } from "node:util";
import { z } from "zod";
import { CommandError } from "./command-error.ts";
import { describeOptionError } from "./option-errors.ts";

const WRITTEN_USAGE = `Usage: npm run written -- --env sandbox|production --run RUN_ID [--json]

Lists what a run created, changed and adopted in Tripletex, on the deployment at CONVEX_URL.

  --env ENV  the Tripletex environment that the run wrote to
  --run ID   the run; its id stands in the address of its page
  --json     one JSON object per line on stdout: each write, then the counts
  --help     this text`;

const OPTIONS = {
  env: { type: "string" },
  run: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const values = z.object({
  env: z.enum(["sandbox", "production"], { error: "--env must be sandbox or production." }),
  run: z.string({ error: "--run must be the id of a run." }).min(1, "--run must be the id of a run."),
  json: z.boolean().default(false),
});

export type WrittenArguments =
  | { kind: "help"; usage: string }
  | { kind: "written"; tripletexEnv: "sandbox" | "production"; runId: string; isJson: boolean };

/** @throws CommandError with the usage for anything that is not understood */
export function parseWrittenArguments(given: string[]): WrittenArguments {
  const options = parseOptions(given);
  if (options.help === true) return { kind: "help", usage: WRITTEN_USAGE };
  const checked = values.safeParse(options);
  if (!checked.success) throw refusal(checked.error.issues.map(({ message }) => message).join("\n"));
  const { env, run, json } = checked.data;
  return { kind: "written", tripletexEnv: env, runId: run, isJson: json };
}

const refusal = (message: string) => new CommandError(`${message}\n\n${WRITTEN_USAGE}`);

function parseOptions(given: string[]) {
  try {
    return parseArgs({ args: given, options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw refusal(describeOptionError(error));
  }
}
