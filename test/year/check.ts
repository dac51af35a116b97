/**
 * What must be true at the end of a month: every document of Rubic's is in Tripletex once and to the øre, or is named by a hold;
 * everything in Tripletex is Rubic's, or was made there by hand. Worked out from the two simulated systems document by document;
 * of the product only the names of what it holds are read. Each violation is a sentence that names the document.
 */
import type { Doc } from "../../convex/_generated/dataModel.js";
import type { RecordKind } from "../../convex/validators.ts";
import { toOere } from "../helpers/rubic-facts.ts";
import type { Accountant } from "./accountant.ts";
import type { ByHand } from "./by-hand.ts";
import type { Club } from "./club.ts";
import type { Machine } from "./machine.ts";
import { dayOf, type RubicCreditSide, type RubicInvoiceSide, readRubicSide } from "./rubic-side.ts";
import { type BookedDocument, paymentText, readTripletexSide, type TripletexSide } from "./tripletex-side.ts";

export interface Scene {
  club: Club;
  machine: Machine;
  byHand: ByHand;
  accountant: Accountant;
  booksFrom: string;
}

/** A document of Rubic's with what Tripletex has of it; amounts in øre. */
export interface CheckedDocument {
  kind: "invoice" | "credit";
  /** YYYY-MM-DD: the month in which it counts. */
  date: string;
  rubicGrossOere: number;
  rubicPaidOere: number;
  rubicOutstandingOere: number;
  booked: Pick<BookedDocument, "grossOere" | "netOere" | "vatOere" | "paidOere"> | null;
}

export interface Checked {
  documents: CheckedDocument[];
  violations: string[];
  /** Payments that stand in Tripletex alone at the moment, each on an invoice with a named hold. */
  byHandOere: number;
}

type Hold = Doc<"holds">;

/** What the service writes on the credit notes that it makes. */
const CREDIT_COMMENT = "Rubic: credit of invoice";
const monthNameOf = (isoDate: string): string => isoDate.slice(0, "2026-01".length);

export function checkBooks(scene: Scene): Checked {
  return new Check(scene).run();
}

class Check {
  readonly #scene: Scene;
  readonly #holds: Map<string, Hold>;
  readonly #tripletex: TripletexSide;
  readonly #violations: string[] = [];
  readonly #documents: CheckedDocument[] = [];
  /** Ids in Tripletex that are some document of Rubic's. */
  readonly #claimed = new Set<number>();

  constructor(scene: Scene) {
    this.#scene = scene;
    const waiting = scene.machine
      .backend()
      .rows("holds")
      .filter(({ state }) => state !== "resolved");
    this.#holds = new Map(waiting.map((hold) => [`${hold.kind} ${hold.rubicKey}`, hold]));
    this.#tripletex = readTripletexSide(scene.machine.remotes.state);
  }

  run(): Checked {
    const { club, machine, booksFrom, byHand } = this.#scene;
    const rubic = readRubicSide(club, machine.remotes.rubicSettings, booksFrom);
    for (const invoice of rubic.invoices) this.#checkInvoice(invoice);
    for (const credit of rubic.credits) this.#checkCredit(credit);
    for (const [id, transactions] of Map.groupBy(rubic.oldTransactions, ({ invoiceID }) => invoiceID)) {
      this.#checkOldPayments(id, transactions);
    }
    this.#checkRest();
    this.#checkCustomers();
    const byHandOere = byHand.payments.reduce((sum, { amountOere }) => sum + Math.abs(amountOere), 0);
    return { documents: this.#documents, violations: this.#violations, byHandOere };
  }

  #violate(violation: string): void {
    this.#violations.push(violation);
  }

  #isHeld(kind: RecordKind, key: number | string): boolean {
    return this.#holds.has(`${kind} ${key}`);
  }

  #checkInvoice({ row, transactions }: RubicInvoiceSide): void {
    const name = `invoice ${row.invoiceNumber} (${row.invoiceID})`;
    const found = this.#tripletex.byRubicId.get(row.invoiceID) ?? [];
    const [booked = null] = found;
    if (found.length > 1) this.#violate(`${name} is in Tripletex ${found.length} times`);
    if (booked === null) {
      if (!this.#isHeld("invoice", row.invoiceID)) this.#violate(`${name} is neither booked nor held`);
    } else {
      this.#claimed.add(booked.id);
      this.#compareInvoice(row, booked);
    }
    this.#checkPayments({ row, transactions }, booked);
    const asCredit = this.#creditOnInvoice(row);
    this.#documents.push({
      kind: "invoice",
      date: dayOf(row.invoiceDate),
      rubicGrossOere: toOere(row.totalAmount),
      rubicPaidOere: transactions.reduce((sum, { paidAmount }) => sum + toOere(paidAmount), 0),
      rubicOutstandingOere: toOere(row.balance) + asCredit,
      booked,
    });
  }

  /** What the world took off the invoice for a credit that is a document of its own. */
  #creditOnInvoice({ invoiceID, creditedAmount }: RubicInvoiceSide["row"]): number {
    if (this.#scene.machine.remotes.rubicSettings.creditNoteMode !== "amountsOnOriginal") {
      return toOere(creditedAmount);
    }
    const [booked] = this.#tripletex.byRubicId.get(invoiceID) ?? [];
    const isBooked = booked !== undefined && this.#tripletex.notesOf.has(booked.id);
    return isBooked ? toOere(creditedAmount) : 0;
  }

  #compareInvoice(row: RubicInvoiceSide["row"], booked: BookedDocument): void {
    const { customer } = row;
    const wanted = {
      number: row.invoiceNumber,
      date: dayOf(row.invoiceDate),
      dueDate: dayOf(row.dueDate),
      netOere: toOere(row.netTotal),
      vatOere: toOere(row.taxTotal),
      grossOere: toOere(row.totalAmount) - toOere(row.correctedAmount),
      customerNumber: Number(customer.ledgerCustomerNo ?? customer.customerNo),
    };
    const names = Object.keys(wanted) as (keyof typeof wanted)[];
    const different = names.filter(
      (name) =>
        wanted[name] !== booked[name] && !(name === "customerNumber" && this.#isOwnNumber(row, booked)),
    );
    if (different.length === 0 || this.#isHeld("invoice", row.invoiceID)) return;
    const words = different.map((name) => `${name} ${wanted[name]}, booked ${booked[name]}`).join("; ");
    this.#violate(`invoice ${row.invoiceNumber} (${row.invoiceID}) differs and is not held: ${words}`);
  }

  /** A member who got the number of another one in the ledger: until a person has linked the two, by a hold of the customer, it is the old number. */
  #isOwnNumber({ customer, created }: RubicInvoiceSide["row"], { customerNumber }: BookedDocument): boolean {
    const number = customer.customerNo ?? "";
    if (String(customerNumber) !== number) return false;
    const linkedOn = this.#scene.accountant.aliases.get(number);
    return linkedOn === undefined ? this.#isHeld("customer", number) : dayOf(created) <= linkedOn;
  }

  /** Exactly the payments that are not held, each once and on its day, and what was registered by hand. */
  #checkPayments({ row, transactions }: RubicInvoiceSide, booked: BookedDocument | null): void {
    const { accountant, byHand } = this.#scene;
    const name = `invoice ${row.invoiceNumber} (${row.invoiceID})`;
    const free = transactions.filter((each) => !this.#isHeld("payment", each.invoiceTransactionID));
    const own = byHand.payments.filter(({ rubicInvoiceId }) => rubicInvoiceId === row.invoiceID);
    const wanted = [
      ...free.map(({ invoiceTransactionID, paymentDate, paidAmount }) =>
        paymentText(accountant.bookedOn.get(invoiceTransactionID) ?? dayOf(paymentDate), toOere(paidAmount)),
      ),
      ...own.map(({ date, amountOere }) => paymentText(date, amountOere)),
    ].toSorted();
    const found = booked?.payments ?? [];
    if (wanted.join() !== found.join()) {
      this.#violate(`${name} has the payments [${found.join("; ")}], wanted [${wanted.join("; ")}]`);
    }
    const unnamedOere =
      own.reduce((sum, { amountOere }) => sum + amountOere, 0) - this.#heldOere(transactions);
    if (unnamedOere !== 0 && own.length > 0 && !this.#isHeld("payment", `invoice-${row.invoiceID}`)) {
      this.#violate(`${name} has ${unnamedOere} øre registered in Tripletex alone, and no hold says so`);
    }
  }

  /** Payments on an invoice before the cut-over wait, until it is linked. */
  #checkOldPayments(rubicInvoiceId: number, transactions: RubicInvoiceSide["transactions"]): void {
    const linked = this.#scene.accountant.oldInvoices.get(rubicInvoiceId);
    const booked = this.#tripletex.all.find(({ id }) => id === linked);
    const wanted = transactions
      .filter((each) => !this.#isHeld("payment", each.invoiceTransactionID))
      .map(({ paymentDate, paidAmount }) => paymentText(dayOf(paymentDate), toOere(paidAmount)))
      .toSorted();
    const found = booked?.payments ?? [];
    if (wanted.join() === found.join()) return;
    const name = `old invoice ${rubicInvoiceId}`;
    this.#violate(`${name} has the payments [${found.join("; ")}], wanted [${wanted.join("; ")}]`);
  }

  #heldOere(transactions: RubicInvoiceSide["transactions"]): number {
    return transactions
      .filter((each) => this.#isHeld("payment", each.invoiceTransactionID))
      .reduce((sum, { paidAmount }) => sum + toOere(paidAmount), 0);
  }

  #checkCredit(credit: RubicCreditSide): void {
    const { rubicId, grossOere } = credit;
    const name = `the credit of ${grossOere} øre by row ${rubicId}`;
    const found = this.#findCredit(credit);
    const [booked = null] = found;
    if (found.length > 1) this.#violate(`${name} is in Tripletex ${found.length} times`);
    const isHeld = this.#isHeld("credit", rubicId);
    if (booked === null && !isHeld) this.#violate(`${name} is neither booked nor held`);
    if (booked !== null) {
      this.#claimed.add(booked.id);
      if (booked.grossOere !== grossOere) this.#violate(`${name} is booked with ${booked.grossOere} øre`);
      if (credit.note === null) this.#checkMonthOfAmount(credit, booked);
    }
    // An amount without a document of its own stays on its invoice.
    if (credit.note === null && booked === null) return;
    this.#documents.push({
      kind: "credit",
      date: credit.note === null ? (booked?.date ?? "") : dayOf(credit.note.invoiceDate),
      rubicGrossOere: grossOere,
      rubicPaidOere: 0,
      rubicOutstandingOere: grossOere,
      booked: booked && { ...booked, paidOere: 0 },
    });
  }

  /** Rubic does not show when an amount was credited: booked by the service it is in that month, or in its invoice's that begins later. */
  #checkMonthOfAmount({ originalId }: RubicCreditSide, { date, comment }: BookedDocument): void {
    const madeOn = this.#scene.club.world.creditedOn?.[String(originalId)];
    if (madeOn === undefined || !comment.startsWith(CREDIT_COMMENT)) return;
    const [original] = this.#tripletex.byRubicId.get(originalId ?? 0) ?? [];
    const wanted = original !== undefined && original.date > madeOn ? original.date : madeOn;
    if (monthNameOf(date) === monthNameOf(wanted)) return;
    this.#violate(`the credit of invoice ${originalId} was made on ${madeOn} and is booked on ${date}`);
  }

  #findCredit({ rubicId, originalId, isWhole, note }: RubicCreditSide): BookedDocument[] {
    const asNegative = note === null ? [] : (this.#tripletex.byRubicId.get(rubicId) ?? []);
    const [original] = originalId === null ? [] : (this.#tripletex.byRubicId.get(originalId) ?? []);
    const asNotes =
      original === undefined || !isWhole ? [] : (this.#tripletex.notesOf.get(original.id) ?? []);
    return [...asNegative, ...asNotes];
  }

  /** What is in Tripletex and no document of Rubic's. */
  #checkRest(): void {
    const { byHand, machine } = this.#scene;
    const creditedByHand = [...byHand.credited].flatMap((id) => this.#tripletex.byRubicId.get(id) ?? []);
    const known = new Set([
      ...byHand.invoiceIds,
      ...creditedByHand.flatMap(({ id }) => this.#tripletex.notesOf.get(id) ?? []).map(({ id }) => id),
    ]);
    for (const { id, number, grossOere } of this.#tripletex.all) {
      if (this.#claimed.has(id) || known.has(id)) continue;
      this.#violate(`document ${number} over ${grossOere} øre in Tripletex is none of Rubic's`);
    }
    for (const id of byHand.credited) {
      if (!this.#isHeld("payment", `invoice-${id}`)) {
        this.#violate(`invoice ${id} is credited in Tripletex alone, and no hold says so`);
      }
    }
    for (const { invoiceId } of machine.remotes.state.sentToCustomers) {
      this.#violate(`document ${invoiceId} was sent to a customer`);
    }
    for (const { kind, rubicKey } of machine.backend().rows("intents")) {
      this.#violate(`it is still not known what became of ${kind} ${rubicKey}`);
    }
  }

  /** Nobody is there twice. */
  #checkCustomers(): void {
    const { machine, club } = this.#scene;
    const numbers = machine.remotes.state.customers.map(({ customerNumber }) => String(customerNumber));
    if (new Set(numbers).size !== numbers.length) this.#violate("two customers in Tripletex have one number");
    const known = new Set(club.world.customers.flatMap((each) => [each.customerNo, each.ledgerCustomerNo]));
    for (const number of numbers) {
      if (!known.has(number)) this.#violate(`customer ${number} in Tripletex is none of Rubic's`);
    }
  }
}
