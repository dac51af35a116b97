import { describe, expect, test } from "vitest";
import { compareDocument, type RubicSide, UNKNOWN } from "./compare-document.ts";
import { type Figures, NO_FIGURES } from "./figures.ts";

const invoiceOver = (grossOere: number): Figures => ({
  ...NO_FIGURES,
  count: 1,
  netOere: grossOere,
  grossOere,
  outstandingOere: grossOere,
  vat: [{ key: "6", netOere: grossOere, vatOere: 0 }],
});
const credited = (figures: Figures): Figures => ({
  ...figures,
  creditedOere: figures.grossOere,
  outstandingOere: 0,
});

function rubicOver(grossOere: number, hold: NonNullable<RubicSide["standing"]["hold"]>): RubicSide {
  const document = {
    rubicInvoiceId: 1,
    kind: "invoice" as const,
    invoiceNumber: 20_001,
    invoiceDate: "2026-01-15",
    figures: invoiceOver(grossOere),
    creditedAloneOere: 0,
    statedPaidOere: 0,
    tripletexInvoiceId: 7,
  };
  return { document, standing: { ...UNKNOWN, isMapped: true, hold }, credit: UNKNOWN, payments: [] };
}

const NO_HOLD = { code: "PAYER_CHANGED", isLeftOut: false, amountOere: 0 };
const plain = (text = "") => text.replaceAll("\u00a0", " ").replaceAll("−", "-");

describe("an invoice with a hold of 50,00 that was left out", () => {
  const side = rubicOver(95_000, { code: "LINKED_WITH_DIFFERENCE", isLeftOut: true, amountOere: 5_000 });

  test("is left out by that, and equal", () => {
    const { leftOut, items } = compareDocument(side, invoiceOver(90_000));
    expect(leftOut).toMatchObject({ grossOere: 5_000, outstandingOere: 5_000 });
    expect(items).toMatchObject([{ cause: "LEFT_OUT" }]);
  });

  test("differs by what somebody credits in Tripletex", () => {
    const { leftOut, held, items } = compareDocument(side, credited(invoiceOver(90_000)));
    expect(leftOut).toMatchObject({ grossOere: 5_000, creditedOere: 0, outstandingOere: 5_000 });
    expect(held).toEqual(NO_FIGURES);
    expect(items).toMatchObject([{ cause: "LEFT_OUT" }, { cause: "CREDITED_IN_TRIPLETEX", holdCode: null }]);
  });

  test("differs by what somebody pays in Tripletex", () => {
    const booked = { ...invoiceOver(90_000), paidOere: 10_000, outstandingOere: 80_000 };
    const { leftOut, items } = compareDocument(side, booked);
    expect(leftOut).toMatchObject({ grossOere: 5_000, paidOere: 0, outstandingOere: 5_000 });
    expect(items).toMatchObject([{ cause: "LEFT_OUT" }, { cause: "PAID_IN_TRIPLETEX" }]);
  });
});

test("a hold without an amount explains no credit in Tripletex", () => {
  const side = rubicOver(95_000, { code: "PAYER_CHANGED", isLeftOut: false, amountOere: 0 });
  const { held, items } = compareDocument(side, credited(invoiceOver(95_000)));
  expect(held).toEqual(NO_FIGURES);
  expect(items).toMatchObject([{ cause: "CREDITED_IN_TRIPLETEX" }]);
});

const sideOf = (isLeftOut: boolean): RubicSide => {
  const document = { ...rubicOver(100_000, NO_HOLD).document };
  const payments = [30_000, 40_000].map((amountOere, index) => ({
    payment: { rubicTransactionId: index + 5, rubicInvoiceId: 1, amountOere, isMoney: true },
    standing: {
      ...UNKNOWN,
      hold: { code: "ALREADY_PAID", isLeftOut, amountOere, isAlreadyPaid: true },
    },
  }));
  const figures = { ...document.figures, outstandingOere: 30_000 };
  const standing = { ...UNKNOWN, isMapped: true };
  return { document: { ...document, figures }, standing, credit: UNKNOWN, payments };
};
const paidInTripletex = (paidOere: number) => ({
  ...invoiceOver(100_000),
  paidOere,
  outstandingOere: 100_000 - paidOere,
});

describe("payments of 300,00 and 400,00 that are taken to be in Tripletex already", () => {
  describe.each([
    ["held", false],
    ["left out", true],
  ])("and are %s", (_name, isLeftOut) => {
    test("differ in nothing while 700,00 stand there", () => {
      const { held, leftOut, items } = compareDocument(sideOf(isLeftOut), paidInTripletex(70_000));
      expect({ held, leftOut, items }).toEqual({ held: NO_FIGURES, leftOut: NO_FIGURES, items: [] });
    });

    test.each([
      [50_000, "ALREADY_PAID_IN_PART", "200,00"],
      [0, "ALREADY_PAID_IN_PART", "700,00"],
      [80_000, "PAID_IN_TRIPLETEX", "-100,00"],
      [-10_000, "PAYMENT_GONE_FROM_TRIPLETEX", "800,00"],
    ])("differ with %i øre there, as %s, by %s", (paidOere, cause, kroner) => {
      const { held, leftOut, items } = compareDocument(sideOf(isLeftOut), paidInTripletex(paidOere));
      expect({ held, leftOut }).toEqual({ held: NO_FIGURES, leftOut: NO_FIGURES });
      expect(items).toMatchObject([{ cause, holdCode: null }]);
      expect(plain(items[0]?.explanation)).toContain(`${kroner} kr paid`);
    });
  });
});

test("a credit made by hand whose posting tells no type is no payment, up to what Rubic credits", () => {
  const plainSide = rubicOver(65_000, NO_HOLD);
  const figures = { ...invoiceOver(65_000), creditedOere: 15_000, outstandingOere: 50_000 };
  const side: RubicSide = {
    ...plainSide,
    standing: { ...UNKNOWN, isMapped: true },
    document: { ...plainSide.document, figures, creditedAloneOere: 15_000 },
    credit: { ...UNKNOWN, hold: { code: "CREDIT_PARTIAL", isLeftOut: true, amountOere: -15_000 } },
  };
  const settledBy = (paidOere: number) =>
    compareDocument(side, { ...invoiceOver(65_000), paidOere, outstandingOere: 65_000 - paidOere });
  expect(settledBy(15_000).items).toEqual([]);
  expect(settledBy(20_000).items).toMatchObject([{ cause: "PAID_IN_TRIPLETEX" }]);
});
