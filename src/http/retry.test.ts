import { describe, expect, it } from "vitest";
import { RemoteError, type RemoteErrorDetails, type RemoteErrorKind } from "./errors.ts";
import { decideRetry, MAX_INLINE_WAIT_MS, runWithRetry } from "./retry.ts";

type Extra = Partial<RemoteErrorDetails>;

function errorOf(kind: RemoteErrorKind, extra: Extra = {}): RemoteError {
  return new RemoteError({ system: "rubic", kind, operation: "GET /x", message: "Something.", ...extra });
}

const no = { retry: false };
const after = (delayMs: number) => ({ retry: true, delayMs });
const unreadable: Extra = { isUnreadable: true };
const wait = (retryAfterMs: number): Extra => ({ retryAfterMs });

/** Kind, extra data, then the decision for a read and for a write after attempts 1, 2 and 3, with a base of 100 ms. */
const TABLE: [RemoteErrorKind, Extra, object[], object[]][] = [
  ["unauthorized", {}, [no, no, no], [no, no, no]],
  ["forbidden", {}, [no, no, no], [no, no, no]],
  ["notFound", {}, [no, no, no], [no, no, no]],
  ["conflict", {}, [no, no, no], [no, no, no]],
  ["rejected", {}, [no, no, no], [no, no, no]],
  ["timeout", {}, [after(100), after(200), no], [no, no, no]],
  ["unreachable", {}, [after(100), after(200), no], [no, no, no]],
  ["serverError", {}, [after(100), after(200), no], [no, no, no]],
  ["serverError", wait(2000), [after(2000), after(2000), no], [no, no, no]],
  ["serverError", wait(MAX_INLINE_WAIT_MS + 1), [no, no, no], [no, no, no]],
  ["unexpectedReply", {}, [no, no, no], [no, no, no]],
  ["unexpectedReply", unreadable, [after(100), after(200), no], [no, no, no]],
  ["rateLimited", {}, [no, no, no], [no, no, no]],
  ["rateLimited", wait(0), [after(100), after(200), no], [no, no, no]],
  ["rateLimited", wait(3000), [after(3000), after(3000), no], [no, no, no]],
  [
    "rateLimited",
    wait(MAX_INLINE_WAIT_MS),
    [after(MAX_INLINE_WAIT_MS), after(MAX_INLINE_WAIT_MS), no],
    [no, no, no],
  ],
  ["rateLimited", wait(MAX_INLINE_WAIT_MS + 1), [no, no, no], [no, no, no]],
  ["withheld", {}, [no, no, no], [no, no, no]],
  ["timeout", { isNotSent: true }, [no, no, no], [no, no, no]],
];

describe("decideRetry", () => {
  it.each(TABLE)("treats %s %j by the table", (kind, extra, reads, writes) => {
    for (const [isWrite, decisions] of [
      [false, reads],
      [true, writes],
    ] as const) {
      for (const [index, decision] of decisions.entries()) {
        const question = { isWrite, error: errorOf(kind, extra), attempt: index + 1, baseMs: 100 };
        expect(decideRetry(question), `write ${isWrite}, attempt ${index + 1}`).toEqual(decision);
      }
    }
  });
});

describe("runWithRetry", () => {
  it("waits as decided and gives the result of the attempt that succeeds", async () => {
    const waits: number[] = [];
    const failures = [errorOf("timeout"), errorOf("serverError")];
    const options = { retryBaseMs: 10, sleep: async (ms: number) => void waits.push(ms) };
    const attempt = async () => {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      return "done";
    };
    expect(await runWithRetry(attempt, { isWrite: false, options })).toBe("done");
    expect(waits).toEqual([10, 20]);
  });

  it("throws an error that is none of ours at once", async () => {
    let attempts = 0;
    const attempt = async () => {
      attempts += 1;
      throw new Error("programming error");
    };
    await expect(runWithRetry(attempt, { isWrite: false, options: {} })).rejects.toThrow("programming error");
    expect(attempts).toBe(1);
  });
});
