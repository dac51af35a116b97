/**
 * Tripletex lists a month so slowly that no step has the time for it. The clock is put forward by a minute for each list of
 * invoices that Tripletex has answered, so that minutes pass at once.
 */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { addInvoicesOn, createSmallWorld, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startStack } from "../helpers/stack.ts";

const INVOICES = 12;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

let stack: Stack;
beforeEach(async () => {
  stack = await startStack({ world: createSmallWorld() });
  expect((await stack.sync("sandbox")).status).toBe("success");
});
afterEach(async () => {
  vi.restoreAllMocks();
  await stack.close();
  await closeRemotes(stack.remotes);
});

const isLookUp = ({ method, template }: { method: string; template: string | null }) =>
  method === "GET" && template === "/invoice";

function slowDown() {
  const { requests } = stack.remotes.sandbox.control;
  requests.clear();
  const realNow = Date.now.bind(Date);
  vi.spyOn(Date, "now").mockImplementation(
    () => realNow() + requests.list().filter(isLookUp).length * MINUTE_MS,
  );
}

test("what there was no time to look up is left to the next step, and each invoice is booked once", async () => {
  const { world } = stack.remotes.rubic;
  addInvoicesOn(world, daysBefore(world, 5), INVOICES);
  for (let day = 40; day < 400; day += 31) addInvoicesOn(world, daysBefore(world, day), 4);
  slowDown();
  const { runId } = await stack.start("sandbox", "invoices", "full");
  const run = await stack.waitForEnd(runId, DAY_MS);
  expect(run).toMatchObject({ status: "success", problem: null, interruptions: 0 });
  const numbers = stack.remotes.sandbox.state.invoices.map(({ invoiceNumber }) => invoiceNumber);
  expect(numbers.length).toBe(world.invoices.length);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(await stack.openHolds("sandbox")).toEqual([]);
});
