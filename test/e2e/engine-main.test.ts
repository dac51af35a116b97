/**
 * The whole path over HTTP: simulators, local backend, the project's own functions. What ends up in Tripletex is compared
 * with what the world holds, and every write is counted. Each block has its own deployment and company.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import { checkBooks } from "../helpers/check-books.ts";
import { toOere } from "../helpers/rubic-facts.ts";
import { createSmallWorld, customerNoOf, payInFull } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startStack } from "../helpers/stack.ts";
import { bookedPayments, writeNames, writesTo } from "../helpers/tripletex-facts.ts";
import { waitUntil, waitUntilQuiet } from "../helpers/wait.ts";

const MEMBERS = 40;
const sum = (amounts: number[]) => amounts.reduce((total, each) => total + each, 0);
const NOTHING_IGNORED = { ignoredCount: 0, ignoredOere: 0, alreadyPaidOere: 0 };

async function closeAll(stack: Stack): Promise<void> {
  await stack.close();
  await closeRemotes(stack.remotes);
}

function clearLogs(stack: Stack): void {
  stack.remotes.sandbox.control.requests.clear();
  stack.remotes.production.control.requests.clear();
  stack.remotes.rubic.control.log.clear();
}

describe("a first sync of everything", () => {
  let stack: Stack;
  let run: Awaited<ReturnType<Stack["sync"]>>;

  beforeAll(async () => {
    stack = await startStack({ members: MEMBERS });
    run = await stack.sync("sandbox", "all", "full");
  });
  afterAll(() => closeAll(stack));

  test("ends as partial, because some documents need a person, and says so per type", () => {
    expect(run.status).toBe("partial");
    expect(run.problem).toBeNull();
    expect(run.interruptions).toBe(0);
    for (const { counters, expected, isExpectedFinal } of run.progress) {
      const { done, created, updated, adopted, unchanged, held } = counters;
      expect(done).toBe(created + updated + adopted + unchanged + held);
      expect({ done, isExpectedFinal }).toEqual({ done: expected, isExpectedFinal: true });
    }
  });

  test("books every invoice and payment as Rubic has it, once, and holds the rest by name", async () => {
    const expected = await checkBooks(stack);
    expect(expected.invoices.length).toBeGreaterThan(150);
    expect(expected.payments.length).toBeGreaterThan(150);
    expect(expected.heldInvoices.length).toBeGreaterThan(10);
  });

  test("keeps the invoice that two equal payments on one day settle, with both of them", () => {
    const { awkward, invoices } = stack.remotes.rubic.world;
    const invoice = invoices.find(({ invoiceID }) => invoiceID === awkward.twoEqualPaymentsSameDay);
    const payments = bookedPayments(stack.remotes.sandbox.state).filter(
      ({ invoiceNumber }) => invoiceNumber === invoice?.invoiceNumber,
    );
    expect(payments.map(({ amountOere }) => amountOere)).toEqual(
      Array(2).fill(toOere(invoice?.totalAmount ?? 0) / 2),
    );
  });

  test("leaves nothing in Tripletex that would write to a member", () => {
    const { state, control } = stack.remotes.sandbox;
    expect(control.sentToCustomers).toEqual([]);
    for (const customer of state.customers) {
      expect(customer).toMatchObject({
        invoiceSendMethod: "MANUAL",
        isAutomaticSoftReminderEnabled: false,
        isAutomaticReminderEnabled: false,
        isAutomaticNoticeOfDebtCollectionEnabled: false,
        invoiceSendSMSNotification: false,
        isFactoring: false,
      });
    }
    const invoiceWrites = writesTo(stack.remotes.sandbox).filter(({ template }) => template === "/invoice");
    for (const { query } of invoiceWrites) expect(query.sendToCustomer).toEqual(["false"]);
  });

  test("writes no KID, as Rubic's interface has none", () => {
    for (const invoice of stack.remotes.sandbox.state.invoices) expect(invoice.kid).toBe("");
  });

  test("compares both sides to the øre: Rubic = Tripletex + held", async () => {
    const expected = await checkBooks(stack);
    const { comparison } = await stack.overview("sandbox");
    if (comparison === null) throw new Error("a run of all types ends in a comparison");
    // Credits take off what their invoices have added.
    const booked = [...expected.invoices, ...expected.credits];
    const bookedOere = sum(booked.map(({ grossOere }) => grossOere));
    const heldCount = expected.heldInvoices.length + expected.heldCredits.length;
    const paidOere = sum(expected.payments.map(({ amountOere }) => amountOere));
    expect(comparison).toMatchObject({ isCompleteRead: true, differences: [], differenceCount: 0 });
    expect(comparison.invoices).toEqual({
      rubicCount: booked.length + heldCount,
      rubicOere: expected.invoiceOere,
      tripletexCount: booked.length,
      tripletexOere: bookedOere,
      heldCount,
      heldOere: expected.invoiceOere - bookedOere,
      ...NOTHING_IGNORED,
    });
    expect(comparison.payments).toEqual({
      rubicCount: expected.payments.length + expected.heldPayments.length,
      rubicOere: expected.paymentOere,
      tripletexCount: expected.payments.length,
      tripletexOere: paidOere,
      heldCount: expected.heldPayments.length,
      heldOere: expected.paymentOere - paidOere,
      ...NOTHING_IGNORED,
    });
  });

  test("names each held document with code, message and one remedy", async () => {
    const { page } = await stack.client.query(api.holds.list, {
      tripletexEnv: "sandbox",
      paginationOpts: { numItems: 200, cursor: null },
    });
    const { heldCount } = await stack.overview("sandbox");
    expect(page).toHaveLength(heldCount);
    for (const hold of page) {
      for (const text of [hold.label, hold.code, hold.message, hold.remedy]) expect(text).not.toBe("");
      expect(hold.message).not.toContain("undefined");
      if (hold.kind === "invoice" || hold.kind === "payment") {
        expect(hold.documentDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
        expect(hold.amountOere).not.toBeNull();
      }
    }
  });

  test("marks an invoice as paid exactly when nothing is outstanding in Tripletex", async () => {
    const rows = await stack.backend.run(async (ctx) => await ctx.db.query("invoiceMapping").collect());
    const invoices = new Map(stack.remotes.sandbox.state.invoices.map((invoice) => [invoice.id, invoice]));
    for (const row of rows) {
      const outstanding = toOere(invoices.get(row.tripletexInvoiceId)?.amountOutstanding ?? Number.NaN);
      expect({ id: row.rubicInvoiceId, paid: row.paymentSynced }).toEqual({
        id: row.rubicInvoiceId,
        paid: outstanding === 0,
      });
    }
  });

  test("writes nothing when it is run again, incrementally or in full", async () => {
    for (const mode of ["incremental", "full"] as const) {
      clearLogs(stack);
      const again = await stack.sync("sandbox", "all", mode);
      expect(again.status).toBe("partial");
      expect(writeNames(stack.remotes.sandbox)).toEqual([]);
      await checkBooks(stack);
      const { comparison } = await stack.overview("sandbox");
      expect(comparison).toMatchObject({ differenceCount: 0, isCompleteRead: mode === "full" });
    }
  });
});

describe("a change in Rubic", () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack({ world: createSmallWorld() });
    await stack.sync("sandbox", "all", "full");
  });
  beforeEach(() => clearLogs(stack));
  afterAll(() => closeAll(stack));

  test("of a customer leads to exactly one write, of what changed", async () => {
    const { world } = stack.remotes.rubic;
    const customerNo = customerNoOf(world, 0);
    world.changeCustomer(customerNo, { email: "ny.adresse@eksempel.test", city: "BERGEN" });
    const run = await stack.sync("sandbox");
    expect(writeNames(stack.remotes.sandbox)).toEqual(["PUT /customer/{id}"]);
    expect(run.progress.find(({ syncType }) => syncType === "customers")?.counters.updated).toBe(1);
    const { customers, addresses } = stack.remotes.sandbox.state;
    const customer = customers.find((each) => each.customerNumber === Number(customerNo));
    expect(customer?.email).toBe("ny.adresse@eksempel.test");
    expect(addresses.find(({ id }) => id === customer?.postalAddress?.id)?.city).toBe("BERGEN");
    clearLogs(stack);
    await stack.sync("sandbox");
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
  });

  test("of a product's name leads to exactly one write", async () => {
    stack.remotes.rubic.world.changeProduct(101, { productName: "Medlemskontingent voksne" });
    await stack.sync("sandbox");
    expect(writeNames(stack.remotes.sandbox)).toEqual(["PUT /product/{id}"]);
    const product = stack.remotes.sandbox.state.products.find(({ number }) => number === "KONT-V");
    expect(product?.name).toBe("Medlemskontingent voksne");
  });

  test("never blanks what the accountant has filled in", async () => {
    const { world } = stack.remotes.rubic;
    const { sandbox } = stack.remotes;
    const customerNo = customerNoOf(world, 1);
    const before = sandbox.state.customers.find((each) => each.customerNumber === Number(customerNo));
    sandbox.control.editCustomer({
      customerId: before?.id ?? 0,
      changes: { id: before?.id, version: before?.version, invoiceEmail: "regnskap@eksempel.test" },
    });
    world.changeCustomer(customerNo, { email: null, mobile: "41234567" });
    await stack.sync("sandbox");
    const after = sandbox.state.customers.find((each) => each.customerNumber === Number(customerNo));
    expect(after).toMatchObject({
      invoiceEmail: "regnskap@eksempel.test",
      email: before?.email,
      phoneNumberMobile: "41234567",
    });
  });

  test("a new payment leads to exactly one write", async () => {
    const { world } = stack.remotes.rubic;
    const invoice = world.addInvoice({ customerNo: customerNoOf(world, 2), lines: [{ productID: 101 }] });
    await stack.sync("sandbox");
    expect(writeNames(stack.remotes.sandbox)).toEqual(["POST /invoice"]);
    clearLogs(stack);
    payInFull(world, invoice);
    await stack.sync("sandbox");
    expect(writeNames(stack.remotes.sandbox)).toEqual(["PUT /invoice/{id}/:payment"]);
    await checkBooks(stack);
  });

  test("of a booked invoice is never written, but held with the amount that differs", async () => {
    const { world } = stack.remotes.rubic;
    const invoice = world.addInvoice({ customerNo: customerNoOf(world, 0), lines: [{ productID: 106 }] });
    await stack.sync("sandbox");
    clearLogs(stack);
    world.creditInvoice({ invoiceID: invoice.invoiceID, amount: 500 });
    await stack.sync("sandbox");
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
    const hold = (await stack.openHolds("sandbox")).find(
      ({ kind, rubicKey }) => kind === "credit" && rubicKey === String(invoice.invoiceID),
    );
    expect(hold).toMatchObject({ code: "CREDIT_PARTIAL", amountOere: -50_000 });
    const { comparison } = await stack.overview("sandbox");
    const { rubicOere, tripletexOere, heldOere } = comparison?.invoices ?? {};
    expect(rubicOere).toBe((tripletexOere ?? 0) + (heldOere ?? 0));
    world.invoices = world.invoices.filter((each) => each !== invoice);
  });

  test("a payment that somebody registered by hand is adopted, not paid twice", async () => {
    const { world } = stack.remotes.rubic;
    const invoice = world.addInvoice({ customerNo: customerNoOf(world, 1), lines: [{ productID: 101 }] });
    await stack.sync("sandbox");
    const booked = stack.remotes.sandbox.state.invoices.find(
      ({ invoiceNumber }) => invoiceNumber === invoice.invoiceNumber,
    );
    stack.remotes.sandbox.control.registerPayment({
      invoiceId: booked?.id ?? 0,
      date: world.today,
      amount: invoice.totalAmount,
    });
    clearLogs(stack);
    payInFull(world, invoice);
    const run = await stack.sync("sandbox");
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
    expect(run.progress.find(({ syncType }) => syncType === "payments")?.counters.adopted).toBe(1);
  });

  test("a payment made by hand in Tripletex that Rubic does not know shows as a difference", async () => {
    const { world } = stack.remotes.rubic;
    const invoice = world.addInvoice({ customerNo: customerNoOf(world, 1), lines: [{ productID: 101 }] });
    await stack.sync("sandbox");
    const { state, control } = stack.remotes.sandbox;
    const booked = state.invoices.find(({ invoiceNumber }) => invoiceNumber === invoice.invoiceNumber);
    control.registerPayment({ invoiceId: booked?.id ?? 0, date: world.today, amount: 100 });
    await stack.sync("sandbox");
    const { comparison } = await stack.overview("sandbox");
    expect(comparison?.differences).toEqual([
      expect.objectContaining({
        label: `Invoice ${invoice.invoiceNumber}`,
        rubicOere: 0,
        tripletexOere: 10_000,
      }),
    ]);
    // What Rubic gets to know of later settles it: the posting is adopted.
    world.addTransaction({ invoiceID: invoice.invoiceID, paidAmount: 100, transactionTypeID: 4 });
    await stack.sync("sandbox");
    expect((await stack.overview("sandbox")).comparison?.differenceCount).toBe(0);
  });
});

describe("a deployment whose data is lost", () => {
  let stack: Stack;

  beforeEach(async () => {
    stack = await startStack({ members: 30 });
  });
  afterEach(() => closeAll(stack));

  test("after a sync: the next deployment adopts everything and writes nothing", async () => {
    const { remotes } = stack;
    await stack.sync("sandbox", "all", "full");
    await stack.close();
    stack = await startStack({ remotes });
    clearLogs(stack);
    const rerun = await stack.sync("sandbox", "all", "full");
    expect(writeNames(remotes.sandbox)).toEqual([]);
    expect(rerun.progress.map(({ counters }) => counters.created)).toEqual([0, 0, 0, 0]);
    const expected = await checkBooks(stack);
    expect(rerun.progress.map(({ counters }) => counters.adopted)).toEqual([
      expected.productCodes.length,
      expected.customerNumbers.length,
      expected.invoices.length,
      expected.payments.length,
    ]);
  });

  test("in the middle of the first sync: nothing is doubled, the rest is booked", async () => {
    const { remotes } = stack;
    const countOf = (name: string) => writeNames(remotes.sandbox).filter((each) => each === name).length;
    await stack.start("sandbox", "all", "full");
    await waitUntil(() => countOf("PUT /invoice/{id}/:payment") >= 20);
    await stack.close();
    await waitUntilQuiet(() => remotes.sandbox.control.requests.list().length);
    const paidBefore = bookedPayments(remotes.sandbox.state).length;
    stack = await startStack({ remotes });
    const run = await stack.sync("sandbox", "all", "full");
    const expected = await checkBooks(stack);
    const counters = new Map(run.progress.map((each) => [each.syncType, each.counters]));
    expect(paidBefore).toBeGreaterThanOrEqual(20);
    expect(paidBefore).toBeLessThan(expected.payments.length);
    expect(counters.get("payments")).toMatchObject({
      adopted: paidBefore,
      created: expected.payments.length - paidBefore,
    });
    expect(counters.get("invoices")).toMatchObject({ adopted: expected.invoices.length, created: 0 });
  });
});
