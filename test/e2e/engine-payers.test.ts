/** Payers whom only invoices name become customers before their invoices: what keeps them waiting keeps the invoices, too. */
import { afterEach, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import { createSmallWorld, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

const MEMBERSHIP = 101;
const FIRST_PAYER = 56_001;
const NEW_CUSTOMER = { method: "POST", path: "^/customer$" } as const;

let stack: Stack;
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

/** Bills so many payers, once each, who are not among Rubic's customers; products and customers are in Tripletex. */
async function startWithPayers(count: number) {
  const remotes = await startRemotes({ world: createSmallWorld() });
  const { world } = remotes.rubic;
  const registered = [...world.customers];
  const invoices = Array.from({ length: count }, (_, index) => {
    const customerNo = String(FIRST_PAYER + index);
    world.addCustomer({ customerNo, customerName: `Bare Faktura ${customerNo}` });
    const invoiceDate = daysBefore(world, 150);
    return world.addInvoice({ customerNo, invoiceDate, lines: [{ productID: MEMBERSHIP }] });
  });
  world.customers = registered;
  stack = await startStack({ remotes });
  await stack.sync("sandbox", "products");
  await stack.sync("sandbox", "customers");
  stack.remotes.sandbox.control.requests.clear();
  return invoices;
}

const bookedCount = () => stack.remotes.sandbox.state.invoices.length;

const newCustomers = () =>
  stack.remotes.sandbox.control.requests
    .list()
    .filter(({ method, template }) => method === "POST" && template === "/customer");

test("a refusal for rate in between is waited for, and no invoice is held", async () => {
  await startWithPayers(12);
  const { faults } = stack.remotes.sandbox.control;
  faults.add({ ...NEW_CUSTOMER, kind: "rateLimited", retryAfterSeconds: 1, after: 3, times: 1 });
  expect((await stack.sync("sandbox", "invoices", "full")).status).toBe("success");
  expect([newCustomers().length, bookedCount()]).toEqual([13, 12]);
  expect(await stack.openHolds("sandbox")).toEqual([]);
});

test("a wish to stop is heard between two sub-batches of them, and the next sync goes on", async () => {
  await startWithPayers(12);
  const { faults } = stack.remotes.sandbox.control;
  faults.add({ ...NEW_CUSTOMER, kind: "slow", delayMs: 900, times: "always" });
  const started = await stack.start("sandbox", "invoices", "full");
  while (newCustomers().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await stack.client.mutation(api.runs.cancel, { runId: started.runId });
  expect((await stack.waitForEnd(started.runId)).status).toBe("cancelled");
  expect(newCustomers().length).toBeLessThan(12);
  expect([bookedCount(), await stack.openHolds("sandbox")]).toEqual([0, []]);

  faults.clear();
  expect((await stack.sync("sandbox", "invoices")).status).toBe("success");
  expect([newCustomers().length, bookedCount()]).toEqual([12, 12]);
});

const heldPayers = async () => (await stack.openHolds("sandbox")).filter(({ kind }) => kind === "customer");

async function startRefused() {
  const [invoice] = await startWithPayers(1);
  const body = { status: 422, code: 18_000, message: "Validering feilet." };
  const { faults } = stack.remotes.sandbox.control;
  faults.add({ ...NEW_CUSTOMER, kind: "status", status: 422, body, times: "always" });
  await stack.sync("sandbox", "invoices", "full");
  expect(await heldPayers()).toMatchObject([{ code: "REFUSED_BY_TRIPLETEX", isApart: true }]);
  return invoice;
}

describe("a payer whom Tripletex refuses", () => {
  test("stays held when Rubic's customers are read, and is tried again with its invoice", async () => {
    await startRefused();
    const [before] = await heldPayers();
    await stack.sync("sandbox", "customers", "full");
    expect(await heldPayers()).toEqual([before]);

    await stack.sync("sandbox", "invoices", "full");
    expect(newCustomers()).toHaveLength(2);
    expect(await heldPayers()).toMatchObject([{ firstHeldAt: before?.firstHeldAt, attempts: 1 }]);

    stack.remotes.sandbox.control.faults.clear();
    expect((await stack.sync("sandbox", "invoices", "full")).status).toBe("success");
    expect([bookedCount(), await stack.openHolds("sandbox")]).toEqual([1, []]);
  });

  test("is not held any more when a full reading does not meet its invoice", async () => {
    const invoice = await startRefused();
    const { world } = stack.remotes.rubic;
    world.invoices = world.invoices.filter((each) => each !== invoice);
    await stack.sync("sandbox", "invoices", "full");
    expect(await stack.openHolds("sandbox")).toEqual([]);
  });

  test("is one customer like any other once Rubic lists it", async () => {
    await startRefused();
    stack.remotes.rubic.world.addCustomer({
      customerNo: String(FIRST_PAYER),
      customerName: `Bare Faktura ${FIRST_PAYER}`,
    });
    await stack.sync("sandbox", "customers", "full");
    const [held] = await heldPayers();
    expect(held).toMatchObject({ code: "REFUSED_BY_TRIPLETEX" });
    expect(held?.isApart).toBeUndefined();
    const { world } = stack.remotes.rubic;
    world.customers = world.customers.slice(0, -1);
    await stack.sync("sandbox", "customers", "full");
    expect(await heldPayers()).toEqual([]);
  });
});
