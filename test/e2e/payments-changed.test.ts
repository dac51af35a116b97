/**
 * A booked payment that Rubic changes, moves or deletes afterwards: nothing is written over it, its amount is named, and what the remedy
 * says ends with both sides equal to the øre. A membership costs 650,00.
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import type { World } from "../../src/simulators/world/index.ts";
import { osloDate } from "../../src/sync/oslo.ts";
import { differenceOere } from "../../src/sync/truth.ts";
import {
  billFee,
  closeClub,
  isMarkedPaid,
  OCR,
  payInTripletex,
  paymentsOn,
  startSmallClub,
} from "../helpers/payment-cases.ts";
import { itemsOf, reconcile } from "../helpers/reconcile.ts";
import { expectHold, noHold } from "../helpers/situations.ts";
import { daysBefore } from "../helpers/small-world.ts";
import type { Stack } from "../helpers/stack.ts";
import { writeNames } from "../helpers/tripletex-facts.ts";

/** The months are compared up to the machine's own day. */
const TODAY = osloDate(Date.now());
const SANDBOX = { tripletexEnv: "sandbox", kind: "payment" } as const;

let stack: Stack;
let world: World;
let invoice: ReturnType<typeof billFee>;
let payment: ReturnType<World["addTransaction"]>;

const ago = (days: number) => daysBefore(world, days);
const keyOf = () => String(payment.invoiceTransactionID);
const changeOf = () => `invoice-${invoice.invoiceID}`;

beforeEach(async () => {
  stack = await startSmallClub(TODAY);
  world = stack.remotes.rubic.world;
  invoice = billFee(world, { invoiceDate: ago(9) });
  payment = world.addTransaction({
    invoiceID: invoice.invoiceID,
    paidAmount: 650,
    transactionTypeID: OCR,
    paymentDate: ago(5),
  });
  await stack.sync("sandbox", "all", "full");
  expect(paymentsOn(stack, invoice)).toEqual([`${ago(5)} 65000`]);
  stack.remotes.sandbox.control.requests.clear();
});
afterEach(() => closeClub(stack));

/** As Rubic shows it, and its invoices, once somebody has corrected the payment there. */
function correctInRubic(changes: Partial<typeof payment>): void {
  Object.assign(payment, changes);
  const paid = Map.groupBy(world.transactions, ({ invoiceID }) => invoiceID);
  for (const each of world.invoices) {
    const paidAmount = (paid.get(each.invoiceID) ?? []).reduce((sum, one) => sum + one.paidAmount, 0);
    const balance = each.totalAmount - paidAmount;
    Object.assign(each, { paidAmount, balance, unpaidAmount: Math.max(0, balance) });
  }
}

function deleteInRubic(): void {
  world.transactions = world.transactions.filter((each) => each !== payment);
  correctInRubic({});
}

/** Both comparisons after a sync: what the run finds, and what the month of the invoice says. */
async function standing() {
  await stack.sync("sandbox", "all", "full");
  const { comparison } = await stack.overview("sandbox");
  if (comparison === null) throw new Error("a full sync ends in a comparison");
  const { months } = await reconcile(stack);
  const day = invoice.invoiceDate.slice(0, 10);
  const month = months.find(({ from, toExclusive }) => day >= from && day < toExclusive);
  const items = await itemsOf(stack, month?.from ?? "");
  return {
    paymentsOere: differenceOere(comparison.payments),
    named: comparison.differenceCount,
    isMonthEqual: month?.isEqual,
    items: items.map(({ cause, rubic, tripletex }) => [cause, rubic?.paidOere, tripletex?.paidOere]),
  };
}

const EQUAL = { paymentsOere: 0, named: 0, isMonthEqual: true, items: [] };

async function expectSettled(): Promise<void> {
  expect(await standing()).toEqual(EQUAL);
  expect(await stack.openHolds("sandbox")).toEqual([]);
  expect(writeNames(stack.remotes.sandbox)).toEqual([]);
}

/** To the one posting that agrees with Rubic now and settles nothing yet. */
async function relink(): Promise<void> {
  const { candidates } = await stack.client.action(api.links.candidates, { ...SANDBOX, rubicKey: keyOf() });
  const [right, ...others] = candidates.filter(
    ({ refusal, linkedTo }) => refusal === null && linkedTo === null,
  );
  expect(others).toEqual([]);
  const wish = { ...SANDBOX, rubicKey: keyOf(), tripletexId: right?.tripletexId ?? 0 };
  await stack.client.action(api.links.relink, { ...wish, reason: "Rettet i begge systemer" });
}

describe("a booked payment of 650,00", () => {
  test("that Rubic corrects to 560,00 is held with −90,00 and not booked again; corrected by hand and relinked, nothing differs", async () => {
    correctInRubic({ paidAmount: 560 });
    expect(await standing()).toEqual({ ...EQUAL, items: [["HELD", 56_000, 65_000]] });
    const hold = await expectHold(stack, "payment", keyOf(), {
      code: "PAYMENT_CHANGED",
      amountOere: -9_000,
    });
    expect(hold.message).toMatch(/was booked with 650,00.kr and has changed in Rubic since/);

    payInTripletex(stack, invoice, { date: ago(5), amount: -650 });
    payInTripletex(stack, invoice, { date: ago(5), amount: 560 });
    await relink();
    await expectSettled();
    expect(paymentsOn(stack, invoice)).toEqual([`${ago(5)} 65000`, `${ago(5)} -65000`, `${ago(5)} 56000`]);
  });

  test("that Rubic moves to another day is held with 0,00, stays where it is, and goes when Rubic takes that back", async () => {
    correctInRubic({ paymentDate: `${ago(3)}T00:00:00` });
    await stack.sync("sandbox");
    await expectHold(stack, "payment", keyOf(), { code: "PAYMENT_CHANGED", amountOere: 0 });
    expect(paymentsOn(stack, invoice)).toEqual([`${ago(5)} 65000`]);
    correctInRubic({ paymentDate: `${ago(5)}T00:00:00` });
    await stack.sync("sandbox");
    await noHold(stack, "payment", keyOf());
    await expectSettled();
  });

  test("that Rubic moves to another invoice is held with 0,00, and neither invoice is paid by it a second time", async () => {
    const other = billFee(world, { invoiceDate: ago(8) });
    await stack.sync("sandbox");
    stack.remotes.sandbox.control.requests.clear();
    correctInRubic({ invoiceID: other.invoiceID, invoiceNumber: other.invoiceNumber });
    await stack.sync("sandbox");
    await expectHold(stack, "payment", keyOf(), { code: "PAYMENT_CHANGED", amountOere: 0 });
    expect(paymentsOn(stack, invoice)).toEqual([`${ago(5)} 65000`]);
    expect(paymentsOn(stack, other)).toEqual([]);
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);

    payInTripletex(stack, invoice, { date: ago(5), amount: -650 });
    payInTripletex(stack, other, { date: ago(5), amount: 650 });
    await relink();
    await expectSettled();
    expect([await isMarkedPaid(stack, invoice), await isMarkedPaid(stack, other)]).toEqual([false, true]);
  });

  test("that Rubic deletes is a difference of 650,00 by the name of its invoice; taken back by hand and unlinked, nothing differs", async () => {
    deleteInRubic();
    const deleted = await standing();
    expect(deleted).toMatchObject({ paymentsOere: -65_000, isMonthEqual: false });
    expect(deleted.items).toEqual([["PAID_IN_TRIPLETEX", 0, 65_000]]);
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);

    payInTripletex(stack, invoice, { date: TODAY, amount: -650 });
    await stack.sync("sandbox");
    await expectHold(stack, "payment", changeOf(), { code: "PAYMENT_TAKEN_BACK" });
    await stack.client.action(api.links.unlink, { ...SANDBOX, rubicKey: keyOf(), reason: "Slettet i Rubic" });
    await expectSettled();
    expect(paymentsOn(stack, invoice)).toEqual([`${ago(5)} 65000`, `${TODAY} -65000`]);
  });
});
