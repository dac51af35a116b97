import { describe, expect, test } from "vitest";
import { type Choices, chooseTarget } from "./code-choice.ts";
import {
  type CodeKind,
  type CodeMapping,
  codeFormProblem,
  departmentCode,
  describeCode,
  parseVatCode,
  unmappedCodes,
  vatCode,
} from "./code-mappings.ts";
import { codesInUse, mergeCodes } from "./code-use.ts";
import { productGroup, rubicInvoice, rubicLine } from "./test-records.ts";

test.each([
  ["3", 25, "3:25"],
  [" 32 ", 11.11, "32:11.11"],
  [null, 0, "none:0"],
  ["  ", 25, "none:25"],
  ["6", null, null],
])("VAT code %o at %o %% has the key %o", (taxCode, percentage, key) => {
  expect(vatCode(taxCode, percentage)).toBe(key);
});

test("a VAT key reads back as what it was made from", () => {
  expect(parseVatCode("3:25")).toEqual({ taxCode: "3", percentage: 25 });
  expect(parseVatCode("none:0")).toEqual({ taxCode: null, percentage: 0 });
  expect(parseVatCode("A:B:11.11")).toEqual({ taxCode: "A:B", percentage: 11.11 });
  expect(parseVatCode("25")).toBeNull();
});

test("a department without number goes by its id", () => {
  expect(departmentCode({ number: " 20 ", id: 2 })).toBe("20");
  expect(departmentCode({ number: null, id: 9 })).toBe("id-9");
  expect(departmentCode({ number: " ", id: 0 })).toBeNull();
});

test.each<[CodeKind, string, string]>([
  ["vat", "3:25", "VAT code 3 at 25 %"],
  ["vat", "none:0", "no VAT code at 0 %"],
  ["account", "3920", "account 3920"],
  ["account", "group-4", "the account of product group 4"],
  ["department", "id-9", "department with id 9"],
  ["transactionType", "3", "transaction type 3"],
])("%s %s is called “%s”", (kind, code, words) => {
  expect(describeCode(kind, code)).toBe(words);
});

test.each<[CodeKind, string, boolean]>([
  ["vat", "3:25", true],
  ["vat", "3", false],
  ["account", "group-4", true],
  ["account", "", false],
  ["department", "A 1", true],
  ["transactionType", "x", false],
])("%s %o can be a code: %s", (kind, code, isCode) => {
  expect(codeFormProblem(kind, code) === null).toBe(isCode);
});

test("finds every code that is used, once, with the VAT codes of each account", () => {
  const used = codesInUse({
    productGroups: [
      productGroup(1),
      productGroup(2, { code: "3", percent: 25 }),
      productGroup(3, { code: null, percent: 0, accountNumber: null }),
    ],
    departments: [
      {
        productDepartmentID: 2,
        productDepartmentNumber: "20",
        productDepartmentName: "Fotball",
        organizationID: 1,
      },
    ],
    invoices: [
      rubicInvoice([rubicLine({ accountNumber: "3990", departmentNumber: "30", departmentName: "Ski" })]),
      { invoiceLines: null },
    ],
    transactions: [
      { transactionTypeID: 3, transactionTypeName: "Vipps" },
      { transactionTypeID: 3, transactionTypeName: null },
    ],
  });
  expect(used.map(({ kind, label }) => `${kind}: ${label}`)).toEqual([
    "account: account 3920",
    "account: account 3990",
    "department: department 20 (Fotball)",
    "department: department 30 (Ski)",
    "transactionType: transaction type 3 (Vipps)",
    "vat: VAT code 3 at 25 %",
    "vat: VAT code 6 at 0 %",
    "vat: no VAT code at 0 %",
  ]);
  expect(used.find(({ code }) => code === "3920")?.vatCodes).toEqual(["6:0", "3:25"]);
  expect(mergeCodes([used, used])).toEqual(used);
});

const accountCodeOf = (name: string) => ({
  kind: "account" as const,
  code: name,
  label: `account ${name}`,
});

test("what has no approved mapping is unmapped, with what to do about it", () => {
  const target = { kind: "account", id: 1, number: 3000 } as const;
  const mappings: CodeMapping[] = [
    { ...accountCodeOf("1"), state: "approved", target },
    { ...accountCodeOf("2"), state: "proposed", target },
    { ...accountCodeOf("3"), state: "proposed", target: null },
    { ...accountCodeOf("4"), state: "withdrawn", target },
  ];
  const unmapped = unmappedCodes(["1", "2", "3", "4", "5"].map(accountCodeOf), mappings);
  expect(unmapped.map((each) => [each.code, each.problem])).toEqual([
    ["2", "The mapping of account 2 to account 3000 is proposed: approve it, or choose another."],
    ["3", "It is not decided what account 3 is in Tripletex: choose it and approve the mapping."],
    ["4", "The mapping of account 4 was taken back: approve one to book it again."],
    ["5", "It is not decided what account 5 is in Tripletex: choose it and approve the mapping."],
  ]);
});

describe("choosing", () => {
  const choices: Choices = {
    vatTypes: [
      { id: 32, number: "33", name: "Low", percentage: 12 },
      { id: 311, number: "32", name: "Raw fish", percentage: 11.11 },
      { id: 5, number: "5", name: "Within the Act", percentage: 0 },
    ],
    accounts: [{ id: 40, number: 3920, name: "Kontingent" }],
    departments: [{ id: 71, number: "20", name: "Fotball" }],
    paymentTypes: [{ id: 9, name: "Vipps", debitAccountNumber: 1925 }],
  };

  test.each<[CodeKind, string, string, object]>([
    ["vat", "33:12", "33", { id: 32, number: "33" }],
    ["vat", "none:0", "5", { id: 5 }],
    ["account", "group-4", "3920", { id: 40 }],
    ["department", "20", "20", { id: 71 }],
    ["transactionType", "3", "money:9", { class: "money", paymentTypeId: 9, paymentTypeName: "Vipps" }],
    ["transactionType", "5", "refund:9", { class: "refund", paymentTypeId: 9, paymentTypeName: "Vipps" }],
    ["transactionType", "6", "credit-settlement", { class: "creditSettlement" }],
    ["transactionType", "7", "write-off", { class: "writeOff" }],
    ["transactionType", "8", "ignore", { class: "ignore" }],
  ])("%s %s = %s", (kind, code, choice, target) => {
    expect(chooseTarget({ kind, code }, choice, choices)).toMatchObject({ ok: true, target });
  });

  test.each<[CodeKind, string, string, string]>([
    ["vat", "33:12", "32", "VAT type 32 has 11.11 % in Tripletex, but the code has 12 % in Rubic"],
    ["vat", "33:12", "3", "no active VAT type with number 3"],
    ["account", "3920", "3921", "no active account 3921"],
    ["department", "20", "Fotball", "no active department Fotball"],
    ["transactionType", "3", "money", "money:9 (Vipps)"],
    ["transactionType", "3", "money:8", "none of"],
    ["transactionType", "5", "refund", "refund:9 (Vipps)"],
  ])("%s %s = %s is refused: %s", (kind, code, choice, problem) => {
    const chosen = chooseTarget({ kind, code }, choice, choices);
    expect(chosen).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
  });
});
