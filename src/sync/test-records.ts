/**
 * Plain records for the tests of the rules: one ordinary example of each, to be changed in the one point a test is about.
 * For tests only; nothing that runs may import it.
 */
import type {
  RubicCustomer,
  RubicInvoice,
  RubicInvoiceLine,
  RubicProduct,
  RubicProductGroup,
  RubicTransaction,
} from "../rubic/schemas.ts";
import type {
  TripletexAccount,
  TripletexCustomer,
  TripletexInvoice,
  TripletexProduct,
} from "../tripletex/schemas.ts";
import type { CodeMapping } from "./code-mappings.ts";
import { proposeCodes, WORKING_TRANSACTION_TYPES } from "./code-proposals.ts";
import { codesInUse } from "./code-use.ts";
import type { InvoiceContext } from "./invoices.ts";
import { buildReference, type Reference, type ReferenceAnswers } from "./reference.ts";

export const ACCOUNT_ID_MEMBERSHIP = 39_200;
export const ACCOUNT_ID_SALES = 30_200;
export const CUSTOMER_ID = 501;
export const PRODUCT_ID_MEMBERSHIP = 901;
export const PRODUCT_ID_SHOP = 902;
export const PAYMENT_TYPE_ID = 81;
export const NORWAY_ID = 161;
export const SWEDEN_ID = 191;

export function rubicCustomer(changes: Partial<RubicCustomer> = {}): RubicCustomer {
  return {
    customerNo: "10482",
    customerType: 1,
    customerTypeName: "Person",
    customerName: "Testmedlem Nr 482",
    email: "482@eksempel.test",
    countryCode: "+47",
    mobile: "90000482",
    address: "Prøveveien 4",
    address2: null,
    zipCode: "0482",
    city: "OSLO",
    countryName: "Norge",
    ledgerCustomerNo: null,
    ...changes,
  };
}

export function rubicProduct(changes: Partial<RubicProduct> = {}): RubicProduct {
  return {
    productID: 101,
    productCode: "KONT-V",
    productName: "Medlemskontingent voksen",
    productDescription: null,
    productGroupID: 1,
    departmentID: null,
    price: 650,
    ...changes,
  };
}

export function productGroup(
  productGroupID: number,
  changes: { code?: string | null; percent?: number; accountNumber?: string | null } = {},
): RubicProductGroup {
  const { code = "6", percent = 0, accountNumber = "3920" } = changes;
  return {
    productGroupID,
    productGroupName: `Group ${productGroupID}`,
    taxCodeID: 1,
    productGroupTypeID: null,
    organizationID: null,
    accountNumber,
    taxCode: { taxCodeID: 1, taxCode1: code, taxCodeName: null, taxPercent: percent },
    productGroupType: null,
    active: true,
  };
}

export function account(number: number, changes: Partial<TripletexAccount> = {}): TripletexAccount {
  return {
    id: number * 10,
    number,
    name: `Account ${number}`,
    isInactive: false,
    vatTypeId: 0,
    vatLocked: false,
    legalVatTypeIds: [],
    ...changes,
  };
}

export const VAT_TYPES = [
  { id: 3, number: "3", name: "High", percentage: 25 },
  { id: 31, number: "31", name: "Middle", percentage: 15 },
  { id: 32, number: "33", name: "Low", percentage: 12 },
  { id: 311, number: "32", name: "Raw fish", percentage: 11.11 },
  { id: 5, number: "5", name: "Within the Act", percentage: 0 },
  { id: 6, number: "6", name: "Outside the Act", percentage: 0 },
];

/** What both systems have, but for the mappings. */
function answers(changes: Partial<ReferenceAnswers> = {}) {
  return {
    vatTypes: VAT_TYPES,
    accounts: [account(3920), account(3020)],
    departments: [
      { id: 71, departmentNumber: "20", name: "Fotball" },
      { id: 72, departmentNumber: "30", name: "Håndball" },
    ],
    countries: [
      { id: NORWAY_ID, isoAlpha2Code: "NO", name: "Norge" },
      { id: SWEDEN_ID, isoAlpha2Code: "SE", name: "Sverige" },
    ],
    paymentTypes: [{ id: PAYMENT_TYPE_ID, description: "Betalt til bank", debitAccountNumber: 1920 }],
    productGroups: [
      productGroup(1),
      productGroup(4, { code: "3", percent: 25, accountNumber: "3020" }),
      productGroup(5, { code: "31", percent: 15, accountNumber: "3020" }),
    ],
    rubicDepartments: [
      {
        productDepartmentID: 2,
        productDepartmentNumber: "20",
        productDepartmentName: "Fotball",
        organizationID: 1,
      },
      {
        productDepartmentID: 3,
        productDepartmentNumber: "30",
        productDepartmentName: "Håndball",
        organizationID: 1,
      },
      {
        productDepartmentID: 9,
        productDepartmentNumber: "90",
        productDepartmentName: "Sjakk",
        organizationID: 1,
      },
    ],
    ...changes,
  };
}

/** Without other mappings, everything that leaves no choice is approved, as in a sandbox. */
export function reference(changes: Partial<ReferenceAnswers> = {}): Reference {
  const given = answers(changes);
  return buildReference({ mappings: approvedProposals(given), ...given });
}

/** What is approved while everything is in its place. */
export function approvedMappings(): CodeMapping[] {
  return approvedProposals(answers());
}

function approvedProposals(given: Omit<ReferenceAnswers, "mappings">): CodeMapping[] {
  const { productGroups, rubicDepartments: departments } = given;
  const transactions = WORKING_TRANSACTION_TYPES.map(({ id, name }) => ({
    transactionTypeID: id,
    transactionTypeName: name,
  }));
  const used = codesInUse({ productGroups, departments, transactions });
  return proposeCodes(used, given).map(({ kind, code, label, target }) => ({
    kind,
    code,
    label,
    target,
    state: target === null ? "proposed" : "approved",
  }));
}

export function rubicLine(changes: Partial<RubicInvoiceLine> = {}): RubicInvoiceLine {
  return {
    invoiceLineID: 1,
    productID: 101,
    productCode: "KONT-V",
    productName: "Medlemskontingent voksen",
    productGroupName: "Medlemskontingent",
    accountNumber: "3920",
    departmentID: null,
    departmentNumber: null,
    departmentName: null,
    price: 400,
    specification: null,
    quantity: 1,
    discountPercentage: 0,
    discount: 0,
    taxPercentage: 0,
    netTotalOere: 40_000,
    taxOere: 0,
    grossTotalOere: 40_000,
    ...changes,
  };
}

/** A hoodie at 25 % VAT: 239,20 + 59,80. */
export function shopLine(changes: Partial<RubicInvoiceLine> = {}): RubicInvoiceLine {
  return rubicLine({
    invoiceLineID: 2,
    productID: 116,
    productCode: "BUT-GEN",
    productName: "Klubbgenser",
    accountNumber: "3020",
    price: 239.2,
    taxPercentage: 25,
    netTotalOere: 23_920,
    taxOere: 5_980,
    grossTotalOere: 29_900,
    ...changes,
  });
}

/** An invoice over the given lines; its totals are their sums. */
export function rubicInvoice(
  lines: RubicInvoiceLine[] = [rubicLine()],
  changes: Partial<RubicInvoice> = {},
): RubicInvoice {
  const sum = (amountOf: (line: RubicInvoiceLine) => number) =>
    lines.reduce((total, line) => total + amountOf(line), 0);
  const grossTotalOere = sum((line) => line.grossTotalOere);
  return {
    customer: rubicCustomer(),
    invoiceID: 7001,
    invoiceNumber: 1042,
    orderID: 1,
    invoiceDate: "2026-01-15",
    dueDate: "2026-01-29",
    sentDate: "2026-01-15",
    ledgerYear: 2026,
    netTotalOere: sum((line) => line.netTotalOere),
    taxTotalOere: sum((line) => line.taxOere),
    grossTotalOere,
    totalAmountOere: grossTotalOere,
    paidAmountOere: 0,
    creditedAmountOere: 0,
    correctedAmountOere: 0,
    creditNoteAmountOere: 0,
    balanceOere: grossTotalOere,
    unpaidAmountOere: grossTotalOere,
    paymentStatus: 0,
    paymentStatusText: null,
    created: null,
    reminderNumber: null,
    groupNames: null,
    description: null,
    externalCustomerIdentity: null,
    memberNo: null,
    invoiceLines: lines,
    ...changes,
  };
}

export function invoiceContext(changes: Partial<InvoiceContext> = {}): InvoiceContext {
  const membership = {
    tripletexProductId: PRODUCT_ID_MEMBERSHIP,
    vatTypeId: 6,
    accountId: ACCOUNT_ID_MEMBERSHIP,
    rubicProductGroupId: 1,
  };
  const shop = {
    tripletexProductId: PRODUCT_ID_SHOP,
    vatTypeId: 3,
    accountId: ACCOUNT_ID_SALES,
    rubicProductGroupId: 4,
  };
  return {
    reference: reference(),
    booksFrom: "2025-01-01",
    customer: { tripletexCustomerId: CUSTOMER_ID },
    productById: new Map([
      [101, membership],
      [116, shop],
    ]),
    productByCode: new Map([
      ["KONT-V", membership],
      ["BUT-GEN", shop],
    ]),
    ...changes,
  };
}

export function rubicTransaction(changes: Partial<RubicTransaction> = {}): RubicTransaction {
  return {
    invoiceTransactionID: 1,
    invoiceID: 7001,
    invoiceNumber: 1042,
    paymentDate: "2026-01-20",
    expectedPayoutDate: null,
    transactionTypeID: 1,
    transactionTypeName: "OCR/KID",
    paidAmountOere: 40_000,
    paymentFeeOere: null,
    vatPaymentFeeOere: null,
    payoutAmountOere: null,
    customer: null,
    ...changes,
  };
}

/** The invoice that Tripletex has after booking `rubicInvoice()`. */
export function tripletexInvoice(changes: Partial<TripletexInvoice> = {}): TripletexInvoice {
  return {
    id: 2_147_584_322,
    invoiceNumber: 1042,
    invoiceDate: "2026-01-15",
    invoiceDueDate: "2026-01-29",
    customerId: CUSTOMER_ID,
    customerNumber: 10_482,
    orderNumbers: ["RUBIC-7001"],
    amountOere: 40_000,
    amountExcludingVatOere: 40_000,
    amountOutstandingOere: 40_000,
    amountRoundoffOere: 0,
    isCreditNote: false,
    isCredited: false,
    kid: null,
    ...changes,
  };
}

export function tripletexProduct(changes: Partial<TripletexProduct> = {}): TripletexProduct {
  return {
    id: PRODUCT_ID_MEMBERSHIP,
    version: 4,
    name: "Medlemskontingent voksen",
    number: "KONT-V",
    description: null,
    priceExcludingVatCurrency: 650,
    vatTypeId: 6,
    accountId: ACCOUNT_ID_MEMBERSHIP,
    isInactive: false,
    ...changes,
  };
}

export function tripletexCustomer(changes: Partial<TripletexCustomer> = {}): TripletexCustomer {
  return {
    id: CUSTOMER_ID,
    version: 7,
    name: "Testmedlem Nr 482",
    customerNumber: 10_482,
    organizationNumber: null,
    email: "482@eksempel.test",
    invoiceEmail: null,
    phoneNumberMobile: "90000482",
    isInactive: false,
    isPrivateIndividual: true,
    language: "NO",
    invoiceSendMethod: "EMAIL",
    postalAddress: {
      id: 601,
      version: 2,
      addressLine1: "Prøveveien 4",
      addressLine2: null,
      postalCode: "0482",
      city: "OSLO",
      countryId: NORWAY_ID,
    },
    isAutomaticReminderEnabled: true,
    isAutomaticSoftReminderEnabled: true,
    isAutomaticNoticeOfDebtCollectionEnabled: true,
    isFactoring: true,
    invoiceSendSMSNotification: true,
    ...changes,
  };
}
