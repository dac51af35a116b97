/**
 * Issues invoices: copies customer, product, group and department as they are at that moment, counts lines and totals in øre.
 * An issued invoice keeps its copies when a customer or product changes later, as Rubic's does (Rubic dossier 2.5 and 2.6).
 */
import { addDays, dateTime, NO_DATE, yearOf } from "./days.ts";
import type { Customer, Invoice, InvoiceLine, Product } from "./entities.ts";
import { computeLine, kroner, oere } from "./money.ts";
import { settleInvoice } from "./settling.ts";
import { must, takeNext, WorldActError, type WorldStore } from "./store.ts";

/** Clubs bill at this time of day; only there so that `created` and `sentDate` have one. */
const BILLING_TIME = "09:30:00";
const DEFAULT_TERM_DAYS = 14;

/** One line to bill. What is left out comes from the product; a free-text line has product 0 and states name and account itself. */
export interface LineRequest {
  productID: number;
  quantity?: number;
  /** Unit price in kroner excluding VAT. */
  price?: number;
  discountPercentage?: number;
  taxPercentage?: number;
  productCode?: string | null;
  productName?: string | null;
  accountNumber?: string | null;
  departmentID?: number | null;
  specification?: string | null;
}

/** Dates are `YYYY-MM-DD`; `sentDate: null` leaves the invoice unsent, left out means sent on the invoice date. */
export interface InvoiceRequest {
  lines: readonly LineRequest[];
  invoiceDate?: string;
  dueDate?: string;
  sentDate?: string | null;
  createdDate?: string;
  orderID?: number;
  description?: string | null;
  groupNames?: string | null;
}

/** Issues one invoice to a customer and returns the record. Throws WorldActError on an unknown product or no lines. */
export function issueInvoice(store: WorldStore, customer: Customer, request: InvoiceRequest): Invoice {
  if (request.lines.length === 0) {
    throw new WorldActError("An invoice needs at least one line.");
  }
  const invoiceDate = request.invoiceDate ?? store.data.today;
  const lines = request.lines.map((line) => issueLine(store, line));
  const invoice: Invoice = {
    customer: { ...customer },
    invoiceID: takeNext(store, "invoiceID"),
    invoiceNumber: takeNext(store, "invoiceNumber"),
    orderID: request.orderID ?? takeNext(store, "orderID"),
    invoiceDate: dateTime(invoiceDate),
    dueDate: dateTime(request.dueDate ?? addDays(invoiceDate, DEFAULT_TERM_DAYS)),
    sentDate: request.sentDate === null ? NO_DATE : dateTime(request.sentDate ?? invoiceDate, BILLING_TIME),
    ledgerYear: yearOf(invoiceDate),
    ...sumLines(lines),
    paidAmount: 0,
    creditedAmount: 0,
    correctedAmount: 0,
    creditNoteAmount: 0,
    balance: 0,
    unpaidAmount: 0,
    paymentStatus: 0,
    paymentStatusText: null,
    created: dateTime(request.createdDate ?? invoiceDate, BILLING_TIME),
    reminderNumber: null,
    groupNames: request.groupNames ?? null,
    description: request.description ?? null,
    externalCustomerIdentity: null,
    memberNo: memberNumber(customer),
    invoiceLines: lines,
  };
  store.data.invoices.push(invoice);
  store.invoiceByID.set(invoice.invoiceID, invoice);
  store.transactionsByInvoice.set(invoice.invoiceID, []);
  settleInvoice(store, invoice);
  return invoice;
}

function issueLine(store: WorldStore, request: LineRequest): InvoiceLine {
  const product = findProduct(store, request);
  const group = product && store.groupByID.get(product.productGroupID);
  const quantity = request.quantity ?? 1;
  const price = request.price ?? product?.price ?? 0;
  const discountPercentage = request.discountPercentage ?? 0;
  const taxPercentage = request.taxPercentage ?? group?.taxCode?.taxPercent ?? 0;
  const amounts = computeLine({ priceOere: oere(price), quantity, discountPercentage, taxPercentage });
  return {
    invoiceLineID: takeNext(store, "lineID"),
    productID: request.productID,
    productCode: given(request.productCode, product?.productCode),
    productName: given(request.productName, product?.productName),
    productGroupName: group?.productGroupName ?? null,
    accountNumber: given(request.accountNumber, group?.accountNumber),
    ...departmentFields(store, given(request.departmentID, product?.departmentID)),
    price: kroner(oere(price)),
    specification: request.specification ?? null,
    quantity,
    discountPercentage,
    discount: kroner(amounts.discountOere),
    taxPercentage,
    netTotal: kroner(amounts.netOere),
    tax: kroner(amounts.taxOere),
    grossTotal: kroner(amounts.grossOere),
  };
}

function findProduct(store: WorldStore, request: LineRequest): Product | undefined {
  if (request.productID === 0) {
    return undefined;
  }
  return must(store.productByID.get(request.productID), `There is no product ${request.productID}.`);
}

/** A stated null is a null; only what is left out falls back on the product. */
function given<T>(stated: T | null | undefined, fallback: T | null | undefined): T | null {
  return (stated === undefined ? fallback : stated) ?? null;
}

function departmentFields(store: WorldStore, departmentID: number | null) {
  if (departmentID === null) {
    return { departmentID, departmentNumber: null, departmentName: null };
  }
  const department = must(store.departmentByID.get(departmentID), `There is no department ${departmentID}.`);
  return {
    departmentID,
    departmentNumber: department.productDepartmentNumber,
    departmentName: department.productDepartmentName,
  };
}

function sumLines(lines: readonly InvoiceLine[]) {
  const sum = (field: "netTotal" | "tax" | "grossTotal") =>
    kroner(lines.reduce((total, line) => total + oere(line[field]), 0));
  const grossTotal = sum("grossTotal");
  return { netTotal: sum("netTotal"), taxTotal: sum("tax"), grossTotal, totalAmount: grossTotal };
}

/** Rubic's member number is a whole number; a payer who is no member has 0 (Rubic dossier 2.5). */
function memberNumber(customer: Customer): number {
  const isNumeric = customer.customerNo !== null && /^\d+$/.test(customer.customerNo);
  return isNumeric ? Number(customer.customerNo) : 0;
}
