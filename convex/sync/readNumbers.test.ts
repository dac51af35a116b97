/** Up to which number all invoices of Rubic's have been read: proved by a complete reading on a later day, and by nothing less. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "../_generated/api.js";
import {
  createTest,
  finishRun,
  holdOf,
  mappingOf,
  OPERATOR,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";
import { putHold } from "./holdDoor.ts";
import { upsertMapping } from "./mappingDoor.ts";

const NOW = Date.UTC(2026, 2, 10, 12);
const DAY_MS = 86_400_000;
const env = { tripletexEnv: "sandbox" } as const;

let t: TestDeployment;
beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  t = createTest();
});

/** Maps invoices 20001, 20002 … as of the clock, each issued on `invoiceDate`. */
async function map(count: number, invoiceDate: string): Promise<void> {
  await t.run(async (ctx) => {
    for (let id = 1; id <= count; id += 1) {
      const mapping = { ...mappingOf("invoice", id, 1_000 + id), invoiceDate };
      await upsertMapping(ctx, mapping, { ...env, now: Date.now() });
    }
  });
}

/** The same by a run that gets through. */
async function book(count: number, invoiceDate = "2026-03-01"): Promise<void> {
  const holder = await startRun(t);
  await map(count, invoiceDate);
  await finishRun(t, holder);
}

/** A run of all types that begins after so many days and gets through. */
async function syncAfter(days: number): Promise<void> {
  vi.setSystemTime(Date.now() + days * DAY_MS);
  await finishRun(t, await startRun(t));
}

const readUpTo = async () =>
  (await t.query(internal.sync.credits.originalsByNumber, { ...env, numbers: [] })).readUpTo;

async function holdInvoice(documentDate: string | undefined): Promise<void> {
  await t.run(async (ctx) => {
    const hold = holdOf({ code: "INVALID_RECORD", documentDate });
    await putHold(ctx, { kind: "invoice", rubicKey: "9001", ...env }, { hold, now: Date.now() });
  });
}

async function setCutOver(booksFrom: string): Promise<void> {
  await t.mutation(internal.sync.settings.set, { ...env, booksFrom, reason: "Prøve", actor: OPERATOR });
}

describe("all invoices have been read", () => {
  test("up to the lowest number of the latest twenty, by a complete reading on a later day", async () => {
    await book(25);
    expect(await readUpTo()).toBeNull();
    await syncAfter(1);
    expect(await readUpTo()).toBe(20_006);
  });

  test("up to none by the first reading of all, whatever was linked before it", async () => {
    await map(3, "2026-03-01");
    await syncAfter(1);
    expect(await readUpTo()).toBeNull();
    await syncAfter(1);
    expect(await readUpTo()).toBe(20_001);
  });

  test("up to none while what is known was issued on the day of the reading", async () => {
    await book(3, "2026-03-11");
    await syncAfter(1);
    expect(await readUpTo()).toBeNull();
    await syncAfter(1);
    expect(await readUpTo()).toBe(20_001);
  });

  test("up to none while what is known was first met on the day of the reading", async () => {
    await syncAfter(0);
    vi.setSystemTime(Date.now() + DAY_MS);
    await book(3);
    expect(await readUpTo()).toBeNull();
  });

  test("up to none by a reading of a part", async () => {
    await setCutOver("2020-01-01");
    await book(3);
    await syncAfter(1);
    expect(await readUpTo()).toBeNull();
  });

  test("up to none while one of them can't be read, whose number nobody knows", async () => {
    await book(3);
    await holdInvoice(undefined);
    await syncAfter(1);
    expect(await readUpTo()).toBeNull();
  });

  test("up to none from a new cut-over date on, until they are read from that date", async () => {
    await book(3);
    await syncAfter(1);
    expect(await readUpTo()).toBe(20_001);
    await setCutOver("2024-06-01");
    expect(await readUpTo()).toBeNull();
  });
});
