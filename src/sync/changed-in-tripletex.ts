/**
 * What somebody has changed on a booked invoice in Tripletex, found when both sides are compared: credited, paid or unpaid there
 * without Rubic knowing. It is no document of Rubic's, so the hold is in no sum: the difference stays what it is and gets a remedy.
 */
import { formatKroner } from "./format.ts";
import type { HoldCode } from "./hold-codes.ts";
import { describeUnexplained } from "./set-offs.ts";

/** The codes of these holds; the comparison opens and closes them, whatever is read from Rubic. */
export const CHANGED_IN_TRIPLETEX = [
  "CREDITED_IN_TRIPLETEX",
  "PAID_IN_TRIPLETEX",
  "PAYMENT_TAKEN_BACK",
  "SET_OFF_IN_TRIPLETEX",
] as const satisfies readonly HoldCode[];

/** What waits because of a change in Tripletex: keyed by the invoice, kept among the payments, dated by the invoice. */
export interface ChangeInTripletex {
  rubicKey: string;
  label: string;
  code: (typeof CHANGED_IN_TRIPLETEX)[number];
  message: string;
  documentDate: string;
}

/** What Rubic's transactions come to on an invoice, in øre. */
export interface PaidInRubic {
  /** Sum of the mapped payments. */
  paidOere: number;
  /** Sum of the payments that are held, or were left out, because their money is taken to be in Tripletex already. */
  alreadyPaidOere: number;
}

/**
 * What is settled in Tripletex beyond Rubic's transactions, in øre: negative where booked money is missing. Payments that are
 * taken to be there already explain what stands there beside the booked ones, up to their sum and no more.
 */
export function beyondRubic(settledOere: number, { paidOere, alreadyPaidOere }: PaidInRubic): number {
  const byHandOere = settledOere - paidOere;
  const [least, most] = [Math.min(0, alreadyPaidOere), Math.max(0, alreadyPaidOere)];
  return byHandOere - Math.min(Math.max(byHandOere, least), most);
}

/**
 * What of the settled amount is left when a credit of Rubic's that waits, or was left out, is taken to be credited by hand: up to its
 * amount, and no more than is settled beyond Rubic's transactions. All in øre, the credit positive.
 */
export function withoutHeldCredit(settledOere: number, ours: PaidInRubic, creditOere: number): number {
  return settledOere - Math.min(Math.max(beyondRubic(settledOere, ours), 0), creditOere);
}

/** Whether what is settled beyond Rubic's transactions was all set off, and is no payment. Both in signed øre. */
export function isSetOff(beyondOere: number, setOffOere: number): boolean {
  return beyondOere * setOffOere > 0 && Math.abs(beyondOere) <= Math.abs(setOffOere);
}

/**
 * Null when Rubic's transactions explain what is settled in Tripletex. Amounts in øre.
 * @param settledOere paid in Tripletex, without what a known credit takes off
 * @param setOffOere what of it is no payment, but was set off against nothing that is known
 */
export function changeInTripletex(
  invoice: { invoiceDate: string; isCredited: boolean; settledOere: number; setOffOere: number },
  ours: { rubicInvoiceId: number; rubicInvoiceNumber: number } & PaidInRubic,
): ChangeInTripletex | null {
  const moreOere = beyondRubic(invoice.settledOere, ours);
  if (moreOere === 0) return null;
  const label = `Invoice ${ours.rubicInvoiceNumber}`;
  const base = { rubicKey: changeKey(ours.rubicInvoiceId), label, documentDate: invoice.invoiceDate };
  const amount = formatKroner(Math.abs(moreOere));
  if (invoice.isCredited) {
    const message = `${label} is credited in Tripletex, by ${amount} more than Rubic knows of.`;
    return { ...base, code: "CREDITED_IN_TRIPLETEX", message };
  }
  if (isSetOff(moreOere, invoice.setOffOere)) {
    const message = `${label}: ${describeUnexplained(moreOere)}.`;
    return { ...base, code: "SET_OFF_IN_TRIPLETEX", message };
  }
  if (moreOere > 0) {
    const message = `${label} has ${amount} settled in Tripletex that no transaction of Rubic explains.`;
    return { ...base, code: "PAID_IN_TRIPLETEX", message };
  }
  const message = `${label} has ${amount} less paid in Tripletex than was booked there: somebody took it back.`;
  return { ...base, code: "PAYMENT_TAKEN_BACK", message };
}

/** No key of a transaction, which are numbers. */
function changeKey(rubicInvoiceId: number): string {
  return `invoice-${rubicInvoiceId}`;
}

export function isChangeInTripletex(code: string): boolean {
  return CHANGED_IN_TRIPLETEX.some((each) => each === code);
}
