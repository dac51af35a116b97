/**
 * Links of invoices that an incremental sync does not read any more, in Rubic or in Tripletex: what the link, and its taking back,
 * has touched is found and compared all the same.
 */
import { afterEach, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import type { LinkedKind } from "../../convex/validators.ts";
import { handTools, REASON, SANDBOX } from "../helpers/linking.ts";
import { createSmallWorld, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";
import { writeNames } from "../helpers/tripletex-facts.ts";

let stack: Stack;
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

async function start(environmentVariables?: Record<string, string>): Promise<void> {
  const remotes = await startRemotes({ world: createSmallWorld() });
  stack = await startStack({ remotes, environmentVariables });
}

const { world, tripletex, addBill, bookByHand, candidatesOf, link, expectEqual } = handTools(() => stack);

test("an invoice and a payment that are mapped for longer than Rubic is searched are found by their own day", async () => {
  await start({ BOOKS_FROM_SANDBOX: daysBefore(createSmallWorld(), 1_500) });
  const invoice = addBill(1_400);
  const paid = world().addTransaction({
    invoiceID: invoice.invoiceID,
    paidAmount: 100,
    transactionTypeID: 1,
    paymentDate: daysBefore(world(), 1_390),
  });
  expect((await stack.sync("sandbox", "all", "full")).status).toBe("success");
  const [booked] = tripletex().state.invoices;
  const found = await candidatesOf("invoice", String(invoice.invoiceID));
  expect(found).toMatchObject({ linkedId: booked?.id, candidates: [{ tripletexId: booked?.id }] });
  const payment = await candidatesOf("payment", String(paid.invoiceTransactionID));
  expect(payment).toMatchObject({ kind: "payment", candidates: [{ tripletexId: payment.linkedId }] });
});

describe("an invoice that Tripletex has in another month", () => {
  /** Older than what an incremental run reads, so that it meets these months only if the link has touched them. */
  const RUBIC_DAYS = 100;

  test("is compared where Tripletex has it: linked, paid, relinked to a third month and unlinked, by incremental syncs", async () => {
    await start();
    const invoice = addBill(RUBIC_DAYS);
    const byHandOn = (number: number, days: number) =>
      bookByHand({ number, date: daysBefore(world(), days), kroner: invoice.totalAmount });
    await stack.sync("sandbox", "products");
    await stack.sync("sandbox", "customers");
    const first = byHandOn(invoice.invoiceNumber, RUBIC_DAYS + 40);
    const second = byHandOn(90_001, RUBIC_DAYS + 80);
    await stack.sync("sandbox", "all", "full");
    expect(await openCodes()).toEqual(["invoice INVOICE_NUMBER_TAKEN"]);
    const wish = { kind: "invoice" as const, rubicKey: String(invoice.invoiceID) };
    const syncEqual = async () => {
      await stack.sync("sandbox");
      await expectEqual();
      return await countsOf();
    };

    await link({ ...wish, tripletexId: first.id });
    expect(await syncEqual()).toEqual([1, 0]);
    world().addTransaction({ invoiceID: invoice.invoiceID, paidAmount: 100, transactionTypeID: 1 });
    expect(await syncEqual()).toEqual([1, 10_000]);
    const relinked = { ...SANDBOX, reason: REASON, ...wish, tripletexId: second.id, withPayments: true };
    await stack.client.action(api.links.relink, relinked);
    expect(await syncEqual()).toEqual([1, 10_000]);
    await unlink(wish);
    expect(await syncEqual()).toEqual([0, 0]);
    expect(await openCodes()).toContain("invoice INVOICE_NUMBER_TAKEN");
  });
});

/** Booked 100 days ago, paid 90 and 10 days ago, all in Tripletex. */
async function startWithOld() {
  await start();
  const old = addBill(100);
  for (const days of [90, 10]) {
    const paymentDate = daysBefore(world(), days);
    world().addTransaction({
      invoiceID: old.invoiceID,
      paidAmount: 100,
      transactionTypeID: 1,
      paymentDate,
    });
  }
  expect((await stack.sync("sandbox")).status).toBe("success");
  const [booked] = tripletex().state.invoices;
  if (booked === undefined) throw new Error("it is booked");
  return { old, booked, wish: { kind: "invoice" as const, rubicKey: String(old.invoiceID) } };
}
const unlink = (wish: { kind: LinkedKind; rubicKey: string }) =>
  stack.client.action(api.links.unlink, { ...SANDBOX, reason: REASON, ...wish, withPayments: true });
const openCodes = async () =>
  (await stack.openHolds("sandbox")).map(({ kind, code }) => `${kind} ${code}`).toSorted();
const countsOf = async () => {
  const { comparison } = await stack.overview("sandbox");
  return [comparison?.invoices.tripletexCount, comparison?.payments.tripletexOere];
};

describe("an invoice that an incremental sync does not read any more", () => {
  test("is found again with its payments after it was unlinked", async () => {
    const { wish } = await startWithOld();
    const before = await countsOf();
    await unlink(wish);
    expect(await openCodes()).toEqual(["invoice UNLINKED", "payment UNLINKED", "payment UNLINKED"]);
    tripletex().control.requests.clear();
    expect((await stack.sync("sandbox")).status).toBe("success");
    await expectEqual();
    expect(await countsOf()).toEqual(before);
    expect(writeNames(tripletex())).toEqual([]);
    expect(await openCodes()).toEqual([]);
  });

  test("waits with its payments when it was unlinked because it is not the right one", async () => {
    const { booked, wish } = await startWithOld();
    tripletex().control.creditInvoice({ invoiceId: booked.id, date: world().today });
    await unlink(wish);
    await stack.sync("sandbox");
    await expectEqual();
    const waiting = ["INVOICE_NOT_IN_TRIPLETEX", "INVOICE_NOT_IN_TRIPLETEX"].map((code) => `payment ${code}`);
    expect(await openCodes()).toEqual(["invoice INVOICE_CREDITED", ...waiting]);
  });

  test("takes its old payments along when it is relinked", async () => {
    const { old, booked, wish } = await startWithOld();
    tripletex().control.creditInvoice({ invoiceId: booked.id, date: world().today });
    const date = daysBefore(world(), 100);
    const byHand = bookByHand({ number: 90_001, date, kroner: old.totalAmount });
    const relinked = { ...SANDBOX, reason: REASON, ...wish, tripletexId: byHand.id, withPayments: true };
    await stack.client.action(api.links.relink, relinked);
    expect((await stack.sync("sandbox")).status).toBe("success");
    await expectEqual();
    const moved = tripletex().state.invoices.find(({ id }) => id === byHand.id);
    expect(moved?.amountOutstanding).toBe(old.totalAmount - 200);
  });
});
