/**
 * What happens to an issued invoice: payments, credits, corrections and reminders. After each, the invoice's paid amount, balance and
 * status are counted anew from its transactions, so that they can never come apart (Rubic dossier 4.1).
 * It never changes a line: in Norway an issued invoice is only credited.
 */
import { addBankDays, dateTime } from "./days.ts";
import type { Invoice, InvoiceTransaction } from "./entities.ts";
import { computePayout, kroner, oere } from "./money.ts";
import { must, takeNext, WorldActError, type WorldStore } from "./store.ts";

/** Working meanings of Rubic's unexplained numbers (Rubic dossier 3). */
const PAYMENT_STATUS = {
  unpaid: [0, "Ubetalt"],
  paid: [1, "Betalt"],
  partlyPaid: [2, "Delvis betalt"],
  overpaid: [3, "Overbetalt"],
  credited: [4, "Kreditert"],
  reminded: [5, "Purret"],
  writtenOff: [7, "Avskrevet"],
} as const;

export const TRANSACTION_TYPE = {
  ocr: 1,
  card: 2,
  vipps: 3,
  manual: 4,
  refund: 5,
  creditSettlement: 6,
} as const;

const TRANSACTION_TYPE_NAMES: Readonly<Record<number, string>> = {
  1: "OCR/KID",
  2: "Kort",
  3: "Vipps",
  4: "Manuell",
  5: "Refusjon",
  6: "Kreditnota",
};

/** Bank days from payment to payout; the real rhythm is unknown, 2 to 5 is the dossier's advice (Rubic dossier 5). */
const PAYOUT_BANK_DAYS = 3;
const REGISTRATION_TIME = "06:15:00";

/** A payment in kroner; dates are `YYYY-MM-DD` and default to the world's day, `registeredDate` to the payment date. */
export interface TransactionRequest {
  invoiceID: number;
  paidAmount: number;
  paymentDate?: string;
  transactionTypeID?: number;
  registeredDate?: string;
}

/** Books a payment event (negative = money back) and returns the record. Throws WorldActError on an unknown invoice. */
export function registerTransaction(store: WorldStore, request: TransactionRequest): InvoiceTransaction {
  const invoice = findInvoice(store, request.invoiceID);
  const paymentDate = request.paymentDate ?? store.data.today;
  const typeID = request.transactionTypeID ?? TRANSACTION_TYPE.ocr;
  const paidOere = oere(request.paidAmount);
  const payout = computePayout(typeID, paidOere);
  const transaction: InvoiceTransaction = {
    invoiceTransactionID: takeNext(store, "transactionID"),
    invoiceID: invoice.invoiceID,
    invoiceNumber: invoice.invoiceNumber,
    paymentDate: dateTime(paymentDate),
    expectedPayoutDate: payout.hasProvider ? dateTime(addBankDays(paymentDate, PAYOUT_BANK_DAYS)) : null,
    transactionTypeID: typeID,
    transactionTypeName: TRANSACTION_TYPE_NAMES[typeID] ?? null,
    paidAmount: kroner(paidOere),
    paymentFee: kroner(payout.feeOere),
    vatPaymentFee: kroner(payout.feeVatOere),
    payoutAmount: kroner(payout.payoutOere),
    customer: { ...invoice.customer },
  };
  store.data.transactions.push(transaction);
  store.data.transactionRegistered[String(transaction.invoiceTransactionID)] = dateTime(
    request.registeredDate ?? paymentDate,
    REGISTRATION_TIME,
  );
  must(store.transactionsByInvoice.get(invoice.invoiceID), "The invoice has no list of payments.").push(
    transaction,
  );
  settleInvoice(store, invoice);
  return transaction;
}

/** Amount in kroner; the date is `YYYY-MM-DD` and defaults to the world's day. */
export interface CreditRequest {
  invoiceID: number;
  amount?: number;
  date?: string;
}

/** Credits an amount in kroner, default all that is not credited yet. Throws WorldActError if that is more than the invoice. */
export function creditInvoice(store: WorldStore, request: CreditRequest): Invoice {
  const invoice = findInvoice(store, request.invoiceID);
  const openOere = oere(invoice.totalAmount) - oere(invoice.creditedAmount);
  const amountOere = request.amount === undefined ? openOere : oere(request.amount);
  if (amountOere <= 0 || amountOere > openOere) {
    throw new WorldActError(
      `Invoice ${invoice.invoiceID} can be credited with at most ${kroner(openOere)} kroner.`,
    );
  }
  invoice.creditedAmount = kroner(oere(invoice.creditedAmount) + amountOere);
  invoice.creditNoteAmount = invoice.creditedAmount;
  store.data.creditedOn = {
    ...store.data.creditedOn,
    [invoice.invoiceID]: request.date ?? store.data.today,
  };
  settleInvoice(store, invoice);
  return invoice;
}

/** Takes an amount in kroner off by manual correction, for example a write-off; negative adds. */
export function correctInvoice(store: WorldStore, request: { invoiceID: number; amount: number }): Invoice {
  const invoice = findInvoice(store, request.invoiceID);
  invoice.correctedAmount = kroner(oere(invoice.correctedAmount) + oere(request.amount));
  settleInvoice(store, invoice);
  return invoice;
}

/** Counts one more reminder; a fee in kroner is added to what is to be paid, not to the lines. */
export function remindInvoice(store: WorldStore, request: { invoiceID: number; fee?: number }): Invoice {
  const invoice = findInvoice(store, request.invoiceID);
  invoice.reminderNumber = (invoice.reminderNumber ?? 0) + 1;
  invoice.totalAmount = kroner(oere(invoice.totalAmount) + oere(request.fee ?? 0));
  settleInvoice(store, invoice);
  return invoice;
}

/** Counts paid amount, balance and status of an invoice anew from its transactions. */
export function settleInvoice(store: WorldStore, invoice: Invoice): void {
  const transactions = store.transactionsByInvoice.get(invoice.invoiceID) ?? [];
  const paidOere = transactions.reduce((sum, transaction) => sum + oere(transaction.paidAmount), 0);
  const balanceOere =
    oere(invoice.totalAmount) - paidOere - oere(invoice.creditedAmount) - oere(invoice.correctedAmount);
  invoice.paidAmount = kroner(paidOere);
  invoice.balance = kroner(balanceOere);
  invoice.unpaidAmount = kroner(Math.max(0, balanceOere));
  [invoice.paymentStatus, invoice.paymentStatusText] = PAYMENT_STATUS[statusOf(invoice)];
}

function statusOf(invoice: Invoice): keyof typeof PAYMENT_STATUS {
  if (invoice.balance < 0) {
    return "overpaid";
  }
  if (invoice.balance === 0) {
    return closedStatus(invoice);
  }
  if (invoice.paidAmount > 0 || invoice.creditedAmount > 0) {
    return "partlyPaid";
  }
  return (invoice.reminderNumber ?? 0) > 0 ? "reminded" : "unpaid";
}

function closedStatus(invoice: Invoice): "paid" | "credited" | "writtenOff" {
  if (invoice.paidAmount === 0 && invoice.creditedAmount > 0) {
    return "credited";
  }
  return invoice.paidAmount === 0 && invoice.correctedAmount > 0 ? "writtenOff" : "paid";
}

function findInvoice(store: WorldStore, invoiceID: number): Invoice {
  return must(store.invoiceByID.get(invoiceID), `There is no invoice ${invoiceID}.`);
}
