import { expect, test } from "vitest";
import { countryOfCustomer, isDomesticCallingCode } from "./countries.ts";

test.each([
  ["Norge", "NO"],
  ["Norway", "NO"],
  ["Noreg", "NO"],
  [" NORGE ", "NO"],
  ["+47", "NO"],
  ["NO", "NO"],
  ["se", "SE"],
  ["Sverige", "SE"],
  ["Sweden", "SE"],
  ["Danmark", "DK"],
  ["Storbritannia", "GB"],
  ["United States", "US"],
  ["Tyskland", "DE"],
  ["Myanmar (Burma)", "MM"],
])("the country name %o is %s", (countryName, isoCode) => {
  expect(countryOfCustomer({ countryName, countryCode: null })).toEqual({ isoCode, isNamed: true });
});

test("a name it does not know is no country, whatever the calling code", () => {
  expect(countryOfCustomer({ countryName: "Langtvekkistan", countryCode: "+47" })).toBeNull();
});

test.each([
  [null, { isoCode: "NO", isNamed: false }],
  ["+47", { isoCode: "NO", isNamed: false }],
  ["SE", { isoCode: "SE", isNamed: true }],
  ["+46", null],
])("without a name the code %o gives %o", (countryCode, country) => {
  expect(countryOfCustomer({ countryName: null, countryCode })).toEqual(country);
});

test("knows Norway's calling code from others", () => {
  expect(["+47", "0047", "47", null, "NO"].map(isDomesticCallingCode)).toEqual([
    true,
    true,
    true,
    true,
    true,
  ]);
  expect(["+46", "0046"].map(isDomesticCallingCode)).toEqual([false, false]);
});
