/**
 * Which months a run compares: an incremental one those that it may have changed, a full one all; and that what stands
 * from an earlier comparison is said to be that old.
 */
import { afterEach, beforeEach, expect, test } from "vitest";
import { osloDate } from "../../src/sync/oslo.ts";
import { computeTruth } from "../../src/sync/truth.ts";
import { createSmallWorld, customerNoOf, daysBefore, payInFull } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

const TODAY = osloDate(Date.now());
/** Far behind what an incremental run reads of Rubic. */
const LONG_AGO_DAYS = 200;
/** Membership, one price: 1 000 kr and more. */
const MEMBERSHIP = 101;

let stack: Stack;
let old: ReturnType<typeof bill>;

function bill(days: number) {
  const { world } = stack.remotes.rubic;
  const invoiceDate = daysBefore(world, days);
  return world.addInvoice({
    customerNo: customerNoOf(world, 0),
    invoiceDate,
    lines: [{ productID: MEMBERSHIP }],
  });
}

beforeEach(async () => {
  const remotes = await startRemotes({ world: createSmallWorld(TODAY), today: TODAY });
  stack = await startStack({ remotes, today: TODAY });
  old = bill(LONG_AGO_DAYS);
  bill(1);
  expect((await stack.sync("sandbox", "all", "full")).status).toBe("success");
});
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

async function comparison() {
  const { comparison: latest } = await stack.overview("sandbox");
  if (latest === null) throw new Error("nothing was compared");
  return latest;
}

const idOf = (invoice: { invoiceNumber: number }) =>
  stack.remotes.sandbox.state.invoices.find(({ invoiceNumber }) => invoiceNumber === invoice.invoiceNumber)
    ?.id ?? 0;

const comparedWindows = () =>
  stack.remotes.sandbox.control.requests
    .list()
    .filter(({ template, query }) => template === "/invoice" && query.invoiceDateTo?.[0] !== "2100-01-01")
    .flatMap(({ query }) => query.invoiceDateFrom ?? []);

test("an incremental run does not read old months again, and says how old their comparison is", async () => {
  const first = await comparison();
  expect(first.oldestMonthComparedAt).toBeNull();
  stack.remotes.sandbox.control.registerPayment({ invoiceId: idOf(old), date: TODAY, amount: 100 });
  stack.remotes.sandbox.control.requests.clear();
  await stack.sync("sandbox");
  const partial = await comparison();
  expect(Math.min(...comparedWindows().map(Date.parse))).toBeGreaterThan(
    Date.parse(old.invoiceDate.slice(0, 10)),
  );
  expect(partial.differenceCount).toBe(0);
  expect(partial.oldestMonthComparedAt).toBeLessThanOrEqual(first.comparedAt);
  const { sentence } = computeTruth({ ...(await stack.overview("sandbox")), isRunLive: false }, Date.now());
  expect(sentence).toContain("for months that no sync has touched since");

  await stack.sync("sandbox", "all", "full");
  const complete = await comparison();
  expect(complete).toMatchObject({ differenceCount: 1, oldestMonthComparedAt: null });
  expect(complete.differences[0]).toMatchObject({
    label: `Invoice ${old.invoiceNumber}`,
    tripletexOere: 10_000,
  });
});

test("a full run compares every page anew, also where nothing seems to have changed", async () => {
  await stack.backend.run(async (ctx) => {
    const rows = await ctx.db.query("invoiceMapping").collect();
    const row = rows.find(({ rubicInvoiceNumber }) => rubicInvoiceNumber === old.invoiceNumber);
    if (row === undefined) throw new Error("it is mapped");
    await ctx.db.patch("invoiceMapping", row._id, { paidOere: 5_000 });
  });
  await stack.sync("sandbox");
  expect(await comparison()).toMatchObject({ differenceCount: 0 });
  await stack.sync("sandbox", "all", "full");
  expect((await comparison()).differences).toMatchObject([{ label: `Invoice ${old.invoiceNumber}` }]);
});

test("a payment on an old invoice makes an incremental run compare its month", async () => {
  const { world } = stack.remotes.rubic;
  const before = await comparison();
  payInFull(world, old);
  await stack.sync("sandbox", "payments");
  const after = await comparison();
  expect(after.payments.tripletexOere).toBe(before.payments.tripletexOere + old.totalAmount * 100);
  expect(after).toMatchObject({ differenceCount: 0 });
  expect(after.payments.rubicOere).toBe(after.payments.tripletexOere);
});

test("a mapping that changes while a month is compared leaves the month to be compared again", async () => {
  const months = await stack.backend.run((ctx) => ctx.db.query("comparedMonths").collect());
  const month = months.find(({ sum }) => sum.invoiceCount === 1);
  if (month === undefined) throw new Error("a month has one invoice");
  expect(month.comparedChanges).toBe(month.changes);
  await stack.backend.run((ctx) => ctx.db.patch("comparedMonths", month._id, { changes: month.changes + 1 }));
  await stack.sync("sandbox", "payments");
  const again = await stack.backend.run((ctx) => ctx.db.get("comparedMonths", month._id));
  expect(again?.comparedChanges).toBe(month.changes + 1);
  expect(again?.sum).toEqual(month.sum);
});
