/** A step of a reconciliation that another one has replaced stores nothing, and neither does one that read while a run wrote. */
import { makeFunctionReference } from "convex/server";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { problemOfCode } from "../../src/sync/problem-codes.ts";
import { MonthSum } from "../../src/sync/reconcile/month.ts";
import { internal } from "../_generated/api.js";
import {
  compareMonth,
  convexErrorOf,
  createTest,
  modules,
  OPERATOR,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";

const IN_SANDBOX = { tripletexEnv: "sandbox" } as const;
const PROBLEM = problemOfCode("UNFORESEEN", "Test.");
const WINDOW = { from: "1969-01-01", toExclusive: "1969-02-01" };
const ROW = { key: "moved 1", from: WINDOW.from, tripletexInvoiceId: 1, document: null };
const PAYMENT = { rubicTransactionId: 1, rubicInvoiceId: 1, amountOere: 1, isMoney: true };
const CURSOR = { type: "invoices", which: "all", pageNo: 2, previousPage: "" };
const PROGRESS = { from: WINDOW.from, parts: [], totals: new MonthSum().totals() };
const MONTH = { window: WINDOW, month: new MonthSum().end(), vatLabels: [] };

/** What each is called with beside environment and fence. A new one without an entry fails below. */
const FENCED: Record<string, Record<string, unknown>> = {
  "sync/reconcile:begin": {},
  "sync/reconcileShelves:clearForStaging": {},
  "sync/reconcileShelves:putDocuments": { rows: [ROW] },
  "sync/reconcileShelves:putPayments": { payments: [{ key: ROW.key, payment: PAYMENT }] },
  "sync/reconcileShelves:keepMonth": { progress: PROGRESS, shelfIds: [], items: [] },
  "sync/reconcile:advance": { cursor: CURSOR },
  "sync/reconcile:storeMonth": MONTH,
  "sync/reconcile:handOver": {},
  "sync/reconcile:wait": { until: 1, problem: PROBLEM, isFailure: true },
  "sync/reconcile:fail": { problem: PROBLEM },
};

interface Exported {
  isMutation?: boolean;
  exportArgs?: () => string;
}

async function fencedWithoutRun(): Promise<string[]> {
  const found: string[] = [];
  for (const [path, load] of Object.entries(modules)) {
    const module = path
      .replace(/^\.\.\//, "")
      .replace(/^\.\//, "sync/")
      .replace(/\.ts$/, "");
    for (const [name, value] of Object.entries(await load())) {
      if (typeof value !== "function") continue;
      const { isMutation, exportArgs } = value as Exported;
      const args = isMutation === true ? exportArgs?.() : undefined;
      if (args?.includes('"fence"') && !args.includes('"runId"')) found.push(`${module}:${name}`);
    }
  }
  return found;
}

async function everything(t: TestDeployment) {
  return await t.run(async (ctx) => ({
    work: await ctx.db.query("reconciliations").collect(),
    shelves: await ctx.db.query("reconcileShelves").collect(),
    notes: await ctx.db.query("reconcileNotes").collect(),
    months: await ctx.db.query("reconciledMonths").collect(),
    history: await ctx.db.query("reconciledHistory").collect(),
    scheduled: await ctx.db.system.query("_scheduled_functions").collect(),
  }));
}

let t: TestDeployment;
beforeEach(async () => {
  vi.useFakeTimers();
  t = createTest();
  await compareMonth(t);
  await t.mutation(internal.sync.reconcile.start, { ...IN_SANDBOX, scope: "all", actor: OPERATOR });
});

const call = (path: string, fence: number) =>
  t.mutation(makeFunctionReference<"mutation">(path), { ...IN_SANDBOX, fence, ...FENCED[path] });

test("every mutation that takes the fence of a reconciliation is tried here", async () => {
  const paths = (await fencedWithoutRun()).map((path) => path.replace("sync/sync/", "sync/"));
  expect(paths.toSorted()).toEqual(Object.keys(FENCED).toSorted());
});

describe.each(Object.keys(FENCED))("%s", (path) => {
  test("accepts the step that is on", async () => {
    await expect(call(path, 1)).resolves.not.toBeUndefined();
  });

  test("stores nothing for one that has been replaced", async () => {
    const before = await everything(t);
    // A step that fails after it was replaced has nothing to say, and nobody to say it to.
    if (path === "sync/reconcile:fail") await call(path, 0);
    else expect((await convexErrorOf(call(path, 0))).code).toBe("FENCED");
    expect(await everything(t)).toEqual(before);
  });
});

test("a month is not stored once a run has begun to write, and the reading ends", async () => {
  const before = (await everything(t)).months;
  await startRun(t);
  await expect(call("sync/reconcile:storeMonth", 1)).resolves.toEqual({ goesOn: false });
  const after = await everything(t);
  expect(after.months).toEqual(before);
  expect(after.work[0]?.work).toBeNull();
});

test("a step that begins while a run writes ends the reading before it reads anything", async () => {
  await startRun(t);
  await expect(call("sync/reconcile:begin", 1)).resolves.toBeNull();
  expect((await everything(t)).work[0]).toMatchObject({ work: null, left: { months: expect.any(Array) } });
});
