/**
 * Rubic's records as its External API writes them: field names, types and nullability of Rubic dossier 2.
 * The world holds exactly these, so that the simulator can serve them without translation. These types describe
 * what a well-behaved Rubic sends; code that reads a remote system must not trust them and parses with its own schemas.
 */

/** The payer; embedded as a copy in invoices and transactions (Rubic dossier 2.1). */
export interface Customer {
  customerNo: string | null;
  customerType: 1 | 2 | 3;
  customerTypeName: string | null;
  customerName: string | null;
  email: string | null;
  countryCode: string | null;
  mobile: string | null;
  address: string | null;
  address2: string | null;
  zipCode: string | null;
  city: string | null;
  countryName: string | null;
  ledgerCustomerNo: string | null;
}

/** Price is in kroner excluding VAT here; the simulator's price mode may show it including VAT. */
export interface Product {
  productID: number;
  productCode: string | null;
  productName: string | null;
  productDescription: string | null;
  productGroupID: number;
  departmentID: number | null;
  price: number;
}

export interface ProductGroup {
  productGroupID: number;
  productGroupName: string | null;
  taxCodeID: number;
  productGroupTypeID: number | null;
  organizationID: number | null;
  accountNumber: string | null;
  taxCode: TaxCode | null;
  productGroupType: { productGroupTypeID: 1 | 2; productGroupTypeName: string | null } | null;
  active: boolean;
}

export interface TaxCode {
  taxCodeID: number;
  taxCode1: string | null;
  taxCodeName: string | null;
  taxPercent: number;
}

export interface ProductDepartment {
  productDepartmentID: number;
  productDepartmentNumber: string | null;
  productDepartmentName: string | null;
  organizationID: number | null;
}

export interface InvoiceLine {
  invoiceLineID: number;
  productID: number;
  productCode: string | null;
  productName: string | null;
  productGroupName: string | null;
  accountNumber: string | null;
  departmentID: number | null;
  departmentNumber: string | null;
  departmentName: string | null;
  price: number;
  specification: string | null;
  quantity: number;
  discountPercentage: number;
  discount: number;
  taxPercentage: number;
  netTotal: number;
  tax: number;
  grossTotal: number;
}

export interface Invoice {
  customer: Customer;
  invoiceID: number;
  invoiceNumber: number;
  orderID: number;
  invoiceDate: string;
  dueDate: string;
  sentDate: string;
  ledgerYear: number;
  netTotal: number;
  taxTotal: number;
  grossTotal: number;
  totalAmount: number;
  paidAmount: number;
  creditedAmount: number;
  correctedAmount: number;
  creditNoteAmount: number;
  balance: number;
  unpaidAmount: number;
  paymentStatus: number;
  paymentStatusText: string | null;
  created: string;
  reminderNumber: number | null;
  groupNames: string | null;
  description: string | null;
  externalCustomerIdentity: string | null;
  memberNo: number;
  invoiceLines: InvoiceLine[];
}

export interface InvoiceTransaction {
  invoiceTransactionID: number;
  invoiceID: number;
  invoiceNumber: number;
  paymentDate: string;
  expectedPayoutDate: string | null;
  transactionTypeID: number;
  transactionTypeName: string | null;
  paidAmount: number;
  paymentFee: number;
  vatPaymentFee: number;
  payoutAmount: number;
  customer: Customer;
}

interface MemberBase {
  email: string | null;
  alternateEmail: string | null;
  countryCode: string | null;
  mobile: string | null;
  address: string | null;
  address2: string | null;
  zipCode: string | null;
  city: string | null;
  countryName: string | null;
  memberNo: number;
  ledgerCustomerNo: string | null;
  memberStatus: 0 | 1 | 2;
  created: string;
  modified: string | null;
}

export interface PersonMember extends MemberBase {
  id: number;
  personID: number;
  firstName: string | null;
  lastName: string | null;
  fullName: string | null;
}

export interface CompanyMember extends MemberBase {
  companyID: number;
  companyName: string | null;
  registrationAuthorityOrganizationNumber: string | null;
}
