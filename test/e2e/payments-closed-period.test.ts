/**
 * A payment whose own date lies in a closed period: held until an accountant opens the period or chooses another booking date, in a
 * real process of the command and through whole syncs.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import type { World } from "../../src/simulators/world/index.ts";
import { runCommand } from "../helpers/command.ts";
import {
  billFee,
  closeClub,
  isMarkedPaid,
  OCR,
  paymentsOn,
  REFUND,
  startSmallClub,
} from "../helpers/payment-cases.ts";
import { expectHold, noHold } from "../helpers/situations.ts";
import { daysBefore, endOfMonth } from "../helpers/small-world.ts";
import type { Stack } from "../helpers/stack.ts";
import { writeNames } from "../helpers/tripletex-facts.ts";

const REASON = "Mva-terminen er levert";
/** In a month two months back, so that the period is over whatever the day is. */
const CLOSED_DAYS_AGO = 62;

let stack: Stack;
let world: World;
/** The 10th of that month. */
let closedDay: string;
/** The last day of that month. */
let closedThrough: string;

beforeAll(async () => {
  stack = await startSmallClub();
  world = stack.remotes.rubic.world;
  closedDay = `${daysBefore(world, CLOSED_DAYS_AGO).slice(0, 7)}-10`;
  closedThrough = endOfMonth(closedDay);
  billFee(world);
  await stack.sync("sandbox", "all", "full");
  stack.remotes.sandbox.control.changeSettings({ closedThrough });
});
afterAll(() => closeClub(stack));

const today = () => world.today;

/** A fresh invoice of 650,00 with a payment of `amount` kroner that is held for its closed period. */
async function holdPayment(amount = 650, transactionTypeID = OCR) {
  const invoice = billFee(world);
  const { invoiceTransactionID: id } = world.addTransaction({
    invoiceID: invoice.invoiceID,
    paidAmount: amount,
    paymentDate: closedDay,
    transactionTypeID,
  });
  await stack.sync("sandbox", "all", "full");
  await expectHold(stack, "payment", id, { code: "PERIOD_CLOSED", amountOere: amount * 100 });
  return { invoice, id };
}

const choose = (rubicTransactionId: number, date: string, reason = REASON) =>
  stack.client.mutation(api.bookingDates.choose, {
    tripletexEnv: "sandbox",
    rubicTransactionId,
    date,
    reason,
  });

const run = (...options: string[]) =>
  runCommand("booking-date", stack.backend.url, ["--env", "sandbox", ...options]);

describe("a payment in a closed period", () => {
  test("is never moved by the service: it is held with 650,00, sync after sync", async () => {
    const { invoice, id } = await holdPayment();
    stack.remotes.sandbox.control.requests.clear();
    await stack.sync("sandbox", "all", "full");
    await expectHold(stack, "payment", id, { code: "PERIOD_CLOSED", amountOere: 65_000 });
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
    expect(paymentsOn(stack, invoice)).toEqual([]);
  });

  test("is booked on the day that an accountant chose, once, with person and reason in the audit log", async () => {
    const { invoice, id } = await holdPayment();
    const { sentence } = await choose(id, today());
    expect(sentence).toContain(`Transaction ${id} of 650,00`);
    await stack.sync("sandbox", "payments");
    await noHold(stack, "payment", id);
    expect(paymentsOn(stack, invoice)).toEqual([`${today()} 65000`]);
    expect(await isMarkedPaid(stack, invoice)).toBe(true);
    stack.remotes.sandbox.control.requests.clear();
    await stack.sync("sandbox", "all", "full");
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);

    const rows = await stack.backend.run(async (ctx) => ({
      audit: await ctx.db.query("auditLog").collect(),
      mappings: await ctx.db.query("paymentMapping").collect(),
    }));
    expect(rows.audit.find(({ act }) => act === "chooseBookingDate")).toMatchObject({
      tripletexEnv: "sandbox",
      actor: { kind: "person" },
      details: expect.stringContaining(REASON),
    });
    expect(rows.mappings.find(({ rubicTransactionId }) => rubicTransactionId === id)).toMatchObject({
      paymentDate: today(),
      rubicPaymentDate: closedDay,
      amountOere: 65_000,
    });
    // Taken back, it waits by its own day, from which the next sync reads Rubic.
    await stack.client.action(api.links.unlink, {
      tripletexEnv: "sandbox",
      kind: "payment",
      rubicKey: String(id),
      reason: REASON,
    });
    const hold = await expectHold(stack, "payment", id, { code: "UNLINKED", amountOere: 65_000 });
    expect(hold.documentDate).toBe(closedDay);
    await stack.sync("sandbox", "payments");
    await noHold(stack, "payment", id);
    expect(paymentsOn(stack, invoice)).toEqual([`${today()} 65000`]);
  });

  test("whose day Rubic corrects to one after the chosen one is booked on that, not before the money came", async () => {
    const { invoice, id } = await holdPayment();
    await choose(id, daysBefore(world, 5));
    const transaction = world.transactions.find(({ invoiceTransactionID }) => invoiceTransactionID === id);
    Object.assign(transaction ?? {}, { paymentDate: daysBefore(world, 2) });
    await stack.sync("sandbox", "payments");
    await noHold(stack, "payment", id);
    expect(paymentsOn(stack, invoice)).toEqual([`${daysBefore(world, 2)} 65000`]);
  });

  test("whose booking did not arrive waits by its own day as well, and is booked once", async () => {
    const { invoice, id } = await holdPayment();
    await choose(id, today());
    const { faults } = stack.remotes.sandbox.control;
    faults.add({ kind: "dropBefore", method: "PUT", path: "^/invoice/\\{id\\}/:payment", times: 1 });
    await stack.sync("sandbox", "payments");
    await stack.sync("sandbox", "customers");
    const hold = await expectHold(stack, "payment", id, { code: "NOT_ARRIVED", amountOere: 65_000 });
    expect(hold.documentDate).toBe(closedDay);
    await stack.sync("sandbox", "all", "full");
    await noHold(stack, "payment", id);
    expect(paymentsOn(stack, invoice)).toEqual([`${today()} 65000`]);
  });

  test("of a refund is booked as −200,00 on the chosen day", async () => {
    const { invoice, id } = await holdPayment(-200, REFUND);
    await choose(id, today());
    await stack.sync("sandbox", "payments");
    expect(paymentsOn(stack, invoice)).toEqual([`${today()} -20000`]);
  });

  test("stays held when the chosen day is closed as well, and says which day that is", async () => {
    const { invoice, id } = await holdPayment();
    await choose(id, closedThrough);
    await stack.sync("sandbox", "payments");
    const hold = await expectHold(stack, "payment", id, { code: "PERIOD_CLOSED", amountOere: 65_000 });
    expect(hold.message).toContain(`is to be booked on ${closedThrough}`);
    expect(hold.documentDate).toBe(closedDay);
    await choose(id, today());
    await stack.sync("sandbox", "payments");
    expect(paymentsOn(stack, invoice)).toEqual([`${today()} 65000`]);
  });

  test("that somebody books by hand on the chosen day is taken for it, not doubled", async () => {
    const { invoice, id } = await holdPayment();
    await choose(id, today());
    const booked = stack.remotes.sandbox.state.invoices.find(
      ({ invoiceNumber }) => invoiceNumber === invoice.invoiceNumber,
    );
    stack.remotes.sandbox.control.registerPayment({ invoiceId: booked?.id ?? 0, date: today(), amount: 650 });
    await stack.sync("sandbox", "payments");
    await noHold(stack, "payment", id);
    expect(paymentsOn(stack, invoice)).toEqual([`${today()} 65000`]);
  });

  test.each([
    ["its own day", () => closedDay, REASON, "BOOKING_DATE_NOT_USABLE"],
    ["a day before it", () => daysBefore(world, 2 * CLOSED_DAYS_AGO), REASON, "BOOKING_DATE_NOT_USABLE"],
    ["a day ahead", () => "2999-01-01", REASON, "BOOKING_DATE_NOT_USABLE"],
    ["no date", () => "soon", REASON, "BOOKING_DATE_NOT_USABLE"],
    ["no reason", () => today(), " ", "REASON_MISSING"],
  ])("can't be booked on %s", async (_what, date, reason, code) => {
    const { id } = await holdPayment(10);
    await expect(choose(id, date(), reason)).rejects.toMatchObject({ data: { code } });
  });

  test("is the only one that gets another date: what is booked or unknown is refused", async () => {
    await expect(choose(999_999, today())).rejects.toMatchObject({ data: { code: "NOT_HELD_FOR_PERIOD" } });
  });

  test("gets its date at the command line too, and a refusal in words", async () => {
    const { invoice, id } = await holdPayment();
    const refused = await run("--payment", String(id), "--date", closedDay, "--reason", REASON);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("is not after its own date") });
    const told = await run("--payment", String(id), "--date", today(), "--reason", REASON);
    expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining("by the next sync") });
    await stack.sync("sandbox", "payments");
    expect(paymentsOn(stack, invoice)).toEqual([`${today()} 65000`]);
  });
});
