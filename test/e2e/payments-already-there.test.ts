/**
 * Payments of Rubic that wait, or were left out, because somebody registered their money in Tripletex already: the sentence on top, the
 * hold on the invoice and the months agree on what of them is really there, to the øre.
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import type { World } from "../../src/simulators/world/index.ts";
import { osloDate } from "../../src/sync/oslo.ts";
import { computeTruth, differenceOere } from "../../src/sync/truth.ts";
import { billFee, closeClub, OCR, payInTripletex, startSmallClub } from "../helpers/payment-cases.ts";
import { itemsOf, reconcile } from "../helpers/reconcile.ts";
import { expectHold, findBooked, noHold } from "../helpers/situations.ts";
import { daysBefore } from "../helpers/small-world.ts";
import type { Stack } from "../helpers/stack.ts";
import { writeNames } from "../helpers/tripletex-facts.ts";

/** The months are compared up to the machine's own day. */
const TODAY = osloDate(Date.now());
const LONG_AGO_DAYS = 200;

let stack: Stack;
let world: World;
let invoice: ReturnType<typeof billFee>;

beforeEach(async () => {
  stack = await startSmallClub(TODAY);
  world = stack.remotes.rubic.world;
});
afterEach(() => closeClub(stack));

const ago = (days: number) => daysBefore(world, days);
const changeOf = () => `invoice-${invoice.invoiceID}`;

const pay = (paidAmount: number, days: number) =>
  world.addTransaction({
    invoiceID: invoice.invoiceID,
    paidAmount,
    transactionTypeID: OCR,
    paymentDate: ago(days),
  });

/** One invoice of 650,00 with `byHand` on it in Tripletex in one sum, and these transactions in Rubic. */
async function paidInOneSum(byHand: number, amounts: number[], days = 9) {
  invoice = billFee(world, { invoiceDate: ago(days) });
  await stack.sync("sandbox", "all", "full");
  payInTripletex(stack, invoice, { date: ago(1), amount: byHand });
  const transactions = amounts.map((amount, index) => pay(amount, 5 - index));
  stack.remotes.sandbox.control.requests.clear();
  await stack.sync("sandbox");
  expect(writeNames(stack.remotes.sandbox)).toEqual([]);
  for (const { invoiceTransactionID, paidAmount } of transactions) {
    const expected = { code: "ALREADY_PAID", amountOere: paidAmount * 100 } as const;
    await expectHold(stack, "payment", invoiceTransactionID, expected);
  }
  return transactions;
}

async function leaveOut(transactions: { invoiceTransactionID: number }[]) {
  for (const { invoiceTransactionID } of transactions) {
    const { _id: holdId } = await expectHold(stack, "payment", invoiceTransactionID, {
      code: "ALREADY_PAID",
    });
    await stack.client.mutation(api.holds.ignore, { holdId, reason: "Én sum i banken for begge" });
  }
}

/** How both comparisons stand after a sync, the months read for themselves. */
async function standing() {
  await stack.sync("sandbox");
  const overview = await stack.overview("sandbox");
  const { comparison } = overview;
  if (comparison === null) throw new Error("nothing was compared");
  const { months } = await reconcile(stack);
  const own = months.find(({ from, toExclusive }) => {
    const day = invoice.invoiceDate.slice(0, 10);
    return day >= from && day < toExclusive;
  });
  const items = await itemsOf(stack, own?.from ?? "");
  return {
    differenceOere: differenceOere(comparison.payments),
    differences: comparison.differences.map(({ label, rubicOere, tripletexOere }) => [
      label,
      rubicOere,
      tripletexOere,
    ]),
    explanations: comparison.differences.map(({ explanation }) => plain(explanation)),
    sentence: plain(computeTruth({ ...overview, isRunLive: false }, Date.now()).sentence),
    isMonthEqual: own?.isEqual,
    causes: items.map(({ cause, rubic, tripletex }) => [cause, rubic?.paidOere, tripletex?.paidOere]),
  };
}

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const label = () => `Invoice ${invoice.invoiceNumber}`;
const EQUAL = { differenceOere: 0, differences: [], isMonthEqual: true, causes: [] };

describe("one sum of 650,00 in Tripletex for 400,00 and 250,00 in Rubic", () => {
  test("is no difference while both wait, and none once both are left out", async () => {
    const transactions = await paidInOneSum(650, [400, 250]);
    const open = await standing();
    expect(open).toMatchObject(EQUAL);
    expect(open.sentence).toContain("2 records are held, 650,00 kr");
    await noHold(stack, "payment", changeOf());
    await leaveOut(transactions);
    const leftOut = await standing();
    expect(leftOut).toMatchObject(EQUAL);
    expect(leftOut.sentence).toMatch(/^Everything from .* is in Tripletex, equal to the øre/);
    expect(await stack.openHolds("sandbox")).toEqual([]);
    await stack.sync("sandbox", "all", "full");
    expect(await standing()).toMatchObject(EQUAL);
  });

  test("closes what was held as paid in Tripletex alone, on an invoice that no sync reads any more", async () => {
    invoice = billFee(world, { invoiceDate: ago(LONG_AGO_DAYS) });
    await stack.sync("sandbox", "all", "full");
    payInTripletex(stack, invoice, { date: ago(1), amount: 650 });
    await stack.sync("sandbox", "all", "full");
    await expectHold(stack, "payment", changeOf(), { code: "PAID_IN_TRIPLETEX" });
    const transactions = [pay(400, 5), pay(250, 4)];
    expect(await standing()).toMatchObject(EQUAL);
    await noHold(stack, "payment", changeOf());
    await leaveOut(transactions);
    expect(await standing()).toMatchObject(EQUAL);
    expect(await stack.openHolds("sandbox")).toEqual([]);
  });
});

const short = () => ({
  differenceOere: 20_000,
  differences: [[label(), 70_000, 50_000]],
  explanations: [expect.stringContaining("200,00 kr of its payments that are held or left out as paid")],
  sentence: expect.stringContaining("Rubic and Tripletex differ by 200,00 kr"),
  isMonthEqual: false,
  causes: [["ALREADY_PAID_IN_PART", 70_000, 50_000]],
});

describe("one sum of 500,00 in Tripletex for 300,00 and 400,00 in Rubic", () => {
  test("differs by the 200,00 that are missing, waiting or left out, and nobody is told that it is paid too much", async () => {
    const transactions = await paidInOneSum(500, [300, 400]);
    expect(await standing()).toEqual(short());
    await noHold(stack, "payment", changeOf());
    await leaveOut(transactions);
    expect(await standing()).toEqual(short());
    await noHold(stack, "payment", changeOf());
  });

  test("is equal once the 200,00 are registered there", async () => {
    await leaveOut(await paidInOneSum(500, [300, 400]));
    payInTripletex(stack, invoice, { date: TODAY, amount: 200 });
    expect(await standing()).toMatchObject(EQUAL);
    expect(await stack.openHolds("sandbox")).toEqual([]);
  });
});

test("one sum of 900,00 in Tripletex for 400,00 and 250,00 in Rubic differs by 250,00, with its remedy", async () => {
  const transactions = await paidInOneSum(900, [400, 250]);
  const tooMuch = {
    differenceOere: -25_000,
    differences: [[label(), 65_000, 90_000]],
    isMonthEqual: false,
    causes: [["PAID_IN_TRIPLETEX", 65_000, 90_000]],
  };
  expect(await standing()).toMatchObject(tooMuch);
  await leaveOut(transactions);
  expect(await standing()).toMatchObject(tooMuch);
  const { message } = await expectHold(stack, "payment", changeOf(), { code: "PAID_IN_TRIPLETEX" });
  expect(plain(message)).toContain(
    "has 250,00 kr settled in Tripletex that no transaction of Rubic explains",
  );
});

test("a payment of the same amount on another day is no difference before it is linked, nor after", async () => {
  const [transaction] = await paidInOneSum(650, [650]);
  expect(await standing()).toMatchObject(EQUAL);
  const [candidate] = (
    await stack.client.action(api.links.candidates, {
      tripletexEnv: "sandbox",
      kind: "payment",
      rubicKey: String(transaction?.invoiceTransactionID),
    })
  ).candidates;
  await stack.client.action(api.links.link, {
    tripletexEnv: "sandbox",
    kind: "payment",
    rubicKey: String(transaction?.invoiceTransactionID),
    tripletexId: candidate?.tripletexId ?? 0,
    reason: "Samme innbetaling",
  });
  expect(await standing()).toMatchObject(EQUAL);
  expect(await stack.openHolds("sandbox")).toEqual([]);
  expect(findBooked(stack, invoice)?.amountOutstanding).toBe(0);
});

test("a payment that was left out differs by its 650,00 once somebody takes the money back there", async () => {
  await leaveOut(await paidInOneSum(650, [650]));
  expect(await standing()).toMatchObject(EQUAL);
  payInTripletex(stack, invoice, { date: TODAY, amount: -650 });
  expect(await standing()).toMatchObject({
    differenceOere: 65_000,
    differences: [[label(), 65_000, 0]],
    isMonthEqual: false,
    causes: [["ALREADY_PAID_IN_PART", 65_000, 0]],
  });
});
