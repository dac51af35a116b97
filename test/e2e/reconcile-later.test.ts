/** What happens after an invoice was booked must not make its month another than it is. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { osloDate } from "../../src/sync/oslo.ts";
import { itemsOf, reconcile } from "../helpers/reconcile.ts";
import { createSmallWorld, customerNoOf, daysBefore, payInFull } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

const TODAY = osloDate(Date.now());
const LAST_MONTH_DAYS = 35;
/** More than what is read before the first month that is compared. */
const LONG_AGO_DAYS = 200;
const HOODIE = 116;
/** 15 %. */
const FOOD_TYPE = 31;

let stack: Stack;
let invoice: { invoiceID: number; invoiceDate: string; totalAmount: number };

beforeEach(async () => {
  const remotes = await startRemotes({ world: createSmallWorld(TODAY), today: TODAY });
  stack = await startStack({ remotes, today: TODAY });
  const { world } = remotes.rubic;
  invoice = bill(world, LAST_MONTH_DAYS);
  expect((await stack.sync("sandbox", "all", "full")).status).toBe("success");
});
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

function bill(world: ReturnType<typeof createSmallWorld>, days: number) {
  return world.addInvoice({
    customerNo: customerNoOf(world, 0),
    invoiceDate: daysBefore(world, days),
    lines: [{ productID: HOODIE, price: 400 }],
  });
}

const dayOf = () => invoice.invoiceDate.slice(0, 10);

async function compareMonth(scope: "touched" | "all" = "all", day = dayOf()) {
  const { months } = await reconcile(stack, scope);
  const month = months.find(({ from, toExclusive }) => day >= from && day < toExclusive);
  if (month === undefined) throw new Error(`the month of ${day} was not compared`);
  return { ...month, items: await itemsOf(stack, month.from) };
}

/** As if the latest run that came to its end had begun then: the ones since were cancelled, and booked on their way. */
async function endReadingAt(daysAgo: number) {
  await stack.backend.run(async (ctx) => {
    const watermark = Date.now() - daysAgo * 86_400_000;
    const states = await ctx.db.query("syncState").collect();
    for (const { _id } of states) await ctx.db.patch("syncState", _id, { watermark });
  });
}

test("what a cancelled run has booked after the latest whole reading is not taken for gone, and what it has not is the next run's", async () => {
  const { world } = stack.remotes.rubic;
  invoice = bill(world, 4);
  payInFull(world, invoice);
  await stack.sync("sandbox");
  bill(world, 4);
  await endReadingAt(10);
  const { isEqual, items, figures } = await compareMonth();
  expect({ isEqual, items }).toEqual({ isEqual: true, items: [] });
  const sums = { count: 1, paidOere: 50_000, outstandingOere: 0 };
  expect(figures).toMatchObject({ rubic: sums, tripletex: sums });
});

test("a payment that the next sync is to bring leaves the month of its invoice as it is, unless it waits", async () => {
  await endReadingAt(10);
  payInFull(stack.remotes.rubic.world, invoice);
  const { isEqual, items, figures } = await compareMonth();
  expect({ isEqual, items }).toEqual({ isEqual: true, items: [] });
  const sums = { count: 1, paidOere: 0, outstandingOere: 50_000 };
  expect(figures).toMatchObject({ rubic: sums, tripletex: sums });
  await holdPayments();
  const waiting = await compareMonth();
  expect(waiting).toMatchObject({ isEqual: true, items: [{ cause: "HELD" }] });
  expect(waiting.figures).toMatchObject({ rubic: { paidOere: 50_000 }, held: { paidOere: 50_000 } });
});

/** As a run that was cancelled afterwards has met them. */
async function holdPayments() {
  await stack.backend.run(async (ctx) => {
    for (const { invoiceTransactionID } of stack.remotes.rubic.world.transactions) {
      const times = { attempts: 1, firstHeldAt: 1, lastHeldAt: 1, nextAttemptAt: 1 };
      const key = { kind: "payment" as const, rubicKey: String(invoiceTransactionID) };
      const hold = { code: "PAYMENT_TYPE_NOT_MAPPED", message: "waits", label: "x", amountOere: 50_000 };
      await ctx.db.insert("holds", {
        tripletexEnv: "sandbox",
        ...key,
        ...hold,
        ...times,
        state: "open" as const,
      });
    }
  });
}

test("an invoice that a person booked anew on a later day is not taken for gone when that month alone is read", async () => {
  const bookedOn = dayOf();
  const rubicInvoiceDate = daysBefore(stack.remotes.rubic.world, LONG_AGO_DAYS);
  invoice.invoiceDate = `${rubicInvoiceDate}T00:00:00`;
  await stack.backend.run(async (ctx) => {
    const mapped = await ctx.db.query("invoiceMapping").collect();
    for (const { _id } of mapped) await ctx.db.patch("invoiceMapping", _id, { rubicInvoiceDate });
  });
  const { from } = await compareMonth("all", bookedOn);
  await stack.backend.run(async (ctx) => {
    const months = await ctx.db.query("reconciledMonths").collect();
    for (const { _id } of months.filter((month) => month.from === from)) {
      await ctx.db.patch("reconciledMonths", _id, { changes: -1 });
    }
  });
  const { isEqual, items } = await compareMonth("touched", bookedOn);
  expect({ isEqual, items }).toEqual({ isEqual: true, items: [] });
});

test("a product that has another VAT type today leaves what was billed before as it was booked", async () => {
  await stack.backend.run(async (ctx) => {
    const products = await ctx.db.query("productMapping").collect();
    for (const { _id } of products) await ctx.db.patch("productMapping", _id, { vatTypeId: FOOD_TYPE });
  });
  const { isEqual, items, figures } = await compareMonth();
  expect({ isEqual, items }).toEqual({ isEqual: true, items: [] });
  expect(figures.rubic.vat).toEqual([{ key: "3", netOere: 40_000, vatOere: 10_000 }]);
});
