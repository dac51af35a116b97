/** The writes that a fault can hit, one entry per kind and way, with what makes the product send them. */
import type { World } from "../../src/simulators/world/index.ts";
import { addInvoices, addInvoicesOn, customerNoOf, payInFull } from "./small-world.ts";

export interface WriteTarget {
  name: string;
  method: "POST" | "PUT";
  /** Matches the path template of the write and nothing else. */
  path: string;
  /** How many of these writes pass before the fault: the hit one then has neighbours on both sides. */
  after: number;
  areListsOpen: boolean;
  /** Changes the world after the first sync, so that the next one sends several of these writes. */
  change(world: World): void;
}

const RECORDS = 3;
/** Above every product of the seeded club. */
const FIRST_NEW_PRODUCT = 900;

export const WRITE_TARGETS: readonly WriteTarget[] = [
  {
    name: "the list of new customers",
    method: "POST",
    path: "^/customer/list$",
    after: 0,
    areListsOpen: true,
    change: addCustomers,
  },
  {
    name: "a new customer, lists closed",
    method: "POST",
    path: "^/customer$",
    after: 1,
    areListsOpen: false,
    change: addCustomers,
  },
  {
    name: "a changed customer",
    method: "PUT",
    path: "^/customer/\\{id\\}$",
    after: 1,
    areListsOpen: true,
    change: (world) => {
      for (const index of Array(RECORDS).keys()) {
        world.changeCustomer(customerNoOf(world, index), { email: `endret.${index}@eksempel.test` });
      }
    },
  },
  {
    name: "the list of new products",
    method: "POST",
    path: "^/product/list$",
    after: 0,
    areListsOpen: true,
    change: addProducts,
  },
  {
    name: "a new product, lists closed",
    method: "POST",
    path: "^/product$",
    after: 1,
    areListsOpen: false,
    change: addProducts,
  },
  {
    name: "a changed product",
    method: "PUT",
    path: "^/product/\\{id\\}$",
    after: 1,
    areListsOpen: true,
    change: (world) => {
      for (const product of world.products) {
        world.changeProduct(product.productID, { productName: `${product.productName} (ny)` });
      }
    },
  },
  {
    name: "an invoice",
    method: "POST",
    path: "^/invoice$",
    after: 1,
    areListsOpen: true,
    change: (world) => void addInvoices(world, RECORDS),
  },
  {
    name: "a payment",
    method: "PUT",
    path: "^/invoice/\\{id\\}/:payment$",
    after: 1,
    areListsOpen: true,
    change: (world) => {
      for (const invoice of addInvoices(world, RECORDS)) payInFull(world, invoice);
    },
  },
  {
    name: "the credit note of a whole invoice",
    method: "PUT",
    path: "^/invoice/\\{id\\}/:createCreditNote$",
    after: 1,
    areListsOpen: true,
    change: (world) => {
      for (const { invoiceID } of addInvoicesOn(world, world.today, RECORDS))
        world.creditInvoice({ invoiceID });
    },
  },
  {
    name: "one of several equal payments on one invoice",
    method: "PUT",
    path: "^/invoice/\\{id\\}/:payment$",
    after: 1,
    areListsOpen: true,
    change: (world) => {
      const [invoice] = addInvoices(world, 1);
      if (invoice === undefined) throw new Error("one invoice was asked for");
      const payment = { invoiceID: invoice.invoiceID, paidAmount: 100, transactionTypeID: 3 };
      for (const _ of Array(RECORDS).keys()) world.addTransaction(payment);
    },
  },
];

function addCustomers(world: World): void {
  for (const index of Array(RECORDS).keys()) world.addCustomer({ customerName: `Ny Prøvesen ${index}` });
}

function addProducts(world: World): void {
  for (const index of Array(RECORDS).keys()) {
    const productID = FIRST_NEW_PRODUCT + index;
    world.addProduct({ productID, productName: `Nytt produkt ${index}`, productGroupID: 1, price: 100 });
  }
}
