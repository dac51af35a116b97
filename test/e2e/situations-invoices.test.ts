/** The invoices and payments of the table of situations in docs/accounting.md, each driven through a whole sync. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { World } from "../../src/simulators/world/index.ts";
import { expectHold, findBooked, noHold } from "../helpers/situations.ts";
import { createSmallWorld, customerNoOf, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";
import { bookedPayments } from "../helpers/tripletex-facts.ts";

type Lines = Parameters<World["addInvoice"]>[0]["lines"];
type More = Omit<Parameters<World["addInvoice"]>[0], "customerNo" | "lines">;

const bill = (world: World, lines: Lines, more: More = {}) =>
  world.addInvoice({ customerNo: customerNoOf(world, 0), lines, ...more });

async function startEmpty(): Promise<Stack> {
  return await startStack({ remotes: await startRemotes({ world: createSmallWorld() }) });
}

async function closeAll(stack: Stack): Promise<void> {
  await stack.close();
  await closeRemotes(stack.remotes);
}

function prepare(world: World) {
  const invoices = {
    unsent: bill(world, [{ productID: 101 }], { sentDate: null }),
    cancelled: bill(world, [{ productID: 101 }]),
    before: bill(world, [{ productID: 101 }], { invoiceDate: "2019-05-01" }),
    taken: bill(world, [{ productID: 101 }]),
    ledgerYear: bill(world, [{ productID: 101 }]),
    nullLines: bill(world, [{ productID: 101 }]),
    freeText: bill(world, [{ productID: 0, productName: "Gebyr", accountNumber: "3990", price: 150 }]),
    withoutAccount: bill(world, [{ productID: 101, accountNumber: null }]),
    mixedDepartment: bill(world, [{ productID: 106 }, { productID: 101 }]),
    zero: bill(world, [{ productID: 106, discountPercentage: 100 }]),
    negative: world.addInvoice({
      customerNo: customerNoOf(world, 1),
      lines: [{ productID: 101, quantity: -1 }],
    }),
    negativeLine: bill(world, [
      { productID: 101, quantity: 2 },
      { productID: 101, quantity: -1 },
    ]),
    credited: bill(world, [{ productID: 101 }]),
    writtenOff: bill(world, [{ productID: 101 }]),
    fee: bill(world, [{ productID: 101 }]),
  };
  world.creditInvoice({ invoiceID: invoices.cancelled.invoiceID });
  world.creditInvoice({ invoiceID: invoices.credited.invoiceID, amount: 150 });
  world.correctInvoice({ invoiceID: invoices.writtenOff.invoiceID, amount: 650 });
  world.remindInvoice({ invoiceID: invoices.fee.invoiceID, fee: 35 });
  invoices.ledgerYear.ledgerYear -= 1;
  return invoices;
}

describe("invoices as Rubic has them", () => {
  let stack: Stack;
  let invoices: ReturnType<typeof prepare>;

  beforeAll(async () => {
    stack = await startEmpty();
    const { rubic, sandbox } = stack.remotes;
    invoices = prepare(rubic.world);
    rubic.control.changeSettings({ withoutLines: [invoices.nullLines.invoiceID] });
    const stranger = sandbox.control.createCustomer({ name: "Fremmed AS", customerNumber: 4 });
    const customer = { id: stranger.id };
    const orderLines = [
      { description: "For hånd", count: 1, unitPriceExcludingVatCurrency: 650, vatType: { id: 6 } },
    ];
    const date = rubic.world.today;
    sandbox.control.createInvoice({
      invoiceNumber: invoices.taken.invoiceNumber,
      invoiceDate: date,
      invoiceDueDate: date,
      orders: [
        { customer, orderDate: date, deliveryDate: date, isPrioritizeAmountsIncludingVat: false, orderLines },
      ],
    });
    await stack.sync("sandbox", "all", "full");
  });
  afterAll(() => closeAll(stack));

  const held = async (name: keyof typeof invoices, expected: Parameters<typeof expectHold>[3]) =>
    await expectHold(stack, "invoice", invoices[name].invoiceID, expected);

  test("an unsent invoice is held", async () => {
    await held("unsent", { code: "INVOICE_NOT_SENT", amountOere: 65_000 });
  });

  test("an invoice cancelled by crediting all of it is booked, and credited by Tripletex's credit note", () => {
    const booked = findBooked(stack, invoices.cancelled);
    expect(booked).toMatchObject({ amount: 650, isCredited: true, amountOutstanding: 0 });
    const notes = stack.remotes.sandbox.state.invoices.filter(
      ({ creditedInvoice }) => creditedInvoice === booked?.id,
    );
    expect(notes).toMatchObject([{ amount: -650, invoiceDate: stack.remotes.rubic.world.today }]);
  });

  test("an invoice before the cut-over is none of the service's business", async () => {
    await noHold(stack, "invoice", invoices.before.invoiceID);
    expect(findBooked(stack, invoices.before)).toBeUndefined();
  });

  test("an invoice whose number another invoice has in Tripletex is held", async () => {
    await held("taken", { code: "INVOICE_NUMBER_TAKEN", amountOere: 65_000 });
  });

  test("the ledger year of another year moves nothing: the invoice is booked on its date", () => {
    expect(findBooked(stack, invoices.ledgerYear)?.invoiceDate).toBe(
      invoices.ledgerYear.invoiceDate.slice(0, 10),
    );
  });

  test("an invoice delivered without its lines is held with its amount", async () => {
    await held("nullLines", { code: "INVOICE_LINES_MISSING", amountOere: 65_000 });
  });

  test("a line without a product holds the invoice", async () => {
    await held("freeText", { code: "LINE_WITHOUT_PRODUCT", amountOere: 15_000 });
  });

  test("a line without an account takes its product's", () => {
    expect(findBooked(stack, invoices.withoutAccount)?.amount).toBe(650);
  });

  test("a line without a department beside one with holds the invoice", async () => {
    await held("mixedDepartment", { code: "SEVERAL_DEPARTMENTS", amountOere: 255_000 });
  });

  test("a zero invoice is booked as one", () => {
    expect(findBooked(stack, invoices.zero)).toMatchObject({ amount: 0, amountOutstanding: 0 });
  });

  test("a negative invoice is booked as one, open in the customer's favour", () => {
    const { invoiceNumber } = invoices.negative;
    const booked = findBooked(stack, invoices.negative);
    expect(booked).toMatchObject({
      invoiceNumber,
      amount: -650,
      amountOutstanding: -650,
      isCreditNote: true,
    });
  });

  test("a negative line on a positive invoice is booked", () => {
    const booked = findBooked(stack, invoices.negativeLine);
    expect(booked?.amount).toBe(650);
    expect(booked?.orderLines).toHaveLength(2);
  });

  test("an invoice credited in part is booked, and the part that shows as an amount alone is held", async () => {
    expect(findBooked(stack, invoices.credited)).toMatchObject({ amount: 650, amountOutstanding: 650 });
    const { invoiceID } = invoices.credited;
    await expectHold(stack, "credit", invoiceID, { code: "CREDIT_PARTIAL", amountOere: -15_000 });
  });

  test("an invoice written off in Rubic is held with nothing missing", async () => {
    await held("writtenOff", { code: "NEEDS_CREDIT", amountOere: 0 });
  });

  test("a reminder fee in the total alone holds the invoice with the fee", async () => {
    await held("fee", { code: "AMOUNT_DIFFERS_FROM_LINES", amountOere: 68_500 });
  });
});

describe("invoices that change after they were booked", () => {
  let stack: Stack;
  let world: World;

  beforeAll(async () => {
    stack = await startEmpty();
    world = stack.remotes.rubic.world;
  });
  afterAll(() => closeAll(stack));

  async function booked() {
    const invoice = bill(world, [{ productID: 101 }]);
    await stack.sync("sandbox");
    expect(findBooked(stack, invoice)?.amount).toBe(650);
    return invoice;
  }

  test("credited in part in Rubic afterwards: the credit is held with what Rubic has less", async () => {
    const invoice = await booked();
    world.creditInvoice({ invoiceID: invoice.invoiceID, amount: 200 });
    await stack.sync("sandbox");
    await expectHold(stack, "credit", invoice.invoiceID, { code: "CREDIT_PARTIAL", amountOere: -20_000 });
    await noHold(stack, "invoice", invoice.invoiceID);
  });

  test("credited wholly in Rubic afterwards: credited in Tripletex on the day on which it was seen", async () => {
    const invoice = await booked();
    world.creditInvoice({ invoiceID: invoice.invoiceID });
    await stack.sync("sandbox");
    expect(findBooked(stack, invoice)).toMatchObject({ isCredited: true, amountOutstanding: 0 });
    await noHold(stack, "credit", invoice.invoiceID);
  });

  test("written off in Rubic afterwards: held with what Rubic has less", async () => {
    const invoice = await booked();
    world.correctInvoice({ invoiceID: invoice.invoiceID, amount: 650 });
    await stack.sync("sandbox");
    await expectHold(stack, "invoice", invoice.invoiceID, { code: "NEEDS_CREDIT", amountOere: -65_000 });
  });

  test("a due date changed in Rubic afterwards: held with no amount, never written", async () => {
    const invoice = await booked();
    invoice.dueDate = invoice.invoiceDate;
    await stack.sync("sandbox");
    await expectHold(stack, "invoice", invoice.invoiceID, { code: "CHANGED_AFTER_BOOKING", amountOere: 0 });
    expect(findBooked(stack, invoice)?.invoiceDueDate).not.toBe(invoice.invoiceDate.slice(0, 10));
  });

  test("a reminder fee added to the total afterwards: held with the fee; as a line: held as changed", async () => {
    const invoice = await booked();
    world.remindInvoice({ invoiceID: invoice.invoiceID, fee: 35 });
    await stack.sync("sandbox");
    await expectHold(stack, "invoice", invoice.invoiceID, {
      code: "AMOUNT_DIFFERS_FROM_LINES",
      amountOere: 3_500,
    });
    stack.remotes.rubic.control.changeSettings({ reminderFeeMode: "extraLine" });
    await stack.sync("sandbox");
    await expectHold(stack, "invoice", invoice.invoiceID, {
      code: "CHANGED_AFTER_BOOKING",
      amountOere: 3_500,
    });
  });

  test("a reminder fee as a line from the start holds the invoice", async () => {
    const invoice = bill(world, [{ productID: 101 }]);
    world.remindInvoice({ invoiceID: invoice.invoiceID, fee: 35 });
    await stack.sync("sandbox");
    await expectHold(stack, "invoice", invoice.invoiceID, {
      code: "LINE_WITHOUT_PRODUCT",
      amountOere: 68_500,
    });
  });
});

describe("closed periods", () => {
  let stack: Stack;
  let world: World;
  /** Two months back, so that the period is over whatever the day is. */
  const CLOSED_DAYS_AGO = 62;

  beforeAll(async () => {
    stack = await startEmpty();
    world = stack.remotes.rubic.world;
  });
  afterAll(() => closeAll(stack));

  test("an invoice and a payment dated in a closed period are held, and booked when it is open again", async () => {
    const date = daysBefore(world, CLOSED_DAYS_AGO);
    const nextMonth = new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0));
    stack.remotes.sandbox.control.changeSettings({ closedThrough: nextMonth.toISOString().slice(0, 10) });
    const old = Array.from({ length: 12 }, () => bill(world, [{ productID: 101 }], { invoiceDate: date }));
    const fresh = bill(world, [{ productID: 101 }]);
    const payment = world.addTransaction({ invoiceID: fresh.invoiceID, paidAmount: 100, paymentDate: date });
    const run = await stack.sync("sandbox", "all", "full");
    expect(run).toMatchObject({ status: "partial", problem: null });
    for (const { invoiceID } of old) {
      await expectHold(stack, "invoice", invoiceID, { code: "PERIOD_CLOSED", amountOere: 65_000 });
    }
    await expectHold(stack, "payment", payment.invoiceTransactionID, {
      code: "PERIOD_CLOSED",
      amountOere: 10_000,
    });
    expect(findBooked(stack, fresh)?.amountOutstanding).toBe(650);

    stack.remotes.sandbox.control.changeSettings({ closedThrough: null });
    await stack.sync("sandbox", "all", "full");
    for (const invoice of old) expect(findBooked(stack, invoice)?.invoiceDate).toBe(date);
    expect(bookedPayments(stack.remotes.sandbox.state)).toEqual([
      { invoiceNumber: fresh.invoiceNumber, date, amountOere: 10_000 },
    ]);
  });

  test("a token that may not read the periods books all the same", async () => {
    const { faults } = stack.remotes.sandbox.control;
    const refusal = {
      status: 403,
      code: 9000,
      message: "You do not have permission to access this feature.",
    };
    faults.add({
      kind: "status",
      status: 403,
      path: "/ledger/accountingPeriod",
      times: "always",
      body: refusal,
    });
    const invoice = bill(world, [{ productID: 101 }]);
    await stack.sync("sandbox");
    expect(findBooked(stack, invoice)?.amount).toBe(650);
  });
});

describe("settings of the company that change totals", () => {
  test.each([
    ["rounding to whole kroner", { roundsToWholeKroner: true }, /rounding is .* in Tripletex/],
    ["a fixed invoice fee", { invoiceFee: 49 }, /net is .* in Tripletex and .* in Rubic.*gross is/],
    [
      "VAT rounded once per VAT code",
      { vatRounding: "perVatCode" },
      /VAT is .* in Tripletex and .* in Rubic/,
    ],
  ] as const)("%s is noticed on the first invoice and stops the rest", async (_title, settings, words) => {
    const stack = await startEmpty();
    try {
      stack.remotes.sandbox.control.changeSettings(settings);
      const { world } = stack.remotes.rubic;
      const shirts = [1, 2, 3].map(() => ({ productID: 116, price: 79.99 }));
      const invoices = Array.from({ length: 6 }, () => bill(world, shirts));
      const run = await stack.sync("sandbox", "all", "full");
      expect(run).toMatchObject({ status: "failed", problem: { code: "BOOKED_DIFFERENTLY" } });
      expect(run.problem?.message).toMatch(words);
      const booked = invoices.filter((invoice) => findBooked(stack, invoice) !== undefined);
      expect(booked.length).toBeLessThanOrEqual(2);
      const [first] = booked;
      const differenceOere = Math.round(
        ((first?.grossTotal ?? 0) - (findBooked(stack, first ?? { invoiceNumber: 0 })?.amount ?? 0)) * 100,
      );
      await expectHold(stack, "invoice", first?.invoiceID ?? 0, {
        code: "BOOKED_DIFFERENTLY",
        amountOere: differenceOere,
      });
      expect(differenceOere).not.toBe(0);
    } finally {
      await closeAll(stack);
    }
  });
});
