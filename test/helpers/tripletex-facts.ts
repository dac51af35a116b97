/**
 * What is in a simulated Tripletex company, flattened for comparison with what Rubic has. It reads the simulator's own books
 * and nothing of the product's, so that a document that the product does not know of shows up too.
 */
import type { LoggedRequest } from "../../src/simulators/http/request-log.ts";
import type { TripletexSimulator, TripletexState } from "../../src/simulators/tripletex/index.ts";
import { toOere } from "./rubic-facts.ts";

export interface BookedInvoice {
  orderNumber: string;
  number: number;
  date: string;
  dueDate: string;
  netOere: number;
  vatOere: number;
  grossOere: number;
  customerNumber: number;
}

export interface BookedPayment {
  invoiceNumber: number;
  date: string;
  amountOere: number;
}

const INVOICE_POSTING = "OUTGOING_INVOICE_CUSTOMER_POSTING";
const SESSION_PATH = "/token/session";

export interface BookedCredit {
  /** The number of the invoice that it credits; null for an invoice with a negative total. */
  creditedNumber: number | null;
  date: string;
  netOere: number;
  grossOere: number;
  comment: string;
}

/** Every credit note and negative invoice in the company. */
export function bookedCredits(state: TripletexState): BookedCredit[] {
  const numbers = new Map(state.invoices.map(({ id, invoiceNumber }) => [id, invoiceNumber]));
  return state.invoices
    .filter(({ isCreditNote }) => isCreditNote)
    .map((note) => ({
      creditedNumber: numbers.get(note.creditedInvoice) ?? null,
      date: note.invoiceDate,
      netOere: toOere(note.amountExcludingVat),
      grossOere: toOere(note.amount),
      comment: note.comment,
    }));
}

/** Every invoice in the company that is no credit, with what its own order lines add up to. */
export function bookedInvoices(state: TripletexState): BookedInvoice[] {
  const customers = new Map(state.customers.map((customer) => [customer.id, customer]));
  const lines = new Map(state.orderLines.map((line) => [line.id, line]));
  const orders = new Map(state.orders.map((order) => [order.id, order]));
  const invoices = state.invoices.filter(({ isCreditNote }) => !isCreditNote);
  return invoices.map((invoice) => {
    const ownLines = invoice.orderLines.flatMap(({ id }) => lines.get(id) ?? []);
    const [order] = invoice.orders;
    return {
      orderNumber: orders.get(order?.id ?? 0)?.number ?? "",
      number: invoice.invoiceNumber,
      date: invoice.invoiceDate,
      dueDate: invoice.invoiceDueDate,
      netOere: toOere(invoice.amountExcludingVat),
      vatOere: sum(
        ownLines.map((line) => toOere(line.amountIncludingVatCurrency - line.amountExcludingVatCurrency)),
      ),
      grossOere: toOere(invoice.amount),
      customerNumber: customers.get(invoice.customer.id)?.customerNumber ?? 0,
    };
  });
}

/** Every payment on every invoice, one row per posting. */
export function bookedPayments(state: TripletexState): BookedPayment[] {
  const postings = new Map(state.postings.map((posting) => [posting.id, posting]));
  return state.invoices.flatMap((invoice) =>
    invoice.postings
      .flatMap(({ id }) => postings.get(id) ?? [])
      .filter((posting) => posting.type !== INVOICE_POSTING)
      .map((posting) => ({
        invoiceNumber: invoice.invoiceNumber,
        date: posting.date,
        amountOere: -toOere(posting.amount),
      })),
  );
}

/** Orders that no invoice was made of; a service that books order and invoice in one call leaves none. */
export function ordersWithoutInvoice(state: TripletexState): string[] {
  const invoiced = new Set(state.invoices.flatMap((invoice) => invoice.orders.map(({ id }) => id)));
  return state.orders.filter((order) => !invoiced.has(order.id)).map((order) => order.number);
}

/** Requests that change something in Tripletex; making a session is none of them. */
export function writesTo(simulator: TripletexSimulator): LoggedRequest[] {
  return simulator.control.requests
    .list()
    .filter(({ method, template }) => method !== "GET" && !template.startsWith(SESSION_PATH));
}

/** `POST /invoice` for each write, in order. */
export function writeNames(simulator: TripletexSimulator): string[] {
  return writesTo(simulator).map(({ method, template }) => `${method} ${template}`);
}

const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);
