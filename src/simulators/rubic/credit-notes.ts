/**
 * Credit notes by the credit note mode (Rubic dossier 4.4): amounts on the original, own rows with negative totals, or both. The world keeps
 * amounts on the original; the other two are made from them, with ids and numbers that depend on the original alone.
 * In every mode the balances of original and credit note add up to what is owed, counted once.
 */
import type { Invoice, InvoiceLine, InvoiceTransaction } from "../world/entities.ts";
import { divideRounded, kroner, oere } from "../world/money.ts";
import type { WorldData } from "../world/store.ts";
import type { RubicSettings } from "./settings.ts";

/** Keeps the numbers of credit notes apart from those of invoices, also of later ones. */
const CREDIT_NOTE_OFFSET = 5_000_000;

/** What of the world credits are made of. */
type CreditWorld = Pick<WorldData, "invoices" | "transactions" | "today" | "creditedOn">;

/** The invoice rows of the list in the credit note mode of the settings. */
export function addCreditNotes(world: CreditWorld, settings: RubicSettings): readonly Invoice[] {
  const { invoices } = world;
  if (settings.creditNoteMode === "amountsOnOriginal") {
    return invoices;
  }
  const isShownTwice = settings.creditNoteMode === "both";
  const originals = isShownTwice ? invoices : invoices.map(withoutCredit);
  const notes = invoices
    .filter((invoice) => invoice.creditedAmount > 0)
    .map((invoice) =>
      createCreditNote(invoice, {
        date: creditDate(invoice, world),
        isSettled: isShownTwice,
        isReferring: settings.creditNoteReference === "inDescription",
      }),
    );
  return [...originals, ...notes];
}

/** The day of the act, or (for what the world was made with) the due date, at the latest the world's day. */
function creditDate({ invoiceID, dueDate }: Invoice, { today, creditedOn = {} }: CreditWorld): string {
  const known = creditedOn[String(invoiceID)];
  if (known !== undefined) return `${known}T00:00:00`;
  return dueDate.slice(0, 10) < today ? dueDate : `${today}T00:00:00`;
}

const SETTLEMENT_TYPE = 6;

/**
 * The transactions of the list, with those that settle a credit where the settings have them (Rubic dossier 3): on the credited
 * invoice, or as money back on the credit note. They move no cash and are in no paid amount.
 */
export function addCreditSettlements(
  world: CreditWorld,
  settings: RubicSettings,
): readonly InvoiceTransaction[] {
  if (settings.creditSettlement === "none") return world.transactions;
  const isOnNote =
    settings.creditSettlement === "onCreditNote" && settings.creditNoteMode !== "amountsOnOriginal";
  const settlements = world.invoices
    .filter((invoice) => invoice.creditedAmount > 0)
    .map((invoice): InvoiceTransaction => {
      const offset = isOnNote ? CREDIT_NOTE_OFFSET : 0;
      const amount = isOnNote ? negate(invoice.creditedAmount) : invoice.creditedAmount;
      return {
        invoiceTransactionID: CREDIT_NOTE_OFFSET + invoice.invoiceID,
        invoiceID: invoice.invoiceID + offset,
        invoiceNumber: invoice.invoiceNumber + offset,
        paymentDate: creditDate(invoice, world),
        expectedPayoutDate: null,
        transactionTypeID: SETTLEMENT_TYPE,
        transactionTypeName: "Kreditnota",
        paidAmount: amount,
        paymentFee: 0,
        vatPaymentFee: 0,
        payoutAmount: 0,
        customer: { ...invoice.customer },
      };
    });
  return [...world.transactions, ...settlements];
}

function withoutCredit(invoice: Invoice): Invoice {
  if (invoice.creditedAmount === 0) {
    return invoice;
  }
  const balanceOere = oere(invoice.balance) + oere(invoice.creditedAmount);
  return {
    ...invoice,
    creditedAmount: 0,
    creditNoteAmount: 0,
    balance: kroner(balanceOere),
    unpaidAmount: kroner(Math.max(0, balanceOere)),
    ...(invoice.paidAmount === 0 && balanceOere > 0
      ? { paymentStatus: 0, paymentStatusText: "Ubetalt" }
      : {}),
  };
}

function createCreditNote(
  invoice: Invoice,
  how: { date: string; isSettled: boolean; isReferring: boolean },
): Invoice {
  const lines = creditLines(invoice);
  const sum = (field: "netTotal" | "tax" | "grossTotal") =>
    kroner(lines.reduce((total, line) => total + oere(line[field]), 0));
  const { date } = how;
  const grossTotal = sum("grossTotal");
  return {
    ...invoice,
    invoiceID: invoice.invoiceID + CREDIT_NOTE_OFFSET,
    invoiceNumber: invoice.invoiceNumber + CREDIT_NOTE_OFFSET,
    invoiceDate: date,
    dueDate: date,
    sentDate: date,
    created: date,
    ledgerYear: Number(date.slice(0, 4)),
    netTotal: sum("netTotal"),
    taxTotal: sum("tax"),
    grossTotal,
    totalAmount: grossTotal,
    paidAmount: 0,
    creditedAmount: 0,
    correctedAmount: 0,
    creditNoteAmount: 0,
    balance: how.isSettled ? 0 : grossTotal,
    unpaidAmount: 0,
    paymentStatus: 4,
    paymentStatusText: "Kreditert",
    reminderNumber: null,
    description: how.isReferring ? `Kreditnota for faktura ${invoice.invoiceNumber}` : "Kreditnota",
    invoiceLines: lines,
  };
}

/** A whole credit mirrors the lines; another amount is one line like the first, since Rubic's split is unknown. */
function creditLines(invoice: Invoice): InvoiceLine[] {
  if (invoice.creditedAmount === invoice.grossTotal) {
    return invoice.invoiceLines.map(mirrorLine);
  }
  const grossOere = -oere(invoice.creditedAmount);
  return invoice.invoiceLines.slice(0, 1).map((line) => {
    const netOere = divideRounded(grossOere * 100, 100 + line.taxPercentage);
    return {
      ...line,
      invoiceLineID: line.invoiceLineID + CREDIT_NOTE_OFFSET,
      price: kroner(-netOere),
      quantity: -1,
      discountPercentage: 0,
      discount: 0,
      netTotal: kroner(netOere),
      tax: kroner(grossOere - netOere),
      grossTotal: kroner(grossOere),
    };
  });
}

function mirrorLine(line: InvoiceLine): InvoiceLine {
  return {
    ...line,
    invoiceLineID: line.invoiceLineID + CREDIT_NOTE_OFFSET,
    quantity: -line.quantity,
    discount: negate(line.discount),
    netTotal: negate(line.netTotal),
    tax: negate(line.tax),
    grossTotal: negate(line.grossTotal),
  };
}

function negate(amount: number): number {
  return kroner(-oere(amount));
}
