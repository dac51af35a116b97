import { describe, expect, test } from "vitest";
import { advanceKnown } from "./use-steady-list.ts";

const rows = (...ids: string[]) => ids.map((id) => ({ id }));
const idsOf = (known: ReadonlySet<string>) => [...known].toSorted();

describe("a list that somebody reads", () => {
  test("shows everything that is there at first", () => {
    expect(idsOf(advanceKnown(rows("b", "a"), new Set(), false))).toEqual(["a", "b"]);
  });

  test("holds back a row that arrives on top or in between", () => {
    const known = new Set(["c", "a"]);
    expect(idsOf(advanceKnown(rows("d", "c", "b", "a"), known, false))).toEqual(["a", "c"]);
  });

  test("shows rows that are fetched below the last one", () => {
    const known = new Set(["c"]);
    expect(idsOf(advanceKnown(rows("d", "c", "b", "a"), known, false))).toEqual(["a", "b", "c"]);
  });

  test("shows new rows at once while the reader follows", () => {
    expect(idsOf(advanceKnown(rows("b", "a"), new Set(["a"]), true))).toEqual(["a", "b"]);
  });

  test("starts afresh when nothing that was on show is left", () => {
    expect(idsOf(advanceKnown(rows("z", "y"), new Set(["a"]), false))).toEqual(["a", "y", "z"]);
  });

  test("stays the same object when nothing changes, so that drawing ends", () => {
    const known = new Set(["a"]);
    expect(advanceKnown(rows("a"), known, false)).toBe(known);
  });
});
