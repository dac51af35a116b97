/**
 * What the accountant does in Tripletex beside the service, and what of it Rubic does not know at the moment: those are the only
 * differences that a month may end with.
 */
import { addDays } from "../../src/simulators/world/days.ts";
import type { Invoice } from "../../src/simulators/world/entities.ts";
import { at, createRandom, type Random } from "../../src/simulators/world/random.ts";
import { type Club, OCR, REFUND } from "./club.ts";
import type { Machine } from "./machine.ts";
import { dayOf } from "./rubic-side.ts";

const FIRST_NUMBER_BY_HAND = 90_001;
const MEMBERSHIP_VAT_TYPE = 6;
const DAYS_UNTIL_BOOKED = 9;
/** Kroner, of a note that names no invoice. */
const SET_OFF_AMOUNT = 87.65;
const SET_OFF_SHOWS = ["outstanding", "closeGroup", "postings"] as const;

/** Money that stands in Tripletex and that no transaction of Rubic is booked as. Øre; money that went back is negative. */
export interface PaymentByHand {
  rubicInvoiceId: number;
  /** YYYY-MM-DD */
  date: string;
  amountOere: number;
}

interface Booked {
  invoice: Invoice;
  tripletexId: number;
}

export class ByHand {
  payments: PaymentByHand[] = [];
  /** Ids in Tripletex of invoices that are none of Rubic's. */
  readonly invoiceIds = new Set<number>();
  /** Rubic ids of invoices that are credited in Tripletex and not in Rubic yet. */
  readonly credited = new Set<number>();
  readonly #club: Club;
  readonly #machine: Machine;
  /** Nothing is drawn for these: what happens to them is done by hand alone. */
  readonly #own: Invoice[] = [];
  /** Drawn from apart, so that the club's own draws do not depend on what is done here. */
  readonly #random: Random;
  #turn = 0;
  #setOffs = 0;

  constructor(club: Club, machine: Machine) {
    this.#random = createRandom(club.seed, "by hand");
    this.#club = club;
    this.#machine = machine;
  }

  /** The next thing that the accountant does beside the service. */
  act(): void {
    const acts = [
      () => this.#payBeforeRubic(1),
      () => this.#payOnAnotherDay(),
      () => this.#payBeforeRubic(6),
      () => this.#takeBack(),
      () => this.#creditBeforeRubic(),
      () => this.#makeInactive(),
      () => this.#bill(),
      () => this.#editCustomer(),
      () => this.#setOff(),
    ];
    at(acts, this.#turn % acts.length)();
    this.#turn += 1;
  }

  /**
   * The oldest of the invoices that this accountant may act on, and the bill for a later act. By then it is booked, whatever went
   * wrong in between: what people do must not depend on faults, or the books would.
   */
  #takeOwn(): Booked | null {
    const payer = this.#club.anyPayer(this.#random);
    this.#own.push(this.#club.bill([{ productID: 101 }], { payer }));
    const latest = addDays(this.#club.today, -DAYS_UNTIL_BOOKED);
    const [invoice] = this.#own;
    if (invoice === undefined || dayOf(invoice.invoiceDate) > latest) return null;
    this.#own.shift();
    const booked = this.#find(invoice);
    return booked === null ? null : { invoice, tripletexId: booked.id };
  }

  #find({ invoiceID }: Invoice) {
    const { orders, invoices } = this.#machine.remotes.state;
    const order = orders.find(({ number }) => number === `RUBIC-${invoiceID}`);
    return invoices.find(({ orders: own }) => order !== undefined && own[0]?.id === order.id) ?? null;
  }

  #register(found: Booked, amount: number): PaymentByHand {
    const { tripletexId: invoiceId, invoice } = found;
    const date = this.#club.today;
    this.#machine.remotes.people.registerPayment({ invoiceId, date, amount });
    const payment = { rubicInvoiceId: invoice.invoiceID, date, amountOere: Math.round(amount * 100) };
    this.payments.push(payment);
    return payment;
  }

  /** From now on it is a transaction of Rubic's. */
  forget(payment: PaymentByHand): void {
    this.payments = this.payments.filter((each) => each !== payment);
  }

  /** The bank feed, or a person, is some days quicker than Rubic. */
  #payBeforeRubic(days: number): void {
    const found = this.#takeOwn();
    if (found === null) return;
    const { balance } = found.invoice;
    const payment = this.#register(found, balance);
    this.#club.later(days, () => {
      this.#club.pay(found.invoice, balance, { typeID: OCR, days: -days });
      this.forget(payment);
    });
  }

  /** The same money, which Rubic has on another day. */
  #payOnAnotherDay(): void {
    const found = this.#takeOwn();
    if (found === null) return;
    const { balance } = found.invoice;
    this.#register(found, balance);
    this.#club.later(2, () => this.#club.pay(found.invoice, balance, { typeID: OCR }));
  }

  #takeBack(): void {
    const found = this.#takeOwn();
    if (found === null) return;
    const { invoice } = found;
    const amount = invoice.balance;
    this.#club.later(1, () => this.#club.pay(invoice, amount));
    this.#club.later(4, () => {
      const payment = this.#register(found, -amount);
      this.#club.later(5, () => {
        this.#club.pay(invoice, -amount, { typeID: REFUND, days: -5 });
        this.forget(payment);
      });
    });
  }

  #creditBeforeRubic(): void {
    const found = this.#takeOwn();
    if (found === null) return;
    const { invoice, tripletexId: invoiceId } = found;
    const { world, today: date } = this.#club;
    this.#machine.remotes.people.creditInvoice({ invoiceId, date });
    this.credited.add(invoice.invoiceID);
    this.#club.later(3, () => {
      world.creditInvoice({ invoiceID: invoice.invoiceID });
      this.credited.delete(invoice.invoiceID);
    });
  }

  /**
   * A note that names no invoice is set off against an invoice of the same member, which is paid afterwards; every other pair is opened
   * again. Each time it shows in another way.
   */
  #setOff(): void {
    const club = this.#club;
    const payer = this.#random.pick(club.payersOfNotes);
    const invoice = club.bill([{ productID: 101 }], { payer });
    const line = { productID: 101, price: SET_OFF_AMOUNT, quantity: -1 };
    const note = club.bill([line], { payer, description: "Kreditnota" });
    club.notes.set(note.invoiceID, null);
    this.#setOffs += 1;
    const count = this.#setOffs;
    club.later(DAYS_UNTIL_BOOKED, () => this.#close({ invoice, note }, count));
    club.later(DAYS_UNTIL_BOOKED + 6, () => club.payRest(invoice));
  }

  #close(pair: { invoice: Invoice; note: Invoice }, count: number): void {
    const { remotes } = this.#machine;
    const [invoice, against] = [this.#find(pair.invoice), this.#find(pair.note)];
    // A payer who was linked to another customer meanwhile has documents of two.
    if (invoice === null || invoice.customer.id !== against?.customer.id) return;
    const setOffShows = at(SET_OFF_SHOWS, count % SET_OFF_SHOWS.length);
    remotes.simulation.settings = { ...remotes.simulation.settings, setOffShows };
    const ids = { invoiceId: invoice.id, againstId: against.id };
    remotes.people.setOff({ ...ids, amount: SET_OFF_AMOUNT });
    if (count % 2 === 0) this.#club.later(12, () => void remotes.people.undoSetOff(ids));
  }

  /** A customer is made inactive, and active again when somebody asks why. */
  #makeInactive(): void {
    const [customerId] = this.#anyCustomer();
    if (customerId === undefined) return;
    const { people } = this.#machine.remotes;
    people.setCustomerInactive({ customerId });
    this.#club.later(9, () => void people.setCustomerInactive({ customerId, isInactive: false }));
  }

  #anyCustomer(): number[] {
    const { customerNo } = this.#club.anyPayer(this.#random);
    const { customers } = this.#machine.remotes.state;
    return customers
      .filter(({ customerNumber }) => String(customerNumber) === customerNo)
      .map(({ id }) => id);
  }

  #editCustomer(): void {
    const [customerId] = this.#anyCustomer();
    if (customerId === undefined) return;
    const { people } = this.#machine.remotes;
    people.editCustomer({ customerId, changes: { description: `Avtalt ${this.#club.today}` } });
  }

  #bill(): void {
    // Not the first one: which that is follows from the order of writing.
    const [customerId] = this.#anyCustomer();
    if (customerId === undefined) return;
    const date = this.#club.today;
    const number = FIRST_NUMBER_BY_HAND + this.invoiceIds.size;
    this.#create({ customerId, number, date, dueDate: date, kroner: 1_250 });
  }

  /** An invoice of Rubic's that the books before the service have; null when nobody can have booked it. */
  billAsBefore({ customer, ...invoice }: Invoice): number | null {
    const { state } = this.#machine.remotes;
    const payer = state.customers.find(
      ({ customerNumber }) => String(customerNumber) === customer.customerNo,
    );
    const isThere = state.invoices.some(({ invoiceNumber }) => invoiceNumber === invoice.invoiceNumber);
    if (payer === undefined || isThere) return null;
    const [date, dueDate] = [dayOf(invoice.invoiceDate), dayOf(invoice.dueDate)];
    const kroner = invoice.totalAmount;
    return this.#create({ customerId: payer.id, number: invoice.invoiceNumber, date, dueDate, kroner });
  }

  #create(bill: {
    customerId: number;
    number: number;
    date: string;
    dueDate: string;
    kroner: number;
  }): number {
    const { people, state } = this.#machine.remotes;
    const { id } = people.createInvoice({
      invoiceNumber: bill.number,
      invoiceDate: bill.date,
      invoiceDueDate: bill.dueDate,
      orders: [
        {
          customer: { id: bill.customerId },
          orderDate: bill.date,
          deliveryDate: bill.date,
          isPrioritizeAmountsIncludingVat: true,
          orderLines: [
            {
              product: { id: state.products[0]?.id },
              description: "For hånd",
              count: 1,
              unitPriceIncludingVatCurrency: bill.kroner,
              vatType: { id: MEMBERSHIP_VAT_TYPE },
            },
          ],
        },
      ],
    });
    this.invoiceIds.add(id);
    return id;
  }
}
