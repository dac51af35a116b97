import { beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "../_generated/api.js";
import type { Id } from "../_generated/dataModel.js";
import type { PlanItem } from "../planValidators.ts";
import {
  commitArgs,
  convexErrorOf,
  createTest,
  fenceOf,
  forgetSteps,
  type Holder,
  holdOf,
  intentOf,
  mappingOf,
  OPERATOR,
  openHold,
  startPreview,
  startRun,
  type TestDeployment,
  takeOver,
} from "../setup.testing.ts";
import { PLAN_MAX_AGE_MS } from "./planStart.ts";

const NOW = Date.UTC(2026, 2, 10, 12);
const DAY_MS = 86_400_000;

let t: TestDeployment;
beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  t = createTest();
});

const creation = (rubicKey: string, change: Partial<PlanItem> = {}): PlanItem => ({
  kind: "customer",
  rubicKey,
  action: "create",
  label: `Customer ${rubicKey}`,
  rubicHash: "hash",
  contentHash: "content",
  references: [],
  target: rubicKey,
  expectation: { kind: "customer", customerNumber: 1, name: "Kari" },
  ...change,
});

const commit = (holder: Holder, change: Parameters<typeof commitArgs>[1]) => {
  const { runId, fence } = holder;
  return t.mutation(internal.sync.commit.commit, commitArgs({ runId, fence }, change));
};
const itemRows = () => t.run(async (ctx) => await ctx.db.query("planItems").collect());
const planRow = (planId: Id<"plans">) => t.run(async (ctx) => await ctx.db.get("plans", planId));

/** A finished preview with these items, and a run that carries it out. */
async function carryOut(items: PlanItem[]) {
  const { planId, ...holder } = await startPreview(t);
  await commit(holder, { planItems: items, next: { do: "finish" } });
  const wish = { tripletexEnv: "sandbox", mode: "incremental", planId, actor: OPERATOR } as const;
  const answer = await t.mutation(internal.sync.start.start, wish);
  if (answer.outcome !== "started") throw new Error("the environment is free");
  return { planId, run: { runId: answer.runId, fence: await fenceOf(t, "sandbox") } };
}

describe("a preview", () => {
  test("has a lease of its own, survives its step, and leaves that of a writing run alone", async () => {
    const writing = await startRun(t);
    const { runId, fence } = await startPreview(t);
    const wish = { tripletexEnv: "sandbox", type: "all", mode: "preview", actor: OPERATOR } as const;
    expect(await t.mutation(internal.sync.start.start, wish)).toMatchObject({ outcome: "busy", runId });
    await takeOver(t);
    expect((await convexErrorOf(commit({ runId, fence }, {}))).code).toBe("FENCED");
    await t.mutation(internal.sync.begin.begin, { runId, fence: fence + 1 });
    await commit({ runId, fence: fence + 1 }, { next: { do: "finish" } });
    await expect(commit({ ...writing, fence: writing.fence + 1 }, {})).resolves.toBeDefined();
  });

  test("that dies says nothing about what a run that lives beside it has under way", async () => {
    const writing = await startRun(t);
    await t.mutation(internal.sync.intents.store, { ...writing, intents: [intentOf("1")] });
    const { runId } = await startPreview(t);
    await t.run(async (ctx) => {
      for (const lease of await ctx.db.query("leases").take(4)) {
        if (lease.runId === runId) await ctx.db.patch("leases", lease._id, { expiresAt: 0 });
      }
    });
    expect(await t.mutation(internal.sync.watchdog.resumeInterrupted, {})).toBe(1);
    const intents = await t.run(async (ctx) => await ctx.db.query("intents").collect());
    expect(intents.map(({ state }) => state)).toEqual(["sent"]);
  });

  test("may neither store a result nor an intent, whatever its step thinks", async () => {
    const { planId: _planId, ...holder } = await startPreview(t);
    const results = [
      {
        outcome: "held" as const,
        kind: "invoice" as const,
        rubicKey: "1",
        hold: holdOf(),
        removesIntent: false,
      },
    ];
    expect((await convexErrorOf(commit(holder, { results }))).code).toBe("PREVIEW_WRITES");
    const intents = t.mutation(internal.sync.intents.store, { ...holder, intents: [intentOf("1")] });
    expect((await convexErrorOf(intents)).code).toBe("PREVIEW_WRITES");
  });

  test("counts each record once, also when a page is read again", async () => {
    const { planId, ...holder } = await startPreview(t);
    const items = [creation("1"), creation("2", { kind: "invoice", amountOere: 500 })];
    const counted = { unchanged: 3, expected: 9, isExpectedFinal: false, rubicCount: 0, rubicOere: 0 };
    await commit(holder, { planItems: items, progress: { syncType: "customers", ...counted } });
    await commit(holder, { planItems: items });
    expect(await planRow(planId)).toMatchObject({
      toDo: 2,
      totals: [
        { kind: "customer", action: "create", count: 1, oere: 0 },
        { kind: "invoice", action: "create", count: 1, oere: 500 },
        { kind: "customer", action: "unchanged", count: 3, oere: 0 },
      ],
    });
    expect(await itemRows()).toHaveLength(2);
  });

  test("holds the second of two records that would get one number in Tripletex", async () => {
    const { planId: _planId, ...holder } = await startPreview(t);
    await commit(holder, { planItems: [creation("1", { target: "77" }), creation("2", { target: "77" })] });
    expect((await itemRows()).map(({ rubicKey, action, code }) => ({ rubicKey, action, code }))).toEqual([
      { rubicKey: "1", action: "create", code: undefined },
      { rubicKey: "2", action: "held", code: "CUSTOMER_NUMBER_TAKEN" },
    ]);
  });

  test("holds an adoption of what belongs to another record already", async () => {
    const mapping = { kind: "customer", rubicCustomerNo: "1", tripletexCustomerId: 11 } as const;
    const upsert = { tripletexEnv: "sandbox", mapping, actor: OPERATOR } as const;
    await t.mutation(internal.customerMapping.upsert, upsert);
    const { planId: _planId, ...holder } = await startPreview(t);
    const adopt = { action: "adopt", mapping: mappingOf("customer", 2, 11), target: "id 11" } as const;
    await commit(holder, { planItems: [creation("2", adopt)] });
    expect(await itemRows()).toMatchObject([{ action: "held", code: "CUSTOMER_SHARED", isRival: true }]);
  });

  test("shows as left out what a person has left out for the same reason, and as held for another", async () => {
    const holdId = await openHold(t);
    await t.mutation(internal.sync.holdActs.ignore, { holdId, reason: "Ført for hånd", actor: OPERATOR });
    const { planId: _planId, ...holder } = await startPreview(t);
    const held = { kind: "invoice", action: "held", message: "Held." } as const;
    await commit(holder, { planItems: [creation("1", { ...held, code: holdOf().code })] });
    expect(await itemRows()).toMatchObject([{ action: "leftOut" }]);
    await commit(holder, { planItems: [creation("2", { ...held, code: "LINE_WITHOUT_PRODUCT" })] });
    expect((await itemRows()).map(({ action }) => action)).toEqual(["leftOut", "held"]);
  });
});

/** What a step says of a customer that it has created. */
const customer = (key: number) => ({
  outcome: "mapped" as const,
  how: "created" as const,
  rubicKey: String(key),
  label: `Customer ${key}`,
  mapping: mappingOf("customer", key, 10 + key),
});

describe("a run that carries out a plan", () => {
  test.each([
    ["that is not in the plan", intentOf("9")],
    ["of another action", intentOf("1", "update")],
    ["of another record of Rubic", { ...intentOf("1"), requestHash: "other" }],
  ])("may not store the intent of a write %s", async (_what, intent) => {
    const { run } = await carryOut([creation("1")]);
    const call = t.mutation(internal.sync.intents.store, { ...run, intents: [intent] });
    expect((await convexErrorOf(call)).code).toBe("NOT_PLANNED");
    await expect(
      t.mutation(internal.sync.intents.store, { ...run, intents: [intentOf("1")] }),
    ).resolves.toBeDefined();
  });

  test("counts what is done, names what is held, and keeps the watermark of that type alone", async () => {
    const { planId, run } = await carryOut([creation("1"), creation("2")]);
    vi.setSystemTime(NOW + 1_000);
    await commit(run, { results: [customer(1)] });
    const held = {
      outcome: "held",
      kind: "customer",
      rubicKey: "2",
      hold: holdOf(),
      removesIntent: false,
    } as const;
    await commit(run, { results: [held] });
    await commit(run, { next: { do: "finishType", syncType: "customers" } });
    await commit(run, { next: { do: "finish" } });
    const states = await t.run(async (ctx) => await ctx.db.query("syncState").collect());
    expect(states.map(({ syncType, status, watermark }) => [syncType, status, watermark])).toEqual([
      ["products", "partial", NOW],
      ["customers", "partial", undefined],
      ["invoices", "partial", NOW],
      ["payments", "partial", NOW],
    ]);
    expect(await planRow(planId)).toMatchObject({ done: 1, toDo: 2 });
    const rows = await t.run(async (ctx) => await ctx.db.query("planDeviations").collect());
    expect(rows).toMatchObject([{ rubicKey: "2", reason: "held" }]);
    const ended = await t.run(async (ctx) => await ctx.db.get("runs", run.runId));
    expect(ended?.problem?.message).toContain("1 record has changed");
  });

  test("names once what Rubic does not deliver any more, but not what is in doubt or done", async () => {
    const { run } = await carryOut([creation("1"), creation("2"), creation("3")]);
    await commit(run, { results: [customer(1)] });
    await t.mutation(internal.sync.intents.store, { ...run, intents: [intentOf("2")] });
    for (const _ of [1, 2]) {
      await t.mutation(internal.sync.planDeviations.nameMissing, {
        ...run,
        kind: "customer",
        isApart: false,
        pageCursor: null,
      });
    }
    const rows = await t.run(async (ctx) => await ctx.db.query("planDeviations").collect());
    expect(rows.map(({ rubicKey, reason }) => [rubicKey, reason])).toEqual([["3", "gone"]]);
  });

  test("does not count as done what was sent and turned out to be another record's, and names it as held", async () => {
    const { planId, run } = await carryOut([creation("1"), creation("2")]);
    await commit(run, { results: [customer(1)] });
    const shared = { ...customer(2), mapping: mappingOf("customer", 2, 11) };
    await commit(run, { results: [shared] });
    expect(await planRow(planId)).toMatchObject({ done: 1, toDo: 2 });
    const items = await itemRows();
    expect(items.map(({ doneAt }) => doneAt !== undefined)).toEqual([true, false]);
    const rows = await t.run(async (ctx) => await ctx.db.query("planDeviations").collect());
    expect(rows).toMatchObject([{ rubicKey: "2", reason: "held" }]);
  });

  test("counts a write as done that a later run without plan has found in Tripletex", async () => {
    const { planId, run } = await carryOut([creation("1")]);
    await t.mutation(internal.sync.intents.store, { ...run, intents: [intentOf("1")] });
    await commit(run, { next: { do: "cancel" } });
    const later = await startRun(t);
    await commit(later, { results: [customer(1)] });
    expect(await planRow(planId)).toMatchObject({ done: 1 });
  });

  test("never moves a watermark back", async () => {
    const { planId, ...preview } = await startPreview(t);
    await commit(preview, { planItems: [creation("1")], next: { do: "finish" } });
    vi.setSystemTime(NOW + DAY_MS);
    await commit(await startRun(t), { next: { do: "finish" } });
    const wish = { tripletexEnv: "sandbox", mode: "incremental", planId, actor: OPERATOR } as const;
    const answer = await t.mutation(internal.sync.start.start, wish);
    const fence = await fenceOf(t, "sandbox");
    await commit({ runId: answer.runId, fence }, { next: { do: "finish" } });
    const states = await t.run(async (ctx) => await ctx.db.query("syncState").order("desc").take(4));
    expect(new Set(states.map(({ watermark }) => watermark))).toEqual(new Set([NOW + DAY_MS]));
  });

  test("takes the whole plan: single records of it are refused", async () => {
    const { planId, ...holder } = await startPreview(t);
    await commit(holder, { planItems: [creation("1")], next: { do: "finish" } });
    const wish = { tripletexEnv: "sandbox", mode: "incremental", planId, actor: OPERATOR } as const;
    const call = t.mutation(internal.sync.start.start, { ...wish, keys: ["1"] });
    expect((await convexErrorOf(call)).code).toBe("KEYS_NOT_USABLE");
  });

  test("is refused for a plan of more than seven days, to the millisecond", async () => {
    const { planId, ...holder } = await startPreview(t);
    await commit(holder, { planItems: [creation("1")], next: { do: "finish" } });
    const wish = { tripletexEnv: "sandbox", mode: "incremental", planId, actor: OPERATOR } as const;
    vi.setSystemTime(NOW + PLAN_MAX_AGE_MS + 1);
    expect((await convexErrorOf(t.mutation(internal.sync.start.start, wish))).code).toBe("PLAN_TOO_OLD");
    vi.setSystemTime(NOW + PLAN_MAX_AGE_MS);
    await expect(t.mutation(internal.sync.start.start, wish)).resolves.toMatchObject({ outcome: "started" });
  });
});

/** Steps of runs that are over: nothing here lets them work. */
describe("old plans", () => {
  const MANY = 250;

  test("lose names, texts and differences after 90 days, and keep counts and kroner", async () => {
    const differences = [{ field: "e-mail", from: "kari@eksempel.test", to: "ny@eksempel.test" }];
    const many = Array.from({ length: MANY }, (_, index) =>
      creation(String(index), { amountOere: 100, message: "Kari", differences }),
    );
    const { planId, run } = await carryOut(many);
    const held = {
      outcome: "held",
      kind: "customer",
      rubicKey: "2",
      hold: holdOf(),
      removesIntent: false,
    } as const;
    await commit(run, { results: [held], next: { do: "cancel" } });
    const before = await planRow(planId);
    vi.setSystemTime(NOW + 90 * DAY_MS);
    expect(await t.mutation(internal.sync.planCleanup.cleanDue, {})).toBe(0);
    vi.setSystemTime(NOW + 90 * DAY_MS + 1);
    await forgetSteps(t);
    expect(await t.mutation(internal.sync.planCleanup.cleanDue, {})).toBe(1);
    await t.finishAllScheduledFunctions(vi.runAllTimers);
    const rows = await itemRows();
    expect(rows).toHaveLength(MANY);
    for (const row of rows) {
      expect(row).toMatchObject({ label: "(removed after 90 days)", amountOere: 100, action: "create" });
      expect([row.message, row.differences, row.expectation]).toEqual([undefined, undefined, undefined]);
    }
    const left = await t.run(async (ctx) => await ctx.db.query("planDeviations").collect());
    expect(left).toMatchObject([{ message: "(removed after 90 days)", label: "(removed after 90 days)" }]);
    const { cleanedAt, ...after } = (await planRow(planId)) ?? {};
    expect(cleanedAt).toBeGreaterThan(NOW);
    expect(after).toEqual(before);
    expect(await t.mutation(internal.sync.planCleanup.cleanDue, {})).toBe(0);
  });
});
