import { expect, test } from "vitest";
import { coverAllPairs, pairsOf, type Switches } from "../helpers/all-pairs.ts";

const SWITCHES: Switches = { a: [1, 2, 3], b: ["x", "y"], c: [true, false], d: [0, 1, 2, 3] };

test("every two values of two switches stand together in some row, and the plain row comes first", () => {
  const rows = coverAllPairs(SWITCHES);
  expect(rows[0]).toEqual({ a: 1, b: "x", c: true, d: 0 });
  for (const [left, leftValues] of Object.entries(SWITCHES)) {
    for (const [right, rightValues] of Object.entries(SWITCHES)) {
      if (left === right) continue;
      const seen = new Set(rows.map((row) => `${String(row[left])}/${String(row[right])}`));
      expect(seen.size).toBe(leftValues.length * rightValues.length);
    }
  }
});

test("the set is small: hardly more than the two largest switches need", () => {
  expect(coverAllPairs(SWITCHES).length).toBeLessThanOrEqual(14);
  expect(pairsOf(SWITCHES).size).toBe(3 * 2 + 3 * 2 + 3 * 4 + 2 * 2 + 2 * 4 + 2 * 4);
});
