import { beforeEach, expect, test } from "vitest";
import { REQUEST_TIMEOUT_MS } from "../http/options.ts";
import { type Ports, Step } from "./step.ts";
import type { StepContext } from "./store.ts";
import { type PlannedWrite, performWrites } from "./writing.ts";

const LEASE_MS = 60_000;
const MAX_BATCH_MS = 2_000;

let now = 0;
let sent: string[] = [];
let isAllowed = true;
let leaseAfterIntentsMs = LEASE_MS;

function startStep(): Step {
  const ports: unknown = {
    writing: {},
    rate: { latest: null },
    now: () => now,
    store: {
      storeIntents: async () => await Promise.resolve({ leaseEndsAt: now + leaseAfterIntentsMs }),
      mayWrite: async () => {
        // An answer from Convex takes its time.
        now += 30;
        return await Promise.resolve(isAllowed);
      },
    },
  };
  const context: unknown = {
    keys: null,
    cursor: {},
    leaseEndsAt: now + LEASE_MS,
    commits: 0,
    rate: { refusals: 0, remaining: null, resetsAt: 0 },
    mode: "incremental",
    progress: [],
  };
  return new Step(ports as Ports, context as StepContext);
}

/** Customers that each take `ms` to create. */
function writes(count: number, ms: number): PlannedWrite[] {
  return Array.from({ length: count }, (_, index): PlannedWrite => {
    const rubicKey = String(index + 1);
    const expectation = { kind: "customer" as const, customerNumber: index + 1, name: "Kari" };
    return {
      kind: "customer",
      rubicKey,
      action: "create",
      label: `Customer ${rubicKey}`,
      requestHash: "hash",
      serialKey: rubicKey,
      expectation,
      request: { content: {}, references: [], target: null },
      send: async () => {
        sent.push(rubicKey);
        now += ms;
        const mapping = { kind: "customer", rubicCustomerNo: rubicKey, tripletexCustomerId: index } as const;
        return await Promise.resolve({ outcome: "written", how: "created", mapping });
      },
    };
  });
}

const keysOf = (results: { outcome: string; rubicKey: string }[], outcome: string) =>
  results.filter((each) => each.outcome === outcome).map(({ rubicKey }) => rubicKey);

beforeEach(() => {
  [now, sent, isAllowed, leaseAfterIntentsMs] = [0, [], true, LEASE_MS];
});

test("nothing is sent whose answer might come after the lease, and its intents are dropped", async () => {
  leaseAfterIntentsMs = REQUEST_TIMEOUT_MS;
  const { results, unsent } = await performWrites(startStep(), writes(2, 100), null);
  expect(sent).toEqual([]);
  expect(keysOf(results, "dropped")).toEqual(["1", "2"]);
  expect(unsent).toHaveLength(2);
});

test("a sub-batch ends after two seconds, and what it has not sent is handed back", async () => {
  const { results, unsent } = await performWrites(startStep(), writes(50, 400), null);
  expect(now).toBeLessThanOrEqual(MAX_BATCH_MS + 400);
  expect(keysOf(results, "mapped")).toEqual(sent);
  expect(keysOf(results, "dropped")).toEqual(unsent.map(({ rubicKey }) => rubicKey));
  expect(sent.length + unsent.length).toBe(50);
});

test("a write may leave only as long as Convex says so and the lease lasts, asked in this order", async () => {
  const step = startStep();
  const { mayWrite } = step.ports.writing;
  expect(await mayWrite()).toBe(true);
  isAllowed = false;
  expect(await mayWrite()).toBe(false);
  isAllowed = true;
  // The lease would last until before the question, and not until after it.
  now = LEASE_MS - REQUEST_TIMEOUT_MS - 20;
  expect(step.isLeaseSafe()).toBe(true);
  expect(await mayWrite()).toBe(false);
});
