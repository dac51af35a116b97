import { beforeEach, describe, expect, test, vi } from "vitest";
import type { HoldCode } from "../../src/sync/hold-codes.ts";
import { startOfOsloDay } from "../../src/sync/oslo.ts";
import { internal } from "../_generated/api.js";
import {
  createTest,
  finishRun,
  type Holder,
  holdOf,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";
import type { RunMode } from "../validators.ts";
import { putHold } from "./holdDoor.ts";
import { computeWindow } from "./window.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.UTC(2026, 5, 15, 12);
const BOOKS_FROM = "2025-01-01";
/** Rubic's id of an invoice that is credited. */
const CREDITED = 4_711;

let t: TestDeployment;
let holder: Holder;
let runId: Holder["runId"];
beforeEach(async () => {
  vi.useFakeTimers({ now: NOW });
  t = createTest();
  holder = await startRun(t);
  ({ runId } = holder);
});

function compute(
  change: { mode?: RunMode; watermark?: number | undefined; booksFrom?: string; isFirstOfDay?: boolean } = {},
) {
  return t.run(
    async (ctx) =>
      await computeWindow(ctx, {
        tripletexEnv: "sandbox",
        kinds: ["invoice", "credit"],
        mode: "incremental",
        booksFrom: BOOKS_FROM,
        watermark: NOW - DAY_MS,
        startedAt: NOW,
        isFirstOfDay: false,
        ...change,
      }),
  );
}

async function hold(
  documentDate: string | undefined,
  options: { heldAt?: number; kind?: "invoice" | "credit" | "payment"; code?: HoldCode } = {},
) {
  const { heldAt = NOW - 2 * HOUR_MS, kind = "invoice", ...change } = options;
  const rubicKey = kind === "credit" ? String(CREDITED) : `${kind} ${documentDate}`;
  const key = { kind, rubicKey, tripletexEnv: "sandbox" } as const;
  await t.run(async (ctx) => {
    await putHold(ctx, key, {
      hold: holdOf({ code: "INVOICE_NOT_SENT", documentDate, ...change }),
      now: heldAt,
      runId,
    });
  });
}

describe("the window of a run", () => {
  test("is everything from sixty days before the cut-over when it was never read through", async () => {
    expect(await compute({ watermark: undefined })).toEqual({
      from: startOfOsloDay(BOOKS_FROM) - 60 * DAY_MS,
      to: NOW + 2 * DAY_MS,
      isComplete: true,
    });
  });

  test("is everything in a full run, whatever the watermark", async () => {
    expect(await compute({ mode: "full" })).toMatchObject({ isComplete: true });
  });

  test("is the last sixty days in an incremental one", async () => {
    expect(await compute()).toEqual({
      from: NOW - 60 * DAY_MS,
      to: NOW + 2 * DAY_MS,
      isComplete: false,
    });
  });

  test("is the last two years in the first run of the day", async () => {
    const booksFrom = "2020-01-01";
    expect((await compute({ booksFrom, isFirstOfDay: true })).from).toBe(NOW - 730 * DAY_MS);
    expect(await compute({ isFirstOfDay: true })).toMatchObject({
      from: startOfOsloDay(BOOKS_FROM) - 60 * DAY_MS,
      isComplete: true,
    });
  });

  test("goes back to two days before the watermark when no run got through for longer than that", async () => {
    const watermark = NOW - 100 * DAY_MS;
    expect((await compute({ watermark })).from).toBe(watermark - 2 * DAY_MS);
  });

  test("never goes back further than a complete read", async () => {
    const booksFrom = "2026-06-01";
    expect((await compute({ booksFrom, watermark: NOW - 300 * DAY_MS })).from).toBe(
      startOfOsloDay(booksFrom) - 60 * DAY_MS,
    );
  });

  test("goes back to an old hold that is due, with two days to spare", async () => {
    await hold("2025-11-20");
    expect((await compute()).from).toBe(startOfOsloDay("2025-11-20") - 2 * DAY_MS);
  });

  test("goes back to the invoice on which Rubic shows a credit that is due, however late the credit is dated", async () => {
    const amounts = { netOere: 40_000, grossOere: 50_000, creditedOere: 50_000 };
    const row = { rubicInvoiceId: CREDITED, rubicInvoiceNumber: CREDITED, payer: "1", date: "2025-11-20" };
    const sight = { isNote: false, mentions: [], firstSeenOn: "2026-06-10", wasSeenWithout: true };
    await t.run(
      async (ctx) =>
        await ctx.db.insert("seenCredits", { tripletexEnv: "sandbox", ...amounts, ...row, ...sight }),
    );
    await hold("2026-06-10", { kind: "credit" });
    expect((await compute()).from).toBe(startOfOsloDay("2025-11-20") - 2 * DAY_MS);
  });

  test("is everything when a hold without a date is due: its record may lie anywhere", async () => {
    await hold(undefined);
    expect(await compute()).toMatchObject({
      from: startOfOsloDay(BOOKS_FROM) - 60 * DAY_MS,
      isComplete: true,
    });
  });

  test("does not go back for a hold that is not due yet, nor for one of another kind", async () => {
    await hold("2025-11-20", { heldAt: NOW - HOUR_MS / 2 });
    await hold("2025-10-20", { kind: "payment" });
    expect((await compute()).from).toBe(NOW - 60 * DAY_MS);
  });

  test("does not go back by itself for a hold that only a person's entry can end", async () => {
    await hold("2025-11-20", { code: "NEEDS_CREDIT" });
    expect((await compute()).from).toBe(NOW - 60 * DAY_MS);
  });

  test("finds the one that is due among many older ones that are not", async () => {
    for (let day = 1; day <= 60; day += 1) {
      await hold(new Date(Date.UTC(2025, 1, day)).toISOString().slice(0, 10), { heldAt: NOW });
    }
    await hold("2025-12-01");
    expect((await compute()).from).toBe(startOfOsloDay("2025-12-01") - 2 * DAY_MS);
  });

  test("goes back to the oldest of several that are due, whatever their order", async () => {
    await hold("2025-12-01", { heldAt: NOW - 9 * HOUR_MS });
    await hold("2025-11-01");
    expect((await compute()).from).toBe(startOfOsloDay("2025-11-01") - 2 * DAY_MS);
  });

  test("passes over an older hold that is not due for a younger one that is", async () => {
    await hold("2025-08-01", { heldAt: NOW });
    await hold("2025-12-01");
    expect((await compute()).from).toBe(startOfOsloDay("2025-12-01") - 2 * DAY_MS);
  });
});

async function windowsOfNextRun() {
  const next = await startRun(t);
  const rows = await t.run(async (ctx) => {
    const all = await ctx.db.query("syncState").collect();
    return all.filter((row) => row.runId === next.runId);
  });
  const windowOf = (type: string) => rows.find(({ syncType }) => syncType === type)?.window;
  return { invoices: windowOf("invoices"), payments: windowOf("payments") };
}

describe("what “why” takes for the next sync's window", () => {
  test.each([
    ["the first of the next day, two years of invoices", 24, 730],
    ["a later one of the same day, sixty days of invoices", 1, 60],
  ])("is what a run would read: %s", async (_name, hours, days) => {
    await t.run(async (ctx) => {
      const row = await ctx.db.query("environments").first();
      if (row !== null) await ctx.db.patch("environments", row._id, { booksFrom: "2020-01-01" });
    });
    await finishRun(t, holder);
    const now = NOW + hours * HOUR_MS;
    vi.setSystemTime(now);
    const why = await t.query(internal.sync.whyState.environment, { tripletexEnv: "sandbox", now });
    expect(why.windows).toEqual(await windowsOfNextRun());
    expect(why.windows.invoices?.from).toBe(now - days * DAY_MS);
    expect(why.windows.payments?.from).toBe(now - 60 * DAY_MS);
  });
});
