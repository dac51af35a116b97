import { makeFunctionReference } from "convex/server";
import { describe, expect, test, vi } from "vitest";
import { NOTHING_BOOKED } from "../../src/sync/booked-sum.ts";
import { problemOfCode } from "../../src/sync/problem-codes.ts";
import { internal } from "../_generated/api.js";
import {
  commitArgs,
  convexErrorOf,
  createTest,
  EMPTY_CURSOR,
  type Holder,
  holdOf,
  intentOf,
  mappingOf,
  modules,
  NEVER_SEEN,
  startRun,
  type TestDeployment,
  takeOver,
  VAT_PROPOSAL,
} from "../setup.testing.ts";

vi.useFakeTimers();

const PROBLEM = problemOfCode("UNFORESEEN", "Test.");

/** What each fenced mutation is called with beside run and fence. A new one without an entry fails below. */
const FENCED_MUTATIONS: Record<string, Record<string, unknown>> = {
  "sync/begin:begin": {},
  "sync/canaries:judge": { rubicKey: "1", differences: [], areAccountsSeen: true, bookedOere: 1 },
  "sync/codeMappings:propose": { proposals: [VAT_PROPOSAL] },
  "sync/commit:commit": {
    commitsBefore: NEVER_SEEN,
    results: [],
    progress: null,
    cursor: EMPTY_CURSOR,
    events: [],
    rate: null,
    closedList: null,
    next: { do: "finish" },
  },
  "sync/comparedMonths:open": { windows: [{ from: "2026-01-01", toExclusive: "2026-02-01" }] },
  "sync/comparedMonths:store": { months: [], begun: null },
  "sync/comparisons:store": { booksFrom: "2026-01-01", linked: NOTHING_BOOKED, read: null },
  "sync/credits:note": {
    seen: [
      {
        rubicInvoiceId: 1,
        rubicInvoiceNumber: 20_001,
        payer: "10482",
        isNote: true,
        date: "2026-03-08",
        netOere: -100,
        grossOere: -100,
        creditedOere: 0,
        mentions: [],
      },
    ],
  },
  "sync/intents:store": { intents: [intentOf("1")] },
  "sync/intents:noteEmptyLookups": { keys: [] },
  "sync/planDeviations:nameMissing": { kind: "invoice", isApart: false, pageCursor: null },
  "sync/sessions:pinCompany": { company: { id: 1, name: "Club" } },
  "sync/sessions:replace": { generation: 0, ciphertext: "x", expiresAt: 1 },
  "sync/staleHolds:resolvePage": { kind: "invoice", isApart: false, isLeftOut: false, pageCursor: null },
  "sync/steps:failForSettings": { problem: PROBLEM },
};

interface Exported {
  isMutation?: boolean;
  exportArgs?: () => string;
}

async function mutationsWithFence(): Promise<string[]> {
  const loaded = await Promise.all(
    Object.entries(modules)
      .filter(([path]) => path.startsWith("../sync/") || path.startsWith("./sync/"))
      .map(async ([path, load]) => {
        const module = path.replace(/^\.{1,2}\//, "").replace(/\.ts$/, "");
        return Object.entries(await load())
          .filter(([, value]) => isFenced(value))
          .map(([name]) => `${module}:${name}`);
      }),
  );
  return loaded.flat();
}

function isFenced(value: unknown): boolean {
  if (typeof value !== "function") return false;
  const { isMutation, exportArgs } = value as Exported;
  const args = isMutation === true ? exportArgs?.() : undefined;
  // Those with a fence and no run belong to a reconciliation: see `reconcileFence.test.ts`.
  return args?.includes('"fence"') === true && args.includes('"runId"');
}

/** Every row of every table that a step writes to, to see that nothing has changed. */
async function everything(t: TestDeployment) {
  return await t.run(async (ctx) => ({
    runs: await ctx.db.query("runs").collect(),
    leases: await ctx.db.query("leases").collect(),
    states: await ctx.db.query("syncState").collect(),
    cursors: await ctx.db.query("runCursors").collect(),
    intents: await ctx.db.query("intents").collect(),
    holds: await ctx.db.query("holds").collect(),
    customers: await ctx.db.query("customerMapping").collect(),
    sessions: await ctx.db.query("sessions").collect(),
    environments: await ctx.db.query("environments").collect(),
    months: await ctx.db.query("comparedMonths").collect(),
    comparisons: await ctx.db.query("comparisons").collect(),
    canaries: await ctx.db.query("canaries").collect(),
    seenCredits: await ctx.db.query("seenCredits").collect(),
    codes: await ctx.db.query("codeMapping").collect(),
    events: await ctx.db.query("runEvents").collect(),
    scheduled: await ctx.db.system.query("_scheduled_functions").collect(),
  }));
}

async function callFenced(t: TestDeployment, path: string, holder: Holder) {
  return await t.mutation(makeFunctionReference<"mutation">(path), { ...holder, ...FENCED_MUTATIONS[path] });
}

test("every mutation that takes a fence is tried here", async () => {
  expect((await mutationsWithFence()).toSorted()).toEqual(Object.keys(FENCED_MUTATIONS).toSorted());
});

describe.each(Object.keys(FENCED_MUTATIONS))("%s", (path) => {
  test("accepts the step that holds the environment", async () => {
    const t = createTest();
    const holder = await startRun(t);
    await expect(callFenced(t, path, holder)).resolves.not.toBeUndefined();
  });

  test("refuses a step that has been replaced, and stores nothing", async () => {
    const t = createTest();
    const holder = await startRun(t);
    await takeOver(t);
    const before = await everything(t);
    const error = await convexErrorOf(callFenced(t, path, holder));
    expect(error).toMatchObject({ code: "FENCED", remedy: expect.any(String) });
    expect(await everything(t)).toEqual(before);
  });

  test("refuses a step of a run that has ended, also when the next run holds the environment", async () => {
    const t = createTest();
    const holder = await startRun(t);
    await t.mutation(internal.sync.commit.commit, commitArgs(holder, { next: { do: "cancel" } }));
    expect((await convexErrorOf(callFenced(t, path, holder))).code).toBe("FENCED");
    const next = await startRun(t);
    expect(next.fence).toBeGreaterThan(holder.fence);
    const before = await everything(t);
    expect((await convexErrorOf(callFenced(t, path, holder))).code).toBe("FENCED");
    const stolen = { ...holder, fence: next.fence };
    expect((await convexErrorOf(callFenced(t, path, stolen))).code).toBe("FENCED");
    expect(await everything(t)).toEqual(before);
  });

  test("refuses the fence of the other environment", async () => {
    const t = createTest();
    const sandbox = await startRun(t, "sandbox");
    await startRun(t, "production");
    await takeOver(t);
    const production = { runId: sandbox.runId, fence: sandbox.fence };
    expect((await convexErrorOf(callFenced(t, path, production))).code).toBe("FENCED");
  });
});

test("a refused sub-batch leaves nothing of its results behind", async () => {
  const t = createTest();
  const holder = await startRun(t);
  await takeOver(t);
  const before = await everything(t);
  const results = [
    {
      outcome: "mapped" as const,
      how: "created" as const,
      rubicKey: "1",
      label: "Customer 1",
      mapping: mappingOf("customer", 1, 11),
    },
    {
      outcome: "held" as const,
      kind: "invoice" as const,
      rubicKey: "1",
      hold: holdOf(),
      removesIntent: false,
    },
  ];
  const call = t.mutation(internal.sync.commit.commit, commitArgs(holder, { results }));
  expect((await convexErrorOf(call)).code).toBe("FENCED");
  expect(await everything(t)).toEqual(before);
});
