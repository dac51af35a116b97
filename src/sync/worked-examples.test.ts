/** The examples of Rubic dossier 4.6 that are about payments, credits and zero invoices; those about lines stand in money.test.ts. */
import { describe, expect, test } from "vitest";
import type { RubicTransaction } from "../rubic/schemas.ts";
import { creditedOere } from "./credits.ts";
import { decideInvoice, rubicEffectOere } from "./invoices.ts";
import { decidePayments } from "./payments.ts";
import { invoiceContext, reference, rubicInvoice, rubicLine, rubicTransaction } from "./test-records.ts";

const [OCR, CARD, VIPPS, REFUND] = [1, 2, 3, 5];

function decide(totalOere: number, transactions: Partial<RubicTransaction>[]) {
  const decided = decidePayments({
    invoice: { tripletexInvoiceId: 9, rubicInvoiceId: 7001 },
    transactions: transactions.map((each, index) =>
      rubicTransaction({ invoiceTransactionID: index + 1, ...each }),
    ),
    postings: [],
    mappedPostingIds: new Set(),
    amountOutstandingOere: totalOere,
    settledElsewhereOere: 0,
    before: null,
    reference: reference(),
  });
  return decided.map(({ decision }) =>
    decision.outcome === "wanted"
      ? decision.amountOere
      : decision.outcome === "held"
        ? decision.code
        : decision.outcome,
  );
}

function lineOf(priceOere: number, changes: Parameters<typeof rubicLine>[0] = {}) {
  return rubicLine({
    price: priceOere / 100,
    netTotalOere: priceOere,
    grossTotalOere: priceOere,
    ...changes,
  });
}

describe("the worked examples of Rubic dossier 4.6, after the lines", () => {
  test("full exemption: a zero invoice is booked with its line", () => {
    const exempt = { discountPercentage: 100, discount: 1900, netTotalOere: 0, grossTotalOere: 0 };
    const decision = decideInvoice(rubicInvoice([lineOf(190_000, exempt)]), invoiceContext());
    expect(decision).toMatchObject({
      outcome: "wanted",
      expectation: { netOere: 0, grossOere: 0 },
      body: { orders: [{ orderLines: [{ count: 1, unitPriceExcludingVatCurrency: 1900, discount: 100 }] }] },
    });
  });

  test("instalments of 1300: four invoices of 325, or one invoice and four payments", () => {
    const instalment = decideInvoice(rubicInvoice([lineOf(32_500)]), invoiceContext());
    expect(instalment).toMatchObject({ outcome: "wanted", expectation: { grossOere: 32_500 } });
    const payments = Array.from({ length: 4 }, () => ({ paidAmountOere: 32_500 }));
    expect(decide(130_000, payments)).toEqual([32_500, 32_500, 32_500, 32_500]);
  });

  test("two payments on 1425: each is booked gross, whatever the fees", () => {
    const vipps = {
      transactionTypeID: VIPPS,
      paidAmountOere: 50_000,
      paymentFeeOere: 2_800,
      vatPaymentFeeOere: 700,
    };
    const ocr = {
      transactionTypeID: OCR,
      paidAmountOere: 92_500,
      paymentFeeOere: 1_000,
      vatPaymentFeeOere: 250,
    };
    const payouts = [
      { ...vipps, payoutAmountOere: 46_500 },
      { ...ocr, payoutAmountOere: 91_250 },
    ];
    expect(decide(142_500, payouts)).toEqual([50_000, 92_500]);
  });

  test("card 1175: the payment is 1175,00, not the 1099,06 that are paid out", () => {
    const card = {
      transactionTypeID: CARD,
      paidAmountOere: 117_500,
      paymentFeeOere: 6_075,
      vatPaymentFeeOere: 1_519,
      payoutAmountOere: 109_906,
    };
    expect(decide(117_500, [card])).toEqual([117_500]);
  });

  test("overpaid: 450 on 400 is booked as 450, so that Tripletex owes 50", () => {
    expect(decide(40_000, [{ paidAmountOere: 45_000 }])).toEqual([45_000]);
  });

  test("refund: 400 are booked, and the 400 paid back as −400", () => {
    const refund = { transactionTypeID: REFUND, paidAmountOere: -40_000, paymentDate: "2026-02-01" };
    expect(decide(40_000, [{ paidAmountOere: 40_000 }, refund])).toEqual([40_000, -40_000]);
  });

  test("credited after part payment: 950 are booked, and the 650 credited are a record of their own", () => {
    const invoice = rubicInvoice([lineOf(95_000)], {
      creditedAmountOere: 65_000,
      paidAmountOere: 30_000,
      balanceOere: 0,
    });
    expect(rubicEffectOere(invoice)).toBe(95_000);
    expect(decideInvoice(invoice, invoiceContext())).toMatchObject({ outcome: "wanted" });
    expect(creditedOere(invoice)).toBe(65_000);
  });
});
