import { describe, expect, it } from "vitest";
import {
  account,
  approvedMappings,
  productGroup,
  reference,
  rubicInvoice,
  rubicLine,
  rubicTransaction,
} from "../test-records.ts";
import { known } from "./line.ts";
import { mappingsLine } from "./mappings.ts";
import { addInvoices, addTransactions, emptySurvey } from "./survey.ts";
import { accountNumbersInUse, type CodesInUse, findUnmapped } from "./unmapped.ts";

function find(change: Partial<CodesInUse> = {}) {
  const survey = emptySurvey({ from: "2025-01-01", booksFrom: "2026-01-01" });
  const input = { survey, productsByGroup: new Map([[1, 3]]), reference: reference(), ...change };
  return findUnmapped(input).map(({ kind, key, inUseBy }) => `${kind} ${key}: ${inUseBy}`);
}

function surveyWith(...lines: ReturnType<typeof rubicLine>[]) {
  const survey = emptySurvey({ from: "2025-01-01", booksFrom: "2026-01-01" });
  addInvoices(survey, [rubicInvoice(lines)]);
  return survey;
}

describe("codes in use without a counterpart", () => {
  it("are none where every group, line and transaction resolves", () => {
    const survey = surveyWith(rubicLine(), rubicLine({ departmentNumber: "20", departmentID: 2 }));
    addTransactions(survey, [rubicTransaction({ transactionTypeID: 1 })]);
    expect(find({ survey })).toEqual([]);
  });

  it("are a group's VAT code and account, but only of a group that has products", () => {
    const groups = [productGroup(1, { code: "99", percent: 25, accountNumber: "3999" })];
    const built = reference({ productGroups: groups });
    expect(find({ reference: built })).toEqual([
      "VAT code 99, 25 %: 3 products of group Group 1",
      "account 3999: 3 products of group Group 1",
    ]);
    expect(find({ reference: built, productsByGroup: new Map() })).toEqual([]);
  });

  it("are an inactive account, a missing one, a department, a percentage and a transaction type", () => {
    const built = reference({ accounts: [account(3920), account(3020, { isInactive: true })] });
    const survey = surveyWith(
      rubicLine({ accountNumber: "3020" }),
      rubicLine({ departmentNumber: "90", departmentID: 9 }),
      rubicLine({ departmentNumber: null, departmentID: 77 }),
      rubicLine({ taxPercentage: 7 }),
    );
    addTransactions(survey, [rubicTransaction({ transactionTypeID: 99, transactionTypeName: "Gavekort" })]);
    const found = find({ survey, reference: built });
    expect(found).toContain("account 3020: 1 invoice line");
    expect(found).toContain("department 90: 1 invoice line");
    expect(found).toContain("department id 77: 1 invoice line");
    expect(found).toContain("VAT 7 %: 1 invoice line");
    expect(found).toContain("transaction type 99 (Gavekort): 1 transaction");
    expect(found).toHaveLength(5);
  });

  it("are a transaction type whose payment type is gone from Tripletex", () => {
    const survey = surveyWith();
    addTransactions(survey, [rubicTransaction({ transactionTypeID: 1, transactionTypeName: "OCR/KID" })]);
    const built = reference({ paymentTypes: [], mappings: approvedMappings() });
    expect(find({ survey, reference: built })).toEqual(["transaction type 1 (OCR/KID): 1 transaction"]);
  });

  it("are all of them before anything is approved, whatever Tripletex has", () => {
    const survey = surveyWith(rubicLine({ departmentNumber: "20" }));
    expect(find({ survey, reference: reference({ mappings: [] }) })).toEqual([
      "VAT code 6, 0 %: 3 products of group Group 1",
      "account 3920: 3 products of group Group 1",
      "VAT 0 %: 1 invoice line",
      "account 3920: 1 invoice line",
      "department 20: 1 invoice line",
    ]);
  });

  it.each([
    { hasWritten: false, state: "red" },
    { hasWritten: true, state: "warning" },
  ])("are $state with what uses them, written before: $hasWritten", ({ hasWritten, state }) => {
    const unmapped = known([{ kind: "account", key: "3999", inUseBy: "4 invoice lines" } as const]);
    expect(mappingsLine(unmapped, { hasWritten })).toMatchObject({
      state,
      finding:
        "1 code in use has no approved counterpart in Tripletex: account 3999 (used by 4 invoice lines).",
    });
  });
});

describe("what is asked of Tripletex", () => {
  it("is every account that a group or a line names, each once, rising", () => {
    const survey = surveyWith(rubicLine({ accountNumber: "3930" }), rubicLine({ accountNumber: "tekst" }));
    expect(accountNumbersInUse(survey, [productGroup(1), productGroup(2)])).toEqual([3920, 3930]);
  });
});

describe("the survey", () => {
  it("tells what is to be booked from what is before the cut-over", () => {
    const survey = emptySurvey({ from: "2025-01-01", booksFrom: "2026-01-01" });
    addInvoices(survey, [
      rubicInvoice([rubicLine()], { invoiceID: 1, invoiceNumber: 900, invoiceDate: "2025-12-31" }),
      rubicInvoice([rubicLine()], {
        invoiceID: 2,
        invoiceNumber: 902,
        invoiceDate: "2026-01-02",
        taxTotalOere: 2500,
      }),
      rubicInvoice([rubicLine()], {
        invoiceID: 3,
        invoiceNumber: 901,
        invoiceDate: "2026-01-01",
        taxTotalOere: 0,
      }),
    ]);
    addInvoices(survey, [rubicInvoice([rubicLine({ grossTotalOere: -40_000 })], { invoiceID: 4 })]);
    addTransactions(survey, [
      rubicTransaction({ invoiceTransactionID: 5, paymentDate: "2025-12-31" }),
      rubicTransaction({ invoiceTransactionID: 6, paymentDate: "2026-01-01" }),
    ]);
    expect(survey).toMatchObject({ invoiceCount: 4, lowestToBook: 901, highest: 1042 });
    expect(survey.toBook.map(({ kind, id, hasVat }) => [kind, id, hasVat])).toEqual([
      ["invoice", 2, true],
      ["invoice", 3, false],
      ["credit", 4, false],
      ["payment", 6, false],
    ]);
  });
});
