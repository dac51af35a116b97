/** A month that Tripletex can't deliver is named, and keeps no other month from being compared. */
import { beforeEach, expect, test, vi } from "vitest";
import { problemOfAny } from "../../src/engine/problems.ts";
import { RemoteError } from "../../src/http/errors.ts";
import { internal } from "../_generated/api.js";
import { OPERATOR, type TestDeployment } from "../setup.testing.ts";
import { IN_SANDBOX, monthsOf, NOW, oneStep, openDeployment, remotesOf, rowOf } from "./reconcile.testing.ts";

const FEW = 12;
const HOUR_MS = 3_600_000;
const STUCK = "2026-02-01";

let t: TestDeployment;
beforeEach(async () => {
  vi.useFakeTimers({ now: NOW });
  t = await openDeployment(FEW);
});

const remotes = (isStuck: boolean) =>
  remotesOf(FEW, (call) => {
    if (!isStuck || !call.startsWith(`list ${STUCK}`)) return;
    const message = "Tripletex does not show this month.";
    throw new RemoteError({ system: "tripletex", kind: "forbidden", operation: "GET /invoice", message });
  });

/** Reads as the action does, until the reading has ended or failed. */
async function read(isStuck: boolean): Promise<void> {
  const stepping = { remotes: remotes(isStuck), isHasty: false };
  while ((await rowOf(t)).work !== null) {
    const { fence } = await rowOf(t);
    await oneStep(t, stepping).catch(async (error: unknown) => {
      const problem = problemOfAny(error);
      await t.mutation(internal.sync.reconcile.fail, { ...IN_SANDBOX, fence, problem });
    });
  }
}

const comparedMonths = async () => (await monthsOf(t)).map(({ from }) => from);

test("the months after it are read by the next reading, and it is tried again after them", async () => {
  await t.mutation(internal.sync.reconcile.start, { ...IN_SANDBOX, scope: "all", actor: OPERATOR });
  await read(true);
  expect(await comparedMonths()).not.toContain("2026-01-01");
  expect((await rowOf(t)).problem?.message).toMatch(/ It was at the month from 2026-02-01\.$/);
  for (const isStuck of [true, false]) {
    vi.setSystemTime(Date.now() + HOUR_MS);
    await t.mutation(internal.sync.reconcile.startDueIn, IN_SANDBOX);
    await read(isStuck);
    expect((await comparedMonths()).includes(STUCK)).toBe(!isStuck);
    expect(await comparedMonths()).toContain("2026-01-01");
  }
  expect(await rowOf(t)).not.toHaveProperty("problem");
});

/** The months of the reading that the clockwork begins now, in its order; it is read to its end. */
async function readNext(isStuck: boolean): Promise<string[]> {
  await t.mutation(internal.sync.reconcile.startDueIn, IN_SANDBOX);
  const months = (await rowOf(t)).work?.windows.map(({ from }) => from) ?? [];
  await read(isStuck);
  return months;
}

test("the other months are read each night all the same, and at once what syncs have touched", async () => {
  await t.mutation(internal.sync.reconcile.start, { ...IN_SANDBOX, scope: "all", actor: OPERATOR });
  await read(true);
  vi.setSystemTime(Date.now() + HOUR_MS);
  expect(await readNext(true)).toEqual(["2026-01-01", STUCK]);
  for (const night of ["2026-03-11T01:43", "2026-03-12T01:43"]) {
    vi.setSystemTime(Date.parse(`${night}:00Z`));
    expect(await readNext(true)).toEqual(["2026-04-01", "2026-03-01", "2026-01-01", STUCK]);
    vi.setSystemTime(Date.now() + HOUR_MS);
    expect(await readNext(true)).toEqual([STUCK]);
  }
  await t.run(async (ctx) => {
    const [month] = await ctx.db.query("reconciledMonths").collect();
    if (month === undefined) throw new Error("months were compared");
    await ctx.db.patch("reconciledMonths", month._id, { changes: month.changes + 1 });
  });
  vi.setSystemTime(Date.now() + HOUR_MS);
  const months = await readNext(true);
  expect([months.length, months.at(-1)]).toEqual([2, STUCK]);
  vi.setSystemTime(Date.now() + HOUR_MS);
  expect(await readNext(false)).toEqual([STUCK]);
  const { left, problem, allReadAt } = await rowOf(t);
  expect({ left, problem, allReadAt }).toEqual({ allReadAt: Date.parse("2026-03-12T01:43:00Z") });
});

test("a reading that is disturbed after such a night goes on with what is left, the month that failed last", async () => {
  await t.mutation(internal.sync.reconcile.start, { ...IN_SANDBOX, scope: "all", actor: OPERATOR });
  await read(true);
  vi.setSystemTime(Date.parse("2026-03-11T01:43:00Z"));
  await t.mutation(internal.sync.reconcile.startDueIn, IN_SANDBOX);
  await t.run(async (ctx) => {
    const row = { ...IN_SANDBOX, runId: null, expiresAt: 0, commits: 0, resumesInARow: 0, fence: 1 };
    await ctx.db.insert("leases", row);
  });
  await read(true);
  expect((await rowOf(t)).left?.months).toEqual(["2026-01-01", "2026-04-01", "2026-03-01", STUCK]);
  vi.setSystemTime(Date.now() + HOUR_MS);
  expect(await readNext(true)).toEqual(["2026-01-01", "2026-04-01", "2026-03-01", STUCK]);
});
