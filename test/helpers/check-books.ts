/**
 * The assertion that every engine test ends in: what is in Tripletex is exactly what Rubic has, less what is held by
 * name. Sets and sums, never counts alone; worked out without the product's own comparison.
 */
import { expect } from "vitest";
import type { TripletexEnv } from "../../convex/validators.ts";
import { type ExpectedBooks, expectBooks, sorted } from "./rubic-facts.ts";
import type { Stack } from "./stack.ts";
import { bookedCredits, bookedInvoices, bookedPayments, ordersWithoutInvoice } from "./tripletex-facts.ts";

/** Throws when a document is missing, doubled, different, sent to somebody, or neither booked nor held. */
export async function checkBooks(stack: Stack, env: TripletexEnv = "sandbox"): Promise<ExpectedBooks> {
  const { booksFrom } = await stack.overview(env);
  const expected = expectBooks(stack.remotes.rubic.world, booksFrom ?? "");
  checkTripletex(stack, env, expected);
  await checkHolds(stack, env, expected);
  await checkMappings(stack, env, expected);
  expect(await stack.admin("sync/uniqueness:prove", {})).toMatchObject({ doubleCount: 0, doubles: [] });
  return expected;
}

function checkTripletex(stack: Stack, env: TripletexEnv, expected: ExpectedBooks): void {
  const { state, control } = stack.remotes[env];
  expect(sortedByNumber(bookedInvoices(state))).toEqual(
    sortedByNumber(
      expected.invoices.map(({ rubicInvoiceId, ...invoice }) => ({
        orderNumber: `RUBIC-${rubicInvoiceId}`,
        ...invoice,
      })),
    ),
  );
  expect(asCredits(bookedCredits(state))).toEqual(asCredits(expected.credits));
  expect(asLines(bookedPayments(state))).toEqual(
    asLines(expected.payments.map(({ rubicTransactionId: _id, ...payment }) => payment)),
  );
  expect(sorted(state.customers.map(({ customerNumber }) => customerNumber))).toEqual(
    expected.customerNumbers,
  );
  expect(sorted(state.products.map(({ number }) => number))).toEqual(expected.productCodes);
  expect(ordersWithoutInvoice(state)).toEqual([]);
  expect(control.sentToCustomers).toEqual([]);
  expect(control.ignoredParameters).toEqual([]);
}

async function checkHolds(stack: Stack, env: TripletexEnv, expected: ExpectedBooks): Promise<void> {
  const holds = await stack.openHolds(env);
  const keysOf = (kind: string) =>
    holds
      .filter((hold) => hold.kind === kind)
      .map((hold) => hold.rubicKey)
      .toSorted();
  expect(keysOf("invoice")).toEqual(expected.heldInvoices);
  expect(keysOf("credit")).toEqual(expected.heldCredits);
  expect(keysOf("payment")).toEqual(expected.heldPayments);
  expect(keysOf("product")).toEqual(expected.heldProductIds);
  expect(keysOf("customer")).toHaveLength(expected.heldCustomerNames.length);
}

async function checkMappings(stack: Stack, env: TripletexEnv, expected: ExpectedBooks): Promise<void> {
  const rows = await stack.backend.run(async (ctx) => ({
    invoices: await ctx.db.query("invoiceMapping").collect(),
    payments: await ctx.db.query("paymentMapping").collect(),
    intents: await ctx.db.query("intents").collect(),
  }));
  const ofEnv = <Row extends { tripletexEnv: TripletexEnv }>(all: Row[]) =>
    all.filter((row) => row.tripletexEnv === env);
  expect(ofEnv(rows.intents)).toEqual([]);
  expect(sorted(ofEnv(rows.invoices).map((row) => row.rubicInvoiceId))).toEqual(
    sorted(expected.invoices.map((invoice) => invoice.rubicInvoiceId)),
  );
  const payments = ofEnv(rows.payments);
  expect(sorted(payments.map((row) => row.rubicTransactionId))).toEqual(
    sorted(expected.payments.map((payment) => payment.rubicTransactionId)),
  );
  expect(new Set(payments.map((row) => row.tripletexPostingId)).size).toBe(payments.length);
}

const sortedByNumber = <Row extends { number: number }>(rows: Row[]): Row[] =>
  rows.toSorted((left, right) => left.number - right.number);

const asCredits = (rows: { creditedNumber: number | null; grossOere: number }[]): string[] =>
  rows.map((row) => `${row.creditedNumber} ${row.grossOere}`).toSorted();

const asLines = (rows: { invoiceNumber: number; date: string; amountOere: number }[]): string[] =>
  rows.map((row) => `${row.invoiceNumber} ${row.date} ${row.amountOere}`).toSorted();
