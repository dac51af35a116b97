/**
 * The world's arithmetic: whole øre in, whole øre out; kroner numbers only where a record is written.
 * One place computes line totals (Rubic dossier 4.1 and 4.2) and payment fees (Rubic dossier 5), so that the sums of the world hold by
 * construction. It must never add kroner, which are fractions.
 */

const OERE_PER_KRONE = 100;
const HUNDREDTHS = 100;
const PERCENT = 100;

/** VAT on a payment fee, percent (Rubic dossier 5, inferred). */
const FEE_VAT_PERCENT = 25;

/** What the payment provider takes, by transaction type: percent of the amount and a fixed sum (Rubic dossier 5). */
const FEES: Readonly<Record<number, { percent: number; fixedOere: number }>> = {
  1: { percent: 0, fixedOere: 1_000 },
  2: { percent: 5, fixedOere: 200 },
  3: { percent: 5, fixedOere: 300 },
};

export interface LineAmounts {
  discountOere: number;
  netOere: number;
  taxOere: number;
  grossOere: number;
}

/** Kroner as Rubic writes them, from øre. */
export function kroner(amountOere: number): number {
  // `+ 0` turns a negative zero into a plain one; JSON would hide the difference, an equality check would not.
  return amountOere / OERE_PER_KRONE + 0;
}

/** Øre from a kroner number, to the nearest øre. */
export function oere(amountKroner: number): number {
  return Math.round(amountKroner * OERE_PER_KRONE) + 0;
}

/** Divides and rounds to the nearest whole, halves away from zero; `dividend` must be whole. */
export function divideRounded(dividend: number, divisor: number): number {
  const rounded = Math.floor((Math.abs(dividend) * 2 + divisor) / (2 * divisor));
  return (dividend < 0 ? -rounded : rounded) + 0;
}

/** Quantity times price in øre; the quantity counts to two decimals. */
export function timesQuantity(unitOere: number, quantity: number): number {
  return divideRounded(unitOere * Math.round(quantity * HUNDREDTHS), HUNDREDTHS);
}

/** Totals of a line whose price excludes VAT: net = quantity × price − discount, gross = net + tax (Rubic dossier 4.2, P1 and D3). */
export function computeLine(line: {
  priceOere: number;
  quantity: number;
  discountPercentage: number;
  taxPercentage: number;
}): LineAmounts {
  const fullOere = timesQuantity(line.priceOere, line.quantity);
  const discountOere = divideRounded(fullOere * line.discountPercentage, PERCENT);
  const netOere = fullOere - discountOere;
  const taxOere = divideRounded(netOere * line.taxPercentage, PERCENT);
  return { discountOere, netOere, taxOere, grossOere: netOere + taxOere };
}

/** Fee, VAT on it and what reaches the bank. A refund (negative) and a type without a provider cost nothing. */
export function computePayout(transactionTypeID: number, paidOere: number) {
  const price = FEES[transactionTypeID];
  if (!price || paidOere <= 0) {
    return { feeOere: 0, feeVatOere: 0, payoutOere: paidOere, hasProvider: price !== undefined };
  }
  const feeOere = divideRounded(paidOere * price.percent, PERCENT) + price.fixedOere;
  const feeVatOere = divideRounded(feeOere * FEE_VAT_PERCENT, PERCENT);
  return { feeOere, feeVatOere, payoutOere: paidOere - feeOere - feeVatOere, hasProvider: true };
}
