import { beforeEach, expect, test, vi } from "vitest";
import { internal } from "../_generated/api.js";
import {
  commitArgs,
  convexErrorOf,
  createTest,
  OPERATOR,
  openClosedPeriod,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";

let t: TestDeployment;
beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 2, 10, 12) });
  t = createTest();
});

const choose = () =>
  t.mutation(internal.sync.bookingDates.choose, {
    tripletexEnv: "sandbox",
    rubicTransactionId: 1,
    date: "2026-03-01",
    reason: "Terminen er levert",
    actor: OPERATOR,
  });

test("a day is not chosen under a run, which would hold the payment again and push its next try on", async () => {
  await openClosedPeriod(t);
  const holder = await startRun(t);
  expect((await convexErrorOf(choose())).code).toBe("RUN_IS_ON");
  await t.mutation(internal.sync.commit.commit, commitArgs(holder, { next: { do: "cancel" } }));
  expect(await choose()).toContain("by the next sync");
});
