/**
 * "Why is this not in Tripletex?" over the real path: Rubic and Tripletex are read, the engine's own handlers decide, and nothing is
 * written on either side.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import type { RecordKind } from "../../convex/validators.ts";
import type { World } from "../../src/simulators/world/index.ts";
import { formatIsoDate } from "../../src/sync/format.ts";
import type { HoldCode } from "../../src/sync/hold-codes.ts";
import { monthOf } from "../../src/sync/months.ts";
import { addDaysToIsoDate } from "../../src/sync/oslo.ts";
import { CHECK_OF } from "../../src/sync/why/checks.ts";
import { createSmallWorld, customerNoOf, daysBefore, payInFull } from "../helpers/small-world.ts";
import { closeRemotes, LOCAL_ACTOR, type Stack, startRemotes, startStack } from "../helpers/stack.ts";
import { writeNames } from "../helpers/tripletex-facts.ts";

const MEMBERSHIP = 101;
const HOODIE = 116;

let stack: Stack;

async function ask(kind: RecordKind, text: string | number, by: "number" | "key" = "number") {
  const question = { by, kind, text: String(text) };
  const { chains } = await stack.client.action(api.why.ask, { tripletexEnv: "sandbox", question });
  const [chain = []] = chains;
  const [first, ...needed] = chain;
  if (first === undefined) throw new Error("every question has an answer");
  const failing = first.checks.find(({ state }) => state === "failed");
  return { ...first, failing, needed };
}

async function startSmall(environmentVariables?: Record<string, string>): Promise<World> {
  const remotes = await startRemotes({ world: createSmallWorld() });
  stack = await startStack({ remotes, environmentVariables });
  return remotes.rubic.world;
}

async function closeAll(): Promise<void> {
  await stack.close();
  await closeRemotes(stack.remotes);
}

const bill = (world: World, productID: number, more: { invoiceDate?: string; sentDate?: null } = {}) =>
  world.addInvoice({ customerNo: customerNoOf(world, 0), lines: [{ productID }], ...more });

function bookByHand(
  { control }: Stack["remotes"]["sandbox"],
  { customer, number, date }: { customer: { id: number }; number: number; date: string },
) {
  const orderLines = [
    { description: "For hånd", count: 1, unitPriceExcludingVatCurrency: 650, vatType: { id: 6 } },
  ];
  control.createInvoice({
    invoiceNumber: number,
    invoiceDate: date,
    invoiceDueDate: date,
    orders: [
      { customer, orderDate: date, deliveryDate: date, isPrioritizeAmountsIncludingVat: false, orderLines },
    ],
  });
}

describe("before the first sync", () => {
  beforeAll(async () => {
    await startSmall();
  });
  afterAll(closeAll);

  test("an invoice waits for its customer, which the next sync brings, and nothing is written", async () => {
    const invoice = bill(stack.remotes.rubic.world, MEMBERSHIP);
    const why = await ask("invoice", invoice.invoiceNumber);
    expect(why).toMatchObject({ verdict: "next", failing: undefined });
    expect(why.checks.find(({ code }) => code === "customer")).toMatchObject({
      state: "waits",
      remedy: null,
    });
    expect(why.needed).toMatchObject([{ kind: "customer", verdict: "next" }]);
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
    const intents = await stack.backend.run((ctx) => ctx.db.query("intents").collect());
    const mappings = await stack.backend.run((ctx) => ctx.db.query("customerMapping").collect());
    expect([...intents, ...mappings]).toEqual([]);
  });

  test("what Rubic does not have says so, and what it has in Tripletex alone", async () => {
    const nothing = await ask("invoice", 999_999);
    expect(nothing).toMatchObject({ verdict: "blocked", failing: { code: "inRubic" } });
    expect(nothing.sentence).toContain("Invoice 999999 is not in Tripletex. Rubic does not deliver it.");
    const { sandbox } = stack.remotes;
    const stranger = sandbox.control.createCustomer({ name: "Fremmed AS", customerNumber: 4 });
    bookByHand(sandbox, {
      customer: { id: stranger.id },
      number: 888_888,
      date: stack.remotes.rubic.world.today,
    });
    const byHand = await ask("invoice", 888_888);
    expect(byHand.failing?.finding).toContain("Tripletex has an invoice 888888");
  });

  test("a payer whom only the invoice names is made a customer by the next sync", async () => {
    const { world } = stack.remotes.rubic;
    const customerNo = customerNoOf(world, 2);
    const invoice = world.addInvoice({ customerNo, lines: [{ productID: MEMBERSHIP }] });
    const others = world.customers.filter((each) => each.customerNo !== customerNo);
    const all = world.customers.splice(0, world.customers.length, ...others);
    const why = await ask("invoice", invoice.invoiceNumber);
    world.customers.splice(0, world.customers.length, ...all);
    expect(why).toMatchObject({ verdict: "next", needed: [] });
    expect(why.sentence).toContain(
      `Customer ${customerNo}, named on the invoice alone, comes with the next sync`,
    );
  });

  test("production, which is not ready, is why nothing goes there", async () => {
    const world = stack.remotes.rubic.world;
    const question = { by: "number", kind: "customer", text: customerNoOf(world, 0) } as const;
    const { chains } = await stack.client.action(api.why.ask, { tripletexEnv: "production", question });
    const failing = chains[0]?.[0]?.checks.find(({ state }) => state === "failed");
    expect(failing).toMatchObject({ code: "mayWrite", remedy: expect.stringContaining("doctor") });
  });
});

function prepare(world: World) {
  const paid = bill(world, MEMBERSHIP);
  const old = bill(world, MEMBERSHIP, { invoiceDate: daysBefore(world, 120) });
  const strange = bill(world, HOODIE);
  const unsent = bill(world, MEMBERSHIP, { sentDate: null });
  const corrected = bill(world, MEMBERSHIP);
  world.correctInvoice({ invoiceID: corrected.invoiceID, amount: 150 });
  const credited = bill(world, MEMBERSHIP);
  world.creditInvoice({ invoiceID: credited.invoiceID, amount: 150 });
  const before = bill(world, MEMBERSHIP, { invoiceDate: daysBefore(world, 800) });
  return {
    paid,
    old,
    unsent,
    corrected,
    before,
    strange,
    payment: payInFull(world, paid),
    waiting: payInFull(world, unsent),
    writeOff: world.addTransaction({ invoiceID: paid.invoiceID, paidAmount: 100, transactionTypeID: 6 }),
  };
}

describe("after a sync", () => {
  let records: ReturnType<typeof prepare>;
  beforeAll(async () => {
    const world = await startSmall();
    records = prepare(world);
    await stack.sync("sandbox", "all", "full");
  });
  afterAll(closeAll);

  test("what is in Tripletex is looked up there, with amount and what is left", async () => {
    const why = await ask("invoice", records.paid.invoiceNumber);
    expect(why).toMatchObject({ verdict: "there", failing: undefined });
    expect(why.checks[0]).toMatchObject({ code: "inTripletex", state: "passed" });
    expect(why.checks[0]?.finding).toMatch(/Invoice \d+ of 650,00 kr, 0,00 kr outstanding \(id \d+\)/);
    expect(await ask("payment", records.payment.invoiceTransactionID)).toMatchObject({ verdict: "there" });
    const customer = customerNoOf(stack.remotes.rubic.world, 0);
    expect(await ask("customer", customer)).toMatchObject({ verdict: "there" });
    expect(await ask("product", "KONT-V")).toMatchObject({ kind: "product" });
  });

  test("an invoice that is not sent fails there, and its payment waits for it", async () => {
    const why = await ask("invoice", records.unsent.invoiceNumber);
    expect(why.failing).toMatchObject({ code: "sent", remedy: expect.stringContaining("Send the invoice") });
    const states = why.checks.map(({ state }) => state);
    expect(states.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => "passed"));
    expect(new Set(states.slice(7))).toEqual(new Set(["notReached"]));
    const payment = await ask("payment", records.waiting.invoiceTransactionID);
    expect(payment.failing?.code).toBe("invoice");
    expect(payment.needed).toMatchObject([{ kind: "invoice", verdict: "blocked" }]);
  });

  test("an invoice before the cut-over is none of the service's business", async () => {
    const why = await ask("invoice", records.before.invoiceNumber);
    expect(why).toMatchObject({ verdict: "nothing", failing: { code: "inScope" } });
  });

  test("for every record that is held, the check that fails is the one of its reason", async () => {
    const holds = await stack.openHolds("sandbox");
    expect(holds.length).toBeGreaterThanOrEqual(4);
    for (const { kind, rubicKey, code } of holds) {
      const { failing } = await ask(kind, rubicKey, "key");
      expect({ code, check: failing?.code }).toEqual({ code, check: CHECK_OF[code as HoldCode] });
    }
  });

  test("what a person has left out says who, and why", async () => {
    const [hold] = (await stack.openHolds("sandbox")).filter(
      ({ rubicKey }) => rubicKey === String(records.corrected.invoiceID),
    );
    if (hold === undefined) throw new Error("the corrected invoice is held");
    await stack.client.mutation(api.holds.ignore, { holdId: hold._id, reason: "Bokført for hånd" });
    const { failing } = await ask("invoice", records.corrected.invoiceNumber);
    expect(failing).toMatchObject({
      code: "notLeftOut",
      finding: expect.stringContaining("Bokført for hånd"),
    });
  });

  test("an invoice that nobody read yet is outside of what the next sync reads", async () => {
    const late = bill(stack.remotes.rubic.world, MEMBERSHIP, {
      invoiceDate: daysBefore(stack.remotes.rubic.world, 200),
    });
    const { failing } = await ask("invoice", late.invoiceNumber);
    expect(failing?.code).toBe("inWindow");
    expect(failing?.remedy).toContain(
      `npm run sync -- --env sandbox --type invoices --key ${late.invoiceNumber}`,
    );
  });

  test("a new invoice comes with the next sync, and not while all writing is stopped", async () => {
    const fresh = bill(stack.remotes.rubic.world, MEMBERSHIP);
    expect(await ask("invoice", fresh.invoiceNumber)).toMatchObject({ verdict: "next", failing: undefined });
    const brake = { tripletexEnv: "sandbox", reason: "Feil mva", actor: LOCAL_ACTOR };
    await stack.admin("sync/brake:stop", brake);
    const { failing } = await ask("invoice", fresh.invoiceNumber);
    expect(failing).toMatchObject({ code: "mayWrite", finding: expect.stringContaining("Feil mva") });
    await stack.admin("sync/brake:lift", brake);
  });

  test("a write with an unknown outcome comes before everything else, and an invoice booked differently stops the others", async () => {
    const fresh = bill(stack.remotes.rubic.world, MEMBERSHIP);
    const rubicKey = String(fresh.invoiceID);
    const intentId = await stack.backend.run(async (ctx) => {
      const run = await ctx.db.query("runs").first();
      if (run === null) throw new Error("a sync has run");
      return await ctx.db.insert("intents", {
        kind: "invoice",
        rubicKey,
        tripletexEnv: "sandbox",
        action: "create",
        label: `Invoice ${fresh.invoiceNumber}`,
        requestHash: "hash",
        expectation: { kind: "customer", customerNumber: 1, name: "Ingen" },
        state: "inDoubt",
        sentAt: 1,
        runId: run._id,
        fence: 1,
        emptyLookups: 0,
      });
    });
    const doubt = await ask("invoice", fresh.invoiceNumber);
    expect(doubt.failing).toMatchObject({
      code: "noDoubt",
      remedy: expect.stringContaining("Nothing to do"),
    });
    await stack.backend.run((ctx) => ctx.db.delete("intents", intentId));

    const [other] = await stack.openHolds("sandbox");
    if (other === undefined) throw new Error("something is held");
    const stopped = {
      code: "BOOKED_DIFFERENTLY",
      message: "Invoice 7 was booked differently than Rubic has it.",
    };
    await stack.backend.run((ctx) => ctx.db.patch("holds", other._id, stopped));
    const { failing } = await ask("invoice", fresh.invoiceNumber);
    await stack.backend.run((ctx) =>
      ctx.db.patch("holds", other._id, { code: other.code, message: other.message }),
    );
    expect(failing).toMatchObject({
      code: "firstOfKind",
      finding: expect.stringContaining("Invoice 7 was booked"),
    });
  });

  test("money that somebody registered in Tripletex is not booked again", async () => {
    const { rubic, sandbox } = stack.remotes;
    const invoice = bill(rubic.world, MEMBERSHIP);
    await stack.sync("sandbox", "invoices");
    const booked = sandbox.state.invoices.find(
      ({ invoiceNumber }) => invoiceNumber === invoice.invoiceNumber,
    );
    sandbox.control.registerPayment({
      invoiceId: booked?.id ?? 0,
      date: daysBefore(rubic.world, 3),
      amount: 650,
    });
    const payment = payInFull(rubic.world, invoice);
    const { failing } = await ask("payment", payment.invoiceTransactionID);
    expect(failing).toMatchObject({ code: "free", finding: expect.stringContaining("Already paid") });
  });

  test("of two equal payments on a day, of which one is in Tripletex, the first takes it and the other is booked", async () => {
    const { rubic, sandbox } = stack.remotes;
    const invoice = bill(rubic.world, MEMBERSHIP);
    await stack.sync("sandbox", "invoices");
    const booked = sandbox.state.invoices.find(
      ({ invoiceNumber }) => invoiceNumber === invoice.invoiceNumber,
    );
    const half = { invoiceID: invoice.invoiceID, paidAmount: 325, transactionTypeID: 1 };
    const [first, second] = [rubic.world.addTransaction(half), rubic.world.addTransaction(half)];
    sandbox.control.registerPayment({ invoiceId: booked?.id ?? 0, date: rubic.world.today, amount: 325 });
    const taken = await ask("payment", first.invoiceTransactionID);
    expect(taken.checks.at(-1)?.finding).toContain("takes it as its own");
    const next = await ask("payment", second.invoiceTransactionID);
    expect(next.checks.at(-1)?.finding).toContain("the next sync writes it");
  });

  test("a sync that is on is named", async () => {
    const fresh = bill(stack.remotes.rubic.world, MEMBERSHIP);
    const before = await stack.backend.run(async (ctx) => {
      const lease = await ctx.db.query("leases").first();
      const run = await ctx.db.query("runs").first();
      if (lease === null || run === null) throw new Error("a sync has run");
      await ctx.db.patch("leases", lease._id, { runId: run._id });
      return lease;
    });
    const why = await ask("invoice", fresh.invoiceNumber);
    await stack.backend.run((ctx) => ctx.db.patch("leases", before._id, { runId: before.runId }));
    expect(why).toMatchObject({ verdict: "next" });
    expect(why.checks.find(({ code }) => code === "noRun")).toMatchObject({
      state: "waits",
      finding: expect.stringContaining("A sync is on since"),
    });
  });

  test("a closed period holds a new invoice, and it says so before any sync has met it", async () => {
    const { rubic, sandbox } = stack.remotes;
    const invoiceDate = daysBefore(rubic.world, 50);
    const fresh = bill(rubic.world, MEMBERSHIP, { invoiceDate });
    const closedThrough = addDaysToIsoDate(monthOf(invoiceDate).toExclusive, -1);
    sandbox.control.changeSettings({ closedThrough });
    const { failing } = await ask("invoice", fresh.invoiceNumber);
    sandbox.control.changeSettings({ closedThrough: null });
    expect(failing?.code).toBe("periodOpen");
  });

  test("a document that is mapped to another one in Tripletex differs, and says in what", async () => {
    const { state } = stack.remotes.sandbox;
    const booked = state.invoices.find(({ invoiceNumber }) => invoiceNumber === records.paid.invoiceNumber);
    const row = await stack.backend.run(async (ctx) => {
      const rows = await ctx.db.query("invoiceMapping").collect();
      const own = rows.find(({ rubicInvoiceNumber }) => rubicInvoiceNumber === records.old.invoiceNumber);
      if (own === undefined) throw new Error("the old invoice is booked");
      await ctx.db.patch("invoiceMapping", own._id, { tripletexInvoiceId: booked?.id ?? 0 });
      return own;
    });
    const why = await ask("invoice", records.old.invoiceNumber);
    const { tripletexInvoiceId } = row;
    await stack.backend.run((ctx) => ctx.db.patch("invoiceMapping", row._id, { tripletexInvoiceId }));
    expect(why).toMatchObject({ verdict: "differs", failing: { code: "equal" } });
    expect(why.failing?.finding).toContain(
      `number is ${records.old.invoiceNumber} in Rubic and ${records.paid.invoiceNumber} in Tripletex`,
    );
  });

  test("what somebody took out of Tripletex is not there, whatever the mapping says", async () => {
    const { state } = stack.remotes.sandbox;
    const booked = state.invoices.find(({ invoiceNumber }) => invoiceNumber === records.old.invoiceNumber);
    await stack.backend.run(async (ctx) => {
      const rows = await ctx.db.query("invoiceMapping").collect();
      const row = rows.find(({ tripletexInvoiceId }) => tripletexInvoiceId === booked?.id);
      if (row !== undefined) await ctx.db.patch("invoiceMapping", row._id, { tripletexInvoiceId: 1 });
    });
    const why = await ask("invoice", records.old.invoiceNumber);
    expect(why).toMatchObject({ verdict: "differs", failing: { code: "inTripletex" } });
  });

  test("a customer is found by a part of the name, and by key where several have it", async () => {
    const [customer] = stack.remotes.rubic.world.customers;
    const all = await stack.client.action(api.why.ask, {
      tripletexEnv: "sandbox",
      question: { by: "name", text: "e" },
    });
    expect(all.choices.length).toBeGreaterThan(1);
    const name = customer?.customerName ?? "";
    const one = await stack.client.action(api.why.ask, {
      tripletexEnv: "sandbox",
      question: { by: "name", text: ` ${name.toUpperCase()} ` },
    });
    expect(one.chains[0]?.[0]).toMatchObject({
      kind: "customer",
      rubicKey: customer?.customerNo,
      verdict: "there",
    });
  });
});

describe("what is dated ahead", () => {
  afterAll(closeAll);

  test("is said to come by itself, and so is its payment's invoice", async () => {
    const world = await startSmall();
    const invoice = bill(world, MEMBERSHIP, { invoiceDate: daysBefore(world, -21) });
    const { invoiceTransactionID } = payInFull(world, invoice);
    await stack.sync("sandbox", "all", "full");
    const why = await ask("invoice", invoice.invoiceNumber);
    expect(why.verdict).toBe("blocked");
    const readFrom = formatIsoDate(daysBefore(world, -19));
    const remedy = `Nothing to do: syncs read it from ${readFrom} on.`;
    expect(why.failing).toMatchObject({ code: "inWindow", remedy });
    expect(why.sentence).toContain("dated ahead");
    const payment = await ask("payment", invoiceTransactionID);
    expect(payment.needed).toMatchObject([{ kind: "invoice", verdict: "blocked" }]);
  });
});
