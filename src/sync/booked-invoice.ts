/**
 * An invoice that is in Tripletex, beside what Rubic says: may it be taken as ours, was it booked as wanted, has Rubic changed it
 * since. It exists because an invoice in Tripletex can't be changed or deleted. It must never call two amounts equal that are not.
 */
import type { RubicInvoice, RubicInvoiceLine } from "../rubic/schemas.ts";
import type { TripletexInvoice } from "../tripletex/schemas.ts";
import { customerKey } from "./customer-number.ts";
import type { HashFields, Held, InvoiceExpectation } from "./decision.ts";
import { describeInvoice } from "./describe.ts";
import { formatKroner } from "./format.ts";
import type { HoldCode } from "./hold-codes.ts";
import { describeCorrection, describeFee, rubicEffectOere } from "./invoice-checks.ts";

const ORDER_NUMBER_PREFIX = "RUBIC-";

/** The order number that belongs to a Rubic invoice: unique and searchable in Tripletex (Tripletex dossier 8). */
export function orderNumberOf(rubicInvoiceId: number): string {
  return `${ORDER_NUMBER_PREFIX}${rubicInvoiceId}`;
}

/** Whether an order in Tripletex was made for an invoice of Rubic's by this service. */
export function isOrderOfRubic(orderNumber: string): boolean {
  return orderNumber.startsWith(ORDER_NUMBER_PREFIX);
}

/**
 * Whether an existing invoice may be taken as the wanted one: number, customer, dates and amounts agree, it is no credit note
 * and not credited.
 */
export function agreesInvoice(expectation: InvoiceExpectation, existing: TripletexInvoice): boolean {
  return (
    identityDifferences(expectation, existing).length + compareBooked(expectation, existing).length === 0
  );
}

/** Why the invoice that has the number is not taken, as code and message of a hold. */
export function conflictOfInvoice(
  expectation: InvoiceExpectation,
  existing: TripletexInvoice,
): { code: HoldCode; message: string } {
  const differences = [
    ...identityDifferences(expectation, existing),
    ...compareBooked(expectation, existing),
  ];
  return {
    code: existing.isCredited ? "INVOICE_CREDITED" : "INVOICE_NUMBER_TAKEN",
    message: `Invoice ${existing.invoiceNumber} in Tripletex can't be taken for Rubic's: ${differences.join("; ")}.`,
  };
}

/** Rubic has not changed since, so it was booked wrongly: the hold stays until a person has decided. Amounts in øre. */
export function bookedDifferently(
  { label, grossOere }: { label: string; grossOere: number },
  booked: { netOere: number; grossOere: number },
): { outcome: "held"; code: HoldCode; message: string } {
  const amounts = `${formatKroner(booked.netOere)} net and ${formatKroner(booked.grossOere)} gross`;
  const message = `${label} over ${formatKroner(grossOere)} was booked with ${amounts} in Tripletex.`;
  return { outcome: "held", code: "BOOKED_DIFFERENTLY", message };
}

/** An order number with our prefix and another id means another Rubic invoice, however alike the rest is. */
function identityDifferences(expectation: InvoiceExpectation, existing: TripletexInvoice): string[] {
  const foreignOrder = existing.orderNumbers.find(
    (number) => number.startsWith(ORDER_NUMBER_PREFIX) && number !== expectation.orderNumber,
  );
  return [
    ...(existing.customerId === expectation.customerId ? [] : ["it is on another customer"]),
    ...(existing.isCreditNote && expectation.grossOere >= 0 ? ["it is a credit note"] : []),
    ...(existing.isCredited ? ["it is credited there"] : []),
    ...(foreignOrder === undefined ? [] : [`its order is ${foreignOrder}, not ${expectation.orderNumber}`]),
  ];
}

/** What differs between a booked invoice and what was wanted, in plain words; empty when it is booked right. */
export function compareBooked(expectation: InvoiceExpectation, booked: TripletexInvoice): string[] {
  const { netOere, grossOere } = expectation;
  const bookedVatOere = booked.amountOere - booked.amountExcludingVatOere - booked.amountRoundoffOere;
  return [
    // Tripletex numbers a credit note itself.
    ...(expectation.invoiceNumber === 0
      ? []
      : difference("invoice number", expectation.invoiceNumber, booked.invoiceNumber)),
    ...difference("invoice date", expectation.invoiceDate, booked.invoiceDate),
    ...difference("due date", expectation.invoiceDueDate, booked.invoiceDueDate),
    ...difference("net", formatKroner(netOere), formatKroner(booked.amountExcludingVatOere)),
    ...difference("VAT", formatKroner(grossOere - netOere), formatKroner(bookedVatOere)),
    ...difference("gross", formatKroner(grossOere), formatKroner(booked.amountOere)),
    ...difference("rounding", formatKroner(0), formatKroner(booked.amountRoundoffOere)),
  ];
}

function difference(what: string, wanted: string | number, booked: string | number): string[] {
  return wanted === booked ? [] : [`${what} is ${booked} in Tripletex and ${wanted} in Rubic`];
}

/** What makes a booked invoice worth another look. Payments, status and reminders change all the time and are not in it. */
export function invoiceHashFields(invoice: RubicInvoice): HashFields {
  return {
    invoiceNumber: invoice.invoiceNumber,
    invoiceDate: invoice.invoiceDate,
    dueDate: invoice.dueDate,
    customerNo: customerKey(invoice.customer),
    netTotalOere: invoice.netTotalOere,
    taxTotalOere: invoice.taxTotalOere,
    grossTotalOere: invoice.grossTotalOere,
    totalAmountOere: invoice.totalAmountOere,
    // Credits are records of their own; the zeros keep the hashes of before.
    creditedAmountOere: 0,
    correctedAmountOere: invoice.correctedAmountOere,
    creditNoteAmountOere: 0,
    lines: invoice.invoiceLines?.map(lineHashFields).toSorted((left, right) => left.id - right.id) ?? null,
  };
}

function lineHashFields(line: RubicInvoiceLine) {
  return {
    id: line.invoiceLineID,
    productID: line.productID,
    quantity: line.quantity,
    netTotalOere: line.netTotalOere,
    taxOere: line.taxOere,
    grossTotalOere: line.grossTotalOere,
  };
}

/**
 * The hold of a booked invoice whose hash fields changed. `amountOere` is what Rubic's side has more than Tripletex's; it is zero
 * where only dates, customer or lines changed.
 */
export function changedAfterBooking(
  invoice: RubicInvoice,
  mapped: { grossOere: number; netOere: number },
): Held {
  const { code, problem } = describeChange(invoice, mapped);
  return {
    outcome: "held",
    code,
    message: `${describeInvoice(invoice)} ${problem}; ${formatKroner(mapped.grossOere)} are booked in Tripletex.`,
    amountOere: rubicEffectOere(invoice) - mapped.grossOere,
    documentDate: invoice.invoiceDate,
  };
}

function describeChange(
  invoice: RubicInvoice,
  mapped: { grossOere: number; netOere: number },
): { code: HoldCode; problem: string } {
  const areLinesEqual =
    invoice.grossTotalOere === mapped.grossOere && invoice.netTotalOere === mapped.netOere;
  if (invoice.correctedAmountOere !== 0)
    return { code: "NEEDS_CREDIT", problem: describeCorrection(invoice) };
  if (areLinesEqual && invoice.totalAmountOere !== invoice.grossTotalOere) {
    return { code: "AMOUNT_DIFFERS_FROM_LINES", problem: describeFee(invoice) };
  }
  const amounts = `${formatKroner(invoice.netTotalOere)} net and ${formatKroner(invoice.grossTotalOere)} gross`;
  const problem = areLinesEqual
    ? "has other dates, customer or lines in Rubic than when it was booked"
    : `has changed to ${amounts} in Rubic`;
  return { code: "CHANGED_AFTER_BOOKING", problem };
}
