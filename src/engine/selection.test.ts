import { expect, test } from "vitest";
import { Selection } from "./selection.ts";

test("takes the rows that bear one of the keys, each as often as it comes, and names the keys that none bore", () => {
  const selection = new Selection(["1", "2", "3"], []);
  expect(selection.takes(["1"])).toBe(true);
  expect(selection.takes(["1"])).toBe(true);
  expect(selection.takes(["9", "2"])).toBe(true);
  expect(selection.takes(["30"])).toBe(false);
  expect(selection.takes([])).toBe(false);
  expect(selection.met).toEqual(["1", "2"]);
  expect(selection.missing).toEqual(["3"]);
});

test("knows what earlier steps of the run have met", () => {
  expect(new Selection(["1", "2"], ["1"]).missing).toEqual(["2"]);
});
