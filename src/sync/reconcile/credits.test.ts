/** Credits in the figures: a document of its own, once, whichever way Rubic shows it; an amount without one stays on its invoice. */
import { describe, expect, test } from "vitest";
import type { RubicInvoice } from "../../rubic/schemas.ts";
import { pairCredits, seenCreditOf } from "../credits.ts";
import { rubicInvoice, rubicLine } from "../test-records.ts";
import { compareDocument, type Standing, UNKNOWN } from "./compare-document.ts";
import { asOwnDocument, countedDocuments, creditFigures, withoutOwnCredit } from "./credits.ts";
import { rubicFigures } from "./documents.ts";
import { type Figures, NO_FIGURES, plus } from "./figures.ts";

const VAT_TYPE = 3;
/** 400,00 net and 100,00 VAT. */
const LINE = { taxPercentage: 25, netTotalOere: 40_000, taxOere: 10_000, grossTotalOere: 50_000 };
const original = (changes: Partial<RubicInvoice> = {}) => rubicInvoice([rubicLine(LINE)], changes);
const creditedBy = (oere: number) => original({ creditedAmountOere: oere, balanceOere: 50_000 - oere });
const NOTE = rubicInvoice(
  [rubicLine({ ...LINE, netTotalOere: -40_000, taxOere: -10_000, grossTotalOere: -50_000 })],
  {
    invoiceID: 9001,
    invoiceNumber: 2042,
    invoiceDate: "2026-02-10",
  },
);
const PART = rubicInvoice(
  [rubicLine({ ...LINE, netTotalOere: -12_000, taxOere: -3_000, grossTotalOere: -15_000 })],
  {
    invoiceID: 9001,
    invoiceNumber: 2042,
    invoiceDate: "2026-02-10",
  },
);
const SAID = { ...NOTE, creditedAmountOere: 50_000 };
const REST = rubicInvoice(
  [rubicLine({ ...LINE, netTotalOere: -28_000, taxOere: -7_000, grossTotalOere: -35_000 })],
  { invoiceID: 9002, invoiceNumber: 2043, invoiceDate: "2026-02-10" },
);
const BOOKED = { rubicCreditId: 7001, tripletexCreditId: 88, creditDate: "2026-02-11" };

const INVOICE: Figures = {
  ...NO_FIGURES,
  count: 1,
  netOere: 40_000,
  vatOere: 10_000,
  grossOere: 50_000,
  outstandingOere: 50_000,
  vat: [{ key: "3", netOere: 40_000, vatOere: 10_000 }],
};
const CREDIT: Figures = {
  ...NO_FIGURES,
  count: 1,
  netOere: -40_000,
  vatOere: -10_000,
  grossOere: -50_000,
  outstandingOere: -50_000,
  vat: [{ key: "3", netOere: -40_000, vatOere: -10_000 }],
};

/** What the rows of one payer count as, all together. */
function count(rows: RubicInvoice[], booked: typeof BOOKED | null = null) {
  const pairs = pairCredits(rows.map(seenCreditOf));
  return rows.flatMap((row) =>
    countedDocuments(
      row,
      rubicFigures(row, () => VAT_TYPE),
      {
        pairs,
        booked: booked?.rubicCreditId === row.invoiceID ? booked : null,
        isCountedAtInvoice: booked !== null && pairs.originalOf.get(row.invoiceID) === booked.rubicCreditId,
        tripletexInvoiceId: 77,
      },
    ),
  );
}

describe("a whole credit of 500,00 counts as an invoice of 500,00 and a credit of 500,00", () => {
  test.each([
    ["shown as a note alone", [original(), NOTE], null],
    ["shown as a note that states itself as credited", [original(), SAID], null],
    ["shown as a note and as an amount", [creditedBy(50_000), NOTE], null],
    ["shown as an amount, once it is booked", [creditedBy(50_000)], BOOKED],
    [
      "shown as an amount, once it is booked, and in two notes since",
      [creditedBy(50_000), PART, REST],
      BOOKED,
    ],
  ] as const)("%s", (_title, rows, booked) => {
    const [invoice, credit, ...more] = count([...rows], booked);
    expect(more).toEqual([]);
    expect(invoice).toMatchObject({ kind: "invoice", figures: INVOICE, creditedAloneOere: 0 });
    // What a note was set off against is settled when its payments are known.
    expect(credit?.figures).toMatchObject({ ...CREDIT, outstandingOere: expect.any(Number) });
    expect(sumOf([...rows], booked)).toEqual(plus(INVOICE, CREDIT));
  });
});

/** All documents with Rubic's payments, of which there are none. */
const sumOf = (rows: RubicInvoice[], booked: typeof BOOKED | null) =>
  count(rows, booked)
    .map((counted) => ({ ...counted, rubicInvoiceId: 7001, statedPaidOere: 0 }))
    .map((document) => ({ document, standing: UNKNOWN, credit: UNKNOWN, payments: [] }))
    .reduce((sum, side) => plus(sum, compareDocument(side, null).rubic), NO_FIGURES);

test("a document stands on its own date with its own id in Tripletex", () => {
  expect(count([creditedBy(50_000)], BOOKED)[1]).toMatchObject({
    kind: "amount",
    invoiceNumber: 1042,
    invoiceDate: "2026-02-11",
    tripletexInvoiceId: 88,
  });
  expect(count([NOTE])[0]).toMatchObject({
    kind: "note",
    invoiceNumber: 2042,
    invoiceDate: "2026-02-10",
    tripletexInvoiceId: null,
  });
});

describe("a credit of 150,00", () => {
  test("with a note is a document, and the invoice is as it was issued", () => {
    const [invoice, credit] = count([creditedBy(15_000), PART]);
    expect(invoice).toMatchObject({ figures: INVOICE, creditedAloneOere: 0 });
    expect(credit?.figures).toMatchObject({ netOere: -12_000, vatOere: -3_000, grossOere: -15_000 });
  });

  test.each([null, BOOKED])("without one stays on the invoice, whatever is booked", (booked) => {
    const [invoice, ...more] = count([creditedBy(15_000)], booked);
    expect(more).toEqual([]);
    expect(invoice).toMatchObject({
      figures: { ...INVOICE, creditedOere: 15_000, outstandingOere: 35_000 },
      creditedAloneOere: 15_000,
    });
  });
});

test("in Tripletex, the invoice and our credit note are what they were before they were set off against each other", () => {
  const credited = plus(INVOICE, creditFigures(50_000));
  expect(withoutOwnCredit(credited, 50_000)).toEqual(INVOICE);
  expect(withoutOwnCredit(credited, 0)).toEqual(credited);
  const note = { ...CREDIT, creditedOere: -50_000, outstandingOere: 0 };
  expect(asOwnDocument(note)).toEqual(CREDIT);
});

const compareAmount = (credit: Standing, booked: Figures) => {
  const [document] = count([creditedBy(15_000)]);
  if (document === undefined) throw new Error("an invoice counts");
  const side = { document: { ...document, rubicInvoiceId: 7001, statedPaidOere: 0 }, standing: UNKNOWN };
  return compareDocument({ ...side, credit, payments: [] }, booked);
};

describe("an amount of 150,00 that Tripletex lacks", () => {
  const held: Standing = { ...UNKNOWN, hold: { code: "CREDIT_PARTIAL", isLeftOut: false, amountOere: 0 } };
  const leftOut: Standing = { ...UNKNOWN, hold: { code: "CREDIT_PARTIAL", isLeftOut: true, amountOere: 0 } };
  const part = creditFigures(15_000);

  test.each([
    ["held", held, { held: part, leftOut: NO_FIGURES }, ["HELD"]],
    ["left out", leftOut, { held: NO_FIGURES, leftOut: part }, ["LEFT_OUT"]],
    ["in doubt", { ...UNKNOWN, isInDoubt: true }, { held: part, leftOut: NO_FIGURES }, ["IN_DOUBT"]],
    ["unknown", UNKNOWN, { held: NO_FIGURES, leftOut: NO_FIGURES }, ["CREDITED_IN_RUBIC"]],
  ])("%s", (_title, credit, figures, causes) => {
    const compared = compareAmount(credit, INVOICE);
    expect(compared).toMatchObject(figures);
    expect(compared.items.map(({ cause }) => cause)).toEqual(causes);
  });

  test.each([
    ["held", held, { held: creditFigures(5_000), leftOut: NO_FIGURES }, "HELD"],
    ["left out", leftOut, { held: NO_FIGURES, leftOut: creditFigures(5_000) }, "LEFT_OUT"],
  ])("in part only is %s by that part", (_title, credit, figures, cause) => {
    const compared = compareAmount(credit, plus(INVOICE, creditFigures(10_000)));
    expect(compared).toMatchObject({ ...figures, items: [{ cause }] });
  });

  test("needs no explanation once a person has taken it off there, whatever is held", () => {
    expect(compareAmount(held, plus(INVOICE, part))).toMatchObject({ items: [], held: NO_FIGURES });
  });
});
