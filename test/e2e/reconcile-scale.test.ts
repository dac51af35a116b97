/**
 * A year of many invoices: every figure is the independent sum over the simulators' data, each unusual document is named once, the
 * calls are counted. 3,500 invoices here, 35,000 with `npm run
 * test:reconcile`. The local backend enforces half of Convex's limits on each call.
 */
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addUsage, type ConvexCall, noUsage, watchConvex } from "../../scripts/lib/bench-convex.ts";
import type { Invoice } from "../../src/simulators/world/entities.ts";
import { osloDate } from "../../src/sync/oslo.ts";
import { bookSums, itemsOf, reconcile, worldSums } from "../helpers/reconcile.ts";
import { createSmallWorld, customerNoOf, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

const COUNT = Number(process.env.RECONCILE_INVOICES ?? 3_500);
const TODAY = osloDate(Date.now());
const DAYS = 365;
/** Each so-many-th invoice is held, paid, and (of the paid) paid again in Tripletex alone. */
const HELD_EVERY = 100;
const UNPAID_EVERY = 10;
const PAID_TWICE_EVERY = 700;
const [ADULT_MEMBERSHIP, HOODIE] = [101, 116];
const PAGE = 1000;
const CHUNK = 200;
const CONVEX_DIR = fileURLToPath(new URL("../../convex", import.meta.url));
const BATCH = 500;
const TIMEOUT_MS = 10 * 60_000;
/** Øre that only Tripletex has of each invoice that is paid twice. */
const SECOND_PAYMENT_KRONER = 5;

let stack: Stack;
let bookedIds: Map<number, number>;

beforeAll(async () => {
  const remotes = await startRemotes({ world: createSmallWorld(TODAY), today: TODAY });
  stack = await startStack({ remotes, today: TODAY });
  await stack.sync("sandbox", "all", "full");
  bookedIds = await bookYear(issueYear());
}, TIMEOUT_MS);
afterAll(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

function issueYear(): Invoice[] {
  const { world } = stack.remotes.rubic;
  return Array.from({ length: COUNT }, (_, index) =>
    world.addInvoice({
      customerNo: customerNoOf(world, index),
      invoiceDate: daysBefore(world, index % DAYS),
      lines: [
        { productID: ADULT_MEMBERSHIP },
        { productID: HOODIE, price: 79.99, quantity: (index % 5) + 1 },
      ],
    }),
  );
}

const isHeld = (index: number) => index % HELD_EVERY === 0;
const isPaid = (index: number) => !isHeld(index) && index % UNPAID_EVERY !== 0;
const isPaidTwice = (index: number) => isPaid(index) && index % PAID_TWICE_EVERY === 1;

/** Books the year as a sync would have, straight into both books; answers Tripletex's id of each booked invoice. */
async function bookYear(invoices: Invoice[]): Promise<Map<number, number>> {
  const products = await stack.backend.run(async (ctx) => await ctx.db.query("productMapping").collect());
  const productOf = new Map(products.map((each) => [each.rubicProductId, each]));
  const { state } = stack.remotes.sandbox;
  const customers = new Map(state.customers.map(({ id, customerNumber }) => [String(customerNumber), id]));
  const rows = invoices.map((invoice, index) => {
    if (isHeld(index)) return { invoice, tripletexInvoiceId: null, transactionId: null };
    const id = bookInvoice(invoice, customers, productOf);
    return { invoice, tripletexInvoiceId: id, transactionId: isPaid(index) ? pay(invoice, id, index) : null };
  });
  for (let start = 0; start < rows.length; start += BATCH) await store(rows.slice(start, start + BATCH));
  return new Map(
    rows.flatMap(({ invoice, tripletexInvoiceId: id }) =>
      id === null ? [] : [[invoice.invoiceID, id] as const],
    ),
  );
}

function bookInvoice(
  invoice: Invoice,
  customers: Map<string, number>,
  productOf: Map<number, { tripletexProductId: number; vatTypeId: number }>,
): number {
  const date = invoice.invoiceDate.slice(0, 10);
  const customer = { id: customers.get(invoice.customer.customerNo ?? "") ?? 0 };
  const orderLines = invoice.invoiceLines.map((line) => {
    const product = productOf.get(line.productID);
    if (product === undefined) throw new Error(`product ${line.productID} is mapped`);
    return {
      product: { id: product.tripletexProductId },
      vatType: { id: product.vatTypeId },
      count: 1,
      unitPriceExcludingVatCurrency: line.netTotal,
    };
  });
  const order = {
    number: `RUBIC-${invoice.invoiceID}`,
    customer,
    orderDate: date,
    deliveryDate: date,
    isPrioritizeAmountsIncludingVat: false,
    orderLines,
  };
  const dates = { invoiceDate: date, invoiceDueDate: date };
  const { invoiceNumber } = invoice;
  const body = { invoiceNumber, ...dates, customer, orders: [order] };
  return stack.remotes.sandbox.control.createInvoice(body).id;
}

function pay(invoice: Invoice, invoiceId: number, index: number): number {
  const { world } = stack.remotes.rubic;
  const amount = invoice.totalAmount;
  stack.remotes.sandbox.control.registerPayment({ invoiceId, date: TODAY, amount });
  if (isPaidTwice(index)) {
    stack.remotes.sandbox.control.registerPayment({ invoiceId, date: TODAY, amount: SECOND_PAYMENT_KRONER });
  }
  const paid = { invoiceID: invoice.invoiceID, paidAmount: amount, transactionTypeID: 1 };
  return world.addTransaction(paid).invoiceTransactionID;
}

const toOere = (kroner: number) => Math.round(kroner * 100);

async function store(
  rows: { invoice: Invoice; tripletexInvoiceId: number | null; transactionId: number | null }[],
): Promise<void> {
  await stack.backend.run(async (ctx) => {
    for (const { invoice, tripletexInvoiceId, transactionId } of rows) {
      const common = { tripletexEnv: "sandbox" as const, lastSyncedAt: 1 };
      const grossOere = toOere(invoice.grossTotal);
      if (tripletexInvoiceId === null) {
        const hold = { code: "VAT_NOT_MAPPED", message: "waits", label: `Invoice ${invoice.invoiceNumber}` };
        const times = { attempts: 1, firstHeldAt: 1, lastHeldAt: 1, nextAttemptAt: 1 };
        const key = {
          kind: "invoice" as const,
          rubicKey: String(invoice.invoiceID),
          tripletexEnv: "sandbox" as const,
        };
        await ctx.db.insert("holds", { ...key, ...hold, ...times, state: "open", amountOere: grossOere });
        continue;
      }
      await ctx.db.insert("invoiceMapping", {
        ...common,
        rubicInvoiceId: invoice.invoiceID,
        rubicInvoiceNumber: invoice.invoiceNumber,
        tripletexInvoiceId,
        paymentSynced: transactionId !== null,
        invoiceDate: invoice.invoiceDate.slice(0, 10),
        netOere: toOere(invoice.netTotal),
        grossOere,
        paidOere: transactionId === null ? 0 : grossOere,
      });
      if (transactionId === null) continue;
      await ctx.db.insert("paymentMapping", {
        ...common,
        rubicTransactionId: transactionId,
        rubicInvoiceId: invoice.invoiceID,
        tripletexInvoiceId,
        tripletexPostingId: transactionId,
        paymentDate: TODAY,
        amountOere: grossOere,
      });
    }
  });
}

const MIB = 1024 * 1024;

/** What was asked of Convex, in words. */
function describeCalls(calls: ConvexCall[]): string {
  const usage = calls.reduce((sum, call) => addUsage(sum, call.usage), noUsage());
  const count = (kind: ConvexCall["kind"]) => calls.filter((call) => call.kind === kind).length;
  const [read, written] = [usage.bytesRead / MIB, usage.bytesWritten / MIB].map((each) => each.toFixed(1));
  const documents = `${usage.documentsRead} documents (${read} MiB) read, ${usage.documentsWritten} (${written} MiB) written`;
  return `${count("action")} steps, ${count("query")} queries, ${count("mutation")} mutations, ${documents}`;
}

test(
  `${COUNT} invoices of a year are compared to the øre, with few calls`,
  async () => {
    const { rubic, sandbox } = stack.remotes;
    rubic.control.log.clear();
    sandbox.control.requests.clear();
    const watch = await watchConvex(CONVEX_DIR);
    const startedAt = Date.now();
    const { months, problem } = await reconcile(stack, "all", TIMEOUT_MS);
    const seconds = (Date.now() - startedAt) / 1000;
    watch.stop();
    expect(problem).toBeNull();

    const total = { rubic: 0, tripletex: 0, held: 0, difference: 0 };
    for (const month of months) {
      const { vat: _rubicVat, ...rubicSums } = month.figures.rubic;
      expect(rubicSums).toEqual(worldSums(stack, month));
      const { vat, ...sums } = month.figures.tripletex;
      const byType = Object.fromEntries(vat.map((each) => [each.key, [each.netOere, each.vatOere]]));
      expect({ ...sums, vat: byType }).toEqual(bookSums(stack, month));
      total.rubic += month.figures.rubic.count;
      total.tripletex += month.figures.tripletex.count;
      total.held += month.counts.held;
      total.difference += month.counts.difference;
    }
    const indexes = Array.from({ length: COUNT }, (_, index) => index);
    const held = indexes.filter(isHeld).length;
    const twice = indexes.filter(isPaidTwice).length;
    expect(total).toEqual({ rubic: COUNT, tripletex: COUNT - held, held, difference: twice });
    expect(bookedIds.size).toBe(COUNT - held);

    const named = (await Promise.all(months.map(({ from }) => itemsOf(stack, from)))).flat();
    expect(named.filter(({ cause }) => cause === "PAID_IN_TRIPLETEX")).toHaveLength(twice);
    expect(named.filter(({ holdCode }) => holdCode === "VAT_NOT_MAPPED")).toHaveLength(held);

    const calls = sandbox.control.requests.list().filter(({ template }) => template === "/invoice").length;
    // A page per thousand of a month, one for its end, and a second look at a hundred odd ones.
    const perMonth = months.map(({ figures }) => Math.ceil((figures.tripletex.count + 1) / PAGE) + 1);
    const most = perMonth.reduce((sum, each) => sum + each, 0) + Math.ceil(twice / 100) + months.length;
    expect(calls).toBeLessThanOrEqual(most);
    const pages = rubic.control.log.list().filter(({ template }) => template.includes("/invoices")).length;
    expect(pages).toBeLessThanOrEqual(2 * (Math.ceil(COUNT / PAGE) + 2));
    // Three calls for 200 invoices and one for 200 payments when they are put on the shelves, four for 1,000 when they are compared.
    const convexCalls = watch.calls.filter(({ name }) => name.startsWith("sync/"));
    expect(convexCalls.length).toBeLessThanOrEqual(
      4 * Math.ceil(COUNT / CHUNK) + 25 * (months.length + pages),
    );
    console.log(`${COUNT} invoices: ${seconds} s, ${pages} calls to Rubic, ${calls} to Tripletex`);
    console.log(describeCalls(convexCalls));
  },
  TIMEOUT_MS,
);
