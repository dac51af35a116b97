import { beforeEach, describe, expect, test, vi } from "vitest";
import { problemOfCode } from "../../src/sync/problem-codes.ts";
import { internal } from "../_generated/api.js";
import { recordAccess, wouldConflict } from "../ranges.testing.ts";
import {
  commitArgs,
  convexErrorOf,
  createTest,
  fenceOf,
  makeReady,
  OPERATOR,
  startRun,
  type TestDeployment,
  takeOver,
} from "../setup.testing.ts";
import { startRun as startRunIn } from "./start.ts";

const NOW = Date.UTC(2026, 2, 10, 12);
const REQUEST = { tripletexEnv: "sandbox", type: "all", mode: "incremental", actor: OPERATOR } as const;

let t: TestDeployment;
beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  t = createTest();
});

const start = (change: object = {}) => t.mutation(internal.sync.start.start, { ...REQUEST, ...change });
const scheduled = () => t.run(async (ctx) => await ctx.db.system.query("_scheduled_functions").collect());
const audit = () => t.run(async (ctx) => await ctx.db.query("auditLog").collect());

const recordStart = () =>
  createTest().run(async (ctx) => {
    const recorded = recordAccess(ctx);
    await startRunIn(recorded.ctx, { ...REQUEST, types: ["products"] });
    return recorded.recording;
  });

describe("starting a run", () => {
  test("takes the environment, makes a state per type in order, and schedules one step, all at once", async () => {
    const answer = await start();
    const rows = await t.run(async (ctx) => ({
      runs: await ctx.db.query("runs").collect(),
      states: await ctx.db.query("syncState").collect(),
      progress: await ctx.db.query("runProgress").collect(),
      leases: await ctx.db.query("leases").collect(),
    }));
    expect(rows.runs).toMatchObject([
      { status: "running", startedAt: NOW, actor: OPERATOR, interruptions: 0 },
    ]);
    expect(rows.runs[0]?.types).toEqual(["products", "customers", "invoices", "payments"]);
    expect(rows.states.map(({ syncType }) => syncType)).toEqual(rows.runs[0]?.types);
    expect(rows.progress).toHaveLength(4);
    expect(rows.leases).toMatchObject([{ runId: rows.runs[0]?._id, fence: 1 }]);
    expect(answer).toEqual({ outcome: "started", runId: rows.runs[0]?._id });
    expect((await scheduled()).map(({ args }) => args)).toEqual([[{ runId: rows.runs[0]?._id, fence: 1 }]]);
  });

  test("answers who holds the environment and since when, and changes nothing", async () => {
    const first = await start();
    vi.setSystemTime(NOW + 5_000);
    const second = await start({ type: "customers", actor: { kind: "person", name: "Kari" } });
    expect(second).toEqual({ outcome: "busy", runId: first.runId, startedBy: OPERATOR, startedAt: NOW });
    expect(await scheduled()).toHaveLength(1);
    expect(await audit()).toHaveLength(1);
  });

  test("is possible in both environments at once", async () => {
    await makeReady(t);
    expect((await start()).outcome).toBe("started");
    expect((await start({ tripletexEnv: "production" })).outcome).toBe("started");
  });

  test("twice at once would conflict in Convex: each reads the lease range that the other writes", async () => {
    const [one, two] = [await recordStart(), await recordStart()];
    expect(wouldConflict(one, two, "leases")).toBe(true);
    expect(wouldConflict(two, one, "leases")).toBe(true);
    expect(wouldConflict(one, two, "environments")).toBe(true);
  });

  test("carries watermark and time of the last success from the run before", async () => {
    const holder = await startRun(t);
    const finished = commitArgs(holder, { next: { do: "finishType", syncType: "invoices" } });
    await t.mutation(internal.sync.commit.commit, finished);
    await t.mutation(internal.sync.commit.commit, commitArgs(holder, { next: { do: "cancel" } }));
    vi.setSystemTime(NOW + 60_000);
    const next = await startRun(t, "sandbox", "invoices");
    const state = await t.run(async (ctx) => {
      const states = await ctx.db.query("syncState").collect();
      return states.find(({ runId }) => runId === next.runId);
    });
    expect(state).toMatchObject({
      status: "running",
      watermark: NOW,
      lastSyncAt: NOW,
      startedAt: NOW + 60_000,
    });
    expect(state?.window).toMatchObject({ isComplete: false });
  });
});

describe("the watchdog", () => {
  test("leaves a run alone whose lease lasts", async () => {
    await startRun(t);
    expect(await t.mutation(internal.sync.watchdog.resumeInterrupted, {})).toBe(0);
    expect(await scheduled()).toHaveLength(1);
  });

  test("resumes a run whose lease is over: new fence, one step, an event, a count", async () => {
    const holder = await startRun(t);
    vi.setSystemTime(NOW + 61_000);
    expect(await t.mutation(internal.sync.watchdog.resumeInterrupted, {})).toBe(1);
    const rows = await t.run(async (ctx) => ({
      run: await ctx.db.get("runs", holder.runId),
      leases: await ctx.db.query("leases").collect(),
      events: await ctx.db.query("runEvents").collect(),
    }));
    expect(rows.run).toMatchObject({ status: "interrupted", interruptions: 1 });
    expect(rows.leases).toMatchObject([{ runId: holder.runId, fence: 2, expiresAt: NOW + 121_000 }]);
    expect(rows.events).toMatchObject([{ level: "warning" }]);
    expect((await scheduled()).at(-1)?.args).toEqual([{ runId: holder.runId, fence: 2 }]);
    expect(await t.mutation(internal.sync.watchdog.resumeInterrupted, {})).toBe(0);
  });

  test("leaves a run alone that waits for capacity, until its step should have come", async () => {
    const holder = await startRun(t);
    const problem = problemOfCode("TRIPLETEX_RATE_LIMIT", "Wait.");
    const wait = commitArgs(holder, { next: { do: "wait", until: NOW + 900_000, problem } });
    await t.mutation(internal.sync.commit.commit, wait);
    vi.setSystemTime(NOW + 899_000);
    expect(await t.mutation(internal.sync.watchdog.resumeInterrupted, {})).toBe(0);
    vi.setSystemTime(NOW + 961_000);
    expect(await t.mutation(internal.sync.watchdog.resumeInterrupted, {})).toBe(1);
  });

  test("leaves ended runs alone, and resumes both environments in one go", async () => {
    const ended = await startRun(t);
    await t.mutation(internal.sync.commit.commit, commitArgs(ended, { next: { do: "cancel" } }));
    vi.setSystemTime(NOW + 3_600_000);
    expect(await t.mutation(internal.sync.watchdog.resumeInterrupted, {})).toBe(0);
    await startRun(t, "sandbox");
    await startRun(t, "production");
    vi.setSystemTime(NOW + 7_200_000);
    expect(await t.mutation(internal.sync.watchdog.resumeInterrupted, {})).toBe(2);
  });

  test("ends a run that somebody cancelled while its step was dead, instead of resuming it", async () => {
    const holder = await startRun(t);
    await t.mutation(internal.sync.cancel.cancel, { runId: holder.runId, actor: OPERATOR });
    vi.setSystemTime(NOW + 61_000);
    expect(await t.mutation(internal.sync.watchdog.resumeInterrupted, {})).toBe(0);
    const run = await t.run(async (ctx) => await ctx.db.get("runs", holder.runId));
    expect(run).toMatchObject({ status: "cancelled", completedAt: NOW + 61_000 });
    await expect(startRun(t)).resolves.toMatchObject({ fence: expect.any(Number) });
  });

  test("gives up on a step that dies ten times in a row without getting on, and says what to do", async () => {
    const { runId } = await startRun(t);
    for (let death = 1; death <= 10; death += 1) {
      vi.setSystemTime(NOW + death * 120_000);
      expect(await t.mutation(internal.sync.watchdog.resumeInterrupted, {})).toBe(1);
    }
    vi.setSystemTime(NOW + 11 * 120_000);
    expect(await t.mutation(internal.sync.watchdog.resumeInterrupted, {})).toBe(0);
    const run = await t.run(async (ctx) => await ctx.db.get("runs", runId));
    expect(run).toMatchObject({ status: "failed", problem: { code: "STEP_KEEPS_DYING" } });
  });

  test("does not give up on a run that gets on between its interruptions", async () => {
    const { runId } = await startRun(t);
    for (let death = 1; death <= 15; death += 1) {
      await t.mutation(
        internal.sync.commit.commit,
        commitArgs({ runId, fence: await fenceOf(t, "sandbox") }),
      );
      vi.setSystemTime(NOW + death * 120_000);
      expect(await t.mutation(internal.sync.watchdog.resumeInterrupted, {})).toBe(1);
    }
  });

  test("gives the resumed step the run's own cursor", async () => {
    const holder = await startRun(t);
    const cursor = { phase: 3, pageNo: 7, previousKeys: ["1"], doneKeys: ["2", "3"], countedPage: 7 };
    await t.mutation(internal.sync.commit.commit, commitArgs(holder, { cursor }));
    await takeOver(t);
    const resumed = { ...holder, fence: holder.fence + 1 };
    expect(await t.mutation(internal.sync.begin.begin, resumed)).toMatchObject({ cursor });
  });
});

describe("cancelling", () => {
  test("is told to the step with its next commit, once, and is in the audit log", async () => {
    const holder = await startRun(t);
    const before = await t.mutation(internal.sync.commit.commit, commitArgs(holder));
    for (const name of ["Kari", "Ola"]) {
      const by = { kind: "person", name } as const;
      await t.mutation(internal.sync.cancel.cancel, { runId: holder.runId, actor: by });
    }
    const after = await t.mutation(internal.sync.commit.commit, commitArgs(holder));
    expect([before.isCancelRequested, after.isCancelRequested]).toEqual([false, true]);
    const requests = await t.run(async (ctx) => await ctx.db.query("cancelRequests").collect());
    expect(requests).toMatchObject([{ actor: { name: "Kari" } }]);
    expect((await audit()).map(({ act, actor }) => `${act} ${actor.name}`)).toEqual([
      "startSync Test",
      "cancelRun Kari",
    ]);
  });

  test("is refused for a run that has ended", async () => {
    const holder = await startRun(t);
    await t.mutation(internal.sync.commit.commit, commitArgs(holder, { next: { do: "finish" } }));
    const call = t.mutation(internal.sync.cancel.cancel, { runId: holder.runId, actor: OPERATOR });
    expect((await convexErrorOf(call)).code).toBe("RUN_NOT_LIVE");
  });
});

describe("the audit log", () => {
  test("has who started what, where, in the same transaction", async () => {
    await start({ type: "payments", mode: "full", actor: { kind: "schedule", name: "Schedule" } });
    expect(await audit()).toMatchObject([
      {
        at: NOW,
        act: "startSync",
        actor: { kind: "schedule", name: "Schedule" },
        tripletexEnv: "sandbox",
        details: "payments (full)",
      },
    ]);
  });

  test("has a line for what the watchdog resumes and for a schedule that is switched", async () => {
    await startRun(t);
    await takeOver(t);
    const off = { tripletexEnv: "sandbox", syncType: "payments", isEnabled: false, actor: OPERATOR } as const;
    await t.mutation(internal.sync.schedules.setEnabled, off);
    expect((await audit()).map(({ act, details }) => [act, details])).toEqual([
      ["startSync", "products, customers, invoices, payments (incremental)"],
      ["resumeRun", expect.any(String)],
      ["setSchedule", "payments: off"],
    ]);
  });
});
