/**
 * The money arithmetic: what Tripletex makes of an order line, and how a Rubic line is written so that Tripletex makes exactly
 * Rubic's totals of it. Rubic's totals are the truth (Rubic dossier 4.2); price, quantity and percent are only their display.
 * It must never use a tolerance: a line that can't be reproduced to the øre is refused.
 */
import { Decimal } from "decimal.js";

/** Enough digits that no product of count, price and percent is rounded before we round it. */
const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });
type Exact = InstanceType<typeof Exact>;

const OERE_PER_KRONE = 100;
const PERCENT = 100;
/** Unit prices keep up to ten decimals (Tripletex dossier 8). */
const UNIT_PRICE_DECIMALS = 10;
/** How many decimals Tripletex keeps of count and discount is unknown; two are safe, and what has more is written otherwise. */
const SAFE_DECIMALS = 2;

/** Net + tax = gross, in øre. */
export interface LineTotals {
  netOere: number;
  taxOere: number;
  grossOere: number;
}

/** An order line as Tripletex gets it: unit price in kroner in the order's price mode, discount and VAT in percent. */
export interface TripletexLine {
  count: number;
  unitPrice: number;
  discount: number;
  percentage: number;
  isIncludingVat: boolean;
}

/** What the rules need of a Rubic line; price and discount in kroner, totals in øre. */
export interface RubicLineAmounts {
  quantity: number;
  price: number;
  discountPercentage: number;
  discount: number;
  taxPercentage: number;
  netTotalOere: number;
  taxOere: number;
  grossTotalOere: number;
}

/** The figures of one order line; the unit price is in the order's price mode, discount in percent. */
export interface BuiltLine {
  count: number;
  unitPrice: number;
  discount: number;
}

/** All lines in one price mode, or the first line that can't be reproduced and the nearest that Tripletex would make of it. */
export type BuiltLines =
  | { ok: true; isPrioritizeAmountsIncludingVat: boolean; lines: BuiltLine[] }
  | { ok: false; lineIndex: number; rubic: LineTotals; tripletex: LineTotals };

/**
 * What Tripletex books for a line: count × price − percent rounded to the øre, then VAT on it rounded to the øre, halves away
 * from zero. Source: Tripletex dossier 8 and 15; rounding VAT per line is inferred there, so the booked invoice is compared too.
 */
export function tripletexLineTotals(line: TripletexLine): LineTotals {
  const { count, unitPrice, discount, percentage, isIncludingVat } = line;
  const amount = new Exact(count).times(unitPrice).times(new Exact(PERCENT).minus(discount)).div(PERCENT);
  const amountOere = wholeOere(amount.times(OERE_PER_KRONE));
  if (!isIncludingVat) {
    const taxOere = wholeOere(new Exact(amountOere).times(percentage).div(PERCENT));
    return { netOere: amountOere, taxOere, grossOere: amountOere + taxOere };
  }
  const taxOere = wholeOere(new Exact(amountOere).times(percentage).div(new Exact(PERCENT).plus(percentage)));
  return { netOere: amountOere - taxOere, taxOere, grossOere: amountOere };
}

/**
 * Writes all lines of one invoice. One price mode holds for the whole order: without VAT if that reproduces every line, else
 * with VAT, else none. Within it a line is shown as Rubic shows it where that is exact; see `candidatesFor`.
 */
export function buildOrderLines(lines: RubicLineAmounts[]): BuiltLines {
  const exclusive = buildInMode(lines, false);
  if (exclusive.ok) return exclusive;
  const inclusive = buildInMode(lines, true);
  return inclusive.ok ? inclusive : exclusive;
}

function buildInMode(lines: RubicLineAmounts[], isIncludingVat: boolean): BuiltLines {
  const built: BuiltLine[] = [];
  for (const [lineIndex, line] of lines.entries()) {
    const rubic = totalsOf(line);
    const candidates = candidatesFor(line, isIncludingVat);
    const exact = candidates.find((candidate) => areEqual(rubic, book(line, candidate, isIncludingVat)));
    if (exact === undefined) {
      const nearest = book(line, wholeLine(line, isIncludingVat), isIncludingVat);
      return { ok: false, lineIndex, rubic, tripletex: nearest };
    }
    built.push(exact);
  }
  return { ok: true, isPrioritizeAmountsIncludingVat: isIncludingVat, lines: built };
}

/**
 * Ways to write a line, best first: as Rubic shows it; Rubic's quantity with a unit price worked out from the total (this is
 * also the zero line: its quantity at price 0); one piece at the total.
 */
function candidatesFor(line: RubicLineAmounts, isIncludingVat: boolean): BuiltLine[] {
  const candidates: BuiltLine[] = [];
  if (hasSafeDecimals(line.quantity, SAFE_DECIMALS)) {
    const isPercent = line.discountPercentage >= 0 && line.discountPercentage <= PERCENT;
    const isShowable =
      isPercent &&
      hasSafeDecimals(line.discountPercentage, SAFE_DECIMALS) &&
      hasSafeDecimals(line.price, UNIT_PRICE_DECIMALS);
    if (isShowable) {
      candidates.push({ count: line.quantity, unitPrice: line.price, discount: line.discountPercentage });
    }
    candidates.push({ count: line.quantity, unitPrice: unitPriceOf(line, isIncludingVat), discount: 0 });
  }
  candidates.push(wholeLine(line, isIncludingVat));
  return candidates;
}

function unitPriceOf(line: RubicLineAmounts, isIncludingVat: boolean): number {
  const totalOere = bookedTotal(line, isIncludingVat);
  if (line.quantity === 0 || totalOere === 0) return 0;
  return new Exact(totalOere)
    .div(OERE_PER_KRONE)
    .div(line.quantity)
    .toDecimalPlaces(UNIT_PRICE_DECIMALS)
    .toNumber();
}

function wholeLine(line: RubicLineAmounts, isIncludingVat: boolean): BuiltLine {
  const unitPrice = new Exact(bookedTotal(line, isIncludingVat)).div(OERE_PER_KRONE).toNumber();
  return { count: 1, unitPrice, discount: 0 };
}

function bookedTotal(line: RubicLineAmounts, isIncludingVat: boolean): number {
  return isIncludingVat ? line.grossTotalOere : line.netTotalOere;
}

function book(line: RubicLineAmounts, candidate: BuiltLine, isIncludingVat: boolean): LineTotals {
  return tripletexLineTotals({ ...candidate, percentage: line.taxPercentage, isIncludingVat });
}

function totalsOf(line: RubicLineAmounts): LineTotals {
  return { netOere: line.netTotalOere, taxOere: line.taxOere, grossOere: line.grossTotalOere };
}

function areEqual(left: LineTotals, right: LineTotals): boolean {
  return (
    left.netOere === right.netOere && left.taxOere === right.taxOere && left.grossOere === right.grossOere
  );
}

function hasSafeDecimals(value: number, decimals: number): boolean {
  return new Exact(value).decimalPlaces() <= decimals;
}

/** `+ 0` turns a negative zero into a plain one, which would be unequal in a strict comparison of objects. */
function wholeOere(oere: Exact): number {
  return oere.toDecimalPlaces(0).toNumber() + 0;
}
