import { describe, expect, test } from "vitest";
import type { RunData, RunStatus } from "../data.ts";
import { describeInterruptions, describeRun, describeRunTypes } from "./describe-run.ts";

const STARTED_AT = Date.UTC(2026, 1, 14, 12);
const MINUTE_MS = 60_000;
const NOW = STARTED_AT + 3 * MINUTE_MS;

type Described = Partial<RunData> & { status: RunStatus };

/** A run as the server delivers it; its id is opaque to what is tested here. */
function runOf(part: Described): RunData {
  const run = {
    runId: "run",
    tripletexEnv: "sandbox",
    types: ["products", "customers", "invoices", "payments"],
    mode: "incremental",
    keys: null,
    actor: { kind: "person", name: "Kari" },
    startedAt: STARTED_AT,
    completedAt: null,
    resumeAt: null,
    problem: null,
    interruptions: 0,
    isCancelRequested: false,
    cancelledBy: null,
    progress: [],
    ...part,
  };
  return run as unknown as RunData;
}

describe("a run in one sentence", () => {
  const completedAt = STARTED_AT + 2 * MINUTE_MS;
  test.for<[Described, string]>([
    [{ status: "running" }, "Running since 13:00, for 3 min."],
    [
      { status: "running", isCancelRequested: true, cancelledBy: { kind: "person", name: "Kari" } },
      "Kari asked it to stop",
    ],
    [{ status: "waiting", resumeAt: NOW + MINUTE_MS }, "Waits until 13:04, then goes on by itself."],
    [{ status: "waiting" }, "Waits, then goes on by itself."],
    [{ status: "interrupted" }, "nothing is written twice"],
    [{ status: "success", completedAt }, "Ended at 13:02 after 2 min. Everything was read and carried over."],
    [{ status: "partial", completedAt }, "some records are held"],
    [{ status: "partial", completedAt, keys: ["10001"] }, "Not every record that was asked for"],
    [{ status: "success", completedAt, keys: ["10001"] }, "The records that were asked for"],
    [{ status: "failed", completedAt }, "Stopped by an error at 13:02, after 2 min."],
    [{ status: "cancelled", completedAt }, "What was written stays written."],
  ])("%o", ([run, sentence]) => {
    expect(describeRun(runOf(run), NOW)).toContain(sentence);
  });
});

test("says that it was interrupted only when it was", () => {
  expect(describeInterruptions({ interruptions: 0 })).toBeNull();
  expect(describeInterruptions({ interruptions: 1 })).toContain("once");
  expect(describeInterruptions({ interruptions: 3 })).toContain("3 times");
});

test("names the types of a run, or all of them together", () => {
  expect(describeRunTypes(["products", "customers", "invoices", "payments"])).toBe("All types");
  expect(describeRunTypes(["products", "payments"])).toBe("Products, Payments");
});
