/**
 * Sample replies of Tripletex in their recorded shape (Tripletex dossier 2, 5, 6, 8, 9), with invented content.
 * They exist so that unit and contract tests speak of the same records.
 * They must never be imported by anything but tests.
 */
import type { TripletexConfig } from "./config.ts";

export const SAMPLE_TOKEN = "session-secret-token";

export const sampleConfig: TripletexConfig = {
  tripletexEnv: "sandbox",
  baseUrl: "https://api-test.tripletex.tech/v2",
  consumerToken: "consumer-secret-token",
  employeeToken: "employee-secret-token",
};

export const sampleCustomer = {
  id: 11,
  version: 1,
  url: "tripletex.no/v2/customer/11",
  name: "Åse Øst",
  customerNumber: 482,
  organizationNumber: "",
  email: "482@eksempel.test",
  invoiceEmail: "",
  phoneNumberMobile: "90000482",
  isInactive: false,
  isPrivateIndividual: true,
  language: "NO",
  invoiceSendMethod: "MANUAL",
  isAutomaticReminderEnabled: false,
  isAutomaticSoftReminderEnabled: false,
  isAutomaticNoticeOfDebtCollectionEnabled: false,
  isFactoring: false,
  invoiceSendSMSNotification: false,
  postalAddress: {
    id: 77,
    version: 2,
    addressLine1: "Prøveveien 4",
    addressLine2: "",
    postalCode: "0482",
    city: "OSLO",
    country: { id: 161 },
  },
};

export const sampleProduct = {
  id: 21,
  version: 0,
  name: "Kontingent",
  number: "R-3",
  description: "",
  priceExcludingVatCurrency: 350,
  vatType: { id: 6, url: "tripletex.no/v2/ledger/vatType/6" },
  account: { id: 301 },
  isInactive: false,
};

export const sampleInvoice = {
  id: 2147584322,
  invoiceNumber: 5001,
  invoiceDate: "2026-02-01",
  invoiceDueDate: "2026-02-15",
  customer: { id: 11, customerNumber: 482 },
  orders: [{ id: 91, number: "RUBIC-9001" }],
  amount: 224.98000000000002,
  amountExcludingVat: 179.98,
  amountOutstanding: 124.98,
  amountRoundoff: 0,
  isCreditNote: false,
  isCredited: false,
  kid: "",
  voucher: { id: 608912015 },
  postings: [
    {
      id: 3845148029,
      date: "2026-02-01",
      amount: 224.98,
      type: "OUTGOING_INVOICE_CUSTOMER_POSTING",
      voucher: { id: 608912015 },
    },
    { id: 3845148050, date: "2026-02-10", amount: -100, type: null, voucher: { id: 608912099 } },
  ],
};

/** With what it was booked as: two lines of 25 % VAT, and the voucher's postings. */
export const sampleInvoiceDetails = {
  ...sampleInvoice,
  orderLines: [
    { id: 1, vatType: { id: 3 }, amountExcludingVatCurrency: 100, amountIncludingVatCurrency: 125 },
    { id: 2, vatType: { id: 3 }, amountExcludingVatCurrency: 79.98, amountIncludingVatCurrency: 99.98 },
  ],
  voucher: {
    id: 608912015,
    postings: [
      { id: 1, amount: 224.98, account: { id: 1500, number: 1500 }, vatType: { id: 0 } },
      { id: 2, amount: -179.98, account: { id: 3000, number: 3000 }, vatType: { id: 3 } },
      { id: 3, amount: -45, account: null, vatType: null },
    ],
  },
};

/** What POST /invoice answers: nested objects by id alone. */
export const sampleCreatedInvoice = {
  ...sampleInvoice,
  id: 9,
  customer: { id: 11 },
  orders: [{ id: 91 }],
  amountOutstanding: 224.98,
  postings: [{ id: 3845148029 }],
};
