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
