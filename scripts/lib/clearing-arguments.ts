/** Reads the arguments of `npm run clearing`; what is not understood is refused before anything is read. */
import { parseArgs } from "node:util";
import { z } from "zod";
import { describeOptionError } from "./option-errors.ts";

export const CLEARING_USAGE = `Usage: npm run clearing -- --env sandbox|production [--from YYYY-MM-DD] [--json]

  --env ENV    the Tripletex environment
  --from DATE  first expected payout date, at most a year back (default: sixty days)
  --json       one JSON object on stdout (use npm run --silent clearing); amounts in øre
  --help       this text

Per expected payout date: gross, fee, VAT on fee, payout, beside what stands on the clearing account in Tripletex. Reads only.
Runs on the deployment at CONVEX_URL (default http://127.0.0.1:3210). Exit codes: 0 shown, 1 it could not be read.`;

const OPTIONS = {
  env: { type: "string" },
  from: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const values = z.object({
  env: z.enum(["sandbox", "production"], { error: "--env must be sandbox or production." }),
  from: z.iso.date({ error: "--from must be a date like 2026-01-31." }).optional(),
  json: z.boolean(),
});

export interface ClearingRequest {
  tripletexEnv: "sandbox" | "production";
  from: string | undefined;
  isJson: boolean;
}

export type ClearingArguments =
  | { kind: "clearing"; request: ClearingRequest }
  | { kind: "help" }
  | { kind: "refused"; message: string };

/** Reads what follows the script's name. */
export function parseClearingArguments(given: string[]): ClearingArguments {
  let options: ReturnType<typeof parse>;
  try {
    options = parse(given);
  } catch (error) {
    return { kind: "refused", message: describeOptionError(error) };
  }
  if (options.help) return { kind: "help" };
  const checked = values.safeParse(options);
  if (!checked.success) {
    return { kind: "refused", message: checked.error.issues.map(({ message }) => message).join("\n") };
  }
  const { env: tripletexEnv, from, json: isJson } = checked.data;
  return { kind: "clearing", request: { tripletexEnv, from, isJson } };
}

const parse = (given: string[]) =>
  parseArgs({ args: given, options: OPTIONS, strict: true, allowPositionals: false }).values;
