/**
 * How the world's records look on the wire under the settings: price and discount basis, fees, dates. Totals of lines never depend on a setting.
 * Every function returns a new record; the world itself stays as it is.
 */
import type { Customer, Invoice, InvoiceLine, InvoiceTransaction, Product } from "../world/entities.ts";
import { computePayout, divideRounded, kroner, oere, timesQuantity } from "../world/money.ts";
import type { RubicSettings } from "./settings.ts";

const REMINDER_LINE_ID_OFFSET = 5_000_000;

/** The price of a product, with VAT in that price mode. */
export function presentProduct(product: Product, taxPercent: number, settings: RubicSettings): Product {
  return { ...product, price: presentPrice(product.price, taxPercent, settings) };
}

export function presentInvoice(invoice: Invoice, settings: RubicSettings): Invoice {
  const shown = {
    ...invoice,
    customer: presentCustomer(invoice.customer, settings),
    memberNo: presentMemberNumber(invoice.memberNo, settings),
    sentDate: presentSentDate(invoice, settings),
    invoiceLines: invoice.invoiceLines.map((line) => presentLine(line, settings)),
  };
  return presentReminderFee(shown, settings);
}

/** Fee and VAT by fee mode; the payout is what is left after both, or all of it where fees are billed apart. */
export function presentTransaction(
  transaction: InvoiceTransaction,
  settings: RubicSettings,
): InvoiceTransaction {
  const shown = presentFee(transaction, settings);
  const payoutAmount = settings.feePayment === "billed" ? shown.paidAmount : shown.payoutAmount;
  return { ...shown, payoutAmount, customer: presentCustomer(shown.customer, settings) };
}

function presentFee(transaction: InvoiceTransaction, settings: RubicSettings): InvoiceTransaction {
  switch (settings.feeMode) {
    case "feeExclVat":
      return { ...transaction };
    case "feeInclVat": {
      const { feeOere, feeVatOere } = computePayout(
        transaction.transactionTypeID,
        oere(transaction.paidAmount),
      );
      return { ...transaction, paymentFee: kroner(feeOere + feeVatOere) };
    }
    case "noFee":
      return { ...transaction, paymentFee: 0, vatPaymentFee: 0, payoutAmount: transaction.paidAmount };
    default:
      return settings.feeMode satisfies never;
  }
}

const OTHER_SERIES_OFFSET = 400_000;

function presentMemberNumber(memberNo: number, { memberNumber }: RubicSettings): number {
  if (memberNumber === "zero") return 0;
  return memberNumber === "otherSeries" ? memberNo + OTHER_SERIES_OFFSET : memberNo;
}

/** The ways in which Rubic may write what it knows of a payer; who it is never changes. */
export function presentCustomer(customer: Customer, settings: RubicSettings): Customer {
  const { countryCode, countryName } = customer;
  const ledgerNo = settings.ledgerNumber === "always" ? customer.customerNo : null;
  return {
    ...customer,
    ledgerCustomerNo: customer.ledgerCustomerNo ?? ledgerNo,
    countryCode: COUNTRY_CODES[settings.countryCode][countryCode ?? ""] ?? countryCode,
    countryName: COUNTRY_NAMES[settings.countryName][countryName ?? ""] ?? countryName,
  };
}

/** As the world writes them, to how the setting does; what is not listed stays. */
const COUNTRY_CODES: Record<RubicSettings["countryCode"], Record<string, string>> = {
  calling: {},
  callingZeros: { "+47": "0047", "+46": "0046" },
  iso: { "+47": "NO", "+46": "SE" },
};
const COUNTRY_NAMES: Record<RubicSettings["countryName"], Record<string, string>> = {
  norwegian: {},
  english: { Norge: "Norway", Sverige: "Sweden" },
};

/** When the invoice was sent, or what the settings say for one that was not. */
export function presentSentDate(invoice: Invoice, settings: RubicSettings): string {
  const isUnsent = invoice.sentDate.startsWith("0001");
  return isUnsent && settings.unsentDate === "realDate" ? invoice.created : invoice.sentDate;
}

function presentLine(line: InvoiceLine, settings: RubicSettings): InvoiceLine {
  const price = presentPrice(line.price, line.taxPercentage, settings);
  const discountOere = lineDiscount(line, price, settings);
  const perUnit = settings.discountMode === "unitAmount" && line.quantity !== 0;
  return {
    ...line,
    ...(settings.lineProductCode === "missing" ? { productCode: null } : {}),
    ...(settings.lineDepartment === "idOnly" ? { departmentNumber: null, departmentName: null } : {}),
    price,
    discount: kroner(perUnit ? Math.round(discountOere / line.quantity) : discountOere),
  };
}

/** The discount is the difference to the line's own total, so that the relation of Rubic dossier 4.2 holds to the øre. */
function lineDiscount(line: InvoiceLine, price: number, settings: RubicSettings): number {
  if (settings.priceMode === "exclVat" || line.discountPercentage === 0) {
    return oere(line.discount);
  }
  return timesQuantity(oere(price), line.quantity) - oere(line.grossTotal);
}

function presentPrice(price: number, taxPercent: number, settings: RubicSettings): number {
  if (settings.priceMode === "exclVat") {
    return price;
  }
  return kroner(divideRounded(oere(price) * (100 + taxPercent), 100));
}

/** The world keeps a reminder fee in `totalAmount` alone; the other modes move it into a line or leave it out. */
function presentReminderFee(invoice: Invoice, settings: RubicSettings): Invoice {
  const feeOere = oere(invoice.totalAmount) - oere(invoice.grossTotal);
  if (feeOere === 0 || settings.reminderFeeMode === "inTotalAmount") {
    return invoice;
  }
  return settings.reminderFeeMode === "extraLine"
    ? withFeeLine(invoice, feeOere)
    : withoutFee(invoice, feeOere);
}

function withFeeLine(invoice: Invoice, feeOere: number): Invoice {
  const fee = kroner(feeOere);
  const line: InvoiceLine = {
    invoiceLineID: REMINDER_LINE_ID_OFFSET + invoice.invoiceID,
    productID: 0,
    productCode: null,
    productName: "Purregebyr",
    productGroupName: null,
    accountNumber: null,
    departmentID: null,
    departmentNumber: null,
    departmentName: null,
    price: fee,
    specification: null,
    quantity: 1,
    discountPercentage: 0,
    discount: 0,
    taxPercentage: 0,
    netTotal: fee,
    tax: 0,
    grossTotal: fee,
  };
  return {
    ...invoice,
    netTotal: kroner(oere(invoice.netTotal) + feeOere),
    grossTotal: invoice.totalAmount,
    invoiceLines: [...invoice.invoiceLines, line],
  };
}

function withoutFee(invoice: Invoice, feeOere: number): Invoice {
  const balanceOere = oere(invoice.balance) - feeOere;
  return {
    ...invoice,
    totalAmount: invoice.grossTotal,
    balance: kroner(balanceOere),
    unpaidAmount: kroner(Math.max(0, balanceOere)),
  };
}
