import { describe, expect, test } from "vitest";
import { changeInTripletex } from "./changed-in-tripletex.ts";
import { formatKroner } from "./format.ts";

const OURS = { rubicInvoiceId: 7001, rubicInvoiceNumber: 1042, paidOere: 25_000, alreadyPaidOere: 0 };
const invoice = (settledOere: number, isCredited = false) => ({
  invoiceDate: "2026-01-15",
  isCredited,
  settledOere,
  setOffOere: 0,
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

const ours = (paidOere: number, alreadyPaidOere: number) => ({ ...OURS, paidOere, alreadyPaidOere });

describe("an invoice of which payments are held or left out as paid already", () => {
  test.each([
    ["all of 650,00 there", 65_000, ours(0, 65_000)],
    ["500,00 of 700,00 there: the rest is missing, and nobody changed anything", 50_000, ours(0, 70_000)],
    ["none of 650,00 there, and 250,00 as booked", 25_000, ours(25_000, 65_000)],
    ["a refund of 650,00 there", 0, ours(65_000, -65_000)],
    ["400,00 of a refund of 650,00 there", 25_000, ours(65_000, -65_000)],
  ])("is no change with %s", (_name, settledOere, known) => {
    expect(changeInTripletex(invoice(settledOere), known)).toBeNull();
  });

  test.each([
    ["900,00 there, 250,00 more than 650,00", 90_000, ours(0, 65_000), "PAID_IN_TRIPLETEX", 25_000],
    ["less there than was booked", 10_000, ours(25_000, 65_000), "PAYMENT_TAKEN_BACK", 15_000],
    ["more paid back than the refund", -10_000, ours(65_000, -65_000), "PAYMENT_TAKEN_BACK", 10_000],
    ["more paid, and no refund", 75_000, ours(65_000, -65_000), "PAID_IN_TRIPLETEX", 10_000],
  ])("is changed with %s", (_name, settledOere, known, code, oere) => {
    const message = expect.stringContaining(formatKroner(oere));
    expect(changeInTripletex(invoice(settledOere), known)).toMatchObject({ code, message });
  });
});

describe("an invoice of which 400,00 were set off against nothing that is known", () => {
  const setOff = { ...invoice(65_000), setOffOere: 40_000 };

  test.each([
    ["all that is settled beyond 250,00", setOff, 40_000],
    ["what a credit that waits leaves of it", { ...setOff, settledOere: 30_000 }, 5_000],
    ["what stood to the customer's credit", { ...setOff, settledOere: 20_000, setOffOere: -5_000 }, 5_000],
  ])("waits with %s", (_name, of, oere) => {
    const message = expect.stringContaining(`Invoice 1042: ${formatKroner(oere)} was set off in Tripletex`);
    expect(changeInTripletex(of, OURS)).toMatchObject({ code: "SET_OFF_IN_TRIPLETEX", message });
  });

  test("is paid in Tripletex where more is settled than that, and credited where it is credited as well", () => {
    expect(changeInTripletex({ ...setOff, settledOere: 80_000 }, OURS)?.code).toBe("PAID_IN_TRIPLETEX");
    expect(changeInTripletex({ ...setOff, isCredited: true }, OURS)?.code).toBe("CREDITED_IN_TRIPLETEX");
    expect(changeInTripletex({ ...setOff, settledOere: 25_000 }, OURS)).toBeNull();
  });
});
