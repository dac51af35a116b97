/** What Rubic shows of a credit after it was booked, or after a person has decided on it. A membership costs 650,00. */
import { afterEach, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import type { RubicSettings } from "../../src/simulators/rubic/settings.ts";
import type { Invoice } from "../../src/simulators/world/entities.ts";
import type { World } from "../../src/simulators/world/index.ts";
import { differenceOere } from "../../src/sync/truth.ts";
import { reconcile } from "../helpers/reconcile.ts";
import { expectHold, findBooked, noHold } from "../helpers/situations.ts";
import {
  addInvoicesOn,
  createSmallWorld,
  customerNoOf,
  daysBefore,
  endOfMonth,
} from "../helpers/small-world.ts";
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

const bill = (world: World, days = 5) =>
  world.addInvoice({
    customerNo: customerNoOf(world, 0),
    invoiceDate: daysBefore(world, days),
    lines: [{ productID: 101 }],
  });

const creditNotes = () => stack.remotes.sandbox.state.invoices.filter(({ isCreditNote }) => isCreditNote);

test("two notes of 250,00 and 400,00 that come later than the 650,00 are that one credit", async () => {
  const world = await start({ creditNoteMode: "amountsOnOriginal" });
  const credited = bill(world);
  await stack.sync("sandbox", "all", "full");
  world.creditInvoice({ invoiceID: credited.invoiceID });
  await stack.sync("sandbox", "all", "full");
  for (const price of [-250, -400]) {
    world.addInvoice({ customerNo: customerNoOf(world, 0), lines: [{ productID: 101, price }] });
  }
  await stack.sync("sandbox", "all", "full");
  await stack.sync("sandbox", "all", "full");
  expect(creditNotes()).toMatchObject([{ amount: -650, creditedInvoice: findBooked(stack, credited)?.id }]);
  expect(await stack.openHolds("sandbox")).toEqual([]);
  const { comparison } = await stack.overview("sandbox");
  expect(comparison).toMatchObject({ isCompleteRead: true, differenceCount: 0 });
  expect(comparison?.invoices).toMatchObject({ rubicOere: 0, tripletexOere: 0, heldOere: 0 });
});

test("after a part was credited by hand and left out, every other amount waits for a person", async () => {
  const world = await start({ creditNoteMode: "amountsOnOriginal" });
  const credited = bill(world);
  await stack.sync("sandbox", "all", "full");
  for (const [amount, shownOere] of [
    [150, -15_000],
    [100, -25_000],
    [400, -65_000],
  ] as const) {
    world.creditInvoice({ invoiceID: credited.invoiceID, amount });
    await stack.sync("sandbox", "all", "full");
    const expected = { code: "CREDIT_PARTIAL", amountOere: shownOere } as const;
    const { _id: holdId } = await expectHold(stack, "credit", credited.invoiceID, expected);
    await stack.client.mutation(api.holds.ignore, { holdId, reason: "Kreditert for hånd" });
    await stack.sync("sandbox", "all", "full");
    await noHold(stack, "credit", credited.invoiceID);
  }
  expect(creditNotes()).toEqual([]);
});

test("forty notes that name their invoices ask Tripletex in lists, not one by one", async () => {
  const world = await start({ creditNoteMode: "negativeInvoice" });
  const invoices = addInvoicesOn(world, daysBefore(world, 5), 40);
  await stack.sync("sandbox", "all", "full");
  for (const { invoiceID } of invoices) world.creditInvoice({ invoiceID });
  const { requests } = stack.remotes.sandbox.control;
  const before = requests.list().length;
  await stack.sync("sandbox", "invoices");
  const asked = requests.list().slice(before);
  const byId = asked.filter(({ method, template }) => method === "GET" && template === "/invoice/{id}");
  const credited = new Set(creditNotes().map(({ creditedInvoice }) => creditedInvoice));
  expect(credited).toEqual(new Set(invoices.map((each) => findBooked(stack, each)?.id)));
  // The first credit note of all is read again before the others follow.
  expect(byId).toHaveLength(1);
});

test("a year in the text of a note holds it up no longer than until all numbers up to it have been read", async () => {
  const world = await start({ creditNoteMode: "negativeInvoice" });
  const invoice = bill(world);
  const note = world.addInvoice({
    customerNo: customerNoOf(world, 0),
    lines: [{ productID: 101, price: -650 }],
    description: "Medlemskap 2026",
  });
  await stack.sync("sandbox", "all", "full");
  const hold = await expectHold(stack, "credit", note.invoiceID, { code: "CREDIT_NUMBER_NOT_MET" });
  expect(hold.message).toContain("it mentions 2026, which may be the number of an invoice");
  await stack.backend.run(async (ctx) => {
    const row = await ctx.db.query("environments").first();
    const upTo = { invoicesReadUpTo: invoice.invoiceNumber };
    if (row !== null) await ctx.db.patch("environments", row._id, upTo);
  });
  await stack.sync("sandbox");
  await noHold(stack, "credit", note.invoiceID);
  expect(creditNotes()).toMatchObject([{ amount: -650, creditedInvoice: 0 }]);
});

test("a note about an invoice that was left out waits for a person, however often Rubic is read", async () => {
  const world = await start({ creditNoteMode: "negativeInvoice" });
  const line = { customerNo: customerNoOf(world, 0), lines: [{ productID: 101 }] };
  const unsent = world.addInvoice({ ...line, sentDate: null });
  await stack.sync("sandbox", "all", "full");
  const { _id: holdId } = await expectHold(stack, "invoice", unsent.invoiceID, {
    code: "INVOICE_NOT_SENT",
  });
  await stack.client.mutation(api.holds.ignore, { holdId, reason: "Aldri sendt" });
  world.creditInvoice({ invoiceID: unsent.invoiceID });
  await stack.sync("sandbox", "all", "full");
  await stack.backend.run(async (ctx) => {
    const seen = await ctx.db.query("seenCredits").first();
    if (seen !== null) await ctx.db.patch("seenCredits", seen._id, { firstSeenOn: daysBefore(world, 2) });
  });
  await stack.sync("sandbox", "all", "full");
  const key = unsent.invoiceID + 5_000_000;
  const waiting = await expectHold(stack, "credit", key, {
    code: "INVOICE_NOT_IN_TRIPLETEX",
    amountOere: -65_000,
  });
  expect(waiting.waitsForInvoice).toBeUndefined();
  expect(creditNotes()).toEqual([]);
});

test("a credit that Rubic took back before it was booked is not what a later note of the same amount is about", async () => {
  const world = await start({ creditNoteMode: "amountsOnOriginal" });
  const { sandbox, rubic } = stack.remotes;
  const [billed, credited] = [bill(world, 6), bill(world)];
  await stack.sync("sandbox", "all", "full");
  sandbox.control.changeSettings({ closedThrough: endOfMonth(world.today) });
  world.creditInvoice({ invoiceID: billed.invoiceID });
  await stack.sync("sandbox", "all", "full");
  await expectHold(stack, "credit", billed.invoiceID, { code: "PERIOD_CLOSED" });
  Object.assign(billed, { creditedAmount: 0, creditNoteAmount: 0, balance: 650, unpaidAmount: 650 });
  await stack.sync("sandbox", "all", "full");
  sandbox.control.changeSettings({ closedThrough: null });
  rubic.control.changeSettings({ creditNoteMode: "both", creditNoteReference: "none" });
  world.creditInvoice({ invoiceID: credited.invoiceID });
  await stack.sync("sandbox", "all", "full");
  await stack.sync("sandbox", "all", "full");
  expect(creditNotes()).toMatchObject([{ amount: -650, creditedInvoice: findBooked(stack, credited)?.id }]);
  expect(findBooked(stack, billed)).toMatchObject({ isCredited: false, amountOutstanding: 650 });
});

test.each([
  [650, 650],
  [150, 150],
  [150, 650],
])(
  "a note of %s,00 that Rubic deletes and makes anew under its number, its invoice then credited by %s,00, is booked once",
  async (amount, creditedAmount) => {
    const world = await start({ creditNoteMode: "amountsOnOriginal" });
    const credited = bill(world);
    await stack.sync("sandbox", "all", "full");
    world.creditInvoice({ invoiceID: credited.invoiceID, amount });
    const lines = [{ productID: 101, price: -amount }];
    const note = world.addInvoice({ customerNo: customerNoOf(world, 0), lines });
    await stack.sync("sandbox", "all", "full");
    Object.assign(note, { invoiceID: note.invoiceID + 1_000 });
    if (creditedAmount > amount) {
      world.creditInvoice({ invoiceID: credited.invoiceID, amount: creditedAmount - amount });
    }
    await stack.sync("sandbox", "all", "full");
    await stack.sync("sandbox", "all", "full");
    expect(stack.remotes.sandbox.state.invoices.map((each) => each.amount)).toEqual([650, -amount]);
    const codes = (await stack.openHolds("sandbox")).map(({ code }) => code);
    expect(codes).toEqual(creditedAmount > amount ? ["CREDIT_PARTIAL"] : []);
    const { comparison } = await stack.overview("sandbox");
    if (comparison === null) throw new Error("a full sync ends in a comparison");
    expect([differenceOere(comparison.invoices), comparison.differenceCount]).toEqual([0, 0]);
    const { months } = await reconcile(stack);
    expect(months.filter(({ isEqual }) => !isEqual)).toEqual([]);
  },
);

/** The note again as another row of Rubic's, over other kroner, with what its invoice shows as credited then. */
function remake(
  world: World,
  { credited, note }: Record<"credited" | "note", Invoice>,
  kroner: number,
): Invoice {
  world.invoices.splice(world.invoices.indexOf(note), 1);
  const lines = [{ productID: 101, price: -kroner }];
  const again = world.addInvoice({ customerNo: customerNoOf(world, 0), lines });
  Object.assign(again, { invoiceNumber: note.invoiceNumber });
  const left = 650 - kroner;
  const amounts = { creditedAmount: kroner, creditNoteAmount: kroner, balance: left, unpaidAmount: left };
  Object.assign(credited, amounts);
  return again;
}

async function bookNote(amount: number) {
  const world = await start({ creditNoteMode: "amountsOnOriginal" });
  const credited = bill(world);
  await stack.sync("sandbox", "all", "full");
  world.creditInvoice({ invoiceID: credited.invoiceID, amount });
  const lines = [{ productID: 101, price: -amount }];
  const note = world.addInvoice({ customerNo: customerNoOf(world, 0), lines });
  await stack.sync("sandbox", "all", "full");
  expect(await stack.openHolds("sandbox")).toEqual([]);
  return { world, documents: { credited, note } };
}

async function expectEqual() {
  await stack.sync("sandbox", "all", "full");
  const { comparison } = await stack.overview("sandbox");
  if (comparison === null) throw new Error("a full sync ends in a comparison");
  const { invoices, payments, differenceCount } = comparison;
  expect([differenceOere(invoices), differenceOere(payments), differenceCount]).toEqual([0, 0, 0]);
  const { months } = await reconcile(stack);
  expect(months.filter(({ isEqual }) => !isEqual)).toEqual([]);
}

describe("a booked note of Rubic's that is deleted and made anew under its number", () => {
  test.each([
    [150, 650],
    [150, 200],
    [200, 150],
    [650, 600],
  ])(
    "%s,00 first and %s,00 then: what is booked stays, and the rest waits until it is put right by hand",
    async (before, after) => {
      const { world, documents } = await bookNote(before);
      const again = remake(world, documents, after);
      await stack.sync("sandbox");
      const lackingOere = (before - after) * 100;
      const expected = { code: "CHANGED_AFTER_BOOKING", amountOere: lackingOere } as const;
      const { _id: holdId } = await expectHold(stack, "credit", again.invoiceID, expected);
      expect(stack.remotes.sandbox.state.invoices.map(({ amount }) => amount)).toEqual([650, -before]);
      await expectEqual();
      expect(await stack.openHolds("sandbox")).toHaveLength(1);
      const booked = findBooked(stack, documents.credited);
      // What it takes off too much is billed by hand, as a document of its own.
      if (booked !== undefined && lackingOere < 0) booked.amountOutstanding += lackingOere / 100;
      await expectEqual();
      await stack.client.mutation(api.holds.ignore, { holdId, reason: "Rettet for hånd" });
      await expectEqual();
      expect(await stack.openHolds("sandbox")).toEqual([]);
    },
  );

  test("waits no more once Rubic shows the amount of before", async () => {
    const { world, documents } = await bookNote(150);
    const again = remake(world, documents, 650);
    await stack.sync("sandbox", "all", "full");
    await expectHold(stack, "credit", again.invoiceID, { code: "CHANGED_AFTER_BOOKING" });
    const { invoiceID } = again;
    Object.assign(remake(world, { ...documents, note: again }, 150), { invoiceID });
    await expectEqual();
    expect(await stack.openHolds("sandbox")).toEqual([]);
  });
});
