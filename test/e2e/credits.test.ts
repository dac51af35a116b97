/**
 * Credits through whole syncs, in each of the three ways in which Rubic may show one: booked once, on the right invoice, counted
 * once, and held where Rubic does not say enough. Amounts are of the seeded club: a membership costs 650,00.
 */
import { afterEach, describe, expect, test } from "vitest";
import type { RubicSettings } from "../../src/simulators/rubic/settings.ts";
import type { World } from "../../src/simulators/world/index.ts";
import { differenceOere } from "../../src/sync/truth.ts";
import { carryOut, deviationsOf, itemsOf, preview } from "../helpers/plans.ts";
import { toOere } from "../helpers/rubic-facts.ts";
import { expectHold, findBooked, noHold } from "../helpers/situations.ts";
import { addInvoicesOn, createSmallWorld, customerNoOf, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";
import { bookedPayments, writeNames } from "../helpers/tripletex-facts.ts";

/** The smallest page that the simulated Rubic cuts to. */
const PAGE_SIZE = 100;

let stack: Stack;
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

async function start(settings: Partial<RubicSettings> = {}): Promise<World> {
  stack = await startStack({ remotes: await startRemotes({ world: createSmallWorld() }) });
  stack.remotes.rubic.control.changeSettings(settings);
  return stack.remotes.rubic.world;
}

const bill = (world: World, daysAgo = 5, customer = 0) =>
  world.addInvoice({
    customerNo: customerNoOf(world, customer),
    invoiceDate: daysBefore(world, daysAgo),
    lines: [{ productID: 101 }],
  });

const creditNotes = () => stack.remotes.sandbox.state.invoices.filter(({ isCreditNote }) => isCreditNote);
const credits = () => stack.backend.run(async (ctx) => await ctx.db.query("creditNoteMapping").collect());

/** Rubic = Tripletex + held, to the øre, with every document of both sides counted once. */
async function checkSums(expected: { rubicOere: number; heldOere?: number }): Promise<void> {
  const { comparison } = await stack.overview("sandbox");
  if (comparison === null) throw new Error("a full sync ends in a comparison");
  const { invoices, payments } = comparison;
  expect(comparison).toMatchObject({ isCompleteRead: true, differenceCount: 0 });
  expect(invoices).toMatchObject({ heldOere: 0, ...expected });
  expect(differenceOere(invoices)).toBe(0);
  expect(differenceOere(payments)).toBe(0);
  const total = stack.remotes.sandbox.state.invoices.reduce((sum, { amount }) => sum + toOere(amount), 0);
  expect(invoices.tripletexOere).toBe(total);
}

const MODES = ["amountsOnOriginal", "negativeInvoice", "both"] as const;

describe.each(MODES)("shown as %s", (creditNoteMode) => {
  const isNoteShown = creditNoteMode !== "amountsOnOriginal";

  test("the credit of a whole invoice of 650,00 is booked once as Tripletex's credit note", async () => {
    const world = await start({ creditNoteMode });
    const [credited, other] = [bill(world), bill(world, 4, 1)];
    await stack.sync("sandbox", "all", "full");
    world.creditInvoice({ invoiceID: credited.invoiceID });
    await stack.sync("sandbox", "all", "full");
    await stack.sync("sandbox");
    await stack.sync("sandbox", "all", "full");
    const [note, ...more] = creditNotes();
    expect(more).toEqual([]);
    const number = credited.invoiceNumber;
    const comment = isNoteShown
      ? `Rubic: credit note ${number + 5_000_000} of invoice ${number}`
      : `Rubic: credit of invoice ${number}`;
    const creditedInvoice = findBooked(stack, credited)?.id;
    expect(note).toMatchObject({
      amount: -650,
      creditedInvoice,
      comment,
      invoiceDate: world.today,
      amountOutstanding: 0,
    });
    expect(findBooked(stack, credited)).toMatchObject({ isCredited: true, amountOutstanding: 0 });
    expect(findBooked(stack, other)).toMatchObject({ isCredited: false, amountOutstanding: 650 });
    expect(await stack.openHolds("sandbox")).toEqual([]);
    expect(stack.remotes.sandbox.control.sentToCustomers).toEqual([]);
    const [mapping] = await credits();
    expect(mapping).toMatchObject({
      grossOere: -65_000,
      tripletexCreditId: note?.id,
      tripletexInvoiceId: creditedInvoice,
      ...(isNoteShown && { rubicCreditNumber: number + 5_000_000 }),
    });
    const rows = await stack.backend.run(async (ctx) => await ctx.db.query("invoiceMapping").collect());
    expect(rows.find((row) => row.rubicInvoiceNumber === number)?.paymentSynced).toBe(true);
    await checkSums({ rubicOere: 65_000 });
  });

  test("credited in the month of its invoice before it was booked: both documents are booked", async () => {
    const world = await start({ creditNoteMode });
    const credited = bill(world, 0);
    world.creditInvoice({ invoiceID: credited.invoiceID });
    await stack.sync("sandbox", "all", "full");
    expect(creditNotes()).toMatchObject([{ amount: -650, creditedInvoice: findBooked(stack, credited)?.id }]);
    await checkSums({ rubicOere: 0 });
  });

  test("crediting a paid invoice leaves 650,00 in the customer's favour", async () => {
    const world = await start({ creditNoteMode });
    const credited = bill(world);
    world.addTransaction({
      invoiceID: credited.invoiceID,
      paidAmount: 650,
      paymentDate: daysBefore(world, 2),
    });
    await stack.sync("sandbox", "all", "full");
    world.creditInvoice({ invoiceID: credited.invoiceID });
    await stack.sync("sandbox", "all", "full");
    expect(findBooked(stack, credited)).toMatchObject({ isCredited: true, amountOutstanding: -650 });
    expect(bookedPayments(stack.remotes.sandbox.state)).toHaveLength(1);
    const [row] = await stack.backend.run(async (ctx) => await ctx.db.query("invoiceMapping").collect());
    expect(row).toMatchObject({ paymentSynced: false, paidOere: 65_000 });
    await checkSums({ rubicOere: 0 });
  });

  test("a payment that comes after the credit is registered, and is the customer's", async () => {
    const world = await start({ creditNoteMode });
    const credited = bill(world);
    await stack.sync("sandbox", "all", "full");
    world.creditInvoice({ invoiceID: credited.invoiceID });
    await stack.sync("sandbox", "all", "full");
    world.addTransaction({ invoiceID: credited.invoiceID, paidAmount: 650 });
    await stack.sync("sandbox", "all", "full");
    expect(findBooked(stack, credited)).toMatchObject({ amountOutstanding: -650 });
    await checkSums({ rubicOere: 0 });
  });

  test.each(["onInvoice", "onCreditNote"] as const)(
    "a settlement of the credit %s moves no cash",
    async (creditSettlement) => {
      const world = await start({ creditNoteMode, creditSettlement });
      const credited = bill(world);
      await stack.sync("sandbox", "all", "full");
      world.creditInvoice({ invoiceID: credited.invoiceID });
      const run = await stack.sync("sandbox", "all", "full");
      expect(await stack.openHolds("sandbox")).toEqual([]);
      expect(run.status).toBe("success");
      expect(bookedPayments(stack.remotes.sandbox.state)).toEqual([]);
      expect(findBooked(stack, credited)).toMatchObject({ amountOutstanding: 0 });
    },
  );

  test("a credit of 150,00 of 650,00", async () => {
    const world = await start({ creditNoteMode });
    const credited = bill(world);
    await stack.sync("sandbox", "all", "full");
    world.creditInvoice({ invoiceID: credited.invoiceID, amount: 150 });
    await stack.sync("sandbox", "all", "full");
    await stack.sync("sandbox", "all", "full");
    expect(findBooked(stack, credited)).toMatchObject({ isCredited: false, amountOutstanding: 650 });
    if (isNoteShown) {
      // Its lines are known: it is booked as the document that it is, with Rubic's number.
      const number = credited.invoiceNumber + 5_000_000;
      expect(creditNotes()).toMatchObject([
        { amount: -150, amountOutstanding: -150, creditedInvoice: 0, invoiceNumber: number },
      ]);
      expect(await stack.openHolds("sandbox")).toEqual([]);
      await checkSums({ rubicOere: 50_000 });
    } else {
      await expectHold(stack, "credit", credited.invoiceID, { code: "CREDIT_PARTIAL", amountOere: -15_000 });
      expect(creditNotes()).toEqual([]);
      await checkSums({ rubicOere: 50_000, heldOere: -15_000 });
    }
  });
});

describe("what Rubic does not say for certain", () => {
  test("an amount on an invoice of an earlier month that was never seen without it waits for its date", async () => {
    const world = await start({ creditNoteMode: "amountsOnOriginal" });
    const credited = bill(world, 60);
    world.creditInvoice({ invoiceID: credited.invoiceID });
    await stack.sync("sandbox", "all", "full");
    await expectHold(stack, "credit", credited.invoiceID, {
      code: "CREDIT_DATE_UNKNOWN",
      amountOere: -65_000,
    });
    await checkSums({ rubicOere: 0, heldOere: -65_000 });

    const booked = findBooked(stack, credited);
    const date = daysBefore(world, 45);
    if (booked === undefined) throw new Error("the invoice is booked");
    stack.remotes.sandbox.control.creditInvoice({ invoiceId: booked.id, date });
    await stack.sync("sandbox", "all", "full");
    await noHold(stack, "credit", credited.invoiceID);
  });

  test("a credit that an accountant made in Tripletex is taken over, whatever Rubic shows", async () => {
    const world = await start({ creditNoteMode: "both" });
    const credited = bill(world);
    await stack.sync("sandbox", "all", "full");
    world.creditInvoice({ invoiceID: credited.invoiceID });
    const booked = findBooked(stack, credited);
    if (booked === undefined) throw new Error("the invoice is booked");
    stack.remotes.sandbox.control.creditInvoice({ invoiceId: booked.id, date: world.today });
    await stack.sync("sandbox", "all", "full");
    expect(creditNotes()).toHaveLength(1);
    expect(writeNames(stack.remotes.sandbox)).not.toContain("PUT /invoice/{id}/:createCreditNote");
    await checkSums({ rubicOere: 0 });
  });

  test("a note that names no invoice is booked as the negative invoice that it is", async () => {
    const world = await start({ creditNoteMode: "negativeInvoice", creditNoteReference: "none" });
    const credited = bill(world);
    await stack.sync("sandbox", "all", "full");
    world.creditInvoice({ invoiceID: credited.invoiceID });
    await stack.sync("sandbox", "all", "full");
    expect(creditNotes()).toMatchObject([{ amount: -650, creditedInvoice: 0, amountOutstanding: -650 }]);
    expect(findBooked(stack, credited)).toMatchObject({ isCredited: false, amountOutstanding: 650 });
    await checkSums({ rubicOere: 0 });
  });

  test("a note whose invoice shifted out of view waits for it, and then credits it", async () => {
    const world = await start({ creditNoteMode: "negativeInvoice" });
    addInvoicesOn(world, daysBefore(world, 5), PAGE_SIZE);
    const credited = bill(world);
    world.creditInvoice({ invoiceID: credited.invoiceID });
    const { control } = stack.remotes.rubic;
    // A full page, then the invoice, which is passed over, and its note.
    control.changeSettings({ pageSizeCap: PAGE_SIZE, rowsShiftWhilePaging: "missRow" });
    await stack.sync("sandbox", "all", "full");
    expect(findBooked(stack, credited)).toBeUndefined();
    const key = credited.invoiceID + 5_000_000;
    const hold = await expectHold(stack, "credit", key, {
      code: "CREDIT_NUMBER_NOT_MET",
      amountOere: -65_000,
    });
    expect(hold.message).toContain(`it mentions ${credited.invoiceNumber}`);
    control.changeSettings({ rowsShiftWhilePaging: "off" });
    await stack.sync("sandbox", "all", "full");
    await noHold(stack, "credit", key);
    expect(creditNotes()).toMatchObject([{ amount: -650, creditedInvoice: findBooked(stack, credited)?.id }]);
    await checkSums({ rubicOere: 65_000 * PAGE_SIZE });
  });

  test("a note about an invoice that no complete reading has met on a later day stands for itself", async () => {
    const world = await start({ creditNoteMode: "negativeInvoice" });
    const old = bill(world, 800);
    world.creditInvoice({ invoiceID: old.invoiceID });
    await stack.sync("sandbox", "all", "full");
    await expectHold(stack, "credit", old.invoiceID + 5_000_000, { code: "CREDIT_NUMBER_NOT_MET" });
    await stack.backend.run(async (ctx) => {
      const seen = await ctx.db.query("seenCredits").first();
      if (seen !== null) await ctx.db.patch("seenCredits", seen._id, { firstSeenOn: daysBefore(world, 2) });
    });
    await stack.sync("sandbox");
    expect(creditNotes()).toEqual([]);
    await stack.sync("sandbox", "all", "full");
    expect(creditNotes()).toMatchObject([{ amount: -650, creditedInvoice: 0 }]);
    expect(await stack.openHolds("sandbox")).toEqual([]);
  });

  test("a credit of a held invoice waits with it, counted once", async () => {
    const world = await start({ creditNoteMode: "both" });
    const unsent = world.addInvoice({
      customerNo: customerNoOf(world, 0),
      lines: [{ productID: 101 }],
      sentDate: null,
    });
    world.creditInvoice({ invoiceID: unsent.invoiceID });
    await stack.sync("sandbox", "all", "full");
    const key = unsent.invoiceID + 5_000_000;
    await expectHold(stack, "credit", key, { code: "INVOICE_NOT_IN_TRIPLETEX", amountOere: -65_000 });
    await expectHold(stack, "invoice", unsent.invoiceID, { code: "INVOICE_NOT_SENT", amountOere: 65_000 });
    await checkSums({ rubicOere: 0, heldOere: 0 });
  });

  test("a credit in a closed period waits", async () => {
    const world = await start({ creditNoteMode: "both" });
    const credited = bill(world, 70);
    await stack.sync("sandbox", "all", "full");
    const date = daysBefore(world, 65);
    world.creditInvoice({ invoiceID: credited.invoiceID, date });
    stack.remotes.sandbox.control.changeSettings({ closedThrough: daysBefore(world, 31) });
    await stack.sync("sandbox", "all", "full");
    const key = credited.invoiceID + 5_000_000;
    await expectHold(stack, "credit", key, { code: "PERIOD_CLOSED", amountOere: -65_000 });
    stack.remotes.sandbox.control.changeSettings({ closedThrough: null });
    await stack.sync("sandbox", "all", "full");
    expect(creditNotes()).toHaveLength(1);
    await checkSums({ rubicOere: 0 });
  });
});

describe("the same credit is booked once", () => {
  test.each(["dropAfter", "dropBefore"] as const)("when its answer is lost: %s", async (kind) => {
    const world = await start({ creditNoteMode: "both" });
    const credited = bill(world);
    await stack.sync("sandbox", "all", "full");
    world.creditInvoice({ invoiceID: credited.invoiceID });
    stack.remotes.sandbox.control.faults.add({
      kind,
      path: "/invoice/{id}/:createCreditNote",
      method: "PUT",
      times: 1,
    });
    await stack.sync("sandbox", "all", "full");
    await stack.sync("sandbox", "all", "full");
    expect(creditNotes()).toHaveLength(1);
    expect(await stack.openHolds("sandbox")).toEqual([]);
    await checkSums({ rubicOere: 0 });
  });

  test("when Rubic shows its note later than its amount: the note gives the mapping its number", async () => {
    const world = await start({ creditNoteMode: "amountsOnOriginal" });
    const credited = bill(world);
    await stack.sync("sandbox", "all", "full");
    world.creditInvoice({ invoiceID: credited.invoiceID });
    await stack.sync("sandbox", "all", "full");
    stack.remotes.rubic.control.changeSettings({ creditNoteMode: "both" });
    await stack.sync("sandbox", "all", "full");
    await checkSums({ rubicOere: 0 });
    await stack.sync("sandbox", "all", "full");
    expect(creditNotes()).toHaveLength(1);
    const [row, ...more] = await credits();
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      rubicCreditId: credited.invoiceID + 5_000_000,
      rubicCreditNumber: credited.invoiceNumber + 5_000_000,
      rubicInvoiceNumber: credited.invoiceNumber,
    });
    expect(await stack.openHolds("sandbox")).toEqual([]);
    await checkSums({ rubicOere: 0 });
  });

  test("in a plan: what is agreed is credited, and nothing else", async () => {
    const world = await start({ creditNoteMode: "both" });
    const credited = bill(world);
    world.creditInvoice({ invoiceID: credited.invoiceID });
    const planned = await preview(stack);
    expect(creditNotes()).toEqual([]);
    const items = await itemsOf(stack, planned.plan.planId);
    expect(items.find(({ kind }) => kind === "credit")).toMatchObject({
      action: "create",
      amountOere: -65_000,
      documentDate: world.today,
    });
    const run = await carryOut(stack, planned.plan.planId);
    expect(run.problem).toBeNull();
    expect(creditNotes()).toMatchObject([{ amount: -650, creditedInvoice: findBooked(stack, credited)?.id }]);
  });

  test("in the plan of a first preview, of an invoice that the plan itself books", async () => {
    const world = await start({ creditNoteMode: "negativeInvoice" });
    const credited = bill(world);
    world.creditInvoice({ invoiceID: credited.invoiceID });
    const planned = await preview(stack);
    const run = await carryOut(stack, planned.plan.planId);
    expect(await deviationsOf(stack, run.runId)).toEqual([]);
    expect(creditNotes()).toMatchObject([{ amount: -650, creditedInvoice: findBooked(stack, credited)?.id }]);
  });

  test("by a fresh deployment against the same books", async () => {
    const world = await start({ creditNoteMode: "both" });
    const [credited, partly] = [bill(world), bill(world, 4, 1)];
    world.creditInvoice({ invoiceID: credited.invoiceID });
    world.creditInvoice({ invoiceID: partly.invoiceID, amount: 150 });
    await stack.sync("sandbox", "all", "full");
    await stack.close();
    stack = await startStack({ remotes: stack.remotes });
    await stack.sync("sandbox", "all", "full");
    expect(new Set(creditNotes().map(({ amount }) => amount))).toEqual(new Set([-150, -650]));
    expect(await credits()).toHaveLength(2);
    await checkSums({ rubicOere: 50_000 });
  });
});
