/**
 * Documents that a person closes against each other in Tripletex, however its interface shows it: no money moved, so neither the comparison
 * at a run's end nor the months differ by it, and nothing waits. What is closed against something unknown is named as just that.
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import type { Invoice } from "../../src/simulators/world/entities.ts";
import { osloDate } from "../../src/sync/oslo.ts";
import { itemsOf, reconcile } from "../helpers/reconcile.ts";
import { expectHold, findBooked } from "../helpers/situations.ts";
import { createSmallWorld, customerNoOf, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";
import { writesTo } from "../helpers/tripletex-facts.ts";

const TODAY = osloDate(Date.now());
const SANDBOX = { tripletexEnv: "sandbox" } as const;
const MEMBERSHIP = 101;
const OCR = 1;
/** In another month than the notes of today, and within what an incremental sync reads. */
const LAST_MONTH_DAYS = 35;

const WAYS = [
  ["by the amounts alone", { setOffShows: "outstanding" }],
  ["by a common close group", { setOffShows: "closeGroup" }],
  ["by the other document's posting", { setOffShows: "postings" }],
  [
    "by the other document's posting, whose type is hidden",
    { setOffShows: "postings", postingTypeIsVisible: false },
  ],
] as const;

let stack: Stack;
beforeEach(async () => {
  const remotes = await startRemotes({ world: createSmallWorld(TODAY), today: TODAY });
  stack = await startStack({ remotes, today: TODAY });
});
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

const control = () => stack.remotes.sandbox.control;
const world = () => stack.remotes.rubic.world;

/** A document of Rubic's without VAT; below zero it is a note that names no invoice. All are one member's. */
const bill = (kroner: number, daysAgo = kroner < 0 ? 0 : LAST_MONTH_DAYS): Invoice =>
  world().addInvoice({
    customerNo: customerNoOf(world(), 0),
    invoiceDate: daysBefore(world(), daysAgo),
    lines: [{ productID: MEMBERSHIP, price: kroner }],
  });

const pay = (invoice: Invoice, kroner: number) =>
  world().addTransaction({
    invoiceID: invoice.invoiceID,
    paidAmount: kroner,
    transactionTypeID: OCR,
    paymentDate: TODAY,
  });

const booked = (document: { invoiceNumber: number }) => {
  const found = findBooked(stack, document);
  if (found === undefined) throw new Error(`${document.invoiceNumber} is not in Tripletex`);
  return found;
};

const setOff = (invoice: { invoiceNumber: number }, against: { invoiceNumber: number }, amount: number) =>
  control().setOff({ invoiceId: booked(invoice).id, againstId: booked(against).id, amount });

/** Closed against a voucher of the accountant's own: only the amount shows it. */
const closeElsewhere = (document: { invoiceNumber: number }, kroner: number) => {
  booked(document).amountOutstanding -= kroner;
};

/** A credit that an accountant makes in Tripletex, and Rubic knows nothing of. */
function creditByHand(invoice: Invoice, kroner: number) {
  const { customer } = booked(invoice);
  const line = {
    description: "Kulanse",
    count: -1,
    unitPriceExcludingVatCurrency: kroner,
    vatType: { id: 6 },
  };
  const order = {
    customer,
    orderDate: TODAY,
    deliveryDate: TODAY,
    isPrioritizeAmountsIncludingVat: false,
    orderLines: [line],
  };
  const dates = { invoiceDate: TODAY, invoiceDueDate: TODAY, invoiceNumber: 90_001 };
  return control().createInvoice({ ...dates, customer, orders: [order] });
}

/** What a sync and a reading of the months say: differences and holds, and each month's paid and outstanding on both sides. */
async function compare(mode: "full" | "incremental" = "full") {
  await stack.sync("sandbox", "all", mode);
  const { comparison } = await stack.overview("sandbox");
  const holds = await stack.openHolds("sandbox");
  const { months, problem } = await reconcile(stack);
  expect(problem).toBeNull();
  const items = (await Promise.all(months.map(({ from }) => itemsOf(stack, from)))).flat();
  const figures = months.flatMap(({ figures: { rubic, tripletex } }) => {
    const sums = [rubic, tripletex].map(({ grossOere, creditedOere, paidOere, outstandingOere }) =>
      [grossOere, creditedOere, paidOere, outstandingOere].map((oere) => oere / 100),
    );
    return rubic.count + tripletex.count === 0 ? [] : [sums];
  });
  return {
    differences: comparison?.differences ?? [],
    paid: (comparison?.payments.tripletexOere ?? 0) / 100,
    holds: holds.map(({ code }) => code),
    areEqual: months.every(({ isEqual }) => isEqual),
    causes: items.filter(({ cause }) => cause !== "BY_HAND").map(({ cause }) => cause),
    figures,
  };
}

/** Gross, credited, paid, outstanding of last month and of this one, the same on both sides, with nothing held or named. */
const equal = (paid: number, ...months: number[][]) => ({
  differences: [],
  paid,
  holds: [],
  areEqual: true,
  causes: [],
  figures: months.map((sums) => [sums, sums]),
});

async function isSettled(invoice: Invoice): Promise<boolean | undefined> {
  const rows = await stack.backend.run(async (ctx) => await ctx.db.query("invoiceMapping").collect());
  return rows.find(({ rubicInvoiceId }) => rubicInvoiceId === invoice.invoiceID)?.paymentSynced;
}

describe.each(WAYS)("shown %s", (_name, settings) => {
  beforeEach(() => control().changeSettings(settings));

  test("an invoice of 650,00 set off as a whole is settled, and neither document differs", async () => {
    const [invoice, note] = [bill(650), bill(-650)];
    await stack.sync("sandbox", "all", "full");
    expect(await isSettled(invoice)).toBe(false);
    setOff(invoice, note, 650);
    const expected = equal(0, [650, 0, 0, 650], [-650, 0, 0, -650]);
    expect(await compare()).toEqual(expected);
    expect(await isSettled(invoice)).toBe(true);
    expect(await compare("incremental")).toEqual(expected);
  });

  test("400,00 of 1000,00 set off, and the rest paid before and after, differ in nothing and hold no payment", async () => {
    const [invoice, note] = [bill(1_000), bill(-400)];
    pay(invoice, 350);
    await stack.sync("sandbox", "all", "full");
    setOff(invoice, note, 400);
    expect(await compare("incremental")).toEqual(equal(350, [1_000, 0, 350, 650], [-400, 0, 0, -400]));
    pay(invoice, 250);
    expect(await compare("incremental")).toEqual(equal(600, [1_000, 0, 600, 400], [-400, 0, 0, -400]));
    expect(await isSettled(invoice)).toBe(true);
  });

  test("two invoices set off against one note differ in nothing", async () => {
    const [first, second, note] = [bill(300), bill(500), bill(-400)];
    await stack.sync("sandbox", "all", "full");
    setOff(first, note, 300);
    setOff(second, note, 100);
    expect(await compare()).toEqual(equal(0, [800, 0, 0, 800], [-400, 0, 0, -400]));
  });

  test("a payment of the note's amount on the note's day is booked, not taken for the note", async () => {
    const [invoice, note] = [bill(1_000), bill(-400)];
    await stack.sync("sandbox", "all", "full");
    setOff(invoice, note, 400);
    pay(invoice, 400);
    expect(await compare("incremental")).toEqual(equal(400, [1_000, 0, 400, 600], [-400, 0, 0, -400]));
    expect(writesTo(stack.remotes.sandbox).map(({ template }) => template)).toContain(
      "/invoice/{id}/:payment",
    );
    expect(booked(invoice).amountOutstanding).toBe(200);
  });

  test("a credit made by hand that Rubic knows nothing of is listed apart, and what it was set off against is equal", async () => {
    const invoice = bill(650);
    await stack.sync("sandbox", "all", "full");
    const note = creditByHand(invoice, 100);
    setOff(invoice, note, 100);
    expect(await compare()).toEqual(equal(0, [650, 0, 0, 650]));
    const { months } = await stack.client.query(api.reconciliation.months, SANDBOX);
    expect(months.reduce((sum, { byHandOere }) => sum + byHandOere, 0)).toBe(-10_000);
  });

  test("a part that Rubic credits as an amount alone, made and set off by hand, is that credit while it waits and when it is left out", async () => {
    stack.remotes.rubic.control.changeSettings({ creditNoteMode: "amountsOnOriginal" });
    const invoice = bill(650);
    await stack.sync("sandbox", "all", "full");
    world().creditInvoice({ invoiceID: invoice.invoiceID, amount: 150 });
    setOff(invoice, creditByHand(invoice, 150), 150);
    const figures = [
      [
        [650, 150, 0, 500],
        [650, 0, 0, 650],
      ],
    ];
    const waiting = { ...equal(0), holds: ["CREDIT_PARTIAL"], causes: ["HELD"], figures };
    expect(await compare()).toEqual(waiting);
    const hold = await expectHold(stack, "credit", invoice.invoiceID, { code: "CREDIT_PARTIAL" });
    await stack.client.mutation(api.holds.ignore, { holdId: hold._id, reason: "Kreditert for hånd" });
    expect(await compare()).toEqual({ ...waiting, holds: [], causes: ["LEFT_OUT"] });
  });

  test("a payment beside such a part is named, while the part waits, once it is left out, and until Rubic has the payment", async () => {
    stack.remotes.rubic.control.changeSettings({ creditNoteMode: "amountsOnOriginal" });
    const invoice = bill(650);
    await stack.sync("sandbox", "all", "full");
    world().creditInvoice({ invoiceID: invoice.invoiceID, amount: 150 });
    setOff(invoice, creditByHand(invoice, 150), 150);
    control().registerPayment({ invoiceId: booked(invoice).id, date: TODAY, amount: 150 });
    const found = await compare();
    expect(found).toMatchObject({ areEqual: false, paid: 150, causes: ["PAID_IN_TRIPLETEX", "HELD"] });
    expect(found.holds.toSorted()).toEqual(["CREDIT_PARTIAL", "PAID_IN_TRIPLETEX"]);
    const hold = await expectHold(stack, "credit", invoice.invoiceID, { code: "CREDIT_PARTIAL" });
    await stack.client.mutation(api.holds.ignore, { holdId: hold._id, reason: "Kreditert for hånd" });
    const left = { areEqual: false, paid: 150, holds: ["PAID_IN_TRIPLETEX"] };
    expect(await compare()).toMatchObject({ ...left, causes: ["PAID_IN_TRIPLETEX", "LEFT_OUT"] });
    pay(invoice, 150);
    const equalNow = { differences: [], areEqual: true, paid: 150, holds: [], causes: ["LEFT_OUT"] };
    expect(await compare()).toMatchObject(equalNow);
  });

  test("the note of a part that was made and set off by hand waits, and differs in nothing", async () => {
    stack.remotes.rubic.control.changeSettings({ creditNoteMode: "amountsOnOriginal" });
    const invoice = bill(650);
    await stack.sync("sandbox", "all", "full");
    world().creditInvoice({ invoiceID: invoice.invoiceID, amount: 150 });
    await stack.sync("sandbox", "all", "full");
    setOff(invoice, creditByHand(invoice, 150), 150);
    stack.remotes.rubic.control.changeSettings({ creditNoteMode: "both" });
    const apart = { differences: [], paid: 0, areEqual: true };
    expect(await compare()).toMatchObject({ ...apart, holds: ["ALREADY_CREDITED"], causes: ["HELD"] });
    const key = invoice.invoiceID + 5_000_000;
    const hold = await expectHold(stack, "credit", key, { code: "ALREADY_CREDITED" });
    await stack.client.mutation(api.holds.ignore, { holdId: hold._id, reason: "Kreditert for hånd" });
    expect(await compare()).toMatchObject({ ...apart, holds: [], causes: ["LEFT_OUT"] });
  });

  test("what was paid too much on one invoice, set off against the next, differs in nothing", async () => {
    const [first, second] = [bill(650), bill(650, 1)];
    pay(first, 700);
    await stack.sync("sandbox", "all", "full");
    setOff(second, first, 50);
    expect(await compare()).toEqual(equal(700, [650, 0, 700, -50], [650, 0, 0, 650]));
  });

  test("what stands to the credit on a paid and credited invoice, set off against the next, differs in nothing", async () => {
    const [first, second] = [bill(650), bill(800, 1)];
    pay(first, 650);
    await stack.sync("sandbox", "all", "full");
    world().creditInvoice({ invoiceID: first.invoiceID });
    await stack.sync("sandbox", "all", "full");
    expect(booked(first)).toMatchObject({ isCredited: true, amountOutstanding: -650 });
    setOff(second, first, 650);
    expect(await compare()).toEqual(equal(650, [650, 0, 650, 0], [150, 0, 0, 150]));
  });

  test("set off and opened again, all is as before", async () => {
    const [invoice, note] = [bill(1_000), bill(-400)];
    await stack.sync("sandbox", "all", "full");
    const before = await compare();
    setOff(invoice, note, 400);
    await compare("incremental");
    control().undoSetOff({ invoiceId: booked(invoice).id, againstId: booked(note).id });
    expect(await compare("incremental")).toEqual(before);
    expect(await isSettled(invoice)).toBe(false);
  });
});

describe("set off against something that Rubic does not know", () => {
  test("250,00 of an invoice wait as that, with a remedy, until they are opened again", async () => {
    const invoice = bill(650);
    await stack.sync("sandbox", "all", "full");
    closeElsewhere(invoice, 250);
    const found = await compare("incremental");
    expect(found).toMatchObject({
      paid: 250,
      holds: ["SET_OFF_IN_TRIPLETEX"],
      causes: ["SET_OFF_IN_TRIPLETEX"],
      figures: [
        [
          [650, 0, 0, 650],
          [650, 250, 0, 400],
        ],
      ],
    });
    const words = /^250,00\skr was set off in Tripletex against something that Rubic does not know\.$/;
    expect(found.differences).toMatchObject([{ explanation: expect.stringMatching(words) }]);
    closeElsewhere(invoice, -250);
    expect(await compare("incremental")).toEqual(equal(0, [650, 0, 0, 650]));
  });

  test("the money that it was, registered on the invoice instead, is the payment that Rubic has", async () => {
    const invoice = bill(650);
    await stack.sync("sandbox", "all", "full");
    closeElsewhere(invoice, 250);
    pay(invoice, 250);
    expect(await compare("incremental")).toMatchObject({ holds: ["ALREADY_PAID"] });
    closeElsewhere(invoice, -250);
    control().registerPayment({ invoiceId: booked(invoice).id, date: TODAY, amount: 250 });
    expect(await compare("incremental")).toEqual(equal(250, [650, 0, 250, 400]));
  });

  test("beside 400,00 that a note explains, the other 100,00 are named alone", async () => {
    const [invoice, note] = [bill(1_000), bill(-400)];
    await stack.sync("sandbox", "all", "full");
    setOff(invoice, note, 400);
    closeElsewhere(invoice, 100);
    const found = await compare();
    expect(found).toMatchObject({
      paid: 100,
      holds: ["SET_OFF_IN_TRIPLETEX"],
      causes: ["SET_OFF_IN_TRIPLETEX"],
      figures: [
        [
          [1_000, 0, 0, 1_000],
          [1_000, 100, 0, 900],
        ],
        [
          [-400, 0, 0, -400],
          [-400, 0, 0, -400],
        ],
      ],
    });
    expect(found.differences).toHaveLength(1);
  });

  test("a part that was credited with a voucher, beside a note of Rubic's that was set off, is that credit", async () => {
    stack.remotes.rubic.control.changeSettings({ creditNoteMode: "amountsOnOriginal" });
    const invoice = bill(650);
    await stack.sync("sandbox", "all", "full");
    world().creditInvoice({ invoiceID: invoice.invoiceID, amount: 150 });
    const note = bill(-150);
    await stack.sync("sandbox", "all", "full");
    setOff(invoice, note, 150);
    world().creditInvoice({ invoiceID: invoice.invoiceID, amount: 100 });
    closeElsewhere(invoice, 100);
    const nothing = { differences: [], areEqual: true, paid: 0 };
    expect(await compare()).toMatchObject({ ...nothing, holds: ["CREDIT_PARTIAL"] });
    const hold = await expectHold(stack, "credit", invoice.invoiceID, { code: "CREDIT_PARTIAL" });
    await stack.client.mutation(api.holds.ignore, { holdId: hold._id, reason: "Kreditert for hånd" });
    expect(await compare()).toMatchObject({ ...nothing, holds: [] });
    closeElsewhere(invoice, 100);
    expect(await compare()).toMatchObject({ areEqual: false, holds: ["SET_OFF_IN_TRIPLETEX"] });
  });

  test("when the note alone is opened again, the next incremental sync names the invoice, which reads as before", async () => {
    const [invoice, note] = [bill(1_000), bill(-400)];
    await stack.sync("sandbox", "all", "full");
    setOff(invoice, note, 400);
    await stack.sync("sandbox");
    expect(await stack.openHolds("sandbox")).toEqual([]);
    closeElsewhere(note, 400);
    await stack.sync("sandbox");
    await expectHold(stack, "payment", `invoice-${invoice.invoiceID}`, { code: "SET_OFF_IN_TRIPLETEX" });
  });

  test("a note that was paid out past its invoice differs in its own month", async () => {
    bill(650);
    const note = bill(-400);
    await stack.sync("sandbox", "all", "full");
    closeElsewhere(note, -400);
    expect(await compare()).toMatchObject({ areEqual: false, causes: ["SET_OFF_IN_TRIPLETEX"], holds: [] });
  });
});

test("reads one customer for a set-off, and no ordinary document", async () => {
  const [invoice, note] = [bill(1_000), bill(-400)];
  for (let count = 0; count < 40; count += 1) pay(bill(100), 100);
  await stack.sync("sandbox", "all", "full");
  setOff(invoice, note, 400);
  control().requests.clear();
  await stack.sync("sandbox", "all", "full");
  await reconcile(stack);
  const reads = control()
    .requests.list()
    .filter(({ template }) => template.startsWith("/invoice") && !template.includes("paymentType"));
  const queries = reads.map(({ template, query: { id, customerId } }) =>
    customerId === undefined ? [template, id?.[0]?.split(",").length ?? 0] : ["customer", 1],
  );
  expect(queries.filter(([what]) => what === "customer").length).toBeLessThanOrEqual(3);
  expect(queries.filter(([what]) => what === "/invoice/{id}")).toEqual([]);
});
