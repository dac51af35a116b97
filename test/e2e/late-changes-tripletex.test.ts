/**
 * What people change in Tripletex after a sync, found by the next one: each change becomes a hold with one remedy, nothing is written
 * over it, and the hold goes when the cause has gone.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { World } from "../../src/simulators/world/index.ts";
import { remedyFor } from "../../src/sync/hold-codes.ts";
import {
  billFee,
  closeClub,
  FEE_PRODUCT,
  isMarkedPaid,
  leftOn,
  OCR,
  payInTripletex,
  paymentsOn,
  startSmallClub,
} from "../helpers/payment-cases.ts";
import { expectHold, findBooked, noHold } from "../helpers/situations.ts";
import { customerNoOf, daysBefore } from "../helpers/small-world.ts";
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

const ago = (days: number) => daysBefore(world, days);
const changeOf = (invoice: { invoiceID: number }) => `invoice-${invoice.invoiceID}`;

async function bookedInvoice(days = 9) {
  const invoice = billFee(world, { invoiceDate: ago(days) });
  await stack.sync("sandbox", "all", days > 60 ? "full" : "incremental");
  return invoice;
}

const pay = (invoice: { invoiceID: number }, paidAmount: number, days: number) =>
  world.addTransaction({
    invoiceID: invoice.invoiceID,
    paidAmount,
    transactionTypeID: OCR,
    paymentDate: ago(days),
  });

/** A sync that must write nothing. */
async function syncQuietly() {
  stack.remotes.sandbox.control.requests.clear();
  const run = await stack.sync("sandbox");
  expect(writeNames(stack.remotes.sandbox)).toEqual([]);
  return run;
}

describe("an invoice that is paid in Tripletex and not in Rubic", () => {
  test("waits with its 250,00 and one remedy, and goes when Rubic has the payment", async () => {
    const invoice = await bookedInvoice();
    payInTripletex(stack, invoice, { date: ago(2), amount: 250 });
    const run = await syncQuietly();
    expect(run.status).toBe("partial");
    const hold = await expectHold(stack, "payment", changeOf(invoice), { code: "PAID_IN_TRIPLETEX" });
    expect(hold.message).toMatch(/has 250,00.kr settled in Tripletex that no transaction of Rubic explains/);
    expect(remedyFor(hold.code)).toMatch(/^Link the held payment of Rubic that it is/);
    expect(hold).toMatchObject({ documentDate: ago(9), awaits: "accountant" });
    expect(hold.amountOere).toBeUndefined();
    pay(invoice, 250, 2);
    await syncQuietly();
    await noHold(stack, "payment", changeOf(invoice));
    expect(paymentsOn(stack, invoice)).toEqual([`${ago(2)} 25000`]);
  });

  test("in full by the bank feed counts as paid, although Rubic knows of nothing yet", async () => {
    const invoice = await bookedInvoice();
    payInTripletex(stack, invoice, { date: ago(1), amount: 650 });
    await syncQuietly();
    expect(await isMarkedPaid(stack, invoice)).toBe(true);
    payInTripletex(stack, invoice, { date: ago(1), amount: -650 });
    await syncQuietly();
    expect(await isMarkedPaid(stack, invoice)).toBe(false);
    await noHold(stack, "payment", changeOf(invoice));
  });

  test("stays named by full readings, tried again and again, as one hold", async () => {
    const invoice = await bookedInvoice();
    payInTripletex(stack, invoice, { date: ago(1), amount: 100 });
    await syncQuietly();
    const first = await expectHold(stack, "payment", changeOf(invoice), { code: "PAID_IN_TRIPLETEX" });
    await stack.sync("sandbox", "all", "full");
    await stack.sync("sandbox", "payments", "full");
    const again = await expectHold(stack, "payment", changeOf(invoice), { code: "PAID_IN_TRIPLETEX" });
    expect(again).toMatchObject({ _id: first._id, firstHeldAt: first.firstHeldAt });
  });

  test("is found on an old invoice by the full reading", async () => {
    const invoice = await bookedInvoice(100);
    payInTripletex(stack, invoice, { date: ago(1), amount: 70 });
    await stack.sync("sandbox", "all", "full");
    await expectHold(stack, "payment", changeOf(invoice), { code: "PAID_IN_TRIPLETEX" });
  });
});

test("a payment that somebody takes back in Tripletex waits with its 650,00, and goes when Rubic has the refund", async () => {
  const invoice = await bookedInvoice();
  pay(invoice, 650, 5);
  await stack.sync("sandbox");
  expect(await isMarkedPaid(stack, invoice)).toBe(true);
  payInTripletex(stack, invoice, { date: ago(1), amount: -650 });
  await syncQuietly();
  const hold = await expectHold(stack, "payment", changeOf(invoice), { code: "PAYMENT_TAKEN_BACK" });
  expect(hold.message).toMatch(/has 650,00.kr less paid in Tripletex than was booked there/);
  expect(await isMarkedPaid(stack, invoice)).toBe(false);
  world.addTransaction({
    invoiceID: invoice.invoiceID,
    paidAmount: -650,
    transactionTypeID: 5,
    paymentDate: ago(1),
  });
  await syncQuietly();
  await noHold(stack, "payment", changeOf(invoice));
  expect(paymentsOn(stack, invoice)).toEqual([`${ago(5)} 65000`, `${ago(1)} -65000`]);
});

test("an invoice that is credited in Tripletex waits with its 650,00, is not booked again, and counts as settled", async () => {
  const invoice = await bookedInvoice();
  const booked = findBooked(stack, invoice);
  stack.remotes.sandbox.control.creditInvoice({ invoiceId: booked?.id ?? 0, date: ago(1) });
  await syncQuietly();
  const hold = await expectHold(stack, "payment", changeOf(invoice), { code: "CREDITED_IN_TRIPLETEX" });
  expect(hold.message).toMatch(/is credited in Tripletex, by 650,00.kr more than Rubic knows of/);
  expect(leftOn(stack, invoice)).toBe(0);
  expect(await isMarkedPaid(stack, invoice)).toBe(true);
});

test("a credit of 650,00 that was made in Tripletex first waits no more once Rubic has it, and stays one credit note", async () => {
  const invoice = await bookedInvoice();
  const booked = findBooked(stack, invoice);
  const note = stack.remotes.sandbox.control.creditInvoice({ invoiceId: booked?.id ?? 0, date: ago(1) });
  await syncQuietly();
  await expectHold(stack, "payment", changeOf(invoice), { code: "CREDITED_IN_TRIPLETEX" });
  world.creditInvoice({ invoiceID: invoice.invoiceID });
  await syncQuietly();
  await noHold(stack, "payment", changeOf(invoice));
  await noHold(stack, "credit", invoice.invoiceID);
  const notes = stack.remotes.sandbox.state.invoices.filter(
    ({ creditedInvoice }) => creditedInvoice === booked?.id,
  );
  expect(notes.map(({ id, amount }) => [id, amount])).toEqual([[note.id, -650]]);
  expect(leftOn(stack, invoice)).toBe(0);
});

const customerOf = (customerNumber: number) => {
  const found = stack.remotes.sandbox.state.customers.find((each) => each.customerNumber === customerNumber);
  if (found === undefined) throw new Error(`there is no customer ${customerNumber}`);
  return found;
};
const editCustomer = (customerId: number, changes: Record<string, unknown>) =>
  stack.remotes.sandbox.control.editCustomer({ customerId, changes });

describe("a customer", () => {
  test("renumbered in Tripletex is held, is not made a second time, and goes when the number is back", async () => {
    const key = customerNoOf(world, 1);
    const { id } = customerOf(Number(key));
    editCustomer(id, { customerNumber: 77_001 });
    await stack.sync("sandbox", "all", "full");
    const hold = await expectHold(stack, "customer", key, { code: "CUSTOMER_RENUMBERED" });
    expect(hold.message).toContain("has the number 77001 in Tripletex now");
    const invoice = world.addInvoice({ customerNo: key, lines: [{ productID: FEE_PRODUCT }] });
    await stack.sync("sandbox");
    // It is still the same customer: its invoices go on, and the hold stays until somebody has decided.
    expect(findBooked(stack, invoice)).toMatchObject({ amount: 650, customer: { id } });
    await expectHold(stack, "customer", key, { code: "CUSTOMER_RENUMBERED" });
    editCustomer(id, { customerNumber: Number(key) });
    await stack.sync("sandbox");
    await noHold(stack, "customer", key);
  });

  test("whose new number becomes the ledger number in Rubic is held no more, and nothing is written", async () => {
    const key = customerNoOf(world, 1);
    editCustomer(customerOf(Number(key)).id, { customerNumber: 77_002 });
    await stack.sync("sandbox", "customers", "full");
    await expectHold(stack, "customer", key, { code: "CUSTOMER_RENUMBERED" });
    world.changeCustomer(key, { ledgerCustomerNo: "77002" });
    await syncQuietly();
    await noHold(stack, "customer", key);
  });

  test("made inactive in Tripletex is held, is left inactive, and goes when it is active again", async () => {
    const key = customerNoOf(world, 2);
    const { id } = customerOf(Number(key));
    stack.remotes.sandbox.control.setCustomerInactive({ customerId: id });
    stack.remotes.sandbox.control.requests.clear();
    await stack.sync("sandbox", "customers", "full");
    await expectHold(stack, "customer", key, { code: "CUSTOMER_INACTIVE" });
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
    stack.remotes.sandbox.control.setCustomerInactive({ customerId: id, isInactive: false });
    await syncQuietly();
    await noHold(stack, "customer", key);
  });
});

const HOODIE = 116;
const hoodie = () => {
  const found = stack.remotes.sandbox.state.products.find(({ number }) => number === code());
  if (found === undefined) throw new Error("the hoodie is booked");
  return found;
};
const code = () => world.products.find(({ productID }) => productID === HOODIE)?.productCode ?? "";
const editProduct = (productId: number, changes: Record<string, unknown>) =>
  stack.remotes.sandbox.control.editProduct({ productId, changes });

const hoodieName = (id: number) =>
  stack.remotes.sandbox.state.products.find((product) => product.id === id)?.name;

describe("a product", () => {
  test("archived in Tripletex is held, and its invoices wait with 500,00 until it is active again", async () => {
    const { id } = hoodie();
    editProduct(id, { isInactive: true });
    await stack.sync("sandbox", "products", "full");
    await expectHold(stack, "product", HOODIE, { code: "PRODUCT_INACTIVE" });
    const invoice = billFee(world, { lines: [{ productID: HOODIE, price: 400 }] });
    await stack.sync("sandbox");
    await expectHold(stack, "invoice", invoice.invoiceID, {
      code: "LINE_PRODUCT_INACTIVE",
      amountOere: 50_000,
    });
    editProduct(id, { isInactive: false });
    await stack.sync("sandbox");
    await noHold(stack, "product", HOODIE);
    expect(findBooked(stack, invoice)?.amount).toBe(500);
  });

  test("renumbered in Tripletex is held and not made a second time", async () => {
    const { id, number } = hoodie();
    editProduct(id, { number: "HETTE-NY" });
    await stack.sync("sandbox", "products", "full");
    await expectHold(stack, "product", HOODIE, { code: "PRODUCT_RENUMBERED" });
    expect(stack.remotes.sandbox.state.products.filter(({ name }) => name === hoodieName(id))).toHaveLength(
      1,
    );
    editProduct(id, { number });
    await syncQuietly();
    await noHold(stack, "product", HOODIE);
  });
});
