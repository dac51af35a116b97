/** How far a run has come with a month is kept for its own next step, and for no other run. */
import { beforeEach, expect, test, vi } from "vitest";
import { NOTHING_BOOKED } from "../../src/sync/booked-sum.ts";
import { internal } from "../_generated/api.js";
import {
  createTest,
  EMPTY_CURSOR,
  type Holder,
  NEVER_SEEN,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";

const WINDOWS = [
  { from: "2026-01-01", toExclusive: "2026-02-01" },
  { from: "2026-02-01", toExclusive: "2027-02-02" },
];
const SUM = { ...NOTHING_BOOKED, invoiceCount: 40, invoiceOere: 2_000_000, differences: [] };
const COMPARED = { from: "2026-01-01", changes: 0, sum: SUM, pages: [] };
const PARTS = [
  { from: "2026-01-01", toExclusive: "2026-02-01", offset: 1_000, afterId: 77, isLargeDay: false },
];
const BEGUN = { ...COMPARED, parts: PARTS };

let t: TestDeployment;
let holder: Holder;
beforeEach(async () => {
  vi.useFakeTimers();
  t = createTest();
  holder = await startRun(t);
  await t.mutation(internal.sync.comparedMonths.open, { ...holder, windows: WINDOWS });
  await t.mutation(internal.sync.comparedMonths.store, { ...holder, months: [], begun: BEGUN });
});

const openAs = async (run: Holder) =>
  await t.mutation(internal.sync.comparedMonths.open, { ...run, windows: WINDOWS });

test("the next step of the run goes on there, and the month counts for nothing yet", async () => {
  expect(await openAs(holder)).toMatchObject([
    { begun: BEGUN, isDone: false, isCurrent: false },
    { begun: null },
  ]);
  const months = await t.run(async (ctx) => await ctx.db.query("comparedMonths").collect());
  expect(months.map(({ sum }) => sum.invoiceCount)).toEqual([0, 0]);
});

test("once it is compared to the end, nothing is begun", async () => {
  await t.mutation(internal.sync.comparedMonths.store, { ...holder, months: [COMPARED], begun: null });
  expect(await openAs(holder)).toMatchObject([{ begun: null, isDone: true }, { begun: null }]);
  const months = await t.run(async (ctx) => await ctx.db.query("comparedMonths").collect());
  expect(months.map(({ sum }) => sum.invoiceCount)).toEqual([40, 0]);
});

test("another run begins it anew", async () => {
  const end = { results: [], progress: null, cursor: EMPTY_CURSOR, events: [], rate: null, closedList: null };
  const commit = { ...holder, ...end, commitsBefore: NEVER_SEEN, next: { do: "finish" } as const };
  await t.mutation(internal.sync.commit.commit, commit);
  const next = await startRun(t);
  expect(await openAs(next)).toMatchObject([{ begun: null, isDone: false }, { begun: null }]);
});
