/**
 * The arithmetic of order lines and invoices in kroner, with decimals, never with floating point (Tripletex dossier 8 and 15).
 * Line amounts are rounded to two decimals half away from zero; how VAT is rounded is a setting, as the truth is unknown.
 */
import { Decimal } from "decimal.js";

export interface LineInput {
  count: number;
  /** With or without VAT, by `includesVat`. */
  unitPrice: number;
  discountPercentage: number;
  vatPercentage: number;
  includesVat: boolean;
}

export interface LineAmounts {
  unitPriceExcludingVat: number;
  unitPriceIncludingVat: number;
  amountExcludingVat: number;
  amountIncludingVat: number;
}

/** Tripletex keeps this many decimals of a unit price. */
const UNIT_PRICE_DECIMALS = 10;

const round = (value: Decimal, decimals: number) => value.toDecimalPlaces(decimals, Decimal.ROUND_HALF_UP);

/** A plain number, never -0. */
const toNumber = (value: Decimal): number => value.toNumber() + 0;

/** Rounds to øre. */
export const roundAmount = (value: Decimal.Value): number => toNumber(round(new Decimal(value), 2));

/** The exact sum of amounts. */
export const sum = (amounts: readonly number[]): number =>
  toNumber(amounts.reduce((total, amount) => total.plus(amount), new Decimal(0)));

const factor = (percentage: number) => new Decimal(percentage).div(100).plus(1);

/** Price with VAT from price without. */
export const addVat = (amount: number, percentage: number): number =>
  roundAmount(factor(percentage).times(amount));

/** Price without VAT from price with. */
export const removeVat = (amount: number, percentage: number): number =>
  roundAmount(new Decimal(amount).div(factor(percentage)));

export function computeLine(line: LineInput): LineAmounts {
  const price = round(new Decimal(line.unitPrice), UNIT_PRICE_DECIMALS);
  const rate = factor(line.vatPercentage);
  const share = new Decimal(1).minus(new Decimal(line.discountPercentage).div(100));
  const amount = round(price.times(line.count).times(share), 2);
  const other = round(line.includesVat ? amount.div(rate) : amount.times(rate), 2);
  const otherPrice = round(line.includesVat ? price.div(rate) : price.times(rate), UNIT_PRICE_DECIMALS);
  const [excluding, including] = line.includesVat ? [other, amount] : [amount, other];
  const [priceExcluding, priceIncluding] = line.includesVat ? [otherPrice, price] : [price, otherPrice];
  return {
    unitPriceExcludingVat: toNumber(priceExcluding),
    unitPriceIncludingVat: toNumber(priceIncluding),
    amountExcludingVat: toNumber(excluding),
    amountIncludingVat: toNumber(including),
  };
}

export interface BookedLine {
  vatNumber: string;
  vatPercentage: number;
  amountExcludingVat: number;
  amountIncludingVat: number;
}

interface VatGroup {
  vatNumber: string;
  net: number;
  vat: number;
}

export interface Totals {
  groups: VatGroup[];
  net: number;
  roundoff: number;
  /** Net + VAT + roundoff. */
  gross: number;
}

/** Totals of an invoice. `perVatCode` rounds VAT once for all lines of a code instead of line by line. */
export function computeTotals(
  lines: readonly BookedLine[],
  options: { vatRounding: "perLine" | "perVatCode"; roundsToWholeKroner: boolean; includesVat: boolean },
): Totals {
  const byCode = Map.groupBy(lines, (line) => line.vatNumber);
  const groups = [...byCode].map(([vatNumber, group]) => ({ vatNumber, ...groupTotals(group, options) }));
  const net = sum(groups.map((group) => group.net));
  const exact = sum([net, ...groups.map((group) => group.vat)]);
  const gross = options.roundsToWholeKroner ? toNumber(round(new Decimal(exact), 0)) : exact;
  return { groups, net, roundoff: sum([gross, -exact]), gross };
}

function groupTotals(
  lines: readonly BookedLine[],
  { vatRounding, includesVat }: { vatRounding: "perLine" | "perVatCode"; includesVat: boolean },
): { net: number; vat: number } {
  const net = sum(lines.map((line) => line.amountExcludingVat));
  const gross = sum(lines.map((line) => line.amountIncludingVat));
  const percentage = lines[0]?.vatPercentage ?? 0;
  if (vatRounding === "perLine") return { net, vat: sum([gross, -net]) };
  if (!includesVat) return { net, vat: sum([addVat(net, percentage), -net]) };
  const netOfGross = removeVat(gross, percentage);
  return { net: netOfGross, vat: sum([gross, -netOfGross]) };
}
