/**
 * Tripletex says "too many requests": nothing was carried out, so the write is sent again after the wait and counts once.
 * A long wait ends the step; the run then waits without holding an action and goes on by itself.
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkBooks } from "../helpers/check-books.ts";
import { addInvoices, createSmallWorld, customerNoOf, payInFull } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startStack } from "../helpers/stack.ts";
import { syncUntilStable } from "../helpers/sync-until-stable.ts";
import { writeNames } from "../helpers/tripletex-facts.ts";
import { WRITE_TARGETS } from "../helpers/write-targets.ts";

const KINDS = ["customer", "product", "invoice", "payment"];

let stack: Stack;
beforeEach(async () => {
  stack = await startStack({ world: createSmallWorld() });
  expect((await stack.sync("sandbox")).status).toBe("success");
});
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

describe("a write that is refused for rate", () => {
  test.each(WRITE_TARGETS)("is sent again when told when, and counts once: $name", async (target) => {
    const { control } = stack.remotes.sandbox;
    control.changeSettings({ listEndpointsAreOpen: target.areListsOpen });
    target.change(stack.remotes.rubic.world);
    const { method, path, after } = target;
    control.faults.add({ kind: "rateLimited", retryAfterSeconds: 0, method, path, after });
    expect(await syncUntilStable(stack)).toEqual(["success"]);
    expect(control.faults.list().map(({ fired }) => fired)).toEqual([1]);
    await checkBooks(stack);
  });

  test("backs off when not told when, in one run for all kinds, and counts once", async () => {
    const { control } = stack.remotes.sandbox;
    const { world } = stack.remotes.rubic;
    world.addCustomer({ customerName: "Ny Prøvesen" });
    world.addProduct({ productID: 900, productName: "Nytt produkt", productGroupID: 1, price: 10 });
    for (const invoice of addInvoices(world, 2)) payInFull(world, invoice);
    for (const path of ["^/customer$", "^/product$", "^/invoice$", "^/invoice/\\{id\\}/:payment$"]) {
      const method = path.endsWith(":payment$") ? "PUT" : "POST";
      control.faults.add({ kind: "rateLimited", withHeaders: false, method, path });
    }
    expect(await syncUntilStable(stack)).toEqual(["success"]);
    expect(control.faults.list().map(({ fired }) => fired)).toEqual(KINDS.map(() => 1));
    await checkBooks(stack);
  });
});

describe("a limit that is used up for longer than a step may sleep", () => {
  const PERIOD_SECONDS = 12;

  test("makes the run wait, say so, and go on by itself where it was", async () => {
    const { sandbox, rubic } = stack.remotes;
    const invoices = addInvoices(rubic.world, 6);
    for (const invoice of invoices) payInFull(rubic.world, invoice);
    sandbox.control.changeSettings({ rateLimit: { limit: 18, periodSeconds: PERIOD_SECONDS } });
    sandbox.control.requests.clear();
    const { runId } = await stack.start("sandbox");
    const waiting = await waitForStatus("waiting");
    expect(waiting.resumeAt).toBeGreaterThan(Date.now());
    expect(waiting.resumeAt).toBeLessThan(Date.now() + (PERIOD_SECONDS + 2) * 1000);
    expect(waiting.problem).toMatchObject({ code: "TRIPLETEX_RATE_LIMIT", remedy: expect.any(String) });
    // Meanwhile the environment is taken, and the watchdog leaves the run alone.
    expect(await stack.start("sandbox")).toMatchObject({ outcome: "busy", runId });
    expect(await stack.admin("sync/watchdog:resumeInterrupted", {})).toBe(0);
    sandbox.control.changeSettings({ rateLimit: {} });
    const run = await stack.waitForEnd(runId);
    expect(run).toMatchObject({ status: "success", problem: null, interruptions: 0 });
    expect(writeNames(sandbox)).toHaveLength(12);
    await checkBooks(stack);
  });
});

async function waitForStatus(status: string) {
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    const { liveRun } = await stack.overview("sandbox");
    if (liveRun?.status === status) return liveRun;
    if (liveRun === null) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`the run was never ${status}`);
}

test("a customer number that is free is not taken for used because a look-up was refused for rate", async () => {
  const { control } = stack.remotes.sandbox;
  control.faults.add({ kind: "rateLimited", method: "GET", path: "^/customer$", retryAfterSeconds: 1 });
  stack.remotes.rubic.world.addCustomer({ customerName: "Ny Prøvesen" });
  stack.remotes.rubic.world.changeCustomer(customerNoOf(stack.remotes.rubic.world, 0), { city: "MOLDE" });
  expect(await syncUntilStable(stack)).toEqual(["success"]);
  await checkBooks(stack);
});
