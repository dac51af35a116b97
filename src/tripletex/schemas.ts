/**
 * The shapes of Tripletex's replies: lenient about fields that we do not use, strict about those that we do.
 * They exist so that nothing unchecked leaves the client; amounts leave it as whole øre (`...Oere`).
 * They must never supply a default for a missing field: rights can hide fields silently (Tripletex dossier 1).
 */
import { z } from "zod";
import { oereSchema } from "../http/money.ts";
import { markPayments } from "./postings.ts";

export type { TripletexPosting } from "./postings.ts";

const id = z.int();
const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || null);
const reference = z.object({ id });
const optionalReferenceId = reference.nullish().transform((value) => value?.id ?? null);

/** Fields to ask for; each list belongs to the schema below it. */
export const IDENTITY_FIELDS = "companyId,employeeId,language";
export const identitySchema = z.object({ companyId: id, employeeId: id, language: text });

export const COMPANY_FIELDS = "id,name,organizationNumber";
export const companySchema = z.object({ id, name: z.string(), organizationNumber: text });

export const VAT_TYPE_FIELDS = "id,number,name,percentage";
export const vatTypeSchema = z.object({ id, number: z.string(), name: z.string(), percentage: z.number() });

export const ACCOUNT_FIELDS = "id,number,name,isInactive,vatLocked,vatType(id),legalVatTypes(id)";
export const accountSchema = z
  .object({
    id,
    number: z.int(),
    name: z.string(),
    isInactive: z.boolean(),
    vatLocked: z.boolean(),
    vatType: optionalReferenceId,
    legalVatTypes: z.array(reference),
  })
  .transform(({ vatType, legalVatTypes, ...account }) => ({
    ...account,
    vatTypeId: vatType,
    legalVatTypeIds: legalVatTypes.map((vatType) => vatType.id),
  }));

export const DEPARTMENT_FIELDS = "id,departmentNumber,name";
export const departmentSchema = z.object({
  id,
  departmentNumber: z
    .string()
    .nullish()
    .transform((value) => value ?? ""),
  name: z.string(),
});

export const PAYMENT_TYPE_FIELDS = "id,description,debitAccount(id,number)";
export const paymentTypeSchema = z
  .object({ id, description: z.string(), debitAccount: z.object({ number: z.int() }).nullish() })
  .transform(({ debitAccount, ...type }) => ({ ...type, debitAccountNumber: debitAccount?.number ?? null }));

export const COUNTRY_FIELDS = "id,isoAlpha2Code,name";
export const countrySchema = z.object({ id, isoAlpha2Code: z.string(), name: z.string() });

const fullAddressSchema = z
  .object({
    id,
    version: z.int(),
    addressLine1: text,
    addressLine2: text,
    postalCode: text,
    city: text,
    country: optionalReferenceId,
  })
  .transform(({ country, ...address }) => ({ ...address, countryId: country }));
/** Replies to POST and PUT may name the address by id alone; that says nothing about its lines. */
const addressStubSchema = reference.transform(() => null);
const addressSchema = z
  .union([fullAddressSchema, addressStubSchema])
  .nullish()
  .transform((value) => value ?? null);

export const CUSTOMER_FIELDS =
  "id,version,name,customerNumber,organizationNumber,email,invoiceEmail,phoneNumberMobile,isInactive," +
  "isPrivateIndividual,language,invoiceSendMethod,isAutomaticReminderEnabled,isAutomaticSoftReminderEnabled," +
  "isAutomaticNoticeOfDebtCollectionEnabled,isFactoring,invoiceSendSMSNotification," +
  "postalAddress(id,version,addressLine1,addressLine2,postalCode,city,country(id))";
export const customerSchema = z.object({
  id,
  version: z.int(),
  name: z.string(),
  customerNumber: z.int(),
  organizationNumber: text,
  email: text,
  invoiceEmail: text,
  phoneNumberMobile: text,
  isInactive: z.boolean(),
  isPrivateIndividual: z.boolean(),
  language: text,
  invoiceSendMethod: text,
  postalAddress: addressSchema,
  isAutomaticReminderEnabled: z.boolean(),
  isAutomaticSoftReminderEnabled: z.boolean(),
  isAutomaticNoticeOfDebtCollectionEnabled: z.boolean(),
  isFactoring: z.boolean(),
  invoiceSendSMSNotification: z.boolean(),
});

export const PRODUCT_FIELDS =
  "id,version,name,number,description,priceExcludingVatCurrency,vatType(id),account(id),isInactive";
export const productSchema = z
  .object({
    id,
    version: z.int(),
    name: z.string(),
    number: z
      .string()
      .nullish()
      .transform((value) => value ?? ""),
    description: text,
    priceExcludingVatCurrency: z.number(),
    vatType: reference,
    account: optionalReferenceId,
    isInactive: z.boolean(),
  })
  .transform(({ vatType, account, ...product }) => ({
    ...product,
    vatTypeId: vatType.id,
    accountId: account,
  }));

export const INVOICE_FIELDS =
  "id,invoiceNumber,invoiceDate,invoiceDueDate,customer(id,customerNumber),orders(id,number),amount," +
  "amountExcludingVat,amountOutstanding,amountRoundoff,isCreditNote,isCredited,kid";
const invoiceObject = z.object({
  id,
  invoiceNumber: z.int(),
  invoiceDate: z.iso.date(),
  invoiceDueDate: z.iso.date(),
  customer: z.object({ id, customerNumber: z.int().nullish() }),
  orders: z.array(z.object({ number: z.string().nullish() })).nullish(),
  amount: oereSchema,
  amountExcludingVat: oereSchema,
  amountOutstanding: oereSchema,
  amountRoundoff: oereSchema,
  isCreditNote: z.boolean(),
  isCredited: z.boolean(),
  kid: text,
});

function renameInvoice({
  customer,
  orders,
  amount,
  amountExcludingVat,
  amountOutstanding,
  amountRoundoff,
  ...invoice
}: z.output<typeof invoiceObject>) {
  return {
    ...invoice,
    customerId: customer.id,
    customerNumber: customer.customerNumber ?? null,
    orderNumbers: (orders ?? []).flatMap((order) => order.number ?? []),
    amountOere: amount,
    amountExcludingVatOere: amountExcludingVat,
    amountOutstandingOere: amountOutstanding,
    amountRoundoffOere: amountRoundoff,
  };
}
export const invoiceSchema = invoiceObject.transform(renameInvoice);

/** Beside what every invoice has: the id of the one that it credits, 0 for none (Tripletex dossier 10), and the comment on it. */
export const CREDIT_NOTE_FIELDS = `${INVOICE_FIELDS},creditedInvoice,comment`;
export const creditNoteSchema = invoiceObject
  .extend({ creditedInvoice: id.nullish(), comment: text })
  .transform(({ creditedInvoice, comment, ...rest }) => ({
    ...renameInvoice(rest),
    comment,
    creditedInvoiceId: creditedInvoice || null,
  }));

export const INVOICE_WITH_POSTINGS_FIELDS = `${INVOICE_FIELDS},creditedInvoice,voucher(id),postings(id,date,amount,type,voucher(id))`;
const postingObject = z.object({
  id,
  date: z.iso.date(),
  amount: oereSchema,
  type: z.string().nullish(),
  voucher: optionalReferenceId,
});
export const invoiceWithPostingsSchema = invoiceObject
  .extend({
    creditedInvoice: id.nullish(),
    voucher: optionalReferenceId,
    postings: z.array(postingObject),
  })
  .transform(({ creditedInvoice, voucher: voucherId, postings, ...rest }) => {
    // Zero when there is none (Tripletex dossier 8).
    const invoice = { ...renameInvoice(rest), creditedInvoiceId: creditedInvoice || null, voucherId };
    const rows = postings.map(({ amount, voucher, ...posting }) => ({
      ...posting,
      voucherId: voucher,
      amountOere: amount,
    }));
    return { ...invoice, postings: markPayments(rows, invoice) };
  });

/** Which document a voucher is the own one of. */
export const OWN_VOUCHER_FIELDS = "id,voucher(id)";
export const ownVoucherSchema = z
  .object({ id, voucher: reference })
  .transform(({ voucher, ...document }) => ({ ...document, voucherId: voucher.id }));

/** What an invoice was booked as: its lines, and every posting of its voucher. */
export const INVOICE_DETAILS_FIELDS = `${INVOICE_FIELDS},orderLines(id,vatType(id),amountExcludingVatCurrency,amountIncludingVatCurrency),voucher(id,postings(id,amount,account(id,number),vatType(id)))`;
const bookedLineSchema = z
  .object({
    vatType: reference,
    amountExcludingVatCurrency: oereSchema,
    amountIncludingVatCurrency: oereSchema,
  })
  .transform(({ vatType, amountExcludingVatCurrency, amountIncludingVatCurrency }) => ({
    vatTypeId: vatType.id,
    netOere: amountExcludingVatCurrency,
    grossOere: amountIncludingVatCurrency,
  }));
/** Tokens with few rights see postings without their account (Tripletex dossier 9). */
const voucherPostingSchema = z
  .object({
    amount: oereSchema,
    account: z.object({ id, number: z.int() }).nullish(),
    vatType: reference.nullish(),
  })
  .transform(({ amount, account, vatType }) => ({
    amountOere: amount,
    accountId: account?.id ?? null,
    accountNumber: account?.number ?? null,
    vatTypeId: vatType?.id ?? null,
  }));
export const invoiceDetailsSchema = invoiceObject
  .extend({
    orderLines: z.array(bookedLineSchema),
    voucher: z.object({ postings: z.array(voucherPostingSchema).nullish() }).nullish(),
  })
  .transform(({ orderLines, voucher, ...rest }) => ({
    ...renameInvoice(rest),
    orderLines,
    voucherPostings: voucher?.postings ?? [],
  }));

/** What a month's invoices are compared by: amounts, the VAT of their lines, and of a credit note which invoice it credits. */
export const INVOICE_WITH_LINES_FIELDS = `${INVOICE_FIELDS},creditedInvoice,orderLines(id,vatType(id),amountExcludingVatCurrency,amountIncludingVatCurrency)`;
export const invoiceWithLinesSchema = invoiceObject
  .extend({ creditedInvoice: z.int().nullish(), orderLines: z.array(bookedLineSchema) })
  .transform(({ creditedInvoice, orderLines, ...rest }) => ({
    ...renameInvoice(rest),
    // Zero when there is none (Tripletex dossier 8).
    creditedInvoiceId: creditedInvoice || null,
    lines: orderLines,
  }));

export const ORDER_FIELDS = "id,number";
export const orderSchema = z.object({ id, number: z.string() });

/** The reply to a payment names the invoice's postings by id alone. */
export const paidInvoiceSchema = z
  .object({ id, postings: z.array(reference), amountOutstanding: oereSchema })
  .transform(({ amountOutstanding, postings, ...invoice }) => ({
    ...invoice,
    postingIds: postings.map((posting) => posting.id),
    amountOutstandingOere: amountOutstanding,
  }));

export type TripletexIdentity = z.output<typeof identitySchema>;
export type TripletexCompany = z.output<typeof companySchema>;
/** A VAT code; id and number differ (12 % is id 32, number "33"). */
export type TripletexVatType = z.output<typeof vatTypeSchema>;
export type TripletexAccount = z.output<typeof accountSchema>;
export type TripletexDepartment = z.output<typeof departmentSchema>;
export type TripletexPaymentType = z.output<typeof paymentTypeSchema>;
export type TripletexCountry = z.output<typeof countrySchema>;
export type TripletexAddress = z.output<typeof fullAddressSchema>;
/** A customer. postalAddress null means that the reply did not spell it out (after a create or update): read it by id. */
export type TripletexCustomer = z.output<typeof customerSchema>;
/** A product; the price is kroner without VAT. */
export type TripletexProduct = z.output<typeof productSchema>;
/** An invoice or credit note; dates are YYYY-MM-DD, amounts include VAT unless named otherwise. */
export type TripletexInvoice = z.output<typeof invoiceSchema>;
export type TripletexCreditNote = z.output<typeof creditNoteSchema>;
export type TripletexInvoiceWithPostings = z.output<typeof invoiceWithPostingsSchema>;
/** An invoice with what it was booked as; no account where the token may not see it. */
export type TripletexInvoiceDetails = z.output<typeof invoiceDetailsSchema>;
/** An invoice with the VAT of its lines; `creditedInvoiceId` of a credit note. */
export type TripletexInvoiceWithLines = z.output<typeof invoiceWithLinesSchema>;
export type TripletexOrder = z.output<typeof orderSchema>;
