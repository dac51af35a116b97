/** Which run of a day is the first, and so looks further back. */
import { beforeEach, expect, test, vi } from "vitest";
import type { Doc } from "../_generated/dataModel.js";
import { createTest, OPERATOR, startPreview, type TestDeployment } from "../setup.testing.ts";
import { isFirstOfDay, looksFurtherBack } from "./latest.ts";

/** 09:00, and 15:00 the day before, in Oslo. */
const NOW = Date.UTC(2026, 2, 10, 8);
const YESTERDAY = Date.UTC(2026, 2, 9, 14);
const HOUR_MS = 3_600_000;

let t: TestDeployment;
beforeEach(() => {
  vi.useFakeTimers({ now: YESTERDAY });
  t = createTest();
});

async function endRun(
  startedAt: number,
  { plan, status = "success" }: { plan?: Doc<"runs">["plan"]; status?: "success" | "failed" } = {},
): Promise<Doc<"runs">> {
  const at = { startedAt, completedAt: startedAt };
  const shared = { tripletexEnv: "sandbox", status, ...at } as const;
  return await t.run(async (ctx) => {
    const run = { mode: "incremental" as const, types: [], actor: OPERATOR, interruptions: 0, plan };
    const runId = await ctx.db.insert("runs", { ...shared, ...run, windowEnd: startedAt });
    const counts = { recordsProcessed: 0, recordsFailed: 0 };
    await ctx.db.insert("syncState", { ...shared, ...counts, syncType: "invoices", runId });
    const row = await ctx.db.get("runs", runId);
    if (row === null) throw new Error("the run was inserted");
    return row;
  });
}

const wouldLookBack = (type: "invoices" | "payments" = "invoices") =>
  t.run(async (ctx) => await looksFurtherBack(ctx, { tripletexEnv: "sandbox", type, startedAt: NOW }));

test("the first run of invoices that gets through looks back, and no later one of its day", async () => {
  await endRun(YESTERDAY);
  expect([await wouldLookBack(), await wouldLookBack("payments")]).toEqual([true, false]);
  await endRun(NOW - 2 * HOUR_MS, { status: "failed" });
  expect(await wouldLookBack()).toBe(true);
  await endRun(NOW - HOUR_MS);
  expect(await wouldLookBack()).toBe(false);
});

test("a plan that is carried out has read what its preview did: it is no run of its day", async () => {
  const { planId } = await startPreview(t);
  await endRun(YESTERDAY);
  const plan = { planId, startedAt: YESTERDAY };
  await endRun(NOW - 2 * HOUR_MS, { plan });
  expect(await wouldLookBack()).toBe(true);
  const own = await endRun(NOW);
  expect(await t.run(async (ctx) => await isFirstOfDay(ctx, own, "invoices"))).toBe(true);
});

test("a plan that is carried out after the first run of the day does not make another one the first", async () => {
  const { planId } = await startPreview(t);
  await endRun(NOW - 2 * HOUR_MS);
  await endRun(NOW - HOUR_MS, { plan: { planId, startedAt: YESTERDAY } });
  expect(await wouldLookBack()).toBe(false);
});
