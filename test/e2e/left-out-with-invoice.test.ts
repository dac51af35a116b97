/** An invoice that is left out takes its payments along: those that wait, and those that come later. It counts as if each had been left out. */
import { afterEach, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import { billFee, closeClub, OCR, paymentsOn, startSmallClub } from "../helpers/payment-cases.ts";
import { itemsOf, preview } from "../helpers/plans.ts";
import { itemsOf as monthItemsOf, reconcile } from "../helpers/reconcile.ts";
import { expectHold } from "../helpers/situations.ts";
import { daysBefore } from "../helpers/small-world.ts";
import type { Stack } from "../helpers/stack.ts";

const REASON = "Aldri sendt";
const SANDBOX = { tripletexEnv: "sandbox" } as const;

let stack: Stack;
afterEach(() => closeClub(stack));

const world = () => stack.remotes.rubic.world;
const pay = ({ invoiceID }: { invoiceID: number }, paidAmount: number) =>
  world().addTransaction({
    invoiceID,
    paidAmount,
    transactionTypeID: OCR,
    paymentDate: daysBefore(world(), 3),
  });

/** An invoice of 650,00 that was never sent, with three instalments of 100,00, and an ordinary one beside it. */
async function startWithUnsent() {
  stack = await startSmallClub();
  billFee(world(), { invoiceDate: daysBefore(world(), 9) });
  const invoice = billFee(world(), { invoiceDate: daysBefore(world(), 9), sentDate: null });
  const instalments = [1, 2, 3].map(() => pay(invoice, 100));
  await stack.sync("sandbox", "all", "full");
  const hold = await expectHold(stack, "invoice", invoice.invoiceID, { code: "INVOICE_NOT_SENT" });
  return { invoice, instalments, holdId: hold._id };
}

const leaveOut = (holdId: Awaited<ReturnType<typeof startWithUnsent>>["holdId"]) =>
  stack.client.mutation(api.holds.ignore, { holdId, reason: REASON });

/** What every page shows by now, without what names the records. */
async function shown() {
  const { comparison } = await stack.overview("sandbox");
  if (comparison === null) throw new Error("a full sync compares");
  const { invoices, payments } = comparison;
  const { months } = await reconcile(stack);
  const items = await Promise.all(months.map(({ from }) => monthItemsOf(stack, from)));
  const { plan } = await preview(stack);
  return {
    invoices,
    payments,
    months: months.map(({ from, figures, counts, isEqual }) => ({ from, figures, counts, isEqual })),
    causes: items.flat().map(({ cause }) => cause),
    plan: plan.totals,
  };
}

const leftOut = async () =>
  await stack.backend.run(async (ctx) =>
    (await ctx.db.query("holds").collect())
      .filter(({ state }) => state === "ignored")
      .map(({ kind, rubicKey, ignored }) => `${kind} ${rubicKey}: ${ignored?.reason}`)
      .toSorted(),
  );

test("sums, months and preview are those of an invoice whose payments were left out one by one", async () => {
  const afterwards = async (
    act: (started: Awaited<ReturnType<typeof startWithUnsent>>) => Promise<unknown>,
  ) => {
    await act(await startWithUnsent());
    const { status } = await stack.sync("sandbox", "all", "full");
    return { status, ...(await shown()) };
  };
  const together = await afterwards(({ holdId }) => leaveOut(holdId));
  expect(together).toMatchObject({
    status: "success",
    payments: { ignoredCount: 3, ignoredOere: 30_000, heldCount: 0 },
  });
  await closeClub(stack);
  const apart = await afterwards(async ({ holdId }) => {
    for (const { kind, _id } of await stack.openHolds("sandbox")) if (kind === "payment") await leaveOut(_id);
    await leaveOut(holdId);
  });
  expect(together).toEqual(apart);
});

test("what goes with it is told beforehand; later payments follow, in syncs and previews", async () => {
  const { invoice, instalments, holdId } = await startWithUnsent();
  const goingWith = () => stack.client.query(api.holds.goingWith, { holdId });
  const NO_CREDITS = { credits: { count: 0, oere: 0 }, isMore: false };
  expect(await goingWith()).toEqual({ payments: { count: 3, oere: 30_000 }, ...NO_CREDITS });
  await leaveOut(holdId);
  expect(await stack.openHolds("sandbox")).toEqual([]);
  const label = `with invoice ${invoice.invoiceNumber} of ${invoice.invoiceDate.slice(0, 10)}: ${REASON}`;
  const late = pay(invoice, 50);
  const { plan } = await preview(stack);
  const planned = (await itemsOf(stack, plan.planId)).filter(({ action }) => action === "leftOut");
  expect(planned.map(({ kind, rubicKey, message }) => `${kind} ${rubicKey}: ${message}`)).toContain(
    `payment ${late.invoiceTransactionID}: Left out by a person: ${label}`,
  );
  expect((await stack.sync("sandbox")).status).toBe("success");
  const payments = [...instalments, late].map(({ invoiceTransactionID: id }) => `payment ${id}: ${label}`);
  expect(await leftOut()).toEqual([`invoice ${invoice.invoiceID}: ${REASON}`, ...payments].toSorted());
  expect(await goingWith()).toEqual({ payments: { count: 4, oere: 35_000 }, ...NO_CREDITS });
  const { chains } = await stack.client.action(api.why.ask, {
    ...SANDBOX,
    question: { by: "key", kind: "payment", text: String(late.invoiceTransactionID) },
  });
  const failing = chains[0]?.[0]?.checks.find(({ state }) => state === "failed");
  expect(failing).toMatchObject({
    code: "notLeftOut",
    finding: expect.stringContaining(label),
    remedy: expect.stringContaining("about the invoice"),
  });
});

test("taken back, invoice and payments are held, and are booked once the invoice is sent", async () => {
  const { invoice, holdId } = await startWithUnsent();
  await leaveOut(holdId);
  await stack.client.mutation(api.holds.reopen, { holdId });
  expect((await stack.openHolds("sandbox")).map(({ kind }) => kind).toSorted()).toEqual([
    "invoice",
    "payment",
    "payment",
    "payment",
  ]);
  invoice.sentDate = invoice.invoiceDate;
  await stack.sync("sandbox");
  const day = daysBefore(world(), 3);
  expect(paymentsOn(stack, invoice)).toEqual([`${day} 10000`, `${day} 10000`, `${day} 10000`]);
});

test("an invoice that is booked after all takes its payments into the books", async () => {
  const { invoice, holdId } = await startWithUnsent();
  await leaveOut(holdId);
  invoice.sentDate = invoice.invoiceDate;
  await stack.sync("sandbox");
  await stack.sync("sandbox");
  expect(await leftOut()).toEqual([]);
  expect(await stack.openHolds("sandbox")).toEqual([]);
  expect(paymentsOn(stack, invoice)).toHaveLength(3);
});

test("a credit of the whole invoice goes with it", async () => {
  stack = await startSmallClub();
  stack.remotes.rubic.control.changeSettings({ creditNoteMode: "both" });
  const invoice = billFee(world(), { invoiceDate: daysBefore(world(), 9), sentDate: null });
  world().creditInvoice({ invoiceID: invoice.invoiceID });
  await stack.sync("sandbox", "all", "full");
  const { _id: holdId } = await expectHold(stack, "invoice", invoice.invoiceID, { code: "INVOICE_NOT_SENT" });
  const { credits } = (await stack.client.query(api.holds.goingWith, { holdId })) ?? {};
  expect(credits).toEqual({ count: 1, oere: -65_000 });
  await leaveOut(holdId);
  await stack.sync("sandbox", "all", "full");
  expect(await stack.openHolds("sandbox")).toEqual([]);
  const { comparison } = await stack.overview("sandbox");
  expect(comparison?.invoices).toMatchObject({ heldOere: 0, ignoredOere: 0, ignoredCount: 2 });
});
