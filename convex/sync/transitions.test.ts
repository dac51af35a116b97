import { beforeEach, describe, expect, test, vi } from "vitest";
import { problemOfCode } from "../../src/sync/problem-codes.ts";
import { internal } from "../_generated/api.js";
import {
  commitArgs,
  createTest,
  fenceOf,
  type Holder,
  holdOf,
  intentOf,
  OPERATOR,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";
import { LEASE_MS } from "./lease.ts";
import type { Transition } from "./transitions.ts";

const NOW = Date.UTC(2026, 2, 10, 12);
const PROBLEM = problemOfCode("RUBIC_UNREACHABLE", "Rubic is away.");

let t: TestDeployment;
let holder: Holder;

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW });
  t = createTest();
  holder = await startRun(t);
});

async function go(next: Transition, change: Parameters<typeof commitArgs>[1] = {}) {
  vi.setSystemTime(Date.now() + 1_000);
  return await t.mutation(internal.sync.commit.commit, commitArgs(holder, { ...change, next }));
}

async function look() {
  return await t.run(async (ctx) => {
    const run = await ctx.db.get("runs", holder.runId);
    const [lease] = await ctx.db.query("leases").take(1);
    const states = await ctx.db.query("syncState").collect();
    const steps = await ctx.db.system.query("_scheduled_functions").collect();
    if (run === null || lease === undefined) throw new Error("the run and its lease are there");
    return {
      run,
      lease,
      states: Object.fromEntries(states.map((state) => [state.syncType, state])),
      /** Without the first step, which the start has scheduled. */
      steps: steps.slice(1).map(({ scheduledTime, args }) => ({ scheduledTime, args })),
      cursors: await ctx.db.query("runCursors").collect(),
    };
  });
}

const holdInvoice = {
  results: [
    {
      outcome: "held" as const,
      kind: "invoice" as const,
      rubicKey: "1",
      hold: holdOf(),
      removesIntent: true,
    },
  ],
};

describe("stay", () => {
  test("renews the lease and schedules nothing: the step goes on by itself", async () => {
    const answer = await go({ do: "stay" });
    const { run, lease, steps } = await look();
    expect(answer.leaseEndsAt).toBe(NOW + 1_000 + LEASE_MS);
    expect({ status: run.status, expiresAt: lease.expiresAt, steps }).toEqual({
      status: "running",
      expiresAt: answer.leaseEndsAt,
      steps: [],
    });
  });
});

describe("continue", () => {
  test("schedules exactly one next step with the same run and fence, in the same transaction", async () => {
    const cursor = { phase: 2, pageNo: 3, previousKeys: ["1"], doneKeys: ["2"], countedPage: 3 };
    await go({ do: "continue" }, { cursor });
    const { run, steps, cursors } = await look();
    expect(run.status).toBe("running");
    expect(steps).toEqual([{ scheduledTime: NOW + 1_000, args: [holder] }]);
    expect(cursors.map((row) => row.cursor)).toEqual([cursor]);
  });

  test("schedules nothing when the transaction fails", async () => {
    const wrong = { ...holder, fence: holder.fence - 1 };
    await expect(
      t.mutation(internal.sync.commit.commit, commitArgs(wrong, { next: { do: "continue" } })),
    ).rejects.toThrow();
    expect((await look()).steps).toEqual([]);
  });
});

describe("wait", () => {
  test("shows until when and why, holds the lease beyond it, and schedules the step for then", async () => {
    const until = NOW + 600_000;
    await go({ do: "wait", until, problem: PROBLEM });
    const { run, lease, steps } = await look();
    expect(run).toMatchObject({ status: "waiting", resumeAt: until, problem: PROBLEM });
    expect(lease.expiresAt).toBe(until + LEASE_MS);
    expect(steps).toEqual([{ scheduledTime: until, args: [holder] }]);
  });

  test("is over when the next step begins", async () => {
    await go({ do: "wait", until: NOW + 600_000, problem: PROBLEM });
    await t.mutation(internal.sync.begin.begin, holder);
    const { run } = await look();
    expect(run.status).toBe("running");
    expect(run.resumeAt).toBeUndefined();
    expect(run.problem).toBeUndefined();
  });
});

describe("finishType", () => {
  test.each([
    { name: "all payments", keys: undefined, left: 0 },
    { name: "single payments", keys: ["7"], left: 1 },
  ])("of $name leaves $left wishes to read payments from an earlier date on", async ({ keys, left }) => {
    await go({ do: "cancel" });
    await t.run(
      async (ctx) => await ctx.db.insert("paymentReads", { tripletexEnv: "sandbox", from: "2025-03-01" }),
    );
    const wish = { tripletexEnv: "sandbox", type: "payments", mode: "incremental", keys } as const;
    const { runId } = await t.mutation(internal.sync.start.start, { ...wish, actor: OPERATOR });
    holder = { runId, fence: await fenceOf(t, "sandbox") };
    await go({ do: "finishType", syncType: "payments" });
    const wishes = await t.run(async (ctx) => await ctx.db.query("paymentReads").collect());
    expect(wishes).toHaveLength(left);
    const [state] = await t.run(
      async (ctx) =>
        await ctx.db
          .query("syncState")
          .withIndex("by_run", (q) => q.eq("runId", runId))
          .take(1),
    );
    expect(state?.watermark === undefined).toBe(keys !== undefined);
  });

  test("is a success, moves the watermark to the run's start, and leaves the run running", async () => {
    await go({ do: "finishType", syncType: "invoices" });
    const { run, states } = await look();
    expect(run.status).toBe("running");
    expect(states.invoices).toMatchObject({
      status: "success",
      lastSyncAt: NOW + 1_000,
      completedAt: NOW + 1_000,
      watermark: run.startedAt,
    });
    expect(states.payments?.status).toBe("running");
    expect(states.payments?.watermark).toBeUndefined();
  });

  test("is partial while a record of its kind is held, and still moves the watermark: it is held by name", async () => {
    await go({ do: "finishType", syncType: "invoices" }, holdInvoice);
    await go({ do: "finishType", syncType: "customers" });
    const { states, run } = await look();
    expect(states.invoices).toMatchObject({ status: "partial", watermark: run.startedAt });
    expect(states.customers).toMatchObject({ status: "success" });
  });

  test("takes the counters of the type over, and ends it only once", async () => {
    const counted = { unchanged: 4, expected: 5, isExpectedFinal: true, rubicCount: 5, rubicOere: 100 };
    await go({ do: "stay" }, { ...holdInvoice, progress: { syncType: "invoices", ...counted } });
    await go({ do: "finishType", syncType: "invoices" });
    await go({ do: "finishType", syncType: "invoices" });
    const { states } = await look();
    expect(states.invoices).toMatchObject({
      recordsProcessed: 5,
      recordsFailed: 1,
      counters: { done: 5, unchanged: 4, held: 1, created: 0 },
      completedAt: NOW + 2_000,
    });
  });
});

describe("failType", () => {
  test("fails the type alone, keeps its watermark, and the run ends as failed with the problem", async () => {
    await go({ do: "failType", syncType: "invoices", problem: PROBLEM });
    expect((await look()).run.status).toBe("running");
    await go({ do: "finishType", syncType: "payments" });
    await go({ do: "finish" });
    const { run, states } = await look();
    expect(run).toMatchObject({ status: "failed", problem: PROBLEM });
    expect(states.invoices).toMatchObject({ status: "failed", errorMessage: PROBLEM.message });
    expect(states.invoices?.watermark).toBeUndefined();
    expect(states.payments).toMatchObject({ status: "success" });
  });

  test("is still named at the end when the run went on in another step", async () => {
    await go({ do: "failType", syncType: "invoices", problem: PROBLEM });
    await go({ do: "continue" });
    await t.mutation(internal.sync.begin.begin, holder);
    await go({ do: "finish" });
    const { run } = await look();
    expect(run).toMatchObject({ status: "failed", problem: PROBLEM });
  });

  test("is still named at the end when the run had to wait in between", async () => {
    await go({ do: "failType", syncType: "invoices", problem: PROBLEM });
    const wait = problemOfCode("TRIPLETEX_RATE_LIMIT", "Wait.");
    await go({ do: "wait", until: NOW + 60_000, problem: wait });
    await t.mutation(internal.sync.begin.begin, holder);
    await go({ do: "finish" });
    const { run } = await look();
    expect(run).toMatchObject({ status: "failed", problem: PROBLEM });
  });
});

describe("finish", () => {
  test("is a success when nothing is open, and frees the environment", async () => {
    await go({ do: "finish" });
    const { run, lease, cursors, states } = await look();
    expect(run).toMatchObject({ status: "success", completedAt: NOW + 1_000 });
    expect(lease).toMatchObject({ runId: null, fence: holder.fence });
    expect(cursors).toEqual([]);
    for (const state of Object.values(states)) expect(state.completedAt).toBeDefined();
    await expect(startRun(t)).resolves.toMatchObject({ fence: holder.fence + 1 });
  });

  test("is partial while a record of one of its kinds is held", async () => {
    await go({ do: "finish" }, holdInvoice);
    expect((await look()).run.status).toBe("partial");
  });

  test("is partial while the outcome of a write is unknown, whatever else is right", async () => {
    await t.mutation(internal.sync.intents.store, { ...holder, intents: [intentOf("1")] });
    await go({ do: "finish" });
    expect((await look()).run.status).toBe("partial");
  });

  test("of a run of one type does not mind what other types hold, nor the other environment", async () => {
    await go({ do: "finish" }, holdInvoice);
    holder = await startRun(t, "sandbox", "customers");
    await go({ do: "finish" });
    expect((await look()).run.status).toBe("success");
    holder = await startRun(t, "production", "invoices");
    await go({ do: "finish" });
    expect((await t.run(async (ctx) => await ctx.db.get("runs", holder.runId)))?.status).toBe("success");
  });
});

describe.each([
  { next: { do: "fail", problem: PROBLEM }, status: "failed", problem: PROBLEM },
  { next: { do: "cancel" }, status: "cancelled", problem: undefined },
] as const)("$next.do", ({ next, status, problem }) => {
  test("ends run and open types, keeps ended ones and the watermark, and frees the environment", async () => {
    await go({ do: "finishType", syncType: "products" });
    await go(next);
    const { run, states, lease, steps } = await look();
    expect(run).toMatchObject({ status, completedAt: NOW + 2_000 });
    expect(run.problem).toEqual(problem);
    expect(states.products).toMatchObject({ status: "success" });
    for (const type of ["customers", "invoices", "payments"]) {
      expect(states[type]).toMatchObject({ status, completedAt: NOW + 2_000 });
      expect(states[type]?.watermark).toBeUndefined();
      expect(states[type]?.errorMessage).toBe(problem?.message);
    }
    expect(lease.runId).toBeNull();
    expect(steps).toEqual([]);
  });
});
