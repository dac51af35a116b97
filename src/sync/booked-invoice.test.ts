import { describe, expect, test } from "vitest";
import type { RubicInvoice } from "../rubic/schemas.ts";
import type { TripletexInvoice } from "../tripletex/schemas.ts";
import {
  agreesInvoice,
  changedAfterBooking,
  compareBooked,
  conflictOfInvoice,
  invoiceHashFields,
} from "./booked-invoice.ts";
import type { InvoiceExpectation } from "./decision.ts";
import { hashRecord } from "./hash.ts";
import {
  CUSTOMER_ID,
  rubicCustomer,
  rubicInvoice,
  rubicLine,
  shopLine,
  tripletexInvoice,
} from "./test-records.ts";

const expectation: InvoiceExpectation = {
  kind: "invoice",
  invoiceNumber: 1042,
  orderNumber: "RUBIC-7001",
  customerId: CUSTOMER_ID,
  invoiceDate: "2026-01-15",
  invoiceDueDate: "2026-01-29",
  netOere: 40_000,
  grossOere: 40_000,
};

describe("taking an invoice that exists", () => {
  test.each<[string, Partial<TripletexInvoice>]>([
    ["an equal one", {}],
    ["one that is paid", { amountOutstandingOere: 0 }],
    ["one made by hand under another order number", { orderNumbers: ["17"] }],
    ["one without an order number", { orderNumbers: [] }],
  ])("takes %s", (_title, changes) => {
    expect(agreesInvoice(expectation, tripletexInvoice(changes))).toBe(true);
  });

  test.each<[Partial<TripletexInvoice>, string]>([
    [{ invoiceNumber: 1043 }, "invoice number is 1043 in Tripletex and 1042 in Rubic"],
    [{ customerId: 9 }, "another customer"],
    [{ invoiceDate: "2026-01-16" }, "invoice date is 2026-01-16"],
    [{ invoiceDueDate: "2026-02-01" }, "due date is 2026-02-01"],
    [{ amountExcludingVatOere: 39_999 }, "net is 399,99"],
    [{ amountOere: 40_001 }, "gross is 400,01"],
    [{ isCreditNote: true }, "a credit note"],
    [{ isCredited: true }, "it is credited there"],
    [{ orderNumbers: ["RUBIC-7002"] }, "its order is RUBIC-7002, not RUBIC-7001"],
  ])("refuses one with %o and says why", (changes, words) => {
    const existing = tripletexInvoice(changes);
    expect(agreesInvoice(expectation, existing)).toBe(false);
    expect(conflictOfInvoice(expectation, existing).message).toContain(words);
  });
});

describe("comparing what was booked", () => {
  test("an equal invoice has no differences, paid or not", () => {
    expect(compareBooked(expectation, tripletexInvoice({ amountOutstandingOere: 0 }))).toEqual([]);
  });

  test("VAT that moved between net and gross is seen", () => {
    const hoodie = { ...expectation, netOere: 23_920, grossOere: 29_900 };
    const booked = tripletexInvoice({ amountExcludingVatOere: 29_900, amountOere: 29_900 });
    expect(compareBooked(hoodie, booked).map((words) => words.split(" is ")[0])).toEqual(["net", "VAT"]);
  });

  test("rounding to whole kroner is named beside the gross that it changed", () => {
    const hoodie = { ...expectation, netOere: 23_920, grossOere: 29_850 };
    const booked = tripletexInvoice({
      amountExcludingVatOere: 23_920,
      amountOere: 29_900,
      amountRoundoffOere: 50,
    });
    expect(compareBooked(hoodie, booked).map((words) => words.split(" is ")[0])).toEqual([
      "gross",
      "rounding",
    ]);
  });
});

function hashOf(invoice: RubicInvoice): Promise<string> {
  return hashRecord("v1", invoiceHashFields(invoice));
}

describe("the fingerprint of an invoice", () => {
  const lines = [rubicLine(), shopLine()];

  test.each<[string, Partial<RubicInvoice>]>([
    ["a payment", { paidAmountOere: 10_000, balanceOere: 30_000, unpaidAmountOere: 30_000 }],
    ["a status", { paymentStatus: 5, paymentStatusText: "Purret", reminderNumber: 2 }],
    ["the order of lines", { invoiceLines: lines.toReversed() }],
    ["the customer's address", { customer: rubicCustomer({ city: "LUND", email: null }) }],
    ["a text", { description: "ny", groupNames: "G11" }],
  ])("does not move with %s", async (_title, changes) => {
    expect(await hashOf(rubicInvoice(lines, changes))).toBe(await hashOf(rubicInvoice(lines)));
  });

  test.each<[string, Partial<RubicInvoice>]>([
    ["the number", { invoiceNumber: 1043 }],
    ["the invoice date", { invoiceDate: "2026-01-16" }],
    ["the due date", { dueDate: "2026-02-01" }],
    ["the customer", { customer: rubicCustomer({ customerNo: "9" }) }],
    ["the net", { netTotalOere: 1 }],
    ["the VAT", { taxTotalOere: 1 }],
    ["the gross", { grossTotalOere: 1 }],
    ["the amount to pay", { totalAmountOere: 1 }],
    ["a correction", { correctedAmountOere: 1 }],
    ["a line's product", { invoiceLines: [rubicLine({ productID: 9 }), shopLine()] }],
    ["a line's quantity", { invoiceLines: [rubicLine({ quantity: 2 }), shopLine()] }],
    ["a line that is gone", { invoiceLines: [rubicLine()] }],
    ["lines that were not delivered", { invoiceLines: null }],
  ])("moves with %s", async (_title, changes) => {
    expect(await hashOf(rubicInvoice(lines, changes))).not.toBe(await hashOf(rubicInvoice(lines)));
  });
});

test("the hash of an invoice does not move with its credits, which are records of their own", async () => {
  const credited = rubicInvoice(undefined, { creditedAmountOere: 1, creditNoteAmountOere: 1 });
  expect(await hashRecord("v", invoiceHashFields(credited))).toBe(
    await hashRecord("v", invoiceHashFields(rubicInvoice())),
  );
});

describe("an invoice that changed after it was booked", () => {
  const booked = { grossOere: 40_000, netOere: 40_000 };

  test.each<[string, string, Partial<RubicInvoice>, number]>([
    ["written off", "NEEDS_CREDIT", { correctedAmountOere: 500 }, -500],
    // The credit is a record of its own, with what it takes off.
    [
      "a fee and a credit",
      "AMOUNT_DIFFERS_FROM_LINES",
      { totalAmountOere: 43_500, creditedAmountOere: 43_500 },
      3_500,
    ],
    ["a reminder fee", "AMOUNT_DIFFERS_FROM_LINES", { totalAmountOere: 43_500 }, 3_500],
    ["another due date", "CHANGED_AFTER_BOOKING", { dueDate: "2026-03-01" }, 0],
    [
      "another total",
      "CHANGED_AFTER_BOOKING",
      { netTotalOere: 50_000, grossTotalOere: 50_000, totalAmountOere: 50_000 },
      10_000,
    ],
    ["VAT that moved", "CHANGED_AFTER_BOOKING", { netTotalOere: 32_000, taxTotalOere: 8_000 }, 0],
  ])("%s is held as %s with what is missing in Tripletex", (_title, code, changes, amountOere) => {
    const held = changedAfterBooking(rubicInvoice(undefined, changes), booked);
    expect(held).toMatchObject({ outcome: "held", code, amountOere, documentDate: "2026-01-15" });
    expect(held.message).toMatch(/^Invoice 1042 of 2026-01-15 .+; 400,00 kr are booked in Tripletex\.$/);
  });
});
