import { describe, expect, test } from "vitest";
import type { RubicTransaction } from "../rubic/schemas.ts";
import { decidePayments, type InvoicePosting, settledElsewhere } from "./payments.ts";
import { reference, rubicTransaction } from "./test-records.ts";

const OWN: InvoicePosting = { id: 1, date: "2026-01-15", amountOere: 65_000, isPayment: false };
const REFUND_TYPE = 5;

/** A posting of the invoice by what it pays: below zero, it pays back. */
const posting = (id: number, date: string, paidOere: number): InvoicePosting => ({
  id,
  date,
  amountOere: -paidOere,
  isPayment: true,
});
const paid = (id: number, paymentDate: string, paidAmountOere: number): RubicTransaction =>
  rubicTransaction({ invoiceTransactionID: id, paymentDate, paidAmountOere });
const refunded = (id: number, paymentDate: string, backOere: number): RubicTransaction => ({
  ...paid(id, paymentDate, -backOere),
  transactionTypeID: REFUND_TYPE,
});

interface Books {
  transactions: RubicTransaction[];
  postings?: InvoicePosting[];
  mapped?: number[];
  outstandingOere?: number;
  elsewhereOere?: number;
}

/** By transaction id: `adopt 11`, `wanted -40000`, or the message of the hold without the transaction's own words. */
function decide({ transactions, postings = [], mapped = [], ...more }: Books): Record<number, string> {
  const decided = decidePayments({
    invoice: { tripletexInvoiceId: 88, rubicInvoiceId: 7001 },
    transactions,
    postings: [OWN, ...postings],
    mappedPostingIds: new Set(mapped),
    amountOutstandingOere: more.outstandingOere ?? 65_000,
    settledElsewhereOere: more.elsewhereOere ?? 0,
    before: null,
    reference: reference(),
  });
  const shown = decided.map(({ transaction, decision }) => {
    const id = transaction.invoiceTransactionID;
    if (decision.outcome === "adopt") return [id, `adopt ${decision.postingId}`];
    if (decision.outcome === "wanted")
      return [id, `wanted ${decision.amountOere} on ${decision.paymentDate}`];
    return [id, decision.outcome === "held" ? decision.code : decision.outcome];
  });
  return Object.fromEntries(shown);
}

describe("money that goes back", () => {
  test("a refund of 400,00 is wanted as −400,00 on its own day, with the payment type of its mapping", () => {
    expect(decide({ transactions: [refunded(6, "2026-02-01", 40_000)] })).toEqual({
      6: "wanted -40000 on 2026-02-01",
    });
  });

  test("a payment of 650,00 taken back under its own type is wanted as −650,00", () => {
    const transactions = [paid(5, "2026-01-20", 65_000), paid(6, "2026-01-22", -65_000)];
    expect(decide({ transactions })).toEqual({
      5: "wanted 65000 on 2026-01-20",
      6: "wanted -65000 on 2026-01-22",
    });
  });

  test("a refund that somebody registered on its day is adopted; a payment of that amount is not", () => {
    const transactions = [refunded(6, "2026-02-01", 40_000)];
    expect(decide({ transactions, postings: [posting(12, "2026-02-01", -40_000)] })).toEqual({
      6: "adopt 12",
    });
    expect(decide({ transactions, postings: [posting(12, "2026-02-01", 40_000)] })).toEqual({
      6: "wanted -40000 on 2026-02-01",
    });
  });

  test("a refund that somebody registered on another day is held, not paid back twice", () => {
    const books = { transactions: [refunded(6, "2026-02-01", 40_000)] };
    const postings = [posting(11, "2026-01-20", 65_000), posting(12, "2026-02-03", -40_000)];
    expect(decide({ ...books, postings, mapped: [11] })).toEqual({ 6: "ALREADY_PAID" });
  });

  test("payment and refund that the bank feed has both on other days are both held", () => {
    const transactions = [paid(5, "2026-01-20", 65_000), refunded(6, "2026-02-01", 65_000)];
    const postings = [posting(11, "2026-01-22", 65_000), posting(12, "2026-02-03", -65_000)];
    expect(decide({ transactions, postings })).toEqual({ 5: "ALREADY_PAID", 6: "ALREADY_PAID" });
  });

  test("whichever of them Rubic lists in an earlier page: each is held by itself", () => {
    const postings = [posting(11, "2026-01-22", 65_000), posting(12, "2026-02-03", -65_000)];
    expect(decide({ transactions: [paid(5, "2026-01-20", 65_000)], postings })).toEqual({
      5: "ALREADY_PAID",
    });
    expect(decide({ transactions: [refunded(6, "2026-02-01", 65_000)], postings })).toEqual({
      6: "ALREADY_PAID",
    });
  });

  test("a refund of another amount is held while 250,00 were paid back that Rubic does not know", () => {
    const postings = [posting(11, "2026-01-20", 65_000), posting(12, "2026-02-03", -25_000)];
    const transactions = [refunded(6, "2026-02-01", 40_000)];
    expect(decide({ transactions, postings, mapped: [11], outstandingOere: 25_000 })).toEqual({
      6: "ALREADY_PAID",
    });
  });

  test("a payment that was taken back by hand does not stop the next payment of Rubic's", () => {
    const postings = [posting(11, "2026-01-20", 65_000), posting(12, "2026-01-25", -65_000)];
    const transactions = [paid(7, "2026-02-10", 65_000)];
    expect(decide({ transactions, postings, mapped: [11] })).toEqual({ 7: "wanted 65000 on 2026-02-10" });
  });
});

describe("money that somebody registered and that no transaction has the amount of", () => {
  test.each([
    ["one sum of 500,00 for payments of 300,00 and 200,00", 50_000, [30_000, 20_000]],
    ["499,00, mistyped for 500,00", 49_900, [50_000]],
  ])("%s holds them all, though they would fit", (_what, byHandOere, amounts) => {
    const transactions = amounts.map((oere, index) => paid(5 + index, "2026-01-20", oere));
    const postings = [posting(11, "2026-01-22", byHandOere)];
    const expected = Object.fromEntries(amounts.map((_, index) => [5 + index, "ALREADY_PAID"]));
    expect(decide({ transactions, postings, outstandingOere: 100_000 })).toEqual(expected);
  });

  test("a payment beside one that is there on another day is booked, as far as it fits", () => {
    const transactions = [
      paid(5, "2026-01-20", 25_000),
      paid(6, "2026-02-01", 30_000),
      paid(7, "2026-02-02", 20_000),
    ];
    const postings = [posting(11, "2026-01-22", 25_000)];
    expect(decide({ transactions, postings, outstandingOere: 40_000 })).toEqual({
      5: "ALREADY_PAID",
      6: "wanted 30000 on 2026-02-01",
      7: "ALREADY_PAID",
    });
  });
});

describe("an invoice that is settled although no posting shows it", () => {
  test("in full: a payment of 650,00 is held", () => {
    const transactions = [paid(5, "2026-01-20", 65_000)];
    expect(decide({ transactions, outstandingOere: 0, elsewhereOere: 65_000 })).toEqual({
      5: "ALREADY_PAID",
    });
  });

  test("by 250,00: any payment may be part of it", () => {
    const transactions = [paid(5, "2026-01-20", 40_000), paid(6, "2026-01-21", 10_000)];
    expect(decide({ transactions, outstandingOere: 40_000, elsewhereOere: 25_000 })).toEqual({
      5: "ALREADY_PAID",
      6: "ALREADY_PAID",
    });
  });

  test.each([
    ["nothing is paid", 65_000, [OWN], 0],
    ["a payment of 250,00 shows", 40_000, [OWN, posting(11, "2026-01-20", 25_000)], 0],
    ["a payment of 250,00 does not show", 40_000, [OWN], 25_000],
    ["it is credited, and the credit note shows", 0, [OWN, { ...OWN, id: 9, amountOere: -65_000 }], 0],
    ["the token sees no postings", 0, [], 65_000],
    ["it is overpaid by 50,00", -5_000, [OWN, posting(11, "2026-01-20", 70_000)], 0],
  ])("%s: of 650,00 with %i øre left", (_what, amountOutstandingOere, postings, elsewhereOere) => {
    expect(settledElsewhere({ amountOere: 65_000, amountOutstandingOere, postings })).toBe(elsewhereOere);
  });
});

const claimsOf = (transactions: RubicTransaction[], postings: InvoicePosting[], outstandingOere: number) =>
  decidePayments({
    invoice: { tripletexInvoiceId: 88, rubicInvoiceId: 7001 },
    transactions,
    postings: [OWN, ...postings],
    mappedPostingIds: new Set(),
    amountOutstandingOere: outstandingOere,
    settledElsewhereOere: 0,
    before: null,
    reference: reference(),
  }).map(({ decision }) => (decision.outcome === "held" ? (decision.alreadyPaidOn ?? "no claim") : null));

describe("a held payment", () => {
  test("says on which invoice its money stands already", () => {
    const transactions = [paid(5, "2026-01-20", 40_000), paid(6, "2026-01-21", 25_000)];
    expect(claimsOf(transactions, [posting(12, "2026-01-25", 65_000)], 0)).toEqual([7001, 7001]);
    expect(claimsOf(transactions, [posting(12, "2026-01-25", 40_000)], 25_000)).toEqual([7001, null]);
  });

  test("that only does not fit beside money by hand does not say so", () => {
    const transactions = [paid(5, "2026-01-20", 65_000), paid(6, "2026-01-21", 10_000)];
    expect(claimsOf(transactions, [posting(12, "2026-01-25", 65_000)], 0)).toEqual([7001, "no claim"]);
  });
});
