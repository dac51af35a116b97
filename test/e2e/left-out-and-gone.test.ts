/** What a person has left out and Rubic does not have any more is on neither side, so it must not be a difference for ever. */
import { afterEach, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import type { World } from "../../src/simulators/world/index.ts";
import type { HoldCode } from "../../src/sync/hold-codes.ts";
import { differenceOere } from "../../src/sync/truth.ts";
import { billFee, closeClub, OCR, startSmallClub } from "../helpers/payment-cases.ts";
import { expectHold } from "../helpers/situations.ts";
import type { Stack } from "../helpers/stack.ts";

let stack: Stack;
let world: World;
afterEach(() => closeClub(stack));

const sync = () => stack.sync("sandbox", "all", "full");

async function leaveOut(kind: "invoice" | "credit" | "payment", key: number, code: HoldCode) {
  const { _id: holdId } = await expectHold(stack, kind, key, { code });
  await stack.client.mutation(api.holds.ignore, { holdId, reason: "Avklart" });
  await sync();
  expect(await differences()).toEqual([0, 0]);
  expect(await left()).toEqual(["ignored"]);
}

async function differences() {
  const { comparison } = await stack.overview("sandbox");
  if (comparison === null) throw new Error("a full sync ends in a comparison");
  return [differenceOere(comparison.invoices), differenceOere(comparison.payments)];
}

const left = () =>
  stack.backend.run(async (ctx) => (await ctx.db.query("holds").collect()).map(({ state }) => state));

async function expectGone() {
  await sync();
  expect(await differences()).toEqual([0, 0]);
  expect(await left()).toEqual(["resolved"]);
}

test("an invoice that was left out and is deleted in Rubic", async () => {
  stack = await startSmallClub();
  world = stack.remotes.rubic.world;
  const unsent = billFee(world, { sentDate: null });
  await sync();
  await leaveOut("invoice", unsent.invoiceID, "INVOICE_NOT_SENT");
  world.invoices = [];
  await expectGone();
});

test("a payment that was left out and is deleted in Rubic", async () => {
  stack = await startSmallClub();
  world = stack.remotes.rubic.world;
  const invoice = billFee(world);
  const settlement = { invoiceID: invoice.invoiceID, paidAmount: 100, transactionTypeID: 6 };
  const { invoiceTransactionID } = world.addTransaction(settlement);
  await sync();
  await leaveOut("payment", invoiceTransactionID, "NOT_A_PAYMENT");
  world.transactions = [];
  await expectGone();
});

test("a credit in part that was left out and is taken back in Rubic", async () => {
  stack = await startSmallClub();
  world = stack.remotes.rubic.world;
  const invoice = billFee(world);
  world.addTransaction({ invoiceID: invoice.invoiceID, paidAmount: 100, transactionTypeID: OCR });
  world.creditInvoice({ invoiceID: invoice.invoiceID, amount: 150 });
  await sync();
  await leaveOut("credit", invoice.invoiceID, "CREDIT_PARTIAL");
  Object.assign(invoice, { creditedAmount: 0, creditNoteAmount: 0, balance: 550, unpaidAmount: 550 });
  await expectGone();
});
