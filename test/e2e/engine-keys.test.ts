/** Single records by the number that a person knows: they alone are carried over, whatever else has changed. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import type { SyncType } from "../../convex/validators.ts";
import { checkBooks } from "../helpers/check-books.ts";
import {
  addInvoices,
  createSmallWorld,
  customerNoOf,
  daysBefore,
  payInFull,
} from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startStack } from "../helpers/stack.ts";
import { syncUntilStable } from "../helpers/sync-until-stable.ts";
import { writeNames, writesTo } from "../helpers/tripletex-facts.ts";

const UNKNOWN_PRODUCT = 99_999_901;
let stack: Stack;

async function syncKeys(syncType: SyncType, keys: string[]) {
  const answer = await stack.client.mutation(api.syncState.startSync, {
    tripletexEnv: "sandbox",
    syncType,
    mode: "incremental",
    keys,
    via: "commandLine",
  });
  if (answer.outcome !== "started") throw new Error("the sandbox is busy");
  return await stack.waitForEnd(answer.runId);
}

const latest = (syncType: SyncType) =>
  stack.client.query(api.syncState.getLatest, { syncType, tripletexEnv: "sandbox" });

beforeAll(async () => {
  stack = await startStack({ world: createSmallWorld() });
  await stack.sync("sandbox");
});
afterAll(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});
beforeEach(() => {
  stack.remotes.sandbox.control.requests.clear();
});

describe("one record of a type alone", () => {
  test("a customer, while all have changed; the type's last sync and its figures stay", async () => {
    const { world } = stack.remotes.rubic;
    const before = await latest("customers");
    const compared = (await stack.overview("sandbox")).comparison?.comparedAt;
    for (const index of [0, 1, 2]) {
      world.changeCustomer(customerNoOf(world, index), { email: `ny.${index}@eksempel.test` });
    }
    const run = await syncKeys("customers", [customerNoOf(world, 1)]);
    expect(run).toMatchObject({ status: "success", keys: [customerNoOf(world, 1)] });
    expect(run.progress[0]).toMatchObject({ expected: 1, isExpectedFinal: true, counters: { updated: 1 } });
    expect(writeNames(stack.remotes.sandbox)).toEqual(["PUT /customer/{id}"]);
    const changed = stack.remotes.sandbox.state.customers.filter(
      ({ email }) => email === "ny.1@eksempel.test",
    );
    expect(changed.map(({ customerNumber }) => String(customerNumber))).toEqual([customerNoOf(world, 1)]);
    expect(await latest("customers")).toEqual(before);
    const overview = await stack.overview("sandbox");
    expect(overview.comparison?.comparedAt).toBe(compared);
    const card = overview.types.find(({ syncType }) => syncType === "customers");
    expect(card?.latest?.runId).toBe(before?.runId);
  });

  test("a product by its code, blanks around it forgiven", async () => {
    const { world } = stack.remotes.rubic;
    for (const { productID, productName } of world.products) {
      world.changeProduct(productID, { productName: `${productName} (ny)` });
    }
    const run = await syncKeys("products", [" KONT-V "]);
    expect(run).toMatchObject({ status: "success", keys: ["KONT-V"] });
    expect(writeNames(stack.remotes.sandbox)).toEqual(["PUT /product/{id}"]);
    const product = stack.remotes.sandbox.state.products.find(({ number }) => number === "KONT-V");
    expect(product?.name).toMatch(/\(ny\)$/);
  });

  test("an invoice by its number, however old, and a payment by its transaction's id", async () => {
    const { world } = stack.remotes.rubic;
    const [first] = addInvoices(world, 3);
    const old = world.addInvoice({
      customerNo: customerNoOf(world, 0),
      invoiceDate: daysBefore(world, 150),
      lines: [{ productID: 101 }],
    });
    const run = await syncKeys("invoices", [String(old.invoiceNumber)]);
    expect(run.status).toBe("success");
    expect(writesTo(stack.remotes.sandbox).map(({ body }) => body)).toEqual([
      expect.objectContaining({ invoiceNumber: old.invoiceNumber }),
    ]);
    if (first === undefined) throw new Error("three invoices were asked for");
    const payment = payInFull(world, old);
    payInFull(world, first);
    stack.remotes.sandbox.control.requests.clear();
    const paying = await syncKeys("payments", [String(payment.invoiceTransactionID)]);
    expect(paying.status).toBe("success");
    expect(writeNames(stack.remotes.sandbox)).toEqual(["PUT /invoice/{id}/:payment"]);
    const state = await latest("invoices");
    expect(state?.runId).not.toBe(run.runId);
  });
});

describe("a number that can't be synced", () => {
  test("is named when Rubic does not have it, and the others are carried over", async () => {
    const { world } = stack.remotes.rubic;
    world.changeCustomer(customerNoOf(world, 0), { city: "BERGEN" });
    const run = await syncKeys("customers", ["nobody", customerNoOf(world, 0), "99999999"]);
    expect(run).toMatchObject({
      status: "partial",
      problem: { code: "KEYS_NOT_FOUND", message: expect.stringContaining("nobody, 99999999") },
    });
    expect(writeNames(stack.remotes.sandbox)).toEqual(["PUT /customer/{id}"]);
    const events = { runId: run.runId, paginationOpts: { numItems: 1, cursor: null } };
    const [last] = (await stack.client.query(api.runs.events, events)).page;
    expect(last?.message).toBe("Done. What was asked for is not all found.");
    expect((await stack.overview("sandbox")).lastProblem).toBeNull();
  });

  test("ends as partial when its record is held, and closes the hold once it is mended; other holds do not matter", async () => {
    const { world } = stack.remotes.rubic;
    const invoice = world.addInvoice({ customerNo: customerNoOf(world, 1), lines: [{ productID: 101 }] });
    const other = world.addInvoice({ customerNo: customerNoOf(world, 2), lines: [{ productID: 101 }] });
    const [line] = invoice.invoiceLines ?? [];
    if (line === undefined) throw new Error("the invoice has a line");
    const { productID, productCode } = line;
    Object.assign(line, { productID: UNKNOWN_PRODUCT, productCode: String(UNKNOWN_PRODUCT) });
    const held = await syncKeys("invoices", [String(invoice.invoiceNumber)]);
    expect(held).toMatchObject({ status: "partial", problem: null });
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
    const [hold] = (await stack.openHolds("sandbox")).filter(({ kind }) => kind === "invoice");
    expect(hold?.rubicKey).toBe(String(invoice.invoiceID));
    // Another record's run neither closes the hold nor minds it.
    expect((await syncKeys("invoices", [String(other.invoiceNumber)])).status).toBe("success");
    expect((await stack.openHolds("sandbox")).some(({ _id }) => _id === hold?._id)).toBe(true);
    Object.assign(line, { productID, productCode });
    expect((await syncKeys("invoices", [String(invoice.invoiceNumber)])).status).toBe("success");
    expect((await stack.openHolds("sandbox")).some(({ _id }) => _id === hold?._id)).toBe(false);
    expect((await syncUntilStable(stack)).at(-1)).toBe("success");
    await checkBooks(stack);
  });

  test.each([
    { syncType: "all", mode: "incremental", keys: ["1"] },
    { syncType: "customers", mode: "full", keys: ["1"] },
    { syncType: "customers", mode: "incremental", keys: [] },
    { syncType: "customers", mode: "incremental", keys: [" "] },
    {
      syncType: "customers",
      mode: "incremental",
      keys: Array.from({ length: 51 }, (_, index) => `${index}`),
    },
  ] as const)("is refused with $syncType, $mode", async ({ keys, ...wish }) => {
    const start = stack.client.mutation(api.syncState.startSync, {
      tripletexEnv: "sandbox",
      via: "page",
      ...wish,
      keys: [...keys],
    });
    await expect(start).rejects.toMatchObject({ data: { code: "KEYS_NOT_USABLE" } });
  });
});
