/**
 * What Rubic holds that the books must be ready for: numbers, codes in use and documents to book. Added up page by page, so
 * that a large organization is never in memory as a whole.
 */
import type { RubicInvoice, RubicTransaction } from "../../rubic/schemas.ts";
import { isCreditRow } from "../credits.ts";
import { givenText } from "../describe.ts";
import type { ClassifiedTransaction } from "../payments.ts";

interface Document {
  id: number;
  label: string;
  date: string;
  hasVat: boolean;
}

/** A document that must be booked, as far as its date goes. Of a credit note it is that of its credit. */
export type Dated =
  | (Document & { kind: "invoice" | "credit" })
  | (Document & { kind: "payment"; transaction: ClassifiedTransaction });

export interface Survey {
  /** First invoice date that was asked for, `YYYY-MM-DD`. */
  from: string;
  booksFrom: string;
  /** False when Rubic holds more than could be read. */
  isComplete: boolean;
  invoiceCount: number;
  /** Number → date and gross of every invoice read, to tell a clash from the same document. */
  numbers: Map<number, { date: string; grossOere: number }>;
  /** Lowest number from the cut-over on; null when there is none yet. */
  lowestToBook: number | null;
  highest: number | null;
  /** VAT percentage → number of lines. */
  percentages: Map<number, number>;
  /** Income account as Rubic writes it → number of lines. */
  accounts: Map<string, number>;
  /** Department number, or `id N` without one → number of lines. */
  departments: Map<string, { departmentId: number | null; number: string | null; lines: number }>;
  /** Transaction type → its name and number of transactions. */
  transactionTypes: Map<number, { name: string | null; count: number }>;
  toBook: Dated[];
}

export function emptySurvey({ from, booksFrom }: { from: string; booksFrom: string }): Survey {
  return {
    from,
    booksFrom,
    isComplete: true,
    invoiceCount: 0,
    numbers: new Map(),
    lowestToBook: null,
    highest: null,
    percentages: new Map(),
    accounts: new Map(),
    departments: new Map(),
    transactionTypes: new Map(),
    toBook: [],
  };
}

export function addInvoices(survey: Survey, invoices: readonly RubicInvoice[]): void {
  for (const invoice of invoices) {
    const { invoiceID: id, invoiceNumber: number, invoiceDate: date } = invoice;
    survey.invoiceCount += 1;
    survey.numbers.set(number, { date, grossOere: invoice.grossTotalOere });
    survey.highest = Math.max(survey.highest ?? number, number);
    for (const line of invoice.invoiceLines ?? []) addLine(survey, line);
    if (date < survey.booksFrom) continue;
    survey.lowestToBook = Math.min(survey.lowestToBook ?? number, number);
    const isNote = isCreditRow(invoice);
    const label = `${isNote ? "credit note" : "invoice"} ${number} of ${date}`;
    const kind = isNote ? "credit" : "invoice";
    survey.toBook.push({ kind, id, label, date, hasVat: invoice.taxTotalOere !== 0 });
  }
}

type Line = NonNullable<RubicInvoice["invoiceLines"]>[number];

function addLine(survey: Survey, line: Line): void {
  add(survey.percentages, line.taxPercentage);
  const account = givenText(line.accountNumber);
  if (account !== null) add(survey.accounts, account);
  const number = givenText(line.departmentNumber);
  if (number === null && !line.departmentID) return;
  const key = number ?? `id ${line.departmentID}`;
  const known = survey.departments.get(key) ?? { departmentId: line.departmentID, number, lines: 0 };
  survey.departments.set(key, { ...known, lines: known.lines + 1 });
}

function add<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

export function addTransactions(survey: Survey, transactions: readonly RubicTransaction[]): void {
  for (const transaction of transactions) {
    const { invoiceTransactionID: id, invoiceNumber, paymentDate: date } = transaction;
    const { transactionTypeID, transactionTypeName: name, paidAmountOere } = transaction;
    const known = survey.transactionTypes.get(transactionTypeID) ?? { name, count: 0 };
    survey.transactionTypes.set(transactionTypeID, { ...known, count: known.count + 1 });
    if (date < survey.booksFrom) continue;
    const label = `payment of ${date} on invoice ${invoiceNumber}`;
    // The whole row names its payer and is large: only what decides about it is kept.
    const classified = { transactionTypeID, transactionTypeName: name, paidAmountOere };
    const kept = { invoiceTransactionID: id, invoiceNumber, paymentDate: date, ...classified };
    survey.toBook.push({ kind: "payment", id, label, date, hasVat: false, transaction: kept });
  }
}
