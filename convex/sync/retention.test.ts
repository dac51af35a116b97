import { beforeEach, describe, expect, test, vi } from "vitest";
import { LOCAL_ISSUER } from "../../src/identity.ts";
import { CLOSED_HOLDS_KEPT_DAYS, EVENTS_KEPT_DAYS, WRITES_KEPT_DAYS } from "../../src/sync/retention.ts";
import { api, internal } from "../_generated/api.js";
import type { Id } from "../_generated/dataModel.js";
import {
  commitArgs,
  createTest,
  holdOf,
  mappingOf,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";
import { findHold, putHold, resolveHold } from "./holdDoor.ts";

const NOW = Date.UTC(2026, 2, 10, 12);
const DAY_MS = 86_400_000;
/** More than one mutation removes. */
const MANY = 1200;

let t: TestDeployment;
let runId: Id<"runs">;
beforeEach(async () => {
  vi.useFakeTimers({ now: NOW });
  t = createTest();
  const holder = await startRun(t);
  runId = holder.runId;
  const event = { level: "info", message: "Kari" } as const;
  const mapping = mappingOf("customer", 1, 11);
  const result = { outcome: "mapped", how: "created", rubicKey: "1", label: "Kari", mapping } as const;
  const args = commitArgs(holder, { results: [result], next: { do: "finish" } });
  await t.mutation(internal.sync.commit.commit, args);
  await t.run(async (ctx) => {
    for (let at = 0; at < MANY; at += 1) await ctx.db.insert("runEvents", { ...event, runId, at });
    // Steps of the run are over: nothing here lets them work.
    for (const { _id } of await ctx.db.system.query("_scheduled_functions").take(10))
      await ctx.scheduler.cancel(_id);
  });
});

const rowsOf = <Table extends "runEvents" | "runWrites" | "customerMapping">(table: Table) =>
  t.run(async (ctx) => await ctx.db.query(table).collect());

/** The cron's job on a later day, with everything that it starts. */
async function pruneAt(now: number): Promise<void> {
  vi.setSystemTime(now);
  await t.mutation(internal.sync.retention.prune, {});
  await t.finishAllScheduledFunctions(vi.runAllTimers);
}

test("events go after 90 days, all of them, and what was written is still listed", async () => {
  await pruneAt(NOW + EVENTS_KEPT_DAYS * DAY_MS - 1);
  expect((await rowsOf("runEvents")).length).toBeGreaterThanOrEqual(MANY);
  await pruneAt(NOW + EVENTS_KEPT_DAYS * DAY_MS + 60_000);
  expect(await rowsOf("runEvents")).toEqual([]);
  expect(await rowsOf("runWrites")).toHaveLength(1);
});

test("the list of writes goes later, and the run, its counts and the mapping stay", async () => {
  await pruneAt(NOW + WRITES_KEPT_DAYS * DAY_MS + 60_000);
  expect(await rowsOf("runWrites")).toEqual([]);
  expect(await rowsOf("customerMapping")).toHaveLength(1);
  const operator = t.withIdentity({ issuer: LOCAL_ISSUER, subject: "local" });
  expect((await operator.query(api.runs.writtenCounts, { runId }))?.counts).toMatchObject([{ created: 1 }]);
  expect(await operator.query(api.runs.get, { runId })).toMatchObject({
    runId,
    progress: expect.arrayContaining([expect.objectContaining({ syncType: "customers" })]),
  });
});

const key = (rubicKey: string) => ({ kind: "credit", rubicKey, tripletexEnv: "sandbox" }) as const;
const holds = () => t.run(async (ctx) => await ctx.db.query("holds").collect());

const closedHold = (rubicKey: string, leftOutOere?: number) =>
  t.run(async (ctx) => {
    const hold = holdOf({ label: `Credit ${rubicKey} (Kari)`, remoteMessage: "Kari" });
    await putHold(ctx, key(rubicKey), { hold, now: NOW });
    const row = await findHold(ctx, key(rubicKey));
    if (row === null) throw new Error("a hold was put");
    if (leftOutOere !== undefined) await ctx.db.patch("holds", row._id, { leftOutOere });
    await resolveHold(ctx, key(rubicKey), NOW);
  });

describe("a hold", () => {
  test("goes 90 days after it was closed; one that is open stays, however old", async () => {
    await closedHold("1");
    await t.run(async (ctx) => await putHold(ctx, key("2"), { hold: holdOf(), now: NOW }));
    await pruneAt(NOW + CLOSED_HOLDS_KEPT_DAYS * DAY_MS - 1);
    expect((await holds()).map(({ rubicKey }) => rubicKey)).toEqual(["1", "2"]);
    await pruneAt(NOW + CLOSED_HOLDS_KEPT_DAYS * DAY_MS + 60_000);
    expect((await holds()).map(({ rubicKey }) => rubicKey)).toEqual(["2"]);
  });

  test("stays without names when it says what was credited by hand", async () => {
    await closedHold("1", 15_000);
    await pruneAt(NOW + CLOSED_HOLDS_KEPT_DAYS * DAY_MS + 60_000);
    const rows = await holds();
    expect(rows).toMatchObject([
      { rubicKey: "1", label: "Credit 1", leftOutOere: 15_000, state: "resolved" },
    ]);
    expect(JSON.stringify(rows)).not.toContain("Kari");
  });
});

test("what a younger run noted is left alone", async () => {
  vi.setSystemTime(NOW + EVENTS_KEPT_DAYS * DAY_MS);
  const younger = await startRun(t, "production");
  await t.run(async (ctx) => {
    const event = { runId: younger.runId, at: Date.now(), level: "info", message: "Ola" } as const;
    await ctx.db.insert("runEvents", event);
    for (const { _id } of await ctx.db.system.query("_scheduled_functions").take(20))
      await ctx.scheduler.cancel(_id);
  });
  await pruneAt(NOW + EVENTS_KEPT_DAYS * DAY_MS + 60_000);
  expect((await rowsOf("runEvents")).map(({ message }) => message)).toEqual(["Ola"]);
});
