import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "../_generated/api.js";
import {
  commitArgs,
  createTest,
  fenceOf,
  makeReady,
  OPERATOR,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";
import type { SyncType } from "../validators.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const SESSION_KEY_BYTES = 32;
/** Between all minutes at which something is due. */
const NOW = Date.UTC(2026, 2, 10, 11, 50);

let t: TestDeployment;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  vi.stubEnv("LOCAL_BACKEND", "true");
  vi.stubEnv("SESSION_ENCRYPTION_KEY", btoa("k".repeat(SESSION_KEY_BYTES)));
  vi.stubEnv("RUBIC_BASE_URL", "http://127.0.0.1:1");
  vi.stubEnv("RUBIC_API_KEY", "rubic-key");
  vi.stubEnv("RUBIC_ORGANIZATION_ID", "100");
  for (const [env, port] of [
    ["SANDBOX", 2],
    ["PRODUCTION", 3],
  ] as const) {
    vi.stubEnv(`TRIPLETEX_${env}_BASE_URL`, `http://127.0.0.1:${port}/v2`);
    vi.stubEnv(`TRIPLETEX_${env}_CONSUMER_TOKEN`, "test-consumer");
    vi.stubEnv(`TRIPLETEX_${env}_EMPLOYEE_TOKEN`, "test-employee");
  }
  t = createTest();
});
afterEach(() => vi.unstubAllEnvs());

const tick = (at: number) => {
  vi.setSystemTime(at);
  return t.mutation(internal.sync.schedules.startDue, {});
};
const runs = () => t.run(async (ctx) => await ctx.db.query("runs").collect());
const schedules = () => t.run(async (ctx) => await ctx.db.query("schedules").collect());
const dueOf = async (type: SyncType) =>
  (await schedules()).find((row) => row.tripletexEnv === "sandbox" && row.syncType === type)?.nextDueAt;

const fullDues = async () => (await schedules()).map(({ nextFullAt }) => nextFullAt);

async function finishAll(): Promise<void> {
  for (const run of await runs()) {
    if (run.completedAt !== undefined) continue;
    const holder = { runId: run._id, fence: await fenceOf(t, run.tripletexEnv) };
    await t.mutation(internal.sync.commit.commit, commitArgs(holder, { next: { do: "finish" } }));
  }
}

const onlySandbox = () => vi.stubEnv("TRIPLETEX_PRODUCTION_EMPLOYEE_TOKEN", "");

describe("the clockwork", () => {
  test("gives a configured environment its schedule and starts nothing before it is due", async () => {
    await tick(NOW);
    expect(await schedules()).toHaveLength(8);
    expect(await runs()).toEqual([]);
    for (const row of await schedules()) {
      expect(row.nextDueAt).toBeGreaterThan(NOW);
      expect(row.nextDueAt).toBeLessThanOrEqual(NOW + row.everyMinutes * MINUTE_MS);
    }
  });

  test("gives an environment without its settings none", async () => {
    onlySandbox();
    await tick(NOW);
    expect(new Set((await schedules()).map(({ tripletexEnv }) => tripletexEnv))).toEqual(
      new Set(["sandbox"]),
    );
  });

  test("starts what is due once, as the schedule, and moves the due time on by a whole period", async () => {
    onlySandbox();
    await tick(NOW);
    const due = Date.UTC(2026, 2, 10, 12, 37);
    expect(await dueOf("payments")).toBe(Date.UTC(2026, 2, 10, 12, 37));
    await tick(Date.UTC(2026, 2, 10, 12, 17));
    await finishAll();
    await tick(due);
    await tick(due + 1_000);
    expect((await runs()).map(({ types }) => types)).toEqual([
      ["products", "customers", "invoices"],
      ["payments"],
    ]);
    expect((await runs()).at(-1)).toMatchObject({
      mode: "incremental",
      actor: { kind: "schedule", name: "Schedule" },
      startedAt: due,
    });
    expect(await dueOf("payments")).toBe(due + HOUR_MS);
  });

  test("lets what is due wait while a run is on, and starts it when the run has ended", async () => {
    onlySandbox();
    await tick(NOW);
    await startRun(t);
    const due = Date.UTC(2026, 2, 10, 12, 37);
    await tick(due);
    expect(await runs()).toHaveLength(1);
    expect(await dueOf("payments")).toBe(due);
    await finishAll();
    await tick(due + 3 * MINUTE_MS);
    expect(await runs()).toHaveLength(2);
    expect(await dueOf("payments")).toBe(due + HOUR_MS);
  });

  test("makes one run of a long pause, and keeps the minute of the hour", async () => {
    onlySandbox();
    await tick(NOW);
    const due = Date.UTC(2026, 2, 10, 12, 37);
    await tick(due + 100 * HOUR_MS);
    expect(await runs()).toHaveLength(1);
    expect((await runs())[0]?.types).toEqual(["products", "customers", "invoices", "payments"]);
    expect(await dueOf("payments")).toBe(due + 101 * HOUR_MS);
    for (const row of await schedules()) expect(row.nextDueAt).toBeGreaterThan(due + 100 * HOUR_MS);
  });

  test("starts one run per environment; a busy one does not hold the other up", async () => {
    await makeReady(t);
    await tick(NOW);
    await startRun(t, "sandbox");
    await tick(Date.UTC(2026, 2, 10, 12, 37));
    const byEnv = (await runs()).map(({ tripletexEnv, actor }) => [tripletexEnv, actor.kind]);
    expect(byEnv).toEqual([
      ["sandbox", "commandLine"],
      ["production", "schedule"],
    ]);
  });

  test("starts nothing in production before it is ready, and what was due as soon as it is", async () => {
    await tick(NOW);
    await tick(NOW + HOUR_MS);
    expect(new Set((await runs()).map(({ tripletexEnv }) => tripletexEnv))).toEqual(new Set(["sandbox"]));
    await makeReady(t);
    await tick(NOW + HOUR_MS + MINUTE_MS);
    expect((await runs()).map(({ tripletexEnv }) => tripletexEnv)).toContain("production");
  });

  test("reads everything once a week, and incrementally in between", async () => {
    onlySandbox();
    await tick(NOW);
    for (const at of [NOW + DAY_MS, NOW + 8 * DAY_MS, NOW + 9 * DAY_MS, NOW + 16 * DAY_MS]) {
      await tick(at);
      await finishAll();
    }
    expect((await runs()).map(({ mode }) => mode)).toEqual(["incremental", "full", "incremental", "full"]);
  });

  test("reads everything as one run of all types, whichever of them is due", async () => {
    onlySandbox();
    await tick(NOW);
    await tick(Date.UTC(2026, 2, 17, 11, 49));
    await finishAll();
    const due = Date.UTC(2026, 2, 17, 12, 17);
    await tick(due);
    await finishAll();
    const all = ["products", "customers", "invoices", "payments"];
    expect((await runs()).at(-1)).toMatchObject({ mode: "full", types: all });
    await tick(Date.UTC(2026, 2, 17, 12, 37));
    expect((await runs()).at(-1)).toMatchObject({ mode: "incremental", types: ["payments"] });
  });

  test("begins a full reading that failed again after six hours, and then waits a week", async () => {
    onlySandbox();
    await tick(NOW);
    const started = NOW + 8 * DAY_MS;
    await tick(started);
    const [run] = await runs();
    if (run === undefined) throw new Error("a run is on");
    const problem = { code: "UNFORESEEN", message: "Died.", remedy: "Report it." } as const;
    const holder = { runId: run._id, fence: await fenceOf(t, "sandbox") };
    await t.mutation(internal.sync.commit.commit, commitArgs(holder, { next: { do: "fail", problem } }));
    for (const hours of [1, 7, 8, 24 * 7, 24 * 7 + 8]) {
      await tick(started + hours * HOUR_MS);
      await finishAll();
    }
    expect((await runs()).map(({ mode }) => mode)).toEqual([
      "full",
      "incremental",
      "full",
      "incremental",
      "incremental",
      "full",
    ]);
  });

  test("takes a full reading of all types that a person started for the weekly one, not that of one type", async () => {
    onlySandbox();
    await tick(NOW);
    const full = { tripletexEnv: "sandbox", mode: "full", actor: OPERATOR } as const;
    vi.setSystemTime(NOW + 6 * DAY_MS);
    await t.mutation(internal.sync.start.start, { ...full, type: "invoices" });
    await finishAll();
    expect(new Set(await fullDues())).toEqual(new Set([NOW + 7 * DAY_MS]));
    await t.mutation(internal.sync.start.start, { ...full, type: "all" });
    await finishAll();
    expect(new Set(await fullDues())).toEqual(new Set([NOW + 13 * DAY_MS]));
  });

  test("starts nothing while all writing is stopped, and what was due as soon as that is lifted", async () => {
    onlySandbox();
    await tick(NOW);
    const brake = { tripletexEnv: "sandbox", reason: "Feil mva-kode", actor: OPERATOR } as const;
    await t.mutation(internal.sync.brake.stop, brake);
    await tick(NOW + DAY_MS);
    expect(await runs()).toEqual([]);
    await t.mutation(internal.sync.brake.lift, brake);
    await tick(NOW + DAY_MS + MINUTE_MS);
    expect(await runs()).toHaveLength(1);
  });

  test("does not start a type whose schedule a person has switched off", async () => {
    onlySandbox();
    for (const syncType of ["products", "customers", "invoices"] as const) {
      const off = { tripletexEnv: "sandbox", syncType, isEnabled: false, actor: OPERATOR } as const;
      await t.mutation(internal.sync.schedules.setEnabled, off);
    }
    await tick(NOW + 24 * HOUR_MS);
    expect((await runs()).map(({ types }) => types)).toEqual([["payments"]]);
  });

  test("starts a type that is switched on again after a long time once", async () => {
    onlySandbox();
    const change = { tripletexEnv: "sandbox", syncType: "payments", actor: OPERATOR } as const;
    await t.mutation(internal.sync.schedules.setEnabled, { ...change, isEnabled: false });
    await tick(NOW + 24 * HOUR_MS);
    await finishAll();
    await t.mutation(internal.sync.schedules.setEnabled, { ...change, isEnabled: true });
    await tick(NOW + 25 * HOUR_MS);
    await finishAll();
    await tick(NOW + 25 * HOUR_MS + MINUTE_MS);
    const payments = (await runs()).filter(({ types }) => types.includes("payments"));
    expect(payments).toHaveLength(1);
  });
});
