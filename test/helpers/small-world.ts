/**
 * A world cut down to a handful of records, so that a test of one fault takes a fraction of a second. Its records are
 * the ordinary ones of the seeded club; what is awkward is left out and is the main test's business.
 */
import { createWorld, type World } from "../../src/simulators/world/index.ts";
import { osloDate } from "../../src/sync/oslo.ts";

const KEPT_CUSTOMERS = 3;
const PLAIN_NUMBER = /^[1-9]\d{4,}$/;
/** Adult membership and football: no VAT, and one with a department. Hoodie: 25 % VAT. */
const KEPT_PRODUCTS: ReadonlySet<number> = new Set([101, 106, 116]);

export function createSmallWorld(today = osloDate(Date.now())): World {
  const world = createWorld({ seed: 1, members: 30, today, yearsOfHistory: 0 });
  world.customers = world.customers
    .filter(({ customerNo }) => customerNo !== null && PLAIN_NUMBER.test(customerNo))
    .slice(0, KEPT_CUSTOMERS);
  world.products = world.products.filter(({ productID }) => KEPT_PRODUCTS.has(productID));
  world.invoices = [];
  world.transactions = [];
  return world;
}

const ADULT_MEMBERSHIP = 101;
const HOODIE = 116;

/** A day of this year or the last, `days` before the world's day. */
export function daysBefore(world: World, days: number): string {
  const date = new Date(`${world.today}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - days);
  return date.toISOString().slice(0, 10);
}

export function customerNoOf(world: World, index: number): string {
  const customerNo = world.customers[index % world.customers.length]?.customerNo;
  if (customerNo == null) throw new Error("a small world has numbered customers only");
  return customerNo;
}

/** Bills the customers in turn, with øre and VAT, on different days within the last weeks. */
export function addInvoices(world: World, count: number) {
  return Array.from({ length: count }, (_, index) =>
    world.addInvoice({
      customerNo: customerNoOf(world, index),
      invoiceDate: daysBefore(world, 20 - (index % 10)),
      lines: [{ productID: ADULT_MEMBERSHIP }, { productID: HOODIE, price: 79.99, quantity: index + 1 }],
    }),
  );
}

/** Bills the customers in turn, all on one day (YYYY-MM-DD). */
export function addInvoicesOn(world: World, invoiceDate: string, count: number) {
  return Array.from({ length: count }, (_, index) =>
    world.addInvoice({
      customerNo: customerNoOf(world, index),
      invoiceDate,
      lines: [{ productID: ADULT_MEMBERSHIP }],
    }),
  );
}

/** Pays an invoice in full by OCR on the world's day. */
export function payInFull(world: World, invoice: { invoiceID: number; totalAmount: number }) {
  return world.addTransaction({
    invoiceID: invoice.invoiceID,
    paidAmount: invoice.totalAmount,
    transactionTypeID: 1,
  });
}

/** The last day of a day's month: Tripletex closes whole periods. Both YYYY-MM-DD. */
export function endOfMonth(day: string): string {
  const [year = 0, month = 0] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}
