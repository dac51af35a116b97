import { beforeEach, describe, expect, test, vi } from "vitest";
import { recordAccess, wouldConflict } from "../ranges.testing.ts";
import { createTest, type Holder, holdOf, startRun, type TestDeployment } from "../setup.testing.ts";
import type { HoldInput } from "../validators.ts";
import { nextAttemptAt, putHold, type RecordKey, resolveHold } from "./holdDoor.ts";

const HOUR_MS = 3_600_000;
const KEY: RecordKey = { kind: "invoice", rubicKey: "1", tripletexEnv: "sandbox" };

let t: TestDeployment;
let holder: Holder;

beforeEach(async () => {
  vi.useFakeTimers();
  t = createTest();
  holder = await startRun(t);
});

const put = (hold: HoldInput, now: number, key: RecordKey = KEY) =>
  t.run(async (ctx) => await putHold(ctx, key, { hold, now, runId: holder.runId }));
const rows = () => t.run(async (ctx) => await ctx.db.query("holds").collect());
const totals = () =>
  t.run(async (ctx) => {
    const [row] = await ctx.db.query("totals").take(1);
    return row && { heldCount: row.heldCount, heldOere: row.heldOere };
  });

const recordPut = () =>
  createTest().run(async (ctx) => {
    const recorded = recordAccess(ctx);
    await putHold(recorded.ctx, KEY, { hold: holdOf(), now: 1, runId: holder.runId });
    return recorded.recording;
  });

describe("the door to the holds", () => {
  test("keeps one row per record, whatever the order of two causes", async () => {
    await put(holdOf({ code: "NEEDS_CREDIT" }), 1);
    await put(holdOf({ code: "INVOICE_NOT_SENT" }), 2);
    expect(await rows()).toMatchObject([{ code: "INVOICE_NOT_SENT", firstHeldAt: 2, attempts: 1 }]);
    await put(holdOf({ code: "NEEDS_CREDIT" }), 3);
    expect(await rows()).toMatchObject([{ code: "NEEDS_CREDIT", firstHeldAt: 3, attempts: 1 }]);
  });

  test("counts attempts and keeps the first moment as long as the cause stays", async () => {
    for (const now of [10, 20, 30]) await put(holdOf({ message: `try at ${now}` }), now);
    expect(await rows()).toMatchObject([
      { attempts: 3, firstHeldAt: 10, lastHeldAt: 30, message: "try at 30", state: "open" },
    ]);
  });

  test("drops words of the remote system that the new try no longer has", async () => {
    await put(holdOf({ remoteMessage: "Nummeret er i bruk.", requestId: "r1" }), 1);
    await put(holdOf(), 2);
    const [row] = await rows();
    expect(row?.remoteMessage).toBeUndefined();
    expect(row?.requestId).toBeUndefined();
  });

  test("keeps kinds, keys and environments apart", async () => {
    await put(holdOf(), 1);
    await put(holdOf(), 1, { ...KEY, kind: "payment" });
    await put(holdOf(), 1, { ...KEY, rubicKey: "2" });
    await put(holdOf(), 1, { ...KEY, tripletexEnv: "production" });
    expect(await rows()).toHaveLength(4);
  });

  test("adds the change of the amount to the totals, not the amount again", async () => {
    await put(holdOf({ amountOere: 50_000 }), 1);
    await put(holdOf({ amountOere: -20_000 }), 2);
    expect(await totals()).toEqual({ heldCount: 1, heldOere: -20_000 });
    await t.run(async (ctx) => await resolveHold(ctx, KEY, 3));
    expect(await totals()).toEqual({ heldCount: 0, heldOere: 0 });
  });

  test("opens a resolved hold anew, as a new case", async () => {
    await put(holdOf({ amountOere: 100 }), 1);
    await t.run(async (ctx) => await resolveHold(ctx, KEY, 2));
    await put(holdOf({ amountOere: 300 }), 3);
    expect(await rows()).toMatchObject([{ state: "open", firstHeldAt: 3, attempts: 1 }]);
    expect((await rows())[0]?.resolvedAt).toBeUndefined();
    expect(await totals()).toEqual({ heldCount: 1, heldOere: 300 });
  });

  test("resolving twice, or what was never held, changes nothing", async () => {
    await put(holdOf({ amountOere: 100 }), 1);
    for (const now of [2, 3]) await t.run(async (ctx) => await resolveHold(ctx, KEY, now));
    await t.run(async (ctx) => await resolveHold(ctx, { ...KEY, rubicKey: "unknown" }, 4));
    expect(await rows()).toMatchObject([{ state: "resolved", resolvedAt: 2 }]);
    expect(await totals()).toEqual({ heldCount: 0, heldOere: 0 });
  });

  test("reads and writes overlapping ranges for one record, so that Convex lets one through", async () => {
    const [one, two] = [await recordPut(), await recordPut()];
    for (const table of ["holds", "totals"]) {
      expect(wouldConflict(one, two, table)).toBe(true);
      expect(wouldConflict(two, one, table)).toBe(true);
    }
  });
});

test("the next attempt comes after one hour, then two, doubling up to a week", () => {
  const hours = [1, 2, 3, 8, 9, 50].map((attempts) => nextAttemptAt(attempts, 0) / HOUR_MS);
  expect(hours).toEqual([1, 2, 4, 128, 168, 168]);
});
