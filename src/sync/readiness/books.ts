/** What the company itself must be ready for: cut-over, VAT registration, bank account and open periods. */
import { formatIsoDate } from "../format.ts";
import { addDaysToIsoDate } from "../oslo.ts";
import { isInClosedPeriod, type Period } from "../periods.ts";
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
}

export function vatLine({ status, survey, groupPercentages }: VatQuestion): ReadinessLine {
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
  return red(
    "VAT_REGISTRATION",
    finding,
    "Register the company for VAT in Tripletex, or correct the tax codes of the product groups in Rubic: Tripletex refuses these lines.",
  );
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

const MONTHS_PER_TERM = 2;

/** The first day of the VAT term of a day: most clubs report every two months. Returns before it may be submitted. */
export function startOfVatTerm(date: string): string {
  const [year = "", month = ""] = date.split("-");
  const first = Math.floor((Number(month) - 1) / MONTHS_PER_TERM) * MONTHS_PER_TERM + 1;
  return `${year}-${String(first).padStart(2, "0")}-01`;
}

export interface PeriodQuestion {
  periods: Fact<Period[]>;
  survey: Fact<Survey>;
  /** Documents dated before the current VAT term, or in a closed period, that are not in Tripletex yet. */
  waiting: Fact<Dated[]>;
  isVatRegistered: boolean;
  today: string;
}

const PERIODS_BY_HAND = "By hand: Tripletex, Accounting, Period closing.";
const OPEN_OR_MOVE =
  "Let the accountant reopen the period, or set a later cut-over date. This service never moves a date.";

export function periodsLine({
  periods,
  survey,
  waiting,
  isVatRegistered,
  today,
}: PeriodQuestion): ReadinessLine {
  if (!periods.isKnown) return unknown("PERIODS", periods, PERIODS_BY_HAND);
  if (!survey.isKnown) return unknown("PERIODS", survey, PERIODS_BY_HAND);
  if (!waiting.isKnown) return unknown("PERIODS", waiting, PERIODS_BY_HAND);
  const closed = waiting.value.filter(({ date }) => isInClosedPeriod(periods.value, date));
  if (closed.length > 0) {
    const finding = `${count(closed.length, "document")} to be booked ${closed.length === 1 ? "lies" : "lie"} in a closed period: ${listSome(closed.map(({ label }) => label))}.`;
    return red("PERIODS", finding, OPEN_OR_MOVE);
  }
  const termStart = startOfVatTerm(today);
  const old = isVatRegistered ? waiting.value.filter(({ hasVat, date }) => hasVat && date < termStart) : [];
  const open = `No document to be booked lies in a closed period (${count(periods.value.filter(({ isClosed }) => isClosed).length, "closed period")} since the cut-over).`;
  if (old.length === 0) return green("PERIODS", open);
  const finding = `${open} But ${count(old.length, "invoice")} with VAT ${old.length === 1 ? "is" : "are"} dated before ${formatIsoDate(termStart)}, and Tripletex's API does not tell which VAT returns are submitted: ${listSome(old.map(({ label }) => label))}.`;
  return unclear(
    "PERIODS",
    finding,
    "By hand: Tripletex, Accounting, VAT returns. If a return of these dates is submitted, agree on a correction or set a later cut-over date; if none is, override this line.",
  );
}
