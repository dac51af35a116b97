/**
 * Every problem that stops a run or makes it wait, and every refusal that a person can meet, in one catalogue beside that
 * of the holds. The message names what happened and to which record; the remedy stands here once, and a problem brings its
 * own only where it carries a parameter, such as the name of a setting. `docs/operations.md` lists them all.
 */
import { BOOKING_REFUSALS } from "./booking-refusals.ts";
import { type CodeEntry, codesOf, entryOf, isCodeOf, type Mender } from "./codes.ts";
import { HOLD_REFUSALS } from "./hold-refusals.ts";
import { PLAN_REFUSALS } from "./plan-refusals.ts";
import { RECONCILE_REFUSALS } from "./reconcile-refusals.ts";
import { SETTING_REFUSALS } from "./setting-refusals.ts";

const LATER = {
  remedy: "Nothing is lost: the next sync goes on from here. If it stays, check the address in the settings.",
  mender: "operator",
  retry: "byItself",
} as const;
const RUBIC_ADDRESS = {
  remedy: "Check the address and the organization in the settings and start the sync again.",
  mender: "operator",
  retry: "afterMending",
} as const;
const READ_THE_WORDS = {
  remedy: "Read the remote system's words above; mend the record or the setting and start the sync again.",
  mender: "operator",
  retry: "afterMending",
} as const;
const GOES_ON = {
  remedy: "Nothing to do: the sync goes on by itself.",
  mender: "operator",
  retry: "byItself",
} as const;
const ODD_REPLY = {
  remedy: "Check the address in the settings; if it is right, ask the service's support with the request id.",
  mender: "operator",
  retry: "afterMending",
} as const;
const REPORT = {
  remedy: "Nothing was sent. Report this message to whoever maintains the service.",
  mender: "us",
  retry: "afterMending",
} as const;

/** What a call to a remote system can end with; the name is the system's and the kind's (`src/engine/problems.ts`). */
const REMOTE = {
  RUBIC_NO_ACCESS: {
    title: "Rubic refuses the key",
    remedy: "Check RUBIC_API_KEY (RUBIC_SANDBOX_API_KEY for the sandbox) and start the sync again.",
    mender: "operator",
    retry: "afterMending",
  },
  RUBIC_NO_PERMISSION: {
    title: "Rubic refuses the organization",
    remedy: "Check RUBIC_ORGANIZATION_ID and that the key may read this organization.",
    mender: "operator",
    retry: "afterMending",
  },
  RUBIC_NOT_FOUND: { title: "Not found in Rubic", ...RUBIC_ADDRESS },
  RUBIC_CONFLICT: { title: "Conflict in Rubic", ...READ_THE_WORDS },
  RUBIC_REFUSED: { title: "Refused by Rubic", ...READ_THE_WORDS },
  RUBIC_RATE_LIMIT: { title: "Rubic's rate limit", ...GOES_ON },
  RUBIC_REMOTE_FAILURE: { title: "Rubic has an internal error", ...LATER },
  RUBIC_UNREACHABLE: { title: "Rubic can't be reached", ...LATER },
  RUBIC_TIMEOUT: { title: "Rubic does not answer in time", ...LATER },
  RUBIC_UNEXPECTED_REPLY: { title: "Rubic's reply can't be read", ...ODD_REPLY },
  RUBIC_WITHHELD: { title: "Request to Rubic held back", ...LATER },

  TRIPLETEX_NO_ACCESS: {
    title: "Tripletex refuses the tokens",
    remedy: "Check the consumer token and the employee token of this environment and start the sync again.",
    mender: "operator",
    retry: "afterMending",
  },
  TRIPLETEX_NO_PERMISSION: {
    title: "Tripletex refuses the right",
    remedy:
      "Give the employee token the entitlement in Tripletex (Company, Our integrations) and start the sync again.",
    mender: "accountant",
    retry: "afterMending",
  },
  TRIPLETEX_NOT_FOUND: { title: "Not found in Tripletex", ...RUBIC_ADDRESS },
  TRIPLETEX_CONFLICT: { title: "Conflict in Tripletex", ...READ_THE_WORDS, mender: "accountant" },
  TRIPLETEX_REFUSED: { title: "Refused by Tripletex", ...READ_THE_WORDS, mender: "accountant" },
  TRIPLETEX_RATE_LIMIT: { title: "Tripletex's rate limit", ...GOES_ON },
  TRIPLETEX_REMOTE_FAILURE: { title: "Tripletex has an internal error", ...LATER },
  TRIPLETEX_UNREACHABLE: { title: "Tripletex can't be reached", ...LATER },
  TRIPLETEX_TIMEOUT: { title: "Tripletex does not answer in time", ...LATER },
  TRIPLETEX_UNEXPECTED_REPLY: { title: "Tripletex's reply can't be read", ...ODD_REPLY },
  TRIPLETEX_WITHHELD: { title: "Request to Tripletex held back", ...LATER },
} as const satisfies Record<string, CodeEntry>;

/** What else stops a run or one of its types. */
const RUN = {
  SETTINGS: {
    title: "Settings not complete",
    remedy: "Set what is named on the Convex deployment, then start the sync again.",
    mender: "operator",
    retry: "afterMending",
  },
  NO_CUTOVER_DATE: {
    title: "No cut-over date",
    remedy:
      "Set booksFrom (npm run settings), or BOOKS_FROM_SANDBOX or BOOKS_FROM_PRODUCTION on the Convex deployment (YYYY-MM-DD), then start the sync again.",
    mender: "operator",
    retry: "afterMending",
  },
  NOT_READY: {
    title: "Production is not ready",
    remedy: "See what was found and what to do: npm run doctor -- --env production.",
    mender: "operator",
    retry: "afterMending",
  },
  WRONG_COMPANY: {
    title: "Tokens of another company",
    remedy: "Put the right tokens into the settings of this environment.",
    mender: "operator",
    retry: "afterMending",
  },
  SAME_COMPANY: {
    title: "Both environments on one company",
    remedy: "Give each environment the tokens of its own company.",
    mender: "operator",
    retry: "afterMending",
  },
  BOOKED_DIFFERENTLY: {
    title: "Invoice booked with another amount",
    remedy:
      "Nothing more of this type is booked. Correct the cause, credit the invoice in Tripletex and book the right one there by hand; then link the held record to that one and sync again.",
    mender: "accountant",
    retry: "afterMending",
  },
  RUBIC_REPEATS_PAGES: {
    title: "Rubic repeats a page",
    remedy: "Ask Rubic's support; nothing is lost, the next sync goes on from here.",
    mender: "operator",
    retry: "afterMending",
  },
  RUBIC_ANSWER_CHANGED: {
    title: "Rubic has changed its answer",
    remedy:
      "Rubic has probably changed its answer: report this to whoever maintains the service. Nothing was booked from these rows.",
    mender: "us",
    retry: "afterMending",
  },
  KEYS_NOT_FOUND: {
    title: "Records not found in Rubic",
    remedy:
      "Check the number and the type: customer number, product code, invoice number or transaction id, as in Rubic. A row that can't be read is not found either; a sync of the whole type holds it by name.",
    mender: "operator",
    retry: "afterMending",
  },
  STEP_KEEPS_DYING: {
    title: "The sync keeps being interrupted",
    remedy:
      "Nothing is lost. Look at the deployment's log for sync/step:run, mend the cause, and start the sync again.",
    mender: "operator",
    retry: "afterMending",
  },
  INTENT_EXISTS: {
    title: "A write is still open",
    remedy: "Start the sync again; it settles the open write first.",
    mender: "operator",
    retry: "byItself",
  },
  ALREADY_MAPPED: { title: "Already in Tripletex", ...REPORT },
  PREVIEW_WRITES: { title: "A preview was about to write", ...REPORT },
  NOT_PLANNED: { title: "Not in the plan", ...REPORT },
  PLAN_DEVIATIONS: {
    title: "Not as planned any more",
    remedy: "Look at what changed, preview again, and carry out the new plan.",
    mender: "operator",
    retry: "afterMending",
  },
  CANARY_OUT: {
    title: "First of its kind not compared yet",
    remedy: "Nothing was sent. Start the sync again: it compares the first one before it goes on.",
    mender: "operator",
    retry: "afterMending",
  },
  CANARY_IN_DOUBT: {
    title: "First of its kind in doubt",
    remedy: "Nothing to do: the service looks in Tripletex until it knows, and the sync goes on by itself.",
    mender: "operator",
    retry: "byItself",
  },
  MAPPING_MOVES: {
    title: "Booked twice in Tripletex",
    remedy:
      "Look at both in Tripletex: one of them may be there twice. Report this to whoever maintains the service.",
    mender: "us",
    retry: "afterMending",
  },
  FENCED: {
    title: "Another step has taken over",
    remedy: "Nothing to do: the other step goes on.",
    mender: "operator",
    retry: "byItself",
  },
  UNFORESEEN: {
    title: "Error in the service itself",
    remedy: "Nothing is lost. Report this message to whoever maintains the service; start the sync again.",
    mender: "us",
    retry: "afterMending",
  },
} as const satisfies Record<string, CodeEntry>;

/** What a person's wish can be refused for. */
const REFUSALS = {
  NOT_SIGNED_IN: {
    title: "Not signed in",
    remedy:
      "Signing in is not available on this deployment yet. Operate it with `npx convex run` (see README, Operating a real deployment).",
    mender: "operator",
    retry: "afterMending",
  },
  WRITING_STOPPED: {
    title: "All writing is stopped",
    remedy: "Lift the stop, with a reason, when it is safe to go on (npm run brake).",
    mender: "operator",
    retry: "afterMending",
  },
  RUN_NOT_LIVE: {
    title: "The run has ended",
    remedy: "Nothing to do. What it wrote stays written; start a new run to go on.",
    mender: "operator",
    retry: "never",
  },
  KEYS_NOT_USABLE: {
    title: "Not these single records",
    remedy: "Name one type and at most fifty numbers, without a mode; or sync the whole type.",
    mender: "operator",
    retry: "afterMending",
  },
  ILLEGAL_STATE: {
    title: "Not possible in this state",
    remedy: "Nothing was changed. Look again: the state may have changed meanwhile.",
    mender: "us",
    retry: "never",
  },
  ...HOLD_REFUSALS,
  LINE_NOT_CHECKED: {
    title: "Not checked yet",
    remedy: "Check the readiness first.",
    mender: "operator",
    retry: "afterMending",
  },
  LINE_IS_GREEN: {
    title: "Nothing to override",
    remedy: "Nothing to do: the line is green.",
    mender: "operator",
    retry: "never",
  },
  LINE_NOT_OVERRIDABLE: {
    title: "Can't be overridden",
    remedy: "Do what the line says.",
    mender: "operator",
    retry: "never",
  },
  NOT_OVERRIDDEN: {
    title: "Not overridden",
    remedy: "Look at the readiness again: it may have changed meanwhile.",
    mender: "operator",
    retry: "never",
  },
  COMPANY_NOT_SEEN: {
    title: "Company not seen",
    remedy: "Check the readiness and confirm the company that it shows.",
    mender: "operator",
    retry: "afterMending",
  },
  RUN_IS_ON: {
    title: "A sync is on",
    remedy: "Wait until it has ended, or cancel it, and link then.",
    mender: "accountant",
    retry: "afterMending",
  },
  INTENT_OPEN: {
    title: "Outcome unknown",
    remedy: "Sync once more: it finds out. Link then.",
    mender: "accountant",
    retry: "afterMending",
  },
  ALREADY_LINKED: {
    title: "In Tripletex already",
    remedy: "Relink it if that is the wrong one.",
    mender: "accountant",
    retry: "afterMending",
  },
  LINKED_TO_OTHER: {
    title: "Linked to another record",
    remedy: "Unlink the other one first, or choose another record.",
    mender: "accountant",
    retry: "afterMending",
  },
  PAYMENTS_MAPPED: {
    title: "Payments are booked on it",
    remedy:
      "Say that its payments are unlinked with it; they stay in Tripletex, and the next sync looks for them on the invoice that it is linked to then.",
    mender: "accountant",
    retry: "afterMending",
  },
  NOT_LINKED: {
    title: "Not linked",
    remedy: "Check environment, kind and key.",
    mender: "accountant",
    retry: "afterMending",
  },
  NOT_IN_RUBIC: {
    title: "Not in Rubic",
    remedy: "Check environment and kind, and the number in Rubic.",
    mender: "accountant",
    retry: "afterMending",
  },
  NUMBER_NOT_UNIQUE: {
    title: "Several records have this number",
    remedy: "Give the id of the one that is meant, with --id instead of --key.",
    mender: "accountant",
    retry: "afterMending",
  },
  NOT_IN_TRIPLETEX: {
    title: "Not in Tripletex",
    remedy:
      "Look the id up in Tripletex: it stands in the address of the record's page, and is not its number.",
    mender: "accountant",
    retry: "afterMending",
  },
  CAN_NOT_BE_LINKED: {
    title: "Can't be linked",
    remedy: "Choose another record, or mend this one in Tripletex.",
    mender: "accountant",
    retry: "afterMending",
  },
  INVOICE_NOT_LINKED: {
    title: "Its invoice is not linked",
    remedy: "Link the invoice first; the next sync then finds its payments.",
    mender: "accountant",
    retry: "afterMending",
  },
  REASON_MISSING: {
    title: "A reason is missing",
    remedy: "Say in a sentence why, for whoever reads the audit log.",
    mender: "accountant",
    retry: "afterMending",
  },
  TYPE_MISSING: {
    title: "Nothing to sync is named",
    remedy: "Name a type, or all; or a plan to carry out.",
    mender: "operator",
    retry: "afterMending",
  },
} as const satisfies Record<string, CodeEntry>;

export const PROBLEM_TEXTS = {
  ...REMOTE,
  ...RUN,
  ...REFUSALS,
  ...SETTING_REFUSALS,
  ...BOOKING_REFUSALS,
  ...PLAN_REFUSALS,
  ...RECONCILE_REFUSALS,
};

export type ProblemCode = keyof typeof PROBLEM_TEXTS;

export const PROBLEM_CODES = codesOf(PROBLEM_TEXTS);

export const isProblemCode = (code: string): code is ProblemCode => isCodeOf(PROBLEM_TEXTS, code);

/** A problem whose code an older version wrote and this one does not know any more. */
const GONE = {
  remedy: "Start the sync again; if it stays, ask whoever operates the service.",
  mender: "operator",
  retry: "afterMending",
} as const;

/** The entry of a stored problem code. Rows outlive versions, so any text is answered. */
export function problemEntry(code: string): CodeEntry {
  return entryOf(PROBLEM_TEXTS, code, GONE);
}

/** Who has to act before a run that stopped for this can get through; null when it goes on by itself. */
export function problemAwaits(code: string): Mender | null {
  const { mender, retry } = problemEntry(code);
  return retry === "byItself" ? null : mender;
}

/** Why a run stopped or waits, or why a wish was refused, in words for a person. */
// A type and not an interface: only that may travel as the data of a ConvexError.
export type Problem = { code: ProblemCode; message: string; remedy: string };

/** The problem of a code. `remedy` only where it has to name something; else the catalogue's. */
export function problemOfCode(code: ProblemCode, message: string, remedy?: string): Problem {
  return { code, message, remedy: remedy ?? PROBLEM_TEXTS[code].remedy };
}
