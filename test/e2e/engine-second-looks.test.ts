/**
 * Where a first look is not enough: what the engine must not conclude from a failed second look, a lagging list, a wrongly
 * booked invoice, a slow day, an unreadable page, or a record that has left Rubic.
 */
import { afterEach, describe, expect, test } from "vitest";
import { differenceOere } from "../../src/sync/truth.ts";
import { closeRemotes, type Stack, startStack } from "../helpers/stack.ts";

const MEMBERS = 30;

let stack: Stack;
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function expectEqualBooks(): Promise<void> {
  const { comparison } = await stack.overview("sandbox");
  if (comparison === null) throw new Error("nothing was compared");
  expect([differenceOere(comparison.invoices), differenceOere(comparison.payments)]).toEqual([0, 0]);
  expect(comparison.differences).toEqual([]);
}

const requestsTo = (method: string, template: string) =>
  stack.remotes.sandbox.control.requests
    .list()
    .filter((request) => request.method === method && request.template === template);

const paymentsSent = () => requestsTo("PUT", "/invoice/{id}/:payment").length;

async function unpaidMapping() {
  const mappings = await stack.backend.run((ctx) => ctx.db.query("invoiceMapping").collect());
  const unpaid = mappings.find((mapping) => !mapping.paymentSynced && mapping.paidOere === 0);
  if (unpaid === undefined) throw new Error("the world has no unpaid invoice");
  return unpaid;
}

describe("a payment whose posting can't be found at once", () => {
  test.each(["rateLimited", "status"] as const)("is not sent again when the look meets %s", async (kind) => {
    stack = await startStack({ members: MEMBERS });
    await stack.sync("sandbox", "all", "full");
    const { rubic, sandbox } = stack.remotes;
    const invoice = await unpaidMapping();
    rubic.world.addTransaction({
      invoiceID: invoice.rubicInvoiceId,
      paidAmount: 100,
      paymentDate: rubic.world.today,
    });
    const look = { method: "GET", path: "^/invoice/\\{id\\}$", times: 1 } as const;
    sandbox.control.faults.add([
      { kind: "slow", delayMs: 300, method: "PUT", path: "^/invoice/\\{id\\}/:payment", times: 1 },
      kind === "status" ? { ...look, kind, status: 404 } : { ...look, kind, withHeaders: false },
    ]);
    const sentBefore = paymentsSent();
    const started = await stack.start("sandbox", "payments");
    // Somebody books at the same moment, so that the answer names two new postings.
    await until(() => paymentsSent() > sentBefore);
    const byHand = { invoiceId: invoice.tripletexInvoiceId, date: rubic.world.today, amount: 33 };
    sandbox.control.registerPayment(byHand);
    await stack.waitForEnd(started.runId);
    await stack.sync("sandbox", "payments");

    const booked = sandbox.state.invoices.find(({ id }) => id === invoice.tripletexInvoiceId);
    expect((booked?.amount ?? 0) - (booked?.amountOutstanding ?? 0)).toBe(133);
    expect(await stack.backend.run((ctx) => ctx.db.query("intents").collect())).toEqual([]);
  });
});

test("keeps the results of a sub-batch when the second look after one refusal fails", async () => {
  stack = await startStack({ members: MEMBERS });
  await stack.sync("sandbox", "products");
  await stack.sync("sandbox", "customers");
  const { faults } = stack.remotes.sandbox.control;
  const invoices = { path: "^/invoice$" };
  const body = { status: 422, code: 18000, message: "Validering feilet." };
  faults.add({ ...invoices, kind: "status", status: 422, method: "POST", after: 30, times: 1, body });
  const started = await stack.start("sandbox", "invoices");
  await until(() => requestsTo("POST", "/invoice").some((request) => request.status === 422));
  faults.add({ ...invoices, kind: "errorBefore", method: "GET", times: 3 });
  const run = await stack.waitForEnd(started.runId);

  expect(run.problem?.code).toBe("TRIPLETEX_REMOTE_FAILURE");
  expect(await stack.backend.run((ctx) => ctx.db.query("intents").collect())).toEqual([]);
  const mapped = await stack.backend.run((ctx) => ctx.db.query("invoiceMapping").collect());
  const booked = stack.remotes.sandbox.state.invoices.map(({ id }) => id);
  expect(new Set(mapped.map((mapping) => mapping.tripletexInvoiceId))).toEqual(new Set(booked));
  expect(mapped).toHaveLength(booked.length);
  await stack.sync("sandbox", "all", "full");
  await expectEqualBooks();
});

test("an invoice that was booked differently stops all further invoices until a person has decided", async () => {
  stack = await startStack({ members: MEMBERS });
  stack.remotes.sandbox.control.changeSettings({ roundsToWholeKroner: true });
  const first = await stack.sync("sandbox", "all", "full");
  expect(first).toMatchObject({ status: "failed", problem: { code: "BOOKED_DIFFERENTLY" } });
  const booked = stack.remotes.sandbox.state.invoices.length;
  stack.remotes.sandbox.control.changeSettings({ roundsToWholeKroner: false });
  const second = await stack.sync("sandbox", "all", "full");
  expect(second).toMatchObject({ status: "failed", problem: { code: "BOOKED_DIFFERENTLY" } });
  expect(stack.remotes.sandbox.state.invoices).toHaveLength(booked);

  const [hold] = (await stack.openHolds("sandbox")).filter(({ code }) => code === "BOOKED_DIFFERENTLY");
  const actor = { kind: "commandLine", name: "Test" };
  await stack.admin("sync/holdActs:ignore", { holdId: hold?._id, reason: "Rounding is off now.", actor });
  const third = await stack.sync("sandbox", "all", "full");
  expect(third.status).toBe("partial");
  expect(stack.remotes.sandbox.state.invoices.length).toBeGreaterThan(booked);
  const { comparison } = await stack.overview("sandbox");
  expect(comparison?.invoices.ignoredCount).toBe(1);
  await expectEqualBooks();
});

test("a wait in the middle of a chunk counts nothing twice", async () => {
  stack = await startStack({ members: MEMBERS });
  const { faults } = stack.remotes.sandbox.control;
  faults.add({
    kind: "rateLimited",
    method: "POST",
    path: "^/invoice$",
    after: 60,
    times: 1,
    retryAfterSeconds: 11,
  });
  const run = await stack.sync("sandbox", "all", "full");
  for (const { counters, expected } of run.progress) expect(counters.done).toBe(expected);
  await expectEqualBooks();
});

test("an invoice that a lagging list does not show yet is not taken for gone", async () => {
  stack = await startStack({ members: MEMBERS });
  stack.remotes.sandbox.control.changeSettings({ listLagMs: 60_000 });
  await stack.sync("sandbox", "all", "full");
  const gone = (await stack.openHolds("sandbox")).filter(({ code }) => code === "GONE_FROM_TRIPLETEX");
  expect(gone).toEqual([]);
});

test("a page that is mostly unreadable stops the type and names the cause; nothing is booked from it", async () => {
  stack = await startStack({ members: MEMBERS });
  const { world } = stack.remotes.rubic;
  for (const invoice of world.invoices) Object.assign(invoice, { grossTotal: "a lot" });
  const run = await stack.sync("sandbox", "all", "full");
  expect(run).toMatchObject({ status: "failed", problem: { code: "RUBIC_ANSWER_CHANGED" } });
  expect(stack.remotes.sandbox.state.invoices).toEqual([]);
});

test("hundreds of unreadable rows are held one by one beside the readable ones", async () => {
  stack = await startStack({ members: MEMBERS });
  const { world } = stack.remotes.rubic;
  const model = world.invoices.at(-1);
  for (let index = 0; index < 150; index += 1) {
    world.invoices.push({
      ...structuredClone(model),
      invoiceID: 900_000 + index,
      grossTotal: "a lot",
    } as never);
  }
  const run = await stack.sync("sandbox", "all", "full");
  expect(run.status).toBe("partial");
  const held = (await stack.openHolds("sandbox")).filter(({ code }) => code === "INVALID_RECORD");
  expect(held).toHaveLength(150);
});

test("what has left Rubic is not held any more after everything was read", async () => {
  stack = await startStack({ members: MEMBERS });
  await stack.sync("sandbox", "all", "full");
  const { world } = stack.remotes.rubic;
  const draft = (await stack.openHolds("sandbox")).find(({ code }) => code === "INVOICE_NOT_SENT");
  const index = world.invoices.findIndex(({ invoiceID }) => String(invoiceID) === draft?.rubicKey);
  world.invoices.splice(index, 1);
  const nameless = world.customers.find(({ customerNo }) => customerNo === null);
  Object.assign(nameless ?? {}, { customerNo: "91234" });
  await stack.sync("sandbox", "all", "full");
  const codes = (await stack.openHolds("sandbox")).map(({ code }) => code);
  expect(codes).not.toContain("INVOICE_NOT_SENT");
  expect(codes).not.toContain("CUSTOMER_WITHOUT_NUMBER");
  await expectEqualBooks();
});

test("gets on however slow the other side is", async () => {
  stack = await startStack({ members: MEMBERS });
  // Reading alone takes longer than a step's half minute.
  const slow = { kind: "slow", delayMs: 4_000, times: "always" } as const;
  stack.remotes.sandbox.control.faults.add(slow);
  stack.remotes.rubic.control.faults.add(slow);
  const started = await stack.start("sandbox", "products");
  await until(() => requestsTo("POST", "/product/list").length > 0);
  stack.remotes.sandbox.control.faults.clear();
  stack.remotes.rubic.control.faults.clear();
  const run = await stack.waitForEnd(started.runId);
  expect(run.progress[0]?.counters.created).toBe(25);
}, 120_000);
