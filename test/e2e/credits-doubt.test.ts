/**
 * Credits at the edges: a negative invoice whose answer is lost, one that grows after it was met, one whose money is paid back,
 * and a settlement of no credit at all. A membership costs 650,00.
 */
import { afterEach, describe, expect, test } from "vitest";
import type { RubicSettings } from "../../src/simulators/rubic/settings.ts";
import type { World } from "../../src/simulators/world/index.ts";
import { differenceOere } from "../../src/sync/truth.ts";
import {
  billFee,
  closeClub,
  isMarkedPaid,
  leftOn,
  OCR,
  paymentsOn,
  REFUND,
  startSmallClub,
} from "../helpers/payment-cases.ts";
import { expectHold, findBooked } from "../helpers/situations.ts";
import { daysBefore } from "../helpers/small-world.ts";
import type { Stack } from "../helpers/stack.ts";
import { syncUntilStable } from "../helpers/sync-until-stable.ts";
import { bookedCredits, bookedPayments, writeNames } from "../helpers/tripletex-facts.ts";

const CREDIT_SETTLEMENT = 6;
/** Shorter than the tests' settle time of 200 ms, as a real late commit is shorter than the real one. */
const LATE_MS = 150;

let stack: Stack;
afterEach(() => closeClub(stack));

/** One booked membership of 650,00. */
async function start(
  settings: Partial<RubicSettings>,
): Promise<{ world: World; invoice: ReturnType<typeof billFee> }> {
  stack = await startSmallClub();
  stack.remotes.rubic.control.changeSettings(settings);
  const { world } = stack.remotes.rubic;
  const invoice = billFee(world, { invoiceDate: daysBefore(world, 5) });
  await stack.sync("sandbox", "all", "full");
  stack.remotes.sandbox.control.requests.clear();
  return { world, invoice };
}

/** Each credit as `-15000`, or as `-65000 of 20001` where it credits an invoice. */
const credits = () =>
  bookedCredits(stack.remotes.sandbox.state).map(({ grossOere, creditedNumber }) =>
    creditedNumber === null ? `${grossOere}` : `${grossOere} of ${creditedNumber}`,
  );

async function expectEqual(): Promise<void> {
  await stack.sync("sandbox", "all", "full");
  const { comparison } = await stack.overview("sandbox");
  if (comparison === null) throw new Error("a full sync ends in a comparison");
  expect({ oere: differenceOere(comparison.invoices), named: comparison.differenceCount }).toEqual({
    oere: 0,
    named: 0,
  });
}

describe("a credit note of 150,00 with lines is booked once", () => {
  test.each([
    ["its request is lost", { kind: "dropBefore" }],
    ["its answer is lost", { kind: "dropAfter" }],
    ["it is carried out after the connection dropped", { kind: "lateCommit", delayMs: LATE_MS }],
    ["an error is answered, though it is done", { kind: "errorAfter" }],
  ] as const)("when %s", async (_when, rule) => {
    const { world, invoice } = await start({ creditNoteMode: "negativeInvoice" });
    world.creditInvoice({ invoiceID: invoice.invoiceID, amount: 150 });
    const { faults } = stack.remotes.sandbox.control;
    faults.add({ ...rule, method: "POST", path: "^/invoice$", times: 1 });
    expect((await syncUntilStable(stack)).at(-1)).toBe("success");
    expect(faults.list().map(({ fired }) => fired)).toEqual([1]);
    expect(credits()).toEqual(["-15000"]);
    expect(stack.remotes.sandbox.control.sentToCustomers).toEqual([]);
    await expectEqual();
  });
});

describe("a credit of 150,00 that grows to all 650,00", () => {
  test("shown as an amount: what waited with −150,00 is credited as a whole, once", async () => {
    const { world, invoice } = await start({ creditNoteMode: "amountsOnOriginal" });
    world.creditInvoice({ invoiceID: invoice.invoiceID, amount: 150 });
    await stack.sync("sandbox");
    await expectHold(stack, "credit", invoice.invoiceID, { code: "CREDIT_PARTIAL", amountOere: -15_000 });
    world.creditInvoice({ invoiceID: invoice.invoiceID });
    await stack.sync("sandbox");
    expect(credits()).toEqual([`-65000 of ${invoice.invoiceNumber}`]);
    expect(await stack.openHolds("sandbox")).toEqual([]);
    await expectEqual();
  });

  test.each(["negativeInvoice", "both"] as const)(
    "shown as a note that changes (%s): the booked −150,00 stay, and the other −500,00 wait",
    async (creditNoteMode) => {
      const { world, invoice } = await start({ creditNoteMode });
      world.creditInvoice({ invoiceID: invoice.invoiceID, amount: 150 });
      await stack.sync("sandbox");
      world.creditInvoice({ invoiceID: invoice.invoiceID });
      stack.remotes.sandbox.control.requests.clear();
      await stack.sync("sandbox");
      const key = invoice.invoiceID + 5_000_000;
      await expectHold(stack, "credit", key, { code: "CHANGED_AFTER_BOOKING", amountOere: -50_000 });
      expect(credits()).toEqual(["-15000"]);
      expect(writeNames(stack.remotes.sandbox)).toEqual([]);
      await expectEqual();
    },
  );
});

test("a paid invoice that is credited and paid back: −650,00 are booked, nothing is outstanding, and it counts as settled", async () => {
  const { world, invoice } = await start({ creditNoteMode: "both" });
  const pay = (paidAmount: number, transactionTypeID: number) =>
    world.addTransaction({ invoiceID: invoice.invoiceID, paidAmount, transactionTypeID });
  pay(650, OCR);
  await stack.sync("sandbox");
  world.creditInvoice({ invoiceID: invoice.invoiceID });
  await stack.sync("sandbox");
  expect([leftOn(stack, invoice), await isMarkedPaid(stack, invoice)]).toEqual([-650, false]);
  pay(-650, REFUND);
  await stack.sync("sandbox");
  expect([leftOn(stack, invoice), await isMarkedPaid(stack, invoice)]).toEqual([0, true]);
  expect(paymentsOn(stack, invoice)).toEqual([`${world.today} 65000`, `${world.today} -65000`]);
  expect(await stack.openHolds("sandbox")).toEqual([]);
  await expectEqual();
});

test("a settlement of 100,00 that belongs to no credit is held as no payment, and moves no cash", async () => {
  const { world, invoice } = await start({ creditNoteMode: "amountsOnOriginal" });
  const { invoiceTransactionID } = world.addTransaction({
    invoiceID: invoice.invoiceID,
    paidAmount: 100,
    transactionTypeID: CREDIT_SETTLEMENT,
  });
  await stack.sync("sandbox");
  await expectHold(stack, "payment", invoiceTransactionID, { code: "NOT_A_PAYMENT", amountOere: 10_000 });
  expect(bookedPayments(stack.remotes.sandbox.state)).toEqual([]);
  expect(findBooked(stack, invoice)?.amountOutstanding).toBe(650);
});
