import { describe, expect, test } from "vitest";
import { describeClearing, PayoutSums, splitPayment, totalOf } from "./clearing.ts";
import { rubicTransaction } from "./test-records.ts";

const figures = (paid: number, fee: number | null, vat: number | null, payout: number | null) => ({
  paidAmountOere: paid,
  paymentFeeOere: fee,
  vatPaymentFeeOere: vat,
  payoutAmountOere: payout,
});

describe("what becomes of one payment (Rubic dossier 4.6)", () => {
  test("Vipps 500,00: fee 28,00, VAT 7,00, payout 465,00", () => {
    expect(splitPayment(figures(50_000, 2_800, 700, 46_500))).toEqual({
      grossOere: 50_000,
      feeOere: 2_800,
      feeVatOere: 700,
      payoutOere: 46_500,
      unexplainedOere: 0,
    });
  });

  test("card 1 175,00: fee 60,75, VAT 15,19, payout 1 099,06", () => {
    expect(splitPayment(figures(117_500, 6_075, 1_519, 109_906))).toMatchObject({ unexplainedOere: 0 });
  });

  test("a fee that includes its VAT is told by the payout: 35,00 of which 7,00 VAT", () => {
    expect(splitPayment(figures(50_000, 3_500, 700, 46_500))).toEqual({
      grossOere: 50_000,
      feeOere: 2_800,
      feeVatOere: 700,
      payoutOere: 46_500,
      unexplainedOere: 0,
    });
  });

  test("a payout that the figures do not explain says by how much", () => {
    expect(splitPayment(figures(50_000, 2_800, 700, 46_000))).toMatchObject({ unexplainedOere: 500 });
    expect(splitPayment(figures(50_000, null, null, null))).toMatchObject({ unexplainedOere: 50_000 });
  });

  test("a refund has no fee and takes money back", () => {
    expect(splitPayment(figures(-40_000, 0, 0, -40_000))).toMatchObject({
      payoutOere: -40_000,
      unexplainedOere: 0,
    });
  });
});

test("payments of a day and account are added up, days in order, what has no account first", () => {
  const sums = new PayoutSums();
  const vipps = { ...rubicTransaction(), ...figures(50_000, 2_800, 700, 46_500) };
  const ocr = { ...rubicTransaction(), ...figures(92_500, 1_000, 250, 91_250) };
  sums.add(vipps, { date: "2026-02-05", accountNumber: 1579 });
  sums.add(ocr, { date: "2026-02-03", accountNumber: 1579 });
  sums.add(ocr, { date: "2026-02-05", accountNumber: 1579 });
  sums.add(vipps, { date: "2026-02-05", accountNumber: null });
  const [unmapped, clearing] = sums.accounts;
  expect(unmapped).toMatchObject({ accountNumber: null, payouts: [{ count: 1, grossOere: 50_000 }] });
  expect(clearing?.payouts.map(({ date, count, grossOere }) => [date, count, grossOere])).toEqual([
    ["2026-02-03", 1, 92_500],
    ["2026-02-05", 2, 142_500],
  ]);
  expect(totalOf(clearing?.payouts ?? [])).toEqual({
    count: 3,
    grossOere: 235_000,
    feeOere: 4_800,
    feeVatOere: 1_200,
    payoutOere: 229_000,
    unexplainedOere: 0,
  });
});

describe("how an account stands", () => {
  const account = {
    accountNumber: 1579,
    name: "Oppgjør",
    isBank: false,
    unreadable: null,
    onTheWay: { count: 1, grossOere: 65_000, bookedOere: 65_000 },
    withoutDate: { count: 0, grossOere: 0, bookedOere: 0 },
  };
  const words = (balanceOere: number | null, more: { isBank?: boolean; unreadable?: string } = {}) =>
    describeClearing({
      ...account,
      balanceOere,
      differenceOere: balanceOere === null ? null : balanceOere - 65_000,
      ...more,
    })
      .join(" ")
      .replaceAll("\u00a0", " ");

  test.each([
    [65_000, "Every payout so far is cleared"],
    [145_000, "800,00 kr more than is on the way"],
    [60_000, "50,00 kr less than is on the way"],
  ])("with %d øre: %s", (balanceOere, sentence) => {
    expect(words(balanceOere)).toContain(sentence);
  });

  test("names a refund that is booked there and has no payout date", () => {
    const withoutDate = { count: 1, grossOere: -40_000, bookedOere: -40_000 };
    const [sentence] = describeClearing({
      ...account,
      withoutDate,
      balanceOere: 25_000,
      differenceOere: -40_000,
    }).slice(-1);
    expect(sentence?.replaceAll("\u00a0", " ")).toContain("such as refunds: 1 transactions, −400,00 kr");
    expect(words(25_000)).not.toContain("without a payout date");
  });

  test("says what can't be told", () => {
    expect(words(null, { unreadable: "The token may not read balances in Tripletex." })).toContain(
      "may not read",
    );
    expect(words(1, { isBank: true })).toContain("A bank account");
  });
});
