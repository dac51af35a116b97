/**
 * The figures that Rubic and Tripletex are compared by: of one document, or of all documents of a month. Signed whole øre.
 * Gross less credited less paid is what is outstanding; VAT is kept by type as well. Nothing here is rounded.
 */

/** `key` is the id of a VAT type in Tripletex, or `p25` where only the percentage is known. */
export interface VatAmount {
  key: string;
  netOere: number;
  vatOere: number;
}

export interface Figures {
  count: number;
  netOere: number;
  vatOere: number;
  grossOere: number;
  /** Taken off after the invoice was issued: credits and corrections. */
  creditedOere: number;
  paidOere: number;
  outstandingOere: number;
  /** In the order of the keys; a type of which nothing is left is not in it. */
  vat: VatAmount[];
}

/** The figures that are one number, in the order in which people read them. */
export const AMOUNTS = [
  "count",
  "netOere",
  "vatOere",
  "grossOere",
  "creditedOere",
  "paidOere",
  "outstandingOere",
] as const satisfies (keyof Figures)[];

export const NO_FIGURES: Figures = {
  count: 0,
  netOere: 0,
  vatOere: 0,
  grossOere: 0,
  creditedOere: 0,
  paidOere: 0,
  outstandingOere: 0,
  vat: [],
};

export const plus = (one: Figures, other: Figures): Figures => combine(one, other, 1);
export const minus = (one: Figures, other: Figures): Figures => combine(one, other, -1);

/** True when no figure is left, VAT types included: amounts that cancel out in the total still count. */
export function isNothing(figures: Figures): boolean {
  return AMOUNTS.every((name) => figures[name] === 0) && figures.vat.length === 0;
}

/** A payment (signed øre) moves what is paid and what is outstanding, and nothing else. */
export function paymentFigures(amountOere: number): Figures {
  return { ...NO_FIGURES, paidOere: amountOere, outstandingOere: 0 - amountOere };
}

function combine(one: Figures, other: Figures, sign: 1 | -1): Figures {
  const amounts = Object.fromEntries(AMOUNTS.map((name) => [name, one[name] + sign * other[name]]));
  return { ...NO_FIGURES, ...amounts, vat: combineVat(one.vat, other.vat, sign) };
}

function combineVat(one: VatAmount[], other: VatAmount[], sign: 1 | -1): VatAmount[] {
  const sums = new Map<string, VatAmount>();
  const add = ({ key, netOere, vatOere }: VatAmount, factor: number) => {
    const before = sums.get(key) ?? { key, netOere: 0, vatOere: 0 };
    sums.set(key, {
      key,
      netOere: before.netOere + factor * netOere,
      vatOere: before.vatOere + factor * vatOere,
    });
  };
  for (const amount of one) add(amount, 1);
  for (const amount of other) add(amount, sign);
  return [...sums.values()]
    .filter(({ netOere, vatOere }) => netOere !== 0 || vatOere !== 0)
    .toSorted((left, right) => (left.key < right.key ? -1 : 1));
}

/** Adds lines up by VAT type. */
export function vatOf(lines: VatAmount[]): VatAmount[] {
  return combineVat(lines, [], 1);
}
