/** Acts on a world, with the worked examples of the Rubic dossier 4.6. */
import { beforeEach, describe, expect, test } from "vitest";
import { createWorld, type World } from "./index.ts";
import { computeLine, computePayout, divideRounded, kroner, oere } from "./money.ts";

let world: World;

beforeEach(() => {
  world = createWorld({ seed: 5, members: 30, today: "2025-11-21", yearsOfHistory: 0 });
});

function bill(lines: Parameters<World["addInvoice"]>[0]["lines"]) {
  return world.addInvoice({ customerNo: "10001", lines });
}

describe("lines", () => {
  test.each([
    ["an adult membership", { productID: 101, price: 400 }, { netTotal: 400, tax: 0, grossTotal: 400 }],
    [
      "half price for a coach",
      { productID: 109, discountPercentage: 50 },
      { price: 2025, discount: 1012.5, grossTotal: 1012.5 },
    ],
    ["a full exemption", { productID: 106, discountPercentage: 100 }, { discount: 1900, grossTotal: 0 }],
    ["a shop item with 25 % VAT", { productID: 116 }, { price: 239.2, tax: 59.8, grossTotal: 299 }],
    [
      "a unit with øre and a discount",
      { productID: 116, price: 99.99, quantity: 2, discountPercentage: 10 },
      { discount: 20, netTotal: 179.98, tax: 45, grossTotal: 224.98 },
    ],
  ])("bills %s", (_title, line, expected) => {
    expect(bill([line]).invoiceLines).toMatchObject([expected]);
  });

  test("round halves away from zero, on both sides", () => {
    expect([divideRounded(5, 10), divideRounded(-5, 10), divideRounded(4, 10)]).toEqual([1, -1, 0]);
    expect([kroner(oere(1.005 + 1)), kroner(-0)]).toEqual([2.01, 0]);
    const line = computeLine({ priceOere: 8_929, quantity: 3, discountPercentage: 0, taxPercentage: 12 });
    expect(line).toEqual({ discountOere: 0, netOere: 26_787, taxOere: 3_214, grossOere: 30_001 });
  });
});

describe("payments", () => {
  test("two payments on 1425 kroner pay it, less their fees", () => {
    const { invoiceID } = bill([{ productID: 111 }]);
    const vipps = world.addTransaction({ invoiceID, paidAmount: 500, transactionTypeID: 3 });
    expect(vipps).toMatchObject({ paymentFee: 28, vatPaymentFee: 7, payoutAmount: 465 });
    const ocr = world.addTransaction({ invoiceID, paidAmount: 925, transactionTypeID: 1 });
    expect(ocr).toMatchObject({ paymentFee: 10, vatPaymentFee: 2.5, payoutAmount: 912.5 });
    expect(world.invoices.at(-1)).toMatchObject({ paidAmount: 1425, balance: 0, paymentStatus: 1 });
  });

  test("a card payment of 1175 kroner pays out 1099.06", () => {
    expect(computePayout(2, 117_500)).toEqual({
      feeOere: 6_075,
      feeVatOere: 1_519,
      payoutOere: 109_906,
      hasProvider: true,
    });
  });

  test("four instalments of 325 pay 1300", () => {
    const { invoiceID } = bill([{ productID: 105 }]);
    for (const day of ["2025-12-01", "2025-12-08", "2025-12-15", "2025-12-22"]) {
      world.addTransaction({ invoiceID, paidAmount: 325, paymentDate: day });
    }
    expect(world.invoices.at(-1)).toMatchObject({
      paidAmount: 1300,
      balance: 0,
      paymentStatusText: "Betalt",
    });
  });

  test("too much leaves a negative balance, money back opens the invoice again", () => {
    const over = bill([{ productID: 101, price: 400 }]);
    world.addTransaction({ invoiceID: over.invoiceID, paidAmount: 450 });
    expect(over).toMatchObject({ balance: -50, unpaidAmount: 0, paymentStatus: 3 });
    const back = bill([{ productID: 101, price: 400 }]);
    world.addTransaction({ invoiceID: back.invoiceID, paidAmount: 400 });
    const refund = world.addTransaction({
      invoiceID: back.invoiceID,
      paidAmount: -400,
      transactionTypeID: 5,
    });
    expect(refund).toMatchObject({ paymentFee: 0, payoutAmount: -400, expectedPayoutDate: null });
    expect(back).toMatchObject({ balance: 400, paidAmount: 0, paymentStatus: 0 });
  });

  test("a credit after a part payment closes the invoice; more than is left is refused", () => {
    const invoice = bill([{ productID: 101, price: 950 }]);
    world.addTransaction({ invoiceID: invoice.invoiceID, paidAmount: 300 });
    expect(world.creditInvoice({ invoiceID: invoice.invoiceID, amount: 650 })).toMatchObject({ balance: 0 });
    expect(() => world.creditInvoice({ invoiceID: invoice.invoiceID, amount: 301 })).toThrow(
      "at most 300 kroner",
    );
  });

  test("a reminder fee and a correction move the balance, not the lines", () => {
    const invoice = bill([{ productID: 101 }]);
    world.remindInvoice({ invoiceID: invoice.invoiceID, fee: 35 });
    expect(invoice).toMatchObject({ grossTotal: 650, totalAmount: 685, balance: 685, paymentStatus: 5 });
    world.correctInvoice({ invoiceID: invoice.invoiceID, amount: 685 });
    expect(invoice).toMatchObject({ balance: 0, paymentStatusText: "Avskrevet" });
  });
});

describe("customers and products", () => {
  test("a changed customer changes the register and the member, not issued invoices", () => {
    const before = bill([{ productID: 101 }]);
    const oldAddress = before.customer.address;
    world.changeCustomer("10001", { address: "Nyveien 1", email: "ny@eksempel.test" });
    expect(before.customer.address).toBe(oldAddress);
    expect(bill([{ productID: 101 }]).customer.address).toBe("Nyveien 1");
    expect(world.persons.find(({ memberNo }) => memberNo === 10001)).toMatchObject({
      address: "Nyveien 1",
      modified: "2025-11-21T00:00:00",
    });
  });

  test("a new customer gets the next free number, and a taken number is refused", () => {
    const customer = world.addCustomer({ customerName: "Ny Testmo" });
    expect(Number(customer.customerNo)).toBeGreaterThan(10_001);
    expect(() => world.addCustomer({ customerName: "To", customerNo: "10001" })).toThrow("exists already");
    expect(() => world.changeCustomer("404404", {})).toThrow("There is no customer 404404.");
  });

  test("a re-coded product changes later lines alone", () => {
    const before = bill([{ productID: 105 }]);
    world.changeProduct(105, { productCode: "FOT-NY", price: 1500 });
    expect(before.invoiceLines[0]).toMatchObject({ productCode: "FOT-06", price: 1300 });
    expect(bill([{ productID: 105 }]).invoiceLines[0]).toMatchObject({ productCode: "FOT-NY", price: 1500 });
    const added = world.addProduct({ productName: "Padling", productGroupID: 2, price: 900 });
    expect(bill([{ productID: added.productID }]).grossTotal).toBe(900);
  });

  test("what does not exist is refused in words", () => {
    expect(() => bill([{ productID: 999 }])).toThrow("There is no product 999.");
    expect(() => bill([])).toThrow("at least one line");
    expect(() => world.addTransaction({ invoiceID: 1, paidAmount: 1 })).toThrow("There is no invoice 1.");
    expect(() => world.addProduct({ productName: "X", productGroupID: 99, price: 1 })).toThrow(
      "product group 99",
    );
  });
});
