import { describe, expect, test } from "vitest";
import type { TripletexInvoiceDetails } from "../tripletex/schemas.ts";
import { type CanaryExpectation, compareCanary, type ExpectedLine, kindsOf } from "./canary.ts";

const line = (change: Partial<ExpectedLine> = {}): ExpectedLine => ({
  vatTypeId: 3,
  accountId: 30_200,
  accountNumber: 3020,
  netOere: 8_000,
  grossOere: 10_000,
  isIncludingVat: false,
  ...change,
});
const free = line({
  vatTypeId: 6,
  accountId: 39_200,
  accountNumber: 3920,
  netOere: 40_000,
  grossOere: 40_000,
});

const expected: CanaryExpectation = {
  invoice: {
    kind: "invoice",
    invoiceNumber: 1042,
    orderNumber: "RUBIC-7",
    customerId: 501,
    invoiceDate: "2026-03-01",
    invoiceDueDate: "2026-03-15",
    netOere: 48_000,
    grossOere: 50_000,
  },
  lines: [line(), free],
};

function booked(change: Partial<TripletexInvoiceDetails> = {}): TripletexInvoiceDetails {
  return {
    id: 11,
    invoiceNumber: 1042,
    invoiceDate: "2026-03-01",
    invoiceDueDate: "2026-03-15",
    customerId: 501,
    customerNumber: 10_482,
    orderNumbers: ["RUBIC-7"],
    amountOere: 50_000,
    amountExcludingVatOere: 48_000,
    amountOutstandingOere: 50_000,
    amountRoundoffOere: 0,
    isCreditNote: false,
    isCredited: false,
    kid: null,
    orderLines: [
      { vatTypeId: 3, netOere: 8_000, grossOere: 10_000 },
      { vatTypeId: 6, netOere: 40_000, grossOere: 40_000 },
    ],
    voucherPostings: [
      { amountOere: 50_000, accountId: 15_000, accountNumber: 1500, vatTypeId: null },
      { amountOere: -8_000, accountId: 30_200, accountNumber: 3020, vatTypeId: 3 },
      { amountOere: -40_000, accountId: 39_200, accountNumber: 3920, vatTypeId: 6 },
      { amountOere: -2_000, accountId: 27_000, accountNumber: 2700, vatTypeId: 3 },
    ],
    ...change,
  };
}

const posting = (accountNumber: number, amountOere: number, vatTypeId: number | null) => ({
  amountOere,
  accountId: accountNumber * 10,
  accountNumber,
  vatTypeId,
});

describe("the kinds of an invoice", () => {
  test("are those of its lines, each once, told apart by VAT type, account, price mode and sign", () => {
    expect(kindsOf([line(), line({ netOere: 1, grossOere: 1 })])).toHaveLength(1);
    const changes: Partial<ExpectedLine>[] = [
      { vatTypeId: 31 },
      { accountId: 30_000 },
      { isIncludingVat: true },
      { netOere: -8_000, grossOere: -10_000 },
    ];
    for (const change of changes) expect(kindsOf([line(), line(change)])).toHaveLength(2);
  });

  test("leave out a line of zero kroner, which is not posted", () => {
    expect(kindsOf([line({ netOere: 0, grossOere: 0 })])).toEqual([]);
  });
});

describe("a first invoice", () => {
  test("is right when figures, VAT types and accounts are", () => {
    expect(compareCanary(expected, booked())).toEqual({ differences: [], areAccountsSeen: true });
  });

  test("is told apart by its figures", () => {
    const { differences } = compareCanary(expected, booked({ amountOere: 50_100 }));
    expect(differences.join()).toContain("gross is 501,00 kr in Tripletex and 500,00 kr in Rubic");
  });

  test("is told apart by the VAT type of a line although the totals agree", () => {
    const orderLines = [
      { vatTypeId: 3, netOere: 8_000, grossOere: 10_000 },
      { vatTypeId: 5, netOere: 40_000, grossOere: 40_000 },
    ];
    const { differences } = compareCanary(expected, booked({ orderLines }));
    expect(differences).toHaveLength(2);
    expect(differences.join()).toMatch(/VAT type 6 .*VAT type 5/);
  });

  test("is told apart by the account of a posting although the totals agree", () => {
    const voucherPostings = [
      posting(1500, 50_000, null),
      posting(3020, -8_000, 3),
      posting(3220, -40_000, 6),
    ];
    const { differences } = compareCanary(expected, booked({ voucherPostings }));
    expect(differences).toEqual([
      expect.stringMatching(/^on account 3920 there are 0,00 kr .* should be 400,00 kr$/),
    ]);
  });

  test("is told apart by the VAT type of a posting", () => {
    const voucherPostings = [posting(3020, -8_000, 3), posting(3920, -40_000, 5)];
    const { differences } = compareCanary(expected, booked({ voucherPostings }));
    expect(differences).toEqual(["on account 3920 VAT type 5 was used"]);
  });

  test("says when the accounts can't be seen, and does not call that a difference", () => {
    const voucherPostings = booked().voucherPostings.map((each) => ({ ...each, accountId: null }));
    expect(compareCanary(expected, booked({ voucherPostings }))).toEqual({
      differences: [],
      areAccountsSeen: false,
    });
  });
});
