/** Reads the arguments of `npm run reconcile`. Everything that is not understood is refused before anything is asked. */
import { parseArgs } from "node:util";
import { z } from "zod";
import { describeOptionError } from "./option-errors.ts";

export const RECONCILE_USAGE = `Usage: npm run reconcile -- --env sandbox|production [options]

  --env ENV         the Tripletex environment
  --month YYYY-MM   this month alone, with its documents that are not the same
  --csv FILE        write the months to a file that a Norwegian Excel opens by a double click
  --xlsx FILE       write them to an Excel workbook
  --no-compare      show what was compared last, and read nothing
  --sign-off        sign the month off (needs --month); with --comment where not everything is the same
  --reopen          take its signature back (needs --month and --comment)
  --comment TEXT    for whoever reads the month's history
  --json            one JSON object on stdout (use npm run --silent reconcile)
  --help            this text

Reads Rubic and Tripletex and writes to neither. Runs on the deployment at CONVEX_URL (default http://127.0.0.1:3210).
Exit codes: 0 every shown month is equal to the øre, 2 a month differs or has something that waits for the next sync,
1 the comparison failed.`;

const OPTIONS = {
  env: { type: "string" },
  month: { type: "string" },
  csv: { type: "string" },
  xlsx: { type: "string" },
  "no-compare": { type: "boolean" },
  "sign-off": { type: "boolean" },
  reopen: { type: "boolean" },
  comment: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const values = z
  .object({
    env: z.enum(["sandbox", "production"], { error: "--env must be sandbox or production." }),
    month: z
      .string()
      .regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: "--month must be like 2026-01." })
      .optional(),
    csv: z.string().min(1, { error: "--csv needs the name of a file." }).optional(),
    xlsx: z.string().min(1, { error: "--xlsx needs the name of a file." }).optional(),
    "no-compare": z.boolean().default(false),
    "sign-off": z.boolean().default(false),
    reopen: z.boolean().default(false),
    comment: z.string().trim().default(""),
    json: z.boolean().default(false),
  })
  .refine((given) => !(given["sign-off"] && given.reopen), { error: "Either --sign-off or --reopen." })
  .refine((given) => given.month !== undefined || !(given["sign-off"] || given.reopen), {
    error: "--sign-off and --reopen are about one month: name it with --month.",
  })
  .refine(({ csv, xlsx }) => csv === undefined || csv !== xlsx, {
    error: "--csv and --xlsx can't be one file.",
  });

export interface ReconcileRequest {
  tripletexEnv: "sandbox" | "production";
  /** YYYY-MM */
  month: string | null;
  files: { csv: string | null; xlsx: string | null };
  compares: boolean;
  act: { do: "show" } | { do: "signOff" | "reopen"; month: string; comment: string };
  isJson: boolean;
}

export type ReconcileArguments =
  | { kind: "reconcile"; request: ReconcileRequest }
  | { kind: "help" }
  | { kind: "refused"; message: string };

/** Reads what follows the script's name. */
export function parseReconcileArguments(given: string[]): ReconcileArguments {
  const parsed = parseOptions(given);
  if (!parsed.ok) return { kind: "refused", message: parsed.message };
  if (parsed.values.help === true) return { kind: "help" };
  const checked = values.safeParse(parsed.values);
  if (!checked.success) {
    return { kind: "refused", message: checked.error.issues.map(({ message }) => message).join("\n") };
  }
  return { kind: "reconcile", request: requestOf(checked.data) };
}

function requestOf(given: z.output<typeof values>): ReconcileRequest {
  const { env, month = null, csv = null, xlsx = null, comment, json } = given;
  return {
    tripletexEnv: env,
    month,
    files: { csv, xlsx },
    compares: !given["no-compare"],
    act: actOf(given, month, comment),
    isJson: json,
  };
}

function actOf(
  given: z.output<typeof values>,
  month: string | null,
  comment: string,
): ReconcileRequest["act"] {
  if (month === null || !(given["sign-off"] || given.reopen)) return { do: "show" };
  return { do: given.reopen ? "reopen" : "signOff", month, comment };
}

function parseOptions(given: string[]) {
  try {
    const parsed = parseArgs({ args: given, options: OPTIONS, strict: true, allowPositionals: false });
    return { ok: true as const, values: parsed.values };
  } catch (error) {
    return { ok: false as const, message: describeOptionError(error) };
  }
}
