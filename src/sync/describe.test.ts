import { expect, test } from "vitest";
import { comparableText, describeCustomer, describeProduct, limitText } from "./describe.ts";
import { rubicCustomer, rubicProduct } from "./test-records.ts";

test.each([
  [{}, "Customer 10482 (Testmedlem Nr 482)"],
  [{ customerNo: null, ledgerCustomerNo: "20482" }, "Customer 20482 (Testmedlem Nr 482)"],
  [{ customerNo: null }, "Customer “Testmedlem Nr 482”"],
  [{ customerName: " " }, "Customer 10482"],
  [{ customerNo: null, customerName: null }, "A customer without number and name"],
])("a customer with %o is called %s", (changes, text) => {
  expect(describeCustomer(rubicCustomer(changes))).toBe(text);
});

test.each([
  [{}, "Product KONT-V (Medlemskontingent voksen)"],
  [{ productCode: null }, "Product with id 101 (Medlemskontingent voksen)"],
  [{ productName: null }, "Product KONT-V"],
])("a product with %o is called %s", (changes, text) => {
  expect(describeProduct(rubicProduct(changes))).toBe(text);
});

test("cuts a text to its limit, but never through a character and with no space at the end", () => {
  expect(limitText("abc", 3)).toBe("abc");
  expect(limitText("abcd", 3)).toBe("abc");
  expect(limitText("ab cd", 3)).toBe("ab");
  expect(limitText("ab😀", 3)).toBe("ab");
  expect(limitText("a😀b", 3)).toBe("a😀");
});

test("compares texts without case, double spaces and the way a letter is composed", () => {
  expect(comparableText(" ÅSE\u00a0 Ærlig ")).toBe(comparableText("A\u030Ase ærlig"));
  expect(comparableText("Ase")).not.toBe(comparableText("Åse"));
});
