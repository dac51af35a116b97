import { expect, test } from "vitest";
import type { RubicCompany, RubicCustomer } from "../rubic/schemas.ts";
import { joinCompanies, readOrganizationNumber } from "./companies.ts";
import { rubicCustomer } from "./test-records.ts";

function company(changes: Partial<RubicCompany> = {}): RubicCompany {
  return {
    companyID: 1,
    memberNo: 10_482,
    ledgerCustomerNo: null,
    companyName: "Prøvebedriften AS",
    registrationAuthorityOrganizationNumber: "123 456 785",
    email: null,
    alternateEmail: null,
    countryCode: null,
    mobile: null,
    address: null,
    address2: null,
    zipCode: null,
    city: null,
    countryName: null,
    memberStatus: 1,
    created: null,
    modified: null,
    ...changes,
  };
}

const customer = (changes: Partial<RubicCustomer> = {}) =>
  rubicCustomer({ customerType: 2, customerName: "Prøvebedriften AS", ...changes });

test.each([
  ["member number and name", {}, {}, "123456785"],
  ["name in other letters", { companyName: "PRØVEBEDRIFTEN  AS" }, {}, "123456785"],
  ["ledger number and name", { memberNo: 0, ledgerCustomerNo: "5" }, { ledgerCustomerNo: "5" }, "123456785"],
  ["a company that has ended", { memberStatus: 2 }, {}, "123456785"],
  ["number alone", { companyName: "En annen AS" }, {}, null],
  ["name alone", { memberNo: 7 }, {}, null],
  ["a number with leading zeros", {}, { customerNo: "010482" }, null],
  ["a person of that name", {}, { customerType: 1 }, null],
  ["a company without organisation number", { registrationAuthorityOrganizationNumber: null }, {}, null],
  [
    "a company whose check digit is wrong",
    { registrationAuthorityOrganizationNumber: "123456784" },
    {},
    null,
  ],
])("by %s", (_title, ofCompany, ofCustomer, expected) => {
  expect(joinCompanies([company(ofCompany)])(customer(ofCustomer))).toBe(expected);
});

test("two companies that agree and differ in number give none", () => {
  const twins = [company(), company({ companyID: 2, registrationAuthorityOrganizationNumber: "987654325" })];
  expect(joinCompanies(twins)(customer())).toBeNull();
  expect(joinCompanies([company(), company({ companyID: 2 })])(customer())).toBe("123456785");
});

test.each([
  ["123456785", "123456785"],
  ["987 654 325", "987654325"],
  ["12345678", null],
  ["NO123456785", null],
  ["", null],
  [null, null],
])("reads %o as %o", (text, expected) => {
  expect(readOrganizationNumber(text)).toBe(expected);
});

/** Remainder 1 would need the check digit 10, which no number has. */
test("never accepts a number whose check digit would be ten", () => {
  const accepted = Array.from({ length: 10 }, (_, digit) => readOrganizationNumber(`00000006${digit}`));
  expect(accepted.filter((number) => number !== null)).toHaveLength(0);
});
