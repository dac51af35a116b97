/**
 * What changes in Rubic after it was booked, found by what each run, each day's first run and the weekly one read again: the right
 * write, or a hold with the amount that differs.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import type { Invoice } from "../../src/simulators/world/entities.ts";
import type { World } from "../../src/simulators/world/index.ts";
import type { HoldCode } from "../../src/sync/hold-codes.ts";
import { differenceOere } from "../../src/sync/truth.ts";
import { bookInvoiceByHand } from "../helpers/by-hand.ts";
import {
  billFee,
  closeClub,
  isMarkedPaid,
  letADayPass,
  OCR,
  paymentsOn,
  REFUND,
  startSmallClub,
} from "../helpers/payment-cases.ts";
import { expectHold, findBooked, noHold } from "../helpers/situations.ts";
import { customerNoOf, daysBefore } from "../helpers/small-world.ts";
import type { Stack } from "../helpers/stack.ts";
import { writeNames } from "../helpers/tripletex-facts.ts";

/** Older than what every run reads. */
const OLD = 110;

let stack: Stack;
let world: World;

beforeAll(async () => {
  stack = await startSmallClub();
  world = stack.remotes.rubic.world;
  billFee(world);
  await stack.sync("sandbox", "all", "full");
});
afterAll(() => closeClub(stack));

const ago = (days: number) => daysBefore(world, days);

async function bookedInvoice(days = OLD) {
  const invoice = billFee(world, { invoiceDate: ago(days) });
  await stack.sync("sandbox", "all", "full");
  expect(findBooked(stack, invoice)?.amount).toBe(650);
  return invoice;
}

async function syncNextDay() {
  await letADayPass(stack);
  return await stack.sync("sandbox");
}

/** As a person does who has put it right by hand. */
async function leaveOut({ invoiceID }: Invoice, code: HoldCode): Promise<void> {
  const { _id: holdId } = await expectHold(stack, "invoice", invoiceID, { code });
  await stack.client.mutation(api.holds.ignore, { holdId, reason: "Ført for hånd" });
}

/** After everything was read: each øre of the invoices is booked, held or left out. */
async function expectInvoicesEqual(): Promise<void> {
  await stack.sync("sandbox", "all", "full");
  const { comparison } = await stack.overview("sandbox");
  if (comparison === null) throw new Error("a full sync ends in a comparison");
  expect({ oere: differenceOere(comparison.invoices), named: comparison.differences }).toEqual({
    oere: 0,
    named: [],
  });
}

/** The first day that Rubic was asked for transactions from, in each run since the log was cleared. */
const transactionsFrom = () =>
  stack.remotes.rubic.control.log
    .list()
    .filter(({ template, query }) => template.endsWith("/transactions") && query.pageNo?.[0] === "1")
    .map(({ query }) => query.startPeriod?.[0]?.slice(0, 10));

describe("payments on an old invoice", () => {
  test("backdated by a hundred days: the day's first run sees that 650,00 are paid and finds the payment", async () => {
    const invoice = await bookedInvoice();
    world.addTransaction({
      invoiceID: invoice.invoiceID,
      paidAmount: 650,
      transactionTypeID: OCR,
      paymentDate: ago(100),
      registeredDate: ago(0),
    });
    await stack.sync("sandbox");
    expect(paymentsOn(stack, invoice)).toEqual([]);
    await syncNextDay();
    expect(paymentsOn(stack, invoice)).toEqual([`${ago(100)} 65000`]);
    expect(await isMarkedPaid(stack, invoice)).toBe(true);
  });

  test("a refund backdated by ninety days is found the same way", async () => {
    const invoice = await bookedInvoice();
    world.addTransaction({ invoiceID: invoice.invoiceID, paidAmount: 650, transactionTypeID: OCR });
    await stack.sync("sandbox");
    world.addTransaction({
      invoiceID: invoice.invoiceID,
      paidAmount: -650,
      transactionTypeID: REFUND,
      paymentDate: ago(90),
    });
    await syncNextDay();
    expect(paymentsOn(stack, invoice)).toEqual([`${ago(0)} 65000`, `${ago(90)} -65000`]);
  });

  test("an invoices run asks for them, the next payments run reads them, and no run after that", async () => {
    const invoice = await bookedInvoice();
    // A settlement is held, so what Rubic says is paid and what is mapped differ for good.
    world.addTransaction({
      invoiceID: invoice.invoiceID,
      paidAmount: 100,
      transactionTypeID: 6,
      paymentDate: ago(95),
    });
    await letADayPass(stack);
    await stack.sync("sandbox", "invoices");
    stack.remotes.rubic.control.log.clear();
    await stack.sync("sandbox", "payments");
    await syncNextDay();
    const [asked, after] = transactionsFrom();
    expect(asked).toBeDefined();
    expect(String(asked) < ago(OLD)).toBe(true);
    expect(String(after) > ago(OLD)).toBe(true);
  });
});

describe("a booked invoice, 110 days old, that Rubic changes", () => {
  test("is cancelled, with all 650,00 credited: the day's first run books one credit note", async () => {
    const invoice = await bookedInvoice();
    world.creditInvoice({ invoiceID: invoice.invoiceID });
    await stack.sync("sandbox");
    expect(findBooked(stack, invoice)).toMatchObject({ isCredited: false, amountOutstanding: 650 });
    stack.remotes.sandbox.control.requests.clear();
    await syncNextDay();
    expect(writeNames(stack.remotes.sandbox)).toEqual(["PUT /invoice/{id}/:createCreditNote"]);
    expect(findBooked(stack, invoice)).toMatchObject({ isCredited: true, amountOutstanding: 0 });
    await noHold(stack, "invoice", invoice.invoiceID);
  });

  test("is credited by 200,00: the day's first run holds the credit and writes nothing", async () => {
    const invoice = await bookedInvoice();
    world.creditInvoice({ invoiceID: invoice.invoiceID, amount: 200 });
    stack.remotes.sandbox.control.requests.clear();
    await syncNextDay();
    await expectHold(stack, "credit", invoice.invoiceID, { code: "CREDIT_PARTIAL", amountOere: -20_000 });
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
    expect(findBooked(stack, invoice)).toMatchObject({ isCredited: false, amountOutstanding: 650 });
  });

  const changes: [string, (invoice: Invoice) => unknown, HoldCode, number][] = [
    [
      "is corrected by 50,00",
      ({ invoiceID }) => world.correctInvoice({ invoiceID, amount: 50 }),
      "NEEDS_CREDIT",
      -5_000,
    ],
    [
      "is written off with all 650,00",
      ({ invoiceID }) => world.correctInvoice({ invoiceID, amount: 650 }),
      "NEEDS_CREDIT",
      -65_000,
    ],
    [
      "gets a reminder fee of 35,00",
      ({ invoiceID }) => world.remindInvoice({ invoiceID, fee: 35 }),
      "AMOUNT_DIFFERS_FROM_LINES",
      3_500,
    ],
    ["gets a line of 700,00 for its 650,00", raiseTo700, "CHANGED_AFTER_BOOKING", 5_000],
  ];

  test.each(changes)("%s: the day's first run holds what differs and writes nothing", async (...change) => {
    const [, act, code, amountOere] = change;
    const invoice = await bookedInvoice();
    act(invoice);
    await stack.sync("sandbox");
    await noHold(stack, "invoice", invoice.invoiceID);
    stack.remotes.sandbox.control.requests.clear();
    await syncNextDay();
    await expectHold(stack, "invoice", invoice.invoiceID, { code, amountOere });
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
    expect(findBooked(stack, invoice)?.amount).toBe(650);
    await leaveOut(invoice, code);
    await expectInvoicesEqual();
    await noHold(stack, "invoice", invoice.invoiceID);
  });

  test("is corrected by 50,00, which is left out, and by 650,00 in all later: the −650,00 wait anew", async () => {
    const invoice = await bookedInvoice();
    world.correctInvoice({ invoiceID: invoice.invoiceID, amount: 50 });
    await syncNextDay();
    await leaveOut(invoice, "NEEDS_CREDIT");
    world.correctInvoice({ invoiceID: invoice.invoiceID, amount: 600 });
    await syncNextDay();
    await expectHold(stack, "invoice", invoice.invoiceID, { code: "NEEDS_CREDIT", amountOere: -65_000 });
    await leaveOut(invoice, "NEEDS_CREDIT");
    await expectInvoicesEqual();
  });

  test("gets a line of 700,00: credited, booked anew by hand and linked to that, nothing differs or waits", async () => {
    const invoice = await bookedInvoice();
    raiseTo700(invoice);
    await syncNextDay();
    await expectHold(stack, "invoice", invoice.invoiceID, {
      code: "CHANGED_AFTER_BOOKING",
      amountOere: 5_000,
    });
    const { sandbox } = stack.remotes;
    sandbox.control.creditInvoice({ invoiceId: findBooked(stack, invoice)?.id ?? 0, date: ago(0) });
    const [number, date] = [90_700, invoice.invoiceDate.slice(0, 10)];
    const anew = bookInvoiceByHand(sandbox, { number, date, kroner: 700 });
    await stack.client.action(api.links.relink, {
      tripletexEnv: "sandbox",
      kind: "invoice",
      rubicKey: String(invoice.invoiceID),
      tripletexId: anew.id,
      reason: "Ny faktura for den krediterte",
    });
    await expectInvoicesEqual();
    await noHold(stack, "invoice", invoice.invoiceID);
    await noHold(stack, "payment", `invoice-${invoice.invoiceID}`);
  });

  test("gets a reminder without a fee: nothing differs, nothing is held", async () => {
    const invoice = await bookedInvoice();
    world.remindInvoice({ invoiceID: invoice.invoiceID });
    await syncNextDay();
    await noHold(stack, "invoice", invoice.invoiceID);
  });

  test("is found by every run while it is younger than sixty days", async () => {
    const invoice = await bookedInvoice(50);
    world.correctInvoice({ invoiceID: invoice.invoiceID, amount: 650 });
    await stack.sync("sandbox");
    await expectHold(stack, "invoice", invoice.invoiceID, { code: "NEEDS_CREDIT", amountOere: -65_000 });
  });
});

const tripletexIdOf = async (rubicCustomerNo: string) => {
  const rows = await stack.backend.run((ctx) => ctx.db.query("customerMapping").collect());
  return rows.find((row) => row.rubicCustomerNo === rubicCustomerNo)?.tripletexCustomerId ?? 0;
};

const creditMappingOf = async ({ invoiceNumber }: Invoice) => {
  const rows = await stack.backend.run(async (ctx) => await ctx.db.query("creditNoteMapping").collect());
  return rows.find(({ rubicInvoiceNumber }) => rubicInvoiceNumber === invoiceNumber);
};

describe("two customers that are merged in Rubic", () => {
  test("leave a booked invoice waiting with 0,00 until the new payer is linked as an alias; nothing is written", async () => {
    const [before, after] = [customerNoOf(world, 1), customerNoOf(world, 2)];
    const invoice = billFee(world, { customerNo: before });
    await stack.sync("sandbox");
    const payer = world.customers.find(({ customerNo }) => customerNo === after);
    if (payer === undefined) throw new Error("the small world has three customers");
    invoice.customer = { ...payer };
    stack.remotes.sandbox.control.requests.clear();
    await stack.sync("sandbox");
    const hold = await expectHold(stack, "invoice", invoice.invoiceID, {
      code: "PAYER_CHANGED",
      amountOere: 0,
    });
    expect(hold.message).toContain(`was booked on customer ${before}`);

    await stack.client.action(api.links.relink, {
      tripletexEnv: "sandbox",
      kind: "customer",
      rubicKey: after,
      tripletexId: await tripletexIdOf(before),
      reason: "Slått sammen i Rubic",
      asAlias: true,
    });
    await stack.sync("sandbox");
    await noHold(stack, "invoice", invoice.invoiceID);
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
    const fresh = billFee(world, { customerNo: after });
    await stack.sync("sandbox");
    expect(findBooked(stack, fresh)?.customer.id).toBe(await tripletexIdOf(before));
  });

  test("leave it waiting for its payer, too, where the old one has a ledger number of its own", async () => {
    const before = world.addCustomer({
      customerNo: "70001",
      ledgerCustomerNo: "91001",
      customerName: "Eget Reskontronummer",
    });
    const invoice = billFee(world, { customerNo: before.customerNo ?? "" });
    await stack.sync("sandbox");
    expect(findBooked(stack, invoice)?.customer.id).toBe(await tripletexIdOf("70001"));
    const payer = world.customers.find(({ customerNo }) => customerNo === customerNoOf(world, 2));
    Object.assign(invoice, { customer: { ...payer } });
    await stack.sync("sandbox");
    await expectHold(stack, "invoice", invoice.invoiceID, { code: "PAYER_CHANGED", amountOere: 0 });
  });

  test.each(["negativeInvoice", "amountsOnOriginal"] as const)(
    "leave a credit shown as %s waiting as its invoice, with 0,00 until the new payer is linked as an alias",
    async (creditNoteMode) => {
      stack.remotes.rubic.control.changeSettings({ creditNoteMode });
      const [old, payer] = [
        world.addCustomer({ customerName: "Dobbelt Ført" }),
        world.addCustomer({ customerName: "Dobbelt Føring" }),
      ];
      const [before, after] = [old.customerNo ?? "", payer.customerNo ?? ""];
      const invoice = billFee(world, { customerNo: before });
      await stack.sync("sandbox");
      world.creditInvoice({ invoiceID: invoice.invoiceID });
      await stack.sync("sandbox");
      const mapping = await creditMappingOf(invoice);
      // Rubic's credit note is shown with the payer of its invoice.
      invoice.customer = { ...payer };
      stack.remotes.sandbox.control.requests.clear();
      await stack.sync("sandbox");
      const key = mapping?.rubicCreditId ?? 0;
      await expectHold(stack, "credit", key, { code: "PAYER_CHANGED", amountOere: 0 });
      await stack.client.action(api.links.relink, {
        tripletexEnv: "sandbox",
        kind: "customer",
        rubicKey: after,
        tripletexId: await tripletexIdOf(before),
        reason: "Slått sammen i Rubic",
        asAlias: true,
      });
      await stack.sync("sandbox");
      await noHold(stack, "credit", key);
      const { lastSyncedAt: _then, hash: _hash, ...same } = mapping ?? {};
      expect(await creditMappingOf(invoice)).toMatchObject(same);
      expect(writeNames(stack.remotes.sandbox)).toEqual([]);
    },
  );

  test("and another date hold the invoice as changed", async () => {
    const invoice = billFee(world, { customerNo: customerNoOf(world, 0) });
    await stack.sync("sandbox");
    const payer = world.customers.find(({ customerNo }) => customerNo === customerNoOf(world, 1));
    Object.assign(invoice, { customer: { ...payer }, dueDate: invoice.invoiceDate });
    await stack.sync("sandbox");
    await expectHold(stack, "invoice", invoice.invoiceID, { code: "CHANGED_AFTER_BOOKING", amountOere: 0 });
  });
});

test("a customer that gets the ledger number of another one waits from the next sync on, and nothing is written", async () => {
  const [kept, merged] = [customerNoOf(world, 3), customerNoOf(world, 4)];
  const tripletexId = await tripletexIdOf(merged);
  world.changeCustomer(merged, { ledgerCustomerNo: kept, email: "sammen@eksempel.test" });
  stack.remotes.sandbox.control.requests.clear();
  await stack.sync("sandbox");
  const hold = await expectHold(stack, "customer", merged, { code: "CUSTOMER_RENUMBERED" });
  expect(hold.message).toContain(`has the number ${merged} in Tripletex now`);
  expect(writeNames(stack.remotes.sandbox)).toEqual([]);
  const invoice = billFee(world, { customerNo: merged });
  await stack.sync("sandbox");
  expect(findBooked(stack, invoice)?.customer.id).toBe(tripletexId);
  world.changeCustomer(merged, { ledgerCustomerNo: null });
  await stack.sync("sandbox");
  await noHold(stack, "customer", merged);
});

/** Norwegian law forbids it, and a system may do it all the same. */
function raiseTo700(invoice: Invoice): void {
  const [line] = invoice.invoiceLines;
  if (line === undefined) throw new Error("an invoice has a line");
  Object.assign(line, { price: 700, netTotal: 700, grossTotal: 700 });
  Object.assign(invoice, {
    netTotal: 700,
    grossTotal: 700,
    totalAmount: 700,
    balance: 700,
    unpaidAmount: 700,
  });
}
