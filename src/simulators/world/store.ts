/**
 * The world's records with the indexes and counters that the acts need. `WorldData` is plain data and can be compared as JSON;
 * the store around it is private to this folder. Records are only changed through the functions of this folder, because each keeps the sums right.
 */
import type { Awkward } from "./awkward.ts";
import type {
  CompanyMember,
  Customer,
  Invoice,
  InvoiceTransaction,
  PersonMember,
  Product,
  ProductDepartment,
  ProductGroup,
} from "./entities.ts";

export interface WorldData {
  readonly seed: number;
  /** The world's day, `YYYY-MM-DD`: nothing generated is later, and acts without a date happen on it. */
  today: string;
  customers: Customer[];
  products: Product[];
  productGroups: ProductGroup[];
  departments: ProductDepartment[];
  persons: PersonMember[];
  companies: CompanyMember[];
  invoices: Invoice[];
  transactions: InvoiceTransaction[];
  /** When Rubic got to know of a transaction, local date-time by `invoiceTransactionID`; Rubic's records don't show it. */
  transactionRegistered: Record<string, string>;
  /** When credits were made, `YYYY-MM-DD` by `invoiceID`; Rubic shows it on a credit note alone. */
  creditedOn?: Record<string, string>;
  /** One named example of each unusual record. */
  awkward: Awkward;
}

export interface WorldStore {
  readonly data: WorldData;
  readonly invoiceByID: Map<number, Invoice>;
  readonly transactionsByInvoice: Map<number, InvoiceTransaction[]>;
  readonly productByID: Map<number, Product>;
  readonly groupByID: Map<number, ProductGroup>;
  readonly departmentByID: Map<number, ProductDepartment>;
  readonly next: {
    orderID: number;
    invoiceID: number;
    invoiceNumber: number;
    lineID: number;
    transactionID: number;
  };
}

/** An act that the world can't do, with a sentence that says why. */
export class WorldActError extends Error {
  override readonly name = "WorldActError";
}

const FIRST_IDS = {
  orderID: 300_001,
  invoiceID: 500_001,
  invoiceNumber: 20_001,
  lineID: 800_001,
  transactionID: 700_001,
};

/** A store over records that hold no invoices yet. */
export function createStore(data: WorldData): WorldStore {
  return {
    data,
    invoiceByID: new Map(),
    transactionsByInvoice: new Map(),
    productByID: new Map(data.products.map((product) => [product.productID, product])),
    groupByID: new Map(data.productGroups.map((group) => [group.productGroupID, group])),
    departmentByID: new Map(
      data.departments.map((department) => [department.productDepartmentID, department]),
    ),
    next: { ...FIRST_IDS },
  };
}

/** The next number of a series, which never gives the same number twice. */
export function takeNext(store: WorldStore, series: keyof WorldStore["next"]): number {
  const taken = store.next[series];
  store.next[series] = taken + 1;
  return taken;
}

/** The value that must be there; throws WorldActError with the sentence otherwise. */
export function must<T>(value: T | undefined, sentence: string): T {
  if (value === undefined) {
    throw new WorldActError(sentence);
  }
  return value;
}
