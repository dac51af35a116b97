/**
 * The accountant of a year: closes periods, and once a week takes up what is held, as the remedies say: leaves out with a reason,
 * links, chooses a booking date, approves a mapping, credits in Tripletex. What they leave undone stays held, by name.
 */
import { api, internal } from "../../convex/_generated/api.js";
import type { Doc } from "../../convex/_generated/dataModel.js";
import { addDays, dateOf } from "../../src/simulators/world/days.ts";
import type { InvoiceTransaction } from "../../src/simulators/world/entities.ts";
import { createRandom } from "../../src/simulators/world/random.ts";
import { codeOf, stackOf } from "../faults/steps.ts";
import type { ByHand } from "./by-hand.ts";
import type { Club } from "./club.ts";
import { ACTOR, ENV, type Machine } from "./machine.ts";

const CLOSES_ON_DAY = 10;
const FRIDAY = 5;
const MENDED_SHARE = 0.6;
/** Every so many-th old invoice stands in Tripletex. */
const LINKED_OLD_INVOICE = 3;
const REASON = "Avklart med kasserer";

type Hold = Doc<"holds">;

export interface AccountantParts {
  club: Club;
  machine: Machine;
  byHand: ByHand;
}

export class Accountant {
  /** Another day than its own that a payment is booked on, by Rubic's id: chosen for it, or that of the posting it was linked to. */
  readonly bookedOn = new Map<number, string>();
  /** Customers of Rubic that were linked to the customer of another one, and when (YYYY-MM-DD). */
  readonly aliases = new Map<string, string>();
  /** Invoices before the cut-over that were linked, by Rubic's id: their ids in Tripletex. */
  readonly oldInvoices = new Map<number, number>();
  readonly #parts: AccountantParts;

  constructor(parts: AccountantParts) {
    this.#parts = parts;
  }

  async work(dayOfYear: number): Promise<void> {
    const { club, byHand } = this.#parts;
    if (dayOfYear % 2 === 0) byHand.act();
    if (Number(club.today.slice(8)) === CLOSES_ON_DAY) this.#closeOldMonths();
    if (new Date(club.today).getUTCDay() === FRIDAY) await this.#mendHolds();
  }

  /** All months before the last one. */
  #closeOldMonths(): void {
    const { club, machine } = this.#parts;
    const [year, month] = club.today.split("-").map(Number);
    const firstOfLast = dateOf(year ?? 0, (month ?? 0) - 1, 1);
    const { simulation } = machine.remotes;
    simulation.settings = { ...simulation.settings, closedThrough: addDays(firstOfLast, -1) };
  }

  async #mendHolds(): Promise<void> {
    const { machine, club } = this.#parts;
    const open = machine
      .backend()
      .rows("holds")
      .filter(({ state }) => state === "open");
    // Each hold has a draw of its own, so that what becomes of it does not depend on what else is held.
    const chosen = open.filter(({ kind, rubicKey }) =>
      createRandom(club.seed, `mending ${kind} ${rubicKey} on ${club.today}`).chance(MENDED_SHARE),
    );
    for (const hold of chosen) await this.#mend(hold);
  }

  /** A refusal in words is an answer: somebody else was quicker, or it can't be done that way. */
  async #mend(hold: Hold): Promise<void> {
    const { machine } = this.#parts;
    try {
      await this.#carryOut(hold);
    } catch (error) {
      const code = codeOf(error);
      if (code === undefined)
        machine.violate(`mending ${hold.label} (${hold.code}) broke: ${stackOf(error)}`);
      else machine.trace(`${hold.label} (${hold.code}) is not mended: ${JSON.stringify(code)}`);
    }
  }

  async #carryOut(hold: Hold): Promise<void> {
    switch (hold.code) {
      case "PERIOD_CLOSED":
        return hold.kind === "payment" ? await this.#chooseDate(hold) : await this.#leaveOut(hold);
      case "TRANSACTION_TYPE_NOT_MAPPED":
        return await this.#approveType();
      case "ALREADY_PAID":
        return await this.#linkPayment(hold);
      case "CUSTOMER_SHARED":
      case "CUSTOMER_NUMBER_TAKEN":
      case "CUSTOMER_RENUMBERED":
        return await this.#linkAsAlias(hold);
      case "CREDIT_DATE_UNKNOWN":
        return this.#creditByHand(hold);
      case "NEEDS_CREDIT":
      case "AMOUNT_DIFFERS_FROM_LINES":
      case "CHANGED_AFTER_BOOKING":
      case "PAYER_CHANGED":
      case "SEVERAL_DEPARTMENTS":
      case "LINE_WITHOUT_PRODUCT":
      case "LINE_ACCOUNT_DIFFERS":
      case "CREDIT_PARTIAL":
        return await this.#leaveOut(hold);
      case "BEFORE_CUTOVER":
        return await this.#linkOrLeaveOut(hold);
      default:
        // It goes on by itself, or is mended in Rubic.
        return;
    }
  }

  async #leaveOut({ _id: holdId }: Hold): Promise<void> {
    const { machine } = this.#parts;
    await machine.backend().mutation(internal.sync.holdActs.ignore, { holdId, reason: REASON, actor: ACTOR });
  }

  #transactionOf({ rubicKey }: Hold): InvoiceTransaction | undefined {
    const { transactions } = this.#parts.club.world;
    return transactions.find(({ invoiceTransactionID }) => String(invoiceTransactionID) === rubicKey);
  }

  async #chooseDate({ rubicKey }: Hold): Promise<void> {
    const { machine, club } = this.#parts;
    const rubicTransactionId = Number(rubicKey);
    const date = club.today;
    const choice = { tripletexEnv: ENV, rubicTransactionId, date, reason: REASON, actor: ACTOR } as const;
    await machine.backend().mutation(internal.sync.bookingDates.choose, choice);
    this.bookedOn.set(rubicTransactionId, date);
  }

  async #approveType(): Promise<void> {
    const { machine } = this.#parts;
    const backend = machine.backend();
    const [type] = machine.remotes.state.paymentTypes;
    if (type === undefined) return;
    await backend.mutation(internal.sync.codeReads.request, { tripletexEnv: ENV, actor: ACTOR });
    await machine.sleepUntil(machine.clock.now + 60_000);
    for (const { kind, code, state } of backend.rows("codeMapping")) {
      if (kind !== "transactionType" || state === "approved") continue;
      const approval = { tripletexEnv: ENV, kind, code, choice: `money:${type.id}`, reason: REASON } as const;
      await backend.mutation(internal.sync.codeMappings.approve, { ...approval, actor: ACTOR });
    }
  }

  /** To the posting that somebody registered for the same money. */
  async #linkPayment(hold: Hold): Promise<void> {
    const { machine, byHand } = this.#parts;
    const { rubicKey } = hold;
    const transaction = this.#transactionOf(hold);
    const payment = byHand.payments.find(
      ({ rubicInvoiceId, amountOere }) =>
        rubicInvoiceId === transaction?.invoiceID && amountOere === Math.round(transaction.paidAmount * 100),
    );
    if (transaction === undefined || payment === undefined) return;
    const { candidates } = await machine.backend().actionByPerson(api.links.candidates, {
      tripletexEnv: ENV,
      kind: "payment",
      rubicKey,
    });
    const target = candidates.find(({ refusal, linkedTo }) => refusal === null && linkedTo === null);
    if (target === undefined) return;
    const { tripletexId } = target;
    const link = { tripletexEnv: ENV, kind: "payment", rubicKey, tripletexId, reason: REASON } as const;
    await machine.backend().actionByPerson(api.links.link, link);
    this.bookedOn.set(Number(rubicKey), payment.date);
    byHand.forget(payment);
  }

  async #linkAsAlias({ rubicKey, code }: Hold): Promise<void> {
    const { machine, club } = this.#parts;
    const { link, relink } = api.links;
    const number = club.world.customers.find(({ customerNo }) => customerNo === rubicKey)?.ledgerCustomerNo;
    const target = machine.remotes.state.customers.find(
      ({ customerNumber }) => String(customerNumber) === number,
    );
    if (target === undefined) return;
    await machine.backend().actionByPerson(code === "CUSTOMER_RENUMBERED" ? relink : link, {
      tripletexEnv: ENV,
      kind: "customer",
      rubicKey,
      tripletexId: target.id,
      reason: REASON,
      asAlias: true,
    });
    this.aliases.set(rubicKey, club.today);
  }

  /** Some old invoices stand in Tripletex as the books before had them; the others are none of its business. */
  async #linkOrLeaveOut(hold: Hold): Promise<void> {
    const { machine, club, byHand } = this.#parts;
    const invoiceID = this.#transactionOf(hold)?.invoiceID;
    const invoice = club.world.invoices.find((each) => each.invoiceID === invoiceID);
    const { closedThrough } = machine.remotes.simulation.settings;
    const isLinkable =
      invoice !== undefined && invoice.invoiceID % LINKED_OLD_INVOICE === 0 && closedThrough === null;
    const tripletexId = isLinkable ? byHand.billAsBefore(invoice) : null;
    if (invoice === undefined || tripletexId === null) return await this.#leaveOut(hold);
    await machine.backend().actionByPerson(api.links.link, {
      tripletexEnv: ENV,
      kind: "invoice",
      rubicKey: String(invoice.invoiceID),
      tripletexId,
      reason: REASON,
    });
    this.oldInvoices.set(invoice.invoiceID, tripletexId);
  }

  /** On the day that the credit has in Rubic, where that is open. */
  #creditByHand({ rubicKey }: Hold): void {
    const { machine, club } = this.#parts;
    const { orders, invoices } = machine.remotes.state;
    const order = orders.find(({ number }) => number === `RUBIC-${rubicKey}`);
    const invoice = invoices.find(
      ({ orders: own, creditedInvoice }) => creditedInvoice === 0 && own[0]?.id === order?.id,
    );
    const date = club.world.creditedOn?.[rubicKey];
    const { closedThrough } = machine.remotes.simulation.settings;
    if (order === undefined || invoice === undefined || date === undefined) return;
    if (invoice.isCredited || (closedThrough !== null && date <= closedThrough)) return;
    machine.remotes.people.creditInvoice({ invoiceId: invoice.id, date });
  }
}
