/**
 * What must be right about an invoice in Rubic before anything about Tripletex is asked: it is sent, whole, neither
 * corrected nor changed by a fee, and its figures add up. It must never repair a figure; what does not add up is held.
 */
import type { RubicInvoice, RubicInvoiceLine } from "../rubic/schemas.ts";
import { MAXIMUM_NUMBER } from "./customer-number.ts";
import type { Held } from "./decision.ts";
import { describeInvoice } from "./describe.ts";
import { formatKroner } from "./format.ts";
import type { HoldCode } from "./hold-codes.ts";

/**
 * What an invoice by itself adds to the receivables in Rubic, signed øre: the amount to pay, less corrections. What was credited is
 * a record of its own (`credits.ts`), however Rubic shows it, so that it counts once. Every hold carries this measure; the Rubic
 * side of a comparison must sum the same, or holds explain the wrong amount.
 */
export function rubicEffectOere(invoice: RubicInvoice): number {
  return invoice.totalAmountOere - invoice.correctedAmountOere;
}

/** The hold of an invoice: names it, carries its date and what is missing in Tripletex because of it. */
export function holdInvoice(invoice: RubicInvoice, code: HoldCode, problem: string): Held {
  return {
    outcome: "held",
    code,
    message: `${describeInvoice(invoice)} ${problem}.`,
    amountOere: rubicEffectOere(invoice),
    documentDate: invoice.invoiceDate,
  };
}

/** The hold of the first check that fails, or the lines of an invoice that is in order. Order as in the functions below. */
export function checkInvoice(invoice: RubicInvoice): Held | { ok: true; lines: RubicInvoiceLine[] } {
  if (invoice.sentDate === null) return holdInvoice(invoice, "INVOICE_NOT_SENT", "is not sent yet");
  if (invoice.invoiceNumber < 1 || invoice.invoiceNumber > MAXIMUM_NUMBER) {
    return holdInvoice(invoice, "INVALID_RECORD", "has a number that Tripletex can't keep");
  }
  const lines = invoice.invoiceLines ?? [];
  if (lines.length === 0) return holdInvoice(invoice, "INVOICE_LINES_MISSING", describeMissingLines(invoice));
  return checkAmounts(invoice) ?? checkSums(invoice, lines) ?? { ok: true, lines };
}

function describeMissingLines(invoice: RubicInvoice): string {
  return `over ${formatKroner(invoice.grossTotalOere)} was delivered without lines`;
}

/** Corrections and fees: what the lines alone can't express. */
function checkAmounts(invoice: RubicInvoice): Held | null {
  const { grossTotalOere, totalAmountOere } = invoice;
  if (invoice.correctedAmountOere !== 0) {
    return holdInvoice(invoice, "NEEDS_CREDIT", describeCorrection(invoice));
  }
  if (totalAmountOere !== grossTotalOere) {
    return holdInvoice(invoice, "AMOUNT_DIFFERS_FROM_LINES", describeFee(invoice));
  }
  return null;
}

/** `over 950,00 kr is corrected by 650,00 kr in Rubic`. */
export function describeCorrection(invoice: RubicInvoice): string {
  const corrected = formatKroner(invoice.correctedAmountOere);
  return `over ${formatKroner(invoice.grossTotalOere)} is corrected by ${corrected} in Rubic`;
}

/** `has 685,00 kr to pay and lines of 650,00 kr`. */
export function describeFee(invoice: RubicInvoice): string {
  return `has ${formatKroner(invoice.totalAmountOere)} to pay and lines of ${formatKroner(invoice.grossTotalOere)}`;
}

/** Line sums against invoice totals, and net + VAT = gross everywhere; all to the øre. */
function checkSums(invoice: RubicInvoice, lines: RubicInvoiceLine[]): Held | null {
  const { netTotalOere, taxTotalOere, grossTotalOere } = invoice;
  const pairs = [
    ["net", netTotalOere, sumOf(lines, (line) => line.netTotalOere)],
    ["VAT", taxTotalOere, sumOf(lines, (line) => line.taxOere)],
    ["gross", grossTotalOere, sumOf(lines, (line) => line.grossTotalOere)],
    ["gross", grossTotalOere, netTotalOere + taxTotalOere],
    ...lines.map((line) => ["line gross", line.grossTotalOere, line.netTotalOere + line.taxOere] as const),
  ] as const;
  const wrong = pairs.find(([, stated, counted]) => stated !== counted);
  if (wrong === undefined) return null;
  const [what, stated, counted] = wrong;
  const problem = `states ${formatKroner(stated)} ${what}, but its parts sum up to ${formatKroner(counted)}`;
  return holdInvoice(invoice, "TOTALS_DO_NOT_ADD_UP", problem);
}

function sumOf(lines: RubicInvoiceLine[], amountOf: (line: RubicInvoiceLine) => number): number {
  return lines.reduce((sum, line) => sum + amountOf(line), 0);
}
