/**
 * What makes a month unequal, document by document, each with its cause and its amounts; and what a signature survives and what
 * takes it back.
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { api, internal } from "../../convex/_generated/api.js";
import { osloDate } from "../../src/sync/oslo.ts";
import { itemsOf, reconcile, waitForMonths } from "../helpers/reconcile.ts";
import { createSmallWorld, customerNoOf, daysBefore, payInFull } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

const TODAY = osloDate(Date.now());
const SANDBOX = { tripletexEnv: "sandbox" } as const;
/** The month of it is over, and within what an incremental sync reads. */
const LAST_MONTH_DAYS = 35;
/** Far behind what an incremental sync reads. */
const LONG_AGO_DAYS = 200;
const HOODIE = 116;

const INVOICES_OF_RUBIC = "^/accounting/[^/]+/invoices$";
const isInvoices = (template: string) => new RegExp(INVOICES_OF_RUBIC).test(template);

let stack: Stack;
let invoice: ReturnType<typeof bill>;

/** One hoodie: 400,00 kr net, 100,00 kr VAT at 25 %. */
function bill(days: number) {
  const { world } = stack.remotes.rubic;
  return world.addInvoice({
    customerNo: customerNoOf(world, 0),
    invoiceDate: daysBefore(world, days),
    lines: [{ productID: HOODIE, price: 400 }],
  });
}

beforeEach(async () => {
  const remotes = await startRemotes({ world: createSmallWorld(TODAY), today: TODAY });
  stack = await startStack({ remotes, today: TODAY });
  invoice = bill(LAST_MONTH_DAYS);
  expect((await stack.sync("sandbox", "all", "full")).status).toBe("success");
});
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

const day = () => invoice.invoiceDate.slice(0, 10);

async function monthOf(isoDay = day()) {
  const { months } = await stack.client.query(api.reconciliation.months, SANDBOX);
  const month = months.find(({ from, toExclusive }) => isoDay >= from && isoDay < toExclusive);
  if (month === undefined) throw new Error(`the month of ${isoDay} was not compared`);
  return month;
}

async function compareMonth(scope: "touched" | "all" = "all") {
  await reconcile(stack, scope);
  const month = await monthOf();
  return { ...month, items: await itemsOf(stack, month.from) };
}

const inTripletex = (number = invoice.invoiceNumber) => {
  const found = stack.remotes.sandbox.state.invoices.find(({ invoiceNumber }) => invoiceNumber === number);
  if (found === undefined) throw new Error(`invoice ${number} is not in Tripletex`);
  return found;
};

test("one invoice is the same on both sides, VAT type by VAT type", async () => {
  const { figures, isEqual, items, vatLabels } = await compareMonth();
  expect(isEqual).toBe(true);
  expect(items).toEqual([]);
  const own = { count: 1, netOere: 40_000, vatOere: 10_000, grossOere: 50_000, outstandingOere: 50_000 };
  expect(figures.rubic).toMatchObject({ ...own, vat: [{ key: "3", netOere: 40_000, vatOere: 10_000 }] });
  expect(figures.tripletex).toEqual(figures.rubic);
  expect(vatLabels).toContainEqual({ key: "3", label: "3 · 25 %" });
});

describe("what was done in Tripletex alone", () => {
  const { registerPayment, creditInvoice, createInvoice } = {
    registerPayment: (amount: number) =>
      stack.remotes.sandbox.control.registerPayment({ invoiceId: inTripletex().id, date: TODAY, amount }),
    creditInvoice: () =>
      stack.remotes.sandbox.control.creditInvoice({ invoiceId: inTripletex().id, date: day() }),
    createInvoice: () => {
      const { customer } = inTripletex();
      const line = {
        description: "Halleie",
        count: 1,
        unitPriceExcludingVatCurrency: 250,
        vatType: { id: 6 },
      };
      const order = {
        customer,
        orderDate: day(),
        deliveryDate: day(),
        isPrioritizeAmountsIncludingVat: false,
        orderLines: [line],
      };
      const dates = { invoiceDate: day(), invoiceDueDate: day() };
      return stack.remotes.sandbox.control.createInvoice({ ...dates, customer, orders: [order] });
    },
  };

  test("a payment of 120,00 kr differs by that, in paid and outstanding", async () => {
    registerPayment(120);
    const { isEqual, counts, items } = await compareMonth();
    expect({ isEqual, counts }).toMatchObject({ isEqual: false, counts: { difference: 1 } });
    expect(items).toMatchObject([
      {
        cause: "PAID_IN_TRIPLETEX",
        label: `Invoice ${invoice.invoiceNumber}`,
        rubic: { paidOere: 0, outstandingOere: 50_000 },
        tripletex: { paidOere: 12_000, outstandingOere: 38_000 },
      },
    ]);
  });

  test("a credit differs by the whole invoice, and its credit note is not taken for an invoice made by hand", async () => {
    creditInvoice();
    const { counts, items } = await compareMonth();
    expect(counts).toMatchObject({ difference: 1, byHand: 0 });
    expect(items).toMatchObject([
      {
        cause: "CREDITED_IN_TRIPLETEX",
        rubic: { creditedOere: 0, outstandingOere: 50_000 },
        tripletex: { grossOere: 50_000, creditedOere: 50_000, paidOere: 0, outstandingOere: 0 },
      },
    ]);
  });

  test("a credit of a paid invoice leaves what was paid as the customer's", async () => {
    payInFull(stack.remotes.rubic.world, invoice);
    await stack.sync("sandbox");
    creditInvoice();
    const { items } = await compareMonth();
    expect(items).toMatchObject([
      {
        cause: "CREDITED_IN_TRIPLETEX",
        rubic: { creditedOere: 0, paidOere: 50_000, outstandingOere: 0 },
        tripletex: { creditedOere: 50_000, paidOere: 50_000, outstandingOere: -50_000 },
      },
    ]);
  });

  test("an invoice of 250,00 kr made by hand is listed apart and outside of the sums", async () => {
    const byHand = createInvoice();
    const { isEqual, counts, byHandOere, items, figures } = await compareMonth();
    expect({ isEqual, byHandOere, byHand: counts.byHand }).toEqual({
      isEqual: true,
      byHandOere: 25_000,
      byHand: 1,
    });
    expect(figures.tripletex.grossOere).toBe(50_000);
    expect(items).toMatchObject([
      {
        cause: "BY_HAND",
        label: `Invoice ${byHand.invoiceNumber}`,
        rubic: null,
        tripletex: { grossOere: 25_000 },
      },
    ]);
  });
});

describe("what was done in Rubic alone", () => {
  test("an invoice that no sync has met is named", async () => {
    const late = bill(LAST_MONTH_DAYS);
    const { items, figures, ...month } = await compareMonth();
    expect(month).toMatchObject({ isEqual: false, agreement: "waits", waitingCount: 1 });
    expect(month.standing).toBe("Not equal yet: 1 waits for the next sync.");
    expect(figures.rubic.grossOere - figures.tripletex.grossOere).toBe(50_000);
    expect(items).toMatchObject([
      {
        cause: "NOT_SYNCED",
        label: `Invoice ${late.invoiceNumber}`,
        rubic: { grossOere: 50_000 },
        tripletex: null,
      },
    ]);
  });

  test("a payment that no sync has met is named", async () => {
    payInFull(stack.remotes.rubic.world, invoice);
    const { items } = await compareMonth();
    expect(items).toMatchObject([
      { cause: "PAYMENT_NOT_SYNCED", rubic: { paidOere: 50_000 }, tripletex: { paidOere: 0 } },
    ]);
    // What came into Rubic after the sync does not make the books wrong as of it.
    const { reconciliation } = await stack.overview("sandbox");
    expect(reconciliation).toMatchObject({ differingMonths: [], differenceCount: 0 });
  });

  test("what waits is told apart from what differs, and listed after it", async () => {
    stack.remotes.sandbox.control.registerPayment({ invoiceId: inTripletex().id, date: TODAY, amount: 120 });
    bill(LAST_MONTH_DAYS);
    const { agreement, standing, counts, items } = await compareMonth();
    expect({ agreement, counts: counts.difference }).toEqual({ agreement: "differs", counts: 2 });
    expect(standing).toBe("Not equal: 1 differs, 1 waits for the next sync.");
    expect(items.map(({ cause }) => cause)).toEqual(["PAID_IN_TRIPLETEX", "NOT_SYNCED"]);
    expect((await stack.overview("sandbox")).reconciliation).toMatchObject({ differenceCount: 1 });
  });

  test("an invoice that Rubic does not have any more is named", async () => {
    const { world } = stack.remotes.rubic;
    world.invoices = world.invoices.filter(({ invoiceID }) => invoiceID !== invoice.invoiceID);
    const { items, figures } = await compareMonth();
    expect(figures.rubic.count).toBe(0);
    expect(items).toMatchObject([
      { cause: "GONE_FROM_RUBIC", rubic: null, tripletex: { grossOere: 50_000 } },
    ]);
    expect((await stack.overview("sandbox")).reconciliation).toMatchObject({ differenceCount: 1 });
  });

  test("a correction of 40,00 kr waits by the name of its hold, and left out it is left out, each to the øre", async () => {
    stack.remotes.rubic.world.correctInvoice({ invoiceID: invoice.invoiceID, amount: 40 });
    await stack.sync("sandbox");
    const held = await compareMonth();
    expect(held.isEqual).toBe(true);
    expect(held.figures.held).toMatchObject({ grossOere: 0, creditedOere: 4_000, outstandingOere: -4_000 });
    expect(held.items).toMatchObject([{ cause: "HELD", holdCode: expect.any(String) }]);
    const [hold] = await stack.openHolds("sandbox");
    if (hold === undefined) throw new Error("the correction is held");
    await stack.client.mutation(api.holds.ignore, { holdId: hold._id, reason: "Postert for hånd" });
    const leftOut = await compareMonth();
    expect(leftOut.isEqual).toBe(true);
    expect(leftOut.figures).toMatchObject({
      held: { creditedOere: 0 },
      leftOut: { creditedOere: 4_000, outstandingOere: -4_000 },
    });
    expect(leftOut.items).toMatchObject([{ cause: "LEFT_OUT", holdCode: hold.code }]);
  });

  test("a date in another month is compared there, and not taken for gone here", async () => {
    const bookedOn = day();
    invoice.invoiceDate = `${TODAY}T00:00:00`;
    await reconcile(stack);
    const booked = await monthOf(bookedOn);
    expect(booked).toMatchObject({ isEqual: true, figures: { tripletex: { count: 0 } } });
    expect(await itemsOf(stack, booked.from)).toEqual([]);
    expect((await monthOf(TODAY)).figures).toMatchObject({ rubic: { count: 1 }, tripletex: { count: 1 } });
  });
});

async function sign(comment = "") {
  const { from, digest } = await monthOf();
  await stack.client.mutation(api.reconciliation.signOff, {
    ...SANDBOX,
    from,
    digest,
    comment,
    via: "page",
  });
}

describe("a signature", () => {
  test("stays when a payment comes in on both sides", async () => {
    await compareMonth();
    await sign();
    payInFull(stack.remotes.rubic.world, invoice);
    await stack.sync("sandbox");
    const { signOff, reopened, figures } = await compareMonth();
    expect(figures.tripletex.paidOere).toBe(50_000);
    expect({ isSigned: signOff !== null, reopened }).toEqual({ isSigned: true, reopened: null });
  });

  test("is taken back by a later invoice, which is said in the month, its history and the audit log", async () => {
    await compareMonth();
    await sign();
    bill(LAST_MONTH_DAYS);
    await stack.sync("sandbox");
    const { signOff, reopened, from } = await compareMonth();
    expect(signOff).toBeNull();
    const because = reopened?.because ?? "";
    expect(because).toContain("What was signed has changed: invoices in Rubic");
    expect(because).toContain("gross in Tripletex");
    const history = await stack.client.query(api.reconciliation.history, { ...SANDBOX, from });
    expect(history.map(({ event }) => event)).toEqual(["compared", "reopened", "signedOff", "compared"]);
    const audit = await stack.backend.run(async (ctx) => await ctx.db.query("auditLog").collect());
    expect(audit.map(({ act }) => act)).toEqual(expect.arrayContaining(["signMonth", "reopenMonth"]));
  });

  test("is taken back by a payment that only Tripletex has", async () => {
    await compareMonth();
    await sign();
    stack.remotes.sandbox.control.registerPayment({ invoiceId: inTripletex().id, date: TODAY, amount: 1 });
    const { signOff, reopened } = await compareMonth();
    expect(signOff).toBeNull();
    expect(reopened?.because).toContain("documents that differ");
  });

  test("needs a comment where not everything is the same, and figures that are still those that the person saw", async () => {
    bill(LAST_MONTH_DAYS);
    await compareMonth();
    await expect(sign()).rejects.toMatchObject({ data: { code: "MONTH_NEEDS_COMMENT" } });
    await sign("Kommer i neste kjøring");
    await expect(sign("En gang til")).rejects.toMatchObject({ data: { code: "MONTH_ALREADY_SIGNED" } });
    const { from } = await monthOf();
    const stale = {
      ...SANDBOX,
      from: (await monthOf(TODAY)).from,
      digest: "old",
      comment: "",
      via: "page",
    } as const;
    await expect(stack.client.mutation(api.reconciliation.signOff, stale)).rejects.toMatchObject({
      data: { code: "MONTH_NOT_OVER" },
    });
    const reopening = { ...SANDBOX, from, reason: "For tidlig", via: "page" } as const;
    await stack.client.mutation(api.reconciliation.reopen, reopening);
    const again = { ...SANDBOX, from, digest: "old", comment: "Nå", via: "page" } as const;
    await expect(stack.client.mutation(api.reconciliation.signOff, again)).rejects.toMatchObject({
      data: { code: "MONTH_CHANGED" },
    });
  });
});

const clockwork = () =>
  stack.backend.run(
    async (ctx) => await ctx.runMutation(internal.sync.reconcile.startDueIn, { tripletexEnv: "sandbox" }),
  );

describe("when months are compared", () => {
  test("after a sync those that it has changed, a month long past among them, and no others", async () => {
    const old = bill(LONG_AGO_DAYS);
    await stack.sync("sandbox", "all", "full");
    const { started } = await reconcile(stack, "all");
    expect(started?.months).toBeGreaterThan(10);
    const before = await monthOf(TODAY);
    payInFull(stack.remotes.rubic.world, old);
    await stack.sync("sandbox", "payments");
    const again = await reconcile(stack, "touched");
    expect(again.started?.months).toBe(1);
    expect((await monthOf(old.invoiceDate.slice(0, 10))).figures.tripletex.paidOere).toBe(50_000);
    expect((await monthOf(TODAY)).comparedAt).toBe(before.comparedAt);
    expect((await reconcile(stack, "touched")).started).toBeNull();
  });

  test("the clockwork reads all at first, then what a sync has changed, and nothing twice", async () => {
    await clockwork();
    const first = await waitForMonths(stack);
    expect(first.allReadAt).not.toBeNull();
    await clockwork();
    expect((await waitForMonths(stack)).months).toEqual(first.months);
    payInFull(stack.remotes.rubic.world, invoice);
    await stack.sync("sandbox");
    await clockwork();
    const after = await waitForMonths(stack);
    expect(after.allReadAt).toBe(first.allReadAt);
    expect((await monthOf()).figures.tripletex.paidOere).toBe(50_000);
  });

  test("a sync that writes meanwhile ends the reading, which stores nothing", async () => {
    await reconcile(stack);
    const before = await monthOf();
    bill(LAST_MONTH_DAYS);
    const { control } = stack.remotes.rubic;
    control.log.clear();
    // The reading waits for its first page until the sync has begun and ended.
    control.faults.add({ kind: "slow", path: INVOICES_OF_RUBIC, delayMs: 1_000 });
    await stack.client.mutation(api.reconciliation.start, { ...SANDBOX, scope: "all", via: "page" });
    await expect.poll(() => control.log.list().some(({ template }) => isInvoices(template))).toBe(true);
    await stack.sync("sandbox");
    await waitForMonths(stack);
    expect((await monthOf()).comparedAt).toBe(before.comparedAt);
  });

  test("a step that has died is taken up again, and the dead one can't store any more", async () => {
    await reconcile(stack);
    const dead = await stack.backend.run(async (ctx) => {
      const row = await ctx.db.query("reconciliations").first();
      if (row === null) throw new Error("months were compared");
      const windows = [{ from: day().slice(0, 8).concat("01"), toExclusive: "2100-01-01", changes: 0 }];
      const actor = { kind: "system" as const, name: "Test" };
      const readUntil = { invoices: Date.now(), payments: Date.now() };
      const fence = (await ctx.db.query("leases").first())?.fence ?? 0;
      const work = {
        scope: "all" as const,
        actor,
        startedAt: 1,
        expiresAt: 1,
        isStaged: false,
        windows,
        readUntil,
      };
      await ctx.db.patch("reconciliations", row._id, { work: { ...work, writingFence: fence, resumes: 0 } });
      return row.fence;
    });
    await clockwork();
    await waitForMonths(stack);
    const holder = { ...SANDBOX, fence: dead };
    const late = stack.backend.run(
      async (ctx) => await ctx.runMutation(internal.sync.reconcile.handOver, holder),
    );
    await expect(late).rejects.toThrow("FENCED");
    const row = await stack.backend.run(async (ctx) => await ctx.db.query("reconciliations").first());
    expect(row).toMatchObject({ work: null, fence: dead + 1 });
  });
});
