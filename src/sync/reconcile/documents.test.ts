import { expect, test } from "vitest";
import { alignVat, vatTypesOfLines } from "./documents.ts";
import { NO_FIGURES, vatOf } from "./figures.ts";

/** Exempt and outside of the VAT law: two types of 0 %. */
const [EXEMPT, OUTSIDE, FULL] = [5, 6, 3];
const PERCENTAGES = new Map([
  [EXEMPT, 0],
  [OUTSIDE, 0],
  [FULL, 25],
]);
const percentageOf = (id: number) => PERCENTAGES.get(id) ?? null;
const line = (productID: number, taxPercentage = 0) => ({ productID, taxPercentage });
const product = (rubicProductId: number, vatTypeId: number, formerVatTypeIds: number[] = []) => ({
  rubicProductId,
  vatTypeId,
  formerVatTypeIds,
});
const amount = (key: string, netOere: number) => ({ key, netOere, vatOere: 0 });
const figures = (...vat: ReturnType<typeof amount>[]) => ({ ...NO_FIGURES, vat: vatOf(vat) });

test("a line has its product's type where that is the only one that the product can have been billed with", () => {
  const products = [product(1, OUTSIDE), product(2, OUTSIDE, [EXEMPT]), product(3, OUTSIDE, [FULL])];
  const typeOf = vatTypesOfLines(products, percentageOf);
  expect([1, 2, 3, 4].map((id) => typeOf(line(id)))).toEqual([OUTSIDE, null, OUTSIDE, null]);
  expect([1, 3].map((id) => typeOf(line(id, 25)))).toEqual([null, null]);
});

test("a line of a percentage alone has the type that is booked beside those of the other lines", () => {
  const booked = figures(amount("5", 300), amount("6", 200));
  expect(alignVat(figures(amount("p0", 300), amount("6", 200)), booked, percentageOf)).toEqual(booked);
  const unclear = figures(amount("p0", 500));
  expect(alignVat(unclear, booked, percentageOf)).toEqual(unclear);
});
