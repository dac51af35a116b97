/** The clockwork of the reconciliation: neither another environment nor a row of previews keeps one from being compared. */
import { beforeEach, expect, test, vi } from "vitest";
import { internal } from "../_generated/api.js";
import { createTest, OPERATOR, type TestDeployment } from "../setup.testing.ts";
import type { RunMode, TripletexEnv } from "../validators.ts";

const NOW = Date.UTC(2026, 2, 10, 12);
const MINUTE_MS = 60_000;

let t: TestDeployment;
beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  t = createTest();
});

const tick = (tripletexEnv: TripletexEnv) => t.mutation(internal.sync.reconcile.startDueIn, { tripletexEnv });

async function endRun(tripletexEnv: TripletexEnv, mode: RunMode, completedAt: number): Promise<void> {
  const ended = { types: [], actor: OPERATOR, interruptions: 0, status: "failed" as const, completedAt };
  const row = { tripletexEnv, mode, startedAt: completedAt, windowEnd: completedAt, ...ended };
  await t.run(async (ctx) => await ctx.db.insert("runs", row));
}

async function openBooks(tripletexEnv: TripletexEnv): Promise<void> {
  const company = { id: 7, name: "Ekte IL" };
  const row = { tripletexEnv, booksFrom: "2026-01-01", company };
  await t.run(async (ctx) => await ctx.db.insert("environments", row));
}

const isOn = async (tripletexEnv: TripletexEnv) =>
  await t.run(async (ctx) => {
    const rows = await ctx.db.query("reconciliations").collect();
    return rows.some((row) => row.tripletexEnv === tripletexEnv && row.work !== null);
  });

/** The first sync with a wrong token ends without having met a company. */
test("an environment whose first sync failed is passed over, and the other one is compared", async () => {
  await t.run(async (ctx) => {
    await ctx.db.insert("environments", { tripletexEnv: "sandbox", booksFrom: "2026-01-01" });
  });
  await endRun("sandbox", "incremental", NOW);
  await openBooks("production");
  await endRun("production", "incremental", NOW);
  await expect(tick("sandbox")).resolves.toBeNull();
  await tick("production");
  expect([await isOn("sandbox"), await isOn("production")]).toEqual([false, true]);
});

test("each configured environment is looked at in a transaction of its own", async () => {
  vi.stubEnv("LOCAL_BACKEND", "true");
  vi.stubEnv("SESSION_ENCRYPTION_KEY", btoa("k".repeat(32)));
  vi.stubEnv("RUBIC_BASE_URL", "http://127.0.0.1:1");
  vi.stubEnv("RUBIC_API_KEY", "rubic-key");
  vi.stubEnv("RUBIC_ORGANIZATION_ID", "100");
  for (const [env, port] of Object.entries({ SANDBOX: 2, PRODUCTION: 3 })) {
    vi.stubEnv(`TRIPLETEX_${env}_BASE_URL`, `http://127.0.0.1:${port}/v2`);
    vi.stubEnv(`TRIPLETEX_${env}_CONSUMER_TOKEN`, "test-consumer");
    vi.stubEnv(`TRIPLETEX_${env}_EMPLOYEE_TOKEN`, "test-employee");
  }
  await t.mutation(internal.sync.reconcile.startDue, {});
  vi.unstubAllEnvs();
  const scheduled = await t.run(async (ctx) => await ctx.db.system.query("_scheduled_functions").collect());
  expect(scheduled.map(({ args }) => args)).toEqual([
    [{ tripletexEnv: "sandbox" }],
    [{ tripletexEnv: "production" }],
  ]);
});

test("a run is followed by a comparison however many previews came after it", async () => {
  await openBooks("sandbox");
  await endRun("sandbox", "full", NOW);
  for (let count = 1; count <= 6; count += 1) await endRun("sandbox", "preview", NOW + count * MINUTE_MS);
  await tick("sandbox");
  expect(await isOn("sandbox")).toBe(true);
});

/** The latest reading of all months began then. */
async function allReadAt(at: number): Promise<void> {
  const row = { tripletexEnv: "sandbox" as const, fence: 1, work: null, readAt: at, allReadAt: at };
  await t.run(async (ctx) => await ctx.db.insert("reconciliations", row));
}

const scopeOfWork = async () =>
  await t.run(async (ctx) => (await ctx.db.query("reconciliations").first())?.work?.scope ?? null);

test("all months are read anew from 01:43 UTC each night, though no sync has changed any, and not a minute before", async () => {
  await openBooks("sandbox");
  await endRun("sandbox", "full", NOW - 2 * MINUTE_MS);
  await allReadAt(NOW);
  for (const [minute, scope] of [
    ["2026-03-10T12:01", null],
    ["2026-03-11T01:42", null],
    ["2026-03-11T01:43", "all"],
  ] as const) {
    vi.setSystemTime(Date.parse(`${minute}:00Z`));
    await tick("sandbox");
    expect([minute, await scopeOfWork()]).toEqual([minute, scope]);
  }
});
