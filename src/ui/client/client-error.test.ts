import { ConvexError } from "convex/values";
import { expect, test } from "vitest";
import { readError } from "./client-error.ts";

test("says what a ConvexError says, with its remedy", () => {
  const error = new ConvexError({
    code: "NOT_SIGNED_IN",
    message: "You are not signed in.",
    remedy: "Sign in.",
  });
  expect(readError(error)).toEqual({
    code: "NOT_SIGNED_IN",
    message: "You are not signed in.",
    remedy: "Sign in.",
    details: null,
  });
});

test("keeps the server's own words of an error that nobody foresaw", () => {
  const face = readError(new Error("[Request ID: 1] Server Error"));
  expect(face.code).toBeNull();
  expect(face.details).toBe("[Request ID: 1] Server Error");
  expect(face.remedy).not.toBe("");
});

test("shows something for whatever is thrown", () => {
  expect(readError("plain words").details).toBe("plain words");
  expect(readError(new ConvexError("only a text")).details).toContain("only a text");
});
