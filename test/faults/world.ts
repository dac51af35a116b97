/**
 * A tiny club for one schedule: some forty records of all types, drawn from the seed. It holds what tends to go wrong:
 * equal payments on one day, payments in parts, records that must be held, and invoices that Rubic never sees paid.
 */
import { bindActs } from "../../src/simulators/world/acts.ts";
import type { Awkward } from "../../src/simulators/world/awkward.ts";
import {
  createDepartments,
  createProductGroups,
  createProducts,
} from "../../src/simulators/world/catalogue.ts";
import { addDays } from "../../src/simulators/world/days.ts";
import type { Invoice } from "../../src/simulators/world/entities.ts";
import type { World } from "../../src/simulators/world/index.ts";
import type { LineRequest } from "../../src/simulators/world/invoicing.ts";
import type { Random } from "../../src/simulators/world/random.ts";
import { createStore, type WorldData } from "../../src/simulators/world/store.ts";

const KEPT_PRODUCTS: ReadonlySet<number> = new Set([101, 106, 113, 116, 123, 127]);
const WITHOUT_ACCOUNT = 127;
/** Each bill stays within one department: more is a hold, and the world has its own for that. */
const BILLS: readonly (readonly LineRequest[])[] = [
  [{ productID: 101 }],
  [{ productID: 101 }, { productID: 116, price: 79.99, quantity: 3 }],
  [{ productID: 106, discountPercentage: 10 }],
  [{ productID: 123, quantity: 7 }],
  [{ productID: 106 }, { productID: 113, quantity: 2 }],
];
const FIRST_CUSTOMER = 10_001;
const CUSTOMERS = 7;
const INVOICES = 9;
const OCR = 1;
const VIPPS = 3;
const REFUND = 5;

/** Invoices before this many days ago are before the cut-over. */
export const CUTOVER_DAYS = 40;

export class TinyClub {
  readonly world: World;
  /** Rubic never sees these paid: an accountant may register a payment on them. */
  readonly unpaidForEver: Invoice[] = [];
  readonly #random: Random;
  readonly #open: Invoice[] = [];
  /** Booked first and credited afterwards; some of them paid. */
  readonly #toCredit: Invoice[] = [];
  #change = 0;

  constructor(today: string, random: Random) {
    this.#random = random;
    const data: WorldData = {
      seed: 1,
      today,
      customers: [],
      products: createProducts().filter(({ productID }) => KEPT_PRODUCTS.has(productID)),
      productGroups: createProductGroups(),
      departments: createDepartments(),
      persons: [],
      companies: [],
      invoices: [],
      transactions: [],
      transactionRegistered: {},
      // The named examples are the big world's business.
      awkward: {} as Awkward,
    };
    this.world = Object.assign(data, bindActs(createStore(data)));
    this.#addCustomers();
    this.#addPlainInvoices(INVOICES);
    this.#addUnpaidForEver();
    this.#addHeld();
    this.#addCredited();
    this.#payInParts();
  }

  get recordCount(): number {
    const { customers, products, invoices, transactions } = this.world;
    return customers.length + products.length + invoices.length + transactions.length;
  }

  /**
   * What happens in Rubic between two syncs. A backup forgets what has been created: a record that was renamed since is
   * then held for a person, by rule, so schedules with a restore leave master data as it is.
   */
  moveOn({ changesMasterData }: { changesMasterData: boolean }): void {
    this.#change += 1;
    const { world } = this;
    const random = this.#random;
    const name = `Ny ${this.#change}`;
    const customer = world.addCustomer({ customerName: name });
    world.addCustomer({ customerName: `${name} B` });
    for (const code of ["A", "B"]) {
      const productName = `Nytt ${this.#change} ${code}`;
      world.addProduct({ productName, productGroupID: 1, price: 100 });
    }
    if (changesMasterData) {
      const email = `ny.${this.#change}@eksempel.test`;
      world.changeCustomer(String(FIRST_CUSTOMER + this.#change), { email });
      world.changeProduct(101, { productName: `Medlemskontingent voksen (${this.#change})` });
    }
    this.#open.push(world.addInvoice({ customerNo: customer.customerNo, lines: random.pick(BILLS) }));
    this.#addPlainInvoices(2);
    const [credited] = this.#toCredit.splice(0, 1);
    if (credited !== undefined) world.creditInvoice({ invoiceID: credited.invoiceID });
    this.#payInParts();
  }

  /** Money comes in while a sync reads. */
  receivePayments(): void {
    this.#payInParts();
  }

  #addCustomers(): void {
    for (let index = 0; index < CUSTOMERS; index += 1) {
      const customerNo = String(FIRST_CUSTOMER + index);
      const ledgerCustomerNo = index === CUSTOMERS - 1 ? "20777" : null;
      this.world.addCustomer({ customerNo, customerName: `Prøve ${index}`, ledgerCustomerNo });
    }
    this.world.addCustomer({ customerNo: null, customerName: "Uten Nummer" });
  }

  #bill(lines: readonly LineRequest[], daysAgo: number, more: { sentDate?: null } = {}): Invoice {
    const customerNo = String(FIRST_CUSTOMER + this.#random.whole(0, CUSTOMERS - 1));
    const invoiceDate = addDays(this.world.today, -daysAgo);
    return this.world.addInvoice({ customerNo, invoiceDate, lines, ...more });
  }

  #addPlainInvoices(count: number): void {
    for (let index = 0; index < count; index += 1) {
      this.#open.push(this.#bill(this.#random.pick(BILLS), this.#random.whole(1, 30)));
    }
  }

  #addUnpaidForEver(): void {
    for (const daysAgo of [20, 5]) {
      this.unpaidForEver.push(this.#bill([{ productID: 101 }], daysAgo));
    }
  }

  #addHeld(): void {
    const { world } = this;
    const credited = this.#bill([{ productID: 106 }], 12);
    world.creditInvoice({ invoiceID: credited.invoiceID, amount: 500 });
    this.#pay(credited, 1_000, 6);
    this.#bill([{ productID: 101 }], 3, { sentDate: null });
    this.#bill([{ productID: WITHOUT_ACCOUNT }], 9);
    const lines = [{ productID: 101 }];
    world.addInvoice({ customerNo: null, invoiceDate: addDays(world.today, -4), lines });
    const old = this.#bill(lines, CUTOVER_DAYS + 5);
    this.#pay(old, old.totalAmount, CUTOVER_DAYS + 1);
    const refunded = this.#bill(lines, 15);
    this.#pay(refunded, refunded.totalAmount, 10);
    this.#pay(refunded, -100, 8, REFUND);
  }

  /** In the month of the world's day: an amount alone says nothing of its date. */
  #addCredited(): void {
    const { world } = this;
    const [whole, paid, unpaid] = [7, 6, 5].map((daysAgo) => this.#bill(this.#random.pick(BILLS), daysAgo));
    if (whole === undefined || paid === undefined || unpaid === undefined) return;
    world.creditInvoice({ invoiceID: whole.invoiceID });
    this.#pay(paid, paid.totalAmount, 3);
    this.#toCredit.push(paid, unpaid);
  }

  #pay(invoice: Invoice, paidAmount: number, daysAgo: number, transactionTypeID = OCR): void {
    const paymentDate = addDays(this.world.today, -daysAgo);
    this.world.addTransaction({ invoiceID: invoice.invoiceID, paidAmount, paymentDate, transactionTypeID });
  }

  /** Twins on one day, parts on several days, the whole at once, and too much. */
  #payInParts(): void {
    const [twins, parts, ...others] = this.#random.shuffle(this.#open);
    if (twins === undefined || parts === undefined) throw new Error("a club has two open invoices at least");
    const day = this.#random.whole(0, 2);
    for (let count = this.#random.whole(2, 3); count > 0; count -= 1) this.#pay(twins, 100.25, day, VIPPS);
    this.#pay(parts, 50.5, 2);
    this.#pay(parts, 75, 1, VIPPS);
    for (const invoice of others.slice(0, this.#random.whole(2, 4))) {
      this.#pay(invoice, invoice.totalAmount, this.#random.whole(0, 1));
      this.#open.splice(this.#open.indexOf(invoice), 1);
    }
    const [tooMuch] = this.#random.chance(0.3) ? others.slice(-1) : [];
    if (tooMuch !== undefined && this.#open.includes(tooMuch)) {
      this.#pay(tooMuch, tooMuch.totalAmount + 10, 0);
    }
  }
}
