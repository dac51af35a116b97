/**
 * The shapes of Rubic's records: what arrives, what must be right, and what comes out.
 * They exist so that a record is either fit for booking or quarantined with a reason. `needed` fields decide that;
 * a wrong `descriptive` field only becomes null (Rubic dossier 7.6).
 * Money totals leave here as whole øre under a name that ends in Oere; prices, discounts and percentages stay numbers.
 */
import { z } from "zod";
import { oereSchema } from "../http/money.ts";
import { optionalDate, requiredDate } from "./dates.ts";

const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || null);
const optionalId = z
  .int()
  .nullish()
  .transform((value) => value ?? null);
const optionalNumber = z
  .number()
  .nullish()
  .transform((value) => value ?? null);
const optionalFlag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? null);
const optionalOere = oereSchema.nullish().transform((value) => value ?? null);

const contactFields = {
  email: text,
  countryCode: text,
  mobile: text,
  address: text,
  address2: text,
  zipCode: text,
  city: text,
  countryName: text,
};

export const customerFields = {
  needed: { customerNo: text, ledgerCustomerNo: text },
  descriptive: { customerType: optionalId, customerTypeName: text, customerName: text, ...contactFields },
};
export const customerSchema = z.object({ ...customerFields.needed, ...customerFields.descriptive });

export const productFields = {
  needed: {
    productID: z.int(),
    productCode: text,
    productGroupID: z.int(),
    departmentID: optionalId,
    price: z.number(),
  },
  descriptive: { productName: text, productDescription: text },
};
export const productSchema = z.object({ ...productFields.needed, ...productFields.descriptive });

export const taxCodeFields = {
  needed: {},
  descriptive: { taxCodeID: optionalId, taxCode1: text, taxCodeName: text, taxPercent: optionalNumber },
};
export const groupTypeFields = {
  needed: {},
  descriptive: { productGroupTypeID: optionalId, productGroupTypeName: text },
};
export const productGroupFields = {
  needed: { productGroupID: z.int(), accountNumber: text },
  descriptive: {
    productGroupName: text,
    taxCodeID: optionalId,
    productGroupTypeID: optionalId,
    organizationID: optionalId,
    active: optionalFlag,
    taxCode: z
      .object(taxCodeFields.descriptive)
      .nullish()
      .transform((value) => value ?? null),
    productGroupType: z
      .object(groupTypeFields.descriptive)
      .nullish()
      .transform((value) => value ?? null),
  },
};
export const productGroupSchema = z.object({
  ...productGroupFields.needed,
  ...productGroupFields.descriptive,
});

export const departmentFields = {
  needed: { productDepartmentID: z.int(), productDepartmentNumber: text },
  descriptive: { productDepartmentName: text, organizationID: optionalId },
};
export const departmentSchema = z.object({ ...departmentFields.needed, ...departmentFields.descriptive });

export const companyFields = {
  needed: { companyID: z.int(), memberNo: z.int(), ledgerCustomerNo: text },
  descriptive: {
    companyName: text,
    registrationAuthorityOrganizationNumber: text,
    alternateEmail: text,
    ...contactFields,
    memberStatus: optionalId,
    created: optionalDate,
    modified: optionalDate,
  },
};
export const companySchema = z.object({ ...companyFields.needed, ...companyFields.descriptive });

export const invoiceLineFields = {
  needed: {
    invoiceLineID: z.int(),
    productID: z.int(),
    accountNumber: text,
    departmentID: optionalId,
    price: z.number(),
    quantity: z.number(),
    discountPercentage: z.number(),
    discount: z.number(),
    taxPercentage: z.number(),
    netTotal: oereSchema,
    tax: oereSchema,
    grossTotal: oereSchema,
  },
  descriptive: {
    productCode: text,
    productName: text,
    productGroupName: text,
    departmentNumber: text,
    departmentName: text,
    specification: text,
  },
};
export const invoiceLineSchema = z
  .object({ ...invoiceLineFields.needed, ...invoiceLineFields.descriptive })
  .transform(({ netTotal, tax, grossTotal, ...line }) => ({
    ...line,
    netTotalOere: netTotal,
    taxOere: tax,
    grossTotalOere: grossTotal,
  }));

export const invoiceFields = {
  needed: {
    customer: customerSchema,
    invoiceID: z.int(),
    invoiceNumber: z.int(),
    invoiceDate: requiredDate,
    dueDate: requiredDate,
    netTotal: oereSchema,
    taxTotal: oereSchema,
    grossTotal: oereSchema,
    totalAmount: oereSchema,
    paidAmount: oereSchema,
    creditedAmount: oereSchema,
    correctedAmount: oereSchema,
    creditNoteAmount: oereSchema,
    balance: oereSchema,
    unpaidAmount: oereSchema,
    // Null means "not delivered", which is not the same as "no lines" (Rubic dossier 2.5).
    invoiceLines: z
      .array(invoiceLineSchema)
      .nullish()
      .transform((value) => value ?? null),
  },
  descriptive: {
    orderID: optionalId,
    sentDate: optionalDate,
    ledgerYear: optionalId,
    paymentStatus: optionalId,
    paymentStatusText: text,
    created: optionalDate,
    reminderNumber: optionalId,
    groupNames: text,
    description: text,
    externalCustomerIdentity: text,
    memberNo: optionalId,
  },
};
export const invoiceSchema = z
  .object({ ...invoiceFields.needed, ...invoiceFields.descriptive })
  .transform(
    ({
      netTotal,
      taxTotal,
      grossTotal,
      totalAmount,
      paidAmount,
      creditedAmount,
      correctedAmount,
      creditNoteAmount,
      balance,
      unpaidAmount,
      ...invoice
    }) => ({
      ...invoice,
      netTotalOere: netTotal,
      taxTotalOere: taxTotal,
      grossTotalOere: grossTotal,
      totalAmountOere: totalAmount,
      paidAmountOere: paidAmount,
      creditedAmountOere: creditedAmount,
      correctedAmountOere: correctedAmount,
      creditNoteAmountOere: creditNoteAmount,
      balanceOere: balance,
      unpaidAmountOere: unpaidAmount,
    }),
  );

export const transactionFields = {
  needed: {
    invoiceTransactionID: z.int(),
    invoiceID: z.int(),
    invoiceNumber: z.int(),
    paymentDate: requiredDate,
    transactionTypeID: z.int(),
    paidAmount: oereSchema,
  },
  descriptive: {
    transactionTypeName: text,
    expectedPayoutDate: optionalDate,
    // The fee and the payout are not booked; the payment itself is booked gross.
    paymentFee: optionalOere,
    vatPaymentFee: optionalOere,
    payoutAmount: optionalOere,
    customer: customerSchema.nullish().transform((value) => value ?? null),
  },
};
export const transactionSchema = z
  .object({ ...transactionFields.needed, ...transactionFields.descriptive })
  .transform(({ paidAmount, paymentFee, vatPaymentFee, payoutAmount, ...transaction }) => ({
    ...transaction,
    paidAmountOere: paidAmount,
    paymentFeeOere: paymentFee,
    vatPaymentFeeOere: vatPaymentFee,
    payoutAmountOere: payoutAmount,
  }));

/** The payer. customerNo is text: zero-padded and non-numeric values must survive. */
export type RubicCustomer = z.output<typeof customerSchema>;
/** A product; price is kroner, with or without VAT (unknown, Rubic dossier 4.2). */
export type RubicProduct = z.output<typeof productSchema>;
/** A group of products: income account and tax code. */
export type RubicProductGroup = z.output<typeof productGroupSchema>;
export type RubicDepartment = z.output<typeof departmentSchema>;
/** A company that is a member; carries the organization number that a customer lacks. */
export type RubicCompany = z.output<typeof companySchema>;
/** A line; totals in øre after discount, price and discount in kroner. */
export type RubicInvoiceLine = z.output<typeof invoiceLineSchema>;
/** An invoice; dates are YYYY-MM-DD. invoiceLines null means that Rubic did not deliver them. */
export type RubicInvoice = z.output<typeof invoiceSchema>;
/** One payment event; negative for refunds. */
export type RubicTransaction = z.output<typeof transactionSchema>;
