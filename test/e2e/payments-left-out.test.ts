/** Payments that a person has left out because their money is in Tripletex already: the service does not book them after all. */
import { afterEach, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import type { World } from "../../src/simulators/world/index.ts";
import { billFee, closeClub, OCR, payInTripletex, paymentsOn } from "../helpers/payment-cases.ts";
import { expectHold } from "../helpers/situations.ts";
import { createSmallWorld, daysBefore } from "../helpers/small-world.ts";
import { type Stack, startRemotes, startStack } from "../helpers/stack.ts";

const MINUTES_MS = 300_000;

let stack: Stack;
let world: World;
let invoice: ReturnType<typeof billFee>;
afterEach(() => closeClub(stack));

const ago = (days: number) => daysBefore(world, days);
const pay = (paidAmount: number, days: number) =>
  world.addTransaction({
    invoiceID: invoice.invoiceID,
    paidAmount,
    transactionTypeID: OCR,
    paymentDate: ago(days),
  });
const sync = () => stack.sync("sandbox", "all", "full");

/** An invoice of 1300,00 with one sum of 650,00 on it in Tripletex, and these payments of Rubic left out as that sum. */
async function leaveOut(amounts: number[]) {
  const remotes = await startRemotes({ world: createSmallWorld() });
  stack = await startStack({ remotes, settleMs: MINUTES_MS });
  world = remotes.rubic.world;
  invoice = billFee(world, { invoiceDate: ago(9), lines: [{ productID: 101, quantity: 2 }] });
  await sync();
  payInTripletex(stack, invoice, { date: ago(6), amount: 650 });
  const parts = amounts.map((amount) => pay(amount, 5));
  await sync();
  for (const { invoiceTransactionID } of parts) {
    const { _id: holdId } = await expectHold(stack, "payment", invoiceTransactionID, {
      code: "ALREADY_PAID",
    });
    await stack.client.mutation(api.holds.ignore, { holdId, reason: "Én sum i banken" });
  }
  return parts;
}

async function statesOf(parts: { invoiceTransactionID: number }[]) {
  const holds = await stack.backend.run(async (ctx) => await ctx.db.query("holds").collect());
  return parts.map(({ invoiceTransactionID: id }) => {
    const hold = holds.find(({ kind, rubicKey }) => kind === "payment" && rubicKey === String(id));
    return [hold?.code, hold?.state, hold?.alreadyPaidOn];
  });
}

const leftOut = () => ["ALREADY_PAID", "ignored", invoice.invoiceID];

test("stay left out when another payment has the amount of their sum, and the other one is taken once it is registered", async () => {
  const parts = await leaveOut([300, 350]);
  const other = pay(650, 2);
  await sync();
  await sync();
  expect(paymentsOn(stack, invoice)).toEqual([`${ago(6)} 65000`]);
  expect(await statesOf(parts)).toEqual([leftOut(), leftOut()]);
  await expectHold(stack, "payment", other.invoiceTransactionID, { code: "ALREADY_PAID" });
  // The remedy of other money: it is taken on its own date, and no more is booked.
  payInTripletex(stack, invoice, { date: ago(2), amount: 650 });
  await sync();
  expect(paymentsOn(stack, invoice)).toEqual([`${ago(6)} 65000`, `${ago(2)} 65000`]);
  expect(await stack.openHolds("sandbox")).toEqual([]);
  expect(await statesOf(parts)).toEqual([leftOut(), leftOut()]);
});

test("stay left out while it is not known whether another payment on the invoice arrived", async () => {
  const parts = await leaveOut([650]);
  pay(100, 2);
  const { faults } = stack.remotes.sandbox.control;
  faults.add({ kind: "dropBefore", path: "/invoice/{id}/:payment", method: "PUT", times: 1 });
  await sync();
  await sync();
  const intents = await stack.backend.run(async (ctx) => await ctx.db.query("intents").collect());
  expect(intents).toHaveLength(1);
  expect(await statesOf(parts)).toEqual([leftOut()]);
});
