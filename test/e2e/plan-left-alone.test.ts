/** What depends on a record that a run with a plan leaves alone: it waits for it, and says so. */
import { afterEach, expect, test } from "vitest";
import { carryOut, deviationsOf, preview } from "../helpers/plans.ts";
import { addInvoices, createSmallWorld, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startStack } from "../helpers/stack.ts";

let stack: Stack;
afterEach(async () => {
  await closeRemotes(stack.remotes);
  await stack.close();
});

test("payments on invoices that are left alone wait for them, however long ago they were paid", async () => {
  stack = await startStack({ world: createSmallWorld() });
  const { world } = stack.remotes.rubic;
  const [planned] = addInvoices(world, 1);
  const { plan } = await preview(stack);
  const [added] = addInvoices(world, 1);
  if (planned === undefined || added === undefined) throw new Error("two invoices were asked for");
  planned.dueDate = "2030-01-01";
  for (const { invoiceID } of [planned, added]) {
    const paymentDate = daysBefore(world, 3);
    world.addTransaction({ invoiceID, paidAmount: 1, transactionTypeID: 1, paymentDate });
  }
  const run = await carryOut(stack, plan.planId);
  const left = await deviationsOf(stack, run.runId);
  expect(left.map(({ kind, reason }) => [kind, reason])).toEqual([
    ["invoice", "changed"],
    ["invoice", "new"],
  ]);
  const holds = await stack.backend.run(async (ctx) => await ctx.db.query("holds").collect());
  expect(holds.map(({ code }) => code)).toEqual(["INVOICE_NOT_IN_TRIPLETEX", "INVOICE_NOT_IN_TRIPLETEX"]);
});
