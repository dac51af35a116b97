/** Reads the arguments of `npm run leave-out`. What is not understood is refused before anything is asked. */
import { parseArgs } from "node:util";
import { z } from "zod";
import { describeOptionError } from "./option-errors.ts";

export const LEAVE_OUT_USAGE = `Usage: npm run leave-out -- --env sandbox|production RECORD [--reason TEXT --yes | --undo --yes]

  Leaves a held record out: it is not carried over, and counts as decided. With an invoice go its payments and credits,
  those that are held now and those that Rubic gets later. Without --yes nothing is changed: it shows what would be.

  --env ENV        the Tripletex environment
  --invoice N      the held invoice with this number; or one of
  --credit N       the credit note with this number, or the credit of the invoice with this number
  --payment ID     the payment with this transaction id
  --customer N     the customer with this number
  --product CODE   the product with this code
  --reason TEXT    why; kept with your name, in the list and in the audit log
  --undo           take the decision back: the record, and what was left out with it, is held again
  --yes            do it
  --help           this text

Runs on the deployment at CONVEX_URL (default http://127.0.0.1:3210). Exit codes: 0 done or shown, 1 refused.`;

const KINDS = ["invoice", "credit", "payment", "customer", "product"] as const;
const text = { type: "string" } as const;
const flag = { type: "boolean", default: false } as const;

const OPTIONS = {
  env: text,
  invoice: text,
  credit: text,
  payment: text,
  customer: text,
  product: text,
  reason: text,
  undo: flag,
  yes: flag,
  help: { ...flag, short: "h" },
} as const;

const environment = z.enum(["sandbox", "production"], { error: "--env must be sandbox or production." });
const wholeNumber = /^[1-9]\d{0,14}$/;

export interface LeaveOutRequest {
  record: { tripletexEnv: "sandbox" | "production"; kind: (typeof KINDS)[number]; number: string };
  /** show: nothing is changed. */
  act: { do: "leaveOut"; reason: string } | { do: "undo" } | { do: "show"; undo: boolean };
}

export type LeaveOutArguments =
  | { kind: "leaveOut"; request: LeaveOutRequest }
  | { kind: "help" }
  | { kind: "refused"; message: string };

const refused = (message: string): LeaveOutArguments => ({ kind: "refused", message });
const parse = (given: string[]) =>
  parseArgs({ args: given, options: OPTIONS, strict: true, allowPositionals: false }).values;
type Options = ReturnType<typeof parse>;

/** Reads what follows the script's name. */
export function parseLeaveOutArguments(given: string[]): LeaveOutArguments {
  let options: Options;
  try {
    options = parse(given);
  } catch (error) {
    return refused(describeOptionError(error));
  }
  if (options.help) return { kind: "help" };
  const env = environment.safeParse(options.env);
  const record = readRecord(options);
  const act = readAct(options);
  const problems = [
    ...(env.error?.issues.map(({ message }) => message) ?? []),
    ...[record, act].filter((each) => typeof each === "string"),
  ];
  if (!env.success || typeof record === "string" || typeof act === "string") {
    return refused(problems.join("\n"));
  }
  return { kind: "leaveOut", request: { record: { tripletexEnv: env.data, ...record }, act } };
}

/** The record, or what is wrong with how it is named. */
function readRecord(options: Options): { kind: (typeof KINDS)[number]; number: string } | string {
  const named = KINDS.filter((kind) => options[kind] !== undefined);
  const [kind] = named;
  if (kind === undefined || named.length > 1) {
    return `Say exactly one of ${KINDS.map((each) => `--${each}`).join(", ")}.`;
  }
  const number = options[kind]?.trim() ?? "";
  const isNumbered = kind === "invoice" || kind === "credit" || kind === "payment";
  if (isNumbered && !wholeNumber.test(number)) return `--${kind} must be a whole number.`;
  return number === "" ? `--${kind} must not be empty.` : { kind, number };
}

function readAct({ undo, yes, reason }: Options): LeaveOutRequest["act"] | string {
  const given = reason?.trim() ?? "";
  if (undo && given !== "") return "--undo takes no --reason.";
  if (!yes) return { do: "show", undo };
  if (undo) return { do: "undo" };
  return given === ""
    ? "--reason is missing: it is kept in the audit log."
    : { do: "leaveOut", reason: given };
}
