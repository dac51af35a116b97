import { expect, test } from "vitest";
import { noUsage } from "./bench-convex.ts";
import { figuresOf } from "./bench-figures.ts";
import type { Measured } from "./bench-measure.ts";
import type { RemoteRequest } from "./bench-remotes.ts";

const START = 1_000_000;
const NOTHING = { done: 0, created: 0, updated: 0, adopted: 0, unchanged: 0, held: 0 };

function request(name: string, phase: string, span: [from: number, to: number]): RemoteRequest {
  const [from, to] = span;
  const system = name.includes("/accounting/") ? "rubic" : "tripletex";
  return { system, name, parameters: new Set(), phase, startedAt: START + from, endedAt: START + to };
}

/** Two invoices side by side, then one alone; 100 ms each, a commit of 50 ms between. */
const MEASURED: Measured = {
  status: "success",
  startedAt: START,
  endedAt: START + 400,
  counts: { invoices: { ...NOTHING, done: 5, created: 3, unchanged: 2 } },
  requests: [
    request("GET /ledger/vatType", "invoices", [0, 10]),
    request("GET /accounting/{id}/invoices", "rest", [0, 10]),
    request("GET /invoice", "invoices", [10, 50]),
    request("POST /invoice", "invoices", [50, 150]),
    request("POST /invoice", "invoices", [50, 150]),
    request("POST /invoice", "invoices", [200, 300]),
    request("GET /invoice", "rest", [300, 350]),
  ],
  convexCalls: [
    { kind: "action", name: "sync/step:run", phase: "rest", startedAt: START, usage: noUsage() },
    {
      kind: "mutation",
      name: "sync/commit:commit",
      phase: "invoices",
      startedAt: START + 150,
      usage: { ...noUsage(), documentsRead: 10, documentsWritten: 4 },
    },
    {
      kind: "mutation",
      name: "sync/commit:commit",
      phase: "rest",
      startedAt: START + 350,
      usage: { ...noUsage(), documentsRead: 3, documentsWritten: 7 },
    },
  ],
  phases: [
    { phase: "rest", at: START },
    { phase: "invoices", at: START + 10 },
    { phase: "rest", at: START + 300 },
  ],
  heap: [
    { at: START, bytes: 100 },
    { at: START + 50, bytes: 900 },
    { at: START + 100, bytes: 200 },
  ],
};

test("counts calls by what they are for, beside the least that they could be", () => {
  const figures = figuresOf(MEASURED, 100);
  expect(figures.types.invoices).toMatchObject({
    tripletex: { "GET /invoice": 1, "POST /invoice": 3 },
    tripletexCalls: 4,
    tripletexLowerBound: 4,
    rubicCalls: 1,
    rubicLowerBound: 1,
    convexMutations: 1,
    wallMs: 290,
    wallLowerBoundMs: 200,
  });
  expect(figures.tripletexOther).toEqual({ session: 0, reference: 1, comparison: 1 });
});

test("adds up what Convex read and wrote, and names the most of one call", () => {
  const figures = figuresOf(MEASURED, 100);
  expect(figures).toMatchObject({ steps: 1, convexMutations: 2, convexQueries: 0 });
  expect(figures.usage).toMatchObject({ documentsRead: 13, documentsWritten: 11 });
  expect(figures.restUsage).toMatchObject({ documentsRead: 3, documentsWritten: 7 });
  expect(figures.mostOfOneCall["sync/commit:commit"]).toMatchObject({
    documentsRead: 10,
    documentsWritten: 7,
  });
});

test("tells how much of the time both lanes were in use, and how the heap grew", () => {
  const figures = figuresOf(MEASURED, 100);
  // 300 ms in flight of the 2 × 250 ms from the first write to the last answer.
  expect(figures.invoiceLaneUse).toBeCloseTo(0.6);
  expect(figures.heap).toEqual([{ atStartBytes: 100, peakBytes: 900 }]);
});
