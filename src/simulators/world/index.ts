/**
 * The seeded world: a made-up Norwegian sports club with years of customers, invoices and payments in Rubic's own records, and the acts that
 * move it on. Demo, tests and benchmark all start from it. The same seed gives the same bytes; it must never read the clock or real chance.
 */
import { bindActs, type WorldActs } from "./acts.ts";
import { type Awkward, draftAwkwardInvoices, nameRecords } from "./awkward.ts";
import type { SettlementEvent } from "./behaviour.ts";
import { createDepartments, createProductGroups, createProducts } from "./catalogue.ts";
import { draftOrdinaryInvoices, type InvoiceDraft } from "./drafts.ts";
import type { Invoice } from "./entities.ts";
import { issueInvoice } from "./invoicing.ts";
import { kroner } from "./money.ts";
import { createPopulation, type Population } from "./people.ts";
import { creditInvoice, registerTransaction, remindInvoice } from "./settling.ts";
import { createStore, takeNext, type WorldData, type WorldStore } from "./store.ts";

export interface WorldOptions {
  seed: number;
  /** Active members, at least 30. 240 give about 600 invoices a year. */
  members: number;
  /** `YYYY-MM-DD`; nothing generated is later. */
  today: string;
  /** Full calendar years before the year of `today`. */
  yearsOfHistory: number;
}

/** The size that demo and tests use unless they say otherwise. `today` is left to the caller. */
export const DEFAULT_WORLD = { seed: 1, members: 240, yearsOfHistory: 2 } as const;

/** Data and acts. `JSON.stringify` of it gives the data alone. */
export type World = WorldData & WorldActs;

const FEWEST_MEMBERS = 30;

/** Makes the club. Throws RangeError for a club too small to hold one of each unusual record. */
export function createWorld(options: WorldOptions): World {
  if (options.members < FEWEST_MEMBERS) {
    throw new RangeError(`A world needs at least ${FEWEST_MEMBERS} members, not ${options.members}.`);
  }
  const population = createPopulation(options);
  const data = createEmptyData(options, population);
  const store = createStore(data);
  const drafts: InvoiceDraft[] = [
    ...draftOrdinaryInvoices({ ...options, payers: population.payers, products: data.products }),
    ...draftAwkwardInvoices(options.today, population.payers, population.specimens.byName),
  ];
  const issued = issueInOrder(store, drafts, population);
  settleInOrder(store, issued);
  nameLateTransaction(data);
  return Object.assign(data, bindActs(store));
}

function createEmptyData({ seed, today }: WorldOptions, population: Population): WorldData {
  return {
    seed,
    today,
    customers: population.customers,
    products: createProducts(),
    productGroups: createProductGroups(),
    departments: createDepartments(),
    persons: population.persons,
    companies: population.companies,
    invoices: [],
    transactions: [],
    transactionRegistered: {},
    // The invoices' keys are added while they are issued; createWorld does not return before all are there.
    awkward: nameRecords(population.specimens.byName) as Awkward,
  };
}

interface Issued {
  invoice: Invoice;
  draft: InvoiceDraft;
}

/** Numbers rise with the invoice date; equal dates keep the order of the drafts. */
function issueInOrder(store: WorldStore, drafts: readonly InvoiceDraft[], population: Population): Issued[] {
  const orders = new Map<string, number>();
  return drafts
    .toSorted((a, b) => compareText(a.request.invoiceDate, b.request.invoiceDate))
    .map((draft) => {
      const orderID = orderOf(store, orders, draft.orderKey);
      const customer = population.customerAt(draft.customer, draft.request.invoiceDate);
      const invoice = issueInvoice(store, customer, { ...draft.request, orderID });
      if (draft.name !== undefined) {
        Object.assign(store.data.awkward, { [draft.name]: invoice.invoiceID });
      }
      return { invoice, draft };
    });
}

function orderOf(store: WorldStore, orders: Map<string, number>, key: string | undefined): number {
  const orderID = (key && orders.get(key)) || takeNext(store, "orderID");
  if (key) {
    orders.set(key, orderID);
  }
  return orderID;
}

/** Applies what has become known by the world's day, in that order, so that transaction ids rise with registration. */
function settleInOrder(store: WorldStore, issued: readonly Issued[]): void {
  const events = issued.flatMap(({ invoice, draft }) =>
    draft.settlement(invoice).map((event) => ({ invoice, event, knownOn: knownOn(event) })),
  );
  const known = events.filter(({ knownOn }) => knownOn <= store.data.today);
  for (const { invoice, event } of known.toSorted((a, b) => compareText(a.knownOn, b.knownOn))) {
    applyEvent(store, invoice, event);
  }
}

function knownOn(event: SettlementEvent): string {
  return event.kind === "payment" ? event.registeredDate : event.date;
}

function applyEvent(store: WorldStore, { invoiceID }: Invoice, event: SettlementEvent): void {
  switch (event.kind) {
    case "payment":
      registerTransaction(store, {
        invoiceID,
        paidAmount: kroner(event.amountOere),
        paymentDate: event.date,
        registeredDate: event.registeredDate,
        transactionTypeID: event.typeID,
      });
      return;
    case "credit":
      creditInvoice(store, { invoiceID, amount: kroner(event.amountOere), date: event.date });
      return;
    case "reminder":
      remindInvoice(store, { invoiceID, fee: kroner(event.feeOere) });
      return;
    default:
      event satisfies never;
  }
}

function nameLateTransaction(data: WorldData): void {
  const late = data.transactions.find(({ invoiceID }) => invoiceID === data.awkward.paymentRegisteredLate);
  if (late) {
    data.awkward.paymentRegisteredLateTransaction = late.invoiceTransactionID;
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
