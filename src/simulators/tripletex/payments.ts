/**
 * Payments (Tripletex dossier 9): each is a voucher of its own with a negative posting on the invoice. Nothing stops the same payment
 * from being registered twice, too much, or below zero; that is the real service's trap and must stay in.
 */
import type { SimulatorReply } from "../http/server.ts";
import type { InvoiceRow, PaymentTypeRow } from "./books.ts";
import { RECEIVABLES_ACCOUNT } from "./chart.ts";
import { brokenRule, notFound } from "./errors.ts";
import { attachPostings, bookVoucher, requireOpenPeriod } from "./ledger.ts";
import { roundAmount } from "./money.ts";
import { date, decimal, integer, required } from "./query.ts";
import { type Call, findByPath, requireReference, type Simulation, say, valueReply } from "./simulation.ts";

export const paymentParameters = {
  paymentDate: required(date),
  paymentTypeId: required(integer),
  paidAmount: required(decimal),
  paidAmountCurrency: decimal,
};

export interface Payment {
  date: string;
  paymentType: PaymentTypeRow;
  /** Kroner, gross. Negative takes an earlier payment back. */
  amount: number;
  /** Where given it decides what is left, also on invoices in NOK. */
  amountCurrency?: number | undefined;
}

export function putPayment(call: Call<typeof paymentParameters>): SimulatorReply {
  const { simulation, query } = call;
  const invoice = findByPath(call, simulation.books.Invoice);
  const row = registerPayment(simulation, invoice, {
    date: query.paymentDate,
    paymentType: findPaymentType(simulation, query.paymentTypeId),
    amount: query.paidAmount,
    amountCurrency: query.paidAmountCurrency,
  });
  return valueReply(simulation, "Invoice", { row });
}

/** Throws 404/6000 on an unknown id. */
export function findPaymentType({ books }: Simulation, id: number): PaymentTypeRow {
  const paymentType = books.PaymentType.get(id);
  if (paymentType === undefined) throw notFound();
  return paymentType;
}

export function registerPayment(simulation: Simulation, invoice: InvoiceRow, payment: Payment): InvoiceRow {
  if (!invoice.isCharged) throw brokenRule(null, "notAnInvoiceNumber");
  const amount = roundAmount(payment.amount);
  if (amount === 0) throw brokenRule("Internt felt (amountBasisCurrency)", "mustBeFilled");
  requireOpenPeriod(simulation, payment.date, "paymentDate");
  const { books } = simulation;
  const { name, customerNumber } = requireReference(books.Customer, invoice.customer, "customer");
  const debit = requireReference(books.Account, payment.paymentType.debitAccount, "debitAccount");
  const { customer, invoiceNumber } = invoice;
  const { postings } = bookVoucher(simulation, {
    date: payment.date,
    description: say(simulation, "paymentOfInvoice", [invoiceNumber, name, customerNumber]),
    drafts: [
      {
        accountNumber: RECEIVABLES_ACCOUNT,
        amount: -amount,
        amountCurrency: -roundAmount(payment.amountCurrency ?? amount),
        customer,
        invoiceNumber,
      },
      { accountNumber: debit.number, amount },
    ],
  });
  return attachPostings(simulation, invoice, postings.slice(0, 1));
}

/** A payment given on creation: both values or none, and positive (Tripletex dossier 9). It is booked on the invoice date. */
export function readPrepayment(
  simulation: Simulation,
  input: { paymentTypeId?: number | null | undefined; paidAmount?: number | null | undefined },
): Omit<Payment, "date"> | null {
  const { paymentTypeId, paidAmount } = input;
  if (!paymentTypeId && !paidAmount) return null;
  if (!paymentTypeId || !paidAmount || paidAmount < 0) throw brokenRule(null, "prepaidIncomplete");
  return { paymentType: findPaymentType(simulation, paymentTypeId), amount: paidAmount };
}
