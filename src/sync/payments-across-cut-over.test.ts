import { describe, expect, test } from "vitest";
import { decidePayments, type InvoicePosting } from "./payments.ts";
import { reference, rubicTransaction } from "./test-records.ts";

/** What one side has: a day and øre each. */
type Amounts = [date: string, oere: number][];

/** The decisions by day: `wanted`, `adopt`, or the code of a hold and whether its money is there. */
function decide(books: {
  rubicBefore?: Amounts;
  tripletexBefore?: Amounts;
  rubic?: Amounts;
  tripletex?: Amounts;
  outstandingOere?: number;
}): Record<string, string> {
  const transactionsOf = (amounts: Amounts = []) =>
    amounts.map(([paymentDate, paidAmountOere], index) =>
      rubicTransaction({ invoiceTransactionID: index, paymentDate, paidAmountOere }),
    );
  const postingsOf = (amounts: Amounts = []) =>
    amounts.map(
      ([date, oere], index): InvoicePosting => ({ id: index, date, amountOere: -oere, isPayment: true }),
    );
  const decided = decidePayments({
    invoice: { tripletexInvoiceId: 88, rubicInvoiceId: 7001 },
    transactions: transactionsOf(books.rubic),
    postings: postingsOf(books.tripletex),
    before: {
      transactions: transactionsOf(books.rubicBefore),
      postings: postingsOf(books.tripletexBefore),
    },
    mappedPostingIds: new Set(),
    amountOutstandingOere: books.outstandingOere ?? 65_000,
    settledElsewhereOere: 0,
    reference: reference(),
  });
  return Object.fromEntries(
    decided.map(({ transaction: { paymentDate }, decision }) => [
      paymentDate,
      decision.outcome === "held"
        ? `${decision.code}${decision.alreadyPaidOn === undefined ? "" : ", is there"}`
        : decision.outcome,
    ]),
  );
}

describe("a payment that Tripletex has before the cut-over and Rubic after it", () => {
  test("of all that was left is not booked again, however long before it was", () => {
    const rubic: Amounts = [["2026-01-02", 65_000]];
    expect(decide({ tripletexBefore: [["2025-10-30", 65_000]], rubic, outstandingOere: 0 })).toEqual({
      "2026-01-02": "ALREADY_PAID",
    });
  });

  test("of a part is not booked again", () => {
    const tripletexBefore: Amounts = [["2025-12-30", 30_000]];
    const rubic: Amounts = [["2026-01-02", 30_000]];
    expect(decide({ tripletexBefore, rubic, outstandingOere: 35_000 })).toEqual({
      "2026-01-02": "ALREADY_PAID",
    });
  });

  test("is another payment where Rubic has the earlier one too, on whatever day of the old books", () => {
    const books: Record<"rubicBefore" | "tripletexBefore", Amounts> = {
      rubicBefore: [["2025-12-29", 30_000]],
      tripletexBefore: [["2025-12-30", 30_000]],
    };
    const rubic: Amounts = [["2026-01-02", 30_000]];
    expect(decide({ ...books, rubic, outstandingOere: 35_000 })).toEqual({ "2026-01-02": "wanted" });
  });

  test("is another payment a month later, when members pay in equal parts", () => {
    const tripletexBefore: Amounts = [["2025-12-15", 30_000]];
    const rubic: Amounts = [["2026-01-15", 30_000]];
    expect(decide({ tripletexBefore, rubic, outstandingOere: 35_000 })).toEqual({ "2026-01-15": "wanted" });
  });
});

describe("a payment that Rubic has before the cut-over and Tripletex after it", () => {
  const rubicBefore: Amounts = [["2025-12-30", 65_000]];

  test("is held as money that is there", () => {
    expect(decide({ rubicBefore, tripletex: [["2026-01-02", 65_000]], outstandingOere: 0 })).toEqual({
      "2025-12-30": "ALREADY_PAID, is there",
    });
  });

  test("belongs to the old books where they have it, where a later one has the posting, and where none is near", () => {
    const tripletex: Amounts = [["2026-01-02", 65_000]];
    const tripletexBefore: Amounts = [["2025-12-31", 65_000]];
    expect(decide({ rubicBefore, tripletexBefore, tripletex })).toEqual({});
    expect(decide({ rubicBefore, rubic: [["2026-01-02", 65_000]], tripletex })).toEqual({
      "2026-01-02": "adopt",
    });
    expect(decide({ rubicBefore, rubic: [["2026-01-03", 65_000]], tripletex })).toEqual({
      "2026-01-03": "ALREADY_PAID, is there",
    });
    expect(decide({ rubicBefore, tripletex: [["2026-01-30", 65_000]] })).toEqual({});
  });

  test("leaves other payments of that invoice to be booked", () => {
    const rubic: Amounts = [["2026-01-20", 10_000]];
    const books = { rubicBefore: [["2025-12-30", 55_000]] as Amounts, rubic };
    expect(decide({ ...books, tripletex: [["2026-01-02", 55_000]], outstandingOere: 10_000 })).toEqual({
      "2025-12-30": "ALREADY_PAID, is there",
      "2026-01-20": "wanted",
    });
  });
});
