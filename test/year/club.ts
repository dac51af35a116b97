/**
 * The club of a year as its acts see it: Rubic's world, one seed, the day, and what was agreed for later days. The year before
 * lies in the world already; what of it was still open is paid in the new year.
 */
import { type SettlementEvent, settleByChance } from "../../src/simulators/world/behaviour.ts";
import { addDays } from "../../src/simulators/world/days.ts";
import type { Customer, Invoice } from "../../src/simulators/world/entities.ts";
import { createWorld, type World } from "../../src/simulators/world/index.ts";
import type { InvoiceRequest, LineRequest } from "../../src/simulators/world/invoicing.ts";
import { kroner } from "../../src/simulators/world/money.ts";
import { createRandom, type Random } from "../../src/simulators/world/random.ts";
import { Agenda } from "./agenda.ts";

export const OCR = 1;
export const VIPPS = 3;
export const MANUAL = 4;
export const REFUND = 5;
/** Only what Tripletex takes as it is: whole numbers without leading zeros. */
const ORDINARY_NUMBER = /^[1-9]\d*$/;
const OLD_INVOICES_STILL_OPEN = 0.02;
const OLD_INVOICE_DAYS = 60;
/** Payers who get credit notes that name no invoice: with others it could not be said which credit is meant. */
const PAYERS_OF_NOTES = 8;

export interface Payment {
  typeID?: number;
  /** Days from today to the payment's own date; negative is earlier. */
  days?: number;
}

export class Club {
  readonly world: World;
  readonly agenda = new Agenda();
  readonly random: Random;
  readonly seed: number;
  /** Credit notes of their own, by Rubic id: the number of the invoice that each mentions, or null. */
  readonly notes = new Map<number, number | null>();
  #payers: Customer[] = [];
  readonly payersOfNotes: Customer[];

  constructor({ seed, members, eve }: { seed: number; members: number; eve: string }) {
    this.seed = seed;
    this.world = createWorld({ seed, members, today: eve, yearsOfHistory: 0 });
    this.random = createRandom(seed, "year");
    const ordinary = this.#ordinaryCustomers();
    this.payersOfNotes = ordinary.slice(-PAYERS_OF_NOTES);
    this.#payers = ordinary.slice(0, -PAYERS_OF_NOTES);
    this.#payOldInvoices();
  }

  get today(): string {
    return this.world.today;
  }

  #ordinaryCustomers(): Customer[] {
    const unusual = new Set(Object.values(this.world.awkward).map(String));
    return this.world.customers.filter(
      ({ customerNo, ledgerCustomerNo }) =>
        customerNo !== null &&
        ledgerCustomerNo === null &&
        ORDINARY_NUMBER.test(customerNo) &&
        !unusual.has(customerNo),
    );
  }

  /** Somebody who is billed without any trouble. */
  anyPayer(random = this.random): Customer {
    return random.pick(this.#payers);
  }

  addPayer(customer: Customer): void {
    this.#payers.push(customer);
  }

  /** Takes somebody out of those who are billed without any trouble. */
  dropPayer(customer: Customer): void {
    this.#payers = this.#payers.filter((each) => each !== customer);
  }

  /** One invoice, dated today unless `daysAgo`. */
  bill(lines: readonly LineRequest[], more: BillOptions = {}): Invoice {
    const { daysAgo = 0, payer = this.anyPayer(), ...request } = more;
    const invoiceDate = addDays(this.today, -daysAgo);
    const createdDate = this.today;
    return this.world.addInvoice({
      customerNo: payer.customerNo,
      invoiceDate,
      createdDate,
      lines,
      ...request,
    });
  }

  /** An invoice whose fate is drawn as the payers of a club behave. */
  billByChance(lines: readonly LineRequest[], more: BillOptions = {}): void {
    const invoice = this.bill(lines, more);
    const settle = settleByChance(createRandom(this.seed, `settlement ${invoice.invoiceID}`));
    for (const event of settle(invoice)) this.#noteEvent(invoice, event);
  }

  #noteEvent({ invoiceID }: Invoice, event: SettlementEvent): void {
    const { world } = this;
    const knownOn = event.kind === "payment" ? event.registeredDate : event.date;
    this.#at(knownOn, () => {
      if (event.kind === "payment") {
        world.addTransaction({
          invoiceID,
          paidAmount: kroner(event.amountOere),
          paymentDate: event.date,
          registeredDate: event.registeredDate,
          transactionTypeID: event.typeID,
        });
      } else if (event.kind === "credit") {
        world.creditInvoice({ invoiceID, amount: kroner(event.amountOere), date: this.today });
      } else world.remindInvoice({ invoiceID, fee: kroner(event.feeOere) });
    });
  }

  #at(day: string, act: () => void): void {
    if (day <= this.today) act();
    else this.agenda.note(day, act);
  }

  later(days: number, act: () => void): void {
    this.agenda.note(addDays(this.today, days), act);
  }

  /** @param amount kroner */
  pay({ invoiceID }: Invoice, amount: number, { typeID = OCR, days = 0 }: Payment = {}): void {
    this.world.addTransaction({
      invoiceID,
      paidAmount: amount,
      paymentDate: addDays(this.today, days),
      registeredDate: this.today,
      transactionTypeID: typeID,
    });
  }

  /** All that is left, or nothing when nothing is. */
  payRest(invoice: Invoice, payment: Payment = {}): void {
    if (invoice.balance > 0) this.pay(invoice, invoice.balance, payment);
  }

  /** Members who forgot their bills of the old year. */
  #payOldInvoices(): void {
    const earliest = addDays(this.today, -OLD_INVOICE_DAYS);
    for (const invoice of this.world.invoices) {
      const isRecent = invoice.invoiceDate >= earliest;
      if (invoice.balance <= 0 || !this.random.chance(isRecent ? 0.8 : OLD_INVOICES_STILL_OPEN)) continue;
      this.later(this.random.whole(1, 45), () => this.payRest(invoice, { typeID: VIPPS }));
    }
  }
}

export type BillOptions = Partial<InvoiceRequest> & { daysAgo?: number; payer?: Customer };
