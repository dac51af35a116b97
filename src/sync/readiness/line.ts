/**
 * The lines of a readiness report: one precondition each, with what was found and what to do. A line is green only when it
 * was seen to be right; what could not be looked at is unknown and says why. It must never hold a secret.
 */

export const READINESS_CODES = [
  "SETTINGS",
  "RUBIC",
  "TRIPLETEX",
  "ENTITLEMENTS",
  "COMPANY",
  "CUT_OVER",
  "VAT_REGISTRATION",
  "BANK_ACCOUNT",
  "PERIODS",
  "INVOICE_NUMBERS",
  "CUSTOMER_NUMBERS",
  "MAPPINGS",
  "REMINDERS",
  "CLOCKS",
] as const;
export type ReadinessCode = (typeof READINESS_CODES)[number];

export const READINESS_STATES = ["green", "warning", "red", "unknown"] as const;
export type ReadinessState = (typeof READINESS_STATES)[number];

export interface ReadinessLine {
  code: ReadinessCode;
  title: string;
  state: ReadinessState;
  /** What was found, in plain words with figures. */
  finding: string;
  /** What to do; null when there is nothing to do. */
  remedy: string | null;
  /** True when it could not be looked at for a reason that passes by itself; an earlier answer then stays. */
  isTransient: boolean;
}

export const READINESS_TITLES: Record<ReadinessCode, string> = {
  SETTINGS: "Settings of the deployment",
  RUBIC: "Connection to Rubic",
  TRIPLETEX: "Connection to Tripletex",
  ENTITLEMENTS: "Rights of the employee token",
  COMPANY: "The company in Tripletex",
  CUT_OVER: "Cut-over date",
  VAT_REGISTRATION: "VAT registration",
  BANK_ACCOUNT: "Bank account on the invoice account",
  PERIODS: "Closed periods",
  INVOICE_NUMBERS: "Invoice number series",
  CUSTOMER_NUMBERS: "Customer number series",
  MAPPINGS: "Mapping of every code in use",
  REMINDERS: "Reminders, debt collection, SMS, factoring, sending",
  CLOCKS: "Clocks",
};

/** Without these no run works at all, so there is nothing that a reason could override. */
const NOT_OVERRIDABLE: ReadonlySet<ReadinessCode> = new Set(["SETTINGS", "RUBIC", "TRIPLETEX", "COMPANY"]);

/** Whether a person may let production start although this line is not green. */
export function isOverridable(code: ReadinessCode): boolean {
  return !NOT_OVERRIDABLE.has(code);
}

/** What was asked of a remote system: the answer, or why there is none. */
export type Fact<T> =
  | { isKnown: true; value: T }
  | {
      isKnown: false;
      /** A sentence that says what happened. */
      because: string;
      remedy: string;
      /** refused: the remote system said no, and will say so again. unavailable: it could not be asked just now. */
      kind: "refused" | "unavailable";
    };
export type MissingFact = Extract<Fact<unknown>, { isKnown: false }>;

export function known<T>(value: T): Fact<T> {
  return { isKnown: true, value };
}

export function green(code: ReadinessCode, finding: string): ReadinessLine {
  return { code, title: READINESS_TITLES[code], state: "green", finding, remedy: null, isTransient: false };
}

export function warning(code: ReadinessCode, finding: string, remedy: string): ReadinessLine {
  return { code, title: READINESS_TITLES[code], state: "warning", finding, remedy, isTransient: false };
}

export function red(code: ReadinessCode, finding: string, remedy: string): ReadinessLine {
  return { code, title: READINESS_TITLES[code], state: "red", finding, remedy, isTransient: false };
}

/** @param byHand how a person can look it up instead; the fact's own remedy when left out */
export function unknown(code: ReadinessCode, missing: MissingFact, byHand?: string): ReadinessLine {
  return {
    code,
    title: READINESS_TITLES[code],
    state: "unknown",
    finding: `This could not be checked, because: ${missing.because}`,
    remedy: [missing.remedy, byHand].filter((text) => text !== undefined && text !== "").join(" "),
    isTransient: missing.kind === "unavailable",
  };
}

/** For what the remote systems don't tell, so that a person has to look. */
export function unclear(code: ReadinessCode, finding: string, byHand: string): ReadinessLine {
  const title = READINESS_TITLES[code];
  return { code, title, state: "unknown", finding, remedy: byHand, isTransient: false };
}

/** The first of the facts that is missing; null when all are known. */
export function firstMissing(...facts: Fact<unknown>[]): MissingFact | null {
  for (const fact of facts) if (!fact.isKnown) return fact;
  return null;
}

/** `1 invoice`, `2 invoices`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

const SHOWN_NAMES = 5;

/** The first few of many names, and how many more there are. */
export function listSome(names: readonly string[]): string {
  const left = names.length - SHOWN_NAMES;
  return names.slice(0, SHOWN_NAMES).join(", ") + (left > 0 ? ` and ${left} more` : "");
}
