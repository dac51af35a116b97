import { expect, test } from "vitest";
import {
  accountNumbersOf,
  buildReference,
  defaultPaymentType,
  findVatType,
  parseAccountNumber,
} from "./reference.ts";
import { productGroup, reference } from "./test-records.ts";

test.each([
  ["3", 25, 3],
  ["31", 15, 31],
  ["33", 12, 32],
  ["32", 11.11, 311],
  ["5", 0, 5],
  ["6", 0, 6],
  [" 6 ", 0, 6],
])("VAT code %o at %d %% is the type with id %i", (taxCode, percentage, id) => {
  expect(findVatType(reference(), { taxCode, percentage })?.id).toBe(id);
});

test.each([
  ["3", 15],
  ["32", 12],
  ["03", 25],
  ["7", 0],
  ["high", 25],
  ["3", null],
])("VAT code %o at %o %% is no type, because code and percentage must agree", (taxCode, percentage) => {
  expect(findVatType(reference(), { taxCode, percentage })).toBeNull();
});

test.each([
  [25, 3],
  [15, 31],
  [12, 32],
])("without a code %d %% is the type with id %i", (percentage, id) => {
  expect(findVatType(reference(), { taxCode: null, percentage })?.id).toBe(id);
  expect(findVatType(reference(), { taxCode: "  ", percentage })?.id).toBe(id);
});

test.each([[0], [11.11], [20], [null]])("without a code %o %% stays open", (percentage) => {
  expect(findVatType(reference(), { taxCode: null, percentage })).toBeNull();
});

test("0 % without a code stays open even where only one such type is active", () => {
  const only = reference({ vatTypes: [{ id: 6, number: "6", name: "Outside", percentage: 0 }] });
  expect(findVatType(only, { taxCode: null, percentage: 0 })).toBeNull();
});

test("two types with one percentage need a code", () => {
  const two = reference({
    vatTypes: [
      { id: 3, number: "3", name: "High", percentage: 25 },
      { id: 999, number: "99", name: "New", percentage: 25 },
    ],
  });
  expect(findVatType(two, { taxCode: null, percentage: 25 })).toBeNull();
  expect(findVatType(two, { taxCode: "99", percentage: 25 })?.id).toBe(999);
});

test("directly posted VAT is never taken for a sale", () => {
  const direct = reference({ vatTypes: [{ id: 4, number: "4", name: "Direct", percentage: 100 }] });
  expect(findVatType(direct, { taxCode: "4", percentage: 100 })).toBeNull();
  expect(findVatType(direct, { taxCode: null, percentage: 100 })).toBeNull();
});

test("the bank's payment type is the default only if there is exactly one", () => {
  const cash = { id: 1, description: "Kontant", debitAccountNumber: 1900 };
  const bank = { id: 2, description: "Betalt til bank", debitAccountNumber: 1920 };
  const unknown = { id: 3, description: "?", debitAccountNumber: null };
  expect(defaultPaymentType([cash, bank, unknown])).toEqual(bank);
  expect(defaultPaymentType([cash, unknown])).toBeNull();
  expect(defaultPaymentType([bank, { ...bank, id: 4 }])).toBeNull();
  expect(defaultPaymentType([])).toBeNull();
});

test("asks for each income account once and skips what is no account number", () => {
  const groups = ["3920", "3020", null, "3920", " 3950 ", "39A0", "", "0392"].map((accountNumber, index) =>
    productGroup(index, { accountNumber }),
  );
  expect(accountNumbersOf(groups)).toEqual([3020, 3920, 3950]);
});

test.each([
  ["3920", 3920],
  ["03920", null],
  ["39.20", null],
  ["3e3", null],
  [null, null],
])("the account number %o reads as %o", (text, number) => {
  expect(parseAccountNumber(text)).toBe(number);
});

test("looks everything up by its key", () => {
  const built = buildReference({
    vatTypes: [{ id: 32, number: "33", name: "Low", percentage: 12 }],
    accounts: [],
    departments: [
      { id: 1, departmentNumber: " 20 ", name: "Fotball" },
      { id: 2, departmentNumber: "", name: "Avdeling" },
    ],
    countries: [{ id: 161, isoAlpha2Code: "no", name: "Norge" }],
    paymentTypeId: null,
    productGroups: [productGroup(4)],
    rubicDepartments: [],
  });
  expect(built.vatTypes).toEqual([{ id: 32, number: "33", percentage: 12 }]);
  expect([...built.departments]).toEqual([["20", 1]]);
  expect(built.countries.get("NO")).toBe(161);
  expect(built.productGroups.get(4)?.accountNumber).toBe("3920");
});
