/**
 * Rubic's documents as the check wants them: every invoice and every credit since the cut-over, with the payments on it. Worked out
 * from the world and from how this Rubic shows credits, and from nothing of the product's.
 */
import { addCreditNotes } from "../../src/simulators/rubic/credit-notes.ts";
import type { RubicSettings } from "../../src/simulators/rubic/settings.ts";
import type { Invoice, InvoiceTransaction } from "../../src/simulators/world/entities.ts";
import { toOere } from "../helpers/rubic-facts.ts";
import type { Club } from "./club.ts";

const ISO_DATE_LENGTH = "YYYY-MM-DD".length;
/** Ids and numbers of the simulator's credit notes are this much above their invoice's. */
const NOTE_OFFSET = 5_000_000;

export const dayOf = (dateTime: string): string => dateTime.slice(0, ISO_DATE_LENGTH);

export interface RubicInvoiceSide {
  row: Invoice;
  /** What moves money, by any type but that of settling a credit, which the world has none of. */
  transactions: InvoiceTransaction[];
}

export interface RubicCreditSide {
  /** The row that it is known by: the note, or the invoice that shows the amount. */
  rubicId: number;
  /** The invoice that it belongs to, as far as Rubic says; null for a note that names none. */
  originalId: number | null;
  /** What the row shows of it; null for an amount alone, which has neither date nor lines. */
  note: Invoice | null;
  grossOere: number;
  isWhole: boolean;
}

export interface RubicSide {
  invoices: RubicInvoiceSide[];
  credits: RubicCreditSide[];
  /** On invoices before the cut-over, since the cut-over. */
  oldTransactions: InvoiceTransaction[];
}

export function readRubicSide(club: Club, settings: RubicSettings, booksFrom: string): RubicSide {
  const { world } = club;
  const isInScope = ({ invoiceDate }: Invoice) => dayOf(invoiceDate) >= booksFrom;
  const moving = world.transactions.filter(({ paidAmount }) => toOere(paidAmount) !== 0);
  const ofInvoice = Map.groupBy(moving, ({ invoiceID }) => invoiceID);
  const [notes, invoices] = [
    world.invoices.filter((row) => club.notes.has(row.invoiceID)),
    world.invoices.filter((row) => !club.notes.has(row.invoiceID)),
  ];
  const inScope = new Set(world.invoices.filter(isInScope).map(({ invoiceID }) => invoiceID));
  return {
    invoices: invoices
      .filter(isInScope)
      .map((row) => ({ row, transactions: ofInvoice.get(row.invoiceID) ?? [] })),
    credits: [...ownNotes(club, notes.filter(isInScope)), ...shownCredits(club, settings, isInScope)],
    oldTransactions: moving.filter(
      ({ invoiceID, paymentDate }) => !inScope.has(invoiceID) && dayOf(paymentDate) >= booksFrom,
    ),
  };
}

/** Credit notes that somebody wrote by themselves. */
function ownNotes({ world, notes }: Club, rows: readonly Invoice[]): RubicCreditSide[] {
  const byNumber = new Map(world.invoices.map((row) => [row.invoiceNumber, row]));
  return rows.map((note) => {
    const original = byNumber.get(notes.get(note.invoiceID) ?? 0);
    const grossOere = toOere(note.grossTotal);
    return {
      rubicId: note.invoiceID,
      originalId: original?.invoiceID ?? null,
      note,
      grossOere,
      isWhole: original !== undefined && -grossOere === toOere(original.grossTotal),
    };
  });
}

/** Credits of invoices, as this Rubic shows them. A note counts from its own date on, an amount with its invoice. */
function shownCredits(
  { world }: Club,
  settings: RubicSettings,
  isInScope: (row: Invoice) => boolean,
): RubicCreditSide[] {
  const shown = addCreditNotes(world, settings);
  const notes = new Map(shown.filter(isNote).map((row) => [row.invoiceID - NOTE_OFFSET, row]));
  const credited = world.invoices.filter(({ creditedAmount }) => creditedAmount > 0);
  return credited.flatMap((row) => {
    const note = notes.get(row.invoiceID) ?? null;
    if (!isInScope(note ?? row)) return [];
    const grossOere = 0 - toOere(row.creditedAmount);
    return [
      {
        rubicId: note?.invoiceID ?? row.invoiceID,
        originalId: row.invoiceID,
        note,
        grossOere,
        isWhole: -grossOere === toOere(row.grossTotal),
      },
    ];
  });
}

const isNote = ({ invoiceID, grossTotal }: Invoice): boolean => grossTotal < 0 && invoiceID > NOTE_OFFSET;
