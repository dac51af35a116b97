import { beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "../_generated/api.js";
import {
  commitArgs,
  createTest,
  type Holder,
  holdOf,
  intentOf,
  mappingOf,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";
import type { RecordResult } from "../validators.ts";

let t: TestDeployment;
let holder: Holder;
beforeEach(async () => {
  vi.useFakeTimers();
  t = createTest();
  holder = await startRun(t);
});

const commit = (change: Parameters<typeof commitArgs>[1]) =>
  t.mutation(internal.sync.commit.commit, commitArgs(holder, change));
const PROGRESS = {
  syncType: "customers" as const,
  unchanged: 2,
  expected: 10,
  isExpectedFinal: false,
  rubicCount: 5,
  rubicOere: 700,
};
const mapped = (key: number, how: "created" | "updated" | "adopted" | "unchanged"): RecordResult => ({
  outcome: "mapped",
  how,
  rubicKey: String(key),
  label: `Customer ${key}`,
  mapping: mappingOf("customer", key, 10 + key),
});

const invoice = (id: number): RecordResult => ({
  outcome: "mapped",
  how: "created",
  rubicKey: "1",
  label: "Invoice 1",
  mapping: mappingOf("invoice", 1, id),
});

async function progressOf(syncType: string) {
  const rows = await t.run(async (ctx) => await ctx.db.query("runProgress").collect());
  return rows.find((row) => row.syncType === syncType);
}

describe("a sub-batch", () => {
  test("counts each record once, by what became of it, and adds up what Rubic has", async () => {
    const results: RecordResult[] = [
      mapped(1, "created"),
      mapped(2, "updated"),
      mapped(3, "adopted"),
      mapped(4, "unchanged"),
      { outcome: "held", kind: "customer", rubicKey: "5", hold: holdOf(), removesIntent: false },
      { outcome: "released", kind: "customer", rubicKey: "6" },
      { outcome: "dropped", kind: "customer", rubicKey: "7" },
    ];
    await commit({ results, progress: PROGRESS });
    await commit({ results: [], progress: { ...PROGRESS, expected: 12, isExpectedFinal: true } });
    expect(await progressOf("customers")).toMatchObject({
      counters: { done: 9, created: 1, updated: 1, adopted: 1, unchanged: 5, held: 1 },
      expected: 12,
      isExpectedFinal: true,
      rubicCount: 10,
      rubicOere: 1_400,
    });
    expect((await progressOf("invoices"))?.counters.done).toBe(0);
  });

  test("whose answer was lost and that is sent again is carried out once", async () => {
    const again = commitArgs(holder, {
      results: [mapped(1, "created")],
      progress: PROGRESS,
      commitsBefore: 0,
    });
    const first = await t.mutation(internal.sync.commit.commit, again);
    const second = await t.mutation(internal.sync.commit.commit, again);
    expect(second).toEqual(first);
    expect((await progressOf("customers"))?.counters).toMatchObject({ done: 3, created: 1 });
  });

  test("that is sent again does not schedule its next step twice", async () => {
    const again = commitArgs(holder, { next: { do: "continue" }, commitsBefore: 0 });
    await t.mutation(internal.sync.commit.commit, again);
    await t.mutation(internal.sync.commit.commit, again);
    const scheduled = await t.run(async (ctx) => await ctx.db.system.query("_scheduled_functions").collect());
    // The run's first step, and the one that this sub-batch hands over to.
    expect(scheduled).toHaveLength(2);
  });

  test("turns a mapping that meets another record into a hold that names it, and counts it as held", async () => {
    await commit({ results: [mapped(1, "created")] });
    const rival = { ...mapped(2, "adopted"), mapping: mappingOf("customer", 2, 11) } as RecordResult;
    await commit({ results: [rival], progress: PROGRESS });
    const holds = await t.run(async (ctx) => await ctx.db.query("holds").collect());
    expect(holds).toMatchObject([
      { kind: "customer", rubicKey: "2", code: "CUSTOMER_SHARED", state: "open" },
    ]);
    expect(holds[0]?.message).toContain("customer 1");
    expect((await progressOf("customers"))?.counters).toMatchObject({ held: 1, adopted: 0 });
  });

  test("closes the hold of a record that is in the books now", async () => {
    const key = { kind: "customer" as const, rubicKey: "1" };
    await commit({ results: [{ outcome: "held", ...key, hold: holdOf(), removesIntent: false }] });
    await commit({ results: [mapped(1, "created")] });
    const holds = await t.run(async (ctx) => await ctx.db.query("holds").collect());
    expect(holds).toMatchObject([{ state: "resolved" }]);
  });

  test("happens as a whole or not at all: a booked document that would move undoes the rest", async () => {
    await commit({ results: [invoice(11)] });
    await expect(commit({ results: [mapped(1, "created"), invoice(12)] })).rejects.toMatchObject({
      data: { code: "MAPPING_MOVES" },
    });
    expect(await t.run(async (ctx) => await ctx.db.query("customerMapping").collect())).toEqual([]);
  });

  test("remembers the rate budget for the next step, and that a list endpoint is closed", async () => {
    await commit({ rate: { remaining: 3, resetsAt: 99_000, refusals: 1 }, closedList: "customer" });
    expect(await t.mutation(internal.sync.begin.begin, holder)).toMatchObject({
      rate: { remaining: 3, resetsAt: 99_000, refusals: 1 },
      isCustomerListClosed: true,
      isProductListClosed: false,
    });
    vi.setSystemTime(Date.now() + 8 * 86_400_000);
    expect(await t.mutation(internal.sync.begin.begin, holder)).toMatchObject({
      isCustomerListClosed: false,
    });
  });
});

const holds = () => t.run(async (ctx) => await ctx.db.query("holds").collect());

describe("a record that is met beside another type", () => {
  test("is still one when its write is settled as not arrived", async () => {
    const intents = [{ ...intentOf("5"), isApart: true }];
    await t.mutation(internal.sync.intents.store, { ...holder, intents });
    const hold = holdOf({ code: "NOT_ARRIVED" });
    await commit({
      results: [{ outcome: "held", kind: "customer", rubicKey: "5", hold, removesIntent: true }],
    });
    expect(await holds()).toMatchObject([{ code: "NOT_ARRIVED", isApart: true }]);
  });

  test("is still one when its place in Tripletex is another's", async () => {
    await commit({ results: [mapped(1, "created")] });
    const mapping = mappingOf("customer", 2, 11);
    await commit({
      results: [{ outcome: "mapped", how: "adopted", rubicKey: "2", label: "2", mapping, isApart: true }],
    });
    expect(await holds()).toMatchObject([{ code: "CUSTOMER_SHARED", isApart: true }]);
  });

  test.each([
    [false, "resolved"],
    [true, "open"],
  ])("(%s) and a complete reading of its own type leaves its hold %s", async (isApart, state) => {
    const hold = { ...holdOf(), isApart };
    await commit({
      results: [{ outcome: "held", kind: "customer", rubicKey: "5", hold, removesIntent: false }],
    });
    await commit({ next: { do: "finish" } });
    holder = await startRun(t);
    const args = { ...holder, kind: "customer" as const, isApart: false, isLeftOut: false, pageCursor: null };
    await t.mutation(internal.sync.staleHolds.resolvePage, args);
    expect(await holds()).toMatchObject([{ state }]);
  });
});
