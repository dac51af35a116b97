/**
 * Payments, case by case, each through whole syncs with its amounts: one payment in Tripletex per transaction of Rubic, gross,
 * on its own date, and what may be there already is held instead of doubled.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { World } from "../../src/simulators/world/index.ts";
import { mapTransactionType } from "../helpers/mappings.ts";
import {
  billFee,
  closeClub,
  isMarkedPaid,
  leftOn,
  OCR,
  payInTripletex,
  paymentsOn,
  REFUND,
  startSmallClub,
} from "../helpers/payment-cases.ts";
import { toOere } from "../helpers/rubic-facts.ts";
import { expectHold, findBooked, noHold } from "../helpers/situations.ts";
import { daysBefore } from "../helpers/small-world.ts";
import type { Stack } from "../helpers/stack.ts";
import { writeNames } from "../helpers/tripletex-facts.ts";

let stack: Stack;
let world: World;

beforeAll(async () => {
  stack = await startSmallClub();
  world = stack.remotes.rubic.world;
  billFee(world);
  await stack.sync("sandbox", "all", "full");
});
afterAll(() => closeClub(stack));

const VIPPS = 3;

/** What stands on an account of the chart, in øre; debit is positive. */
function balanceOf(accountNumber: number): number {
  const { accounts, postings } = stack.remotes.sandbox.state;
  const account = accounts.find(({ number }) => number === accountNumber);
  return postings
    .filter((posting) => posting.account.id === account?.id)
    .reduce((sum, { amount }) => sum + toOere(amount), 0);
}

const today = () => world.today;
const ago = (days: number) => daysBefore(world, days);
const pay = (invoice: { invoiceID: number }, paidAmount: number, more: object = {}) =>
  world.addTransaction({ invoiceID: invoice.invoiceID, paidAmount, transactionTypeID: OCR, ...more });

/** Nothing more is written, however often it is synced. */
async function expectQuiet(): Promise<void> {
  stack.remotes.sandbox.control.requests.clear();
  await stack.sync("sandbox");
  await stack.sync("sandbox", "all", "full");
  expect(writeNames(stack.remotes.sandbox)).toEqual([]);
}

describe("what Rubic has, Tripletex gets", () => {
  test("a part payment of 250,00 leaves 400,00, and the invoice counts as paid with the rest", async () => {
    const invoice = billFee(world, { invoiceDate: ago(9) });
    pay(invoice, 250, { paymentDate: ago(5) });
    await stack.sync("sandbox");
    expect(leftOn(stack, invoice)).toBe(400);
    expect(await isMarkedPaid(stack, invoice)).toBe(false);
    pay(invoice, 400, { paymentDate: ago(1) });
    await stack.sync("sandbox");
    expect(paymentsOn(stack, invoice)).toEqual([`${ago(5)} 25000`, `${ago(1)} 40000`]);
    expect(leftOn(stack, invoice)).toBe(0);
    expect(await isMarkedPaid(stack, invoice)).toBe(true);
  });

  test("several payments in one sync, by different ways, are booked gross, one by one", async () => {
    const invoice = billFee(world, { invoiceDate: ago(9) });
    const vipps = pay(invoice, 500, { transactionTypeID: VIPPS, paymentDate: ago(4) });
    pay(invoice, 100, { transactionTypeID: 2, paymentDate: ago(3) });
    pay(invoice, 50, { transactionTypeID: 4, paymentDate: ago(2) });
    expect(vipps.payoutAmount).toBeLessThan(500);
    await stack.sync("sandbox");
    expect(paymentsOn(stack, invoice)).toEqual([`${ago(4)} 50000`, `${ago(3)} 10000`, `${ago(2)} 5000`]);
    expect(await isMarkedPaid(stack, invoice)).toBe(true);
  });

  test("each kind goes by its own payment type: Vipps 500,00 to 1579, OCR 200,00 to 1920, a refund of 50,00 from 1900", async () => {
    await mapTransactionType(stack, "sandbox", { id: VIPPS, class: "money", accountNumber: 1579 });
    await mapTransactionType(stack, "sandbox", { id: REFUND, class: "refund", accountNumber: 1900 });
    const before = [1579, 1920, 1900].map(balanceOf);
    const invoice = billFee(world, { invoiceDate: ago(9) });
    pay(invoice, 500, { transactionTypeID: VIPPS, paymentDate: ago(4) });
    pay(invoice, 200, { transactionTypeID: OCR, paymentDate: ago(3) });
    pay(invoice, -50, { transactionTypeID: REFUND, paymentDate: ago(2) });
    await stack.sync("sandbox");
    const after = [1579, 1920, 1900].map(balanceOf);
    expect(after.map((oere, index) => oere - (before[index] ?? 0))).toEqual([50_000, 20_000, -5_000]);
    expect(await isMarkedPaid(stack, invoice)).toBe(true);
  });

  test("650,00 paid twice, on two days, are booked twice: Tripletex owes 650,00, and it is not settled", async () => {
    const invoice = billFee(world, { invoiceDate: ago(9) });
    pay(invoice, 650, { paymentDate: ago(5) });
    pay(invoice, 650, { paymentDate: ago(2) });
    await stack.sync("sandbox");
    expect(paymentsOn(stack, invoice)).toEqual([`${ago(5)} 65000`, `${ago(2)} 65000`]);
    expect(leftOn(stack, invoice)).toBe(-650);
    expect(await isMarkedPaid(stack, invoice)).toBe(false);
    await expectQuiet();
  });

  test("three equal payments of 100,25 on one day are three payments, and stay three", async () => {
    const invoice = billFee(world, { invoiceDate: ago(9) });
    for (let count = 0; count < 3; count += 1) pay(invoice, 100.25, { paymentDate: ago(3) });
    await stack.sync("sandbox");
    expect(paymentsOn(stack, invoice)).toEqual(Array.from({ length: 3 }, () => `${ago(3)} 10025`));
    expect(leftOn(stack, invoice)).toBe(349.25);
    await expectQuiet();
  });

  test("a payment long after the due date is booked on its own day", async () => {
    const invoice = billFee(world, { invoiceDate: ago(50), dueDate: ago(36) });
    await stack.sync("sandbox");
    pay(invoice, 650);
    await stack.sync("sandbox");
    expect(paymentsOn(stack, invoice)).toEqual([`${today()} 65000`]);
    expect(await isMarkedPaid(stack, invoice)).toBe(true);
  });

  test("a backdated payment is booked on its own day, even one before its invoice", async () => {
    const invoice = billFee(world, { invoiceDate: ago(9) });
    await stack.sync("sandbox");
    pay(invoice, 400, { paymentDate: ago(20), registeredDate: today() });
    pay(invoice, 250, { paymentDate: ago(6), registeredDate: today() });
    await stack.sync("sandbox");
    expect(paymentsOn(stack, invoice)).toEqual([`${ago(20)} 40000`, `${ago(6)} 25000`]);
  });

  test("an over-payment of 700,00 on 650,00 is booked whole: Tripletex owes 50,00, and it is not settled", async () => {
    const invoice = billFee(world, { invoiceDate: ago(9) });
    pay(invoice, 700, { paymentDate: ago(2) });
    await stack.sync("sandbox");
    expect(leftOn(stack, invoice)).toBe(-50);
    expect(await isMarkedPaid(stack, invoice)).toBe(false);
    pay(invoice, -50, { transactionTypeID: REFUND, paymentDate: ago(1) });
    await stack.sync("sandbox");
    expect(paymentsOn(stack, invoice)).toEqual([`${ago(2)} 70000`, `${ago(1)} -5000`]);
    expect(await isMarkedPaid(stack, invoice)).toBe(true);
  });

  test("a refund of all 650,00 opens the invoice again, on its own day and once", async () => {
    const invoice = billFee(world, { invoiceDate: ago(9) });
    pay(invoice, 650, { paymentDate: ago(5) });
    await stack.sync("sandbox");
    expect(await isMarkedPaid(stack, invoice)).toBe(true);
    const refund = pay(invoice, -650, { transactionTypeID: REFUND, paymentDate: ago(1) });
    await stack.sync("sandbox");
    await noHold(stack, "payment", refund.invoiceTransactionID);
    expect(paymentsOn(stack, invoice)).toEqual([`${ago(5)} 65000`, `${ago(1)} -65000`]);
    expect(leftOn(stack, invoice)).toBe(650);
    expect(await isMarkedPaid(stack, invoice)).toBe(false);
    await expectQuiet();
  });

  test("a card payment taken back under its own type is booked as −300,00", async () => {
    const invoice = billFee(world, { invoiceDate: ago(9) });
    pay(invoice, 300, { transactionTypeID: 2, paymentDate: ago(4) });
    pay(invoice, -300, { transactionTypeID: 2, paymentDate: ago(3) });
    await stack.sync("sandbox");
    expect(paymentsOn(stack, invoice)).toEqual([`${ago(4)} 30000`, `${ago(3)} -30000`]);
    expect(leftOn(stack, invoice)).toBe(650);
  });
});

describe("a payment whose invoice is not in Tripletex", () => {
  test("waits for its invoice and is booked with it, not lost", async () => {
    const invoice = billFee(world, { sentDate: null });
    const payment = pay(invoice, 650);
    await stack.sync("sandbox");
    await expectHold(stack, "payment", payment.invoiceTransactionID, {
      code: "INVOICE_NOT_IN_TRIPLETEX",
      amountOere: 65_000,
    });
    invoice.sentDate = invoice.invoiceDate;
    await stack.sync("sandbox");
    await noHold(stack, "payment", payment.invoiceTransactionID);
    expect(paymentsOn(stack, invoice)).toEqual([`${today()} 65000`]);
  });

  test("a refund waits for it as well", async () => {
    const invoice = billFee(world, { sentDate: null });
    const refund = pay(invoice, -100, { transactionTypeID: REFUND });
    await stack.sync("sandbox");
    await expectHold(stack, "payment", refund.invoiceTransactionID, {
      code: "INVOICE_NOT_IN_TRIPLETEX",
      amountOere: -10_000,
    });
    invoice.sentDate = invoice.invoiceDate;
    await stack.sync("sandbox");
    expect(paymentsOn(stack, invoice)).toEqual([`${today()} -10000`]);
  });

  test("is held when its invoice is older than the cut-over", async () => {
    const invoice = billFee(world, { invoiceDate: "2019-05-01" });
    const payment = pay(invoice, 300, { paymentDate: ago(3) });
    await stack.sync("sandbox", "all", "full");
    await expectHold(stack, "payment", payment.invoiceTransactionID, {
      code: "BEFORE_CUTOVER",
      amountOere: 30_000,
    });
    expect(findBooked(stack, invoice)).toBeUndefined();
  });
});

async function bookedInvoice() {
  const invoice = billFee(world, { invoiceDate: ago(9) });
  await stack.sync("sandbox");
  return invoice;
}

describe("what the bank feed or a person has registered in Tripletex", () => {
  test("on the payment's own day is taken for it: 650,00 stay 650,00", async () => {
    const invoice = await bookedInvoice();
    payInTripletex(stack, invoice, { date: ago(2), amount: 650 });
    const payment = pay(invoice, 650, { paymentDate: ago(2) });
    await stack.sync("sandbox");
    await noHold(stack, "payment", payment.invoiceTransactionID);
    expect(paymentsOn(stack, invoice)).toEqual([`${ago(2)} 65000`]);
    expect(await isMarkedPaid(stack, invoice)).toBe(true);
  });

  test("two days later is held as ALREADY_PAID with 650,00, and never doubled", async () => {
    const invoice = await bookedInvoice();
    payInTripletex(stack, invoice, { date: ago(1), amount: 650 });
    const payment = pay(invoice, 650, { paymentDate: ago(3) });
    await stack.sync("sandbox");
    const hold = await expectHold(stack, "payment", payment.invoiceTransactionID, {
      code: "ALREADY_PAID",
      amountOere: 65_000,
    });
    expect(hold.message).toContain(
      `looks like the payment of the same amount that somebody registered in Tripletex on ${ago(1)}`,
    );
    await expectQuiet();
    expect(paymentsOn(stack, invoice)).toEqual([`${ago(1)} 65000`]);
  });

  test("in one sum of 650,00 for two payments leaves no room: both are held", async () => {
    const invoice = await bookedInvoice();
    payInTripletex(stack, invoice, { date: ago(1), amount: 650 });
    const parts = [pay(invoice, 400, { paymentDate: ago(3) }), pay(invoice, 250, { paymentDate: ago(2) })];
    await stack.sync("sandbox");
    for (const { invoiceTransactionID, paidAmount } of parts) {
      const amountOere = paidAmount * 100;
      await expectHold(stack, "payment", invoiceTransactionID, { code: "ALREADY_PAID", amountOere });
    }
    expect(paymentsOn(stack, invoice)).toEqual([`${ago(1)} 65000`]);
  });

  test("as a refund on another day holds Rubic's refund of 650,00", async () => {
    const invoice = await bookedInvoice();
    pay(invoice, 650, { paymentDate: ago(5) });
    await stack.sync("sandbox");
    payInTripletex(stack, invoice, { date: ago(1), amount: -650 });
    const refund = pay(invoice, -650, { transactionTypeID: REFUND, paymentDate: ago(2) });
    await stack.sync("sandbox");
    await expectHold(stack, "payment", refund.invoiceTransactionID, {
      code: "ALREADY_PAID",
      amountOere: -65_000,
    });
    expect(paymentsOn(stack, invoice)).toEqual([`${ago(5)} 65000`, `${ago(1)} -65000`]);
  });

  test("registered by hand on the day that Rubic has, a held payment is taken by the next sync", async () => {
    const invoice = await bookedInvoice();
    payInTripletex(stack, invoice, { date: ago(1), amount: 300 });
    const payment = pay(invoice, 300, { paymentDate: ago(3) });
    await stack.sync("sandbox");
    await expectHold(stack, "payment", payment.invoiceTransactionID, {
      code: "ALREADY_PAID",
      amountOere: 30_000,
    });
    payInTripletex(stack, invoice, { date: ago(3), amount: 300 });
    await stack.sync("sandbox");
    await noHold(stack, "payment", payment.invoiceTransactionID);
    expect(leftOn(stack, invoice)).toBe(50);
  });

  test("is read in bulk before anything is written, at most a hundred invoices in one call", async () => {
    const many = Array.from({ length: 120 }, () => billFee(world, { invoiceDate: ago(8) }));
    await stack.sync("sandbox");
    for (const invoice of many) pay(invoice, 650, { paymentDate: ago(1) });
    const { requests } = stack.remotes.sandbox.control;
    requests.clear();
    await stack.sync("sandbox", "payments");
    const log = requests.list();
    const firstWrite = log.findIndex(({ method }) => method === "PUT");
    const asked = log
      .slice(0, firstWrite)
      .filter(({ method, template }) => method === "GET" && template === "/invoice")
      .map(({ query }) => query.id?.[0]?.split(",").length ?? 0);
    expect(Math.max(...asked)).toBeLessThanOrEqual(100);
    expect(asked.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(120);
    for (const invoice of many) expect(paymentsOn(stack, invoice)).toEqual([`${ago(1)} 65000`]);
  });
});
