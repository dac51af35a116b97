import { describe, expect, test } from "vitest";
import type { TripletexVatType } from "../tripletex/schemas.ts";
import { type CodeKind, type CodeMapping, describeCode } from "./code-mappings.ts";
import { parseAccountNumber, proposeCodes, type TripletexLists } from "./code-proposals.ts";
import type { UsedCode } from "./code-use.ts";
import { account, VAT_TYPES } from "./test-records.ts";

const BANK = { id: 2, description: "Betalt til bank", debitAccountNumber: 1920 };
const VIPPS = { id: 3, description: "Vipps", debitAccountNumber: 1925 };

const lists: TripletexLists = {
  vatTypes: VAT_TYPES,
  accounts: [account(3920), account(3020, { legalVatTypeIds: [3, 31] }), account(3950, { isInactive: true })],
  departments: [
    { id: 71, departmentNumber: " 20 ", name: "Fotball" },
    { id: 72, departmentNumber: "", name: "30" },
  ],
  paymentTypes: [BANK, VIPPS],
};

function propose(kind: CodeKind, code: string, given: Partial<TripletexLists> = {}, vatCodes: string[] = []) {
  const used: UsedCode = { kind, code, label: describeCode(kind, code), vatCodes };
  const [proposal] = proposeCodes([used], { ...lists, ...given });
  if (proposal === undefined) throw new Error("a code in use has a proposal");
  expect(proposal.reason).toMatch(/^[A-Z0-9“].+\.$/);
  return proposal;
}

const vatId = (code: string, vatTypes: TripletexVatType[] = VAT_TYPES) => {
  const { target } = propose("vat", code, { vatTypes });
  return target?.kind === "vat" ? target.id : null;
};

describe("a VAT code", () => {
  test.each([
    ["3:25", 3],
    ["31:15", 31],
    ["33:12", 32],
    ["32:11.11", 311],
    ["5:0", 5],
    ["6:0", 6],
  ])("%s is the type with id %i", (code, id) => {
    expect(vatId(code)).toBe(id);
  });

  test("at 12 % is number 33, never the type whose number is 32", () => {
    expect(propose("vat", "33:12").target).toEqual({ kind: "vat", id: 32, number: "33", percentage: 12 });
    expect(propose("vat", "none:12").target).toEqual({ kind: "vat", id: 32, number: "33", percentage: 12 });
    expect(vatId("32:12")).toBeNull();
  });

  test.each(["3:15", "32:12", "03:25", "7:0", "high:25"])(
    "%s is no type, because number and percentage must agree",
    (code) => {
      expect(vatId(code)).toBeNull();
    },
  );

  test.each([
    ["none:25", 3],
    ["none:15", 31],
    ["none:12", 32],
  ])("%s, without a code, is the only type with that percentage", (code, id) => {
    expect(vatId(code)).toBe(id);
  });

  test.each(["none:11.11", "none:20"])("%s stays open", (code) => {
    expect(vatId(code)).toBeNull();
  });

  test("at 0 % without a code stays open, with the candidates by number", () => {
    const proposal = propose("vat", "none:0");
    expect(proposal.target).toBeNull();
    expect(proposal.candidates).toEqual(["5 Within the Act", "6 Outside the Act"]);
    expect(proposal.reason).toContain("(5), outside the Act (6) or without treatment (7)");
    const only = [{ id: 6, number: "6", name: "Outside", percentage: 0 }];
    expect(vatId("none:0", only)).toBeNull();
  });

  test("of a percentage that two types have needs a code", () => {
    const two = [...VAT_TYPES, { id: 999, number: "99", name: "New", percentage: 25 }];
    expect(vatId("none:25", two)).toBeNull();
    expect(vatId("99:25", two)).toBe(999);
  });

  test("is never directly posted VAT", () => {
    const direct = [{ id: 4, number: "4", name: "Direct", percentage: 100 }];
    expect(vatId("4:100", direct)).toBeNull();
    expect(vatId("none:100", direct)).toBeNull();
  });
});

describe("an account", () => {
  test("is the one with the same number", () => {
    expect(propose("account", "3920").target).toEqual({ kind: "account", id: 39_200, number: 3920 });
  });

  test.each([
    ["3990", "no account 3990"],
    ["3950", "inactive"],
    ["39X0", "no account number"],
  ])("%s stays open: %s", (code, words) => {
    expect(propose("account", code)).toMatchObject({ target: null, reason: expect.stringContaining(words) });
  });

  test("that takes none of the VAT types sold on it stays open, and says which", () => {
    const proposal = propose("account", "3020", {}, ["6:0"]);
    expect(proposal).toMatchObject({ target: null, reason: expect.stringContaining("VAT type 6") });
  });

  test("that takes some of them is proposed, with the doubt in the reason", () => {
    const proposal = propose("account", "3020", {}, ["3:25", "33:12"]);
    expect(proposal.target).toMatchObject({ number: 3020 });
    expect(proposal.reason).toContain("does not take VAT type 33");
  });

  test("is checked against the approved VAT type, where it differs from the proposed one", () => {
    const used: UsedCode[] = [{ kind: "account", code: "3020", label: "account 3020", vatCodes: ["none:0"] }];
    const approved: CodeMapping = {
      kind: "vat",
      code: "none:0",
      label: "no VAT code at 0 %",
      state: "approved",
      target: { kind: "vat", id: 6, number: "6", percentage: 0 },
    };
    expect(proposeCodes(used, lists, [])[0]?.target).not.toBeNull();
    expect(proposeCodes(used, lists, [approved])[0]?.target).toBeNull();
  });
});

test("a department is the one with the same number, never one of the same name", () => {
  expect(propose("department", "20").target).toEqual({ kind: "department", id: 71, number: "20" });
  expect(propose("department", "30").target).toBeNull();
  expect(propose("department", "id-9").target).toBeNull();
});

describe("a transaction type", () => {
  const bank = {
    kind: "transactionType",
    class: "money",
    paymentTypeId: 2,
    paymentTypeName: "Betalt til bank",
  };

  test.each(["1", "2", "3", "4"])("%s is money on the one payment type of the bank account", (code) => {
    expect(propose("transactionType", code).target).toEqual(bank);
  });

  test("that is money stays open without exactly one such payment type, with all of them named", () => {
    expect(propose("transactionType", "3", { paymentTypes: [VIPPS] }).target).toBeNull();
    const two = propose("transactionType", "3", { paymentTypes: [BANK, { ...BANK, id: 4 }] });
    expect(two.target).toBeNull();
    expect(two.candidates).toEqual(["money:2 Betalt til bank", "money:4 Betalt til bank"]);
  });

  test("5 is a refund, which goes back by the same payment type", () => {
    expect(propose("transactionType", "5").target).toEqual({ ...bank, class: "refund" });
    const two = propose("transactionType", "5", { paymentTypes: [BANK, { ...BANK, id: 4 }] });
    expect(two).toMatchObject({
      target: null,
      candidates: ["refund:2 Betalt til bank", "refund:4 Betalt til bank"],
    });
  });

  test("6 is a settlement by credit note", () => {
    const target = { kind: "transactionType", class: "creditSettlement" };
    expect(propose("transactionType", "6").target).toEqual(target);
  });

  test("beyond the working ones stays open", () => {
    expect(propose("transactionType", "7").target).toBeNull();
  });
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
