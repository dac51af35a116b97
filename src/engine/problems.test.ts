import { ConvexError } from "convex/values";
import { describe, expect, test } from "vitest";
import { RemoteError, type RemoteErrorKind } from "../http/errors.ts";
import { convexProblem, problemOf, problemOfAny } from "./problems.ts";

const KINDS: RemoteErrorKind[] = [
  "unauthorized",
  "forbidden",
  "notFound",
  "conflict",
  "rejected",
  "rateLimited",
  "serverError",
  "unreachable",
  "timeout",
  "unexpectedReply",
  "withheld",
];

function remote(system: "rubic" | "tripletex", kind: RemoteErrorKind) {
  const operation = "GET /customer";
  return new RemoteError({ system, kind, operation, message: "It failed.", requestId: "r-1" });
}

describe.each(["rubic", "tripletex"] as const)("%s", (system) => {
  test.each(KINDS)("%s has a code of its own, a message and a remedy", (kind) => {
    const problem = problemOf(remote(system, kind));
    expect(problem.code).toMatch(new RegExp(`^${system.toUpperCase()}_`));
    expect(problem.message).toContain("r-1");
    expect(problem.remedy.length).toBeGreaterThan(20);
  });

  test("every kind has another code", () => {
    expect(new Set(KINDS.map((kind) => problemOf(remote(system, kind)).code)).size).toBe(KINDS.length);
  });
});

test("keeps the remote system's own words", () => {
  const details = { system: "tripletex", kind: "rejected", operation: "POST /invoice" } as const;
  const error = new RemoteError({ ...details, message: "Refused.", remoteMessage: "Nummeret er i bruk." });
  expect(problemOf(error).message).toContain("Tripletex says: Nummeret er i bruk.");
});

test("knows a ConvexError of ours, and of another copy of the class", () => {
  const data = { code: "FENCED", message: "Taken over.", remedy: "Nothing to do." };
  expect(convexProblem(new ConvexError(data))).toEqual(data);
  expect(
    convexProblem(Object.assign(new Error("copy"), { [Symbol.for("ConvexError")]: true, data })),
  ).toEqual(data);
  expect(convexProblem(new ConvexError("just text"))).toBeNull();
  expect(convexProblem(new Error("FENCED"))).toBeNull();
});

test("says of an unforeseen error that it is one, with its text", () => {
  const problem = problemOfAny(new TypeError("x is not a function"));
  expect(problem.code).toBe("UNFORESEEN");
  expect(problem.message).toContain("TypeError: x is not a function");
});
