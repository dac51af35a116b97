/**
 * After a first invoice was booked on the wrong account with the right totals: both ways that the accountant is told end with
 * both sides equal to the øre, and no payment is ever registered on the credited invoice.
 */
import { afterEach, beforeEach, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import { differenceOere } from "../../src/sync/truth.ts";
import { bookInvoiceByHand } from "../helpers/by-hand.ts";
import { createSmallWorld, customerNoOf, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

const MEMBERSHIP = 101;
const SANDBOX = { tripletexEnv: "sandbox", kind: "invoice" } as const;

let stack: Stack;
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

const world = () => stack.remotes.rubic.world;
const tripletex = () => stack.remotes.sandbox;

async function setAccount(number: number): Promise<void> {
  const mappings = await stack.backend.run((ctx) => ctx.db.query("productMapping").collect());
  const productId = mappings.find((each) => each.rubicProductId === MEMBERSHIP)?.tripletexProductId ?? 0;
  const account = tripletex().state.accounts.find((each) => each.number === number);
  tripletex().control.editProduct({ productId, changes: { account: { id: account?.id } } });
}

async function differences() {
  const { comparison } = await stack.overview("sandbox");
  if (comparison === null) throw new Error("nothing was compared");
  return {
    invoices: differenceOere(comparison.invoices),
    payments: differenceOere(comparison.payments),
    named: comparison.differences.length,
  };
}
const EQUAL = { invoices: 0, payments: 0, named: 0 };

const holdsOf = async (state: "open" | "ignored") => {
  const holds = await stack.backend.run((ctx) => ctx.db.query("holds").collect());
  return holds.filter((hold) => hold.state === state).map(({ kind, code }) => `${kind} ${code}`);
};

/** The first of three bills is on the wrong account, and the accountant has mended the product and credited it. */
async function creditFirst() {
  const bills = [0, 1, 2].map((index) =>
    world().addInvoice({
      customerNo: customerNoOf(world(), index),
      invoiceDate: daysBefore(world(), 20),
      lines: [{ productID: MEMBERSHIP }],
    }),
  );
  expect((await stack.sync("sandbox")).problem?.code).toBe("BOOKED_DIFFERENTLY");
  const [hold] = await stack.openHolds("sandbox");
  const [booked] = tripletex().state.invoices;
  const bill = bills.find(({ invoiceNumber }) => invoiceNumber === booked?.invoiceNumber);
  if (hold === undefined || booked === undefined || bill === undefined) throw new Error("one was booked");
  await setAccount(3920);
  tripletex().control.creditInvoice({ invoiceId: booked.id, date: world().today });
  return { hold, booked, bill, wish: { ...SANDBOX, rubicKey: hold.rubicKey, reason: "Feil konto" } };
}

const pay = (invoiceID: number) =>
  world().addTransaction({ invoiceID, paidAmount: 100, transactionTypeID: 1, paymentDate: world().today });

const outstandingOf = (invoiceId: number) =>
  tripletex().state.invoices.find(({ id }) => id === invoiceId)?.amountOutstanding;

beforeEach(async () => {
  stack = await startStack({ remotes: await startRemotes({ world: createSmallWorld() }) });
  tripletex().control.changeSettings({ postingAccountIsVisible: true, lineVatWins: true });
  await stack.sync("sandbox", "products");
  await stack.sync("sandbox", "customers");
  await setAccount(3220);
});

test("the right one is booked by hand and linked: its payment goes there, the others follow, nothing differs", async () => {
  const { bill, booked, wish } = await creditFirst();
  const byHand = bookInvoiceByHand(tripletex(), {
    number: 90_001,
    date: world().today,
    kroner: bill.totalAmount,
  });
  await stack.client.action(api.links.relink, { ...wish, tripletexId: byHand.id });
  pay(bill.invoiceID);
  for (const mode of ["incremental", "full"] as const) {
    expect((await stack.sync("sandbox", "all", mode)).status).toBe("success");
    expect(await differences()).toEqual(EQUAL);
  }
  expect(outstandingOf(booked.id)).toBe(0);
  expect(outstandingOf(byHand.id)).toBe(bill.totalAmount - 100);
});

test("left out at once it stays so with its reason, and its payment waits; unlinked and left out, nothing differs", async () => {
  const { hold, bill, booked, wish } = await creditFirst();
  await stack.client.mutation(api.holds.ignore, { holdId: hold._id, reason: "Kreditert" });
  pay(bill.invoiceID);
  for (const mode of ["incremental", "full"] as const) {
    await stack.sync("sandbox", "all", mode);
    expect(await holdsOf("ignored")).toEqual(["invoice BOOKED_DIFFERENTLY"]);
    expect((await holdsOf("open")).toSorted()).toEqual([
      "payment CREDITED_IN_TRIPLETEX",
      "payment INVOICE_CREDITED",
    ]);
    expect(outstandingOf(booked.id)).toBe(0);
    expect((await differences()).named).toBe(1);
  }
  await stack.client.action(api.links.unlink, wish);
  await stack.sync("sandbox");
  expect((await holdsOf("open")).toSorted()).toEqual([
    "invoice INVOICE_CREDITED",
    "payment INVOICE_NOT_IN_TRIPLETEX",
  ]);
  const credited = (await stack.openHolds("sandbox")).find(({ kind }) => kind === "invoice");
  expect(credited?.code).toBe("INVOICE_CREDITED");
  expect(credited?.message).toContain("it is credited there");
  if (credited === undefined) throw new Error("it is held");
  await stack.client.mutation(api.holds.ignore, { holdId: credited._id, reason: "Kreditert" });
  await stack.sync("sandbox", "all", "full");
  expect(await differences()).toEqual(EQUAL);
  expect(outstandingOf(booked.id)).toBe(0);
});
