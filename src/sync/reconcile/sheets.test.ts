/** What stands in the exported tables: each side's figures in its own row, the difference, VAT by type, and every document that is not the same. */
import { expect, test } from "vitest";
import { CAUSES } from "./causes.ts";
import { csvOf } from "./csv.ts";
import { NO_FIGURES } from "./figures.ts";
import { type ExportedMonth, exportedMonth, sheetsOf } from "./sheets.ts";

/** Two invoices of 500,00 in Rubic; one is booked, of which 120,00 are paid there alone; the other waits. */
const ONE = { ...NO_FIGURES, count: 1, netOere: 40_000, vatOere: 10_000, grossOere: 50_000 };
const VAT = { key: "3", netOere: 40_000, vatOere: 10_000 };
const MONTH: ExportedMonth = {
  from: "2026-01-01",
  toExclusive: "2026-02-01",
  figures: {
    rubic: {
      ...ONE,
      count: 2,
      netOere: 80_000,
      vatOere: 20_000,
      grossOere: 100_000,
      outstandingOere: 100_000,
      vat: [{ key: "3", netOere: 80_000, vatOere: 20_000 }],
    },
    tripletex: { ...ONE, paidOere: 12_000, outstandingOere: 38_000, vat: [VAT] },
    held: { ...ONE, outstandingOere: 50_000, vat: [VAT] },
    leftOut: NO_FIGURES,
  },
  vatLabels: [{ key: "3", label: "3 · 25 %" }],
  standing: "1 document differs.",
  signOff: { actor: { name: "=Kari" }, at: 1, comment: "+47 900 00 000" },
  reopened: null,
  items: [
    {
      cause: "PAID_IN_TRIPLETEX",
      holdCode: null,
      label: "Invoice 20001",
      documentDate: "2026-01-15",
      rubic: { grossOere: 50_000, creditedOere: 0, paidOere: 0, outstandingOere: 50_000 },
      tripletex: { grossOere: 50_000, creditedOere: 0, paidOere: 12_000, outstandingOere: 38_000 },
      explanation: "-120,00 kr paid",
    },
    {
      cause: "HELD",
      holdCode: "INVOICE_NOT_SENT",
      label: "Invoice 20002",
      documentDate: "2026-01-20",
      rubic: { grossOere: 50_000, creditedOere: 0, paidOere: 0, outstandingOere: 50_000 },
      tripletex: null,
      explanation: "The invoice waits.",
    },
  ],
  moreItems: 0,
};

/** The lines of the exported file by table, without their headings. */
function tablesOf(month: ExportedMonth): string[][] {
  const tables = csvOf(sheetsOf([month]))
    .slice(1)
    .trimEnd()
    .split("\r\n\r\n");
  return tables.map((table) => table.split("\r\n").slice(1));
}

test("a month has a row for each side and one for what is left between them, to the øre", () => {
  const [months] = tablesOf(MONTH);
  const month = "01.01.2026;01.02.2026";
  expect(months).toEqual([
    `${month};Rubic;2;800,00;200,00;1000,00;0,00;0,00;1000,00;1 document differs.;'=Kari;'+47 900 00 000`,
    `${month};Tripletex;1;400,00;100,00;500,00;0,00;120,00;380,00`,
    `${month};Held;1;400,00;100,00;500,00;0,00;0,00;500,00`,
    `${month};Left out;0;0,00;0,00;0,00;0,00;0,00;0,00`,
    `${month};Difference;0;0,00;0,00;0,00;0,00;-120,00;120,00`,
  ]);
});

test("VAT stands by type and side; a type that Tripletex does not list any more by its id", () => {
  const [, vat] = tablesOf({ ...MONTH, vatLabels: [] });
  const [, named] = tablesOf(MONTH);
  expect(named).toEqual([
    "01.01.2026;3 · 25 %;Rubic;800,00;200,00",
    "01.01.2026;3 · 25 %;Tripletex;400,00;100,00",
    "01.01.2026;3 · 25 %;Held;400,00;100,00",
    "01.01.2026;3 · 25 %;Left out;0,00;0,00",
    "01.01.2026;3 · 25 %;Difference;0,00;0,00",
  ]);
  expect(vat?.[0]).toBe("01.01.2026;VAT type with id 3;Rubic;800,00;200,00");
});

test("each document that is not the same has its amounts on both sides, its cause and its remedy", () => {
  const [, , documents] = tablesOf(MONTH);
  const { PAID_IN_TRIPLETEX, HELD } = CAUSES;
  expect(documents).toEqual([
    `01.01.2026;${PAID_IN_TRIPLETEX.title};;Invoice 20001;15.01.2026;500,00;0,00;0,00;500,00;500,00;0,00;120,00;380,00;'-120,00 kr paid;${PAID_IN_TRIPLETEX.remedy}`,
    `01.01.2026;${HELD.title};INVOICE_NOT_SENT;Invoice 20002;20.01.2026;500,00;0,00;0,00;500,00;;;;;The invoice waits.;${HELD.remedy}`,
  ]);
});

test("documents that are counted and not listed are told", () => {
  const { items, moreItems: _none, ...month } = MONTH;
  const counts = { difference: 2_400, held: 1, leftOut: 0, byHand: 0 };
  const [, , documents] = tablesOf(exportedMonth({ ...month, counts }, items));
  expect(documents?.at(-1)).toBe("01.01.2026;and 2399 more documents, counted and not listed");
});

test("a signature that was taken back says why beside how the month stands", () => {
  const reopened = { because: "What was signed has changed: gross in Rubic." };
  const [months] = tablesOf({ ...MONTH, signOff: null, reopened });
  expect(months?.[0]).toMatch(
    /1 document differs\. Opened again: What was signed has changed: gross in Rubic\.;;$/,
  );
});
