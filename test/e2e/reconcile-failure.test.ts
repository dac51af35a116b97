/** A reading that fails leaves the months as they were, and the sentence of truth says since when they were not compared, and why. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import { osloDate } from "../../src/sync/oslo.ts";
import { describeWaiting } from "../../src/sync/reconcile/waiting.ts";
import { computeTruth } from "../../src/sync/truth.ts";
import { reconcile } from "../helpers/reconcile.ts";
import { createSmallWorld, customerNoOf, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

const TODAY = osloDate(Date.now());
const HOODIE = 116;
const INVOICES_OF_RUBIC = "^/accounting/[^/]+/invoices$";

let stack: Stack;
beforeAll(async () => {
  const remotes = await startRemotes({ world: createSmallWorld(TODAY), today: TODAY });
  stack = await startStack({ remotes, today: TODAY });
  const { world } = remotes.rubic;
  const lines = [{ productID: HOODIE, price: 400 }];
  world.addInvoice({ customerNo: customerNoOf(world, 0), invoiceDate: daysBefore(world, 35), lines });
  await stack.sync("sandbox", "all", "full");
});
afterAll(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

async function truth() {
  const overview = await stack.overview("sandbox");
  return computeTruth({ ...overview, isRunLive: overview.liveRun !== null }, Date.now());
}

test("what a person has to mend ends the reading at once, is named until a reading succeeds, and changes no month", async () => {
  const before = await reconcile(stack);
  expect(await truth()).toMatchObject({ tone: "good" });
  stack.remotes.rubic.control.faults.add({
    kind: "status",
    status: 403,
    path: INVOICES_OF_RUBIC,
    times: "always",
  });
  const failed = await reconcile(stack);
  expect(failed.problem).toMatchObject({ code: "RUBIC_NO_PERMISSION" });
  expect(failed.months).toEqual(before.months);
  const reading = await stack.client.query(api.reconciliation.reading, { tripletexEnv: "sandbox" });
  expect(reading && describeWaiting(reading, Date.now())).toMatch(
    /^The comparison is begun again by itself at (?:\d+ \w+ )?\d\d:\d\d, with \d+ months to go\.$/,
  );
  const said = await truth();
  expect(said.tone).toBe("attention");
  expect(said.sentence).toMatch(/the months could not be compared since \d\d:\d\d: .*Rubic.*[^.]\.$/);
  stack.remotes.rubic.control.faults.clear();
  expect((await reconcile(stack)).problem).toBeNull();
  expect(await truth()).toMatchObject({ tone: "good" });
});

test("what passes by itself is tried again later, from where it stopped, and holds up no run meanwhile", async () => {
  stack.remotes.rubic.control.faults.add({
    kind: "errorBefore",
    status: 503,
    path: INVOICES_OF_RUBIC,
    times: 3,
  });
  const { backend } = stack;
  const work = async () =>
    await backend.run(async (ctx) => (await ctx.db.query("reconciliations").first())?.work);
  const started = reconcile(stack, "all", 60_000);
  await expect
    .poll(async () => (await work())?.trouble?.code, { timeout: 20_000 })
    .toBe("RUBIC_REMOTE_FAILURE");
  expect((await stack.overview("sandbox")).monthsReading?.live?.trouble?.code).toBe("RUBIC_REMOTE_FAILURE");
  const reading = await stack.client.query(api.reconciliation.reading, { tripletexEnv: "sandbox" });
  if (reading === null) throw new Error("a reading is on");
  expect(reading.live?.waitsUntil).toBeGreaterThan(Date.now());
  expect(describeWaiting(reading, Date.now())).toMatch(
    /^The comparison waits: .*Rubic.* It tries again at (?:\d+ \w+ )?\d\d:\d\d, with \d+ months to go\.$/,
  );
  expect((await stack.sync("sandbox")).status).toBe("success");
  // The step that would come in a minute: the run has ended the reading, whose months are all left.
  const row = await backend.run(async (ctx) => await ctx.db.query("reconciliations").first());
  await stack.admin("sync/reconcileStep:run", { tripletexEnv: "sandbox", fence: row?.fence });
  expect((await started).problem).toBeNull();
  const interrupted = await stack.client.query(api.reconciliation.reading, { tripletexEnv: "sandbox" });
  expect(interrupted && describeWaiting(interrupted, Date.now())).toContain(
    "A sync interrupted the comparison",
  );
  const left = await backend.run(async (ctx) => (await ctx.db.query("reconciliations").first())?.left);
  expect(left?.months.length).toBeGreaterThan(10);
}, 90_000);
