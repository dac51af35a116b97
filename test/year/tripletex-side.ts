/** Tripletex's books as the check wants them: each document with its payments, found by the order that was made for Rubic. */
import type { TripletexState } from "../../src/simulators/tripletex/index.ts";
import { toOere } from "../helpers/rubic-facts.ts";

const INVOICE_POSTING = "OUTGOING_INVOICE_CUSTOMER_POSTING";
const ORDER_PREFIX = "RUBIC-";

export interface BookedDocument {
  id: number;
  number: number;
  date: string;
  dueDate: string;
  netOere: number;
  vatOere: number;
  grossOere: number;
  customerNumber: number;
  comment: string;
  /** Of a credit note: the id of the invoice that it credits; else null. */
  credits: number | null;
  /** `2026-01-31 12345`, in øre. */
  payments: string[];
  paidOere: number;
}

export interface TripletexSide {
  /** By the id in Rubic that the order names; credit notes are under the invoices that they credit. */
  byRubicId: Map<number, BookedDocument[]>;
  notesOf: Map<number, BookedDocument[]>;
  all: BookedDocument[];
}

export function readTripletexSide(state: TripletexState): TripletexSide {
  const orders = new Map(state.orders.map(({ id, number }) => [id, number]));
  const byRubicId = new Map<number, BookedDocument[]>();
  const notesOf = new Map<number, BookedDocument[]>();
  const all: BookedDocument[] = [];
  const read = documentReader(state);
  for (const invoice of state.invoices) {
    const document = read(invoice);
    all.push(document);
    const number = orders.get(invoice.orders[0]?.id ?? 0) ?? "";
    if (document.credits !== null) put(notesOf, document.credits, document);
    else if (number.startsWith(ORDER_PREFIX))
      put(byRubicId, Number(number.slice(ORDER_PREFIX.length)), document);
  }
  return { byRubicId, notesOf, all };
}

function put(map: Map<number, BookedDocument[]>, key: number, document: BookedDocument): void {
  map.set(key, [...(map.get(key) ?? []), document]);
}

export const paymentText = (date: string, amountOere: number): string => `${date} ${amountOere}`;

function documentReader(state: TripletexState) {
  const postings = new Map(state.postings.map((posting) => [posting.id, posting]));
  const customers = new Map(state.customers.map(({ id, customerNumber }) => [id, customerNumber]));
  const lines = new Map(state.orderLines.map((line) => [line.id, line]));
  return (invoice: TripletexState["invoices"][number]): BookedDocument => {
    const payments = invoice.postings
      .flatMap(({ id }) => postings.get(id) ?? [])
      .filter(({ type }) => type !== INVOICE_POSTING)
      .map(({ date, amount }) => ({ date, oere: 0 - toOere(amount) }));
    const own = invoice.orderLines.flatMap(({ id }) => lines.get(id) ?? []);
    return {
      id: invoice.id,
      number: invoice.invoiceNumber,
      date: invoice.invoiceDate,
      dueDate: invoice.invoiceDueDate,
      netOere: toOere(invoice.amountExcludingVat),
      vatOere: own.reduce(
        (sum, line) =>
          sum + toOere(line.amountIncludingVatCurrency) - toOere(line.amountExcludingVatCurrency),
        0,
      ),
      grossOere: toOere(invoice.amount),
      customerNumber: customers.get(invoice.customer.id) ?? 0,
      comment: invoice.comment,
      credits: invoice.creditedInvoice === 0 ? null : invoice.creditedInvoice,
      payments: payments.map(({ date, oere }) => paymentText(date, oere)).toSorted(),
      paidOere: payments.reduce((sum, { oere }) => sum + oere, 0),
    };
  };
}
