/** What previews and syncs have seen of credits, apart from each other. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "../_generated/api.js";
import type { Id } from "../_generated/dataModel.js";
import type { ActionCtx } from "../_generated/server.js";
import {
  commitArgs,
  createTest,
  forgetSteps,
  type Holder,
  startPreview,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";
import { readCreditsOf } from "./readCredits.ts";
import { PAYER_PAGE } from "./seenCredits.ts";

const NOW = Date.UTC(2026, 2, 10, 12);
const DAY_MS = 86_400_000;
const PAYER = "10100";
const env = { tripletexEnv: "sandbox" } as const;

let t: TestDeployment;
beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  t = createTest();
});

/** Invoice 20001 of 650,00, with what Rubic shows as credited on it, in øre. */
const invoiceWith = (creditedOere: number) => ({
  rubicInvoiceId: 1,
  rubicInvoiceNumber: 20_001,
  payer: PAYER,
  isNote: false,
  date: "2026-02-01",
  netOere: 65_000,
  grossOere: 65_000,
  creditedOere,
  mentions: [],
});

const note = ({ runId, fence }: Holder, creditedOere: number) =>
  t.mutation(internal.sync.credits.note, { runId, fence, seen: [invoiceWith(creditedOere)] });

async function creditedFor(planId?: Id<"plans">): Promise<number[]> {
  const [found] = await t.query(internal.sync.credits.ofPayers, {
    ...env,
    payers: [{ payer: PAYER, after: 0 }],
    planId,
  });
  return found?.seen.map(({ creditedOere }) => creditedOere) ?? [];
}

const isSettled = (planId?: Id<"plans">) => {
  const settlements = [{ rubicInvoiceId: 1, payer: "", amountOere: 65_000 }];
  return t.query(internal.sync.credits.settled, { ...env, settlements, planId });
};

const countOf = (table: "seenCredits" | "planCredits") =>
  t.run(async (ctx) => (await ctx.db.query(table).collect()).length);

describe("what a preview sees of a credit", () => {
  test("is known to that preview, and to no sync", async () => {
    const { planId, ...holder } = await startPreview(t);
    await note(holder, 65_000);
    expect([await creditedFor(planId), await creditedFor()]).toEqual([[65_000], []]);
    expect([await isSettled(planId), await isSettled()]).toEqual([[true], [false]]);
    expect([await countOf("planCredits"), await countOf("seenCredits")]).toEqual([1, 0]);
  });

  test("comes before what a sync has seen, and leaves that as it was", async () => {
    const run = await startRun(t);
    await note(run, 20_000);
    const { planId, ...holder } = await startPreview(t);
    await note(holder, 30_000);
    await note(holder, 65_000);
    expect([await creditedFor(planId), await creditedFor()]).toEqual([[65_000], [20_000]]);
    expect(await countOf("planCredits")).toBe(1);
  });

  test("goes with the personal values of its plan", async () => {
    const { planId, runId, fence } = await startPreview(t);
    await note({ runId, fence }, 65_000);
    await t.mutation(internal.sync.commit.commit, commitArgs({ runId, fence }, { next: { do: "finish" } }));
    vi.setSystemTime(NOW + 90 * DAY_MS + 1);
    await forgetSteps(t);
    expect(await t.mutation(internal.sync.planCleanup.cleanDue, {})).toBe(1);
    await t.finishAllScheduledFunctions(vi.runAllTimers);
    expect(await creditedFor(planId)).toEqual([]);
    expect(await t.run(async (ctx) => (await ctx.db.get("plans", planId))?.cleanedAt)).toBeGreaterThan(NOW);
  });
});

describe("what a sync sees of a credit", () => {
  test("keeps the day of its first sight while the amount stays", async () => {
    const run = await startRun(t);
    await note(run, 65_000);
    const rowOf = () => t.run(async (ctx) => await ctx.db.query("seenCredits").unique());
    expect(await rowOf()).toMatchObject({ firstSeenOn: "2026-03-10", wasSeenWithout: false });
    vi.setSystemTime(NOW + DAY_MS);
    await note(run, 65_000);
    expect(await rowOf()).toMatchObject({ firstSeenOn: "2026-03-10", wasSeenWithout: false });
    await note(run, 60_000);
    expect(await rowOf()).toMatchObject({
      firstSeenOn: "2026-03-11",
      // Of the part that was there at first sight nobody knows since when.
      wasSeenWithout: false,
      creditedOere: 60_000,
    });
  });
});

test("a credit that Rubic took back settles nothing, and is dated anew when it comes again", async () => {
  const run = await startRun(t);
  await note(run, 65_000);
  expect(await isSettled()).toEqual([true]);
  await note(run, 0);
  expect(await isSettled()).toEqual([false]);
  vi.setSystemTime(NOW + DAY_MS);
  await note(run, 65_000);
  const row = await t.run(async (ctx) => await ctx.db.query("seenCredits").unique());
  expect(row).toMatchObject({ firstSeenOn: "2026-03-11", wasSeenWithout: true });
});

const rowOf = (rubicInvoiceId: number, payer: string, creditedOere = 65_000) => ({
  ...invoiceWith(creditedOere),
  rubicInvoiceId,
  payer,
  firstSeenOn: "2026-03-10",
  wasSeenWithout: false,
});
const noteOf = (rubicInvoiceId: number, grossOere: number, payer = PAYER) => ({
  ...rowOf(rubicInvoiceId, payer, 0),
  isNote: true,
  grossOere,
});

/** Whether transactions over these amounts on an invoice that nobody knows settle a credit of the payer. */
async function settled(amounts: number[], options: { payer?: string; planId?: Id<"plans"> } = {}) {
  const { payer = PAYER, planId } = options;
  const settlements = amounts.map((amountOere) => ({ rubicInvoiceId: 9_999_999, payer, amountOere }));
  return await t.query(internal.sync.credits.settled, { ...env, settlements, planId });
}

describe("a settlement on an invoice that nobody knows", () => {
  test("belongs to its payer's note over the same amount, however many notes the payer has", async () => {
    const count = 10 * PAYER_PAGE + 1;
    await t.run(async (ctx) => {
      for (const id of ids(count)) await ctx.db.insert("seenCredits", { ...noteOf(id, -id), ...env });
    });
    expect(await settled([1, -PAYER_PAGE, PAYER_PAGE + 1, count, count + 1])).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  test("belongs to no note of somebody else, and to none where nobody knows whose it is", async () => {
    await t.run(async (ctx) => {
      await ctx.db.insert("seenCredits", { ...noteOf(1, -65_000, "10200"), ...env });
      await ctx.db.insert("seenCredits", { ...noteOf(2, -65_000, ""), ...env });
    });
    expect([await settled([65_000]), await settled([65_000], { payer: "" })]).toEqual([[false], [false]]);
  });

  test("belongs to a note as the preview sees it, not as a sync saw it before", async () => {
    const { planId } = await startPreview(t);
    await t.run(async (ctx) => {
      await ctx.db.insert("seenCredits", { ...noteOf(1, -65_000), ...env });
      await ctx.db.insert("seenCredits", { ...noteOf(2, -50_000), ...env });
      await ctx.db.insert("planCredits", { ...noteOf(1, -60_000), planId });
    });
    const amounts = [65_000, 60_000, 50_000];
    expect(await settled(amounts, { planId })).toEqual([false, true, true]);
    expect(await settled(amounts)).toEqual([true, false, true]);
  });
});

const ids = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const read = async (payers: string[], planId?: Id<"plans">) => {
  const asked: number[] = [];
  const runQuery = (async (query: typeof internal.sync.credits.ofPayers, args: typeof query._args) => {
    asked.push(args.payers.length);
    return await t.query(query, args);
  }) as ActionCtx["runQuery"];
  return { asked, found: await readCreditsOf({ runQuery }, { ...env, planId }, payers) };
};

describe("what was seen of payers", () => {
  test("is read to the end of the longest list, the preview's rows before those of syncs", async () => {
    const { planId } = await startPreview(t);
    await t.run(async (ctx) => {
      for (const id of ids(2 * PAYER_PAGE + 1)) {
        await ctx.db.insert("seenCredits", { ...rowOf(id, PAYER), ...env });
      }
      for (const id of ids(PAYER_PAGE + 1)) {
        await ctx.db.insert("planCredits", { ...rowOf(2 * id, PAYER, 30_000), planId });
      }
    });
    const { found } = await read(["10200", PAYER], planId);
    const expected = ids(2 * PAYER_PAGE + 2).map((id) => [id, id % 2 === 0 ? 30_000 : 65_000]);
    const shown = found[1]?.map(({ rubicInvoiceId, creditedOere }) => [rubicInvoiceId, creditedOere]);
    expect(shown?.toSorted(([left = 0], [right = 0]) => left - right)).toEqual(expected);
    expect(found[0]).toEqual([]);
  });

  test("is asked for some payers at a time, and answered in their order", async () => {
    const payers = ids(60).map(String);
    await t.run(async (ctx) => {
      for (const payer of payers)
        await ctx.db.insert("seenCredits", { ...rowOf(Number(payer), payer), ...env });
    });
    const { asked, found } = await read(payers);
    expect(asked).toEqual([25, 25, 10]);
    expect(found.map(([only]) => only?.payer)).toEqual(payers);
  });
});

test.each([
  ["of the same month, it is known when all of it came", 5, true],
  ["of an earlier month, a part of it came at another time", 30, false],
])("an amount that grows from a part %s", async (_title, days, isKnown) => {
  const run = await startRun(t);
  await note(run, 0);
  await note(run, 30_000);
  await t.run(async (ctx) => {
    const row = await ctx.db.query("seenCredits").unique();
    if (row === null) throw new Error("the amount was noted");
    const firstSeenOn = new Date(NOW - days * DAY_MS).toISOString().slice(0, 10);
    await ctx.db.patch("seenCredits", row._id, { firstSeenOn });
  });
  await note(run, 65_000);
  const [found] = await t.query(internal.sync.credits.ofPayers, {
    ...env,
    payers: [{ payer: PAYER, after: 0 }],
  });
  expect(found?.seen).toMatchObject([{ firstSeenOn: "2026-03-10", wasSeenWithout: isKnown }]);
});
