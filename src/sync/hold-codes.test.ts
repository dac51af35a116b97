import { expect, test } from "vitest";
import { awaitedBy, HOLD_TEXTS, remedyFor, titleFor } from "./hold-codes.ts";

const entries = Object.entries(HOLD_TEXTS);

test.each(entries)("%s has a short title and a remedy of whole sentences", (code, { title, remedy }) => {
  expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
  expect(title).toMatch(/^[A-Z].{2,39}$/);
  expect(title).not.toMatch(/[.]$/);
  expect(remedy).toMatch(/^[A-Z].+\.$/);
  expect([titleFor(code), remedyFor(code)]).toEqual([title, remedy]);
});

test("no two codes have the same title and remedy, so a person can tell them apart", () => {
  const texts = entries.map(([, { title, remedy }]) => `${title}: ${remedy}`);
  expect(new Set(texts).size).toBe(entries.length);
});

test.each([["GONE_CODE"], ["toString"], ["constructor"], [""]])(
  "the unknown code %o gets a general remedy",
  (code) => {
    expect(titleFor(code)).toBe(code);
    expect(remedyFor(code)).toBe("Sync again; if it stays, ask whoever operates the service.");
  },
);

test("what goes on by itself waits for nobody, everything else for the one who can mend it", () => {
  for (const [code, { mender, retry }] of entries) {
    expect(awaitedBy(code)).toBe(retry === "byItself" ? null : mender);
  }
  expect([awaitedBy("IN_DOUBT"), awaitedBy("NEEDS_CREDIT")]).toEqual([null, "accountant"]);
});
