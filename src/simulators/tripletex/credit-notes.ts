/**
 * Credit notes (Tripletex dossier 10): always the whole invoice, numbered in the invoices' own series, booked as the reversed voucher.
 */
import type { SimulatorReply } from "../http/server.ts";
import type { InvoiceRow, OrderLineRow, PostingRow } from "./books.ts";
import { brokenRule } from "./errors.ts";
import { chooseInvoiceNumber, recordSending } from "./invoices.ts";
import { attachPostings, bookVoucher, type PostingDraft, requireOpenPeriod } from "./ledger.ts";
import { sum } from "./money.ts";
import { date, flag, required, text } from "./query.ts";
import { type Call, findByPath, requireReference, type Simulation, say, valueReply } from "./simulation.ts";

export const creditNoteParameters = {
  date: required(date),
  comment: text,
  creditNoteEmail: text,
  sendToCustomer: flag,
  sendType: text,
};

/** Version of a new credit note in the real service. */
const CREDIT_NOTE_VERSION = 2;

/** Sends to the customer unless told not to, as the real service does. */
export function putCreditNote(call: Call<typeof creditNoteParameters>): SimulatorReply {
  const { simulation, query } = call;
  const invoice = findByPath(call, simulation.books.Invoice);
  const row = creditInvoice(simulation, invoice, { date: query.date, comment: query.comment ?? "" });
  if (query.sendToCustomer ?? true) recordSending(simulation, row);
  return valueReply(simulation, "Invoice", { row });
}

/** Answers the credit note. That a second one is refused is documented; its text is a guess. */
export function creditInvoice(
  simulation: Simulation,
  invoice: InvoiceRow,
  { date, comment }: { date: string; comment: string },
): InvoiceRow {
  if (invoice.isCredited || invoice.creditedInvoice !== 0) throw brokenRule(null, "alreadyCredited");
  requireOpenPeriod(simulation, date, "date");
  const { books } = simulation;
  const invoiceNumber = chooseInvoiceNumber(simulation, 0);
  const { name, customerNumber } = requireReference(books.Customer, invoice.customer, "customer");
  const { voucher, postings } = bookVoucher(simulation, {
    date,
    description: say(simulation, "creditNoteTo", [invoiceNumber, name, customerNumber]),
    drafts: reverseVoucher(simulation, invoice, invoiceNumber),
  });
  const own = postings.slice(0, 1);
  const creditNote = books.Invoice.insert((created) => ({
    ...invoice,
    ...created,
    ...negatedAmounts(invoice),
    version: CREDIT_NOTE_VERSION,
    invoiceNumber,
    invoiceDate: date,
    invoiceDueDate: date,
    kid: "",
    comment,
    orderLines: reverseLines(simulation, invoice),
    voucher: { id: voucher.id },
    postings: [],
    setOffs: [],
    isCreditNote: true,
    creditedInvoice: invoice.id,
    createdAt: simulation.now(),
  }));
  // The credit note shows the original's posting beside its own, so nothing is outstanding on it.
  const finished = attachPostings(simulation, creditNote, [...own, ...receivableOf(simulation, invoice)]);
  attachPostings(simulation, { ...invoice, isCredited: true }, own);
  return finished;
}

const receivableOf = ({ books }: Simulation, invoice: InvoiceRow): PostingRow[] =>
  invoice.postings.slice(0, 1).flatMap(({ id }) => books.Posting.get(id) ?? []);

function reverseVoucher({ books }: Simulation, invoice: InvoiceRow, invoiceNumber: number): PostingDraft[] {
  const originals = books.Voucher.get(invoice.voucher?.id ?? -1)?.postings ?? [];
  return originals.map(({ id }) => {
    const posting = requireReference(books.Posting, { id }, "posting");
    const { customer, product, department, vatType } = posting;
    return {
      accountNumber: requireReference(books.Account, posting.account, "account").number,
      amount: -posting.amount,
      product,
      department,
      ...(vatType === null ? {} : { vatType }),
      ...(customer === null
        ? {}
        : { customer, invoiceNumber, type: "OUTGOING_INVOICE_CUSTOMER_POSTING" as const }),
    };
  });
}

function negatedAmounts(invoice: InvoiceRow) {
  const [amount, net, roundoff] = [
    sum([-invoice.amount]),
    sum([-invoice.amountExcludingVat]),
    sum([-invoice.amountRoundoff]),
  ];
  return {
    amount,
    amountCurrency: amount,
    amountExcludingVat: net,
    amountExcludingVatCurrency: net,
    amountRoundoff: roundoff,
    amountRoundoffCurrency: roundoff,
  };
}

function reverseLines({ books }: Simulation, invoice: InvoiceRow) {
  return invoice.orderLines.map((reference) => {
    const line: OrderLineRow = requireReference(books.OrderLine, reference, "orderLines");
    const reversed = books.OrderLine.insert((created) => ({
      ...line,
      ...created,
      version: 1,
      count: sum([-line.count]),
      amountExcludingVatCurrency: sum([-line.amountExcludingVatCurrency]),
      amountIncludingVatCurrency: sum([-line.amountIncludingVatCurrency]),
    }));
    return { id: reversed.id };
  });
}
