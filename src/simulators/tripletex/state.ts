/**
 * The books as tests and the demo read them: plain lists of rows. Sessions and tokens are left out on purpose.
 */
import type { Books } from "./books.ts";
import type { IgnoredParameter, SentInvoice, Simulation } from "./simulation.ts";

type Rows<Name extends keyof Books> = Books[Name] extends { all: () => infer R } ? R : never;

export interface TripletexState {
  customers: Rows<"Customer">;
  addresses: Rows<"Address">;
  deliveryAddresses: Rows<"DeliveryAddress">;
  products: Rows<"Product">;
  orders: Rows<"Order">;
  orderLines: Rows<"OrderLine">;
  invoices: Rows<"Invoice">;
  vouchers: Rows<"Voucher">;
  postings: Rows<"Posting">;
  accounts: Rows<"Account">;
  vatTypes: Rows<"VatType">;
  departments: Rows<"Department">;
  paymentTypes: Rows<"PaymentType">;
  sentToCustomers: SentInvoice[];
  ignoredParameters: IgnoredParameter[];
}

export function readState({ books, sentToCustomers, ignoredParameters }: Simulation): TripletexState {
  return {
    customers: books.Customer.all(),
    addresses: books.Address.all(),
    deliveryAddresses: books.DeliveryAddress.all(),
    products: books.Product.all(),
    orders: books.Order.all(),
    orderLines: books.OrderLine.all(),
    invoices: books.Invoice.all(),
    vouchers: books.Voucher.all(),
    postings: books.Posting.all(),
    accounts: books.Account.all(),
    vatTypes: books.VatType.all(),
    departments: books.Department.all(),
    paymentTypes: books.PaymentType.all(),
    sentToCustomers: [...sentToCustomers],
    ignoredParameters: [...ignoredParameters],
  };
}
