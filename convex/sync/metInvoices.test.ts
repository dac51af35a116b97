/** In which month a credit came that Rubic shows only as an amount: proved by a reading of that month, and by nothing less. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import { dateOfAmount } from "../../src/sync/credits.ts";
import { problemOfCode } from "../../src/sync/problem-codes.ts";
import { internal } from "../_generated/api.js";
import type { Id } from "../_generated/dataModel.js";
import {
  commitArgs,
  createTest,
  fenceOf,
  finishRun,
  type Holder,
  mappingOf,
  OPERATOR,
  startPreview,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";
import { upsertMapping } from "./mappingDoor.ts";

const env = { tripletexEnv: "sandbox" } as const;
const PAYER = "10100";
const INVOICE_ID = 1;

let t: TestDeployment;
beforeEach(async () => {
  vi.useFakeTimers({ now: oslo("2026-12-31T13:17") });
  t = createTest();
  // Far enough back that neither the day's first run nor any other reads everything.
  await t.mutation(internal.sync.settings.set, {
    ...env,
    booksFrom: "2020-01-01",
    reason: "Prøve",
    actor: OPERATOR,
  });
});

/** An instant of winter in Oslo. */
function oslo(time: string): number {
  return Date.parse(`${time}:00+01:00`);
}

async function book(invoiceDate: string): Promise<void> {
  await t.run(async (ctx) => {
    const mapping = { ...mappingOf("invoice", INVOICE_ID, 11), invoiceDate };
    await upsertMapping(ctx, mapping, { ...env, now: Date.now() });
  });
}

/** What Rubic shows on an invoice of 1000,00. */
const shown = (invoiceDate: string, creditedOere: number) => ({
  rubicInvoiceId: INVOICE_ID,
  rubicInvoiceNumber: 20_001,
  payer: PAYER,
  isNote: false,
  date: invoiceDate,
  netOere: 80_000,
  grossOere: 100_000,
  creditedOere,
  mentions: [],
});

const note = ({ runId, fence }: Holder, seen: ReturnType<typeof shown>) =>
  t.mutation(internal.sync.credits.note, { runId, fence, seen: [seen] });

async function syncAt(time: string, seen?: ReturnType<typeof shown>): Promise<void> {
  vi.setSystemTime(oslo(time));
  const run = await startRun(t);
  if (seen !== undefined) await note(run, seen);
  await finishRun(t, run);
}

/** The day on which the credit would be booked; null where it waits for a person. */
async function dateOf(invoiceDate: string): Promise<string | null> {
  const [sight] = await t.query(internal.sync.credits.ofRows, { ...env, ids: [INVOICE_ID] });
  if (sight === undefined) throw new Error("the row was noted");
  return dateOfAmount({ ...sight, invoiceDate });
}

const SEPTEMBER = "2026-09-20";

describe("an invoice of September that a sync of December has met uncredited, credited before the new year", () => {
  beforeEach(async () => {
    await book(SEPTEMBER);
    await syncAt("2026-12-31T13:17");
  });

  test("is not dated in January by the first run of January that sees it", async () => {
    await syncAt("2027-01-01T01:17", shown(SEPTEMBER, 100_000));
    expect(await dateOf(SEPTEMBER)).toBeNull();
  });

  test("nor by one after an outage, nor by what came later of it", async () => {
    await syncAt("2027-01-04T08:00", shown(SEPTEMBER, 40_000));
    await syncAt("2027-01-05T08:00", shown(SEPTEMBER, 100_000));
    expect(await dateOf(SEPTEMBER)).toBeNull();
  });

  test("nor where the reading before it that began in January has failed", async () => {
    vi.setSystemTime(oslo("2027-01-01T00:17"));
    const run = await startRun(t);
    const problem = problemOfCode("UNFORESEEN", "Test.");
    await t.mutation(internal.sync.commit.commit, commitArgs(run, { next: { do: "fail", problem } }));
    await syncAt("2027-01-01T01:17", shown(SEPTEMBER, 100_000));
    expect(await dateOf(SEPTEMBER)).toBeNull();
  });

  test("nor where that reading was of single records", async () => {
    vi.setSystemTime(oslo("2027-01-01T00:17"));
    const common = { ...env, type: "invoices", mode: "incremental", actor: OPERATOR } as const;
    const wish = { ...common, keys: ["20002"] };
    const answer = await t.mutation(internal.sync.start.start, wish);
    if (answer.outcome !== "started") throw new Error("the environment is free");
    const single = { runId: answer.runId, fence: await fenceOf(t, "sandbox") };
    const next = { do: "finishType", syncType: "invoices" } as const;
    await t.mutation(internal.sync.commit.commit, commitArgs(single, { next }));
    await t.mutation(internal.sync.commit.commit, commitArgs(single, { next: { do: "finish" } }));
    await syncAt("2027-01-01T01:17", shown(SEPTEMBER, 100_000));
    expect(await dateOf(SEPTEMBER)).toBeNull();
  });

  test("but once a reading of January has met it uncredited, it is dated on the day", async () => {
    await syncAt("2027-01-01T00:17");
    await syncAt("2027-01-01T01:17", shown(SEPTEMBER, 100_000));
    expect(await dateOf(SEPTEMBER)).toBe("2027-01-01");
  });

  test("and so it is when the credit is taken back and comes again", async () => {
    await syncAt("2027-01-01T00:17", shown(SEPTEMBER, 100_000));
    await syncAt("2027-01-02T00:17", shown(SEPTEMBER, 0));
    await syncAt("2027-01-03T00:17", shown(SEPTEMBER, 100_000));
    expect(await dateOf(SEPTEMBER)).toBe("2027-01-03");
  });

  test("not when it comes again in another month than the one in which it was last met", async () => {
    await syncAt("2027-01-01T00:17", shown(SEPTEMBER, 100_000));
    await syncAt("2027-01-02T00:17", shown(SEPTEMBER, 0));
    await syncAt("2027-02-01T00:17", shown(SEPTEMBER, 100_000));
    expect(await dateOf(SEPTEMBER)).toBeNull();
  });
});

describe("an invoice of three years ago, which only a complete reading meets", () => {
  const OLD = "2024-01-10";
  beforeEach(async () => {
    await book(OLD);
    await syncAt("2026-12-28T04:00");
  });

  test("is not dated by the first complete reading of a month, whatever else was read in it before", async () => {
    await syncAt("2027-01-01T00:17");
    await syncAt("2027-01-03T04:00", shown(OLD, 100_000));
    expect(await dateOf(OLD)).toBeNull();
  });

  test("is dated by the second", async () => {
    vi.setSystemTime(oslo("2027-01-03T04:00"));
    const wish = { ...env, type: "all", mode: "full", actor: OPERATOR } as const;
    const answer = await t.mutation(internal.sync.start.start, wish);
    if (answer.outcome !== "started") throw new Error("the environment is free");
    await finishRun(t, { runId: answer.runId, fence: await fenceOf(t, "sandbox") });
    await syncAt("2027-01-10T04:00", shown(OLD, 100_000));
    expect(await dateOf(OLD)).toBe("2027-01-10");
  });
});

test("an invoice that is not booked was never met uncredited", async () => {
  await syncAt("2027-01-01T00:17");
  await syncAt("2027-01-02T00:17", shown(SEPTEMBER, 100_000));
  expect(await dateOf(SEPTEMBER)).toBeNull();
});

/** A preview that sees this, and has one customer to create beside it. */
async function previewAt(time: string, seen?: ReturnType<typeof shown>): Promise<Id<"plans">> {
  vi.setSystemTime(oslo(time));
  const { planId, runId, fence } = await startPreview(t);
  if (seen !== undefined) await note({ runId, fence }, seen);
  const expectation = { kind: "customer", customerNumber: 1, name: "Kari" } as const;
  const item = {
    kind: "customer",
    rubicKey: "1",
    action: "create",
    label: "Customer 1",
    target: "1",
  } as const;
  const planItems = [{ ...item, rubicHash: "hash", contentHash: "content", references: [], expectation }];
  const change = { planItems, next: { do: "finish" } } as const;
  await t.mutation(internal.sync.commit.commit, commitArgs({ runId, fence }, change));
  return planId;
}

async function carryOutAt(time: string, planId: Id<"plans">, seen?: ReturnType<typeof shown>) {
  vi.setSystemTime(oslo(time));
  const wish = { ...env, mode: "incremental", planId, actor: OPERATOR } as const;
  const answer = await t.mutation(internal.sync.start.start, wish);
  if (answer.outcome !== "started") throw new Error("the environment is free");
  const run = { runId: answer.runId, fence: await fenceOf(t, "sandbox") };
  if (seen !== undefined) await note(run, seen);
  await finishRun(t, run);
}

describe("a plan", () => {
  beforeEach(async () => {
    await book(SEPTEMBER);
    await syncAt("2026-12-30T13:17");
  });

  test("is carried out with the day that was agreed, also in the next month", async () => {
    const planId = await previewAt("2026-12-31T13:17", shown(SEPTEMBER, 100_000));
    await carryOutAt("2027-01-01T08:00", planId, shown(SEPTEMBER, 100_000));
    expect(await dateOf(SEPTEMBER)).toBe("2026-12-31");
  });

  test("says nothing about an amount that has become another since", async () => {
    const planId = await previewAt("2026-12-31T13:17", shown(SEPTEMBER, 40_000));
    await carryOutAt("2027-01-01T08:00", planId, shown(SEPTEMBER, 100_000));
    expect(await dateOf(SEPTEMBER)).toBeNull();
  });

  test("that is carried out in a month proves nothing about it when its preview was in the month before", async () => {
    const planId = await previewAt("2026-12-31T13:17");
    await carryOutAt("2027-01-01T08:00", planId);
    await syncAt("2027-01-02T08:00", shown(SEPTEMBER, 100_000));
    expect(await dateOf(SEPTEMBER)).toBeNull();
  });
});

test("a question sees a credit as the next sync would note it", async () => {
  await book(SEPTEMBER);
  await syncAt("2026-12-31T13:17");
  const asNoted = (time: string) =>
    t.query(internal.sync.credits.asNoted, { ...env, seen: [shown(SEPTEMBER, 100_000)], now: oslo(time) });
  expect(await asNoted("2026-12-31T14:00")).toMatchObject([
    { firstSeenOn: "2026-12-31", wasSeenWithout: true, creditedOere: 100_000 },
  ]);
  expect(await asNoted("2027-01-01T01:17")).toMatchObject([
    { firstSeenOn: "2027-01-01", wasSeenWithout: false },
  ]);
  expect(await t.query(internal.sync.credits.ofRows, { ...env, ids: [INVOICE_ID] })).toEqual([]);
});
