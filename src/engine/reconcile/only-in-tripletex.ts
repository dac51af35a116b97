/** Documents of a month in Tripletex that are not on its shelf: ours that Rubic does not show any more, and what people made by hand. */
import { startOfOsloDay } from "../../sync/oslo.ts";
import { OVERLAP_MS } from "../../sync/reading.ts";
import type { Cause } from "../../sync/reconcile/causes.ts";
import {
  briefOf,
  type ComparedDocument,
  type Item,
  type Standing,
  UNKNOWN,
} from "../../sync/reconcile/compare-document.ts";
import { tripletexFigures } from "../../sync/reconcile/documents.ts";
import { type Figures, minus, NO_FIGURES } from "../../sync/reconcile/figures.ts";
import type { MonthSum } from "../../sync/reconcile/month.ts";
import type { TripletexInvoiceWithLines } from "../../tripletex/schemas.ts";
import { readStandings } from "./compare-pair.ts";
import type { OwnCredits } from "./own-credits.ts";
import type { MappedDocument, ReconcilePorts } from "./store.ts";

const CHUNK = 100;

interface Sorting {
  credits: OwnCredits;
  sum: MonthSum;
  /** From when on Rubic's side was read: YYYY-MM-DD. */
  readFrom: string;
}

/** Adds what only Tripletex has to the sum of its month. */
export async function addOnlyInTripletex(
  ports: ReconcilePorts,
  invoices: TripletexInvoiceWithLines[],
  { credits, sum, readFrom }: Sorting,
): Promise<void> {
  if (invoices.length === 0) return;
  const credited = invoices.flatMap(({ creditedInvoiceId }) => creditedInvoiceId ?? []);
  const mapped = await readMapped(ports, [...new Set([...invoices.map(({ id }) => id), ...credited])]);
  for (const invoice of invoices) {
    const own = mapped.get(invoice.id);
    if (own !== undefined) {
      if (wasRead(own, { readFrom, now: ports.now() })) sum.add(goneInvoice(own, invoice, credits));
    } else if (credits.has(invoice.id)) {
      const isRead = credits.get(invoice.id).rubicDate >= readFrom;
      if (isRead) sum.add(await goneCredit(ports, invoice, credits));
    }
    // What a person credited of ours in Tripletex counts on the invoice that it credits.
    else if (!mapped.has(invoice.creditedInvoiceId ?? 0)) sum.addByHand(byHand(invoice));
  }
}

/** What Rubic dates outside of what was read is compared with its own month, or later. */
function wasRead(
  { rubicInvoiceDate }: MappedDocument,
  { readFrom, now }: { readFrom: string; now: number },
): boolean {
  const isOver = startOfOsloDay(rubicInvoiceDate) + OVERLAP_MS <= now;
  return isOver && rubicInvoiceDate >= readFrom;
}

function goneInvoice(
  { rubicInvoiceNumber }: MappedDocument,
  invoice: TripletexInvoiceWithLines,
  credits: OwnCredits,
): ComparedDocument {
  const label = `Invoice ${rubicInvoiceNumber}`;
  const gone = { cause: "GONE_FROM_RUBIC", label, standing: UNKNOWN } as const;
  return goneFromRubic(invoice, credits.figuresOf(invoice), gone);
}

/** Rubic may show another amount since it was booked: then its hold says so. */
async function goneCredit(
  ports: ReconcilePorts,
  note: TripletexInvoiceWithLines,
  credits: OwnCredits,
): Promise<ComparedDocument> {
  const { label, rubicCreditId } = credits.get(note.id);
  const standings = await readStandings(ports, "credit", [rubicCreditId]);
  const standing = standings.get(rubicCreditId) ?? UNKNOWN;
  const gone = { cause: "CREDIT_GONE_FROM_RUBIC", label, standing } as const;
  return goneFromRubic(note, credits.figuresOf(note), gone);
}

async function readMapped({ store }: ReconcilePorts, ids: number[]): Promise<Map<number, MappedDocument>> {
  const mapped = new Map<number, MappedDocument>();
  for (let start = 0; start < ids.length; start += CHUNK) {
    const found = await store.mappedByTripletexId(ids.slice(start, start + CHUNK));
    for (const each of found) mapped.set(each.tripletexInvoiceId, each);
  }
  return mapped;
}

function goneFromRubic(
  { invoiceDate: documentDate }: TripletexInvoiceWithLines,
  tripletex: Figures,
  { cause, label, standing: { hold } }: { cause: Cause; label: string; standing: Standing },
): ComparedDocument {
  const item = {
    holdCode: hold?.code ?? null,
    label,
    documentDate,
    rubic: null,
    tripletex: briefOf(tripletex),
    explanation: "It was booked, and Rubic does not show it as it was.",
  };
  const compared = { rubic: NO_FIGURES, tripletex, held: NO_FIGURES, leftOut: NO_FIGURES };
  const rest = minus(NO_FIGURES, tripletex);
  if (hold === null) {
    const explanation = "It was booked, and Rubic did not deliver it.";
    return { ...compared, items: [{ ...item, cause, explanation }] };
  }
  return hold.isLeftOut
    ? { ...compared, leftOut: rest, items: [{ ...item, cause: "LEFT_OUT" }] }
    : { ...compared, held: rest, items: [{ ...item, cause: "HELD" }] };
}

/** A document of ours whose row in Rubic can't be read: the sync holds it by name until it can. */
export function unreadable(invoice: TripletexInvoiceWithLines, credits: OwnCredits): ComparedDocument {
  const tripletex = credits.figuresOf(invoice);
  const item: Item = {
    cause: "HELD",
    holdCode: "INVALID_RECORD",
    label: labelOf(invoice),
    documentDate: invoice.invoiceDate,
    rubic: null,
    tripletex: briefOf(tripletex),
    explanation: "It was booked, and Rubic's row of it can't be read.",
  };
  const held = minus(NO_FIGURES, tripletex);
  return { rubic: NO_FIGURES, tripletex, held, leftOut: NO_FIGURES, items: [item] };
}

const labelOf = ({ isCreditNote, invoiceNumber }: TripletexInvoiceWithLines) =>
  `${isCreditNote ? "Credit note" : "Invoice"} ${invoiceNumber}`;

function byHand(invoice: TripletexInvoiceWithLines): Item {
  return {
    cause: "BY_HAND",
    holdCode: null,
    label: labelOf(invoice),
    documentDate: invoice.invoiceDate,
    rubic: null,
    tripletex: briefOf(tripletexFigures(invoice)),
    explanation: "Rubic does not have it.",
  };
}
