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

describe("an invoice that is settled although no posting shows it", () => {
  test("in full: a payment of 650,00 is held", () => {
    const transactions = [paid(5, "2026-01-20", 65_000)];
    expect(decide({ transactions, outstandingOere: 0, elsewhereOere: 65_000 })).toEqual({
      5: "ALREADY_PAID",
    });
  });

  test("by 250,00: 400,00 still fit, 100,00 more do not", () => {
    const transactions = [paid(5, "2026-01-20", 40_000), paid(6, "2026-01-21", 10_000)];
    expect(decide({ transactions, outstandingOere: 40_000, elsewhereOere: 25_000 })).toEqual({
      5: "wanted 40000 on 2026-01-20",
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
