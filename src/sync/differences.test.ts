import { describe, expect, test } from "vitest";
import type { TripletexCustomer, TripletexProduct } from "../tripletex/schemas.ts";
import { customerDifferences, productDifferences } from "./differences.ts";

const REFERENCE = {
  countries: new Map([
    ["NO", 161],
    ["SE", 200],
  ]),
};
const CUSTOMER = {
  id: 1,
  version: 4,
  name: "Kari Nordmann",
  customerNumber: 10_001,
  email: "kari@eksempel.test ",
  phoneNumberMobile: null,
  postalAddress: {
    id: 9,
    version: 2,
    addressLine1: "Storgata 1",
    addressLine2: null,
    postalCode: "0155",
    city: "OSLO",
    countryId: 161,
  },
} as unknown as TripletexCustomer;

describe("a customer", () => {
  test("shows only what differs, although the whole address is sent", () => {
    const postalAddress = {
      id: 9,
      version: 2,
      addressLine1: "Storgata 1",
      addressLine2: "c/o Ola",
      postalCode: "5003",
      city: "BERGEN",
      country: { id: 200 },
    };
    const changes = { version: 4, phoneNumberMobile: "41234567", postalAddress };
    expect(customerDifferences(CUSTOMER, changes, REFERENCE)).toEqual([
      { field: "mobile", from: null, to: "41234567" },
      { field: "address, second line", from: null, to: "c/o Ola" },
      { field: "postal code", from: "0155", to: "5003" },
      { field: "city", from: "OSLO", to: "BERGEN" },
      { field: "country", from: "NO", to: "SE" },
    ]);
  });

  test("has no difference where Tripletex only keeps spaces around the same", () => {
    const changes = { version: 4, email: "kari@eksempel.test" };
    expect(customerDifferences(CUSTOMER, changes, REFERENCE)).toEqual([]);
  });

  test("names a country that Tripletex does not list by its id", () => {
    const changes = { version: 4, postalAddress: { id: 9, country: { id: 5 } } };
    expect(customerDifferences(CUSTOMER, changes, REFERENCE)).toEqual([
      { field: "country", from: "NO", to: "no. 5" },
    ]);
  });
});

test("a product's price is shown in kroner, and texts as they are", () => {
  const product = {
    name: "Kontingent",
    number: "KONT-V",
    description: "",
    priceExcludingVatCurrency: 650,
  } as unknown as TripletexProduct;
  const changes = {
    version: 1,
    name: "Medlemskontingent",
    description: "Voksen",
    priceExcludingVatCurrency: 0.3,
  };
  expect(productDifferences(product, changes)).toEqual([
    { field: "name", from: "Kontingent", to: "Medlemskontingent" },
    { field: "description", from: null, to: "Voksen" },
    { field: "price without VAT", from: "650,00 kr", to: "0,30 kr" },
  ]);
});
