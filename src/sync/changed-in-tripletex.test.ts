import { describe, expect, test } from "vitest";
import { changeInTripletex } from "./changed-in-tripletex.ts";
import { formatKroner } from "./format.ts";

const OURS = { rubicInvoiceId: 7001, rubicInvoiceNumber: 1042, paidOere: 25_000 };
const invoice = (settledOere: number, isCredited = false) => ({
  invoiceDate: "2026-01-15",
  isCredited,
  settledOere,
});

describe("a booked invoice of which 250,00 are paid in Rubic", () => {
  test("is as it was booked while 250,00 are paid in Tripletex, credited or not", () => {
    expect(changeInTripletex(invoice(25_000), OURS)).toBeNull();
    expect(changeInTripletex(invoice(25_000, true), OURS)).toBeNull();
  });

  test.each([
    [65_000, false, "PAID_IN_TRIPLETEX", 40_000],
    [25_001, false, "PAID_IN_TRIPLETEX", 1],
    [0, false, "PAYMENT_TAKEN_BACK", 25_000],
    [65_000, true, "CREDITED_IN_TRIPLETEX", 40_000],
  ])("with %i øre settled there (credited: %s) waits as %s, by %i øre", (settled, isCredited, code, oere) => {
    expect(changeInTripletex(invoice(settled, isCredited), OURS)).toEqual({
      rubicKey: "invoice-7001",
      label: "Invoice 1042",
      documentDate: "2026-01-15",
      code,
      message: expect.stringContaining(formatKroner(oere)),
    });
  });
});
