import * as fc from "fast-check";
import { expect, test } from "vitest";
import { customerKey, MAXIMUM_NUMBER, tripletexCustomerNumber } from "./customer-number.ts";
import { rubicCustomer } from "./test-records.ts";

test.each([
  ["10482", null, 10_482],
  [" 10482 ", null, 10_482],
  ["10482", "20482", 20_482],
  [null, "20482", 20_482],
  ["G-2041", "29004", 29_004],
  ["10482", "  ", 10_482],
  ["2147483647", null, MAXIMUM_NUMBER],
  ["1", null, 1],
])("customer number %o with ledger number %o is %i in Tripletex", (customerNo, ledgerCustomerNo, number) => {
  expect(tripletexCustomerNumber(rubicCustomer({ customerNo, ledgerCustomerNo }))).toEqual({
    ok: true,
    number,
  });
});

test.each([
  ["00417"],
  ["G-2041"],
  ["0"],
  ["-5"],
  ["+5"],
  ["1e3"],
  ["0x10"],
  ["12.0"],
  ["12 345"],
  ["2147483648"],
  ["99999999999"],
  ["１２３"],
])("the number %o is held, not bent into shape", (customerNo) => {
  const result = tripletexCustomerNumber(rubicCustomer({ customerNo }));
  expect(result).toMatchObject({ outcome: "held", code: "CUSTOMER_NUMBER_NOT_USABLE" });
  expect(result).toHaveProperty("message", expect.stringContaining(`“${customerNo}”`));
});

test("an unusable ledger number does not fall back on the customer number", () => {
  const customer = rubicCustomer({ customerNo: "10482", ledgerCustomerNo: "A1" });
  expect(tripletexCustomerNumber(customer)).toMatchObject({ code: "CUSTOMER_NUMBER_NOT_USABLE" });
});

test.each([[null], [""], ["  "]])("a customer with the numbers %o and none has no number", (customerNo) => {
  const result = tripletexCustomerNumber(rubicCustomer({ customerNo }));
  expect(result).toMatchObject({ outcome: "held", code: "CUSTOMER_WITHOUT_NUMBER" });
});

test("whatever the text, a number that is accepted is written exactly like that text", () => {
  const texts = fc.oneof(fc.string(), fc.bigInt({ min: -10n, max: 10n ** 11n }).map(String));
  fc.assert(
    fc.property(texts, (customerNo) => {
      const result = tripletexCustomerNumber(rubicCustomer({ customerNo }));
      if ("ok" in result) expect(String(result.number)).toBe(customerNo.trim());
    }),
    { seed: 2, numRuns: 500 },
  );
});

test("the key is Rubic's own number, whatever the ledger says", () => {
  expect(customerKey(rubicCustomer({ customerNo: " 00417 ", ledgerCustomerNo: "9" }))).toBe("00417");
  expect(customerKey(rubicCustomer({ customerNo: null, ledgerCustomerNo: "9" }))).toBeNull();
});
