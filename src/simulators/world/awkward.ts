/**
 * One named example of each unusual invoice and payment, and an invoice for each unusual customer. They are dated by days before the
 * world's day, so that they lie within reach of an ordinary run whatever the day is.
 * Each example shows one oddity and is plain otherwise; a test that fails on it says what it can't handle.
 */
import { payment, REMINDER_FEE_OERE, type Settlement } from "./behaviour.ts";
import { DEPARTMENT, GROUP, PRODUCT } from "./catalogue.ts";
import { addDays, dateIn, dateOf, yearOf } from "./days.ts";
import type { InvoiceDraft } from "./drafts.ts";
import type { Customer } from "./entities.ts";
import type { InvoiceRequest, LineRequest } from "./invoicing.ts";
import { divideRounded, oere } from "./money.ts";
import { at } from "./random.ts";
import { TRANSACTION_TYPE } from "./settling.ts";
import type { SpecimenCustomers } from "./specimens.ts";

const ADULT: LineRequest = { productID: PRODUCT.adultMembership };
const TRAINING: LineRequest = { productID: PRODUCT.handballYouth };

const paidInFull: Settlement = (invoice) => [
  payment(addDays(dateIn(invoice.invoiceDate), 5), oere(invoice.totalAmount)),
];
const unpaid: Settlement = () => [];

interface Example {
  /** Days before the world's day. */
  daysAgo: number;
  lines: readonly LineRequest[];
  more?: Partial<InvoiceRequest>;
  settlement?: Settlement;
}

/** Kinds of lines. */
const LINE_EXAMPLES = {
  lineWithoutProductCode: example(50, [
    { productID: 0, productName: "Gebyr for tapt nøkkel", accountNumber: "3990", price: 150 },
  ]),
  lineWithoutAccountNumber: example(49, [{ productID: PRODUCT.withoutAccount }]),
  lineOfProductWithoutCode: example(48, [{ productID: PRODUCT.withoutCode }]),
  invoiceInTwoDepartments: example(47, [
    { productID: PRODUCT.footballYouth },
    { ...TRAINING, departmentID: DEPARTMENT.handball },
  ]),
  fullDiscountLine: example(46, [{ productID: 105, discountPercentage: 100 }, ADULT]),
  zeroInvoice: example(45, [{ productID: PRODUCT.footballYouth, discountPercentage: 100 }]),
  percentDiscounts: example(44, [
    { ...TRAINING, discountPercentage: 50 },
    { productID: 101, discountPercentage: 10 },
    { productID: PRODUCT.hoodie, discountPercentage: 25 },
  ]),
  vat25WithOere: example(43, [{ productID: PRODUCT.hoodie, price: 79.99, quantity: 3 }]),
  vat15WithOere: example(42, [{ productID: PRODUCT.waffles, price: 43.47, quantity: 7 }]),
  vat12WithOere: example(41, [{ productID: PRODUCT.ticket, quantity: 3 }]),
  mixedVat: example(40, [
    ADULT,
    { productID: PRODUCT.hoodie, discountPercentage: 10 },
    { productID: PRODUCT.waffles },
    { productID: PRODUCT.ticket },
  ]),
  decimalQuantity: example(39, [{ productID: PRODUCT.equipmentRent, quantity: 2.5 }]),
};

/** Kinds of payment, credit and sending. */
const SETTLEMENT_EXAMPLES = {
  unsentInvoice: example(38, [ADULT], { more: { sentDate: null }, settlement: unpaid }),
  creditedWholly: example(37, [ADULT], {
    settlement: (invoice) => [
      { kind: "credit", date: after(invoice, 3), amountOere: oere(invoice.totalAmount) },
    ],
  }),
  creditedPartly: example(36, [{ productID: PRODUCT.footballYouth }], {
    settlement: (invoice) => [
      { kind: "credit", date: after(invoice, 3), amountOere: 50_000 },
      payment(after(invoice, 6), oere(invoice.totalAmount) - 50_000),
    ],
  }),
  creditedAfterPartPayment: example(35, [{ ...ADULT, price: 950 }], {
    settlement: (invoice) => [
      payment(after(invoice, 3), 30_000),
      { kind: "credit", date: after(invoice, 8), amountOere: 65_000 },
    ],
  }),
  overpaid: example(34, [{ ...ADULT, price: 400 }], {
    settlement: (invoice) => [payment(after(invoice, 2), 45_000)],
  }),
  refunded: example(33, [{ ...ADULT, price: 400 }], {
    settlement: (invoice) => [
      payment(after(invoice, 1), 40_000),
      payment(after(invoice, 9), -40_000, { typeID: TRANSACTION_TYPE.refund }),
    ],
  }),
  paidTwice: example(32, [ADULT], {
    settlement: (invoice) => [
      payment(after(invoice, 4), oere(invoice.totalAmount)),
      payment(after(invoice, 6), oere(invoice.totalAmount), { typeID: TRANSACTION_TYPE.ocr }),
    ],
  }),
  paymentRegisteredLate: example(31, [ADULT], {
    settlement: (invoice) => [
      payment(after(invoice, 2), oere(invoice.totalAmount), {
        typeID: TRANSACTION_TYPE.manual,
        registeredDate: after(invoice, 20),
      }),
    ],
  }),
  partialPayments: example(30, [{ ...TRAINING, price: 1425 }], {
    settlement: (invoice) => [
      payment(after(invoice, 2), 50_000),
      payment(after(invoice, 11), 92_500, { typeID: TRANSACTION_TYPE.ocr }),
    ],
  }),
  twoEqualPaymentsSameDay: example(29, [{ productID: PRODUCT.footballYouth }], {
    settlement: (invoice) => {
      const halfOere = divideRounded(oere(invoice.totalAmount), 2);
      return [payment(after(invoice, 7), halfOere), payment(after(invoice, 7), halfOere)];
    },
  }),
  partlyPaid: example(28, [TRAINING], { settlement: (invoice) => [payment(after(invoice, 7), 100_000)] }),
  paidOnInvoiceDate: example(27, [ADULT], {
    settlement: (invoice) => [payment(after(invoice, 0), oere(invoice.totalAmount))],
  }),
  paymentInLaterMonth: example(70, [ADULT], {
    settlement: (invoice) => [payment(after(invoice, 40), oere(invoice.totalAmount))],
  }),
  reminderFee: example(68, [ADULT], {
    settlement: (invoice) => [
      { kind: "reminder", date: after(invoice, 28), feeOere: REMINDER_FEE_OERE },
      payment(after(invoice, 35), oere(invoice.totalAmount) + REMINDER_FEE_OERE),
    ],
  }),
};

export type AwkwardInvoice =
  | keyof typeof LINE_EXAMPLES
  | keyof typeof SETTLEMENT_EXAMPLES
  | "oldInvoicePaidAfterNewYear"
  | "invoiceOfCustomerWithoutNumber";

/**
 * Where to find each example. Customers by `customerNo` (the one without a number by name), catalogue records by their ids, invoices by
 * `invoiceID`, and `paymentRegisteredLateTransaction` by `invoiceTransactionID`.
 */
export type Awkward = Record<keyof SpecimenCustomers, string> &
  Record<AwkwardInvoice, number> & {
    productWithoutCode: number;
    productGroupWithoutAccount: number;
    paymentRegisteredLateTransaction: number;
  };

/** Drafts of all named invoices, and one invoice for each unusual customer. `payers` supplies the plain customers. */
export function draftAwkwardInvoices(
  today: string,
  payers: readonly Customer[],
  specimens: SpecimenCustomers,
): InvoiceDraft<AwkwardInvoice>[] {
  const plainPayers = payers.filter(({ customerNo }) => customerNo !== null && /^[1-9]\d*$/.test(customerNo));
  const examples = { ...LINE_EXAMPLES, ...SETTLEMENT_EXAMPLES };
  const names = Object.keys(examples) as (keyof typeof examples)[];
  const named = names.map((name, index) => ({
    ...draftExample(today, at(plainPayers, index % plainPayers.length), examples[name]),
    name,
  }));
  const ofCustomers = Object.values(specimens).map((customer: Customer, index) => ({
    ...draftExample(today, customer, example(26 - index, [ADULT])),
    ...(customer.customerNo === null ? { name: "invoiceOfCustomerWithoutNumber" as const } : {}),
  }));
  return [...named, ...ofCustomers, draftOldInvoice(today, at(plainPayers, 0))];
}

/** The part of the map that is known before any invoice is issued. */
export function nameRecords(specimens: SpecimenCustomers) {
  const customers = Object.entries(specimens).map(([name, customer]: [string, Customer]) => [
    name,
    customer.customerNo ?? customer.customerName ?? "",
  ]);
  return {
    ...(Object.fromEntries(customers) as Record<keyof SpecimenCustomers, string>),
    productWithoutCode: PRODUCT.withoutCode,
    productGroupWithoutAccount: GROUP.withoutAccount,
  };
}

function example(
  daysAgo: number,
  lines: readonly LineRequest[],
  more: Omit<Example, "daysAgo" | "lines"> = {},
): Example {
  return { daysAgo, lines, ...more };
}

function draftExample(today: string, customer: Customer, { daysAgo, lines, more, settlement }: Example) {
  return {
    customer,
    request: { invoiceDate: addDays(today, -daysAgo), lines, ...more },
    settlement: settlement ?? paidInFull,
  };
}

/** Billed in November two years back, paid in January: its payment is in the books, its invoice may not be. */
function draftOldInvoice(today: string, customer: Customer): InvoiceDraft<AwkwardInvoice> {
  const year = yearOf(today) - 2;
  return {
    name: "oldInvoicePaidAfterNewYear",
    customer,
    request: { invoiceDate: dateOf(year, 11, 20), dueDate: dateOf(year, 12, 20), lines: [ADULT] },
    settlement: (invoice) => [payment(dateOf(year + 1, 1, 10), oere(invoice.totalAmount))],
  };
}

function after(invoice: { invoiceDate: string }, days: number): string {
  return addDays(dateIn(invoice.invoiceDate), days);
}
