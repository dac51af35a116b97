import { beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "../_generated/api.js";
import {
  commitArgs,
  createTest,
  type Holder,
  OPERATOR,
  startRun,
  type TestDeployment,
  takeOver,
} from "../setup.testing.ts";

const BRAKE = { tripletexEnv: "sandbox", reason: "Feil mva", actor: OPERATOR } as const;

let t: TestDeployment;
let holder: Holder;
beforeEach(async () => {
  vi.useFakeTimers();
  t = createTest();
  holder = await startRun(t);
});

const mayWrite = (asked: Holder = holder) =>
  t.query(internal.sync.sending.mayWrite, { tripletexEnv: "sandbox", ...asked });

describe("a write may leave", () => {
  test("while its step holds the environment", async () => {
    expect(await mayWrite()).toBe(true);
  });

  test("not while all writing is stopped, and again once that is lifted", async () => {
    await t.mutation(internal.sync.brake.stop, BRAKE);
    expect(await mayWrite()).toBe(false);
    await t.mutation(internal.sync.brake.lift, BRAKE);
    expect(await mayWrite()).toBe(true);
  });

  test("although the other environment is stopped", async () => {
    await startRun(t, "production");
    await t.mutation(internal.sync.brake.stop, { ...BRAKE, tripletexEnv: "production" });
    expect(await mayWrite()).toBe(true);
  });

  test("not by a step of the other environment", async () => {
    const production = await startRun(t, "production");
    expect(await mayWrite(production)).toBe(false);
  });

  test("not once the run is cancelled", async () => {
    await t.mutation(internal.sync.cancel.cancel, { runId: holder.runId, actor: OPERATOR });
    expect(await mayWrite()).toBe(false);
  });

  test("not for a step that was replaced, nor for one whose run has ended", async () => {
    await takeOver(t);
    expect(await mayWrite()).toBe(false);
    const resumed = { ...holder, fence: holder.fence + 1 };
    expect(await mayWrite(resumed)).toBe(true);
    await t.mutation(internal.sync.commit.commit, commitArgs(resumed, { next: { do: "cancel" } }));
    expect(await mayWrite(resumed)).toBe(false);
  });
});
