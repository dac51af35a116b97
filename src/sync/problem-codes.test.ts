import { expect, test } from "vitest";
import { PROBLEM_TEXTS, problemAwaits, problemEntry, problemOfCode } from "./problem-codes.ts";

test.each(Object.entries(PROBLEM_TEXTS))(
  "%s has a short title and a remedy of whole sentences",
  (code, entry) => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(entry.title).toMatch(/^[A-Z].{2,39}$/);
    expect(entry.title).not.toMatch(/[.]$/);
    expect(entry.remedy).toMatch(/^[A-Z].+\.$/);
  },
);

test("no two problems have the same title", () => {
  const titles = Object.values(PROBLEM_TEXTS).map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
});

test("a problem has the catalogue's remedy, unless it brings one that names something", () => {
  expect(problemOfCode("NO_CUTOVER_DATE", "Not set.").remedy).toBe(PROBLEM_TEXTS.NO_CUTOVER_DATE.remedy);
  expect(problemOfCode("NO_CUTOVER_DATE", "Not set.", "Set X.").remedy).toBe("Set X.");
});

test("a failure of the remote waits for nobody, refused tokens wait for the operator", () => {
  expect([problemAwaits("RUBIC_UNREACHABLE"), problemAwaits("TRIPLETEX_NO_ACCESS")]).toEqual([
    null,
    "operator",
  ]);
});

test.each([["GONE_CODE"], ["toString"]])("the unknown code %o of an older version can be read", (code) => {
  expect(problemEntry(code)).toMatchObject({ title: code, mender: "operator" });
});
