import { describe, expect, it } from "vitest";
import { asNotSent, isOutcomeUnknown, isRemoteError, RemoteError, type RemoteErrorKind } from "./errors.ts";

function errorOf(kind: RemoteErrorKind): RemoteError {
  return new RemoteError({ system: "tripletex", kind, operation: "POST /invoice", message: "Something." });
}

describe("RemoteError", () => {
  it("is told apart from other errors", () => {
    expect(isRemoteError(errorOf("timeout"))).toBe(true);
    expect(isRemoteError(new Error("other"))).toBe(false);
    expect(isRemoteError({ kind: "timeout" })).toBe(false);
  });

  it.each(["timeout", "unreachable", "serverError", "unexpectedReply"] as const)(
    "leaves the outcome of a write open after %s",
    (kind) => expect(isOutcomeUnknown(errorOf(kind))).toBe(true),
  );

  it.each(["unauthorized", "forbidden", "notFound", "conflict", "rejected", "rateLimited"] as const)(
    "knows that a write was not carried out after %s",
    (kind) => expect(isOutcomeUnknown(errorOf(kind))).toBe(false),
  );

  it("takes any other thrown value for an open outcome", () => {
    expect(isOutcomeUnknown(new Error("killed"))).toBe(true);
  });

  it("knows that a call which never left was not carried out, and keeps all other data", () => {
    const details = {
      system: "tripletex",
      kind: "timeout",
      operation: "POST /token/session/:create",
      message: "Late.",
      status: 500,
      code: 1,
      remoteMessage: "words",
      requestId: "r",
      retryAfterMs: 5,
    } as const;
    const notSent = asNotSent(new RemoteError({ ...details, fields: ["a"], isUnreadable: true }));
    expect(isOutcomeUnknown(notSent)).toBe(false);
    expect(notSent).toMatchObject({ ...details, fields: ["a"], isUnreadable: true, isNotSent: true });
  });
});
