/** A payment whose invoice is not in Tripletex waits for its next run, or for a person when the invoice is before the cut-over. */
import { afterEach, expect, test } from "vitest";
import { createSmallWorld, customerNoOf, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

const MEMBERSHIP = 101;

let stack: Stack;
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

test("of two payments of today, the one on an invoice before the cut-over says so at once, and that on a new invoice waits for it", async () => {
  const remotes = await startRemotes({ world: createSmallWorld() });
  const { world } = remotes.rubic;
  const environmentVariables = { BOOKS_FROM_SANDBOX: daysBefore(world, 30) };
  stack = await startStack({ remotes, environmentVariables });
  const addInvoice = (days: number) =>
    world.addInvoice({
      customerNo: customerNoOf(world, 0),
      invoiceDate: daysBefore(world, days),
      lines: [{ productID: MEMBERSHIP }],
    });
  const payToday = ({ invoiceID }: { invoiceID: number }) =>
    world.addTransaction({ invoiceID, paidAmount: 100, transactionTypeID: 1, paymentDate: world.today });
  const codes = async () => {
    const holds = await stack.openHolds("sandbox");
    return new Map(holds.map(({ rubicKey, code }) => [rubicKey, code]));
  };

  const old = addInvoice(45);
  addInvoice(5);
  const onOld = payToday(old);
  await stack.sync("sandbox", "all", "full");
  const oldEntry = [String(onOld.invoiceTransactionID), "BEFORE_CUTOVER"] as const;
  expect(await codes()).toEqual(new Map([oldEntry]));

  // Payments alone: nobody has read the new invoice yet.
  const onNew = payToday(addInvoice(0));
  await stack.sync("sandbox", "payments");
  const newEntry = [String(onNew.invoiceTransactionID), "INVOICE_NOT_IN_TRIPLETEX"] as const;
  expect(await codes()).toEqual(new Map([oldEntry, newEntry]));
  await stack.sync("sandbox");
  expect(await codes()).toEqual(new Map([oldEntry]));
});

test("a payment on an invoice that is dated ahead says so, is booked with it, and is not on one before the cut-over", async () => {
  const remotes = await startRemotes({ world: createSmallWorld() });
  const { world } = remotes.rubic;
  stack = await startStack({ remotes });
  const addInvoice = (days: number) =>
    world.addInvoice({
      customerNo: customerNoOf(world, 0),
      invoiceDate: daysBefore(world, days),
      lines: [{ productID: MEMBERSHIP }],
    });
  const ahead = addInvoice(-20);
  // One with a higher number is booked, and it is paid on a day up to which all invoices are read.
  addInvoice(5);
  world.addTransaction({
    invoiceID: ahead.invoiceID,
    paidAmount: 100,
    transactionTypeID: 1,
    paymentDate: daysBefore(world, 5),
  });
  await stack.sync("sandbox", "all", "full");
  const [hold, ...others] = await stack.openHolds("sandbox");
  expect(others).toEqual([]);
  expect(hold).toMatchObject({ code: "INVOICE_NOT_IN_TRIPLETEX" });
  expect(hold?.message).toContain(`is not in Tripletex yet: it is dated ahead, ${daysBefore(world, -20)}.`);

  ahead.invoiceDate = daysBefore(world, -1);
  expect((await stack.sync("sandbox")).status).toBe("success");
  expect(await stack.openHolds("sandbox")).toEqual([]);
});
