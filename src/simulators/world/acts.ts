/**
 * What people do in Rubic after the world was made: change and add customers and products, bill, pay, credit, remind.
 * Each act keeps the sums right; issued invoices keep their copies. Acts refuse what they can't do with a WorldActError.
 */

import { dateTime } from "./days.ts";
import type { Customer, Invoice, InvoiceTransaction, Product } from "./entities.ts";
import { type InvoiceRequest, issueInvoice } from "./invoicing.ts";
import { contactOf } from "./members.ts";
import {
  type CreditRequest,
  correctInvoice,
  creditInvoice,
  registerTransaction,
  remindInvoice,
  type TransactionRequest,
} from "./settling.ts";
import { must, WorldActError, type WorldStore } from "./store.ts";

export interface WorldActs {
  /** Changes the register's record and the member record that shares its number. */
  changeCustomer(customerNo: string, patch: Partial<Customer>): Customer;
  /** Adds a customer; a number that is left out is the next free one. */
  addCustomer(customer: Partial<Customer> & { customerName: string }): Customer;
  changeProduct(productID: number, patch: Partial<Omit<Product, "productID">>): Product;
  addProduct(
    product: Partial<Product> & { productName: string; productGroupID: number; price: number },
  ): Product;
  /** Issues an invoice; `customerNo: null` bills the customer without a number. */
  addInvoice(request: InvoiceRequest & { customerNo: string | null }): Invoice;
  addTransaction(request: TransactionRequest): InvoiceTransaction;
  creditInvoice(request: CreditRequest): Invoice;
  correctInvoice(request: { invoiceID: number; amount: number }): Invoice;
  remindInvoice(request: { invoiceID: number; fee?: number }): Invoice;
  /** Moves the world's day, the date of acts that state none. */
  setToday(date: string): void;
}

/** The acts of one world. */
export function bindActs(store: WorldStore): WorldActs {
  return {
    changeCustomer: (customerNo, patch) => changeCustomer(store, customerNo, patch),
    addCustomer: (customer) => addCustomer(store, customer),
    changeProduct: (productID, patch) => changeProduct(store, productID, patch),
    addProduct: (product) => addProduct(store, product),
    addInvoice: ({ customerNo, ...request }) => issueInvoice(store, findCustomer(store, customerNo), request),
    addTransaction: (request) => registerTransaction(store, request),
    creditInvoice: (request) => creditInvoice(store, request),
    correctInvoice: (request) => correctInvoice(store, request),
    remindInvoice: (request) => remindInvoice(store, request),
    setToday: (date) => {
      store.data.today = date;
    },
  };
}

function findCustomer(store: WorldStore, customerNo: string | null): Customer {
  return must(
    store.data.customers.find((customer) => customer.customerNo === customerNo),
    `There is no customer ${customerNo ?? "without a number"}.`,
  );
}

function changeCustomer(store: WorldStore, customerNo: string, patch: Partial<Customer>): Customer {
  const customer = findCustomer(store, customerNo);
  refuseTakenNumber(store, patch.customerNo, customer);
  const members = [...store.data.persons, ...store.data.companies];
  const member = members.find(({ memberNo }) => String(memberNo) === customerNo);
  Object.assign(customer, patch);
  if (member) {
    const { alternateEmail: _kept, ...contact } = contactOf(customer);
    Object.assign(member, contact, { modified: dateTime(store.data.today) });
  }
  return customer;
}

function addCustomer(store: WorldStore, given: Partial<Customer> & { customerName: string }): Customer {
  refuseTakenNumber(store, given.customerNo);
  const customer: Customer = {
    customerNo: nextCustomerNumber(store),
    customerType: 1,
    customerTypeName: "Person",
    email: null,
    countryCode: "+47",
    mobile: null,
    address: null,
    address2: null,
    zipCode: null,
    city: null,
    countryName: "Norge",
    ledgerCustomerNo: null,
    ...given,
  };
  store.data.customers.push(customer);
  return customer;
}

function changeProduct(
  store: WorldStore,
  productID: number,
  patch: Partial<Omit<Product, "productID">>,
): Product {
  const product = must(store.productByID.get(productID), `There is no product ${productID}.`);
  refuseUnknownGroup(store, patch.productGroupID ?? product.productGroupID);
  return Object.assign(product, patch, { productID });
}

function addProduct(
  store: WorldStore,
  given: Partial<Product> & { productName: string; productGroupID: number; price: number },
): Product {
  refuseUnknownGroup(store, given.productGroupID);
  const nextID = Math.max(...store.data.products.map(({ productID }) => productID)) + 1;
  const productID = given.productID ?? nextID;
  if (store.productByID.has(productID)) {
    throw new WorldActError(`Product ${productID} exists already.`);
  }
  const product: Product = {
    productCode: `NY-${productID}`,
    productDescription: null,
    departmentID: null,
    ...given,
    productID,
  };
  store.data.products.push(product);
  store.productByID.set(productID, product);
  return product;
}

function refuseTakenNumber(store: WorldStore, customerNo: string | null | undefined, self?: Customer): void {
  const isTaken = (other: Customer) => other !== self && other.customerNo === customerNo;
  if (customerNo && store.data.customers.some(isTaken)) {
    throw new WorldActError(`Customer ${customerNo} exists already.`);
  }
}

function refuseUnknownGroup(store: WorldStore, productGroupID: number): void {
  must(store.groupByID.get(productGroupID), `There is no product group ${productGroupID}.`);
}

function nextCustomerNumber(store: WorldStore): string {
  const numbers = store.data.customers.map(({ customerNo }) => Number(customerNo)).filter(Number.isInteger);
  return String(Math.max(...numbers) + 1);
}
