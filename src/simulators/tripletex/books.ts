/**
 * The company's books in memory: one table per kind of object, shaped as Tripletex shows them, with references as `{ id }`.
 * Amounts are kroner with two decimals, as on Tripletex's wire.
 */
import { type Journal, type Row, Table } from "./table.ts";

export interface Reference {
  id: number;
}

export interface AddressRow extends Row {
  addressLine1: string;
  addressLine2: string;
  postalCode: string;
  city: string;
  country: Reference | null;
  name?: string;
}

export interface CustomerRow extends Row {
  name: string;
  displayName: string;
  customerNumber: number;
  organizationNumber: string;
  email: string;
  invoiceEmail: string;
  phoneNumberMobile: string;
  isInactive: boolean;
  isCustomer: boolean;
  isPrivateIndividual: boolean;
  language: string | null;
  invoiceSendMethod: string | null;
  isAutomaticSoftReminderEnabled: boolean;
  isAutomaticReminderEnabled: boolean;
  isAutomaticNoticeOfDebtCollectionEnabled: boolean;
  invoiceSendSMSNotification: boolean;
  isFactoring: boolean;
  discountPercentage: number;
  postalAddress: Reference | null;
  physicalAddress: Reference | null;
  deliveryAddress: Reference | null;
  department: Reference | null;
}

export interface ProductRow extends Row {
  name: string;
  number: string;
  displayName: string;
  priceExcludingVatCurrency: number;
  priceIncludingVatCurrency: number;
  vatType: Reference;
  account: Reference | null;
  department: Reference | null;
  isInactive: boolean;
}

export interface OrderRow extends Row {
  number: string;
  customer: Reference;
  orderDate: string;
  deliveryDate: string;
  reference: string;
  department: Reference | null;
  isPrioritizeAmountsIncludingVat: boolean;
  isClosed: boolean;
  orderLines: Reference[];
  preliminaryInvoice: Reference | null;
  /** Epoch milliseconds; not shown. */
  createdAt: number;
}

export interface OrderLineRow extends Row {
  order: Reference;
  product: Reference | null;
  description: string;
  count: number;
  discount: number;
  unitPriceExcludingVatCurrency: number;
  unitPriceIncludingVatCurrency: number;
  amountExcludingVatCurrency: number;
  amountIncludingVatCurrency: number;
  vatType: Reference;
  isCharged: boolean;
  /** Where the line is booked; not shown by Tripletex, kept for inspection. */
  incomeAccountNumber: number;
  departmentId: number | null;
}

/** What of a document was closed by hand against another one of the same customer. Not shown by Tripletex. */
export interface SetOff {
  withId: number;
  /** What it takes off the document's outstanding amount: kroner, negative on a document with a negative total. */
  amount: number;
  closeGroup: Reference | null;
  /** The other document's posting, where it is listed under this one's. */
  listed: Reference | null;
}

export interface InvoiceRow extends Row {
  invoiceNumber: number;
  invoiceDate: string;
  invoiceDueDate: string;
  deliveryDate: string;
  kid: string;
  comment: string;
  invoiceComment: string;
  customer: Reference;
  orders: Reference[];
  orderLines: Reference[];
  voucher: Reference | null;
  postings: Reference[];
  amount: number;
  amountExcludingVat: number;
  amountRoundoff: number;
  amountOutstanding: number;
  isCreditNote: boolean;
  isCredited: boolean;
  creditedInvoice: number;
  isCharged: boolean;
  setOffs?: readonly SetOff[];
  /** Epoch milliseconds; not shown. */
  createdAt: number;
}

export interface VoucherRow extends Row {
  number: number;
  year: number;
  date: string;
  description: string;
  postings: Reference[];
}

export interface PostingRow extends Row {
  voucher: Reference;
  date: string;
  description: string;
  account: Reference;
  customer: Reference | null;
  product: Reference | null;
  department: Reference | null;
  vatType: Reference | null;
  amount: number;
  amountCurrency: number;
  closeGroup: Reference | null;
  type: string | null;
  row: number;
}

export interface AccountRow extends Row {
  number: number;
  name: string;
  ledgerType: string;
  vatType: Reference;
  vatLocked: boolean;
  legalVatTypes: Reference[];
  isInactive: boolean;
  isBankAccount: boolean;
  isInvoiceAccount: boolean;
  bankAccountNumber: string;
}

export interface VatTypeRow extends Row {
  number: string;
  name: string;
  percentage: number;
  isOutgoing: boolean;
}

interface DepartmentRow extends Row {
  departmentNumber: string;
  name: string;
  isInactive: boolean;
}

export interface PaymentTypeRow extends Row {
  description: string;
  debitAccount: Reference;
}

interface NamedRow extends Row {
  name?: string;
  code?: string;
}

/** First ids. Invoice and posting ids lie above the int32 range, as seen in the real service (Tripletex dossier 2). */
const FIRST_IDS = {
  Customer: 108_100_001,
  Address: 61_200_001,
  DeliveryAddress: 7_300_001,
  Product: 84_400_001,
  Order: 401_900_001,
  OrderLine: 1_608_500_001,
  Invoice: 2_147_640_252,
  Voucher: 608_912_015,
  Posting: 3_845_148_029,
  CloseGroup: 51_700_001,
  Account: 446_100_001,
  Department: 860_001,
  PaymentType: 33_600_001,
} as const;

export interface Books {
  journal: Journal;
  Customer: Table<CustomerRow>;
  Address: Table<AddressRow>;
  DeliveryAddress: Table<AddressRow>;
  Product: Table<ProductRow>;
  Order: Table<OrderRow>;
  OrderLine: Table<OrderLineRow>;
  Invoice: Table<InvoiceRow>;
  Voucher: Table<VoucherRow>;
  Posting: Table<PostingRow>;
  CloseGroup: Table<Row>;
  Account: Table<AccountRow>;
  VatType: Table<VatTypeRow>;
  Department: Table<DepartmentRow>;
  PaymentType: Table<PaymentTypeRow>;
  Country: Table<NamedRow>;
  Currency: Table<NamedRow>;
  Company: Table<NamedRow>;
  /** The next number of each of Tripletex's own series. */
  series: { customer: number; order: number; invoice: number; voucher: number };
}

const FIRST_NUMBERS = { customer: 10_001, order: 1, invoice: 1, voucher: 1 } as const;

export function createBooks(journal: Journal, now: () => number): Books {
  const base = { journal, now };
  return {
    journal,
    Customer: new Table({
      ...base,
      firstId: FIRST_IDS.Customer,
      keys: { number: (row) => row.customerNumber },
    }),
    Address: new Table({ ...base, firstId: FIRST_IDS.Address }),
    DeliveryAddress: new Table({ ...base, firstId: FIRST_IDS.DeliveryAddress }),
    Product: new Table({
      ...base,
      firstId: FIRST_IDS.Product,
      keys: { number: (row) => row.number || null, name: (row) => row.name },
    }),
    Order: new Table({ ...base, firstId: FIRST_IDS.Order, keys: { number: (row) => row.number } }),
    OrderLine: new Table({ ...base, firstId: FIRST_IDS.OrderLine }),
    Invoice: new Table({
      ...base,
      firstId: FIRST_IDS.Invoice,
      keys: { number: (row) => row.invoiceNumber || null, order: (row) => row.orders[0]?.id ?? null },
    }),
    Voucher: new Table({ ...base, firstId: FIRST_IDS.Voucher }),
    Posting: new Table({ ...base, firstId: FIRST_IDS.Posting }),
    CloseGroup: new Table({ ...base, firstId: FIRST_IDS.CloseGroup }),
    Account: new Table({ ...base, firstId: FIRST_IDS.Account, keys: { number: (row) => row.number } }),
    VatType: new Table({ ...base, firstId: 0, keys: { number: (row) => row.number } }),
    Department: new Table({ ...base, firstId: FIRST_IDS.Department }),
    PaymentType: new Table({ ...base, firstId: FIRST_IDS.PaymentType }),
    Country: new Table({ ...base, firstId: 1 }),
    Currency: new Table({ ...base, firstId: 1 }),
    Company: new Table({ ...base, firstId: 1 }),
    series: { ...FIRST_NUMBERS },
  };
}

/** Takes the next number of a series; given back when the request is refused. */
export function takeNumber(books: Books, series: keyof Books["series"]): number {
  const number = books.series[series];
  books.series[series] = number + 1;
  books.journal.add(() => {
    books.series[series] = number;
  });
  return number;
}

/** The row an object of this kind points at, for nested `fields`. */
export function findRow(books: Books, model: string, id: number): object | undefined {
  return model in books ? lookUp(books, model, id) : undefined;
}

function lookUp(books: Books, model: string, id: number): object | undefined {
  const table: unknown = Reflect.get(books, model);
  return table instanceof Table ? table.get(id) : undefined;
}
