/**
 * Reads the arguments of `npm run sync`. Everything that is not understood is refused before anything is started: a
 * misspelt option must never lead to a different sync.
 */
import { parseArgs } from "node:util";
import { z } from "zod";
import { describeOptionError } from "./option-errors.ts";

export const SYNC_USAGE = `Usage: npm run sync -- --env sandbox|production --type products|customers|invoices|payments|all [options]
       npm run sync -- --env sandbox|production --plan ID [options]

  --env ENV     the Tripletex environment to write to
  --type TYPE   what to carry over; all = everything, in the order in which one depends on another
  --mode MODE   incremental (default): what may have changed; full: everything since the cut-over;
                preview: shows what an incremental sync would write, as a plan, and writes nothing
  --plan ID     carry out the plan of a preview: only what it lists and what is still the same is written
  --key KEY     this record alone, repeatable up to 50 times, with one type: customer number, product code, invoice
                number or transaction id. Does not join a run that is on
  --json        one JSON object per line on stdout (use npm run --silent sync)
  --no-wait     start and leave; do not join a run that is on
  --help        this text

Runs on the deployment at CONVEX_URL (default http://127.0.0.1:3210). Ctrl-C leaves; the run goes on.
Exit codes: 0 success, 2 some records are held, would be held, are in doubt, or are not as planned any more, 1 failed, cancelled or not started, 3 busy with --no-wait or --key.`;

const OPTIONS = {
  env: { type: "string" },
  type: { type: "string" },
  mode: { type: "string" },
  json: { type: "boolean" },
  "no-wait": { type: "boolean" },
  help: { type: "boolean", short: "h" },
  plan: { type: "string" },
  key: { type: "string", multiple: true },
} as const;

const TYPES = ["products", "customers", "invoices", "payments", "all"] as const;

/** As many as the deployment takes. */
const MAX_KEYS = 50;

const values = z.object({
  env: z.enum(["sandbox", "production"], { error: "--env must be sandbox or production." }),
  type: z.enum(TYPES, { error: `--type must be one of ${TYPES.join(", ")}.` }).optional(),
  mode: z
    .enum(["incremental", "full", "preview"], { error: "--mode must be incremental, full or preview." })
    .optional(),
  plan: z.string().min(1, { error: "--plan needs the id of a plan." }).optional(),
  json: z.boolean().default(false),
  "no-wait": z.boolean().default(false),
  key: z
    .array(z.string().trim().min(1, "--key must not be empty."))
    .max(MAX_KEYS, `--key can be given ${MAX_KEYS} times at most; sync the whole type instead.`)
    .default([]),
});

export interface SyncRequest {
  tripletexEnv: "sandbox" | "production";
  /** Left out only with a plan, which has its own. */
  type?: (typeof TYPES)[number];
  mode: "incremental" | "full" | "preview";
  planId?: string;
  /** Single records; empty for everything. */
  keys: string[];
  isJson: boolean;
  /** Whether to stay until the run has ended. */
  isFollowed: boolean;
}

export type SyncArguments =
  | { kind: "sync"; request: SyncRequest }
  | { kind: "help" }
  /** `message` is for stderr; the usage follows when the person needs it. */
  | { kind: "refused"; message: string; needsUsage: boolean };

/** Reads what follows the script's name. */
export function parseSyncArguments(given: string[]): SyncArguments {
  const parsed = parseOptions(given);
  if (!parsed.ok) return { kind: "refused", message: parsed.message, needsUsage: true };
  if (parsed.values.help === true) return { kind: "help" };
  const checked = values.safeParse(parsed.values);
  const problems = [
    ...(checked.error?.issues.map(({ message }) => message) ?? []),
    ...planConflicts(parsed.values),
  ];
  if (!checked.success || problems.length > 0) {
    return { kind: "refused", message: problems.join("\n"), needsUsage: true };
  }
  const { env, type, mode = "incremental", plan, json, key: keys } = checked.data;
  const clash = keys.length === 0 ? null : findClash(type, parsed.values.mode);
  if (clash !== null) return { kind: "refused", message: clash, needsUsage: false };
  return {
    kind: "sync",
    request: {
      tripletexEnv: env,
      ...(type !== undefined && { type }),
      mode,
      ...(plan !== undefined && { planId: plan }),
      keys,
      isJson: json,
      isFollowed: !checked.data["no-wait"],
    },
  };
}

function parseOptions(given: string[]) {
  try {
    const parsed = parseArgs({ args: given, options: OPTIONS, strict: true, allowPositionals: false });
    return { ok: true as const, values: parsed.values };
  } catch (error) {
    return { ok: false as const, message: describeOptionError(error) };
  }
}

/** What single records can't be combined with. */
function findClash(type: SyncRequest["type"], mode: string | undefined): string | null {
  if (type === "all")
    return "--key names records of one type: give --type products, customers, invoices or payments.";
  if (mode === undefined) return null;
  return "--key looks for its records from the cut-over on in any case: leave --mode out.";
}

interface Given {
  type?: string;
  mode?: string;
  plan?: string;
  key?: string[];
}

/** What a plan can't be combined with: it is carried out as it was made. Without one there must be a type. */
function planConflicts({ type, mode, plan, key }: Given): string[] {
  if (plan === undefined) return type === undefined ? [`--type must be one of ${TYPES.join(", ")}.`] : [];
  return [
    ...(mode === undefined ? [] : ["--mode does not go with --plan: a plan is carried out as it was made."]),
    ...(key === undefined ? [] : ["--key does not go with --plan: a plan is carried out whole."]),
  ];
}
