/**
 * What becomes of one row of Rubic's that has to do with a credit: Tripletex's credit note of a whole invoice, an invoice with a
 * negative total, or a hold. It must never credit an invoice of which it is not certain, and never make up a date.
 */
import {
  type BookedOriginal,
  type CreditPairs,
  creditComment,
  dateOfAmount,
  isWhole,
  type SeenCredit,
} from "./credits.ts";
import type { Held, Ignored } from "./decision.ts";
import { formatIsoDate, formatKroner } from "./format.ts";
import type { HoldCode } from "./hold-codes.ts";
import { addDaysToIsoDate } from "./oslo.ts";

/** A credit of ours in Tripletex; amounts in negative øre. */
export interface BookedCredit {
  rubicCreditId: number;
  /** Of its note; null while Rubic has shown an amount alone. */
  rubicCreditNumber: number | null;
  tripletexCreditId: number;
  creditDate: string;
  netOere: number;
  grossOere: number;
}

/** How an invoice stands that a credit is about. */
export interface OriginalState {
  rubicInvoiceId: number;
  rubicInvoiceNumber: number;
  /** Null while it is not in Tripletex. */
  booked: Pick<BookedOriginal, "tripletexInvoiceId" | "netOere" | "grossOere"> | null;
  hasOpenIntent: boolean;
  /** Its credit in the books, by the row of Rubic's by which it is known. */
  credit: BookedCredit | null;
  /** The amount that Rubic shows on it waits or has waited: a person may have been told to credit it by hand. */
  hasWaited: boolean;
  /** What a person has left out of its credits because it is credited by hand, in positive øre. */
  leftOutOere: number;
}

export interface CreditInput {
  seen: SeenCredit & { firstSeenOn: string; wasSeenWithout: boolean };
  pairs: CreditPairs;
  /** The invoice that shows the amount, or that the note is about; null where none is known. */
  original: OriginalState | null;
  /** When the invoice that the note is about was issued, where Rubic has shown it. */
  originalDate: string | null;
  /** A number that the note mentions and that may be an invoice's which no sync has met yet; null where there is none. */
  unmetNumber: number | null;
  booksFrom: string;
}

/** Credit this invoice as a whole, unless somebody has. Amounts are negative øre. */
export interface WhollyCredited {
  outcome: "wholly";
  original: BookedOriginal & { rubicInvoiceNumber: number };
  /** A hold where Rubic does not say when: only a credit that is in Tripletex already can be taken over then. */
  creditDate: string | Held;
  rubicCreditNumber: number | null;
  netOere: number;
  grossOere: number;
  comment: string;
}

export type CreditDecision =
  | WhollyCredited
  /** It counts where its credit is known: an amount at its notes, a part of an amount at the invoice. */
  | { outcome: "covered" }
  /** The note of a credit that is in the books already. */
  | { outcome: "noteOf"; original: OriginalState; credit: BookedCredit }
  /** A document of its own with lines of its own: booked as the invoice with a negative total that it is. */
  | { outcome: "negativeInvoice" }
  /** Something else is being written on the invoice. */
  | { outcome: "waits" }
  | Ignored
  | Held;

/** What the row takes off the receivables, in negative øre; `label` names it to a person. */
export function creditAmountOere({ seen, pairs }: Pick<CreditInput, "seen" | "pairs">): number {
  if (seen.isNote) return seen.grossOere;
  // `+ 0`: nothing is plain zero, not minus zero.
  return -(pairs.uncoveredOere.get(seen.rubicInvoiceId) ?? seen.creditedOere) + 0;
}

/** Whether one note shows all of a booked amount: it counts there, and takes over the credit that is known by the amount. */
export function isShownByOneNote(
  { seen, pairs }: Pick<CreditInput, "seen" | "pairs">,
  booked: Pick<BookedCredit, "grossOere">,
): boolean {
  const notes = [...pairs.originalOf.values()].filter((each) => each === seen.rubicInvoiceId);
  const isAll = creditAmountOere({ seen, pairs }) === 0 && -seen.creditedOere === booked.grossOere;
  return notes.length === 1 && isAll;
}

export function describeCredit(seen: Pick<SeenCredit, "isNote" | "rubicInvoiceNumber" | "date">): string {
  return seen.isNote
    ? `Credit note ${seen.rubicInvoiceNumber} of ${seen.date}`
    : `Credit of invoice ${seen.rubicInvoiceNumber} of ${seen.date}`;
}

export function decideCredit(input: CreditInput): CreditDecision {
  return input.seen.isNote ? decideNote(input) : decideAmount(input);
}

function decideNote(input: CreditInput): CreditDecision {
  const { seen, original, originalDate, booksFrom } = input;
  if (seen.date < booksFrom) return beforeCutover(input);
  if (original === null) return decideAlone(input);
  if (original.credit !== null && original.credit.rubicCreditId !== seen.rubicInvoiceId) {
    return decideCredited(input, original, original.credit);
  }
  if (original.booked === null) {
    // Nobody books the invoice any more, but the note is a document of the books' time.
    const isOld = originalDate !== null && originalDate < booksFrom;
    return isOld ? { outcome: "negativeInvoice" } : holdForInvoice(input, original);
  }
  // It may be the credit of the whole amount that is being written: also a part waits for that.
  if (original.hasOpenIntent) return { outcome: "waits" };
  if (isMadeByHand(input, original)) return holdByHand(input, original);
  if (!isWhole(seen, original.booked)) return { outcome: "negativeInvoice" };
  return wholly(input, { original, booked: original.booked, creditDate: seen.date });
}

/** Whether a note may be of what a person has credited by hand: the notes leave less of the amount than was left out. */
function isMadeByHand({ pairs }: CreditInput, { rubicInvoiceId, leftOutOere }: OriginalState): boolean {
  return (pairs.uncoveredOere.get(rubicInvoiceId) ?? 0) < leftOutOere;
}

function holdByHand(input: CreditInput, original: OriginalState): Held {
  const { rubicInvoiceNumber, leftOutOere } = original;
  const why = `${formatKroner(leftOutOere)} of the credit of invoice ${rubicInvoiceNumber} was left out`;
  return madeByHand(input, original, why);
}

/**
 * Holds a note of a part that a person may have credited by hand before Rubic showed it.
 * @param byHandOere what of its invoice is settled in Tripletex by neither payments nor notes of ours, in positive øre
 */
export function holdSettled(input: CreditInput, original: OriginalState, byHandOere: number): Held {
  const why = `${formatKroner(byHandOere)} of invoice ${original.rubicInvoiceNumber} is settled in Tripletex by what is no payment`;
  return madeByHand(input, original, why);
}

function madeByHand(input: CreditInput, { rubicInvoiceId }: OriginalState, why: string): Held {
  const held = hold(input, "ALREADY_CREDITED", `may be what was credited by hand: ${why}`);
  return { ...held, creditedByHandOn: rubicInvoiceId };
}

/**
 * Holds a booked credit that is another one in Rubic by now, with what it lacks: of a note a person takes that off its invoice by hand.
 * Amounts in negative øre, as Rubic has it and as it is booked.
 */
export function holdChanged(
  input: CreditInput,
  { amountOere, bookedOere }: { amountOere: number; bookedOere: number },
): Held {
  const problem = `was booked over ${formatKroner(bookedOere)} and has changed in Rubic to ${formatKroner(amountOere)}`;
  const held = { ...hold(input, "CHANGED_AFTER_BOOKING", problem), amountOere: amountOere - bookedOere };
  const { seen, original } = input;
  return seen.isNote && original !== null ? { ...held, creditedByHandOn: original.rubicInvoiceId } : held;
}

/** A negative invoice beside an invoice that comes later would leave the two open, and nothing would tell that they belong together. */
function decideAlone(input: CreditInput): CreditDecision {
  const { unmetNumber, seen } = input;
  if (unmetNumber === null) return { outcome: "negativeInvoice" };
  const decidedFrom = formatIsoDate(addDaysToIsoDate(seen.firstSeenOn, 1));
  const problem = `waits: it mentions ${unmetNumber}, which may be the number of an invoice that no sync has met yet. If that invoice comes, the note is booked with it; if not, the first full sync on ${decidedFrom} or later (there is one each week) books the note by itself`;
  return hold(input, "CREDIT_NUMBER_NOT_MET", problem);
}

/**
 * Whether a note's numbers that no reading has met are no invoices: a complete reading on a later day than the note's first sight has
 * not met them either. One reading is no proof, since rows shift while Rubic is paged (Rubic dossier 1.2).
 */
export function isReadThrough(
  seen: { firstSeenOn: string },
  reading: { isComplete: boolean; today: string },
): boolean {
  return reading.isComplete && seen.firstSeenOn < reading.today;
}

/** Whether an invoice is in the books and large enough to be the one that the note credits. */
export function fitsOn(seen: Pick<SeenCredit, "grossOere">, booked: OriginalState["booked"]): boolean {
  return booked !== null && -seen.grossOere <= booked.grossOere;
}

/** What is known of the numbers that a note mentions. */
interface KnownNumbers {
  /** The invoices with these numbers, whoever pays them. */
  originals: Pick<OriginalState, "rubicInvoiceNumber">[];
  /** Those of its payer on which it fits. */
  fitting: unknown[];
  /** No invoice has this number or a lower one but those that are known; null while that can't be said. */
  readUpTo: number | null;
}

/**
 * The number of an invoice that has to come before the note is decided, although no sync has met it yet. None where the note fits on
 * an invoice in the books, or where none of its numbers can be that of an invoice that was passed over.
 */
export function unmetNumberOf(
  seen: Pick<SeenCredit, "mentions" | "rubicInvoiceNumber">,
  { originals, fitting, readUpTo }: KnownNumbers,
): number | null {
  if (fitting.length > 0) return null;
  const known = new Set(originals.map(({ rubicInvoiceNumber }) => rubicInvoiceNumber));
  const mayBePassedOver = (number: number) =>
    !known.has(number) && isOpen(number, { noteNumber: seen.rubicInvoiceNumber, readUpTo });
  return seen.mentions.find(mayBePassedOver) ?? null;
}

/**
 * Whether a number may be that of an invoice which Rubic had when it made the note, and which every reading has passed over. Rubic's
 * numbers are one rising series (Rubic dossier 2.5): all up to `readUpTo` have been read, and what is higher than the note's own number
 * came after the note, unless that number is of another series. That a number is higher than all known ones proves nothing: what was
 * passed over may be the latest invoice.
 */
function isOpen(
  number: number,
  { noteNumber, readUpTo }: { noteNumber: number; readUpTo: number | null },
): boolean {
  if (readUpTo === null) return true;
  const isNoteInSeries = noteNumber > readUpTo;
  const isAfterNote = isNoteInSeries && number > noteNumber;
  return number > readUpTo && !isAfterNote;
}

/** Whether an invoice was credited while Rubic showed the amount alone: whatever notes it has since are that credit. */
function isCreditedByAmount({
  rubicInvoiceId,
  credit,
}: Pick<OriginalState, "rubicInvoiceId" | "credit">): boolean {
  return credit?.rubicCreditId === rubicInvoiceId;
}

/** The one note of such a credit takes its place; of several each is a part of it. */
function decideCredited(input: CreditInput, original: OriginalState, credit: BookedCredit): CreditDecision {
  const { seen } = input;
  const isSame = seen.grossOere === credit.grossOere;
  if (isCreditedByAmount(original)) {
    return isSame ? { outcome: "noteOf", original, credit } : { outcome: "covered" };
  }
  const isAnew = credit.rubicCreditNumber === seen.rubicInvoiceNumber;
  return isAnew || isSame ? holdSecond(input, original, credit) : { outcome: "negativeInvoice" };
}

/** Made anew in Rubic over another amount, or under another number: booked as well, it would credit the invoice twice. */
function holdSecond(
  input: CreditInput,
  { rubicInvoiceNumber }: OriginalState,
  { rubicCreditNumber, grossOere }: BookedCredit,
): Held {
  const problem = `is about invoice ${rubicInvoiceNumber}, of which ${formatKroner(-grossOere)} are credited by credit note ${rubicCreditNumber ?? "without a number"} already`;
  const held = hold(input, "ALREADY_CREDITED", problem);
  const isAnew = rubicCreditNumber === input.seen.rubicInvoiceNumber;
  return isAnew ? { ...held, amountOere: input.seen.grossOere - grossOere } : held;
}

function decideAmount(input: CreditInput): CreditDecision {
  const { seen, original, booksFrom } = input;
  const amountOere = creditAmountOere(input);
  if (amountOere === 0) return { outcome: "covered" };
  if (original?.booked == null) {
    if (seen.date < booksFrom) return beforeCutover(input);
    return holdForInvoice(input, original);
  }
  const isAll = amountOere === -seen.creditedOere && seen.creditedOere === original.booked.grossOere;
  if (!isAll || original.leftOutOere > 0) {
    const problem = `takes ${formatKroner(-amountOere)} off the ${formatKroner(original.booked.grossOere)} of the invoice, and Rubic shows no credit note for it`;
    return hold(input, "CREDIT_PARTIAL", problem + describeLeftOut(original, amountOere));
  }
  if (original.hasOpenIntent) return { outcome: "waits" };
  const problem = `was first seen as a whole on ${formatIsoDate(seen.firstSeenOn)}, may be of an earlier month, and Rubic does not say when it was made`;
  const creditDate =
    dateOfAmount({ ...seen, invoiceDate: seen.date }) ?? hold(input, "CREDIT_DATE_UNKNOWN", problem);
  return wholly(input, { original, booked: original.booked, creditDate });
}

/** What a person credits by hand is the rest of it. */
function describeLeftOut({ leftOutOere }: OriginalState, amountOere: number): string {
  const isNews = leftOutOere > 0 && leftOutOere !== -amountOere;
  return isNews ? `; ${formatKroner(leftOutOere)} of that was left out before as credited by hand` : "";
}

function wholly(
  { seen }: CreditInput,
  found: {
    original: OriginalState;
    booked: NonNullable<OriginalState["booked"]>;
    creditDate: string | Held;
  },
): WhollyCredited {
  const { rubicInvoiceId, rubicInvoiceNumber } = found.original;
  const rubicCreditNumber = seen.isNote ? seen.rubicInvoiceNumber : null;
  return {
    outcome: "wholly",
    original: { rubicInvoiceId, rubicInvoiceNumber, ...found.booked },
    creditDate: found.creditDate,
    rubicCreditNumber,
    netOere: -found.booked.netOere,
    grossOere: -found.booked.grossOere,
    comment: creditComment({ note: rubicCreditNumber, original: rubicInvoiceNumber }),
  };
}

function beforeCutover({ seen, booksFrom }: CreditInput): Ignored {
  return { outcome: "ignored", reason: `${describeCredit(seen)} is before the cut-over on ${booksFrom}.` };
}

function holdForInvoice(input: CreditInput, original: OriginalState | null): Held {
  const { rubicInvoiceId, rubicInvoiceNumber: number } = original ?? input.seen;
  const held = hold(input, "INVOICE_NOT_IN_TRIPLETEX", `waits: invoice ${number} is not in Tripletex yet`);
  // One that is known by a number in a text alone has no id: it is not certain enough to be left out with.
  return rubicInvoiceId === 0 ? held : { ...held, waitsForInvoice: rubicInvoiceId };
}

function hold(input: CreditInput, code: HoldCode, problem: string): Held {
  return {
    outcome: "held",
    code,
    message: `${describeCredit(input.seen)} ${problem}.`,
    amountOere: creditAmountOere(input),
    documentDate: input.seen.date,
  };
}
