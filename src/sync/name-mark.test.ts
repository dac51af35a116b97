import { expect, test } from "vitest";
import { nameMark } from "./name-mark.ts";

test("case, spaces and the way a letter is composed do not count", () => {
  const mark = nameMark("5", "Kåre Ås");
  expect(mark).toMatch(/^[0-9a-f]{8}$/);
  expect(nameMark("5", "  kåre   ÅS ")).toBe(mark);
  expect(nameMark("5", "Ka\u030are A\u030as")).toBe(mark);
});

test("another name has another mark, and so has the same one under another number", () => {
  const marks = ["Kari", "Karl", "", null].map((name) => nameMark("5", name));
  expect(new Set(marks).size).toBe(3);
  expect(nameMark("6", "Kari")).not.toBe(marks[0]);
});
