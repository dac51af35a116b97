/**
 * A reading that is handed over wherever it may be, killed anywhere, held up by a rate limit or disturbed by a run comes to the same
 * figures as one in one go, each row counted once, and does nothing again that it has done.
 */
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { ReconcileStore } from "../../src/engine/reconcile/store.ts";
import { RemoteError, type RemoteErrorKind } from "../../src/http/errors.ts";
import { internal } from "../_generated/api.js";
import { convexErrorOf, OPERATOR, type TestDeployment } from "../setup.testing.ts";
import {
  expectedCounts,
  IN_SANDBOX,
  monthsOf,
  NOW,
  oneStep,
  openDeployment,
  remotesOf,
  rowOf,
  stepToEnd,
  storeOf,
} from "./reconcile.testing.ts";

const MINUTE_MS = 60_000;
const TIMEOUT_MS = 120_000;
/** Invoices in January: few, or more than one page of Tripletex's list. */
const [FEW, MANY] = [60, 1_020];

let t: TestDeployment;
beforeEach(async () => {
  vi.useFakeTimers({ now: NOW });
  t = await openDeployment(FEW);
});

const start = (on = t) =>
  on.mutation(internal.sync.reconcile.start, { ...IN_SANDBOX, scope: "all", actor: OPERATOR });
const tick = () => t.mutation(internal.sync.reconcile.startDueIn, IN_SANDBOX);
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

type Months = Awaited<ReturnType<typeof monthsOf>>;

async function readInOneGo(): Promise<Months> {
  const other = await openDeployment(FEW);
  await start(other);
  await stepToEnd(other, { remotes: remotesOf(FEW), isHasty: false });
  return await monthsOf(other);
}

let ofFew: Promise<Months> | null = null;
/** Read once for all tests. */
function expected(): Promise<Months> {
  ofFew ??= readInOneGo();
  return ofFew;
}

const documentsLeft = async () =>
  await t.run(async (ctx) => {
    const rows = await ctx.db.query("reconcileShelves").collect();
    return rows.filter(({ isMoved }) => !isMoved);
  });

const countsOf = (months: Months) =>
  Object.fromEntries(
    months.map(({ from, figures: { rubic, tripletex }, counts }) => [
      from,
      [rubic.count, tripletex.count, counts.held, counts.difference],
    ]),
  );
const causesOf = (months: Months) =>
  months.flatMap(({ items }) => items.map(({ cause, label }) => `${label} ${cause}`));

const CAUSES = [
  "Invoice 10 GONE_FROM_RUBIC",
  "Invoice 8 GONE_FROM_TRIPLETEX",
  "Invoice 9 PAID_IN_TRIPLETEX",
  "Invoice 7 HELD",
  "Invoice 5000 BY_HAND",
];

test("in one go it counts what there is", async () => {
  const months = await expected();
  expect(countsOf(months)).toEqual(expectedCounts(FEW));
  expect(causesOf(months)).toEqual(CAUSES);
  expect(months[0]?.figures.rubic.paidOere).toBe((FEW / 3) * 50_000);
});

test("handed over after every page and part, while rows shift, it comes to the same, and leaves nothing", async () => {
  await start();
  const steps = await stepToEnd(t, { remotes: remotesOf(FEW), isHasty: true });
  expect(steps).toBeGreaterThan(20);
  expect(await monthsOf(t)).toEqual(await expected());
  expect(await documentsLeft()).toEqual([]);
  expect(await rowOf(t)).toMatchObject({ allReadAt: NOW, readAt: NOW });
});

test(
  "handed over in the middle of a page and between two pages of Tripletex, it counts each invoice once",
  async () => {
    t = await openDeployment(MANY);
    await start();
    const calls: string[] = [];
    await stepToEnd(t, { remotes: remotesOf(MANY, (call) => calls.push(call)), isHasty: true });
    expect(calls.filter((call) => call === "list 2026-01-01 0")).toHaveLength(2);
    expect(calls).toContain("list 2026-01-01 1000");
    const months = await monthsOf(t);
    expect(countsOf(months)).toEqual(expectedCounts(MANY));
    expect(causesOf(months)).toEqual(CAUSES);
    expect(months[0]?.figures.rubic.paidOere).toBe((MANY / 3) * 50_000);
  },
  TIMEOUT_MS,
);

const remoteError = (kind: RemoteErrorKind, retryAfterMs?: number) =>
  new RemoteError({ system: "rubic", kind, operation: "GET /x", message: "Rubic is busy.", retryAfterMs });

test(
  "a rate limit in the middle of Rubic and of a month waits as long as it is told, and nothing is read again",
  async () => {
    await start();
    const calls: string[] = [];
    const refused = new Set(["invoices 3", "transactions 2", "list 2026-01-01 0", "lines of 2"]);
    const remotes = remotesOf(FEW, (call) => {
      if (refused.delete(call)) throw remoteError("rateLimited", 45_000);
      calls.push(call);
    });
    let waits = 0;
    while ((await rowOf(t)).work !== null) {
      await oneStep(t, { remotes, isHasty: false });
      const { work } = await rowOf(t);
      if (work?.trouble === undefined) continue;
      waits += 1;
      const scheduled = await t.run(
        async (ctx) => await ctx.db.system.query("_scheduled_functions").collect(),
      );
      expect(scheduled.map(({ scheduledTime }) => scheduledTime)).toContain(Date.now() + 45_000);
      await tick();
      expect((await rowOf(t)).fence).toBe(1);
      later(45_000);
    }
    expect({ waits, refused: refused.size }).toEqual({ waits: 4, refused: 0 });
    expect(calls.filter((call) => call === "invoices 1")).toHaveLength(1);
    expect(calls.filter((call) => call === "list 2026-01-01 0")).toHaveLength(1);
    expect(await monthsOf(t)).toEqual(await expected());
  },
  TIMEOUT_MS,
);

class Death extends Error {}

/** Dies at the n-th call that stores something: before it, or after it was carried out and before anybody heard of it. */
function dyingAt(death: number, isAfter: boolean): (store: ReconcileStore) => ReconcileStore {
  let calls = 0;
  const dying = async <Answer>(act: () => Promise<Answer>): Promise<Answer> => {
    calls += 1;
    const isLast = calls === death;
    if (isLast && !isAfter) throw new Death();
    const answer = await act();
    if (isLast) throw new Death();
    return answer;
  };
  return (store) => {
    return {
      ...store,
      putDocuments: (rows) => dying(() => store.putDocuments(rows)),
      putPayments: (payments) => dying(() => store.putPayments(payments)),
      advance: (cursor) => dying(() => store.advance(cursor)),
      keepMonth: (progress, taken) => dying(() => store.keepMonth(progress, taken)),
      storeMonth: (window, month, labels) => dying(() => store.storeMonth(window, month, labels)),
      handOver: () => dying(() => store.handOver()),
    };
  };
}

test.each([false, true])(
  "killed again and again (after what it stored: %s), it is taken up where it stopped, and comes to the same",
  async (isAfter) => {
    await start();
    const remotes = remotesOf(FEW);
    let deaths = 0;
    while ((await rowOf(t)).work !== null) {
      const { fence } = await rowOf(t);
      const wrap = dyingAt(4 + (deaths % 3), isAfter);
      const end = await oneStep(t, { remotes, isHasty: false, wrap }).catch((error: unknown) => error);
      if (!(end instanceof Death)) continue;
      deaths += 1;
      // The last month may be stored by a step that died with it.
      if ((await rowOf(t)).work === null) break;
      await tick();
      expect((await rowOf(t)).fence).toBe(fence);
      later(11 * MINUTE_MS);
      await tick();
      expect((await rowOf(t)).fence).toBe(fence + 1);
      const zombie = storeOf(t, fence).keepMonth(
        { from: "2026-01-01", parts: [], totals: { figures: await figures(), counts: NONE, byHandOere: 0 } },
        { shelfIds: [], items: [] },
      );
      expect((await convexErrorOf(zombie)).code).toBe("FENCED");
    }
    expect(deaths).toBeGreaterThan(5);
    expect(await monthsOf(t)).toEqual(await expected());
  },
  TIMEOUT_MS,
);

const NONE = { difference: 0, held: 0, leftOut: 0, byHand: 0 };
async function figures() {
  const [month] = await expected();
  if (month === undefined) throw new Error("months were compared");
  return month.figures;
}

/** As a run that writes leaves it. */
async function disturb() {
  await t.run(async (ctx) => {
    const lease = await ctx.db.query("leases").first();
    const row = { ...IN_SANDBOX, runId: null, expiresAt: 0, commits: 0, resumesInARow: 0 };
    if (lease === null) await ctx.db.insert("leases", { ...row, fence: 1 });
    else await ctx.db.patch("leases", lease._id, { fence: lease.fence + 1 });
  });
}

describe("what has been compared stays", () => {
  test(
    "when a run disturbs: the next reading goes on with the months that are left, newest first",
    async () => {
      await start();
      expect((await rowOf(t)).work?.windows.map(({ from }) => from)).toEqual(
        Object.keys(expectedCounts(FEW)).toReversed(),
      );
      while ((await monthsOf(t)).length < 2) await oneStep(t, { remotes: remotesOf(FEW), isHasty: true });
      await disturb();
      await oneStep(t, { remotes: remotesOf(FEW), isHasty: true });
      const months = ["2026-02-01", "2026-01-01"];
      expect(await rowOf(t)).toMatchObject({ work: null, left: { months, allSince: NOW } });
      const before = await monthsOf(t);
      later(MINUTE_MS);
      await tick();
      expect((await rowOf(t)).work?.windows.map(({ from }) => from)).toEqual(months);
      await stepToEnd(t, { remotes: remotesOf(FEW), isHasty: true });
      const after = await monthsOf(t);
      expect(after).toEqual(await expected());
      expect(after.slice(2)).toEqual(before);
      // All months were compared since the first of the two readings began.
      expect(await rowOf(t)).toMatchObject({ allReadAt: NOW, readAt: NOW + MINUTE_MS });
      expect((await rowOf(t)).left).toBeUndefined();
    },
    TIMEOUT_MS,
  );

  test.each(["disturbed", "failed"])("and is told of, in a reading that is %s", async (end) => {
    await t.run(async (ctx) => {
      await ctx.db.insert("reconciliations", {
        ...IN_SANDBOX,
        fence: 0,
        work: null,
        readAt: 1,
        summary: { differingMonths: [], differenceCount: 0 },
      });
    });
    await start();
    const hasJanuary = async () => (await monthsOf(t)).some(({ from }) => from === "2026-01-01");
    // Of January, which differs, the first; the other months are left.
    await t.run(async (ctx) => {
      const row = await ctx.db.query("reconciliations").first();
      if (row === null || row.work === null) throw new Error("a reading is on");
      const windows = row.work.windows.toReversed();
      await ctx.db.patch("reconciliations", row._id, { work: { ...row.work, windows } });
    });
    while (!(await hasJanuary())) await oneStep(t, { remotes: remotesOf(FEW), isHasty: true });
    if (end === "disturbed") {
      await disturb();
      await oneStep(t, { remotes: remotesOf(FEW), isHasty: true });
    } else {
      const { fence } = await rowOf(t);
      const problem = { code: "TRIPLETEX_NO_PERMISSION", message: "Refused.", remedy: "Wait." } as const;
      await t.mutation(internal.sync.reconcile.fail, { ...IN_SANDBOX, fence, problem });
    }
    expect(await rowOf(t)).toMatchObject({
      work: null,
      readAt: 1,
      summary: { differingMonths: ["2026-01-01"], differenceCount: 3 },
    });
  });

  test(
    "when Rubic fails: it is tried again at growing intervals, and an hour after the failure with what is left",
    async () => {
      await start();
      const failing = remotesOf(FEW, (call) => {
        if (call.startsWith("list 2026-02")) throw remoteError("serverError");
      });
      const pauses: number[] = [];
      const step = async () => await oneStep(t, { remotes: failing, isHasty: false });
      await step();
      for (const minutes of [1, 5, 15]) {
        await step();
        const { work } = await rowOf(t);
        expect(work).toMatchObject({
          trouble: { code: "RUBIC_REMOTE_FAILURE" },
          failures: pauses.length + 1,
        });
        pauses.push(((work?.expiresAt ?? 0) - Date.now()) / MINUTE_MS - 10);
        later(minutes * MINUTE_MS);
      }
      expect(pauses).toEqual([1, 5, 15]);
      await expect(step()).rejects.toThrow("Rubic is busy.");
      const { fence } = await rowOf(t);
      const problem = { code: "RUBIC_REMOTE_FAILURE", message: "Rubic is busy.", remedy: "Wait." } as const;
      await t.mutation(internal.sync.reconcile.fail, { ...IN_SANDBOX, fence, problem });
      expect(await rowOf(t)).toMatchObject({ work: null, left: { months: ["2026-01-01", "2026-02-01"] } });
      later(59 * MINUTE_MS);
      await tick();
      expect((await rowOf(t)).work).toBeNull();
      later(2 * MINUTE_MS);
      await tick();
      expect((await rowOf(t)).work?.windows).toHaveLength(2);
      await stepToEnd(t, { remotes: remotesOf(FEW), isHasty: false });
      expect(await monthsOf(t)).toEqual(await expected());
      expect((await rowOf(t)).problem).toBeUndefined();
    },
    TIMEOUT_MS,
  );
});
