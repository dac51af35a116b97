/**
 * Invoices (Tripletex dossier 8): made with an embedded order, numbered by the caller or by Tripletex's own series, never changed or deleted.
 * Sending to the customer is the default of the real service, so it is here, and every sending is recorded.
 */
import { z } from "zod";
import type { SimulatorReply } from "../http/server.ts";
import { INT32_MAXIMUM, limited, readBody } from "./body.ts";
import { type InvoiceRow, type OrderLineRow, takeNumber } from "./books.ts";
import { accountByNumber, BANK_ACCOUNT, NOK_ID, vatTypeByNumber } from "./chart.ts";
import { brokenRule, missingFields } from "./errors.ts";
import { attachPostings, bookVoucher, draftInvoice, outstanding, requireOpenPeriod } from "./ledger.ts";
import { listReply, requireDateOrder } from "./list.ts";
import { computeTotals, type Totals } from "./money.ts";
import { createOrder, type OrderInput, orderSchema } from "./orders.ts";
import { readPrepayment, registerPayment } from "./payments.ts";
import { date, decimal, flag, idList, integer, pagingParameters, required, text } from "./query.ts";
import { type Call, findByPath, requireReference, type Simulation, say, valueReply } from "./simulation.ts";

const KID_LENGTH = 25;
const COMMENT_LENGTH = 65_535;
/** Version of a new invoice in the real service. */
const INVOICE_VERSION = 3;
const INVOICED_ORDER_VERSION = 2;
const FEE_VAT_NUMBER = "6";

const invoiceSchema = z.object({
  id: z.int().optional(),
  version: z.int().optional(),
  invoiceNumber: z.int().min(0).max(INT32_MAXIMUM).nullish(),
  invoiceDate: z.iso.date().nullish(),
  invoiceDueDate: z.iso.date().nullish(),
  kid: limited(KID_LENGTH).nullish(),
  comment: limited(COMMENT_LENGTH).nullish(),
  orders: z.array(orderSchema).nullish(),
  paymentTypeId: z.int().nullish(),
  paidAmount: z.number().nullish(),
});
type InvoiceInput = z.infer<typeof invoiceSchema>;

export const invoiceParameters = {
  id: idList,
  invoiceDateFrom: required(date),
  invoiceDateTo: required(date),
  invoiceNumber: integer,
  kid: text,
  voucherId: idList,
  customerId: integer,
  ...pagingParameters,
};
type InvoiceQuery = Call<typeof invoiceParameters>["query"];
export const invoiceCreationParameters = {
  sendToCustomer: flag,
  paymentTypeId: integer,
  paidAmount: decimal,
};

export function listInvoices(call: Call<typeof invoiceParameters>): SimulatorReply {
  const { simulation, query, headers } = call;
  const { invoiceDateFrom: from, invoiceDateTo: to } = query;
  requireDateOrder(from, to, { from: "invoiceDateFrom", to: "invoiceDateTo" });
  const { Invoice } = simulation.books;
  const visibleUntil = simulation.now() - simulation.settings.listLagMs;
  const candidates =
    query.invoiceNumber === undefined ? Invoice.all() : Invoice.withKey("number", query.invoiceNumber);
  const rows = candidates.filter((row) => row.createdAt <= visibleUntil && isWanted(query, row));
  return listReply(simulation, { model: "Invoice", rows, query, headers });
}

function isWanted(query: InvoiceQuery, row: InvoiceRow): boolean {
  return (
    query.invoiceDateFrom <= row.invoiceDate &&
    row.invoiceDate < query.invoiceDateTo &&
    (query.id?.has(row.id) ?? true) &&
    (query.kid ?? row.kid) === row.kid &&
    (query.customerId ?? row.customer.id) === row.customer.id &&
    (query.voucherId?.has(row.voucher?.id ?? -1) ?? true)
  );
}

export function getInvoice(call: Call<{ fields: typeof text }>): SimulatorReply {
  const row = findByPath(call, call.simulation.books.Invoice);
  return valueReply(call.simulation, "Invoice", { row, fields: call.query.fields });
}

export function postInvoice(call: Call<typeof invoiceCreationParameters>): SimulatorReply {
  const { simulation, query } = call;
  const input = readBody("Invoice", invoiceSchema, call.body);
  const row = createInvoice(simulation, {
    ...input,
    paymentTypeId: query.paymentTypeId ?? input.paymentTypeId,
    paidAmount: query.paidAmount ?? input.paidAmount,
  });
  if (query.sendToCustomer ?? true) recordSending(simulation, row);
  return valueReply(simulation, "Invoice", { row, status: 201 });
}

/** An invoice made by a person in the browser: the same rules, never sent. */
export function createInvoiceByHand(simulation: Simulation, body: unknown): InvoiceRow {
  return createInvoice(simulation, readBody("Invoice", invoiceSchema, body));
}

function createInvoice(simulation: Simulation, input: InvoiceInput): InvoiceRow {
  if (input.id !== undefined || input.version !== undefined) throw brokenRule("id", "idOnCreate");
  const { invoiceDate, invoiceDueDate, orderInput } = requireInvoiceFields(input);
  requireBankAccount(simulation);
  requireOpenPeriod(simulation, invoiceDate, "invoiceDate");
  const prepayment = readPrepayment(simulation, input);
  if (orderInput.id !== undefined) throw brokenRule("orders", "orderIsInvoiced");
  const withFee = addInvoiceFee(simulation, orderInput);
  const { order, lines } = createOrder(simulation, withFee, { prefix: "orders.", date: invoiceDate });
  const invoiceNumber = chooseInvoiceNumber(simulation, input.invoiceNumber ?? 0);
  const totals = computeTotals(
    lines.map((line) => bookedLine(simulation, line)),
    {
      ...simulation.settings,
      includesVat: order.isPrioritizeAmountsIncludingVat,
    },
  );
  const invoice = insertInvoice(simulation, {
    invoiceNumber,
    invoiceDate,
    invoiceDueDate,
    deliveryDate: order.deliveryDate,
    kid: input.kid ?? "",
    comment: input.comment ?? "",
    invoiceComment: String(Reflect.get(order, "invoiceComment") ?? ""),
    customer: order.customer,
    orders: [{ id: order.id }],
    orderLines: lines.map(({ id }) => ({ id })),
    ...amounts(totals),
    isCreditNote: totals.gross < 0,
  });
  for (const line of lines) simulation.books.OrderLine.update({ ...line, isCharged: true });
  simulation.books.Order.update({ ...order, version: INVOICED_ORDER_VERSION });
  const booked = bookInvoice(simulation, invoice, { lines, totals });
  return prepayment === null
    ? booked
    : registerPayment(simulation, booked, { ...prepayment, date: invoiceDate });
}

/** A company may add a fee to every invoice it makes, whatever the caller sends; how Tripletex shows it is a guess. */
function addInvoiceFee({ settings, books }: Simulation, order: OrderInput): OrderInput {
  if (settings.invoiceFee === 0) return order;
  const price = order.isPrioritizeAmountsIncludingVat
    ? { unitPriceIncludingVatCurrency: settings.invoiceFee }
    : { unitPriceExcludingVatCurrency: settings.invoiceFee };
  const vatType = { id: vatTypeByNumber(books, FEE_VAT_NUMBER).id };
  const fee = { description: "Fakturagebyr", count: 1, discount: 0, vatType, ...price };
  return { ...order, orderLines: [...(order.orderLines ?? []), fee] };
}

function requireInvoiceFields({ invoiceDate, invoiceDueDate, orders }: InvoiceInput) {
  const order = orders?.[0];
  if (invoiceDate && invoiceDueDate && order !== undefined) {
    if (orders !== null && orders !== undefined && orders.length > 1)
      throw brokenRule("orders", "oneOrderPerInvoice");
    return { invoiceDate, invoiceDueDate, orderInput: order };
  }
  const missing = Object.entries({ invoiceDate, invoiceDueDate, orders }).filter(([, value]) => !value);
  if (missing.length > 0) throw missingFields(missing.map(([name]) => name));
  throw missingFields(["orders"], "emptyList");
}

function requireBankAccount(simulation: Simulation): void {
  const { bankAccountNumber } = accountByNumber(simulation.books, BANK_ACCOUNT);
  if (!simulation.settings.hasBankAccountNumber || bankAccountNumber === "")
    throw brokenRule(null, "noBankAccount");
}

/**
 * 0 takes the next of the series. A number given by hand does not move the series on, so the series can run into it and is then
 * refused, as reported for the real service (Tripletex dossier 8). The text for a taken number is a guess.
 */
export function chooseInvoiceNumber(simulation: Simulation, given: number): number {
  const { books, settings } = simulation;
  const number = given === 0 ? takeNumber(books, "invoice") : given;
  if (books.Invoice.withKey("number", number).length > 0) throw brokenRule("invoiceNumber", "numberInUse");
  if (given !== 0 && settings.explicitNumbersAdvanceSeries && given >= books.series.invoice)
    books.series.invoice = given + 1;
  return number;
}

function bookedLine({ books }: Simulation, line: OrderLineRow) {
  const vatType = requireReference(books.VatType, line.vatType, "vatType");
  return {
    vatNumber: vatType.number,
    vatPercentage: vatType.percentage,
    amountExcludingVat: line.amountExcludingVatCurrency,
    amountIncludingVat: line.amountIncludingVatCurrency,
  };
}

const amounts = ({ gross, net, roundoff }: Totals) => ({
  amount: gross,
  amountCurrency: gross,
  amountExcludingVat: net,
  amountExcludingVatCurrency: net,
  amountRoundoff: roundoff,
  amountRoundoffCurrency: roundoff,
});

type InvoiceContent = Omit<
  InvoiceRow,
  | "id"
  | "changes"
  | "version"
  | "voucher"
  | "postings"
  | "isCredited"
  | "creditedInvoice"
  | "isCharged"
  | "createdAt"
  | "amountOutstanding"
>;

/** The offset of document ids, which have nothing to do with invoice ids. */
const FIRST_DOCUMENT_ID = 1_024_217_697;

function insertInvoice(simulation: Simulation, content: InvoiceContent): InvoiceRow {
  return simulation.books.Invoice.insert((created) => ({
    ...created,
    ...content,
    ...outstanding(0),
    version: INVOICE_VERSION,
    currency: { id: NOK_ID },
    voucher: null,
    postings: [],
    isCredited: false,
    creditedInvoice: 0,
    isCharged: true,
    isPeriodizationPossible: true,
    documentId: FIRST_DOCUMENT_ID + content.invoiceNumber,
    createdAt: simulation.now(),
  }));
}

function bookInvoice(
  simulation: Simulation,
  invoice: InvoiceRow,
  { lines, totals }: { lines: OrderLineRow[]; totals: Totals },
): InvoiceRow {
  const { customer, invoiceNumber, invoiceDate } = invoice;
  const { name, customerNumber } = requireReference(simulation.books.Customer, customer, "customer");
  const { voucher, postings } = bookVoucher(simulation, {
    date: invoiceDate,
    description: say(simulation, "invoiceTo", [invoiceNumber, name, customerNumber]),
    drafts: draftInvoice(simulation, { lines, totals, customer, invoiceNumber }),
  });
  const receivable = postings.slice(0, 1);
  return attachPostings(simulation, { ...invoice, voucher: { id: voucher.id } }, receivable);
}

export function recordSending(simulation: Simulation, invoice: InvoiceRow): void {
  const customer = requireReference(simulation.books.Customer, invoice.customer, "customer");
  simulation.sentToCustomers.push({
    invoiceId: invoice.id,
    customerId: customer.id,
    sendType: customer.invoiceSendMethod ?? "",
    at: simulation.now(),
  });
}
