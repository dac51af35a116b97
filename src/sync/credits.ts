/**
 * Credits in Rubic, which may show one in three ways (Rubic dossier 4.4): a row of its own with negative totals (a note), an
 * amount on the credited invoice (the original), or both. It exists so that every credit is found and counted once, however it
 * shows. It must never count a note and the amount that an original shows for it as two.
 */
import type { RubicInvoice } from "../rubic/schemas.ts";
import { customerKey } from "./customer-number.ts";
import type { CreditExpectation, HashFields, InvoiceExpectation } from "./decision.ts";

/** What is kept of a Rubic row that has to do with a credit; amounts in øre as Rubic has them, dates `YYYY-MM-DD`. */
export interface SeenCredit {
  rubicInvoiceId: number;
  rubicInvoiceNumber: number;
  /** Customer number of the payer; rows without one belong to nobody and are never paired. */
  payer: string;
  isNote: boolean;
  date: string;
  netOere: number;
  grossOere: number;
  /** Positive: what was taken off an original. Zero for a note. */
  creditedOere: number;
  /** Numbers in a note's texts, any of which may be the number of the credited invoice. */
  mentions: number[];
}

/** A row of its own that takes money off. */
export function isCreditRow(invoice: Pick<RubicInvoice, "grossTotalOere">): boolean {
  return invoice.grossTotalOere < 0;
}

/**
 * What was taken off an invoice by crediting, in positive øre. Credited amount and credit notes are two views of one thing, so
 * the larger one counts; whether Rubic writes it with a minus is not known.
 */
export function creditedOere(invoice: RubicInvoice): number {
  return Math.max(Math.abs(invoice.creditedAmountOere), Math.abs(invoice.creditNoteAmountOere));
}

/** Whether a row of Rubic's list says anything about a credit. */
export function concernsCredit(invoice: RubicInvoice): boolean {
  return isCreditRow(invoice) || creditedOere(invoice) !== 0;
}

/** What is kept of such a row. */
export function seenCreditOf(invoice: RubicInvoice): SeenCredit {
  const isNote = isCreditRow(invoice);
  return {
    rubicInvoiceId: invoice.invoiceID,
    rubicInvoiceNumber: invoice.invoiceNumber,
    payer: customerKey(invoice.customer) ?? "",
    isNote,
    date: invoice.invoiceDate,
    netOere: invoice.netTotalOere,
    grossOere: invoice.grossTotalOere,
    creditedOere: isNote ? 0 : creditedOere(invoice),
    mentions: isNote ? numbersIn(invoice) : [],
  };
}

/** Longer runs of digits are account numbers or KIDs, not invoice numbers. */
const NUMBER = /(?<!\d)\d{1,9}(?!\d)/g;
const MAX_MENTIONS = 20;

function numbersIn({ description, invoiceLines, invoiceNumber }: RubicInvoice): number[] {
  const texts = [description, ...(invoiceLines ?? []).map(({ specification }) => specification)];
  const numbers = texts.flatMap((text) => text?.match(NUMBER) ?? []).map(Number);
  return [...new Set(numbers)].filter((each) => each !== 0 && each !== invoiceNumber).slice(0, MAX_MENTIONS);
}

/** Which notes and originals of one payer are the same credits. */
export interface CreditPairs {
  /** Rubic id of a note to the original that shows its amount as well. */
  originalOf: ReadonlyMap<number, number>;
  /** Rubic id of an original to what no note accounts for, in positive øre. */
  uncoveredOere: ReadonlyMap<number, number>;
}

/**
 * Pairs the notes of one payer with the originals that show a credited amount, so that none counts twice. A note belongs to the
 * original whose number it mentions; else to one that is credited by exactly its amount; else it is a part of what is left on one.
 * Equal ones are taken in the order of dates: which is which changes no sum. What is left then may be of invoices dated ahead, whose
 * notes have earlier dates: there the numbers tell which came first.
 */
export function pairCredits(seen: readonly SeenCredit[]): CreditPairs {
  const originalOf = new Map<number, number>();
  const originals = inOrder(seen.filter((each) => !each.isNote && each.creditedOere > 0));
  const left = new Map(originals.map((each) => [each.rubicInvoiceId, each.creditedOere]));
  const notes = inOrder(withoutReplaced(seen.filter((each) => each.isNote)));
  for (const fits of RULES_IN_ORDER) {
    for (const note of notes.filter((each) => !originalOf.has(each.rubicInvoiceId))) {
      const original = originals.find(
        (each) => each.payer === note.payer && fits(note, each, left.get(each.rubicInvoiceId) ?? 0),
      );
      if (original === undefined) continue;
      originalOf.set(note.rubicInvoiceId, original.rubicInvoiceId);
      left.set(original.rubicInvoiceId, (left.get(original.rubicInvoiceId) ?? 0) + note.grossOere);
    }
  }
  return { originalOf, uncoveredOere: left };
}

type Numbered = Pick<SeenCredit, "rubicInvoiceId" | "rubicInvoiceNumber" | "payer" | "isNote">;

/**
 * Whether a note was deleted in Rubic and made anew as another row: Rubic gives a number once (Rubic dossier 2.5), so of two notes of one
 * payer with the same number the older row is gone.
 */
export function isReplacedBy(before: Numbered, after: Numbered): boolean {
  const isOfPayer = before.payer === after.payer && before.payer !== "";
  const areNotes = before.isNote && after.isNote;
  const isSame = before.rubicInvoiceNumber === after.rubicInvoiceNumber;
  return areNotes && isOfPayer && isSame && before.rubicInvoiceId < after.rubicInvoiceId;
}

/** What is gone must not go on covering an amount that the newer row shows. */
const withoutReplaced = (notes: readonly SeenCredit[]): SeenCredit[] =>
  notes.filter((note) => !notes.some((other) => isReplacedBy(note, other)));

type Fits = (note: SeenCredit, original: SeenCredit, leftOere: number) => boolean;
const hasRoom: Fits = (note, { payer }, leftOere) => payer !== "" && -note.grossOere <= leftOere;
const hasWholeAmount: Fits = (note, _original, leftOere) => -note.grossOere === leftOere;
const isDatedAfter = (note: SeenCredit, original: SeenCredit): boolean => note.date >= original.date;
/** Rubic's numbers are one rising series (Rubic dossier 2.5); an instalment may be dated a season ahead, and credited long before that. */
const isIssuedAfter = (note: SeenCredit, original: SeenCredit): boolean =>
  isDatedAfter(note, original) || note.rubicInvoiceNumber > original.rubicInvoiceNumber;
const mentions: Fits = (note, original) => note.mentions.includes(original.rubicInvoiceNumber);

const all =
  (...rules: Fits[]): Fits =>
  (...pair) =>
    [hasRoom, ...rules].every((fits) => fits(...pair));
const RULES_IN_ORDER = [
  all(isIssuedAfter, mentions),
  all(isDatedAfter, hasWholeAmount),
  all(isDatedAfter),
  all(isIssuedAfter, hasWholeAmount),
  all(isIssuedAfter),
];

function inOrder(seen: readonly SeenCredit[]): SeenCredit[] {
  return seen.toSorted(
    (left, right) => left.date.localeCompare(right.date) || left.rubicInvoiceId - right.rubicInvoiceId,
  );
}

/** An invoice of ours in Tripletex, as it was booked; amounts in øre. */
export interface BookedOriginal {
  rubicInvoiceId: number;
  tripletexInvoiceId: number;
  netOere: number;
  grossOere: number;
}

/** Whether a credit takes exactly the whole of a booked invoice: Tripletex's credit note can be nothing else (Tripletex dossier 10). */
export function isWhole(
  credit: { netOere: number; grossOere: number },
  booked: Pick<BookedOriginal, "netOere" | "grossOere">,
): boolean {
  return credit.grossOere === -booked.grossOere && credit.netOere === -booked.netOere;
}

/**
 * What of an invoice in Tripletex is settled by anything but payments, in øre: unless it shows as credited, somebody has credited that
 * much of it by hand. A credit of the whole made there would come on top of it.
 */
export function creditedByHandOere(invoice: {
  amountOere: number;
  amountOutstandingOere: number;
  postings: readonly { amountOere: number; isPayment: boolean }[];
}): number {
  const { amountOere, amountOutstandingOere, postings } = invoice;
  const payments = postings.filter(({ isPayment }) => isPayment);
  return payments.reduce((sum, payment) => sum + payment.amountOere, amountOere - amountOutstandingOere);
}

const MONTH_LENGTH = "2026-01".length;

/**
 * The date of a credit that shows only as an amount: Rubic does not say when it was made. The day on which the service first saw
 * it is right if the invoice was met without it earlier in that month, or if both lie in one month; else null, and a person must say.
 * An invoice dated ahead takes effect on its own date, and so does its credit.
 */
export function dateOfAmount(seen: {
  invoiceDate: string;
  firstSeenOn: string;
  wasSeenWithout: boolean;
}): string | null {
  const { invoiceDate, firstSeenOn, wasSeenWithout } = seen;
  const isSameMonth = invoiceDate.slice(0, MONTH_LENGTH) === firstSeenOn.slice(0, MONTH_LENGTH);
  if (!wasSeenWithout && !isSameMonth) return null;
  const isBeforeInvoice = firstSeenOn < invoiceDate;
  return isBeforeInvoice ? invoiceDate : firstSeenOn;
}

const COMMENT_PREFIX = "Rubic: credit";

/** Whether a credit note in Tripletex was made by this service. */
export function isCommentOfCredit(comment: string): boolean {
  return comment.startsWith(COMMENT_PREFIX);
}

/** What stands on the credit note in Tripletex: its own number there is Tripletex's, so Rubic's is kept in words. */
export function creditComment({ note, original }: { note: number | null; original: number }): string {
  return `${COMMENT_PREFIX}${note === null ? "" : ` note ${note}`} of invoice ${original}`;
}

/** A credit note as the invoice that it is in Tripletex, which gives it a number of its own: zero stands for any. */
export function creditAsInvoice(expected: CreditExpectation): InvoiceExpectation {
  const { customerId, creditDate, netOere, grossOere } = expected;
  const dates = { invoiceDate: creditDate, invoiceDueDate: creditDate };
  return { kind: "invoice", invoiceNumber: 0, orderNumber: "", customerId, ...dates, netOere, grossOere };
}

/** What must not change once a credit is booked. */
export function creditHashFields(seen: SeenCredit): HashFields {
  const { rubicInvoiceId, rubicInvoiceNumber, payer, date, netOere, grossOere } = seen;
  return {
    rubicInvoiceId,
    rubicInvoiceNumber,
    payer,
    date,
    netOere,
    grossOere,
    creditedOere: seen.creditedOere,
  };
}
