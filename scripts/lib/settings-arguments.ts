/**
 * Reads the arguments of `npm run settings`. Everything that is not understood is refused before anything is asked of the
 * deployment: a misspelt setting must never be taken for another.
 */
import { parseArgs } from "node:util";
import { VAT_TERM_KINDS, type VatTermKind } from "../../src/sync/vat-terms.ts";
import { describeOptionError } from "./option-errors.ts";

export const SETTINGS_USAGE = `Usage: npm run settings -- ACT --env sandbox|production [options]

  get                       the settings, and which codes of Rubic are not mapped
  set NAME=VALUE ...        booksFrom=2026-01-01    first invoice date that is booked
                            vatTerms=twoMonthly|yearly|primary|none  decide the deadlines of what is held
  mappings                  every code that Rubic uses, what it stands for in Tripletex, and why
  propose                   read what Rubic uses and what Tripletex has, and propose mappings; writes nothing to Tripletex
  approve KIND CODE[=WHAT]  approve a mapping: as it is proposed, or to WHAT
  approve --proposed        approve every proposal as it stands
  withdraw KIND CODE        take a mapping back; what carries the code is held

  KIND          CODE in Rubic                            WHAT in Tripletex
  vat           code:percent   3:25, none:0 without code  number of the VAT type      vat 33:12=33
  account       account number, or group-4                account number              account 3920=3920
  department    department number, or id-9                department number           department 20=20
  transaction   number of the transaction type            money:ID or refund:ID of a payment type, credit-settlement,
                                                          write-off or ignore         transaction 3=money:12

  --env ENV     the environment
  --reason TEXT why; needed to change or take back what is approved, and to move booksFrom to an earlier date
  --json        one JSON object on stdout (use npm run --silent settings)
  --help        this text

Works on the deployment at CONVEX_URL (default http://127.0.0.1:3210). Several of one KIND may be approved at once.
Exit codes: 0 done, 1 refused or failed.`;

const KINDS = {
  vat: "vat",
  account: "account",
  department: "department",
  transaction: "transactionType",
} as const;
type Kind = (typeof KINDS)[keyof typeof KINDS];

export interface CodeWish {
  kind: Kind;
  code: string;
  /** What it stands for in Tripletex; null takes the proposal. */
  choice: string | null;
}

export type SettingsAct =
  | { act: "get" | "mappings" | "propose" | "approveProposed" }
  | { act: "set"; booksFrom?: string; vatTerms?: VatTermKind }
  | { act: "approve"; wishes: CodeWish[] }
  | { act: "withdraw"; wish: Pick<CodeWish, "kind" | "code"> };

export interface SettingsRequest {
  tripletexEnv: "sandbox" | "production";
  act: SettingsAct;
  reason: string | null;
  isJson: boolean;
}

export type SettingsArguments =
  | { kind: "settings"; request: SettingsRequest }
  | { kind: "help" }
  | { kind: "refused"; message: string };

const OPTIONS = {
  env: { type: "string" },
  reason: { type: "string" },
  json: { type: "boolean" },
  proposed: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** Thrown inside this file alone, so that each rule stands where it is read. */
class Refused extends Error {}

/** Reads what follows the script's name. */
export function parseSettingsArguments(given: string[]): SettingsArguments {
  try {
    const { values, positionals } = parseArgs({ args: given, options: OPTIONS, allowPositionals: true });
    if (values.help === true) return { kind: "help" };
    const [act = "", ...words] = positionals;
    const { env } = values;
    if (env !== "sandbox" && env !== "production") throw new Refused("--env must be sandbox or production.");
    return {
      kind: "settings",
      request: {
        tripletexEnv: env,
        act: readAct(act, words, values.proposed === true),
        reason: values.reason?.trim() || null,
        isJson: values.json === true,
      },
    };
  } catch (error) {
    return { kind: "refused", message: describeOptionError(error) };
  }
}

function readAct(act: string, words: string[], isProposed: boolean): SettingsAct {
  if (isProposed && act !== "approve") throw new Refused("--proposed belongs to approve.");
  switch (act) {
    case "get":
    case "mappings":
    case "propose":
      if (words.length > 0) throw new Refused(`${act} takes nothing more, but got ${words.join(" ")}.`);
      return { act };
    case "set":
      return readSettings(words);
    case "approve":
      return readApproval(words, isProposed);
    case "withdraw":
      return readWithdrawal(words);
    default:
      throw new Refused("Say what to do: get, set, mappings, propose, approve or withdraw.");
  }
}

function readSettings(words: string[]): SettingsAct {
  if (words.length === 0) throw new Refused("set needs NAME=VALUE, for example booksFrom=2026-01-01.");
  const act: Extract<SettingsAct, { act: "set" }> = { act: "set" };
  for (const word of words) {
    const [, name, value = ""] = /^(\w+)=(.*)$/.exec(word) ?? [];
    if (name === "booksFrom") act.booksFrom = value;
    else if (name === "vatTerms") act.vatTerms = readVatTerms(value);
    else throw new Refused(`“${word}” is no setting: booksFrom=YYYY-MM-DD or vatTerms=KIND.`);
  }
  return act;
}

function readVatTerms(value: string): VatTermKind {
  const kind = VAT_TERM_KINDS.find((each) => each === value);
  if (kind === undefined)
    throw new Refused(`vatTerms is one of ${VAT_TERM_KINDS.join(", ")}, not “${value}”.`);
  return kind;
}

function readApproval([kind, ...codes]: string[], isProposed: boolean): SettingsAct {
  if (isProposed) {
    if (kind !== undefined) throw new Refused("approve takes --proposed or codes, not both.");
    return { act: "approveProposed" };
  }
  if (codes.length === 0) throw new Refused("approve needs KIND CODE[=WHAT], for example vat 33:12=33.");
  return { act: "approve", wishes: codes.map((word) => ({ kind: readKind(kind), ...readCode(word) })) };
}

function readWithdrawal([kind, code, ...more]: string[]): SettingsAct {
  if (code === undefined || more.length > 0) {
    throw new Refused("withdraw needs one KIND CODE, for example vat 33:12.");
  }
  return { act: "withdraw", wish: { kind: readKind(kind), code } };
}

function readKind(word: string | undefined): Kind {
  const found = Object.entries(KINDS).find(([name]) => name === word);
  if (found !== undefined) return found[1];
  throw new Refused(`“${word ?? ""}” is no kind: ${Object.keys(KINDS).join(", ")}.`);
}

function readCode(word: string): Omit<CodeWish, "kind"> {
  const [, code, choice] = /^([^=]+)(?:=(.+))?$/.exec(word) ?? [];
  if (code === undefined) throw new Refused(`“${word}” is no CODE or CODE=WHAT.`);
  return { code, choice: choice ?? null };
}
