/**
 * Credits whose month is in question: an amount that came between the last reading of a month and the first of the next, and a note
 * that is dated before its invoice, which was dated ahead. What waits goes by its remedy, and the months end without a difference.
 */
import { afterEach, expect, test } from "vitest";
import type { RubicSettings } from "../../src/simulators/rubic/settings.ts";
import type { Invoice } from "../../src/simulators/world/entities.ts";
import type { World } from "../../src/simulators/world/index.ts";
import { monthOf } from "../../src/sync/months.ts";
import { carryOut, deviationsOf, preview } from "../helpers/plans.ts";
import { reconcile } from "../helpers/reconcile.ts";
import { expectHold, findBooked, noHold } from "../helpers/situations.ts";
import { createSmallWorld, customerNoOf, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

/** In another month than today, whatever the day, and within what every run reads. */
const LAST_MONTH_DAYS = 35;
/** In another month than today as well. */
const AHEAD_DAYS = -40;
const NOTE_OFFSET = 5_000_000;

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

const bill = (world: World, daysAgo: number): Invoice =>
  world.addInvoice({
    customerNo: customerNoOf(world, 0),
    invoiceDate: daysBefore(world, daysAgo),
    createdDate: daysBefore(world, Math.max(daysAgo, 5)),
    sentDate: daysBefore(world, Math.max(daysAgo, 5)),
    lines: [{ productID: 101 }],
  });

const documents = () =>
  stack.remotes.sandbox.state.invoices.map(({ amount, invoiceDate, creditedInvoice }) => ({
    amount,
    invoiceDate,
    creditedInvoice,
  }));
const creditNotes = () => documents().filter(({ amount }) => amount < 0);

/** The months, none of which differs in anything; answers what of them waits. */
async function heldInMonths(): Promise<number> {
  const { months, problem } = await reconcile(stack);
  expect(problem).toBeNull();
  expect(months.filter(({ isEqual, counts }) => !isEqual || counts.difference > 0)).toEqual([]);
  return months.reduce((sum, { counts }) => sum + counts.held, 0);
}

/** As if all readings so far had begun in the month before this one. */
async function letAMonthPass(world: World): Promise<void> {
  const month = monthOf(daysBefore(world, LAST_MONTH_DAYS)).from;
  await stack.backend.run(async (ctx) => {
    const row = await ctx.db.query("environments").first();
    if (row?.invoicesMet === undefined) throw new Error("a sync has read the invoices");
    await ctx.db.patch("environments", row._id, { invoicesMet: { ...row.invoicesMet, month } });
  });
}

test("an amount that came after a month's last reading waits, and credited by hand on its own day it leaves no difference", async () => {
  const world = await start({ creditNoteMode: "amountsOnOriginal" });
  const credited = bill(world, LAST_MONTH_DAYS);
  await stack.sync("sandbox", "all", "full");
  await letAMonthPass(world);
  world.creditInvoice({ invoiceID: credited.invoiceID });
  await stack.sync("sandbox");
  await stack.sync("sandbox", "all", "full");
  const expected = { code: "CREDIT_DATE_UNKNOWN", amountOere: -65_000 } as const;
  await expectHold(stack, "credit", credited.invoiceID, expected);
  expect(creditNotes()).toEqual([]);
  expect(await heldInMonths()).toBe(1);

  const booked = findBooked(stack, credited);
  if (booked === undefined) throw new Error("the invoice is booked");
  const date = daysBefore(world, LAST_MONTH_DAYS - 1);
  stack.remotes.sandbox.control.creditInvoice({ invoiceId: booked.id, date });
  await stack.sync("sandbox");
  await noHold(stack, "credit", credited.invoiceID);
  expect(await stack.openHolds("sandbox")).toEqual([]);
  expect(creditNotes()).toEqual([{ amount: -650, invoiceDate: date, creditedInvoice: booked.id }]);
  expect(await heldInMonths()).toBe(0);
});

test("a plan books an amount on the day on which its preview saw it, also when the next month has begun", async () => {
  const world = await start({ creditNoteMode: "amountsOnOriginal" });
  const credited = bill(world, LAST_MONTH_DAYS);
  await stack.sync("sandbox", "all", "full");
  world.creditInvoice({ invoiceID: credited.invoiceID });
  const { plan } = await preview(stack);
  await letAMonthPass(world);
  const run = await carryOut(stack, plan.planId);
  expect(await deviationsOf(stack, run.runId)).toEqual([]);
  expect(creditNotes()).toMatchObject([{ amount: -650, invoiceDate: world.today }]);
  expect(await heldInMonths()).toBe(0);
});

test.each(["inDescription", "none"] as const)(
  "the note of an invoice dated ahead credits it once, on the note's own day, its number given as %s",
  async (creditNoteReference) => {
    const world = await start({ creditNoteMode: "both", creditNoteReference, invoiceFilterField: "created" });
    const ahead = bill(world, AHEAD_DAYS);
    await stack.sync("sandbox", "all", "full");
    const booked = findBooked(stack, ahead);
    expect(booked).toMatchObject({ amount: 650, invoiceDate: daysBefore(world, AHEAD_DAYS) });
    world.creditInvoice({ invoiceID: ahead.invoiceID });
    await stack.sync("sandbox");
    await stack.sync("sandbox", "all", "full");
    expect(creditNotes()).toEqual([{ amount: -650, invoiceDate: world.today, creditedInvoice: booked?.id }]);
    expect(await stack.openHolds("sandbox")).toEqual([]);
    expect(await heldInMonths()).toBe(0);
  },
);

test("a note whose invoice Rubic delivers a season later is that invoice's credit, and is not booked again", async () => {
  const world = await start({ creditNoteMode: "both", invoiceFilterField: "invoiceDate" });
  const ahead = bill(world, AHEAD_DAYS);
  world.creditInvoice({ invoiceID: ahead.invoiceID });
  await stack.sync("sandbox", "all", "full");
  await expectHold(stack, "credit", ahead.invoiceID + NOTE_OFFSET, { code: "CREDIT_NUMBER_NOT_MET" });
  await stack.backend.run(async (ctx) => {
    const seen = await ctx.db.query("seenCredits").first();
    if (seen !== null) await ctx.db.patch("seenCredits", seen._id, { firstSeenOn: daysBefore(world, 2) });
  });
  await stack.sync("sandbox", "all", "full");
  expect(creditNotes()).toEqual([{ amount: -650, invoiceDate: world.today, creditedInvoice: 0 }]);
  // Its day comes near enough.
  stack.remotes.rubic.control.changeSettings({ invoiceFilterField: "created" });
  await stack.sync("sandbox", "all", "full");
  expect(documents().map(({ amount }) => amount)).toEqual([-650, 650]);
  expect(await stack.openHolds("sandbox")).toEqual([]);
  expect(await heldInMonths()).toBe(0);
});
