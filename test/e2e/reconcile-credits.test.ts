/**
 * Credits in the comparison of the months: in each of the three ways in which Rubic may show one, and in both ways of booking it, a
 * credit is a document of its own on its own date, counted once on both sides. One hoodie is 400,00 net and 100,00 VAT at 25 %.
 */
import { afterEach, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import type { RubicSettings } from "../../src/simulators/rubic/settings.ts";
import { osloDate } from "../../src/sync/oslo.ts";
import { itemsOf, reconcile } from "../helpers/reconcile.ts";
import { expectHold, findBooked } from "../helpers/situations.ts";
import { createSmallWorld, customerNoOf, daysBefore, endOfMonth, payInFull } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

const TODAY = osloDate(Date.now());
const SANDBOX = { tripletexEnv: "sandbox" } as const;
const HOODIE = 116;
/** In another month than today, whatever the day, and within what an incremental sync reads. */
const LAST_MONTH_DAYS = 35;
const MODES = ["amountsOnOriginal", "negativeInvoice", "both"] as const;

let stack: Stack;
let invoice: ReturnType<typeof bill>;

function bill(daysAgo: number) {
  const { world } = stack.remotes.rubic;
  return world.addInvoice({
    customerNo: customerNoOf(world, 0),
    invoiceDate: daysBefore(world, daysAgo),
    lines: [{ productID: HOODIE, price: 400 }],
  });
}

/** One invoice of the month before, booked. */
async function start(settings: Partial<RubicSettings>): Promise<void> {
  const remotes = await startRemotes({ world: createSmallWorld(TODAY), today: TODAY });
  stack = await startStack({ remotes, today: TODAY });
  remotes.rubic.control.changeSettings(settings);
  invoice = bill(LAST_MONTH_DAYS);
  await stack.sync("sandbox", "all", "full");
}

afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

const credit = (amount?: number) =>
  stack.remotes.rubic.world.creditInvoice({ invoiceID: invoice.invoiceID, ...(amount && { amount }) });

async function monthOf(day: string) {
  const { months } = await stack.client.query(api.reconciliation.months, SANDBOX);
  const month = months.find(({ from, toExclusive }) => day >= from && day < toExclusive);
  if (month === undefined) throw new Error(`the month of ${day} was not compared`);
  return { ...month, items: await itemsOf(stack, month.from) };
}

/** The month of the invoice, and the month of its credit. */
async function compare(scope: "all" | "touched" = "all") {
  const { problem } = await reconcile(stack, scope);
  expect(problem).toBeNull();
  return { issued: await monthOf(invoice.invoiceDate.slice(0, 10)), credited: await monthOf(TODAY) };
}

const NOTHING = { count: 0, netOere: 0, vatOere: 0, grossOere: 0, creditedOere: 0, paidOere: 0 };
const NONE = { ...NOTHING, outstandingOere: 0, vat: [] };
const INVOICE = {
  ...NOTHING,
  count: 1,
  netOere: 40_000,
  vatOere: 10_000,
  grossOere: 50_000,
  outstandingOere: 50_000,
  vat: [{ key: "3", netOere: 40_000, vatOere: 10_000 }],
};
const CREDIT = {
  ...NOTHING,
  count: 1,
  netOere: -40_000,
  vatOere: -10_000,
  grossOere: -50_000,
  outstandingOere: -50_000,
  vat: [{ key: "3", netOere: -40_000, vatOere: -10_000 }],
};

const same = (figures: object) => ({
  isEqual: true,
  items: [],
  counts: { difference: 0, held: 0, leftOut: 0, byHand: 0 },
  figures: { rubic: figures, tripletex: figures, held: NONE, leftOut: NONE },
});

describe.each(MODES)("shown as %s", (creditNoteMode) => {
  const isNoteShown = creditNoteMode !== "amountsOnOriginal";

  test("a whole credit of 500,00 takes that off its own month, and leaves the month of its invoice as it was", async () => {
    await start({ creditNoteMode });
    const before = await compare();
    expect(before.issued).toMatchObject(same(INVOICE));
    credit();
    await stack.sync("sandbox", "all", "full");
    const { issued, credited } = await compare();
    expect(issued).toMatchObject(same(INVOICE));
    expect(credited).toMatchObject(same(CREDIT));
  });

  test("read with the months that a sync has changed, it is the same", async () => {
    await start({ creditNoteMode });
    await compare();
    credit();
    await stack.sync("sandbox");
    const { issued, credited } = await compare("touched");
    expect(issued).toMatchObject(same(INVOICE));
    expect(credited).toMatchObject(same(CREDIT));
  });

  test("of a paid invoice it leaves 500,00 in the customer's favour", async () => {
    await start({ creditNoteMode });
    payInFull(stack.remotes.rubic.world, invoice);
    await stack.sync("sandbox", "all", "full");
    credit();
    await stack.sync("sandbox", "all", "full");
    const { issued, credited } = await compare();
    expect(issued).toMatchObject(same({ ...INVOICE, paidOere: 50_000, outstandingOere: 0 }));
    expect(credited).toMatchObject(same(CREDIT));
  });

  test("in the month of its invoice both documents count", async () => {
    await start({ creditNoteMode });
    invoice = bill(0);
    credit();
    await stack.sync("sandbox", "all", "full");
    const { credited } = await compare();
    expect(credited).toMatchObject(same({ ...NONE, count: 2 }));
  });

  test("a credit of 150,00", async () => {
    await start({ creditNoteMode });
    credit(150);
    await stack.sync("sandbox", "all", "full");
    const { issued, credited } = await compare();
    if (isNoteShown) {
      expect(issued).toMatchObject(same(INVOICE));
      const vat = [{ key: "3", netOere: -12_000, vatOere: -3_000 }];
      const part = { netOere: -12_000, vatOere: -3_000, grossOere: -15_000, outstandingOere: -15_000, vat };
      expect(credited).toMatchObject(same({ ...CREDIT, ...part }));
    } else {
      // Nobody knows its net and its VAT: it waits for a person, and stays on the invoice.
      const held = { ...NONE, creditedOere: 15_000, outstandingOere: -15_000 };
      expect(issued).toMatchObject({
        isEqual: true,
        counts: { difference: 0, held: 1 },
        figures: {
          rubic: { ...INVOICE, creditedOere: 15_000, outstandingOere: 35_000 },
          tripletex: INVOICE,
          held,
        },
        items: [{ cause: "HELD", holdCode: "CREDIT_PARTIAL", label: `Invoice ${invoice.invoiceNumber}` }],
      });
      expect(credited).toMatchObject(same(NONE));
    }
  });

  test("a credit that no sync has met is named as a difference", async () => {
    await start({ creditNoteMode });
    credit();
    const { issued, credited } = await compare();
    if (isNoteShown) {
      expect(issued).toMatchObject(same(INVOICE));
      expect(credited).toMatchObject({
        isEqual: false,
        counts: { difference: 1 },
        items: [
          {
            cause: "NOT_SYNCED",
            label: `Credit note ${invoice.invoiceNumber + 5_000_000}`,
            rubic: { grossOere: -50_000 },
            tripletex: null,
          },
        ],
      });
    } else {
      expect(issued).toMatchObject({
        isEqual: false,
        counts: { difference: 1 },
        items: [
          {
            cause: "CREDITED_IN_RUBIC",
            label: `Invoice ${invoice.invoiceNumber}`,
            rubic: { creditedOere: 50_000, outstandingOere: 0 },
            tripletex: { creditedOere: 0, outstandingOere: 50_000 },
          },
        ],
      });
    }
  });

  test("credited in Tripletex alone it is a difference on the invoice; in Rubic as well it is the same", async () => {
    await start({ creditNoteMode });
    const booked = findBooked(stack, invoice);
    stack.remotes.sandbox.control.creditInvoice({ invoiceId: booked?.id ?? 0, date: TODAY });
    const alone = await compare();
    expect(alone.issued).toMatchObject({
      counts: { difference: 1, byHand: 0 },
      items: [{ cause: "CREDITED_IN_TRIPLETEX", tripletex: { creditedOere: 50_000, outstandingOere: 0 } }],
    });
    expect(alone.credited).toMatchObject(same(NONE));
    credit();
    await stack.sync("sandbox", "all", "full");
    const { issued, credited } = await compare();
    expect(issued).toMatchObject(same(INVOICE));
    expect(credited).toMatchObject(same(CREDIT));
  });

  test("a credit that Rubic takes back is named with what was booked for it", async () => {
    await start({ creditNoteMode });
    credit();
    await stack.sync("sandbox", "all", "full");
    Object.assign(invoice, { creditedAmount: 0, creditNoteAmount: 0, balance: 500, unpaidAmount: 500 });
    const { issued, credited } = await compare();
    expect(issued).toMatchObject(same(INVOICE));
    const number = isNoteShown
      ? `Credit note ${invoice.invoiceNumber + 5_000_000}`
      : `Credit of invoice ${invoice.invoiceNumber}`;
    expect(credited).toMatchObject({
      counts: { difference: 1 },
      figures: { rubic: NONE, tripletex: CREDIT },
      items: [{ cause: "CREDIT_GONE_FROM_RUBIC", label: number, tripletex: { grossOere: -50_000 } }],
    });
  });

  test("a signature of the invoice's month outlives a credit of a later month", async () => {
    await start({ creditNoteMode });
    const { issued: before } = await compare();
    const { from, digest } = before;
    const signature = { ...SANDBOX, from, digest, comment: "", via: "page" } as const;
    await stack.client.mutation(api.reconciliation.signOff, signature);
    credit();
    await stack.sync("sandbox", "all", "full");
    const { issued } = await compare();
    expect(issued).toMatchObject({ reopened: null, signOff: { comment: "" } });
  });
});

test("a credit that names no invoice is booked as a negative invoice, and counts the same", async () => {
  await start({ creditNoteMode: "negativeInvoice", creditNoteReference: "none" });
  credit();
  await stack.sync("sandbox", "all", "full");
  expect(findBooked(stack, invoice)).toMatchObject({ isCredited: false });
  const { issued, credited } = await compare();
  expect(issued).toMatchObject(same(INVOICE));
  expect(credited).toMatchObject(same(CREDIT));
});

test("several notes that come after their amount was booked are that one credit", async () => {
  await start({ creditNoteMode: "amountsOnOriginal" });
  credit();
  await stack.sync("sandbox", "all", "full");
  const { world } = stack.remotes.rubic;
  for (const price of [-150, -250]) {
    world.addInvoice({ customerNo: customerNoOf(world, 0), lines: [{ productID: HOODIE, price }] });
  }
  await stack.sync("sandbox", "all", "full");
  const { issued, credited } = await compare();
  expect(issued).toMatchObject(same(INVOICE));
  expect(credited).toMatchObject(same(CREDIT));
});

test("a credit that waits counts as held, in its own month", async () => {
  await start({ creditNoteMode: "both" });
  stack.remotes.sandbox.control.changeSettings({ closedThrough: endOfMonth(TODAY) });
  credit();
  await stack.sync("sandbox", "all", "full");
  await expectHold(stack, "credit", invoice.invoiceID + 5_000_000, { code: "PERIOD_CLOSED" });
  const { issued, credited } = await compare();
  expect(issued).toMatchObject(same(INVOICE));
  expect(credited).toMatchObject({
    isEqual: true,
    counts: { difference: 0, held: 1 },
    figures: { rubic: CREDIT, tripletex: NONE, held: CREDIT },
    items: [{ cause: "HELD", holdCode: "PERIOD_CLOSED", rubic: { grossOere: -50_000 } }],
  });
});
