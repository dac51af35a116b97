/** What people had changed in Tripletex is closed once a comparison has not found it any more, however much of a month there is. */
import type { FunctionArgs } from "convex/server";
import { beforeEach, expect, test, vi } from "vitest";
import { NOTHING_BOOKED } from "../../src/sync/booked-sum.ts";
import { internal } from "../_generated/api.js";
import type { Id } from "../_generated/dataModel.js";
import { createTest, type Holder, holdOf, startRun, type TestDeployment } from "../setup.testing.ts";
import { putHold } from "./holdDoor.ts";

type PageArgs = FunctionArgs<typeof internal.sync.changesInTripletex.closePage>;

const NOW = Date.UTC(2026, 2, 10, 12);
const WINDOW = { from: "2026-01-01", toExclusive: "2026-02-01" };
const STILL_TRUE = 200;
const SETTLED = 150;

let t: TestDeployment;
let holder: Holder;
beforeEach(async () => {
  vi.useFakeTimers({ now: NOW });
  t = createTest();
  holder = await startRun(t);
});

/** Invoices that were paid in Tripletex alone; without a run: held by an earlier one. */
async function holdInvoices(
  from: number,
  count: number,
  { day, runId }: { day: string; runId?: Id<"runs"> },
): Promise<void> {
  await t.run(async (ctx) => {
    for (let number = from; number < from + count; number += 1) {
      const key = { kind: "payment", rubicKey: `invoice-${number}`, tripletexEnv: "sandbox" } as const;
      const hold = holdOf({ code: "PAID_IN_TRIPLETEX", documentDate: day });
      await putHold(ctx, key, { hold, ...(runId !== undefined && { runId }), now: Date.now() });
    }
  });
}

async function compare(): Promise<void> {
  await t.mutation(internal.sync.comparedMonths.open, { ...holder, windows: [WINDOW] });
  const month = { from: WINDOW.from, changes: 0, sum: { ...NOTHING_BOOKED }, pages: [] };
  await t.mutation(internal.sync.comparedMonths.store, { ...holder, months: [month], begun: null });
}

/** What the clock would run next, in its order, each once. */
async function runScheduledPages(): Promise<number> {
  for (let done = 0; ; done += 1) {
    const scheduled = await t.run(async (ctx) => await ctx.db.system.query("_scheduled_functions").collect());
    const next = scheduled.filter(({ name }) => name.includes("closePage"))[done];
    if (next === undefined) return done;
    await t.mutation(internal.sync.changesInTripletex.closePage, next.args[0] as PageArgs);
  }
}

const openKeys = async () =>
  await t.run(async (ctx) => {
    const holds = await ctx.db.query("holds").collect();
    return holds.filter(({ state }) => state === "open").map(({ rubicKey }) => rubicKey);
  });

test("those that are settled now are closed, though many that are not come before them", async () => {
  await holdInvoices(1, STILL_TRUE, { day: "2026-01-10", runId: holder.runId });
  await holdInvoices(1_001, SETTLED, { day: "2026-01-20" });
  await compare();
  await runScheduledPages();
  const open = await openKeys();
  expect(open).toHaveLength(STILL_TRUE);
  expect(open).not.toContain("invoice-1001");
});

test("a page that comes late leaves what was found after the comparison", async () => {
  await holdInvoices(1, STILL_TRUE, { day: "2026-01-10", runId: holder.runId });
  await compare();
  vi.setSystemTime(NOW + 1);
  await holdInvoices(1_001, 1, { day: "2026-01-20" });
  expect(await runScheduledPages()).toBeGreaterThan(1);
  expect(await openKeys()).toHaveLength(STILL_TRUE + 1);
});

test("a month with a few is looked through at once", async () => {
  await holdInvoices(1, 2, { day: "2026-01-10" });
  await compare();
  expect(await openKeys()).toEqual([]);
  expect(await runScheduledPages()).toBe(0);
});
