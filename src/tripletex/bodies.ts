/**
 * The bodies that are sent to Tripletex, as types.
 * They exist so that a field which Tripletex does not have, or which this service must not set, does not compile.
 * They must never grow a field that sends, chases or prepays an invoice.
 */

/** A reference to an existing object. */
export interface IdReference {
  id: number;
}

/** An address. On update send id and version of the present address, or Tripletex makes a new one (Tripletex dossier 5). */
export interface AddressBody {
  id?: number | undefined;
  version?: number | undefined;
  addressLine1?: string | undefined;
  addressLine2?: string | undefined;
  postalCode?: string | undefined;
  city?: string | undefined;
  country?: IdReference | undefined;
}

/** A customer. Reminders, debt collection, factoring and SMS are off by type: Tripletex must not chase members. */
export interface CustomerBody {
  name: string;
  customerNumber: number;
  email?: string | undefined;
  invoiceEmail?: string | undefined;
  phoneNumberMobile?: string | undefined;
  isPrivateIndividual: boolean;
  organizationNumber?: string | undefined;
  language?: "NO" | "EN" | undefined;
  postalAddress?: AddressBody | undefined;
  invoiceSendMethod: "MANUAL";
  isAutomaticReminderEnabled: false;
  isAutomaticSoftReminderEnabled: false;
  isAutomaticNoticeOfDebtCollectionEnabled: false;
  isFactoring: false;
  invoiceSendSMSNotification: false;
}

/** What may be changed on a customer; version is required so that an accountant's edit is never overwritten unseen. */
export type CustomerChanges = Partial<CustomerBody> & { version: number };

/** A product; the price is kroner without VAT, up to ten decimals. */
export interface ProductBody {
  name: string;
  number: string;
  description?: string | undefined;
  priceExcludingVatCurrency: number;
  vatType: IdReference;
  account?: IdReference | undefined;
}

/** What may be changed on a product. */
export type ProductChanges = Partial<ProductBody> & { version: number };

interface OrderLineCommon {
  product?: IdReference | undefined;
  description: string;
  count: number;
  /** Percent. */
  discount: number;
  vatType: IdReference;
}

/** Exactly one unit price, in kroner: both, or the one that contradicts the order's price mode, is refused by Tripletex. */
export type OrderLineBody = OrderLineCommon &
  (
    | { unitPriceExcludingVatCurrency: number; unitPriceIncludingVatCurrency?: undefined }
    | { unitPriceIncludingVatCurrency: number; unitPriceExcludingVatCurrency?: undefined }
  );

/** The order that an invoice is made of; dates are YYYY-MM-DD. */
export interface OrderBody {
  number: string;
  customer: IdReference;
  orderDate: string;
  deliveryDate: string;
  isPrioritizeAmountsIncludingVat: boolean;
  department?: IdReference | undefined;
  reference?: string | undefined;
  orderLines: OrderLineBody[];
}

/** An invoice over one new order; dates are YYYY-MM-DD. It has no payment fields: prepaying books on the invoice date. */
export interface InvoiceBody {
  invoiceNumber: number;
  invoiceDate: string;
  invoiceDueDate: string;
  customer: IdReference;
  orders: [OrderBody];
  comment?: string | undefined;
}

/** A credit note of a whole invoice; `comment` stands on it. The date is YYYY-MM-DD. */
export interface CreditNoteBody {
  date: string;
  comment: string;
}

/** A payment on an invoice; the amount is øre and not zero, negative takes a payment back. */
export interface PaymentBody {
  paymentDate: string;
  paymentTypeId: number;
  paidAmountOere: number;
}
