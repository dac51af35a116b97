/** What is booked, and whose row in Rubic can't be read any more, waits and makes neither comparison differ. A membership costs 650,00. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { differenceOere } from "../../src/sync/truth.ts";
import { reconcile } from "../helpers/reconcile.ts";
import { expectHold } from "../helpers/situations.ts";
import { createSmallWorld, customerNoOf, daysBefore, payInFull } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

let stack: Stack;
let invoice: ReturnType<typeof bill>;
let payment: ReturnType<typeof payInFull>;

const bill = (days: number) =>
  stack.remotes.rubic.world.addInvoice({
    customerNo: customerNoOf(stack.remotes.rubic.world, 0),
    invoiceDate: daysBefore(stack.remotes.rubic.world, days),
    lines: [{ productID: 101 }],
  });

beforeEach(async () => {
  stack = await startStack({ remotes: await startRemotes({ world: createSmallWorld() }) });
  stack.remotes.rubic.control.changeSettings({ creditNoteMode: "amountsOnOriginal" });
  [invoice] = [bill(5), bill(6)];
  payment = payInFull(stack.remotes.rubic.world, invoice);
  await stack.sync("sandbox", "all", "full");
});
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

/** Of the run's comparison: what is held, and by how much invoices and payments are apart; and whether each month is equal. */
async function compareAfter(mode: "incremental" | "full") {
  await stack.sync("sandbox", "all", mode);
  const { comparison } = await stack.overview("sandbox");
  if (comparison === null) throw new Error("a sync of all types ends in a comparison");
  const { invoices, payments } = comparison;
  const { months } = await reconcile(stack);
  return [
    invoices.heldOere,
    differenceOere(invoices),
    differenceOere(payments),
    months.every(({ isEqual }) => isEqual),
  ];
}

test.each(["full", "incremental"] as const)("an invoice, by a run that is %s", async (mode) => {
  Object.assign(invoice, { grossTotal: "a lot" });
  expect(await compareAfter(mode)).toEqual([-65_000, 0, 0, true]);
  await expectHold(stack, "invoice", invoice.invoiceID, { code: "INVALID_RECORD", amountOere: -65_000 });
  Object.assign(invoice, { grossTotal: 650 });
  expect(await compareAfter(mode)).toEqual([0, 0, 0, true]);
  expect(await stack.openHolds("sandbox")).toEqual([]);
});

test("an invoice that is credited as a whole: nothing is missing of the two", async () => {
  stack.remotes.rubic.world.creditInvoice({ invoiceID: invoice.invoiceID });
  await stack.sync("sandbox", "all", "full");
  Object.assign(invoice, { grossTotal: "a lot" });
  expect(await compareAfter("full")).toEqual([0, 0, 0, true]);
});

test.each(["full", "incremental"] as const)("a payment, by a run that is %s", async (mode) => {
  Object.assign(payment, { paidAmount: "a lot" });
  expect(await compareAfter(mode)).toEqual([0, 0, 0, true]);
  await expectHold(stack, "payment", payment.invoiceTransactionID, { code: "INVALID_RECORD" });
});
