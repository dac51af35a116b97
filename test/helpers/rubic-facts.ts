/**
 * What the books must hold, worked out from the simulated world alone. It is a second opinion on the product's rules, so
 * it must never import them: a rule that is wrong in `src/sync` has to stand out here.
 */
import type { Invoice, InvoiceTransaction } from "../../src/simulators/world/entities.ts";
import type { World } from "../../src/simulators/world/index.ts";

const OERE_PER_KRONE = 100;
const ISO_DATE_LENGTH = "YYYY-MM-DD".length;
/** OCR, card, Vipps and manual are money, of either sign; a refund is money that went back (Rubic dossier 3). */
const MONEY_TYPES: ReadonlySet<number> = new Set([1, 2, 3, 4]);
const REFUND_TYPE = 5;
const USABLE_NUMBER = /^[1-9]\d{0,8}$/;

export interface ExpectedInvoice {
  rubicInvoiceId: number;
  number: number;
  date: string;
  dueDate: string;
  netOere: number;
  vatOere: number;
  grossOere: number;
  customerNumber: number;
}

export interface ExpectedPayment {
  rubicTransactionId: number;
  invoiceNumber: number;
  date: string;
  amountOere: number;
}

/** How Rubic shows credits (Rubic dossier 4.4), as the simulator's switch has it. */
export type CreditMode = "amountsOnOriginal" | "negativeInvoice" | "both";

export interface ExpectedCredit {
  /** Of the row that it is known by: the note where there is one. */
  rubicId: number;
  /** The number of the invoice that is credited as a whole; null for a part, booked as a negative invoice. */
  creditedNumber: number | null;
  grossOere: number;
}

export interface ExpectedBooks {
  invoices: ExpectedInvoice[];
  credits: ExpectedCredit[];
  payments: ExpectedPayment[];
  /** Rubic keys of the documents that must wait as holds, sorted. */
  heldInvoices: string[];
  heldCredits: string[];
  heldPayments: string[];
  heldCustomerNames: string[];
  heldProductIds: string[];
  customerNumbers: number[];
  productCodes: string[];
  /** What Rubic has in the books' scope, in øre. */
  invoiceOere: number;
  paymentOere: number;
}

export const toOere = (kroner: number): number => Math.round(kroner * OERE_PER_KRONE);
const dayOf = (dateTime: string): string => dateTime.slice(0, ISO_DATE_LENGTH);
/** Sorts keys of one kind, so that two sets compare as lists. */
export const sorted = <Key extends string | number | null>(keys: Key[]): Key[] =>
  keys.toSorted((left, right) => String(left).localeCompare(String(right)));
const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);

/** Everything that must be in Tripletex, or held, when a sync of all types from `booksFrom` is through. */
export function expectBooks(
  world: World,
  booksFrom: string,
  creditMode: CreditMode = "amountsOnOriginal",
): ExpectedBooks {
  const inScope = world.invoices.filter((invoice) => dayOf(invoice.invoiceDate) >= booksFrom);
  const booked = inScope.filter((invoice) => isPlain(invoice, world));
  const bookedIds = new Set(booked.map((invoice) => invoice.invoiceID));
  const scopeIds = new Set(inScope.map((invoice) => invoice.invoiceID));
  const transactions = world.transactions.filter(
    (each) =>
      toOere(each.paidAmount) !== 0 && (scopeIds.has(each.invoiceID) || dayOf(each.paymentDate) >= booksFrom),
  );
  const paid = transactions.filter((each) => bookedIds.has(each.invoiceID) && isMoney(each));
  const paidIds = new Set(paid.map((each) => each.invoiceTransactionID));
  const usableCustomers = world.customers.filter((customer) => customerNumberOf(customer) !== null);
  const usableProducts = world.products.filter((product) => hasCodeAndAccount(product.productID, world));
  const credits = inScope
    .filter(({ creditedAmount }) => creditedAmount !== 0)
    .map((invoice) => ({ invoice, credit: expectCredit(invoice, creditMode) }));
  const isCreditBooked = ({ invoice, credit }: (typeof credits)[number]) =>
    bookedIds.has(invoice.invoiceID) &&
    (creditMode !== "amountsOnOriginal" || hasCertainDate(invoice, world, credit));
  return {
    invoices: booked.map((invoice) => toExpected(invoice)),
    credits: credits.filter(isCreditBooked).map(({ credit }) => credit),
    heldCredits: credits
      .filter((each) => !isCreditBooked(each))
      .map(({ credit }) => String(credit.rubicId))
      .toSorted(),
    payments: paid.map((each) => ({
      rubicTransactionId: each.invoiceTransactionID,
      invoiceNumber: each.invoiceNumber,
      date: dayOf(each.paymentDate),
      amountOere: toOere(each.paidAmount),
    })),
    heldInvoices: inScope
      .filter((invoice) => !bookedIds.has(invoice.invoiceID))
      .map((invoice) => String(invoice.invoiceID))
      .toSorted(),
    heldPayments: transactions
      .filter((each) => !paidIds.has(each.invoiceTransactionID))
      .map((each) => String(each.invoiceTransactionID))
      .toSorted(),
    heldCustomerNames: world.customers
      .filter((customer) => customerNumberOf(customer) === null)
      .map((customer) => customer.customerName ?? "")
      .toSorted(),
    heldProductIds: world.products
      .filter((product) => !hasCodeAndAccount(product.productID, world))
      .map((product) => String(product.productID))
      .toSorted(),
    customerNumbers: sorted(usableCustomers.map((customer) => Number(customerNumberOf(customer)))),
    productCodes: sorted(usableProducts.map((product) => product.productCode ?? "")),
    invoiceOere: sum(inScope.map(effectOere)),
    paymentOere: sum(transactions.map((each) => toOere(each.paidAmount))),
  };
}

function toExpected(invoice: Invoice): ExpectedInvoice {
  return {
    rubicInvoiceId: invoice.invoiceID,
    number: invoice.invoiceNumber,
    date: dayOf(invoice.invoiceDate),
    dueDate: dayOf(invoice.dueDate),
    netOere: toOere(invoice.netTotal),
    vatOere: toOere(invoice.taxTotal),
    grossOere: toOere(invoice.grossTotal),
    customerNumber: Number(customerNumberOf(invoice.customer)),
  };
}

/** Ids and numbers of the simulator's credit notes are this much above their invoice's. */
const NOTE_OFFSET = 5_000_000;

function expectCredit(invoice: Invoice, mode: CreditMode): ExpectedCredit {
  const grossOere = -toOere(invoice.creditedAmount);
  return {
    rubicId: invoice.invoiceID + (mode === "amountsOnOriginal" ? 0 : NOTE_OFFSET),
    creditedNumber: -grossOere === toOere(invoice.grossTotal) ? invoice.invoiceNumber : null,
    grossOere,
  };
}

/** An amount alone is booked when it is the whole invoice, and invoice and first sight lie in one month. */
function hasCertainDate(invoice: Invoice, world: World, credit: ExpectedCredit): boolean {
  return credit.creditedNumber !== null && dayOf(invoice.invoiceDate).slice(0, 7) === world.today.slice(0, 7);
}

/** What an invoice adds to the receivables: what is to be paid, less what was credited or corrected. */
function effectOere(invoice: Invoice): number {
  const credited = Math.max(toOere(invoice.creditedAmount), toOere(invoice.creditNoteAmount));
  return toOere(invoice.totalAmount) - credited - toOere(invoice.correctedAmount);
}

const isMoney = ({ transactionTypeID, paidAmount }: InvoiceTransaction): boolean =>
  MONEY_TYPES.has(transactionTypeID) || (transactionTypeID === REFUND_TYPE && paidAmount < 0);

/** An invoice that can be booked as it is: sent, uncorrected, without fee, of known products, in one department. */
function isPlain(invoice: Invoice, world: World): boolean {
  const isUntouched = invoice.correctedAmount === 0;
  const hasNoFee = toOere(invoice.totalAmount) === toOere(invoice.grossTotal);
  const departments = new Set(invoice.invoiceLines.map((line) => line.departmentNumber));
  return (
    !invoice.sentDate.startsWith("0001") &&
    isUntouched &&
    hasNoFee &&
    departments.size <= 1 &&
    customerNumberOf(invoice.customer) !== null &&
    invoice.invoiceLines.every((line) => hasCodeAndAccount(line.productID, world))
  );
}

function hasCodeAndAccount(productId: number, world: World): boolean {
  const product = world.products.find((each) => each.productID === productId);
  const group = world.productGroups.find((each) => each.productGroupID === product?.productGroupID);
  return product?.productCode != null && group?.accountNumber != null;
}

function customerNumberOf(customer: { customerNo: string | null; ledgerCustomerNo: string | null }) {
  const number = customer.ledgerCustomerNo ?? customer.customerNo;
  return number !== null && USABLE_NUMBER.test(number) ? number : null;
}
