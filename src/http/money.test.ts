import { assert, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { kronerToOere, oereSchema, oereToKroner } from "./money.ts";

const MAX_TESTED_OERE = 100_000_000_000;

describe("kroner and øre", () => {
  it("survive the way to kroner, through JSON, and back for every amount up to a milliard kroner", () => {
    assert(
      property(integer({ min: -MAX_TESTED_OERE, max: MAX_TESTED_OERE }), (amountOere) => {
        const kroner: unknown = JSON.parse(JSON.stringify(oereToKroner(amountOere)));
        expect(oereSchema.parse(kroner)).toBe(amountOere);
      }),
      { seed: 20260321, numRuns: 5000 },
    );
  });

  it("are written with at most two decimals", () => {
    assert(
      property(integer({ min: -MAX_TESTED_OERE, max: MAX_TESTED_OERE }), (amountOere) => {
        expect(String(oereToKroner(amountOere))).toMatch(/^-?\d+(\.\d{1,2})?$/);
      }),
      { seed: 20260321, numRuns: 2000 },
    );
  });

  it.each([
    [224.98000000000002, 22498],
    [0.1 + 0.2, 30],
    [1.005 * 1000, 100500],
    [-0, 0],
    [-19.99, -1999],
    [999999999.99, 99999999999],
  ])("reads %d kr as %d øre in spite of floating noise", (kroner, amountOere) => {
    expect(kronerToOere(kroner)).toBe(amountOere);
  });

  it.each([0.001, 0.005, 12.3456, 1.0001, 1e12, Number.NaN, Number.POSITIVE_INFINITY])(
    "refuses %d kr",
    (kroner) => {
      expect(kronerToOere(kroner)).toBeNull();
      expect(oereSchema.safeParse(kroner).success).toBe(false);
    },
  );

  it("refuses to send a fraction of an øre", () => {
    expect(() => oereToKroner(0.5)).toThrow(RangeError);
  });
});
