import { expect, test } from "vitest";
import { RemoteError, type RemoteErrorKind } from "../../http/errors.ts";
import { afterError } from "./after-error.ts";

const NOW = 1_000_000;
const MINUTE_MS = 60_000;
const failed = (kind: RemoteErrorKind, retryAfterMs?: number) =>
  new RemoteError({ system: "rubic", kind, operation: "GET /x", message: "No.", retryAfterMs });

test("a rate limit waits as long as it is told, or a minute, however often, and is no failure", () => {
  const wait = (ms: number) => ({ until: NOW + ms, isFailure: false });
  expect(afterError(failed("rateLimited", 5_000), 9, NOW)).toEqual(wait(5_000));
  expect(afterError(failed("rateLimited"), 0, NOW)).toEqual(wait(MINUTE_MS));
});

test.each([
  [0, MINUTE_MS],
  [1, 5 * MINUTE_MS],
  [2, 15 * MINUTE_MS],
])("what may pass by itself is tried again after %i failures in %i ms", (failures, ms) => {
  for (const kind of ["serverError", "unreachable", "timeout", "unexpectedReply"] as const) {
    expect(afterError(failed(kind), failures, NOW)).toEqual({ until: NOW + ms, isFailure: true });
  }
});

test("a longer pause that the remote system names is kept", () => {
  const error = failed("serverError", 2 * MINUTE_MS);
  expect(afterError(error, 0, NOW)).toEqual({ until: NOW + 2 * MINUTE_MS, isFailure: true });
});

test("the fourth failure in a row, what a person has to mend, and what nobody foresaw end the reading", () => {
  expect(afterError(failed("serverError"), 3, NOW)).toBeNull();
  for (const kind of ["unauthorized", "forbidden", "withheld"] as const) {
    expect(afterError(failed(kind), 0, NOW)).toBeNull();
  }
  expect(afterError(new TypeError("x"), 0, NOW)).toBeNull();
});
