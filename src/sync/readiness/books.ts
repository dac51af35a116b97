/** What the company itself must be ready for: cut-over, VAT registration, bank account and open periods. */
import { formatIsoDate } from "../format.ts";
import { addDaysToIsoDate } from "../oslo.ts";
import { isInClosedPeriod, type Period } from "../periods.ts";
import { DEFAULT_VAT_TERMS, type VatTermKind, vatTermOf } from "../vat-terms.ts";
import {
  count,
  type Fact,
  firstMissing,
  green,
  listSome,
  type ReadinessLine,
  red,
  unclear,
  unknown,
  warning,
} from "./line.ts";
import type { Dated, Survey } from "./survey.ts";

/** A cut-over is planned for the next month at most; further off it is a slip of the pen. */
const LONGEST_WAIT_DAYS = 31;
/** An accountant moves systems at a turn of the year: last year's books may still be open, older ones are done. */
const LONGEST_HISTORY_DAYS = 365;

export interface CutOverQuestion {
  tripletexEnv: string;
  booksFrom: string | null;
  /** `YYYY-MM-DD` in Oslo. */
  today: string;
  /** Invoices in Tripletex from the cut-over on that are not ours. */
  foreignInvoices: Fact<number>;
}

export function cutOverLine({
  tripletexEnv,
  booksFrom,
  today,
  foreignInvoices,
}: CutOverQuestion): ReadinessLine {
  if (booksFrom === null) {
    return red(
      "CUT_OVER",
      "It is not set from which date invoices are booked.",
      `Set BOOKS_FROM_${tripletexEnv.toUpperCase()} (YYYY-MM-DD) on the Convex deployment.`,
    );
  }
  const from = `Invoices are booked from ${formatIsoDate(booksFrom)} on`;
  if (booksFrom > addDaysToIsoDate(today, LONGEST_WAIT_DAYS)) {
    const finding = `${from}, more than ${LONGEST_WAIT_DAYS} days from now.`;
    return warning("CUT_OVER", finding, "Check the date: nothing is booked until then.");
  }
  if (!foreignInvoices.isKnown) return unknown("CUT_OVER", foreignInvoices);
  const foreign = count(foreignInvoices.value, "invoice");
  const isLongAgo = booksFrom < addDaysToIsoDate(today, -LONGEST_HISTORY_DAYS);
  if (isLongAgo && foreignInvoices.value > 0) {
    return warning(
      "CUT_OVER",
      `${from}, more than a year ago, and Tripletex already has ${foreign} of that time that this service did not book.`,
      "Check that these are not the same documents under other numbers; if they are, choose a later cut-over date.",
    );
  }
  return green("CUT_OVER", `${from}; Tripletex has ${foreign} of that time that this service did not book.`);
}

/** What Tripletex says of the company (Tripletex dossier 7). */
export type VatStatus = "VAT_NOT_REGISTERED" | "VAT_APPLICANT" | "VAT_REGISTERED" | "VAT_COMPENSATION";

const STATUS_WORDS: Record<VatStatus, string> = {
  VAT_NOT_REGISTERED: "not registered for VAT",
  VAT_APPLICANT: "an applicant for VAT registration",
  VAT_REGISTERED: "registered for VAT",
  VAT_COMPENSATION: "in the VAT compensation scheme, not registered for VAT",
};

export interface VatQuestion {
  status: Fact<VatStatus>;
  survey: Fact<Survey>;
  /** VAT percentages of the product groups that products belong to. */
  groupPercentages: Fact<number[]>;
  /** Whether a run has written something to Tripletex in this environment. */
  hasWritten: boolean;
}

const REGISTER_OR_CORRECT =
  "Register the company for VAT in Tripletex, or correct the tax codes of the product groups in Rubic: Tripletex refuses these lines.";

/** Red before anything was booked. Later one product with a wrong tax code must not stop what has nothing to do with it. */
export function vatLine({ status, survey, groupPercentages, hasWritten }: VatQuestion): ReadinessLine {
  if (!status.isKnown) {
    return unknown(
      "VAT_REGISTRATION",
      status,
      "By hand: Tripletex, Accounting, VAT settings shows whether the company is registered.",
    );
  }
  if (!survey.isKnown || !groupPercentages.isKnown) {
    const missing = firstMissing(survey, groupPercentages);
    if (missing !== null) return unknown("VAT_REGISTRATION", missing);
    throw new Error("one of the two is missing");
  }
  const all = new Set([...survey.value.percentages.keys(), ...groupPercentages.value]);
  const rates = [...all].filter((percentage) => percentage > 0).toSorted((left, right) => left - right);
  const used = rates.length === 0 ? "no VAT" : `${rates.join(" %, ")} % VAT`;
  const finding = `The company is ${STATUS_WORDS[status.value]}; Rubic invoices with ${used}.`;
  if (status.value === "VAT_REGISTERED" || rates.length === 0) return green("VAT_REGISTRATION", finding);
  return hasWritten
    ? warning("VAT_REGISTRATION", finding, `${REGISTER_OR_CORRECT} Until then what has them is held.`)
    : red("VAT_REGISTRATION", finding, REGISTER_OR_CORRECT);
}

export interface InvoiceAccount {
  number: number;
  isInvoiceAccount: boolean;
  bankAccountNumber: string;
}

const SHOWN_DIGITS = 4;

/** Without it Tripletex refuses every invoice (Tripletex dossier 8). */
export function bankAccountLine(accounts: Fact<InvoiceAccount[]>): ReadinessLine {
  if (!accounts.isKnown) {
    const byHand = "By hand: Tripletex, Accounting, Chart of accounts, the invoice account (usually 1920).";
    return unknown("BANK_ACCOUNT", accounts, byHand);
  }
  const invoiceAccounts = accounts.value.filter(({ isInvoiceAccount }) => isInvoiceAccount);
  const ready = invoiceAccounts.find(({ bankAccountNumber }) => bankAccountNumber.trim() !== "");
  if (ready !== undefined) {
    const digits = ready.bankAccountNumber.trim().slice(-SHOWN_DIGITS);
    return green("BANK_ACCOUNT", `Account ${ready.number} has the bank account that ends in ${digits}.`);
  }
  const [first] = invoiceAccounts;
  return red(
    "BANK_ACCOUNT",
    first === undefined
      ? "No bank account in the chart of accounts is the invoice account."
      : `Account ${first.number}, the invoice account, has no bank account number; Tripletex refuses every invoice without.`,
    "Let the accountant register the club's bank account number on the invoice account in Tripletex. This service never writes it.",
  );
}

/**
 * The first day of the VAT term of a day; returns of earlier terms may be submitted. Whether there is VAT at all says Tripletex: for a
 * company that is set to have no terms the usual ones count, which are the shortest.
 */
export function startOfVatTerm(date: string, kind: VatTermKind): string {
  const term = vatTermOf(date, kind === "none" ? DEFAULT_VAT_TERMS : kind);
  if (term === null) throw new Error("every kind but none has terms");
  return term.from;
}

export interface PeriodQuestion {
  periods: Fact<Period[]>;
  survey: Fact<Survey>;
  /** Documents dated before the current VAT term, or in a closed period, that are not in Tripletex yet. */
  waiting: Fact<Dated[]>;
  isVatRegistered: boolean;
  vatTerms: VatTermKind;
  /** Whether a run has written something to Tripletex in this environment. */
  hasWritten: boolean;
  today: string;
}

const PERIODS_BY_HAND = "By hand: Tripletex, Accounting, Period closing.";

/**
 * Before anything was booked a person decides about what is late: it is red or unclear. Later it is everyday life: only a sync can hold
 * or book it, so nothing may keep the syncs out because of it.
 */
export function periodsLine({
  periods,
  survey,
  waiting,
  isVatRegistered,
  vatTerms,
  hasWritten,
  today,
}: PeriodQuestion): ReadinessLine {
  if (!periods.isKnown) return unknown("PERIODS", periods, PERIODS_BY_HAND);
  if (!survey.isKnown) return unknown("PERIODS", survey, PERIODS_BY_HAND);
  if (!waiting.isKnown) return unknown("PERIODS", waiting, PERIODS_BY_HAND);
  const isClosed = ({ date }: Dated) => isInClosedPeriod(periods.value, date);
  const closed = waiting.value.filter(isClosed);
  const termStart = startOfVatTerm(today, vatTerms);
  const isOld = ({ hasVat, date }: Dated) => isVatRegistered && hasVat && date < termStart;
  const old = waiting.value.filter((each) => isOld(each) && !isClosed(each));
  const open = `No document to be booked lies in a closed period (${count(periods.value.filter((each) => each.isClosed).length, "closed period")} since the cut-over).`;
  if (closed.length === 0 && old.length === 0) return green("PERIODS", open);
  const late = { closed, old, termStart };
  if (hasWritten) return lateLine(late);
  if (closed.length > 0) return red("PERIODS", describeClosed(closed), OPEN_OR_MOVE);
  return unclear("PERIODS", `${open} But ${describeOld(late)}`, LOOK_OR_MOVE);
}

interface Late {
  closed: Dated[];
  /** With VAT of an earlier term. */
  old: Dated[];
  termStart: string;
}

const OPEN_OR_MOVE =
  "Let the accountant reopen the period, or set a later cut-over date. This service never moves a date.";
const OPEN_OR_BOOK =
  "Let the accountant reopen the period, or book them by hand. The next sync that reads back to them, at the latest the first of tomorrow, holds each by name. This service never moves a date.";
const LOOK =
  "By hand: Tripletex, Accounting, VAT returns. If a return of these dates is submitted, agree on a correction";
const LOOK_OR_MOVE = `${LOOK} or set a later cut-over date; if none is, override this line.`;
const LOOK_AND_CORRECT = `${LOOK}. The next sync that reads back to them, at the latest the first of tomorrow, books them on their own dates.`;

function lateLine({ closed, old, termStart }: Late): ReadinessLine {
  const parts = [
    { some: closed, finding: () => describeClosed(closed), remedy: OPEN_OR_BOOK },
    { some: old, finding: () => describeOld({ old, termStart }), remedy: LOOK_AND_CORRECT },
  ].filter(({ some }) => some.length > 0);
  const findings = parts.map(({ finding }) => finding());
  return warning("PERIODS", findings.join(" "), parts.map(({ remedy }) => remedy).join(" "));
}

function describeClosed(closed: Dated[]): string {
  const lie = closed.length === 1 ? "lies" : "lie";
  return `${count(closed.length, "document")} to be booked ${lie} in a closed period: ${named(closed)}.`;
}

function describeOld({ old, termStart }: Pick<Late, "old" | "termStart">): string {
  const are = old.length === 1 ? "is" : "are";
  return `${count(old.length, "document")} with VAT ${are} dated before ${formatIsoDate(termStart)}, and Tripletex's API does not tell which VAT returns are submitted: ${named(old)}.`;
}

const named = (documents: Dated[]) => listSome(documents.map(({ label }) => label));
