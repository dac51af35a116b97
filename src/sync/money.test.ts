import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type BuiltLine,
  buildOrderLines,
  type LineTotals,
  type RubicLineAmounts,
  tripletexLineTotals,
} from "./money.ts";

/** Rubic's line, whose totals are stated by the test. */
function line(
  shown: Partial<Omit<RubicLineAmounts, "netTotalOere" | "taxOere" | "grossTotalOere">>,
  [netTotalOere, taxOere]: [number, number],
): RubicLineAmounts {
  return {
    quantity: 1,
    price: 0,
    discountPercentage: 0,
    discount: 0,
    taxPercentage: 0,
    ...shown,
    netTotalOere,
    taxOere,
    grossTotalOere: netTotalOere + taxOere,
  };
}

function rubicTotals(amounts: RubicLineAmounts): LineTotals {
  return { netOere: amounts.netTotalOere, taxOere: amounts.taxOere, grossOere: amounts.grossTotalOere };
}

/** Checks that what was built books exactly Rubic's totals, and returns it. */
function buildExactly(lines: RubicLineAmounts[]): { isIncludingVat: boolean; lines: BuiltLine[] } {
  const built = buildOrderLines(lines);
  if (!built.ok) throw new Error(`refused: ${JSON.stringify(built)}`);
  const isIncludingVat = built.isPrioritizeAmountsIncludingVat;
  const booked = built.lines.map((each, index) =>
    tripletexLineTotals({ ...each, percentage: lines[index]?.taxPercentage ?? 0, isIncludingVat }),
  );
  expect(booked).toEqual(lines.map(rubicTotals));
  return { isIncludingVat, lines: built.lines };
}

describe("what Tripletex books", () => {
  test.each([
    ["a plain line", { count: 3, unitPrice: 79.99, discount: 0, percentage: 25 }, [23_997, 5_999, 29_996]],
    ["a percent discount", { count: 1, unitPrice: 2025, discount: 50, percentage: 0 }, [101_250, 0, 101_250]],
    ["half an øre of VAT goes up", { count: 1, unitPrice: 0.02, discount: 0, percentage: 25 }, [2, 1, 3]],
    [
      "and away from zero below it",
      { count: -1, unitPrice: 0.02, discount: 0, percentage: 25 },
      [-2, -1, -3],
    ],
    ["half an øre of net goes up", { count: 1, unitPrice: 1.005, discount: 0, percentage: 0 }, [101, 0, 101]],
    ["raw fish", { count: 1, unitPrice: 100, discount: 0, percentage: 11.11 }, [10_000, 1_111, 11_111]],
    ["nothing", { count: 5, unitPrice: 0, discount: 0, percentage: 25 }, [0, 0, 0]],
  ])("without VAT: %s", (_title, input, [netOere, taxOere, grossOere]) => {
    const totals = tripletexLineTotals({ ...input, isIncludingVat: false });
    expect(totals).toEqual({ netOere, taxOere, grossOere });
  });

  test.each([
    [{ count: 1, unitPrice: 299, discount: 0, percentage: 25 }, [23_920, 5_980, 29_900]],
    [{ count: 3, unitPrice: 100, discount: 0, percentage: 12 }, [26_786, 3_214, 30_000]],
    [{ count: 1, unitPrice: 0.14, discount: 0, percentage: 12 }, [12, 2, 14]],
    [{ count: 2, unitPrice: 50, discount: 10, percentage: 15 }, [7_826, 1_174, 9_000]],
  ])("with VAT: %o", (input, [netOere, taxOere, grossOere]) => {
    const totals = tripletexLineTotals({ ...input, isIncludingVat: true });
    expect(totals).toEqual({ netOere, taxOere, grossOere });
  });

  test("is exact where floating point is not", () => {
    const totals = tripletexLineTotals({
      count: 1_000_000,
      unitPrice: 1.1234567891,
      discount: 0,
      percentage: 0,
      isIncludingVat: false,
    });
    expect(totals.netOere).toBe(112_345_679);
    expect(1.005 * 100).toBeLessThan(100.5);
  });
});

describe("the worked examples of Rubic dossier 4.6", () => {
  test("adult membership", () => {
    const built = buildExactly([line({ price: 400 }, [40_000, 0])]);
    expect(built).toEqual({ isIncludingVat: false, lines: [{ count: 1, unitPrice: 400, discount: 0 }] });
  });

  test("half price for a coach is shown as 50 %", () => {
    const coach = line({ price: 2025, discountPercentage: 50, discount: 1012.5 }, [101_250, 0]);
    expect(buildExactly([coach]).lines).toEqual([{ count: 1, unitPrice: 2025, discount: 50 }]);
  });

  test("full exemption is a line of zero that shows what was given", () => {
    const exempt = line({ price: 1900, discountPercentage: 100, discount: 1900 }, [0, 0]);
    expect(buildExactly([exempt]).lines).toEqual([{ count: 1, unitPrice: 1900, discount: 100 }]);
  });

  test("shop item at 25 %, price without VAT", () => {
    const hoodie = line({ price: 239.2, taxPercentage: 25 }, [23_920, 5_980]);
    expect(buildExactly([hoodie]).lines).toEqual([{ count: 1, unitPrice: 239.2, discount: 0 }]);
  });

  test("shop item at 25 %, price with VAT: the same totals, by a worked-out unit price", () => {
    const hoodie = line({ price: 299, taxPercentage: 25 }, [23_920, 5_980]);
    expect(buildExactly([hoodie])).toEqual({
      isIncludingVat: false,
      lines: [{ count: 1, unitPrice: 239.2, discount: 0 }],
    });
  });

  test("four instalments of 1300 are four lines or one", () => {
    const instalments = Array.from({ length: 4 }, () => line({ price: 325 }, [32_500, 0]));
    expect(buildExactly(instalments).lines).toHaveLength(4);
  });

  test("the fixture of 4.2, whose discount is per unit", () => {
    const fixture = line(
      { price: 99.99, quantity: 2, discountPercentage: 10, discount: 10, taxPercentage: 25 },
      [17_998, 4_500],
    );
    expect(buildExactly([fixture]).lines).toEqual([{ count: 2, unitPrice: 99.99, discount: 10 }]);
  });
});

describe("building order lines", () => {
  test("keeps the quantity with a ten-decimal unit price where price and percent do not give the total", () => {
    const thirds = line({ price: 40, quantity: 3, discount: 20 }, [10_000, 0]);
    expect(buildExactly([thirds]).lines).toEqual([{ count: 3, unitPrice: 33.3333333333, discount: 0 }]);
  });

  test("writes one piece at the total where the quantity has more decimals than are safe", () => {
    const hours = line({ price: 300, quantity: 1.125 }, [33_750, 0]);
    expect(buildExactly([hours]).lines).toEqual([{ count: 1, unitPrice: 337.5, discount: 0 }]);
  });

  test("writes one piece at the total where the quantity is zero", () => {
    const odd = line({ price: 300, quantity: 0 }, [30_000, 0]);
    expect(buildExactly([odd]).lines).toEqual([{ count: 1, unitPrice: 300, discount: 0 }]);
  });

  test("a line of zero keeps its quantity at price 0 where the price shown would not give zero", () => {
    const gift = line({ price: 300, quantity: 4, discount: 1200 }, [0, 0]);
    expect(buildExactly([gift]).lines).toEqual([{ count: 4, unitPrice: 0, discount: 0 }]);
  });

  test("does not show a percent with more decimals than are safe", () => {
    const third = line({ price: 300, discountPercentage: 33.333333 }, [20_000, 0]);
    expect(buildExactly([third]).lines).toEqual([{ count: 1, unitPrice: 200, discount: 0 }]);
  });

  test("keeps a negative quantity", () => {
    const returned = line({ price: 100, quantity: -2, taxPercentage: 25 }, [-20_000, -5_000]);
    expect(buildExactly([returned]).lines).toEqual([{ count: -2, unitPrice: 100, discount: 0 }]);
  });

  test("goes over to prices with VAT for the whole order where one line needs it", () => {
    const plain = line({ price: 400 }, [40_000, 0]);
    const odd = line({ price: 1.42, taxPercentage: 15 }, [123, 19]);
    const withoutVat = { count: 1, unitPrice: 1.23, discount: 0, percentage: 15, isIncludingVat: false };
    expect(tripletexLineTotals(withoutVat).taxOere).toBe(18);
    expect(buildExactly([plain, odd])).toEqual({
      isIncludingVat: true,
      lines: [
        { count: 1, unitPrice: 400, discount: 0 },
        { count: 1, unitPrice: 1.42, discount: 0 },
      ],
    });
  });

  test("refuses a line that is an øre off in both modes, and says which and by how much", () => {
    const plain = line({ price: 400 }, [40_000, 0]);
    const wrong = line({ price: 100, taxPercentage: 25 }, [10_000, 2_501]);
    expect(buildOrderLines([plain, wrong])).toEqual({
      ok: false,
      lineIndex: 1,
      rubic: { netOere: 10_000, taxOere: 2_501, grossOere: 12_501 },
      tripletex: { netOere: 10_000, taxOere: 2_500, grossOere: 12_500 },
    });
  });

  test("refuses figures that are no numbers instead of throwing", () => {
    expect(buildOrderLines([line({ price: Number.NaN, quantity: Number.NaN }, [Number.NaN, 0])]).ok).toBe(
      false,
    );
    expect(buildOrderLines([line({ taxPercentage: -100 }, [100, -100])]).ok).toBe(true);
    expect(buildOrderLines([])).toEqual({ ok: true, isPrioritizeAmountsIncludingVat: false, lines: [] });
  });
});

test("no invoice is refused for mixing price modes: what is exact without VAT is exact with VAT too", () => {
  const amounts = fc.record({
    netOere: fc.integer({ min: -1_000_000, max: 1_000_000 }),
    percentage: fc.constantFrom(25, 15, 12, 11.11),
  });
  fc.assert(
    fc.property(amounts, ({ netOere, percentage }) => {
      const common = { count: 1, discount: 0, percentage };
      const without = tripletexLineTotals({ ...common, unitPrice: netOere / 100, isIncludingVat: false });
      const unitPrice = without.grossOere / 100;
      expect(tripletexLineTotals({ ...common, unitPrice, isIncludingVat: true })).toEqual(without);
    }),
    { seed: 6, numRuns: 500 },
  );
});

/** Rounds halves away from zero; integers in, so nothing is lost on the way. */
function divide(dividend: bigint, divisor: bigint): number {
  const magnitude = dividend < 0n ? -dividend : dividend;
  const rounded = (magnitude * 2n + divisor) / (2n * divisor);
  return Number(dividend < 0n ? -rounded : rounded);
}

test("the net amount is exact whatever the decimals of price, count and percent", () => {
  const hundredths = fc.integer({ min: -9_999_999, max: 9_999_999 });
  const tenDecimals = fc.integer({ min: 0, max: 999_999_999_999_999 });
  fc.assert(
    fc.property(hundredths, tenDecimals, fc.nat(10_000), (count, price, percent) => {
      const exact = divide(BigInt(count) * BigInt(price) * BigInt(10_000 - percent), 10n ** 14n);
      const digits = String(price).padStart(11, "0");
      const unitPrice = Number(`${digits.slice(0, -10)}.${digits.slice(-10)}`);
      const input = { count: count / 100, unitPrice, discount: percent / 100, percentage: 0 };
      expect(tripletexLineTotals({ ...input, isIncludingVat: false }).netOere).toBe(exact);
    }),
    { seed: 12, numRuns: 500 },
  );
});

interface Recipe {
  priceOere: number;
  /** Hundredths. */
  quantity: number;
  discountPercentage: number;
  taxPercentage: number;
}

/** Counts a line as Rubic may: price with or without VAT (P1, P2), discount by percent of the line or of the unit (D3, D2). */
function countAsRubic(
  recipe: Recipe,
  mode: { pricesIncludeVat: boolean; discountPerUnit: boolean },
): RubicLineAmounts {
  const { priceOere, quantity, discountPercentage, taxPercentage } = recipe;
  const [price, count] = [BigInt(priceOere), BigInt(quantity)];
  const [percent, tax] = [BigInt(discountPercentage), BigInt(taxPercentage)];
  const unitDiscountOere = divide(price * percent, 100n);
  const fullOere = divide(price * count, 100n);
  const discountOere = mode.discountPerUnit
    ? divide(BigInt(unitDiscountOere) * count, 100n)
    : divide(BigInt(fullOere) * percent, 100n);
  const amountOere = BigInt(fullOere - discountOere);
  const taxOere = mode.pricesIncludeVat
    ? divide(amountOere * tax, 100n + tax)
    : divide(amountOere * tax, 100n);
  const netOere = mode.pricesIncludeVat ? Number(amountOere) - taxOere : Number(amountOere);
  const shown = {
    quantity: quantity / 100,
    price: priceOere / 100,
    discountPercentage,
    discount: (mode.discountPerUnit ? unitDiscountOere : discountOere) / 100,
    taxPercentage,
  };
  return line(shown, [netOere, taxOere]);
}

const recipe: fc.Arbitrary<Recipe> = fc.record({
  priceOere: fc.oneof(fc.nat(500), fc.nat(2_000_000), fc.constant(0)),
  quantity: fc.oneof(
    fc.constant(100),
    fc.integer({ min: -20, max: 60 }).map((pieces) => pieces * 100),
    fc.nat(5_000),
  ),
  discountPercentage: fc.oneof(fc.constant(0), fc.constantFrom(10, 25, 50, 100), fc.nat(100)),
  taxPercentage: fc.constantFrom(0, 0, 25, 15, 12),
});

const modes = [true, false].flatMap((pricesIncludeVat) =>
  [true, false].map((discountPerUnit) => ({ pricesIncludeVat, discountPerUnit })),
);

describe.each(modes)("for Rubic with %o", (mode) => {
  test("every invoice it can count is booked to the øre", () => {
    fc.assert(
      fc.property(fc.array(recipe, { minLength: 1, maxLength: 6 }), (recipes) => {
        buildExactly(recipes.map((each) => countAsRubic(each, mode)));
      }),
      { seed: 3, numRuns: 400 },
    );
  });
});

test("totals an øre off are either reproduced exactly or refused, never booked with a difference", () => {
  let refused = 0;
  fc.assert(
    fc.property(recipe, fc.constantFrom(-1, 1, 2), fc.constantFrom(...modes), (each, offOere, mode) => {
      const right = countAsRubic(each, mode);
      const off = line(right, [right.netTotalOere, right.taxOere + offOere]);
      if (buildOrderLines([off]).ok) buildExactly([off]);
      else refused += 1;
    }),
    { seed: 4, numRuns: 400 },
  );
  expect(refused).toBeGreaterThan(200);
});

test("shows Rubic's own price and percent on every line where prices are without VAT and the percent is of the line", () => {
  const plainRecipe = recipe.filter(({ quantity }) => quantity % 100 === 0);
  fc.assert(
    fc.property(plainRecipe, (each) => {
      const counted = countAsRubic(
        { ...each, discountPercentage: 0 },
        { pricesIncludeVat: false, discountPerUnit: false },
      );
      const { quantity: count, price: unitPrice } = counted;
      expect(buildExactly([counted]).lines).toEqual([{ count, unitPrice, discount: 0 }]);
    }),
    { seed: 5, numRuns: 300 },
  );
});
