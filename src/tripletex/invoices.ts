/**
 * Calls about invoices, their orders and their payments.
 * They exist so that an invoice is found by every key that Tripletex can search, and written in one call.
 * They must never send an invoice to anybody (`sendToCustomer=false` always) and never prepay one.
 */
import type { z } from "zod";
import { oereToKroner } from "../http/money.ts";
import { commaList } from "../http/url.ts";
import type { CreditNoteBody, InvoiceBody, PaymentBody } from "./bodies.ts";
import { listed, wrapped } from "./envelopes.ts";
import { isObjectMissing } from "./errors.ts";
import { WIDEST_FROM, WIDEST_TO_EXCLUSIVE, WIDEST_WINDOW } from "./invoice-dates.ts";
import { lookUpGroup, nullIfMissing, refuseUnasked, splitKeys } from "./lookup.ts";
import {
  CREDIT_NOTE_FIELDS,
  creditNoteSchema,
  INVOICE_DETAILS_FIELDS,
  INVOICE_FIELDS,
  INVOICE_WITH_POSTINGS_FIELDS,
  invoiceDetailsSchema,
  invoiceSchema,
  invoiceWithPostingsSchema,
  ORDER_FIELDS,
  orderSchema,
  paidInvoiceSchema,
  type TripletexCreditNote,
  type TripletexInvoice,
  type TripletexInvoiceDetails,
  type TripletexInvoiceWithPostings,
  type TripletexOrder,
} from "./schemas.ts";
import type { Transport } from "./transport.ts";

const LIST_PATH = "/invoice";
const ONE_PATH = "/invoice/{id}";
const PAYMENT_PATH = "/invoice/{id}/:payment";
const CREDIT_PATH = "/invoice/{id}/:createCreditNote";
const ORDER_PATH = "/order";
/** Each comes with all its postings: as many as a list of Tripletex's own takes (Tripletex dossier 8). */
const MAX_INVOICES_PER_CALL = 100;

/** A page of a date window; dates are YYYY-MM-DD, the upper one is not included. */
export interface InvoiceDateQuery {
  from: string;
  toExclusive: string;
  offset: number;
  count: number;
}

/** Every method throws RemoteError. */
export interface InvoiceCalls {
  /** One page in the order of ids. Credit notes are included. */
  invoicesByDate(query: InvoiceDateQuery): Promise<{ invoices: TripletexInvoice[]; isLastPage: boolean }>;
  invoicesByNumber(invoiceNumber: number): Promise<TripletexInvoice[]>;
  /** Those of the ids that exist, with postings. */
  invoicesById(ids: number[]): Promise<TripletexInvoiceWithPostings[]>;
  /** Null only when Tripletex says that the object does not exist. */
  invoice(id: number): Promise<TripletexInvoiceWithPostings | null>;
  /** The invoice with what it was booked as. Null only when Tripletex says that the object does not exist. */
  invoiceDetails(id: number): Promise<TripletexInvoiceDetails | null>;
  /** All invoices of a customer, credit notes among them. */
  invoicesOfCustomer(customerId: number): Promise<TripletexCreditNote[]>;
  ordersByNumber(number: string): Promise<TripletexOrder[]>;
  /**
   * Books one invoice with its order and gives the amounts as booked. It is never sent to the customer. The reply names
   * customer and order by id alone, so customerNumber is null and orderNumbers is empty.
   */
  createInvoice(body: InvoiceBody): Promise<TripletexInvoice>;
  /**
   * Credits a whole invoice and gives the credit note, which is never sent to the customer. Its number is Tripletex's own;
   * a second credit of an invoice is refused (Tripletex dossier 10).
   */
  createCreditNote(invoiceId: number, credit: CreditNoteBody): Promise<TripletexCreditNote>;
  /**
   * Registers one payment on its own date. Tripletex takes the same payment twice without a word, so the caller
   * compares postings first (Tripletex dossier 9). Throws RangeError for an amount of zero or a fraction of an øre.
   */
  registerPayment(
    invoiceId: number,
    payment: PaymentBody,
  ): Promise<{ postingIds: number[]; amountOutstandingOere: number }>;
}

/** Makes the calls about invoices. */
export function invoiceCalls(transport: Transport): InvoiceCalls {
  return {
    invoicesByDate: (query) => readInvoicePage(transport, query),
    invoicesByNumber: async (invoiceNumber) => {
      const query = { ...WIDEST_WINDOW, invoiceNumber };
      const list = { path: LIST_PATH, query, fields: INVOICE_FIELDS, item: invoiceSchema };
      const check = {
        path: LIST_PATH,
        asked: [invoiceNumber],
        keyOf: (invoice: TripletexInvoice) => invoice.invoiceNumber,
      };
      return refuseUnasked(transport, await transport.readList(list), check);
    },
    invoicesById: async (ids) => {
      const found: TripletexInvoiceWithPostings[] = [];
      for (const group of splitKeys(ids, { keysPerCall: MAX_INVOICES_PER_CALL })) {
        found.push(...(await lookUpGroup(group, (some) => readInvoices(transport, some))));
      }
      return found;
    },
    invoice: (id) => nullIfMissing(() => readOne(transport, id, WITH_POSTINGS), isObjectMissing),
    invoiceDetails: (id) =>
      nullIfMissing(
        () => readOne(transport, id, { fields: INVOICE_DETAILS_FIELDS, schema: invoiceDetailsSchema }),
        isObjectMissing,
      ),
    invoicesOfCustomer: async (customerId) => {
      const query = { ...WIDEST_WINDOW, customerId };
      const list = { path: LIST_PATH, query, fields: CREDIT_NOTE_FIELDS, item: creditNoteSchema };
      const check = {
        path: LIST_PATH,
        asked: [customerId],
        keyOf: (invoice: TripletexCreditNote) => invoice.customerId,
      };
      return refuseUnasked(transport, await transport.readList(list), check);
    },
    ordersByNumber: async (number) => {
      const query = { number, orderDateFrom: WIDEST_FROM, orderDateTo: WIDEST_TO_EXCLUSIVE };
      const records = await transport.readList({
        path: ORDER_PATH,
        query,
        fields: ORDER_FIELDS,
        item: orderSchema,
      });
      const check = { path: ORDER_PATH, asked: [number], keyOf: (order: TripletexOrder) => order.number };
      return refuseUnasked(transport, records, check);
    },
    createInvoice: async (body) => {
      // The default is true and would send every member a second invoice (Tripletex dossier 14, trap 6).
      const query = { sendToCustomer: false };
      const schema = wrapped(invoiceSchema);
      const { value } = await transport.send({ method: "POST", path: LIST_PATH, query, body, schema });
      return value;
    },
    createCreditNote: async (invoiceId, { date, comment }) => {
      const { value } = await transport.send({
        method: "PUT",
        path: CREDIT_PATH,
        pathValues: { id: invoiceId },
        // The default is true and would send the member a credit note (Tripletex dossier 14, trap 6).
        query: { date, comment, sendToCustomer: false },
        schema: wrapped(creditNoteSchema),
      });
      return value;
    },
    registerPayment: (invoiceId, payment) => sendPayment(transport, invoiceId, payment),
  };
}

async function readInvoices(transport: Transport, ids: number[]): Promise<TripletexInvoiceWithPostings[]> {
  const records = await transport.readList({
    path: LIST_PATH,
    query: { ...WIDEST_WINDOW, id: commaList(ids) },
    fields: INVOICE_WITH_POSTINGS_FIELDS,
    item: invoiceWithPostingsSchema,
  });
  return refuseUnasked(transport, records, { path: LIST_PATH, asked: ids, keyOf: ({ id }) => id });
}

async function readInvoicePage(transport: Transport, { from, toExclusive, offset, count }: InvoiceDateQuery) {
  const { values } = await transport.send({
    method: "GET",
    path: LIST_PATH,
    query: {
      invoiceDateFrom: from,
      invoiceDateTo: toExclusive,
      from: offset,
      count,
      sorting: "id",
      fields: INVOICE_FIELDS,
    },
    schema: listed(invoiceSchema),
  });
  const isOutside = values.some(({ invoiceDate }) => invoiceDate < from || invoiceDate >= toExclusive);
  if (isOutside)
    throw transport.refuse("GET", LIST_PATH, "it holds invoices outside the dates that were asked for");
  // fullResultSize is not the total; only a page that is not full is the last (Tripletex dossier 2).
  return { invoices: values, isLastPage: values.length < count };
}

const WITH_POSTINGS = { fields: INVOICE_WITH_POSTINGS_FIELDS, schema: invoiceWithPostingsSchema };

async function readOne<Item extends { id: number }>(
  transport: Transport,
  id: number,
  { fields, schema }: { fields: string; schema: z.ZodType<Item> },
): Promise<Item> {
  const { value } = await transport.send({
    method: "GET",
    path: ONE_PATH,
    pathValues: { id },
    query: { fields },
    schema: wrapped(schema),
  });
  if (value.id === id) return value;
  throw transport.refuse("GET", ONE_PATH, "it is another invoice");
}

async function sendPayment(
  transport: Transport,
  invoiceId: number,
  { paymentDate, paymentTypeId, paidAmountOere }: PaymentBody,
) {
  if (paidAmountOere === 0) throw new RangeError("A payment of zero cannot be registered.");
  const { value } = await transport.send({
    method: "PUT",
    path: PAYMENT_PATH,
    pathValues: { id: invoiceId },
    // paidAmountCurrency is left out: on invoices in NOK it would override the amount (Tripletex dossier 9).
    query: { paymentDate, paymentTypeId, paidAmount: oereToKroner(paidAmountOere) },
    schema: wrapped(paidInvoiceSchema),
  });
  if (value.id !== invoiceId) throw transport.refuse("PUT", PAYMENT_PATH, "it is another invoice");
  return { postingIds: value.postingIds, amountOutstandingOere: value.amountOutstandingOere };
}
