/**
 * Carrying out a plan: exactly what was planned happens, and what is not as planned any more is left alone and named. Each
 * change between plan and execution is tried by itself.
 */
import { afterEach, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import { createWorld } from "../../src/simulators/world/index.ts";
import { osloDate } from "../../src/sync/oslo.ts";
import { checkBooks } from "../helpers/check-books.ts";
import { carryOut, deviationsOf, itemsOf, planOf, preview, startPlan } from "../helpers/plans.ts";
import { addInvoices, createSmallWorld, customerNoOf, payInFull } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, type StackOptions, startStack } from "../helpers/stack.ts";
import { bookedInvoices, bookedPayments, writeNames, writesTo } from "../helpers/tripletex-facts.ts";
import { waitUntil } from "../helpers/wait.ts";

const TODAY = osloDate(Date.now());
const DAY_MS = 86_400_000;

let stack: Stack;
async function start(options: StackOptions = {}): Promise<void> {
  stack = await startStack(options);
}
afterEach(async () => {
  await closeRemotes(stack.remotes);
  await stack.close();
});

const sum = (amounts: number[]) => amounts.reduce((total, each) => total + each, 0);
const clearLog = () => stack.remotes.sandbox.control.requests.clear();

async function watermarks(): Promise<Record<string, number | undefined>> {
  const rows = await stack.backend.run(async (ctx) => await ctx.db.query("syncState").collect());
  return Object.fromEntries(rows.map(({ syncType, watermark }) => [syncType, watermark]));
}

async function refusal(planId: string, change: object = {}): Promise<string> {
  const wish = {
    tripletexEnv: "sandbox",
    mode: "incremental",
    planId,
    via: "commandLine",
    ...change,
  } as const;
  try {
    await stack.client.mutation(api.syncState.startSync, wish);
  } catch (error) {
    return (error as { data: { code: string } }).data.code;
  }
  throw new Error("the plan was taken");
}

describe("a plan for an empty Tripletex", () => {
  test.each([1, 5])("is carried out item by item, equal in kroner (seed %i)", async (seed) => {
    await start({ world: createWorld({ seed, members: 40, today: TODAY, yearsOfHistory: 2 }) });
    const { plan, run: previewed } = await preview(stack);
    const items = await itemsOf(stack, plan.planId);
    const run = await carryOut(stack, plan.planId);
    expect(run).toMatchObject({ planId: plan.planId, deviationCount: 0, status: "partial", problem: null });
    expect(run.progress.map(({ counters }) => counters)).toEqual(
      previewed.progress.map(({ counters }) => counters),
    );
    await checkBooks(stack);
    const { state } = stack.remotes.sandbox;
    const ofKind = (kind: string) => items.filter((item) => item.kind === kind && item.action === "create");
    expect(sum(bookedInvoices(state).map(({ grossOere }) => grossOere))).toBe(
      sum(ofKind("invoice").map(({ amountOere }) => amountOere ?? 0)),
    );
    expect(sum(bookedPayments(state).map(({ amountOere }) => amountOere))).toBe(
      sum(ofKind("payment").map(({ amountOere }) => amountOere ?? 0)),
    );
    expect(
      bookedInvoices(state)
        .map(({ orderNumber }) => orderNumber)
        .toSorted(),
    ).toEqual(
      ofKind("invoice")
        .map(({ rubicKey }) => `RUBIC-${rubicKey}`)
        .toSorted(),
    );
    const after = await planOf(stack, run.runId);
    expect(after).toMatchObject({ done: after.toDo, carriedOutBy: run.runId });
    expect(await watermarks()).toMatchObject({ invoices: plan.startedAt, payments: plan.startedAt });
    clearLog();
    await stack.sync("sandbox", "all", "full");
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
  });

  test("links what it has found, when that was planned", async () => {
    await start();
    await stack.sync("sandbox", "all", "full");
    const { remotes } = stack;
    await stack.close();
    stack = await startStack({ remotes });
    const { plan } = await preview(stack);
    clearLog();
    const run = await carryOut(stack, plan.planId);
    expect(run.deviationCount).toBe(0);
    expect(writeNames(remotes.sandbox)).toEqual([]);
    await checkBooks(stack);
  });

  test("may be gone on with after it was cancelled", async () => {
    await start({ members: 30 });
    const { plan } = await preview(stack);
    const answer = await startPlan(stack, plan.planId);
    await waitUntil(() => bookedInvoices(stack.remotes.sandbox.state).length > 10);
    await stack.client.mutation(api.runs.cancel, { runId: answer.runId });
    expect((await stack.waitForEnd(answer.runId)).status).toBe("cancelled");
    const half = await planOf(stack, answer.runId);
    expect(half.done).toBeGreaterThan(10);
    expect(half.done).toBeLessThan(half.toDo);
    const run = await carryOut(stack, plan.planId);
    expect(run.deviationCount).toBe(0);
    expect(await planOf(stack, run.runId)).toMatchObject({ done: plan.toDo, toDo: plan.toDo });
    await checkBooks(stack);
    expect(await refusal(plan.planId)).toBe("PLAN_CARRIED_OUT");
  });

  test("counts a write as done whose answer was lost, once it is found", async () => {
    await start({ world: createSmallWorld() });
    // The first of its kind is proven before, or the others would wait behind it.
    addInvoices(stack.remotes.rubic.world, 1);
    await stack.sync("sandbox");
    addInvoices(stack.remotes.rubic.world, 3);
    const { plan } = await preview(stack);
    stack.remotes.sandbox.control.faults.add({
      kind: "dropAfter",
      method: "POST",
      path: "^/invoice$",
      times: 1,
    });
    const run = await carryOut(stack, plan.planId);
    expect(run.deviationCount).toBe(0);
    if (run.status === "partial") await stack.sync("sandbox");
    expect(await planOf(stack, run.runId)).toMatchObject({ done: plan.toDo });
    expect(bookedInvoices(stack.remotes.sandbox.state)).toHaveLength(4);
  });
});

/** A club that is synced, and then something to plan: a changed customer, two new invoices, one of them paid. */
async function planChanges() {
  await start({ world: createSmallWorld() });
  await stack.sync("sandbox");
  const { world } = stack.remotes.rubic;
  const customerNo = customerNoOf(world, 0);
  world.changeCustomer(customerNo, { email: "ny@eksempel.test" });
  const [first, second] = addInvoices(world, 2);
  if (first === undefined || second === undefined) throw new Error("two invoices were asked for");
  const payment = payInFull(world, first);
  const { plan } = await preview(stack);
  expect(plan.toDo).toBe(4);
  clearLog();
  return { world, customerNo, first, second, payment, plan, before: await watermarks() };
}
describe("what changes between plan and execution", () => {
  type Planned = Awaited<ReturnType<typeof planChanges>>;

  async function expectLeft(
    planned: Planned,
    expected: { left: object[]; writes: string[]; kept: readonly string[] },
  ): Promise<void> {
    const run = await carryOut(stack, planned.plan.planId);
    const left = await deviationsOf(stack, run.runId);
    expect(left).toEqual(expected.left.map((each) => expect.objectContaining(each)));
    expect(writeNames(stack.remotes.sandbox)).toEqual(expected.writes);
    expect(run).toMatchObject({ status: "partial", deviationCount: expected.left.length });
    expect(run.problem).toMatchObject({
      code: "PLAN_DEVIATIONS",
      message: expect.stringContaining(
        expected.left.length === 1 ? "1 record has" : `${expected.left.length} records have`,
      ),
      remedy: expect.stringContaining("preview again"),
    });
    const after = await watermarks();
    for (const type of ["products", "customers", "invoices", "payments"]) {
      const isKept = expected.kept.includes(type);
      expect({ type, at: after[type] }).toEqual({
        type,
        at: isKept ? planned.before[type] : planned.plan.startedAt,
      });
    }
    expect((await stack.overview("sandbox")).lastProblem).toBeNull();
  }

  const UPDATE = "PUT /customer/{id}";
  const INVOICE = "POST /invoice";
  const PAYMENT = "PUT /invoice/{id}/:payment";
  const ALL = [UPDATE, INVOICE, INVOICE, PAYMENT];

  test("a planned customer changes again in Rubic: it is left and named", async () => {
    const planned = await planChanges();
    planned.world.changeCustomer(planned.customerNo, { email: "enda.nyere@eksempel.test" });
    await expectLeft(planned, {
      left: [{ kind: "customer", reason: "changed", message: expect.stringContaining("changed in Rubic") }],
      writes: [INVOICE, INVOICE, PAYMENT],
      kept: ["customers"],
    });
  });

  test("an invoice and a customer come in: they are left and named, and so is what another customer changed", async () => {
    const planned = await planChanges();
    const [added] = addInvoices(planned.world, 1);
    planned.world.addCustomer({ customerName: "Ny Prøvesen" });
    planned.world.changeCustomer(customerNoOf(planned.world, 1), { email: "annen@eksempel.test" });
    await expectLeft(planned, {
      left: [
        { kind: "customer", reason: "changed", message: expect.stringContaining("it was unchanged") },
        { kind: "customer", reason: "new", label: expect.stringContaining("Ny Prøvesen") },
        { kind: "invoice", reason: "new", rubicKey: String(added?.invoiceID) },
      ],
      writes: ALL,
      kept: ["customers", "invoices"],
    });
  });

  test("a planned invoice changes in Rubic: neither it nor its payment is booked", async () => {
    const planned = await planChanges();
    const invoice = planned.world.invoices.find(({ invoiceID }) => invoiceID === planned.first.invoiceID);
    if (invoice === undefined) throw new Error("the invoice is in the world");
    invoice.dueDate = "2030-01-01";
    await expectLeft(planned, {
      left: [
        { kind: "invoice", reason: "changed", rubicKey: String(planned.first.invoiceID) },
        { kind: "payment", reason: "held", message: expect.stringContaining("is held now") },
      ],
      writes: [UPDATE, INVOICE],
      kept: ["invoices", "payments"],
    });
  });

  test("somebody edits a planned customer in Tripletex: it is left, with what it would change now", async () => {
    const planned = await planChanges();
    const { state, control } = stack.remotes.sandbox;
    const customer = state.customers.find((each) => each.customerNumber === Number(planned.customerNo));
    if (customer === undefined) throw new Error("the customer is in Tripletex");
    const { id, version } = customer;
    control.editCustomer({ customerId: id, changes: { id, version, email: "regnskap@eksempel.test" } });
    await expectLeft(planned, {
      left: [
        { kind: "customer", reason: "changed", message: expect.stringContaining("regnskap@eksempel.test") },
      ],
      writes: [INVOICE, INVOICE, PAYMENT],
      kept: ["customers"],
    });
  });

  test("somebody makes the planned change in Tripletex by hand: nothing is needed, and that is named", async () => {
    const planned = await planChanges();
    const { state, control } = stack.remotes.sandbox;
    const customer = state.customers.find((each) => each.customerNumber === Number(planned.customerNo));
    if (customer === undefined) throw new Error("the customer is in Tripletex");
    const { id, version } = customer;
    control.editCustomer({ customerId: id, changes: { id, version, email: "ny@eksempel.test" } });
    await expectLeft(planned, {
      left: [{ kind: "customer", reason: "notNeeded" }],
      writes: [INVOICE, INVOICE, PAYMENT],
      kept: ["customers"],
    });
  });

  test("a planned payment is registered by hand: the posting is not taken without having been planned", async () => {
    const planned = await planChanges();
    await stack.sync("sandbox", "invoices");
    const { state, control } = stack.remotes.sandbox;
    const booked = state.invoices.find(({ invoiceNumber }) => invoiceNumber === planned.first.invoiceNumber);
    control.registerPayment({
      invoiceId: booked?.id ?? 0,
      date: planned.world.today,
      amount: planned.first.totalAmount,
    });
    clearLog();
    planned.before = await watermarks();
    const run = await carryOut(stack, planned.plan.planId);
    expect(await deviationsOf(stack, run.runId)).toEqual([
      expect.objectContaining({ kind: "invoice", reason: "notNeeded" }),
      expect.objectContaining({ kind: "invoice", reason: "notNeeded" }),
      expect.objectContaining({ kind: "payment", reason: "changed" }),
    ]);
    expect(writeNames(stack.remotes.sandbox)).toEqual([UPDATE]);
    const mappings = await stack.backend.run(async (ctx) => await ctx.db.query("paymentMapping").collect());
    expect(mappings).toEqual([]);
  });

  test("a planned invoice disappears from Rubic: it is named", async () => {
    const planned = await planChanges();
    planned.world.invoices = planned.world.invoices.filter(
      (each) => each.invoiceID !== planned.second.invoiceID,
    );
    await expectLeft(planned, {
      left: [{ kind: "invoice", reason: "gone", rubicKey: String(planned.second.invoiceID) }],
      writes: [UPDATE, INVOICE, PAYMENT],
      kept: ["invoices"],
    });
  });

  test("a planned product changes in Rubic: it is not created otherwise than was agreed", async () => {
    await start({ world: createSmallWorld() });
    const { plan } = await preview(stack);
    const { world } = stack.remotes.rubic;
    world.changeProduct(101, { price: 4321 });
    const run = await carryOut(stack, plan.planId);
    expect(await deviationsOf(stack, run.runId)).toMatchObject([
      { kind: "product", reason: "changed", rubicKey: "101" },
    ]);
    expect(stack.remotes.sandbox.state.products.map(({ number }) => number)).not.toContain("KONT-V");
  });

  test("a payer whom only an invoice names is planned, carried out, and named when the invoice is gone", async () => {
    const world = createSmallWorld();
    const payers = ["55010", "55011"].map((customerNo) => {
      const customer = world.addCustomer({ customerNo, customerName: `Bare Faktura ${customerNo}` });
      const invoice = world.addInvoice({ customerNo, invoiceDate: TODAY, lines: [{ productID: 101 }] });
      return { customer, invoice };
    });
    world.customers = world.customers.filter((each) => payers.every(({ customer }) => customer !== each));
    await start({ world });
    const { plan } = await preview(stack);
    const planned = (await itemsOf(stack, plan.planId)).filter(({ kind }) => kind === "customer");
    expect(planned.map(({ rubicKey, action }) => [rubicKey, action])).toEqual(
      expect.arrayContaining([
        ["55010", "create"],
        ["55011", "create"],
      ]),
    );
    stack.remotes.rubic.world.invoices = stack.remotes.rubic.world.invoices.filter(
      (each) => each.invoiceID !== payers[1]?.invoice.invoiceID,
    );
    const run = await carryOut(stack, plan.planId);
    const left = await deviationsOf(stack, run.runId);
    expect(left.map(({ kind, reason, rubicKey }) => [kind, reason, rubicKey])).toEqual(
      expect.arrayContaining([
        ["customer", "gone", "55011"],
        ["invoice", "gone", String(payers[1]?.invoice.invoiceID)],
      ]),
    );
    expect(left).toHaveLength(2);
    const numbers = stack.remotes.sandbox.state.customers.map(({ customerNumber }) => customerNumber);
    expect(numbers).toContain(55_010);
    expect(numbers).not.toContain(55_011);
    expect(bookedInvoices(stack.remotes.sandbox.state)).toHaveLength(1);
  });

  test("what was left is planned anew, and then carried out", async () => {
    const planned = await planChanges();
    planned.world.changeCustomer(planned.customerNo, { email: "enda.nyere@eksempel.test" });
    addInvoices(planned.world, 1);
    await carryOut(stack, planned.plan.planId);
    const again = await preview(stack);
    expect(again.plan.toDo).toBe(2);
    const run = await carryOut(stack, again.plan.planId);
    expect(run).toMatchObject({ status: "success", deviationCount: 0, problem: null });
    await checkBooks(stack);
  });
});

describe("a plan is refused", () => {
  test("with clear words when it is unknown, foreign, unfinished, too old, empty or for other types", async () => {
    await start({ world: createSmallWorld() });
    expect(await refusal("nonsense")).toBe("PLAN_NOT_FOUND");
    stack.remotes.rubic.control.changeSettings({ latencyMs: 60 });
    const { runId } = await stack.start("sandbox", "customers", "preview");
    const unfinished = await planOf(stack, runId);
    expect(await refusal(unfinished.planId)).toBe("PLAN_NOT_FINISHED");
    stack.remotes.rubic.control.changeSettings({ latencyMs: 0 });
    await stack.waitForEnd(runId);
    const { planId } = unfinished;
    expect(await refusal(planId, { tripletexEnv: "production" })).toBe("PLAN_OF_OTHER_ENVIRONMENT");
    expect(await refusal(planId, { syncType: "all" })).toBe("PLAN_OF_OTHER_TYPES");
    await stack.backend.run(async (ctx) => {
      await ctx.db.patch("plans", planId, { startedAt: Date.now() - 8 * DAY_MS });
    });
    expect(await refusal(planId)).toBe("PLAN_TOO_OLD");
    await stack.sync("sandbox");
    expect(await refusal((await preview(stack)).plan.planId)).toBe("PLAN_EMPTY");
    expect(writesTo(stack.remotes.sandbox).length).toBeGreaterThan(0);
  });

  test("when its preview failed or was cancelled", async () => {
    await start({ world: createSmallWorld() });
    const { control } = stack.remotes.rubic;
    control.faults.add({ kind: "status", status: 401, times: "always" });
    const failed = await preview(stack);
    expect(failed.run.status).toBe("failed");
    expect(await refusal(failed.plan.planId)).toBe("PLAN_FAILED");
    control.faults.clear();
    control.changeSettings({ latencyMs: 60 });
    const { runId } = await stack.start("sandbox", "all", "preview");
    await stack.client.mutation(api.runs.cancel, { runId });
    await stack.waitForEnd(runId);
    expect(await refusal((await planOf(stack, runId)).planId)).toBe("PLAN_CANCELLED");
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
  });
});
