/**
 * Reads the arguments of `npm run link`. Exactly one of candidates, link and unlink; what is not understood is refused before
 * anything is read.
 */
import { parseArgs } from "node:util";
import { z } from "zod";
import { describeOptionError } from "./option-errors.ts";

export const LINK_USAGE = `Usage: npm run link -- --env sandbox|production --kind customer|product|invoice|payment --key NUMBER ACT

  --env ENV       the Tripletex environment
  --kind KIND     what is linked
  --key NUMBER    the number you know it by, as with sync: customer number, product code, invoice number, transaction id
  --id ID         instead of --key: its id inside Rubic, of an invoice or a product; of a customer its customer number

  --candidates    show the records in Tripletex that it may be, beside Rubic's
  --to ID         link it to the record with this id in Tripletex; needs --reason
  --unlink        take its link back; needs --reason. Nothing changes in Tripletex

  --reason TEXT   why; kept in the audit log with every difference
  --alias         with --to: a second Rubic customer on one Tripletex customer is meant
  --replace       with --to: it is linked to another record now, and is moved
  --with-payments with --replace or --unlink: the links of the invoice's payments go with it
  --help          this text

Runs on the deployment at CONVEX_URL (default http://127.0.0.1:3210). Exit codes: 0 done, 1 refused.`;

const OPTIONS = {
  env: { type: "string" },
  kind: { type: "string" },
  key: { type: "string" },
  id: { type: "string" },
  candidates: { type: "boolean", default: false },
  to: { type: "string" },
  unlink: { type: "boolean", default: false },
  reason: { type: "string" },
  alias: { type: "boolean", default: false },
  replace: { type: "boolean", default: false },
  "with-payments": { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const KINDS = ["customer", "product", "invoice", "payment"] as const;

const values = z.object({
  env: z.enum(["sandbox", "production"], { error: "--env must be sandbox or production." }),
  kind: z.enum(KINDS, { error: `--kind must be one of ${KINDS.join(", ")}.` }),
  key: z.string().trim().min(1, "--key must not be empty.").optional(),
  id: z.string().trim().min(1, "--id must not be empty.").optional(),
  candidates: z.boolean(),
  to: z
    .string()
    .regex(/^[1-9]\d{0,15}$/, "--to must be an id, a whole number.")
    .transform(Number)
    .optional(),
  unlink: z.boolean(),
  reason: z.string().trim().optional(),
  alias: z.boolean(),
  replace: z.boolean(),
  "with-payments": z.boolean(),
});

interface LinkRecord {
  tripletexEnv: "sandbox" | "production";
  kind: (typeof KINDS)[number];
  /** What was typed: a number as a person knows it, or the key by which the service stores the record. */
  named: { by: "number" | "id"; text: string };
}

export type LinkRequest = { record: LinkRecord } & (
  | { act: "candidates" }
  | {
      act: "link";
      tripletexId: number;
      reason: string;
      asAlias: boolean;
      replaces: boolean;
      withPayments: boolean;
    }
  | { act: "unlink"; reason: string; withPayments: boolean }
);

export type LinkArguments =
  | { kind: "link"; request: LinkRequest }
  | { kind: "help" }
  | { kind: "refused"; message: string };

const refused = (message: string): LinkArguments => ({ kind: "refused", message });

/** Reads what follows the script's name. */
export function parseLinkArguments(given: string[]): LinkArguments {
  let options: ReturnType<typeof parse>;
  try {
    options = parse(given);
  } catch (error) {
    return refused(describeOptionError(error));
  }
  if (options.help) return { kind: "help" };
  const checked = values.safeParse(options);
  const named = readName(options);
  const problems = [
    ...(checked.error?.issues.map(({ message }) => message) ?? []),
    ...(named === null ? ["Say exactly one of --key and --id."] : []),
  ];
  if (!checked.success || named === null) return refused(problems.join("\n"));
  return readAct(checked.data, named);
}

function readName({ key, id }: { key?: string; id?: string }): LinkRecord["named"] | null {
  if (key !== undefined && id === undefined) return { by: "number", text: key.trim() };
  return key === undefined && id !== undefined ? { by: "id", text: id.trim() } : null;
}

const parse = (given: string[]) =>
  parseArgs({ args: given, options: OPTIONS, strict: true, allowPositionals: false }).values;

function readAct(data: z.output<typeof values>, named: LinkRecord["named"]): LinkArguments {
  const { env: tripletexEnv, kind, candidates, to, unlink, reason = "", alias, replace } = data;
  const withPayments = data["with-payments"];
  const record = { tripletexEnv, kind, named };
  if ([candidates, to !== undefined, unlink].filter(Boolean).length !== 1) {
    return refused("Say exactly one of --candidates, --to and --unlink.");
  }
  if (candidates) return { kind: "link", request: { act: "candidates", record } };
  if (reason === "") return refused("--reason is missing: it is kept in the audit log.");
  if (withPayments && !replace && !unlink) return refused("--with-payments needs --replace or --unlink.");
  if (to === undefined) return { kind: "link", request: { act: "unlink", record, reason, withPayments } };
  const how = { asAlias: alias, replaces: replace, withPayments };
  return { kind: "link", request: { act: "link", record, tripletexId: to, reason, ...how } };
}
