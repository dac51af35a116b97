/** The arithmetic of lines and totals, on examples and on many seeded cases. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { addVat, computeLine, computeTotals, sum } from "./money.ts";

const base = { count: 1, unitPrice: 100, discountPercentage: 0, vatPercentage: 25, includesVat: false };
const SEED = 20_260_214;

test.each([
  [{ unitPrice: 5500 }, 5500, 6875],
  [{ unitPrice: 0.1 }, 0.1, 0.13],
  [{ unitPrice: -0.1 }, -0.1, -0.13],
  [{ unitPrice: 33.333_333_333_3, count: 3 }, 100, 125],
  [{ unitPrice: 1.005 }, 1.01, 1.26],
  [{ discountPercentage: 12.5 }, 87.5, 109.38],
  [{ includesVat: true, unitPrice: 100 }, 80, 100],
  [{ includesVat: true, unitPrice: 99.99, vatPercentage: 15 }, 86.95, 99.99],
])("computes a line: %o is %d without and %d with VAT", (values, excluding, including) => {
  expect(computeLine({ ...base, ...values })).toMatchObject({
    amountExcludingVat: excluding,
    amountIncludingVat: including,
  });
});

const lineArbitrary = fc.record({
  count: fc.integer({ min: -5, max: 20 }),
  unitPrice: fc.integer({ min: -100_000, max: 1_000_000 }).map((oere) => oere / 100),
  discountPercentage: fc.constantFrom(0, 10, 12.5, 100),
  vatPercentage: fc.constantFrom(0, 12, 15, 25),
});

test("adds up: gross is net plus VAT plus roundoff, in whole øre, however VAT is rounded", () => {
  const settings = fc.record({
    vatRounding: fc.constantFrom("perLine" as const, "perVatCode" as const),
    roundsToWholeKroner: fc.boolean(),
    includesVat: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(lineArbitrary, { maxLength: 12 }), settings, (inputs, options) => {
      const lines = inputs.map((input) => {
        const amounts = computeLine({ ...input, includesVat: options.includesVat });
        return { ...amounts, vatNumber: String(input.vatPercentage), vatPercentage: input.vatPercentage };
      });
      const totals = computeTotals(lines, options);
      expect(sum([totals.net, ...totals.groups.map((group) => group.vat), totals.roundoff])).toBe(
        totals.gross,
      );
      expect(addVat(totals.gross, 0)).toBe(totals.gross);
      if (options.roundsToWholeKroner) expect(Number.isInteger(totals.gross)).toBe(true);
      else if (options.vatRounding === "perLine")
        expect(totals.gross).toBe(sum(lines.map((line) => line.amountIncludingVat)));
    }),
    { seed: SEED, numRuns: 200 },
  );
});
