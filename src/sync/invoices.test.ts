import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RubicInvoice } from "../rubic/schemas.ts";
import { decideInvoice, type InvoiceContext, type WantedInvoice } from "./invoices.ts";
import { tripletexLineTotals } from "./money.ts";
import {
  ACCOUNT_ID_MEMBERSHIP,
  ACCOUNT_ID_SALES,
  CUSTOMER_ID,
  invoiceContext,
  PRODUCT_ID_MEMBERSHIP,
  PRODUCT_ID_SHOP,
  rubicInvoice,
  rubicLine,
  shopLine,
} from "./test-records.ts";

function wanted(invoice: RubicInvoice, context: InvoiceContext = invoiceContext()): WantedInvoice {
  const decision = decideInvoice(invoice, context);
  if (decision.outcome !== "wanted") throw new Error(JSON.stringify(decision));
  return decision;
}

const FOOTBALL = { departmentID: 2, departmentNumber: "20", departmentName: "Fotball" };
const HANDBALL = { departmentID: 3, departmentNumber: "30", departmentName: "Håndball" };

test("wants an ordinary invoice with Rubic's number, dates and figures", () => {
  const invoice = rubicInvoice([rubicLine({ specification: "Kari" }), shopLine({ quantity: 1 })]);
  expect(wanted(invoice)).toEqual({
    outcome: "wanted",
    orderNumber: "RUBIC-7001",
    body: {
      invoiceNumber: 1042,
      invoiceDate: "2026-01-15",
      invoiceDueDate: "2026-01-29",
      customer: { id: CUSTOMER_ID },
      orders: [
        {
          number: "RUBIC-7001",
          customer: { id: CUSTOMER_ID },
          orderDate: "2026-01-15",
          deliveryDate: "2026-01-15",
          isPrioritizeAmountsIncludingVat: false,
          orderLines: [
            {
              product: { id: PRODUCT_ID_MEMBERSHIP },
              description: "Medlemskontingent voksen – Kari",
              count: 1,
              discount: 0,
              vatType: { id: 6 },
              unitPriceExcludingVatCurrency: 400,
            },
            {
              product: { id: PRODUCT_ID_SHOP },
              description: "Klubbgenser",
              count: 1,
              discount: 0,
              vatType: { id: 3 },
              unitPriceExcludingVatCurrency: 239.2,
            },
          ],
        },
      ],
    },
    expectation: {
      kind: "invoice",
      invoiceNumber: 1042,
      orderNumber: "RUBIC-7001",
      customerId: CUSTOMER_ID,
      invoiceDate: "2026-01-15",
      invoiceDueDate: "2026-01-29",
      netOere: 63_920,
      grossOere: 69_900,
    },
    expectedLines: [
      {
        vatTypeId: 6,
        accountId: ACCOUNT_ID_MEMBERSHIP,
        accountNumber: 3920,
        netOere: 40_000,
        grossOere: 40_000,
        isIncludingVat: false,
      },
      {
        vatTypeId: 3,
        accountId: ACCOUNT_ID_SALES,
        accountNumber: 3020,
        netOere: 23_920,
        grossOere: 29_900,
        isIncludingVat: false,
      },
    ],
    hashFields: expect.objectContaining({ invoiceNumber: 1042, grossTotalOere: 69_900 }),
  });
});

test("sends prices with VAT, and only those, where prices without VAT would be an øre off", () => {
  const known = invoiceContext({
    productById: new Map([[116, { tripletexProductId: 1, vatTypeId: 31, accountId: ACCOUNT_ID_SALES }]]),
  });
  const waffle = { price: 1.42, taxPercentage: 15, netTotalOere: 123, taxOere: 19, grossTotalOere: 142 };
  const [order] = wanted(rubicInvoice([shopLine(waffle)]), known).body.orders;
  expect(order.isPrioritizeAmountsIncludingVat).toBe(true);
  expect(order.orderLines[0]).toMatchObject({ unitPriceIncludingVatCurrency: 1.42 });
  expect(order.orderLines[0]).not.toHaveProperty("unitPriceExcludingVatCurrency");
});

test("a zero invoice is booked as one: the line keeps price and percent", () => {
  const exempt = rubicLine({
    price: 1900,
    discountPercentage: 100,
    discount: 1900,
    netTotalOere: 0,
    grossTotalOere: 0,
  });
  expect(wanted(rubicInvoice([exempt])).body.orders[0].orderLines[0]).toMatchObject({
    unitPriceExcludingVatCurrency: 1900,
    discount: 100,
  });
});

test("cuts a description that is too long", () => {
  const long = rubicLine({ specification: "å".repeat(400) });
  expect(wanted(rubicInvoice([long])).body.orders[0].orderLines[0]?.description).toHaveLength(255);
});

function departmentOf(invoice: RubicInvoice) {
  return wanted(invoice).body.orders[0].department;
}

describe("departments", () => {
  test("no line has one: the order has none", () => {
    expect(departmentOf(rubicInvoice())).toBeUndefined();
    expect(departmentOf(rubicInvoice([rubicLine({ departmentID: 0 })]))).toBeUndefined();
  });

  test("the order gets the department that all its lines have", () => {
    expect(departmentOf(rubicInvoice([rubicLine(FOOTBALL)]))).toEqual({ id: 71 });
    expect(departmentOf(rubicInvoice([rubicLine(FOOTBALL), shopLine(FOOTBALL)]))).toEqual({ id: 71 });
  });

  test("a line without department beside one with is held: it would be posted on the other's", () => {
    expect(decideInvoice(rubicInvoice([rubicLine(FOOTBALL), shopLine()]), invoiceContext())).toMatchObject({
      outcome: "held",
      code: "SEVERAL_DEPARTMENTS",
    });
  });

  test("the number comes from Rubic's list where the line has only the id", () => {
    const line = rubicLine({ departmentID: 3 });
    expect(departmentOf(rubicInvoice([line]))).toEqual({ id: 72 });
    expect(departmentOf(rubicInvoice([line, shopLine(HANDBALL)]))).toEqual({ id: 72 });
  });
});

test("finds the product of a line without id by its code", () => {
  const line = rubicLine({ productID: 0 });
  expect(wanted(rubicInvoice([line])).body.orders[0].orderLines[0]?.product).toEqual({
    id: PRODUCT_ID_MEMBERSHIP,
  });
});

test("a line without account number takes the product's", () => {
  expect(decideInvoice(rubicInvoice([rubicLine({ accountNumber: null })]), invoiceContext()).outcome).toBe(
    "wanted",
  );
});

test("ignores what is before the cut-over, whatever else is wrong with it", () => {
  const invoice = rubicInvoice([], { invoiceDate: "2024-12-31", sentDate: null });
  expect(decideInvoice(invoice, invoiceContext())).toEqual({
    outcome: "ignored",
    reason: "Invoice 1042 of 2024-12-31 is before the cut-over on 2025-01-01.",
  });
  const first = rubicInvoice(undefined, { invoiceDate: "2025-01-01" });
  expect(decideInvoice(first, invoiceContext()).outcome).toBe("wanted");
});

const anyLine = fc
  .record({
    kind: fc.constantFrom("membership", "shop"),
    price: fc.nat(500_000),
    quantity: fc.integer({ min: 0, max: 20 }),
    netOffOere: fc.constantFrom(0, 0, 0, 1),
  })
  .map(({ kind, price, quantity, netOffOere }) => {
    const netTotalOere = price * quantity + netOffOere;
    const taxOere = kind === "shop" ? Math.round(netTotalOere / 4) : 0;
    const figures = {
      price: price / 100,
      quantity,
      netTotalOere,
      taxOere,
      grossTotalOere: netTotalOere + taxOere,
    };
    return kind === "shop" ? shopLine(figures) : rubicLine(figures);
  });

test("the body of a wanted invoice books exactly Rubic's net, VAT and gross, with every line in it", () => {
  const context = invoiceContext();
  fc.assert(
    fc.property(fc.array(anyLine, { minLength: 1, maxLength: 8 }), (lines) => {
      const invoice = rubicInvoice(lines);
      const [order] = wanted(invoice, context).body.orders;
      const booked = order.orderLines.map((line) =>
        tripletexLineTotals({
          count: line.count,
          discount: line.discount,
          unitPrice: line.unitPriceExcludingVatCurrency ?? line.unitPriceIncludingVatCurrency ?? Number.NaN,
          percentage: line.vatType.id === 3 ? 25 : 0,
          isIncludingVat: order.isPrioritizeAmountsIncludingVat,
        }),
      );
      expect(booked).toHaveLength(lines.length);
      const sum = (amountOf: (totals: (typeof booked)[number]) => number) =>
        booked.reduce((total, each) => total + amountOf(each), 0);
      expect([
        sum((each) => each.netOere),
        sum((each) => each.taxOere),
        sum((each) => each.grossOere),
      ]).toEqual([invoice.netTotalOere, invoice.taxTotalOere, invoice.grossTotalOere]);
    }),
    { seed: 7, numRuns: 300 },
  );
});

test("the ledger year plays no part: the invoice keeps its own date", () => {
  const decision = decideInvoice(rubicInvoice(undefined, { ledgerYear: 2024 }), invoiceContext());
  expect(decision).toMatchObject({ outcome: "wanted", body: { invoiceDate: "2026-01-15" } });
});
