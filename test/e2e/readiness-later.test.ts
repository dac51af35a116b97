/**
 * Readiness of a production that has been booking for a while: what is dealt with must not shut it when the accountant closes its period or
 * a new VAT term begins, and what comes late must not keep out the sync that holds or books it. A membership costs 650,00.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import type { World } from "../../src/simulators/world/index.ts";
import { approveProposals } from "../helpers/mappings.ts";
import { billFee, closeClub, FEE_PRODUCT, letADayPass, startSmallClub } from "../helpers/payment-cases.ts";
import { customerNoOf, daysBefore, endOfMonth } from "../helpers/small-world.ts";
import type { Stack } from "../helpers/stack.ts";

const HOODIE = 116;
/** A type of Rubic's that this club's accountant has mapped to nothing. */
const NOTHING_TO_BOOK = 9;
/** In another VAT term, and in a month that is over, whatever the day is. */
const CLOSED_DAYS_AGO = 62;

let stack: Stack;
let world: World;
/** The 10th of the month that is closed in the end. */
let closedDay: string;

const noteOver = (price: number, productID: number, customer: number) =>
  world.addInvoice({
    customerNo: customerNoOf(world, customer),
    invoiceDate: closedDay,
    lines: [{ productID, price }],
  });

beforeAll(async () => {
  stack = await startSmallClub();
  world = stack.remotes.rubic.world;
  stack.remotes.rubic.control.changeSettings({ creditSettlement: "onInvoice" });
  closedDay = `${daysBefore(world, CLOSED_DAYS_AGO).slice(0, 7)}-10`;
  const credited = billFee(world, { invoiceDate: closedDay });
  const paid = billFee(world, { invoiceDate: closedDay, customerNo: customerNoOf(world, 1) });
  for (const [paidAmount, transactionTypeID] of [
    [650, 1],
    [0, 1],
    [50, NOTHING_TO_BOOK],
  ] as const) {
    world.addTransaction({
      invoiceID: paid.invoiceID,
      paymentDate: closedDay,
      paidAmount,
      transactionTypeID,
    });
  }
  noteOver(-200, HOODIE, 2);
  await approveProposals(stack, "production");
  const mapping = { kind: "transactionType", code: String(NOTHING_TO_BOOK), choice: "ignore" } as const;
  await stack.client.mutation(api.settings.approve, { tripletexEnv: "production", ...mapping });
  await stack.makeReady();
  await stack.sync("production", "all", "full");
  // Shown as an amount and booked; its two notes come later and count there.
  world.creditInvoice({ invoiceID: credited.invoiceID, date: closedDay });
  await approveProposals(stack, "production");
  await stack.sync("production", "all", "full");
  noteOver(-250, FEE_PRODUCT, 0);
  noteOver(-400, FEE_PRODUCT, 0);
  await stack.sync("production", "all", "full");
  // What a person said of its periods before the first booking is no answer for later.
  const line = { tripletexEnv: "production", code: "PERIODS", via: "commandLine" } as const;
  await stack.client.mutation(api.readiness.undo, line);
});
afterAll(() => closeClub(stack));

const periods = async () => {
  const { lines, notReady } = await stack.checkReadiness("production");
  return { line: lines.find(({ code }) => code === "PERIODS"), notReady };
};

/** Makes everything due in production, lets the clock tick once, and waits for the run that it starts: the first of its day. */
async function syncOnSchedule() {
  await letADayPass(stack);
  await stack.admin("sync/schedules:startDue", {});
  await stack.backend.run(async (ctx) => {
    for (const row of await ctx.db.query("schedules").collect()) {
      if (row.tripletexEnv === "production") await ctx.db.patch("schedules", row._id, { nextDueAt: 0 });
    }
  });
  await stack.admin("sync/schedules:startDue", {});
  const run = await stack.backend.run(
    async (ctx) => (await ctx.db.query("runs").order("desc").take(1))[0] ?? null,
  );
  expect(run).toMatchObject({ tripletexEnv: "production", actor: { kind: "schedule" } });
  if (run === null) throw new Error("the schedule has started nothing");
  return await stack.waitForEnd(run._id);
}

const booked = ({ invoiceNumber }: { invoiceNumber: number }) =>
  stack.remotes.production.state.invoices.filter((each) => each.invoiceNumber === invoiceNumber);

test("everything is dealt with: two credits are booked, nothing is held", async () => {
  expect(await stack.openHolds("production")).toEqual([]);
  const credits = await stack.backend.run(async (ctx) => await ctx.db.query("creditNoteMapping").collect());
  expect(credits.map(({ grossOere }) => grossOere).toSorted((one, other) => other - one)).toEqual([
    -25_000, -65_000,
  ]);
});

test("what is booked with VAT of an earlier term needs nobody to look at it again", async () => {
  expect(await periods()).toMatchObject({ line: { state: "green" }, notReady: null });
});

test("an invoice of 250,00 that comes after its VAT term is named, and booked by the next sync of the schedule", async () => {
  const late = world.addInvoice({
    customerNo: customerNoOf(world, 1),
    invoiceDate: closedDay,
    lines: [{ productID: HOODIE, price: 200 }],
  });
  const { line, notReady } = await periods();
  expect(line).toMatchObject({
    state: "warning",
    finding: expect.stringContaining("1 document with VAT is dated before"),
  });
  expect(line?.finding).toContain(`invoice ${late.invoiceNumber} of ${closedDay}`);
  expect(notReady).toBeNull();
  expect((await syncOnSchedule()).status).toBe("success");
  expect(booked(late)).toMatchObject([{ amount: 250, invoiceDate: closedDay }]);
  expect((await periods()).line?.state).toBe("green");
});

test("notes, settlements and transactions that move nothing leave production open when their period is closed", async () => {
  stack.remotes.production.control.changeSettings({ closedThrough: endOfMonth(closedDay) });
  expect(await periods()).toMatchObject({
    line: { state: "green", finding: expect.stringContaining("No document to be booked") },
    notReady: null,
  });
  expect((await syncOnSchedule()).status).toBe("success");
});

test("an invoice that comes into a closed period is named, and held by the next sync of the schedule", async () => {
  const late = billFee(world, { invoiceDate: closedDay });
  const { line, notReady } = await periods();
  expect(line).toMatchObject({
    state: "warning",
    finding: `1 document to be booked lies in a closed period: invoice ${late.invoiceNumber} of ${closedDay}.`,
  });
  expect(notReady).toBeNull();
  await syncOnSchedule();
  const holds = await stack.openHolds("production");
  expect(holds).toMatchObject([{ kind: "invoice", code: "PERIOD_CLOSED", amountOere: 65_000 }]);
  expect(booked(late)).toEqual([]);
  expect((await periods()).line?.state).toBe("green");
});
