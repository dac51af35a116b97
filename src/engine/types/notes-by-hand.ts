/**
 * Notes of a part of an invoice whose amount had waited before: its hold told a person to credit it by hand. Where something is taken off
 * the invoice in Tripletex by neither payments nor notes of ours, a negative invoice on top of that would credit it twice.
 */
import { type CreditInput, holdSettled, type OriginalState } from "../../sync/credit-decision.ts";
import { creditedByHandOere } from "../../sync/credits.ts";
import type { TripletexInvoiceWithPostings } from "../../tripletex/schemas.ts";
import { inChunks } from "../in-chunks.ts";
import type { Decided } from "../pages.ts";
import { heldAs, type Named } from "../results.ts";
import { paymentsBeside, readDocumentVouchers } from "../set-offs.ts";
import type { Step } from "../step.ts";
import type { KnownRecord } from "../store.ts";

const KIND = "credit";
/** Three index ranges each in one query. */
const NOTES_TOGETHER = 200;

interface Note extends Named {
  input: CreditInput;
}

/** Holds those that may be made by hand; answers the others. However many they are, they are read together. @throws RemoteError */
export async function setMadeByHandAside<Each extends Note>(
  step: Step,
  decided: Decided,
  notes: Each[],
): Promise<Each[]> {
  const asked = notes.filter(({ input }) => waitedFor(input) !== null);
  if (asked.length === 0) return notes;
  const books = await readBooks(step, asked);
  const free: Each[] = [];
  for (const note of notes) {
    const original = waitedFor(note.input);
    const invoice = books.documents.get(original?.booked?.tripletexInvoiceId ?? 0);
    const oere = invoice === undefined ? 0 : byHandOere(note, invoice, books);
    if (original === null || oere <= 0) free.push(note);
    else decided.results.push(heldAs(KIND, note, holdSettled(note.input, original, oere)));
  }
  return free;
}

/** The invoice of a note whose amount had waited; null for others. One that is only planned has no id that Tripletex knows. */
function waitedFor({ original }: CreditInput): OriginalState | null {
  const isAsked = original?.hasWaited && original.credit === null;
  return isAsked && (original.booked?.tripletexInvoiceId ?? 0) > 0 ? original : null;
}

/** What the books have of some notes' invoices. */
interface Books {
  /** The invoices, and other notes on them that are booked: with their postings, by Tripletex's id. */
  documents: ReadonlyMap<number, TripletexInvoiceWithPostings>;
  documentVouchers: ReadonlySet<number>;
  /** Other notes on these invoices that are booked, by their key. */
  booked: ReadonlyMap<string, KnownRecord["mapping"]>;
}

async function readBooks(step: Step, notes: readonly Note[]): Promise<Books> {
  const { store, tripletex } = step.ports;
  const others = [...new Set(notes.flatMap(otherNotes))];
  const known = await inChunks(others, NOTES_TOGETHER, (keys) => store.records(KIND, keys));
  const ids = [
    ...notes.flatMap(({ input }) => waitedFor(input)?.booked?.tripletexInvoiceId ?? []),
    ...known.flatMap(({ mapping }) => mapping?.tripletexId ?? []),
  ];
  const found = await tripletex.invoicesById([...new Set(ids)]);
  await step.keepLease();
  const documentVouchers = await readDocumentVouchers(tripletex, found);
  await step.keepLease();
  return {
    documents: new Map(found.map((each) => [each.id, each])),
    documentVouchers,
    booked: new Map(known.map(({ rubicKey, mapping }) => [rubicKey, mapping])),
  };
}

/** Keys of the other notes on a note's invoice. */
function otherNotes({ key, input: { original, pairs } }: Note): string[] {
  return [...pairs.originalOf].flatMap(([note, of]) =>
    of === original?.rubicInvoiceId && String(note) !== key ? [String(note)] : [],
  );
}

/**
 * What is credited on the invoice beside its notes that are booked. A person may have set those against it: what is settled of them by
 * anything but payments is taken for that, and what is still open is not.
 */
function byHandOere(
  note: Note,
  invoice: TripletexInvoiceWithPostings,
  { documents, documentVouchers, booked }: Books,
): number {
  const notes = otherNotes(note).flatMap((key) => documents.get(booked.get(key)?.tripletexId ?? 0) ?? []);
  return [invoice, ...notes].reduce((sum, each) => {
    const postings = paymentsBeside(each.postings, documentVouchers);
    return sum + creditedByHandOere({ ...each, postings });
  }, 0);
}
