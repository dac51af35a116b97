import { describe, expect, it } from "vitest";
import { markPayments, type PostedInvoice, type RawPosting } from "./postings.ts";

const DOCUMENT = "OUTGOING_INVOICE_CUSTOMER_POSTING";
const invoice: PostedInvoice = { amountOere: 1000, isCreditNote: false, isCredited: false, voucherId: 500 };

function posting(id: number, amountOere: number, rest: Partial<RawPosting> = {}): RawPosting {
  return { id, date: "2026-02-01", amountOere, type: null, voucherId: 500 + id, ...rest };
}

function paymentIds(postings: RawPosting[], posted: PostedInvoice = invoice): number[] {
  return markPayments(postings, posted)
    .filter(({ isPayment }) => isPayment)
    .map(({ id }) => id);
}

const own = posting(1, 1000, { voucherId: 500, type: DOCUMENT });

describe("markPayments", () => {
  it("takes everything but the invoice's own posting for a payment, reversals included", () => {
    expect(paymentIds([own, posting(2, -400), posting(3, -600), posting(4, 600)])).toEqual([2, 3, 4]);
  });

  it("knows the own posting by its voucher even without a type", () => {
    expect(paymentIds([posting(3, 1000), { ...own, type: null }, posting(2, -1000)])).toEqual([3, 2]);
  });

  it("falls back to the oldest posting of the invoice's amount where vouchers are hidden", () => {
    const hidden = [posting(3, 1000), posting(1, 1000), posting(2, -1000)].map((row) => ({
      ...row,
      voucherId: null,
    }));
    expect(paymentIds(hidden, { ...invoice, voucherId: null })).toEqual([3, 2]);
  });

  it("does not take a typed credit for a payment, nor a full payment before it for the credit", () => {
    const credited = { ...invoice, isCredited: true };
    expect(paymentIds([own, posting(2, -1000), posting(3, -1000, { type: DOCUMENT })], credited)).toEqual([
      2,
    ]);
  });

  it("takes the newest untyped posting of the opposite amount for the credit", () => {
    const credited = { ...invoice, isCredited: true };
    expect(paymentIds([own, posting(2, -1000)], credited)).toEqual([]);
    expect(paymentIds([own, posting(2, -1000), posting(3, -1000)], credited)).toEqual([2]);
    expect(paymentIds([own, posting(2, -1000)])).toEqual([2]);
  });

  it("does not count the original's posting on a credit note", () => {
    const creditNote = { amountOere: -1000, isCreditNote: true, isCredited: false, voucherId: 600 };
    const postings = [posting(9, -1000, { voucherId: 600 }), posting(1, 1000, { voucherId: 500 })];
    expect(paymentIds(postings, creditNote)).toEqual([]);
  });
});
