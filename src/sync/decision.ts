/**
 * What a rule can answer about one record: wanted in Tripletex, ignored, or held with a reason. It exists so that engine,
 * plan and page read one shape for all four types. It must never carry anything that is not decided from data.
 */
import type { HoldCode } from "./hold-codes.ts";

/** A record that waits for a person. `message` names the record and the figures; the remedy stands in HOLD_TEXTS. */
export interface Held {
  outcome: "held";
  code: HoldCode;
  message: string;
  /** Signed whole øre that are in Rubic and not in Tripletex because of this hold. */
  amountOere?: number;
  /** `YYYY-MM-DD`: the invoice date or the payment date. */
  documentDate?: string;
  /** Of a payment whose money is taken to be in Tripletex already: the invoice (Rubic's id) that it stands on. It explains no difference. */
  alreadyPaidOn?: number;
  /** Of a payment or credit that waits for nothing but its invoice: that one (Rubic's id). It is left out with it. */
  waitsForInvoice?: number;
  /** Of a credit note that a person may have made by hand: the invoice (Rubic's id) off which it was taken. What is settled there so is no payment. */
  creditedByHandOn?: number;
  /** Of a payment on a credit note, which a person books with a voucher: the note (Rubic's id). What is closed against that is no payment. */
  paidOnNote?: number;
}

/** A record that is left out on purpose; `reason` is a sentence for a person. */
export interface Ignored {
  outcome: "ignored";
  reason: string;
}

/** What must be found in Tripletex if the creation of a customer went through. */
export interface CustomerExpectation {
  kind: "customer";
  customerNumber: number;
  name: string;
  /** Nine digits; absent where Rubic knows none. */
  organizationNumber?: string;
}

/** What must be found in Tripletex if the creation of a product went through. */
export interface ProductExpectation {
  kind: "product";
  rubicProductId: number;
  /** The group whose codes decided VAT type and account. */
  rubicProductGroupId?: number | undefined;
  number: string;
  name: string;
  vatTypeId: number;
  accountId: number;
}

/** What must be found in Tripletex if the creation of an invoice went through; amounts in øre. */
export interface InvoiceExpectation {
  kind: "invoice";
  invoiceNumber: number;
  orderNumber: string;
  customerId: number;
  invoiceDate: string;
  invoiceDueDate: string;
  netOere: number;
  grossOere: number;
}

/** What must be found among the invoice's postings if the payment went through; in øre, below zero for money that goes back. */
export interface PaymentExpectation {
  kind: "payment";
  rubicInvoiceId: number;
  tripletexInvoiceId: number;
  paymentDate: string;
  /** Its own one, where an accountant chose another to book it on. */
  rubicPaymentDate?: string | undefined;
  amountOere: number;
}

/** What must be found in Tripletex if the crediting of a whole invoice went through; negative amounts in øre. */
export interface CreditExpectation {
  kind: "credit";
  /** Of the credited invoice. */
  rubicInvoiceNumber: number;
  tripletexInvoiceId: number;
  customerId: number;
  creditDate: string;
  netOere: number;
  grossOere: number;
  /** Rubic's number of the credit note; absent where Rubic shows an amount alone. */
  rubicCreditNumber?: number;
}

/** What an intent expects to find in Tripletex when the outcome of its write is unknown. */
export type Expectation =
  | CustomerExpectation
  | ProductExpectation
  | InvoiceExpectation
  | PaymentExpectation
  | CreditExpectation;

/** The fields whose change makes a record worth comparing again. */
export type HashFields = Record<string, unknown>;
