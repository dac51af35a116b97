/**
 * One case per method of the Tripletex client, each with every field and parameter that the method can send.
 * It exists so that a new method, or a new field of a body, does not compile until it has a contract case.
 */
import type {
  AddressBody,
  CustomerBody,
  InvoiceBody,
  OrderBody,
  ProductBody,
} from "../../src/tripletex/bodies.ts";
import type { TripletexClient } from "../../src/tripletex/client.ts";
import {
  sampleCreatedInvoice,
  sampleCustomer,
  sampleInvoice,
  sampleInvoiceDetails,
  sampleProduct,
} from "../../src/tripletex/test-samples.ts";

/** Calls one method in every way that changes what is sent, and says how the server answers. */
export interface ContractCase {
  run: (client: TripletexClient) => Promise<unknown>;
  reply: unknown;
}

type Complete<T> = { [Key in keyof Required<T>]: Exclude<T[Key], undefined> };
type CompleteAddress = Complete<AddressBody>;
type CompleteCustomer = Complete<Omit<CustomerBody, "postalAddress">> & {
  postalAddress: Omit<CompleteAddress, "id" | "version">;
};
type CompleteOrder = Complete<OrderBody>;
type CompleteInvoice = Complete<Omit<InvoiceBody, "orders">> & { orders: [CompleteOrder] };

const customerBody = {
  name: "Åse Øst",
  customerNumber: 482,
  email: "482@eksempel.test",
  invoiceEmail: "faktura@eksempel.test",
  phoneNumberMobile: "90000482",
  isPrivateIndividual: true,
  organizationNumber: "123456785",
  language: "NO",
  invoiceSendMethod: "MANUAL",
  isAutomaticReminderEnabled: false,
  isAutomaticSoftReminderEnabled: false,
  isAutomaticNoticeOfDebtCollectionEnabled: false,
  isFactoring: false,
  invoiceSendSMSNotification: false,
  postalAddress: {
    addressLine1: "Prøveveien 4",
    addressLine2: "Oppgang B",
    postalCode: "0482",
    city: "OSLO",
    country: { id: 161 },
  },
} as const satisfies CompleteCustomer;

const productBody = {
  name: "Kontingent",
  number: "R-3",
  description: "Medlemskontingent",
  priceExcludingVatCurrency: 350.5,
  vatType: { id: 6 },
  account: { id: 301 },
} satisfies Complete<ProductBody>;

const orderBody = {
  number: "RUBIC-9001",
  customer: { id: 11 },
  orderDate: "2026-02-01",
  deliveryDate: "2026-02-01",
  isPrioritizeAmountsIncludingVat: false,
  department: { id: 4 },
  reference: "Rubic 5001",
  orderLines: [
    {
      product: { id: 21 },
      description: "A",
      count: 1.5,
      unitPriceExcludingVatCurrency: 100.1234,
      discount: 12.5,
      vatType: { id: 3 },
    },
    { description: "B", count: -1, unitPriceIncludingVatCurrency: 125, discount: 0, vatType: { id: 3 } },
  ],
} satisfies CompleteOrder;

const invoiceBody = {
  invoiceNumber: 5001,
  invoiceDate: "2026-02-01",
  invoiceDueDate: "2026-02-15",
  customer: { id: 11 },
  orders: [orderBody],
  comment: "Rubic 5001",
} satisfies CompleteInvoice;

const emptyList = { values: [] };

/** The cases, by method. */
export const tripletexCases: Record<keyof TripletexClient, ContractCase> = {
  whoAmI: {
    run: (client) => client.whoAmI(),
    reply: { value: { companyId: 5, employeeId: 6, language: "no" } },
  },
  company: {
    run: (client) => client.company(5),
    reply: { value: { id: 5, name: "Klubb", organizationNumber: "" } },
  },
  outgoingVatTypes: { run: (client) => client.outgoingVatTypes("2026-02-01"), reply: emptyList },
  accountsByNumber: { run: (client) => client.accountsByNumber([3920, 3930]), reply: emptyList },
  activeAccounts: { run: (client) => client.activeAccounts(), reply: emptyList },
  departments: { run: (client) => client.departments(), reply: emptyList },
  paymentTypes: { run: (client) => client.paymentTypes(), reply: emptyList },
  countries: { run: (client) => client.countries(), reply: emptyList },
  accountBalance: { run: (client) => client.accountBalance(1579, "2026-02-01"), reply: emptyList },
  vatRegistrationStatus: {
    run: (client) => client.vatRegistrationStatus(),
    reply: { value: { vatRegistrationStatus: "VAT_REGISTERED" } },
  },
  bankAccounts: { run: (client) => client.bankAccounts(), reply: emptyList },
  accountingPeriods: { run: (client) => client.accountingPeriods("2026-01-01"), reply: emptyList },
  customerSetUps: { run: (client) => client.customerSetUps(), reply: emptyList },
  findCustomers: { run: (client) => client.findCustomers([482, 483]), reply: emptyList },
  findCustomersByName: { run: (client) => client.findCustomersByName("Åse Øst"), reply: emptyList },
  customer: { run: (client) => client.customer(11), reply: { value: sampleCustomer } },
  createCustomer: { run: (client) => client.createCustomer(customerBody), reply: { value: sampleCustomer } },
  createCustomers: {
    run: (client) => client.createCustomers([customerBody]),
    reply: { values: [sampleCustomer] },
  },
  updateCustomer: {
    run: (client) =>
      client.updateCustomer(11, {
        ...customerBody,
        version: 1,
        postalAddress: { ...customerBody.postalAddress, id: 77, version: 2 } satisfies CompleteAddress,
      }),
    reply: { value: sampleCustomer },
  },
  findProducts: { run: (client) => client.findProducts(["R-3", "R-4"]), reply: emptyList },
  findProductsByName: { run: (client) => client.findProductsByName("Kontingent"), reply: emptyList },
  product: { run: (client) => client.product(21), reply: { value: sampleProduct } },
  createProduct: { run: (client) => client.createProduct(productBody), reply: { value: sampleProduct } },
  createProducts: {
    run: (client) => client.createProducts([productBody]),
    reply: { values: [sampleProduct] },
  },
  updateProduct: {
    run: (client) => client.updateProduct(21, { ...productBody, version: 0 }),
    reply: { value: sampleProduct },
  },
  invoicesByDate: {
    run: (client) =>
      client.invoicesByDate({ from: "2026-02-01", toExclusive: "2026-03-01", offset: 100, count: 100 }),
    reply: emptyList,
  },
  invoicesByNumber: { run: (client) => client.invoicesByNumber(5001), reply: emptyList },
  invoicesById: { run: (client) => client.invoicesById([2147584322, 7]), reply: emptyList },
  invoice: { run: (client) => client.invoice(sampleInvoice.id), reply: { value: sampleInvoice } },
  invoiceDetails: {
    run: (client) => client.invoiceDetails(sampleInvoice.id),
    reply: { value: sampleInvoiceDetails },
  },
  invoicesWithLines: {
    run: (client) =>
      client.invoicesWithLines({ from: "2026-02-01", toExclusive: "2026-03-01", offset: 100, count: 100 }),
    reply: emptyList,
  },
  invoicesWithLinesById: {
    run: (client) => client.invoicesWithLinesById([2147584322, 7]),
    reply: emptyList,
  },
  ordersByNumber: { run: (client) => client.ordersByNumber("RUBIC-9001"), reply: emptyList },
  createInvoice: {
    run: (client) => client.createInvoice(invoiceBody),
    reply: { value: sampleCreatedInvoice },
  },
  documentVouchers: { run: (client) => client.documentVouchers([608912015, 608912099]), reply: emptyList },
  documentsOfCustomer: { run: (client) => client.documentsOfCustomer(11), reply: emptyList },
  invoicesOfCustomer: { run: (client) => client.invoicesOfCustomer(11), reply: emptyList },
  createCreditNote: {
    run: (client) =>
      client.createCreditNote(7, { date: "2026-02-12", comment: "Rubic: credit note 12 of invoice 5" }),
    reply: { value: { ...sampleCreatedInvoice, isCreditNote: true, creditedInvoice: 7 } },
  },
  registerPayment: {
    run: (client) =>
      client.registerPayment(7, { paymentDate: "2026-02-10", paymentTypeId: 3, paidAmountOere: -12345 }),
    reply: { value: { id: 7, postings: [{ id: 1 }], amountOutstanding: 0 } },
  },
};
