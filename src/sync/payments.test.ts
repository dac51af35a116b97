import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RubicTransaction } from "../rubic/schemas.ts";
import type { CodeTarget } from "./code-mappings.ts";
import {
  classifyTransaction,
  decidePayments,
  type InvoicePosting,
  type PaymentDecision,
  type PaymentInput,
} from "./payments.ts";
import { reference, rubicTransaction } from "./test-records.ts";

const INVOICE = { tripletexInvoiceId: 88, rubicInvoiceId: 7001 };
const REFERENCE = reference();
const OWN_POSTING: InvoicePosting = { id: 1, date: "2026-01-15", amountOere: 100_000, isPayment: false };

function paid(invoiceTransactionID: number, paymentDate: string, paidAmountOere: number): RubicTransaction {
  return rubicTransaction({ invoiceTransactionID, paymentDate, paidAmountOere });
}

function posting(id: number, date: string, paidOere: number): InvoicePosting {
  return { id, date, amountOere: -paidOere, isPayment: true };
}

/** The decisions by transaction id, in short: `adopt 11`, `wanted`, `ALREADY_PAID`. */
function decide(changes: Partial<PaymentInput>): Record<number, string> {
  const decided = decidePayments({
    invoice: INVOICE,
    transactions: [],
    postings: [OWN_POSTING],
    mappedPostingIds: new Set(),
    amountOutstandingOere: 100_000,
    settledElsewhereOere: 0,
    before: null,
    reference: REFERENCE,
    ...changes,
  });
  return Object.fromEntries(
    decided.map(({ transaction, decision }) => [transaction.invoiceTransactionID, shorten(decision)]),
  );
}

function shorten(decision: PaymentDecision): string {
  if (decision.outcome === "adopt") return `adopt ${decision.postingId}`;
  return decision.outcome === "held" ? decision.code : decision.outcome;
}

describe("what a transaction is", () => {
  test.each([
    [1, 40_000, "money"],
    [2, 40_000, "money"],
    [3, 40_000, "money"],
    [4, 1, "money"],
    [1, -40_000, "money"],
    [5, -40_000, "money"],
    [5, 40_000, "NOT_A_PAYMENT"],
    [6, 40_000, "NOT_A_PAYMENT"],
    [7, 40_000, "TRANSACTION_TYPE_NOT_MAPPED"],
    [0, -1, "TRANSACTION_TYPE_NOT_MAPPED"],
    [1, 0, "ignored"],
    [5, 0, "ignored"],
    [99, 0, "ignored"],
  ])("type %i with %i øre is %s", (transactionTypeID, paidAmountOere, result) => {
    const classification = classifyTransaction(
      rubicTransaction({ transactionTypeID, paidAmountOere }),
      reference(),
    );
    const found = classification.outcome === "held" ? classification.code : classification.outcome;
    expect(found).toBe(result);
  });

  test("a hold names the transaction, its type, its signed amount and its day", () => {
    const settlement = rubicTransaction({
      transactionTypeID: 6,
      transactionTypeName: "Kreditnota",
      paidAmountOere: -40_000,
    });
    const decision = classifyTransaction(settlement, reference());
    expect(decision).toMatchObject({
      code: "NOT_A_PAYMENT",
      amountOere: -40_000,
      documentDate: "2026-01-20",
    });
    expect(decision).toHaveProperty(
      "message",
      expect.stringMatching(
        /^Transaction 1 of .400,00 kr on 2026-01-20 for invoice 1042 is of type 6 \(Kreditnota\): settlement by credit note\.$/,
      ),
    );
  });

  test("a type without approved mapping is named with Rubic's number and name", () => {
    const unknown = rubicTransaction({ transactionTypeID: 7, transactionTypeName: "Kontant" });
    const decision = classifyTransaction(unknown, reference());
    expect(decision).toHaveProperty("message", expect.stringContaining("transaction type 7 (Kontant)"));
  });

  test.each<[CodeTarget, string]>([
    [{ kind: "transactionType", class: "ignore" }, "ignored"],
    [{ kind: "transactionType", class: "writeOff" }, "NOT_A_PAYMENT"],
    [{ kind: "transactionType", class: "money", paymentTypeId: 81, paymentTypeName: "Bank" }, "money"],
    [
      { kind: "transactionType", class: "money", paymentTypeId: 5, paymentTypeName: "Gone" },
      "PAYMENT_TYPE_NOT_FOUND",
    ],
    [
      { kind: "transactionType", class: "refund", paymentTypeId: 5, paymentTypeName: "Gone" },
      "PAYMENT_TYPE_NOT_FOUND",
    ],
    [{ kind: "transactionType", class: "refund" }, "PAYMENT_TYPE_NOT_FOUND"],
  ])("is what its mapping says: %o is %s", (target, result) => {
    const code = { kind: "transactionType", code: "7", label: "transaction type 7" } as const;
    const mapped = reference({ mappings: [{ ...code, state: "approved", target }] });
    const classification = classifyTransaction(rubicTransaction({ transactionTypeID: 7 }), mapped);
    expect(classification.outcome === "held" ? classification.code : classification.outcome).toBe(result);
  });
});

describe("one transaction", () => {
  test("is wanted with its own day and gross amount", () => {
    const [decided] = decidePayments({
      invoice: INVOICE,
      transactions: [paid(5, "2026-01-20", 50_000)],
      postings: [OWN_POSTING],
      mappedPostingIds: new Set(),
      amountOutstandingOere: 100_000,
      settledElsewhereOere: 0,
      before: null,
      reference: REFERENCE,
    });
    expect(decided?.decision).toEqual({
      outcome: "wanted",
      expectation: {
        kind: "payment",
        rubicInvoiceId: 7001,
        tripletexInvoiceId: 88,
        paymentDate: "2026-01-20",
        amountOere: 50_000,
      },
      paymentDate: "2026-01-20",
      amountOere: 50_000,
      paymentTypeId: 81,
    });
  });

  test("is adopted where a free posting has its day and amount", () => {
    const transactions = [paid(5, "2026-01-20", 50_000)];
    expect(decide({ transactions, postings: [OWN_POSTING, posting(11, "2026-01-20", 50_000)] })).toEqual({
      5: "adopt 11",
    });
  });

  test.each<[string, InvoicePosting, ReadonlySet<number>]>([
    ["is mapped already", posting(11, "2026-01-20", 50_000), new Set([11])],
    ["is no payment", { ...posting(11, "2026-01-20", 50_000), isPayment: false }, new Set()],
    ["has the other sign", { ...posting(11, "2026-01-20", 50_000), amountOere: 50_000 }, new Set()],
  ])("is wanted where the posting %s", (_title, each, mappedPostingIds) => {
    const transactions = [paid(5, "2026-01-20", 50_000)];
    expect(decide({ transactions, postings: [OWN_POSTING, each], mappedPostingIds })).toEqual({
      5: "wanted",
    });
  });

  test("is wanted although it overpays, where nobody but Rubic registered anything", () => {
    expect(decide({ transactions: [paid(5, "2026-01-20", 120_000)] })).toEqual({ 5: "wanted" });
    expect(decide({ transactions: [paid(5, "2026-01-20", 1)], amountOutstandingOere: 0 })).toEqual({
      5: "wanted",
    });
  });
});

describe("payments that somebody registered in Tripletex by hand", () => {
  test("the same amount on another day is taken for the same money, even if there is room", () => {
    const result = decide({
      transactions: [paid(5, "2026-01-20", 32_500)],
      postings: [OWN_POSTING, posting(11, "2026-01-23", 32_500)],
      amountOutstandingOere: 67_500,
      settledElsewhereOere: 0,
      before: null,
      reference: REFERENCE,
    });
    expect(result).toEqual({ 5: "ALREADY_PAID" });
  });

  test("holds of two equal transactions the one that is nearer in time", () => {
    const result = decide({
      transactions: [paid(5, "2026-01-20", 32_500), paid(6, "2026-02-20", 32_500)],
      postings: [OWN_POSTING, posting(11, "2026-02-23", 32_500)],
      amountOutstandingOere: 67_500,
      settledElsewhereOere: 0,
      before: null,
      reference: REFERENCE,
    });
    expect(result).toEqual({ 5: "wanted", 6: "ALREADY_PAID" });
  });

  test("a payment in full by hand leaves no room for instalments", () => {
    const result = decide({
      transactions: [paid(5, "2026-01-20", 50_000), paid(6, "2026-01-21", 50_000)],
      postings: [OWN_POSTING, posting(11, "2026-01-25", 100_000)],
      amountOutstandingOere: 0,
      settledElsewhereOere: 0,
      before: null,
      reference: REFERENCE,
    });
    expect(result).toEqual({ 5: "ALREADY_PAID", 6: "ALREADY_PAID" });
  });

  test("a part payment of another amount by hand may be part of any: all wait, though one would fit", () => {
    const result = decide({
      transactions: [paid(6, "2026-01-21", 50_000), paid(5, "2026-01-20", 50_000)],
      postings: [OWN_POSTING, posting(11, "2026-01-25", 30_000)],
      amountOutstandingOere: 70_000,
      settledElsewhereOere: 0,
      before: null,
      reference: REFERENCE,
    });
    expect(result).toEqual({ 5: "ALREADY_PAID", 6: "ALREADY_PAID" });
  });

  test("a payment of that amount by hand that was taken back again: Rubic may say so only on its next page, so it waits", () => {
    const reversal = { id: 12, date: "2026-01-26", amountOere: 100_000, isPayment: true };
    const result = decide({
      transactions: [paid(5, "2026-01-20", 100_000)],
      postings: [OWN_POSTING, posting(11, "2026-01-25", 100_000), reversal],
    });
    expect(result).toEqual({ 5: "ALREADY_PAID" });
  });

  test("a payment of another amount by hand that was taken back again changes nothing", () => {
    const reversal = { id: 12, date: "2026-01-26", amountOere: 90_000, isPayment: true };
    const result = decide({
      transactions: [paid(5, "2026-01-20", 100_000)],
      postings: [OWN_POSTING, posting(11, "2026-01-25", 90_000), reversal],
    });
    expect(result).toEqual({ 5: "wanted" });
  });

  test("our own payment that somebody took back is adopted, not paid again", () => {
    const reversal = { id: 12, date: "2026-01-26", amountOere: 100_000, isPayment: true };
    const result = decide({
      transactions: [paid(5, "2026-01-20", 100_000)],
      postings: [OWN_POSTING, posting(11, "2026-01-20", 100_000), reversal],
    });
    expect(result).toEqual({ 5: "adopt 11" });
  });

  test("the message says what Rubic does not know", () => {
    const [decided] = decidePayments({
      invoice: INVOICE,
      transactions: [paid(5, "2026-01-20", 100_000)],
      postings: [OWN_POSTING, posting(11, "2026-01-25", 30_000)],
      mappedPostingIds: new Set(),
      amountOutstandingOere: 70_000,
      settledElsewhereOere: 0,
      before: null,
      reference: REFERENCE,
    });
    const words =
      "may be part of the 300,00 kr that were registered in Tripletex and that Rubic does not know";
    expect(decided?.decision).toHaveProperty("message", expect.stringContaining(words));
  });
});

test("refunds, settlements, unknown types and zeros stand beside payments without touching them", () => {
  const transactions = [
    paid(5, "2026-01-20", 40_000),
    rubicTransaction({ invoiceTransactionID: 6, transactionTypeID: 5, paidAmountOere: -40_000 }),
    rubicTransaction({ invoiceTransactionID: 9, transactionTypeID: 6, paidAmountOere: 40_000 }),
    rubicTransaction({ invoiceTransactionID: 7, transactionTypeID: 42 }),
    rubicTransaction({ invoiceTransactionID: 8, paidAmountOere: 0 }),
  ];
  expect(decide({ transactions })).toEqual({
    5: "wanted",
    6: "wanted",
    9: "NOT_A_PAYMENT",
    7: "TRANSACTION_TYPE_NOT_MAPPED",
    8: "ignored",
  });
});

test("of n equal transactions and k equal postings, the smaller number is adopted and the rest wanted", () => {
  fc.assert(
    fc.property(fc.nat(8), fc.nat(8), fc.nat(8), (count, free, mapped) => {
      const transactions = Array.from({ length: count }, (_, index) => paid(index + 1, "2026-01-20", 10_000));
      const postings = Array.from({ length: free + mapped }, (_, index) =>
        posting(100 + index, "2026-01-20", 10_000),
      );
      const mappedPostingIds = new Set(postings.slice(0, mapped).map(({ id }) => id));
      const results = Object.values(
        decide({ transactions, postings, mappedPostingIds, amountOutstandingOere: 0 }),
      );
      const adopted = results.filter((result) => result.startsWith("adopt"));
      expect(adopted).toHaveLength(Math.min(count, free));
      expect(new Set(adopted).size).toBe(adopted.length);
      expect(results.filter((result) => result === "wanted")).toHaveLength(Math.max(0, count - free));
    }),
    { seed: 8, numRuns: 300 },
  );
});

const someDate = fc.constantFrom("2026-01-20", "2026-01-21", "2026-02-01");
const someAmount = fc.constantFrom(10_000, 20_000, 30_000);
const someTransactions = fc
  .array(fc.tuple(someDate, someAmount), { maxLength: 8 })
  .map((pairs) => pairs.map(([date, amountOere], index) => paid(index + 1, date, amountOere)));
const somePostings = fc.array(fc.tuple(someDate, someAmount, fc.boolean()), { maxLength: 8 }).map((rows) =>
  rows.map(([date, amountOere, isPayment], index) => ({
    ...posting(100 + index, date, amountOere),
    isPayment,
  })),
);

test("never gives one posting to two transactions, never a mapped one, and only on the exact day and amount", () => {
  fc.assert(
    fc.property(
      someTransactions,
      somePostings,
      fc.nat(100_000),
      (transactions, postings, amountOutstandingOere) => {
        const mappedPostingIds = new Set(postings.filter(({ id }) => id % 3 === 0).map(({ id }) => id));
        const decided = decidePayments({
          invoice: INVOICE,
          transactions,
          postings,
          mappedPostingIds,
          amountOutstandingOere,
          settledElsewhereOere: 0,
          before: null,
          reference: REFERENCE,
        });
        expect(decided.map(({ transaction }) => transaction)).toEqual(transactions);
        const adopted = decided.flatMap(({ transaction, decision }) =>
          decision.outcome === "adopt" ? [{ transaction, postingId: decision.postingId }] : [],
        );
        expect(new Set(adopted.map(({ postingId }) => postingId)).size).toBe(adopted.length);
        for (const { transaction, postingId } of adopted) {
          const found = postings.find(({ id }) => id === postingId);
          expect(mappedPostingIds.has(postingId)).toBe(false);
          expect(found).toMatchObject({
            isPayment: true,
            date: transaction.paymentDate,
            amountOere: -transaction.paidAmountOere,
          });
        }
      },
    ),
    { seed: 9, numRuns: 500 },
  );
});

test("wants no more than is outstanding as soon as somebody else has registered a payment", () => {
  fc.assert(
    fc.property(someTransactions, fc.nat(100_000), (transactions, amountOutstandingOere) => {
      const decided = decidePayments({
        invoice: INVOICE,
        transactions,
        postings: [OWN_POSTING, posting(11, "2026-03-01", 12_345)],
        mappedPostingIds: new Set(),
        amountOutstandingOere,
        settledElsewhereOere: 0,
        before: null,
        reference: REFERENCE,
      });
      const wantedOere = decided.reduce(
        (sum, { decision }) => sum + (decision.outcome === "wanted" ? decision.amountOere : 0),
        0,
      );
      expect(wantedOere).toBeLessThanOrEqual(amountOutstandingOere);
    }),
    { seed: 10, numRuns: 300 },
  );
});

test("decides the same whatever order Rubic lists transactions and Tripletex lists postings in", () => {
  fc.assert(
    fc.property(
      someTransactions,
      somePostings,
      fc.nat(100_000),
      (transactions, postings, amountOutstandingOere) => {
        const forward = decide({ transactions, postings, amountOutstandingOere });
        const backward = decide({
          transactions: transactions.toReversed(),
          postings: postings.toReversed(),
          amountOutstandingOere,
        });
        expect(backward).toEqual(forward);
      },
    ),
    { seed: 11, numRuns: 300 },
  );
});
