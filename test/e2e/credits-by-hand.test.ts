/** Credits about which a person decides: what they do by hand stays done, and is taken for what it is. */
import { afterEach, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import type { RubicSettings } from "../../src/simulators/rubic/settings.ts";
import type { World } from "../../src/simulators/world/index.ts";
import { differenceOere } from "../../src/sync/truth.ts";
import { readMappings } from "../helpers/mappings.ts";
import { paymentsOn } from "../helpers/payment-cases.ts";
import { reconcile } from "../helpers/reconcile.ts";
import { expectHold, findBooked } from "../helpers/situations.ts";
import { createSmallWorld, customerNoOf, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

let stack: Stack;
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

async function start(settings: Partial<RubicSettings>): Promise<World> {
  stack = await startStack({ remotes: await startRemotes({ world: createSmallWorld() }) });
  stack.remotes.rubic.control.changeSettings(settings);
  return stack.remotes.rubic.world;
}

/** A membership of 650,00. */
const bill = (world: World) =>
  world.addInvoice({
    customerNo: customerNoOf(world, 0),
    invoiceDate: daysBefore(world, 5),
    lines: [{ productID: 101 }],
  });

test("a note that is booked with another amount waits, and once it is left out it stays so", async () => {
  const world = await start({ creditNoteMode: "negativeInvoice", creditNoteReference: "none" });
  const invoice = bill(world);
  await stack.sync("sandbox", "all", "full");
  world.creditInvoice({ invoiceID: invoice.invoiceID });
  await stack.sync("sandbox", "all", "full");
  // As Tripletex had rounded it, while the hold of it got lost.
  await stack.backend.run(async (ctx) => {
    const [row] = await ctx.db.query("creditNoteMapping").collect();
    if (row === undefined) throw new Error("the note was booked");
    await ctx.db.patch("creditNoteMapping", row._id, { grossOere: -64_900 });
  });
  await stack.sync("sandbox", "all", "full");
  const [hold, ...more] = await stack.openHolds("sandbox");
  expect(more).toEqual([]);
  expect(hold).toMatchObject({ kind: "credit", code: "BOOKED_DIFFERENTLY", amountOere: -100 });
  if (hold === undefined) throw new Error("it waits");
  await stack.client.mutation(api.holds.ignore, { holdId: hold._id, reason: "Rettet med bilag" });
  await stack.sync("sandbox", "all", "full");
  const holds = await stack.backend.run(async (ctx) => await ctx.db.query("holds").collect());
  expect(holds.filter(({ kind }) => kind === "credit")).toMatchObject([{ state: "ignored" }]);
  await stack.backend.run(async (ctx) => {
    const [row] = await ctx.db.query("creditNoteMapping").collect();
    if (row !== undefined) await ctx.db.patch("creditNoteMapping", row._id, { grossOere: -65_000 });
  });
  await stack.sync("sandbox", "all", "full");
  const left = await stack.backend.run(async (ctx) => await ctx.db.query("holds").collect());
  expect(left.filter(({ kind }) => kind === "credit")).toMatchObject([{ state: "ignored" }]);
});

test("a credit of 150,00 that a person makes by hand against the invoice is no payment, before and after it is left out", async () => {
  const world = await start({ creditNoteMode: "amountsOnOriginal" });
  const credited = bill(world);
  await stack.sync("sandbox", "all", "full");
  world.creditInvoice({ invoiceID: credited.invoiceID, amount: 150 });
  await stack.sync("sandbox", "all", "full");
  const booked = findBooked(stack, credited);
  if (booked === undefined) throw new Error("the invoice is booked");
  booked.amountOutstanding -= 150;
  await stack.sync("sandbox", "all", "full");
  const [hold, ...more] = await stack.openHolds("sandbox");
  expect({ code: hold?.code, more }).toEqual({ code: "CREDIT_PARTIAL", more: [] });
  if (hold === undefined) throw new Error("it waits");
  await stack.client.mutation(api.holds.ignore, { holdId: hold._id, reason: "Kreditert for hånd" });
  await stack.sync("sandbox", "all", "full");
  expect(await stack.openHolds("sandbox")).toEqual([]);
  const { comparison } = await stack.overview("sandbox");
  expect(comparison).toMatchObject({ differenceCount: 0, payments: { tripletexOere: 0 } });
  booked.amountOutstanding -= 50;
  await stack.sync("sandbox", "all", "full");
  expect(await stack.openHolds("sandbox")).toMatchObject([{ code: "SET_OFF_IN_TRIPLETEX" }]);
});

test.each(["amountsOnOriginal", "both"] as const)(
  "a part that a person has credited by hand and not left out yet is not credited again with the whole, shown as %s",
  async (creditNoteMode) => {
    const world = await start({ creditNoteMode: "amountsOnOriginal" });
    const credited = bill(world);
    await stack.sync("sandbox", "all", "full");
    world.creditInvoice({ invoiceID: credited.invoiceID, amount: 150 });
    await stack.sync("sandbox", "all", "full");
    await expectHold(stack, "credit", credited.invoiceID, { code: "CREDIT_PARTIAL", amountOere: -15_000 });
    const booked = findBooked(stack, credited);
    if (booked === undefined) throw new Error("the invoice is booked");
    booked.amountOutstanding -= 150;
    world.creditInvoice({ invoiceID: credited.invoiceID, amount: 500 });
    stack.remotes.rubic.control.changeSettings({ creditNoteMode });
    await stack.sync("sandbox", "all", "full");
    await stack.sync("sandbox", "all", "full");
    expect(stack.remotes.sandbox.state.invoices.filter(({ isCreditNote }) => isCreditNote)).toEqual([]);
    const key = credited.invoiceID + (creditNoteMode === "both" ? 5_000_000 : 0);
    const { message } = await expectHold(stack, "credit", key, {
      code: "ALREADY_CREDITED",
      amountOere: -65_000,
    });
    expect(message.replaceAll("\u00a0", " ")).toContain("of which 150,00 kr is settled in Tripletex");
  },
);

test("after a part was credited by hand and left out, a payment of the rest is booked", async () => {
  const world = await start({ creditNoteMode: "amountsOnOriginal" });
  const credited = bill(world);
  await stack.sync("sandbox", "all", "full");
  world.creditInvoice({ invoiceID: credited.invoiceID, amount: 150 });
  await stack.sync("sandbox", "all", "full");
  const booked = findBooked(stack, credited);
  if (booked === undefined) throw new Error("the invoice is booked");
  booked.amountOutstanding -= 150;
  const { _id: holdId } = await expectHold(stack, "credit", credited.invoiceID, { code: "CREDIT_PARTIAL" });
  await stack.client.mutation(api.holds.ignore, { holdId, reason: "Kreditert for hånd" });
  world.addTransaction({ invoiceID: credited.invoiceID, paidAmount: 500 });
  await stack.sync("sandbox", "all", "full");
  expect(await stack.openHolds("sandbox")).toEqual([]);
  expect(paymentsOn(stack, credited)).toEqual([`${world.today} 50000`]);
  const { comparison } = await stack.overview("sandbox");
  if (comparison === null) throw new Error("a full sync ends in a comparison");
  expect([differenceOere(comparison.invoices), differenceOere(comparison.payments)]).toEqual([0, 0]);
});

test("a correction of 40,00 that a person makes by hand as its remedy says is no payment, and no difference", async () => {
  const world = await start({});
  const invoice = bill(world);
  await stack.sync("sandbox", "all", "full");
  world.correctInvoice({ invoiceID: invoice.invoiceID, amount: 40 });
  await stack.sync("sandbox", "all", "full");
  const booked = findBooked(stack, invoice);
  if (booked === undefined) throw new Error("the invoice is booked");
  booked.amountOutstanding -= 40;
  await stack.sync("sandbox", "all", "full");
  expect((await stack.openHolds("sandbox")).map(({ code }) => code)).toEqual(["NEEDS_CREDIT"]);
  const { comparison } = await stack.overview("sandbox");
  if (comparison === null) throw new Error("a full sync ends in a comparison");
  expect(comparison).toMatchObject({ differenceCount: 0, payments: { tripletexOere: 0 } });
  expect([differenceOere(comparison.invoices), differenceOere(comparison.payments)]).toEqual([0, 0]);
  booked.amountOutstanding -= 50;
  await stack.sync("sandbox", "all", "full");
  const codes = (await stack.openHolds("sandbox")).map(({ code }) => code);
  expect(codes.toSorted()).toEqual(["NEEDS_CREDIT", "SET_OFF_IN_TRIPLETEX"]);
});

const NOTE_IDS = 5_000_000;

/** Both comparisons: what they find apart. */
async function differences() {
  const { comparison } = await stack.overview("sandbox");
  if (comparison === null) throw new Error("a full sync ends in a comparison");
  const { months } = await reconcile(stack);
  const { invoices, payments, differenceCount } = comparison;
  const apart = months.filter(({ isEqual }) => !isEqual).map(({ from }) => from);
  return [differenceOere(invoices), differenceOere(payments), differenceCount, apart];
}

test.each(["both", "negativeInvoice"] as const)(
  "a part that a person has credited by hand is not booked again when its note comes, shown as %s",
  async (creditNoteMode) => {
    const world = await start({ creditNoteMode: "amountsOnOriginal" });
    const credited = bill(world);
    await stack.sync("sandbox", "all", "full");
    world.creditInvoice({ invoiceID: credited.invoiceID, amount: 150 });
    await stack.sync("sandbox", "all", "full");
    await expectHold(stack, "credit", credited.invoiceID, { code: "CREDIT_PARTIAL" });
    const booked = findBooked(stack, credited);
    if (booked === undefined) throw new Error("the invoice is booked");
    booked.amountOutstanding -= 150;
    stack.remotes.rubic.control.changeSettings({ creditNoteMode });
    await stack.sync("sandbox", "all", "full");
    const expected = { code: "ALREADY_CREDITED", amountOere: -15_000 } as const;
    const hold = await expectHold(stack, "credit", credited.invoiceID + NOTE_IDS, expected);
    expect(await stack.openHolds("sandbox")).toHaveLength(1);
    expect(stack.remotes.sandbox.state.invoices).toHaveLength(1);
    expect(await differences()).toEqual([0, 0, 0, []]);
    await stack.client.mutation(api.holds.ignore, { holdId: hold._id, reason: "Kreditert for hånd" });
    await stack.sync("sandbox", "all", "full");
    expect(await stack.openHolds("sandbox")).toEqual([]);
    expect(await differences()).toEqual([0, 0, 0, []]);
  },
);

test("a part whose note was booked and set against its invoice does not hold the note of another part", async () => {
  const world = await start({ creditNoteMode: "amountsOnOriginal" });
  const credited = bill(world);
  await stack.sync("sandbox", "all", "full");
  world.creditInvoice({ invoiceID: credited.invoiceID, amount: 150 });
  await stack.sync("sandbox", "all", "full");
  for (const price of [-150, -100]) {
    if (price === -100) world.creditInvoice({ invoiceID: credited.invoiceID, amount: 100 });
    const note = world.addInvoice({ customerNo: customerNoOf(world, 0), lines: [{ productID: 101, price }] });
    await stack.sync("sandbox", "all", "full");
    const idOf = (each: typeof note) => findBooked(stack, each)?.id ?? 0;
    const pair = { invoiceId: idOf(credited), againstId: idOf(note) };
    stack.remotes.sandbox.control.setOff({ ...pair, amount: -price });
  }
  expect(stack.remotes.sandbox.state.invoices.map(({ amount }) => amount)).toEqual([650, -150, -100]);
  expect(await stack.openHolds("sandbox")).toEqual([]);
});

test("the note of a part that a person has credited by hand waits beside another note that is booked and still open", async () => {
  const world = await start({ creditNoteMode: "amountsOnOriginal" });
  const credited = bill(world);
  await stack.sync("sandbox", "all", "full");
  const noteOf150 = () =>
    world.addInvoice({ customerNo: customerNoOf(world, 0), lines: [{ productID: 101, price: -150 }] });
  world.creditInvoice({ invoiceID: credited.invoiceID, amount: 150 });
  noteOf150();
  await stack.sync("sandbox", "all", "full");
  world.creditInvoice({ invoiceID: credited.invoiceID, amount: 150 });
  await stack.sync("sandbox", "all", "full");
  await expectHold(stack, "credit", credited.invoiceID, { code: "CREDIT_PARTIAL", amountOere: -15_000 });
  const booked = findBooked(stack, credited);
  if (booked === undefined) throw new Error("the invoice is booked");
  booked.amountOutstanding -= 150;
  const late = noteOf150();
  await stack.sync("sandbox", "all", "full");
  const expected = { code: "ALREADY_CREDITED", amountOere: -15_000 } as const;
  const hold = await expectHold(stack, "credit", late.invoiceID, expected);
  expect(await stack.openHolds("sandbox")).toHaveLength(1);
  expect(stack.remotes.sandbox.state.invoices.map(({ amount }) => amount)).toEqual([650, -150]);
  expect(await differences()).toEqual([0, 0, 0, []]);
  await stack.client.mutation(api.holds.ignore, { holdId: hold._id, reason: "Kreditert for hånd" });
  await stack.sync("sandbox", "all", "full");
  expect(await stack.openHolds("sandbox")).toEqual([]);
  expect(await differences()).toEqual([0, 0, 0, []]);
});

test.each([
  ["of a whole invoice", true],
  ["that names no invoice", false],
])(
  "money paid back on a credit note %s waits, and once it is booked by hand and left out nothing differs",
  async (_of, isWhole) => {
    const world = await start({ creditNoteMode: "amountsOnOriginal" });
    const credited = bill(world);
    world.addTransaction({ invoiceID: credited.invoiceID, paidAmount: 650 });
    await stack.sync("sandbox", "all", "full");
    if (isWhole) world.creditInvoice({ invoiceID: credited.invoiceID });
    const note = world.addInvoice({
      customerNo: customerNoOf(world, 0),
      lines: [{ productID: 101, price: isWhole ? -650 : -150 }],
    });
    await stack.sync("sandbox", "all", "full");
    const paidBack = world.addTransaction({
      invoiceID: note.invoiceID,
      paidAmount: note.totalAmount,
      paymentDate: daysBefore(world, 1),
    });
    await stack.sync("sandbox", "all", "full");
    const expected = { code: "CREDIT_NOTE_PAID", amountOere: note.totalAmount * 100 } as const;
    const hold = await expectHold(stack, "payment", paidBack.invoiceTransactionID, expected);
    expect(await differences()).toEqual([0, 0, 0, []]);
    await stack.client.mutation(api.holds.ignore, { holdId: hold._id, reason: "Bilag 117" });
    await stack.sync("sandbox", "all", "full");
    expect(await stack.openHolds("sandbox")).toEqual([]);
    expect(await differences()).toEqual([0, 0, 0, []]);
    // The voucher and what stands to the customer's credit, closed against each other.
    const closed = isWhole ? findBooked(stack, credited) : findBooked(stack, note);
    if (closed === undefined) throw new Error("both documents are booked");
    expect(closed.amountOutstanding).toBe(note.totalAmount);
    closed.amountOutstanding = 0;
    await stack.sync("sandbox", "all", "full");
    expect(await stack.openHolds("sandbox")).toEqual([]);
    expect(await differences()).toEqual([0, 0, 0, []]);
    closed.amountOutstanding = 50;
    await stack.sync("sandbox", "all", "full");
    const [, , , apart] = await differences();
    expect(apart).toHaveLength(1);
  },
);

test("what moves no money on a credit note, or is of a type mapped to nothing, waits for nobody", async () => {
  const world = await start({ creditNoteMode: "amountsOnOriginal" });
  const note = world.addInvoice({
    customerNo: customerNoOf(world, 0),
    lines: [{ productID: 101, price: -150 }],
  });
  world.addTransaction({ invoiceID: note.invoiceID, paidAmount: 0 });
  const { invoiceTransactionID: unknown } = world.addTransaction({
    invoiceID: note.invoiceID,
    paidAmount: -150,
    transactionTypeID: 9,
  });
  await stack.sync("sandbox", "all", "full");
  const expected = { code: "TRANSACTION_TYPE_NOT_MAPPED", amountOere: -15_000 } as const;
  await expectHold(stack, "payment", unknown, expected);
  expect(await stack.openHolds("sandbox")).toHaveLength(1);
  await readMappings(stack, "sandbox");
  const mapping = { kind: "transactionType", code: "9", choice: "ignore", reason: "Ingenting" } as const;
  await stack.client.mutation(api.settings.approve, { tripletexEnv: "sandbox", ...mapping });
  await stack.sync("sandbox", "all", "full");
  expect(await stack.openHolds("sandbox")).toEqual([]);
  expect(await differences()).toEqual([0, 0, 0, []]);
});
