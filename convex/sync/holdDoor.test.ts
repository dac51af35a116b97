import { beforeEach, describe, expect, test, vi } from "vitest";
import { LOCAL_ISSUER } from "../../src/identity.ts";
import { api } from "../_generated/api.js";
import { recordAccess, wouldConflict } from "../ranges.testing.ts";
import {
  createTest,
  type Holder,
  holdOf,
  mappingOf,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";
import type { HoldInput } from "../validators.ts";
import { nextAttemptAt, putHold, type RecordKey, resolveHold, setIgnored } from "./holdDoor.ts";
import { removeMapping, upsertMapping } from "./mappingDoor.ts";
import { readTotals } from "./totals.ts";

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
const part = (amountOere: number) => holdOf({ code: "CREDIT_PARTIAL", amountOere });
const mendable = (now: number) => holdOf({ code: "INVOICE_NOT_SENT", message: `try at ${now}` });
const rows = () => t.run(async (ctx) => await ctx.db.query("holds").collect());
const totals = () =>
  t.run(async (ctx) => {
    const [row] = await ctx.db.query("totals").take(1);
    return row && { heldCount: row.heldCount, heldOere: row.heldOere };
  });

const leaveOut = () =>
  t.run(async (ctx) => {
    const [row] = await ctx.db.query("holds").collect();
    const actor = { kind: "person", name: "Kari" } as const;
    if (row !== undefined) await setIgnored(ctx, row, { actor, reason: "by hand", at: 2 });
  });

const awaited = () =>
  t.run(async (ctx) => {
    const { awaitsAccountant, awaitsOperator, awaitsUs } = await readTotals(ctx, "sandbox", KEY.kind);
    return { awaitsAccountant, awaitsOperator, awaitsUs };
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

  test("counts the tries that were due and keeps the first moment as long as the cause stays", async () => {
    const seen: unknown[] = [];
    for (const hour of [0, 0.5, 1, 2, 3, 3.5]) {
      const now = hour * HOUR_MS;
      await put(mendable(now), now);
      const [row] = await rows();
      seen.push([hour, row?.attempts, (row?.nextAttemptAt ?? 0) / HOUR_MS]);
      expect(row).toMatchObject({ firstHeldAt: 0, lastHeldAt: now, message: `try at ${now}`, state: "open" });
    }
    expect(seen).toEqual([
      [0, 1, 1],
      [0.5, 1, 1],
      [1, 2, 3],
      [2, 2, 3],
      [3, 3, 7],
      [3.5, 3, 7],
    ]);
  });

  test("a part that was left out as credited by hand is open again with another amount, which is kept", async () => {
    await put(part(-15_000), 1);
    await leaveOut();
    await put(part(-15_000), 3);
    expect(await rows()).toMatchObject([{ state: "ignored", leftOutOere: -15_000 }]);
    await put(part(-25_000), 4);
    expect(await rows()).toMatchObject([{ state: "open", amountOere: -25_000, leftOutOere: -15_000 }]);
  });

  test.each([
    "NEEDS_CREDIT",
    "AMOUNT_DIFFERS_FROM_LINES",
    "CHANGED_AFTER_BOOKING",
    "PAYMENT_CHANGED",
    "ALREADY_CREDITED",
    "CREDIT_NOTE_PAID",
  ] as const)(
    "%s of 50,00 that was put right by hand and left out is open again with 650,00",
    async (code) => {
      await put(holdOf({ code, amountOere: -5_000 }), 1);
      await leaveOut();
      await put(holdOf({ code, amountOere: -5_000 }), 3);
      expect(await rows()).toMatchObject([{ state: "ignored", amountOere: -5_000 }]);
      await put(holdOf({ code, amountOere: -65_000 }), 4);
      expect(await rows()).toMatchObject([{ state: "open", amountOere: -65_000, firstHeldAt: 4 }]);
      expect(await totals()).toEqual({ heldCount: 1, heldOere: -65_000 });
    },
  );

  test("says who has to act, and counts per person what waits; what goes on by itself waits for nobody", async () => {
    await put(holdOf({ code: "NEEDS_CREDIT" }), 1);
    await put(holdOf({ code: "GONE_FROM_TRIPLETEX" }), 1, { ...KEY, rubicKey: "2" });
    await put(holdOf({ code: "IN_DOUBT" }), 1, { ...KEY, rubicKey: "3" });
    expect((await rows()).map(({ awaits }) => awaits)).toEqual(["accountant", "operator", undefined]);
    expect(await awaited()).toEqual({ awaitsAccountant: 1, awaitsOperator: 1, awaitsUs: 0 });
    await put(holdOf({ code: "IN_DOUBT" }), 2);
    await t.run(async (ctx) => await resolveHold(ctx, { ...KEY, rubicKey: "2" }, 3));
    expect(await awaited()).toEqual({ awaitsAccountant: 0, awaitsOperator: 0, awaitsUs: 0 });
  });

  test("reads a row whose code only an older version knew, and names it anew at the next try", async () => {
    await put(holdOf(), 1);
    const [row] = await rows();
    if (row === undefined) throw new Error("the hold exists");
    await t.run(async (ctx) => await ctx.db.patch("holds", row._id, { code: "GONE_CODE" }));
    const asKari = t.withIdentity({ issuer: LOCAL_ISSUER, subject: "local", name: "Kari" });
    const list = { tripletexEnv: "sandbox", paginationOpts: { numItems: 10, cursor: null } } as const;
    expect((await asKari.query(api.holds.list, list)).page).toMatchObject([
      { code: "GONE_CODE", remedy: expect.stringContaining("Sync again"), awaits: "accountant" },
    ]);
    await put(holdOf({ code: "INVOICE_NOT_SENT" }), 2);
    expect(await rows()).toMatchObject([{ code: "INVOICE_NOT_SENT", attempts: 1 }]);
  });

  test("lists customers, invoices, payments and products in this order, of a kind the oldest document first", async () => {
    for (const [kind, documentDate] of [
      ["product", undefined],
      ["payment", "2026-02-01"],
      ["invoice", "2026-03-01"],
      ["customer", undefined],
      ["invoice", "2026-01-01"],
    ] as const) {
      const key = { ...KEY, kind, rubicKey: `${kind} ${documentDate}` };
      await put(holdOf({ code: "NEEDS_CREDIT", ...(documentDate && { documentDate }) }), 1, key);
    }
    const asKari = t.withIdentity({ issuer: LOCAL_ISSUER, subject: "local", name: "Kari" });
    const list = { tripletexEnv: "sandbox", paginationOpts: { numItems: 10, cursor: null } } as const;
    for (const filter of [{}, { awaits: "accountant" as const }]) {
      const { page } = await asKari.query(api.holds.list, { ...list, ...filter });
      expect(page.map(({ kind, documentDate }) => `${kind} ${documentDate}`)).toEqual([
        "customer null",
        "invoice 2026-01-01",
        "invoice 2026-03-01",
        "payment 2026-02-01",
        "product null",
      ]);
    }
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
  const hours = [1, 2, 3, 8, 9, 50].map(
    (attempts) => nextAttemptAt("INVOICE_NOT_SENT", attempts, 0) / HOUR_MS,
  );
  expect(hours).toEqual([1, 2, 4, 128, 168, 168]);
});

test("what only a person's entry can end is not tried again by itself", () => {
  const centuryMs = 100 * 365 * 24 * HOUR_MS;
  expect(nextAttemptAt("NEEDS_CREDIT", 1, 0)).toBeGreaterThan(centuryMs);
});

const ORIGIN = { tripletexEnv: "sandbox", now: 1 } as const;
const INVOICE = mappingOf("invoice", 1, 11);
const paymentKey = (rubicKey: string): RecordKey => ({ kind: "payment", rubicKey, tripletexEnv: "sandbox" });
const already = (amountOere: number) => holdOf({ code: "ALREADY_PAID", amountOere, alreadyPaidOn: 1 });
const book = () => t.run(async (ctx) => await upsertMapping(ctx, INVOICE, ORIGIN));
const unlink = () => t.run(async (ctx) => await removeMapping(ctx, "sandbox", { kind: "invoice", key: "1" }));

const noted = () =>
  t.run(async (ctx) => ({
    onInvoice: (await ctx.db.query("invoiceMapping").collect()).map((row) => row.alreadyPaidOere ?? 0),
    inTotals: (await readTotals(ctx, "sandbox", "payment")).alreadyPaidOere,
  }));
const both = (oere: number) => ({ onInvoice: [oere], inTotals: oere });

describe("payments whose money is in Tripletex already", () => {
  beforeEach(book);

  test("are noted on their invoice while they wait or are left out, and no longer", async () => {
    await put(already(40_000), 1, paymentKey("5"));
    await put(already(25_000), 1, paymentKey("6"));
    expect(await noted()).toEqual(both(65_000));
    await t.run(async (ctx) => {
      for (const hold of await ctx.db.query("holds").collect()) {
        await setIgnored(ctx, hold, { actor: { kind: "system", name: "Test" }, reason: "One sum", at: 1 });
      }
    });
    await put(already(25_000), 2, paymentKey("6"));
    expect(await noted()).toEqual(both(65_000));
    await put(holdOf({ code: "NOT_A_PAYMENT", amountOere: 25_000 }), 3, paymentKey("6"));
    expect(await noted()).toEqual(both(40_000));
    await t.run(async (ctx) => await resolveHold(ctx, paymentKey("5"), 4));
    expect(await noted()).toEqual(both(0));
  });

  test("follow an invoice that is unlinked and linked again", async () => {
    await put(already(40_000), 1, paymentKey("5"));
    await unlink();
    expect(await noted()).toEqual({ onInvoice: [], inTotals: 0 });
    await book();
    expect(await noted()).toEqual(both(40_000));
  });

  test("make the comparison read the invoice's month again, however old", async () => {
    const month = { tripletexEnv: "sandbox", from: "2000-01-01", toExclusive: "2100-01-01" } as const;
    const sum = {
      invoiceCount: 0,
      invoiceOere: 0,
      paidCount: 0,
      paidOere: 0,
      differences: [],
      differenceCount: 0,
    };
    await t.run(
      async (ctx) =>
        await ctx.db.insert("comparedMonths", { ...month, changes: 0, comparedChanges: 0, sum, pages: [] }),
    );
    const changes = () =>
      t.run(async (ctx) => (await ctx.db.query("comparedMonths").collect()).map((row) => row.changes));
    await put(already(40_000), 1, paymentKey("5"));
    expect(await changes()).toEqual([1]);
    await put(already(40_000), 2, paymentKey("5"));
    expect(await changes()).toEqual([1]);
    await t.run(async (ctx) => await resolveHold(ctx, paymentKey("5"), 3));
    expect(await changes()).toEqual([2]);
  });
});
