/**
 * Which documents of Rubic's are still to be booked although their date is in doubt: in a closed period, or with VAT of an earlier term.
 * What a sync has dealt with must not count, or production shuts itself once a period is closed: not only what has a mapping or a hold
 * of its own, but also notes that count at their invoice, and transactions that are no payments.
 */
import { decideCredit } from "../../sync/credit-decision.ts";
import { mayBecomePayment } from "../../sync/payments.ts";
import { isInClosedPeriod, type Period } from "../../sync/periods.ts";
import { startOfVatTerm } from "../../sync/readiness/books.ts";
import { type Fact, known } from "../../sync/readiness/line.ts";
import type { Dated, Survey } from "../../sync/readiness/survey.ts";
import type { Reference } from "../../sync/reference.ts";
import type { VatTermKind } from "../../sync/vat-terms.ts";
import { type CreditReads, readCreditSights } from "../types/credit-sights.ts";

/** Each takes a look at a mapping and a hold; of a note that is left, all that its payer has of credits is read, in pages. */
const LOOK_UP_CHUNK = 100;

export interface WaitingPorts {
  /** Those of the documents that have neither a mapping nor a hold of this kind. */
  unbooked(kind: Dated["kind"], ids: number[]): Promise<number[]>;
  credits: CreditReads;
}

interface Question {
  periods: Period[];
  /** `YYYY-MM-DD` in Oslo. */
  today: string;
  vatTerms: VatTermKind;
  /** Asked only where a payment is left: without it nobody can say whether it is one. */
  reference: Fact<Reference>;
  ports: WaitingPorts;
}

/** @throws ConvexError when Convex refuses a look-up */
export async function findWaiting(survey: Survey, question: Question): Promise<Fact<Dated[]>> {
  const { periods, today, vatTerms, reference, ports } = question;
  const termStart = startOfVatTerm(today, vatTerms);
  const doubtful = survey.toBook.filter(
    ({ date, hasVat }) => isInClosedPeriod(periods, date) || (hasVat && date < termStart),
  );
  const byKind = (kind: Dated["kind"]) => doubtful.filter((each) => each.kind === kind);
  const invoices = await findUnbooked(ports, byKind("invoice"));
  const notes = await findUnbooked(ports, byKind("credit"));
  const credits = await inChunks(notes, (chunk) => findUncounted(ports.credits, chunk, survey.booksFrom));
  const documents = [...invoices, ...credits];
  const transactions = await findUnbooked(ports, byKind("payment"));
  if (transactions.length === 0) return known(documents);
  if (!reference.isKnown) return reference;
  return known([...documents, ...transactions.filter((each) => isPayment(each, reference.value))]);
}

function isPayment(document: Dated, reference: Reference): boolean {
  return document.kind === "payment" && mayBecomePayment(document.transaction, reference);
}

async function findUnbooked(ports: WaitingPorts, documents: Dated[]): Promise<Dated[]> {
  return await inChunks(documents, async (chunk) => {
    const [first] = chunk;
    if (first === undefined) return [];
    const ids = chunk.map(({ id }) => id);
    const unbooked = new Set(await ports.unbooked(first.kind, ids));
    return chunk.filter(({ id }) => unbooked.has(id));
  });
}

/** Those of the notes that do not count where the credit of their invoice is known; what no sync has met yet is among them. */
async function findUncounted(credits: CreditReads, notes: Dated[], booksFrom: string): Promise<Dated[]> {
  const seen = await credits.creditsOfRows(notes.map(({ id }) => id));
  if (seen.length === 0) return notes;
  const counted = new Set(
    [...(await readCreditSights(credits, seen))].flatMap(([id, { known: note, ...sight }]) => {
      const { outcome } = decideCredit({ ...sight, seen: note, unmetNumber: null, booksFrom });
      return outcome === "covered" || outcome === "noteOf" ? [id] : [];
    }),
  );
  return notes.filter(({ id }) => !counted.has(id));
}

async function inChunks<Item>(items: Item[], ask: (chunk: Item[]) => Promise<Item[]>): Promise<Item[]> {
  const found: Item[] = [];
  for (let start = 0; start < items.length; start += LOOK_UP_CHUNK) {
    found.push(...(await ask(items.slice(start, start + LOOK_UP_CHUNK))));
  }
  return found;
}
