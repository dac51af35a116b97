/**
 * Acts of other people in the same company: an accountant books a payment by hand, makes an invoice, edits a customer.
 * They follow the rules of the books but need no session and are not in the request log.
 */
import { z } from "zod";
import type { Act } from "../http/control.ts";
import type { CustomerRow, InvoiceRow, OrderRow, ProductRow, VoucherRow } from "./books.ts";
import { creditInvoice } from "./credit-notes.ts";
import { createCustomerByHand, editCustomer } from "./customer-rules.ts";
import { createInvoiceByHand } from "./invoices.ts";
import { bookVoucher } from "./ledger.ts";
import { createOrderByHand } from "./orders.ts";
import { findPaymentType, registerPayment } from "./payments.ts";
import { createProductByHand, editProduct } from "./products.ts";
import { setOff, undoSetOff } from "./set-offs.ts";
import { requireReference, type Simulation } from "./simulation.ts";

const paymentSchema = z.strictObject({
  invoiceId: z.int(),
  date: z.iso.date(),
  /** Kroner. */
  amount: z.number(),
  /** Default: the first type that books on the bank account. */
  paymentTypeId: z.int().optional(),
});
const creditSchema = z.strictObject({
  invoiceId: z.int(),
  date: z.iso.date(),
  comment: z.string().default(""),
});
const customerEditSchema = z.strictObject({
  customerId: z.int(),
  changes: z.record(z.string(), z.unknown()),
});
const productEditSchema = z.strictObject({
  productId: z.int(),
  changes: z.record(z.string(), z.unknown()),
});
const voucherSchema = z.strictObject({
  date: z.iso.date(),
  description: z.string(),
  /** Kroner, debit positive; they sum to zero. */
  postings: z.array(z.strictObject({ accountNumber: z.int(), amount: z.number() })),
});
const pairSchema = z.strictObject({ invoiceId: z.int(), againstId: z.int() });
/** The amount in kroner, above zero. */
const setOffSchema = pairSchema.extend({ amount: z.number() });
const inactiveSchema = z.strictObject({ customerId: z.int(), isInactive: z.boolean().default(true) });

export interface OtherPeople {
  registerPayment: (payment: z.input<typeof paymentSchema>) => InvoiceRow;
  /** Takes the body of `POST /invoice`. Nothing is sent to the customer. */
  createInvoice: (invoice: unknown) => InvoiceRow;
  /** Credits the whole invoice; answers the credit note. */
  creditInvoice: (credit: z.input<typeof creditSchema>) => InvoiceRow;
  /** Closes what is open on an invoice against what stands to the same customer's credit on another document. */
  setOff: (setOff: z.input<typeof setOffSchema>) => { invoice: InvoiceRow; against: InvoiceRow };
  /** Opens again what was closed between the two. */
  undoSetOff: (pair: z.input<typeof pairSchema>) => { invoice: InvoiceRow; against: InvoiceRow };
  /** An order that nobody has invoiced. Takes an order as in the body of `POST /invoice`. */
  createOrder: (order: unknown) => OrderRow;
  /** Books a voucher by hand, such as a payout out of the clearing account. */
  bookVoucher: (voucher: z.input<typeof voucherSchema>) => VoucherRow;
  editCustomer: (edit: z.input<typeof customerEditSchema>) => CustomerRow;
  /** Changes a product in the browser. */
  editProduct: (edit: z.input<typeof productEditSchema>) => ProductRow;
  /** Makes a product in the browser. Takes the body of `POST /product`. */
  createProduct: (product: unknown) => ProductRow;
  /** Makes a customer in the browser. Takes the body of `POST /customer`. */
  createCustomer: (customer: unknown) => CustomerRow;
  setCustomerInactive: (change: z.input<typeof inactiveSchema>) => CustomerRow;
}

const BANK_TYPE = "bank";

/** Each throws an ApiError where Tripletex would refuse the person, and a ZodError on malformed words. */
export function createOtherPeople(simulation: Simulation): OtherPeople {
  const { books } = simulation;
  const { run } = books.journal;
  const pairOf = ({ invoiceId, againstId }: z.infer<typeof pairSchema>) => ({
    invoice: requireReference(books.Invoice, { id: invoiceId }, "invoice"),
    against: requireReference(books.Invoice, { id: againstId }, "invoice"),
  });
  const change = (customerId: number, changes: unknown) =>
    run(() =>
      editCustomer(simulation, requireReference(books.Customer, { id: customerId }, "customer"), changes),
    );
  return {
    registerPayment(payment) {
      const {
        invoiceId,
        date,
        amount,
        paymentTypeId = bankTypeId(simulation),
      } = paymentSchema.parse(payment);
      const invoice = requireReference(books.Invoice, { id: invoiceId }, "invoice");
      const paymentType = findPaymentType(simulation, paymentTypeId);
      return run(() => registerPayment(simulation, invoice, { date, amount, paymentType }));
    },
    createInvoice: (invoice) => run(() => createInvoiceByHand(simulation, invoice)),
    creditInvoice(credit) {
      const { invoiceId, ...values } = creditSchema.parse(credit);
      const invoice = requireReference(books.Invoice, { id: invoiceId }, "invoice");
      return run(() => creditInvoice(simulation, invoice, values));
    },
    setOff(body) {
      const { amount, ...pair } = setOffSchema.parse(body);
      return run(() => setOff(simulation, pairOf(pair), amount));
    },
    undoSetOff: (body) => run(() => undoSetOff(simulation, pairOf(pairSchema.parse(body)))),
    createOrder: (order) => run(() => createOrderByHand(simulation, order)),
    bookVoucher(body) {
      const { postings: drafts, ...document } = voucherSchema.parse(body);
      return run(() => bookVoucher(simulation, { ...document, drafts }).voucher);
    },
    editCustomer(edit) {
      const { customerId, changes } = customerEditSchema.parse(edit);
      return change(customerId, changes);
    },
    editProduct(edit) {
      const { productId, changes } = productEditSchema.parse(edit);
      const product = requireReference(books.Product, { id: productId }, "product");
      return run(() => editProduct(simulation, product, changes));
    },
    createProduct: (product) => run(() => createProductByHand(simulation, product)),
    createCustomer: (customer) => run(() => createCustomerByHand(simulation, customer)),
    setCustomerInactive(body) {
      const { customerId, isInactive } = inactiveSchema.parse(body);
      return change(customerId, { isInactive });
    },
  };
}

/** The same acts for `POST /_control/acts/<name>`; each parses what it is given. */
export function asActs(simulation: Simulation): Record<string, Act> {
  const people = createOtherPeople(simulation);
  return {
    registerPayment: (body) => people.registerPayment(paymentSchema.parse(body)),
    createInvoice: (body) => people.createInvoice(body),
    creditInvoice: (body) => people.creditInvoice(creditSchema.parse(body)),
    setOff: (body) => people.setOff(setOffSchema.parse(body)),
    undoSetOff: (body) => people.undoSetOff(pairSchema.parse(body)),
    createOrder: (body) => people.createOrder(body),
    bookVoucher: (body) => people.bookVoucher(voucherSchema.parse(body)),
    editCustomer: (body) => people.editCustomer(customerEditSchema.parse(body)),
    editProduct: (body) => people.editProduct(productEditSchema.parse(body)),
    createProduct: (body) => people.createProduct(body),
    createCustomer: (body) => people.createCustomer(body),
    setCustomerInactive: (body) => people.setCustomerInactive(inactiveSchema.parse(body)),
  };
}

function bankTypeId({ books }: Simulation): number {
  const found = books.PaymentType.all().find(({ description }) => description.includes(BANK_TYPE));
  if (found === undefined) throw new Error("the company has no payment type for the bank");
  return found.id;
}
