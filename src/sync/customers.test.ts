import { describe, expect, test } from "vitest";
import type { RubicCustomer } from "../rubic/schemas.ts";
import {
  agreesCustomer,
  customerChanges,
  decideCustomer,
  describeCustomerConflict,
  type WantedCustomer,
} from "./customers.ts";
import { nameMark } from "./name-mark.ts";
import { NORWAY_ID, reference, rubicCustomer, SWEDEN_ID, tripletexCustomer } from "./test-records.ts";

function wanted(changes: Partial<RubicCustomer> = {}): WantedCustomer {
  const decision = decideCustomer(rubicCustomer(changes), reference());
  if (decision.outcome === "held") throw new Error(decision.message);
  return decision;
}

const NO_ADDRESS = { address: null, address2: null, zipCode: null, city: null };

test("wants an ordinary person, with everything off that would chase a member", () => {
  expect(wanted()).toEqual({
    outcome: "wanted",
    key: "10482",
    customerNumber: 10_482,
    nameMark: nameMark("10482", "Testmedlem Nr 482"),
    namesCountry: true,
    body: {
      name: "Testmedlem Nr 482",
      customerNumber: 10_482,
      email: "482@eksempel.test",
      phoneNumberMobile: "90000482",
      isPrivateIndividual: true,
      postalAddress: {
        addressLine1: "Prøveveien 4",
        postalCode: "0482",
        city: "OSLO",
        country: { id: NORWAY_ID },
      },
      invoiceSendMethod: "MANUAL",
      isAutomaticReminderEnabled: false,
      isAutomaticSoftReminderEnabled: false,
      isAutomaticNoticeOfDebtCollectionEnabled: false,
      isFactoring: false,
      invoiceSendSMSNotification: false,
    },
    expectation: { kind: "customer", customerNumber: 10_482, name: "Testmedlem Nr 482" },
    hashFields: expect.objectContaining({ customerNumber: 10_482 }),
  });
});

test("keeps Rubic's number as key where the ledger has another", () => {
  const customer = wanted({ ledgerCustomerNo: "20482" });
  expect([customer.key, customer.customerNumber]).toEqual(["10482", 20_482]);
});

test.each([
  [1, true],
  [2, false],
  [3, false],
  [null, false],
])("customer type %o is a private individual: %o", (customerType, isPrivateIndividual) => {
  expect(wanted({ customerType }).body.isPrivateIndividual).toBe(isPrivateIndividual);
});

test.each([
  ["kari.prøve@eksempel.test"],
  ["kari@eksempel"],
  ["ingen"],
  ["a@b.test; c@d.test"],
  ["a b@c.test"],
  [`${"a".repeat(250)}@b.test`],
  [" "],
  [null],
])("leaves out the e-mail %o, which Tripletex would refuse", (email) => {
  expect(wanted({ email }).body).not.toHaveProperty("email");
});

test("keeps an e-mail with plus, dots and hyphens", () => {
  expect(wanted({ email: " Kari.N+lag@post-kasse.eksempel.test " }).body.email).toBe(
    "Kari.N+lag@post-kasse.eksempel.test",
  );
});

test.each([
  ["+47", "90000482", "90000482"],
  [null, "90000482", "90000482"],
  ["+46", "701234567", "+46 701234567"],
  ["NO", "90000482", "90000482"],
  ["SE", "701234567", "SE 701234567"],
  ["+46", "+46701234567", "+46701234567"],
])("with calling code %o the mobile %o becomes %o", (countryCode, mobile, phone) => {
  expect(wanted({ countryCode, mobile }).body.phoneNumberMobile).toBe(phone);
});

test("sends no address where Rubic has none, and keeps leading zeros where it has one", () => {
  expect(wanted(NO_ADDRESS).body).not.toHaveProperty("postalAddress");
  expect(wanted({ ...NO_ADDRESS, zipCode: "0482" }).body.postalAddress).toEqual({
    postalCode: "0482",
    country: { id: NORWAY_ID },
  });
});

test.each([
  ["Sverige", "+46", { id: SWEDEN_ID }],
  ["Norway", "+46", { id: NORWAY_ID }],
  ["Langtvekkistan", "+47", undefined],
  ["Danmark", "+45", undefined],
  [null, "+47", { id: NORWAY_ID }],
  [null, "+46", undefined],
])("country %o with code %o is %o", (countryName, countryCode, country) => {
  expect(wanted({ countryName, countryCode }).body.postalAddress?.country).toEqual(country);
});

test.each([
  ["CUSTOMER_WITHOUT_NUMBER", { customerNo: null }],
  ["CUSTOMER_WITHOUT_NUMBER", { customerNo: null, ledgerCustomerNo: "20482" }],
  ["CUSTOMER_NUMBER_NOT_USABLE", { customerNo: "G-2041" }],
  ["INVALID_RECORD", { customerName: null }],
  ["INVALID_RECORD", { customerName: " " }],
])("holds as %s a customer with %o", (code, changes) => {
  const decision = decideCustomer(rubicCustomer(changes), reference());
  expect(decision).toMatchObject({ outcome: "held", code, message: expect.stringMatching(/\.$/) });
});

test("cuts a name that is too long, and expects the cut one", () => {
  const { body, expectation } = wanted({ customerName: "Åse ".repeat(80) });
  expect(body.name.length).toBeLessThanOrEqual(255);
  expect(expectation.name).toBe(body.name);
});

test("adopts the same number and name, but for case, spaces and composed letters", () => {
  const { expectation } = wanted({ customerName: "Åse  Ærlig" });
  expect(agreesCustomer(expectation, tripletexCustomer({ name: "A\u030Ase ærlig " }))).toBe(true);
  expect(agreesCustomer(expectation, tripletexCustomer({ name: "Ase Ærlig" }))).toBe(false);
  const other = tripletexCustomer({ name: "Åse Ærlig", customerNumber: 9 });
  expect(agreesCustomer(expectation, other)).toBe(false);
  expect(describeCustomerConflict(expectation, tripletexCustomer({ name: "Per" }))).toBe(
    "Customer number 10482 is “Per” in Tripletex and “Åse  Ærlig” in Rubic.",
  );
});

test("changes nothing where all that Rubic has is there already, whatever the flags are", () => {
  expect(customerChanges(wanted(), tripletexCustomer())).toBeNull();
});

test("holds a customer that has another number in Tripletex, whatever else has changed", () => {
  const renumbered = wanted({ ledgerCustomerNo: "20777", email: "ny@eksempel.test" });
  expect(customerChanges(renumbered, tripletexCustomer())).toEqual({
    outcome: "held",
    code: "CUSTOMER_RENUMBERED",
    message: "Customer 20777 (Testmedlem Nr 482) has the number 10482 in Tripletex now.",
  });
});

test("never blanks what the accountant filled in", () => {
  const bare = wanted({ ...NO_ADDRESS, email: null, mobile: null, countryName: null });
  expect(customerChanges(bare, tripletexCustomer())).toBeNull();
});

test("changes only the fields that differ", () => {
  const changed = wanted({ customerName: "Nytt Navn", email: "ny@eksempel.test", mobile: "90000999" });
  expect(customerChanges(changed, tripletexCustomer())).toEqual({
    version: 7,
    name: "Nytt Navn",
    email: "ny@eksempel.test",
    phoneNumberMobile: "90000999",
  });
});

test("changes an address in place, with its id and version, and leaves what Rubic does not have", () => {
  const moved = wanted({ address: "Nyveien 1", address2: null });
  expect(customerChanges(moved, tripletexCustomer())).toEqual({
    version: 7,
    postalAddress: {
      id: 601,
      version: 2,
      addressLine1: "Nyveien 1",
      postalCode: "0482",
      city: "OSLO",
      country: { id: NORWAY_ID },
    },
  });
});

test("does not write the default country over the one that stands there", () => {
  const { postalAddress } = tripletexCustomer();
  if (postalAddress === null) throw new Error("The plain customer has an address.");
  const abroad = tripletexCustomer({ postalAddress: { ...postalAddress, countryId: SWEDEN_ID } });
  expect(customerChanges(wanted({ countryName: null }), abroad)).toBeNull();
  const moved = customerChanges(wanted({ countryName: null, city: "LUND" }), abroad);
  expect(moved).toHaveProperty("postalAddress.city", "LUND");
  expect(moved).not.toHaveProperty("postalAddress.country");
  expect(customerChanges(wanted({ countryName: "Norge" }), abroad)).toHaveProperty("postalAddress.country", {
    id: NORWAY_ID,
  });
});

test("keeps the address and the e-mail in Tripletex when they are emptied in Rubic", () => {
  expect(
    customerChanges(wanted({ ...NO_ADDRESS, countryName: null, email: null }), tripletexCustomer()),
  ).toBeNull();
});

test("takes the version 0 for a version, of customer and address alike", () => {
  const { postalAddress } = tripletexCustomer();
  if (postalAddress === null) throw new Error("The plain customer has an address.");
  const fresh = tripletexCustomer({ version: 0, postalAddress: { ...postalAddress, version: 0 } });
  expect(customerChanges(wanted({ city: "BERGEN" }), fresh)).toMatchObject({
    version: 0,
    postalAddress: { id: 601, version: 0, city: "BERGEN" },
  });
});

describe("the organisation number of a company", () => {
  const ours = "123456785";
  const company = () => {
    const decision = decideCustomer(rubicCustomer({ customerType: 2 }), reference(), ours);
    if (decision.outcome === "held") throw new Error(decision.message);
    return decision;
  };
  const changesAt = (organizationNumber: string | null) =>
    customerChanges(company(), tripletexCustomer({ organizationNumber }));

  test("is sent on creation, and looked for when the outcome is unknown", () => {
    expect(company()).toMatchObject({
      body: { organizationNumber: ours, isPrivateIndividual: false },
      expectation: { organizationNumber: ours },
      hashFields: { organizationNumber: ours },
    });
    expect(wanted().body).not.toHaveProperty("organizationNumber");
  });

  test.each([
    [null, true],
    ["123 456 785", true],
    ["987654325", false],
  ])(
    "a customer of the same name with organisation number %o is adopted: %o",
    (organizationNumber, isOurs) => {
      const existing = tripletexCustomer({ organizationNumber });
      expect(agreesCustomer(company().expectation, existing)).toBe(isOurs);
      expect(agreesCustomer(wanted().expectation, existing)).toBe(true);
    },
  );

  test("is filled in where Tripletex has none, left where it is the same, and held where it is another", () => {
    expect(changesAt(null)).toEqual({ version: 7, organizationNumber: ours });
    expect(changesAt("123 456 785")).toBeNull();
    expect(changesAt("987654325")).toMatchObject({
      outcome: "held",
      code: "CUSTOMER_ORGANIZATION_DIFFERS",
      message: expect.stringMatching(/123456785 in Rubic and 987654325 in Tripletex/),
    });
  });
});

test("leaves an address alone that was not read", () => {
  expect(customerChanges(wanted({ city: "LUND" }), tripletexCustomer({ postalAddress: null }))).toBeNull();
});
