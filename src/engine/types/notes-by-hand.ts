/**
 * Notes of a part of an invoice whose amount had waited before: its hold told a person to credit it by hand. Where something is taken off
 * the invoice in Tripletex by neither payments nor notes of ours, a negative invoice on top of that would credit it twice.
 */
import { type CreditInput, holdSettled, type OriginalState } from "../../sync/credit-decision.ts";
import { creditedByHandOere } from "../../sync/credits.ts";
import type { TripletexInvoiceWithPostings } from "../../tripletex/schemas.ts";
import type { Decided } from "../pages.ts";
import { heldAs, type Named } from "../results.ts";
import { paymentsAmong } from "../set-offs.ts";
import type { Step } from "../step.ts";

const KIND = "credit";

interface Note extends Named {
  input: CreditInput;
}

/** Holds those that may be made by hand; answers the others. @throws RemoteError */
export async function setMadeByHandAside<Each extends Note>(
  step: Step,
  decided: Decided,
  notes: Each[],
): Promise<Each[]> {
  const ids = notes.flatMap(({ input }) => waitedFor(input)?.booked?.tripletexInvoiceId ?? []);
  if (ids.length === 0) return notes;
  const found = await step.ports.tripletex.invoicesById([...new Set(ids)]);
  const invoices = new Map(found.map((each) => [each.id, each]));
  const free: Each[] = [];
  for (const note of notes) {
    const original = waitedFor(note.input);
    const invoice = invoices.get(original?.booked?.tripletexInvoiceId ?? 0);
    const oere = invoice === undefined ? 0 : await byHandOere(step, note, invoice);
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

/** What is credited on the invoice beside its notes that are booked: a person may have set those against it. */
async function byHandOere(
  step: Step,
  { key, input: { original, pairs } }: Note,
  invoice: TripletexInvoiceWithPostings,
): Promise<number> {
  const others = [...pairs.originalOf].flatMap(([note, of]) =>
    of === original?.rubicInvoiceId && String(note) !== key ? [String(note)] : [],
  );
  const known = others.length === 0 ? [] : await step.ports.store.records(KIND, others);
  const postings = await paymentsAmong(step.ports.tripletex, invoice.postings);
  return known.reduce(
    (sum, { mapping }) => sum + (mapping?.booked.grossOere ?? 0),
    creditedByHandOere({ ...invoice, postings }),
  );
}
