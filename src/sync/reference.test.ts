import { expect, test } from "vitest";
import type { CodeMapping, CodeTarget } from "./code-mappings.ts";
import {
  accountNumbersOf,
  buildReference,
  findAccount,
  findLineDepartment,
  findVatType,
} from "./reference.ts";
import { account, approvedMappings, productGroup, reference, rubicLine } from "./test-records.ts";

const outcomeOf = (found: ReturnType<typeof findVatType>) => (found.ok ? found.value.id : found.code);

test("only what is approved counts", () => {
  for (const state of ["proposed", "withdrawn"] as const) {
    const mappings = approvedMappings().map((mapping) => ({ ...mapping, state }));
    const found = findVatType(reference({ mappings }), { taxCode: "6", percentage: 0 });
    expect(found).toMatchObject({ ok: false, code: "VAT_NOT_MAPPED" });
    expect(found).toHaveProperty("problem", expect.stringContaining("VAT code 6 at 0 %"));
  }
});

test.each([
  ["renumbered", [{ id: 6, number: "61", name: "Outside", percentage: 0 }]],
  ["of another percentage", [{ id: 6, number: "6", name: "Outside", percentage: 5 }]],
  ["under another id", [{ id: 66, number: "6", name: "Outside", percentage: 0 }]],
  ["not active", []],
])("a mapped VAT type that is %s by now is not used", (_how, vatTypes) => {
  const changed = reference({ vatTypes, mappings: approvedMappings() });
  expect(outcomeOf(findVatType(changed, { taxCode: "6", percentage: 0 }))).toBe("VAT_TYPE_NOT_FOUND");
});

test("a VAT code is found by code and percentage, and blank is no code", () => {
  const zero: CodeTarget = { kind: "vat", id: 5, number: "5", percentage: 0 };
  const mapping: CodeMapping = { kind: "vat", code: "none:0", label: "", state: "approved", target: zero };
  const built = reference({ mappings: [...approvedMappings(), mapping] });
  expect(outcomeOf(findVatType(built, { taxCode: " 6 ", percentage: 0 }))).toBe(6);
  expect(outcomeOf(findVatType(built, { taxCode: "  ", percentage: 0 }))).toBe(5);
  expect(outcomeOf(findVatType(built, { taxCode: "6", percentage: null }))).toBe("VAT_NOT_MAPPED");
});

test("the mapping of a product group wins over that of its account number", () => {
  const target: CodeTarget = { kind: "account", id: 30_200, number: 3020 };
  const mapping: CodeMapping = { kind: "account", code: "group-1", label: "", state: "approved", target };
  const built = reference({ mappings: [...approvedMappings(), mapping] });
  const numberOf = (productGroupId?: number) => {
    const found = findAccount(built, { accountNumber: "3920", productGroupId });
    return found?.ok ? found.value.number : null;
  };
  expect([numberOf(1), numberOf(2), numberOf()]).toEqual([3020, 3920, 3920]);
  expect(findAccount(built, { accountNumber: null, productGroupId: 2 })).toBeNull();
});

const departmentOf = (changes: Parameters<typeof rubicLine>[0]) =>
  findLineDepartment(reference(), rubicLine(changes));

test("a line's department is found by its number, or by the number that Rubic lists for its id", () => {
  expect(departmentOf({ departmentNumber: "20" })).toMatchObject({ ok: true, value: { id: 71 } });
  expect(departmentOf({ departmentID: 3 })).toMatchObject({ ok: true, value: { id: 72 } });
  expect(departmentOf({ departmentID: 9 })).toMatchObject({ ok: false, code: "DEPARTMENT_NOT_MAPPED" });
  expect(departmentOf({ departmentID: 0 })).toBeNull();
  expect(departmentOf({})).toBeNull();
});

test("asks for each income account once, those of mappings too, and skips what is no account number", () => {
  const groups = ["3920", "3020", null, "3920", " 3950 ", "39A0", "", "0392"].map((accountNumber, index) =>
    productGroup(index, { accountNumber }),
  );
  const target: CodeTarget = { kind: "account", id: 1, number: 3999 };
  const mapping: CodeMapping = { kind: "account", code: "39A0", label: "", state: "approved", target };
  expect(accountNumbersOf(groups, [mapping])).toEqual([3020, 3920, 3950, 3999]);
});

test("looks everything up by its key", () => {
  const built = buildReference({
    vatTypes: [
      { id: 32, number: "33", name: "Low", percentage: 12 },
      { id: 4, number: "4", name: "Direct", percentage: 100 },
    ],
    accounts: [account(3920)],
    departments: [{ id: 1, departmentNumber: "20", name: "Fotball" }],
    countries: [{ id: 161, isoAlpha2Code: "no", name: "Norge" }],
    paymentTypes: [],
    productGroups: [productGroup(4)],
    rubicDepartments: [],
    mappings: [],
  });
  expect([...built.vatTypes.values()]).toEqual([{ id: 32, number: "33", percentage: 12 }]);
  expect(built.accounts.get(39_200)?.number).toBe(3920);
  expect([...built.departmentIds]).toEqual([1]);
  expect(built.countries.get("NO")).toBe(161);
  expect(built.productGroups.get(4)?.accountNumber).toBe("3920");
});
