/**
 * Generated invoices under every reading of price and discount (Rubic dossier 4.2): what is built books Rubic's totals to the øre, with
 * every line in it. Rubic's side is counted here in whole numbers and shares nothing with the code under test.
 */
import { expect, test } from "vitest";
import { buildOrderLines, type RubicLineAmounts, tripletexLineTotals } from "./money.ts";

const PRICE_READINGS = ["P1 without VAT", "P2 with VAT"] as const;
const DISCOUNT_READINGS = ["D1 line amount", "D2 unit amount", "D3 percent"] as const;
const SIGNS = ["positive", "negative", "zero"] as const;
const RATES = [0, 12, 15, 25] as const;
const QUANTITIES = ["one", "several", "decimal"] as const;
const INVOICES = 6_000;

interface Cell {
  price: (typeof PRICE_READINGS)[number];
  discount: (typeof DISCOUNT_READINGS)[number];
  sign: (typeof SIGNS)[number];
  rate: (typeof RATES)[number];
  quantity: (typeof QUANTITIES)[number];
}

const nameOf = ({ price, discount, sign, rate, quantity }: Cell) =>
  [price, discount, sign, `${rate} %`, quantity].join(" · ");
const ALL_CELLS = PRICE_READINGS.flatMap((price) =>
  DISCOUNT_READINGS.flatMap((discount) =>
    SIGNS.flatMap((sign) =>
      RATES.flatMap((rate) =>
        QUANTITIES.map((quantity): Cell => ({ price, discount, sign, rate, quantity })),
      ),
    ),
  ),
);

/** Seeded chance (mulberry32): the same invoices every time. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
const pick = <T>(values: readonly T[], below: (limit: number) => number): T => {
  const value = values[below(values.length)];
  if (value === undefined) throw new Error("nothing to pick from");
  return value;
};

/** Rounds halves away from zero, in whole numbers. */
function divide(dividend: bigint, divisor: bigint): bigint {
  const magnitude = dividend < 0n ? -dividend : dividend;
  const rounded = (magnitude * 2n + divisor) / (2n * divisor);
  return dividend < 0n ? -rounded : rounded;
}

/** Hundredths of a piece. */
function quantityOf(cell: Cell, below: (limit: number) => number): bigint {
  const pieces = { one: 100, several: 200 + below(40) * 100, decimal: 101 + below(898) };
  const sign = cell.sign === "negative" ? -1 : 1;
  return BigInt(pieces[cell.quantity] * sign);
}

/** One line as Rubic may count it under the cell's readings. */
function countLine(cell: Cell, below: (limit: number) => number): RubicLineAmounts {
  const quantity = quantityOf(cell, below);
  const price = BigInt(1 + below(pick([500, 400_000], below)));
  const full = divide(price * quantity, 100n);
  const percent = cell.sign === "zero" ? 100n : BigInt(pick([0, 5, 10, 25, 33, 50], below));
  const unitDiscount = divide(price * percent, 100n);
  const discount =
    cell.discount === "D2 unit amount" && cell.sign !== "zero"
      ? divide(unitDiscount * quantity, 100n)
      : divide(full * percent, 100n);
  const amount = full - discount;
  const rate = BigInt(cell.rate);
  const tax =
    cell.price === "P1 without VAT" ? divide(amount * rate, 100n) : divide(amount * rate, 100n + rate);
  const net = cell.price === "P1 without VAT" ? amount : amount - tax;
  const shown = cell.discount === "D2 unit amount" ? unitDiscount : discount;
  return {
    quantity: Number(quantity) / 100,
    price: Number(price) / 100,
    discountPercentage: cell.discount === "D1 line amount" ? 0 : Number(percent),
    discount: Number(shown) / 100,
    taxPercentage: cell.rate,
    netTotalOere: Number(net) + 0,
    taxOere: Number(tax) + 0,
    grossTotalOere: Number(net + tax) + 0,
  };
}

interface Sum {
  netOere: number;
  taxOere: number;
  grossOere: number;
}
const NOTHING: Sum = { netOere: 0, taxOere: 0, grossOere: 0 };

function bookedSum(
  lines: RubicLineAmounts[],
  built: Extract<ReturnType<typeof buildOrderLines>, { ok: true }>,
): Sum {
  const isIncludingVat = built.isPrioritizeAmountsIncludingVat;
  return built.lines.reduce((sum, line, index) => {
    const booked = tripletexLineTotals({
      ...line,
      percentage: lines[index]?.taxPercentage ?? 0,
      isIncludingVat,
    });
    return {
      netOere: sum.netOere + booked.netOere,
      taxOere: sum.taxOere + booked.taxOere,
      grossOere: sum.grossOere + booked.grossOere,
    };
  }, NOTHING);
}

function rubicSum(lines: RubicLineAmounts[]): Sum {
  return lines.reduce(
    (sum, line) => ({
      netOere: sum.netOere + line.netTotalOere,
      taxOere: sum.taxOere + line.taxOere,
      grossOere: sum.grossOere + line.grossTotalOere,
    }),
    NOTHING,
  );
}

test("every invoice of every reading, sign, rate and quantity is built to the øre with all its lines", () => {
  const below = chance(20_261_121);
  const reached = new Map<string, number>();
  let lineCount = 0;
  for (let index = 0; index < INVOICES; index += 1) {
    const { price, discount } = pick(ALL_CELLS, below);
    // One organization reads all its lines one way; signs, rates and quantities mix on an invoice.
    const cells = Array.from({ length: 1 + below(5) }, () => ({
      ...pick(ALL_CELLS, below),
      price,
      discount,
    }));
    const lines = cells.map((cell) => countLine(cell, below));
    const built = buildOrderLines(lines);
    if (!built.ok) throw new Error(`refused: ${JSON.stringify({ cells, built, lines })}`);
    expect(built.lines).toHaveLength(lines.length);
    expect(bookedSum(lines, built)).toEqual(rubicSum(lines));
    for (const cell of cells) reached.set(nameOf(cell), (reached.get(nameOf(cell)) ?? 0) + 1);
    lineCount += lines.length;
  }
  const fewest = Math.min(...ALL_CELLS.map((cell) => reached.get(nameOf(cell)) ?? 0));
  process.stdout.write(
    `money: ${INVOICES} invoices, ${lineCount} lines, ${reached.size} of ${ALL_CELLS.length} combinations, each at least ${fewest} times\n`,
  );
  expect([...reached.keys()].toSorted()).toEqual(ALL_CELLS.map(nameOf).toSorted());
  expect(fewest).toBeGreaterThanOrEqual(10);
});

test("an invoice with one line an øre off is refused with both figures, or built to that very øre", () => {
  const below = chance(7);
  const outcomes = { refused: 0, built: 0 };
  for (let index = 0; index < INVOICES / 4; index += 1) {
    const lines = Array.from({ length: 1 + below(4) }, () => countLine(pick(ALL_CELLS, below), below));
    const wrongIndex = below(lines.length);
    const offOere = pick([-2, -1, 1, 2], below);
    const wrong = lines.map((line, place) =>
      place === wrongIndex
        ? { ...line, taxOere: line.taxOere + offOere, grossTotalOere: line.grossTotalOere + offOere }
        : line,
    );
    const built = buildOrderLines(wrong);
    if (built.ok) {
      expect(bookedSum(wrong, built)).toEqual(rubicSum(wrong));
      outcomes.built += 1;
    } else {
      expect(built.rubic).not.toEqual(built.tripletex);
      outcomes.refused += 1;
    }
  }
  process.stdout.write(`money: ${outcomes.refused} wrong invoices refused, ${outcomes.built} reproduced\n`);
  expect(outcomes.refused).toBeGreaterThan(1_000);
});
