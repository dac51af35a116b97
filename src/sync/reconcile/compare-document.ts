/**
 * One document of Rubic's beside what Tripletex has of it. Whatever is not the same is explained by a hold (then it is held or left
 * out, to the øre) or is a difference with a cause. The rest of an explained difference is never swept under the explanation.
 */
import { formatKroner } from "../format.ts";
import { describeUnexplained } from "../set-offs.ts";
import type { Cause } from "./causes.ts";
import { creditFigures } from "./credits.ts";
import type { DocumentKind, RubicDocument, RubicPayment } from "./documents.ts";
import { type Figures, isNothing, minus, NO_FIGURES, paymentFigures, plus } from "./figures.ts";

/** What the service knows of a record: why it may be missing in Tripletex. */
export interface Standing {
  isMapped: boolean;
  /** Of a mapped payment: what is booked, øre. */
  bookedOere: number | null;
  /** `isAlreadyPaid` of a payment whose money is taken to be in Tripletex already: it explains nothing that is missing there. */
  hold: { code: string; isLeftOut: boolean; amountOere: number; isAlreadyPaid?: boolean } | null;
  isInDoubt: boolean;
  /** Of an invoice: what of its notes waits or was left out since a person may have credited it there by hand, in positive øre. */
  creditedByHandOere?: number;
}

export const UNKNOWN: Standing = { isMapped: false, bookedOere: null, hold: null, isInDoubt: false };

/** The amounts of a document as lists show them, øre. */
export interface Brief {
  grossOere: number;
  creditedOere: number;
  paidOere: number;
  outstandingOere: number;
}

export interface Item {
  cause: Cause;
  /** Of what is held or left out: the code of its hold. */
  holdCode: string | null;
  label: string;
  /** YYYY-MM-DD */
  documentDate: string;
  rubic: Brief | null;
  tripletex: Brief | null;
  explanation: string;
}

export interface ComparedDocument {
  rubic: Figures;
  tripletex: Figures;
  held: Figures;
  leftOut: Figures;
  items: Item[];
}

/** Rubic's side of a comparison with its payments, each with its standing. */
export interface RubicSide {
  document: RubicDocument;
  standing: Standing;
  /** Of what is credited on it without a document of its own. */
  credit: Standing;
  payments: { payment: RubicPayment; standing: Standing }[];
}

/** What is neither money by its type, nor booked, nor held, is no payment; what the next sync is to bring is none yet. */
export function countedPayments({ payments }: RubicSide): RubicSide["payments"] {
  return payments.filter(
    (each) =>
      (each.payment.isMoney && !isStillToCome(each)) || each.standing.isMapped || each.standing.hold !== null,
  );
}

const isStillToCome = ({ payment, standing }: RubicSide["payments"][number]) =>
  payment.isLater === true && !standing.isMapped && standing.hold === null && !standing.isInDoubt;

const sumOf = (payments: RubicSide["payments"]) =>
  payments.reduce((sum, { payment }) => sum + payment.amountOere, 0);

/** All figures of Rubic's side, payments included. What a credit was set off against is no business of its document. */
export function rubicTotals(side: RubicSide): Figures {
  const { kind, figures } = side.document;
  const paidOere = sumOf(countedPayments(side));
  // Rubic's balance is that of now: what the next sync is to bring is off it already.
  const toComeOere = sumOf(side.payments.filter((each) => each.payment.isMoney && isStillToCome(each)));
  const outstandingOere =
    kind === "invoice" ? figures.outstandingOere + toComeOere : figures.grossOere - paidOere;
  return { ...figures, paidOere, outstandingOere };
}

/** How a document was set off in Tripletex. */
export interface SetOffs {
  /** Against nothing that is known, in signed øre: it counts as credited there. */
  unexplainedOere: number;
  /** What of the credits that wait or were left out a person has made as a document and set off, in positive øre: it is taken back. */
  madeOere: number;
}

const NOT_SET_OFF: SetOffs = { unexplainedOere: 0, madeOere: 0 };

/** @param shown the figures in Tripletex; null when it is not there */
export function compareDocument(
  side: RubicSide,
  shown: Figures | null,
  { unexplainedOere: setOffOere, madeOere }: SetOffs = NOT_SET_OFF,
): ComparedDocument {
  const rubic = rubicTotals(side);
  if (shown === null) return missing(side, rubic);
  const credits = heldCreditsOf(side, madeOere);
  const booked = withHeldCredit(rubic, shown, credits);
  const compared: ComparedDocument = {
    rubic,
    tripletex: booked,
    held: NO_FIGURES,
    leftOut: NO_FIGURES,
    items: [],
  };
  explainPayments(side, compared);
  explainCredit(side, compared, credits.madeOere);
  const rest = restOf(compared);
  if (!isNothing(rest)) explainRest(side, compared, { rest, setOffOere });
  return compared;
}

/** What is held or left out of the credits of an invoice, in positive øre. */
interface HeldCredits {
  /** Of its notes, and of the amount that it shows alone: what a person may have taken off it by anything but a document. */
  noteOere: number;
  aloneOere: number;
  /** Of the amount: what stands beside it as a document. */
  madeOere: number;
}

/** What a person has made as documents is taken for notes first, then for the amount: nothing shows which it was. */
export function heldCreditsOf({ document, credit, standing }: RubicSide, madeOere: number): HeldCredits {
  const notesOere = standing.creditedByHandOere ?? 0;
  const amountOere = credit.hold === null ? 0 : document.creditedAloneOere;
  const madeOfAmountOere = Math.min(amountOere, Math.max(0, madeOere - notesOere));
  return {
    noteOere: Math.max(0, notesOere - madeOere),
    aloneOere: amountOere - madeOfAmountOere,
    madeOere: madeOfAmountOere,
  };
}

/**
 * A posting that tells nothing of its type counts as a payment. Where a credit waits, or was left out, what is paid beyond Rubic's payments
 * is that credit, made by hand: up to its amount.
 */
function withHeldCredit(rubic: Figures, shown: Figures, credits: HeldCredits): Figures {
  const lackingOere = Math.max(0, credits.aloneOere + credits.noteOere - shown.creditedOere);
  const creditOere = Math.min(lackingOere, Math.max(0, shown.paidOere - rubic.paidOere));
  const { paidOere, creditedOere } = shown;
  const booked = { ...shown, paidOere: paidOere - creditOere, creditedOere: creditedOere + creditOere };
  return withoutNotesByHand(rubic, booked, credits);
}

/** A note that a person may have made by hand is a document of its own: held or left out there, it stays no credit of its invoice. */
function withoutNotesByHand(rubic: Figures, booked: Figures, credits: HeldCredits): Figures {
  const moreOere = Math.max(0, booked.creditedOere - rubic.creditedOere);
  const noteOere = Math.min(credits.noteOere, moreOere);
  return noteOere === 0 ? booked : plus(booked, creditFigures(0 - noteOere));
}

const restOf = ({ rubic, tripletex, held, leftOut }: ComparedDocument): Figures =>
  minus(minus(minus(rubic, tripletex), held), leftOut);

function missing(side: RubicSide, rubic: Figures): ComparedDocument {
  const { document, standing } = side;
  const compared = { rubic, tripletex: NO_FIGURES, held: NO_FIGURES, leftOut: NO_FIGURES };
  const item = (cause: Cause, explanation: string): Item => ({
    cause,
    holdCode: standing.hold?.code ?? null,
    ...nameOf(document),
    rubic: briefOf(rubic),
    tripletex: null,
    explanation,
  });
  const noun = NOUNS[document.kind].toLowerCase();
  if (standing.hold?.isLeftOut) {
    return { ...compared, leftOut: rubic, items: [item("LEFT_OUT", `A person left the ${noun} out.`)] };
  }
  if (standing.hold !== null) {
    return { ...compared, held: rubic, items: [item("HELD", `The ${noun} waits, with its payments.`)] };
  }
  if (standing.isInDoubt) {
    const explanation = `It is not known yet whether the ${noun} reached Tripletex.`;
    return { ...compared, held: rubic, items: [item("IN_DOUBT", explanation)] };
  }
  const difference = standing.isMapped
    ? item("GONE_FROM_TRIPLETEX", `The ${noun} was booked, and Tripletex does not have it any more.`)
    : item("NOT_SYNCED", `Rubic has the ${noun}, and no sync has met it yet.`);
  return { ...compared, items: [difference] };
}

/** What holds of its payments explain. A payment that changed after it was booked explains what it is more or less by now. */
function explainPayments(side: RubicSide, compared: ComparedDocument): void {
  for (const { payment, standing } of countedPayments(side)) {
    const openOere = payment.amountOere - (standing.bookedOere ?? 0);
    if (openOere === 0 || standing.hold?.isAlreadyPaid) continue;
    const name = `Payment ${payment.rubicTransactionId} of ${formatKroner(payment.amountOere)}`;
    explainPart(side, compared, { standing, figures: paymentFigures(openOere), name });
  }
}

/**
 * What is credited in Rubic and waits explains what Tripletex lacks of it; what Tripletex has of it already needs no explanation.
 * @param madeOere what of it stands there as a document of its own, which is lacking on the invoice whatever else was set off there
 */
function explainCredit(side: RubicSide, compared: ComparedDocument, madeOere: number): void {
  const { creditedAloneOere: allOere } = side.document;
  const lackingOere = Math.min(allOere, Math.max(madeOere, restOf(compared).creditedOere));
  if (lackingOere <= 0) return;
  const part = lackingOere === allOere ? "Its" : `The missing ${formatKroner(lackingOere)} of its`;
  const name = `${part} credit of ${formatKroner(allOere)}`;
  explainPart(side, compared, { standing: side.credit, figures: creditFigures(lackingOere), name });
}

/** Puts a part of a document under what is held or left out, where its standing says so. */
function explainPart(
  side: RubicSide,
  compared: ComparedDocument,
  { standing, figures, name }: { standing: Standing; figures: Figures; name: string },
): void {
  if (standing.hold?.isLeftOut) {
    compared.leftOut = plus(compared.leftOut, figures);
    compared.items.push(
      partItem(side, compared, { cause: "LEFT_OUT", standing, text: `${name} was left out.` }),
    );
  } else if (standing.hold !== null) {
    compared.held = plus(compared.held, figures);
    compared.items.push(partItem(side, compared, { cause: "HELD", standing, text: `${name} waits.` }));
  } else if (standing.isInDoubt) {
    compared.held = plus(compared.held, figures);
    const text = `It is not known yet whether ${name.toLowerCase()} reached Tripletex.`;
    compared.items.push(partItem(side, compared, { cause: "IN_DOUBT", standing, text }));
  }
}

function partItem(
  { document }: RubicSide,
  { rubic, tripletex }: ComparedDocument,
  { cause, standing, text }: { cause: Cause; standing: Standing; text: string },
): Item {
  const holdCode = standing.hold?.code ?? null;
  const [left, right] = [briefOf(rubic), briefOf(tripletex)];
  return { cause, holdCode, ...nameOf(document), rubic: left, tripletex: right, explanation: text };
}

/** A hold of the invoice itself explains its own amount; what else is apart has a cause of its own. */
function explainRest(
  side: RubicSide,
  compared: ComparedDocument,
  { rest, setOffOere }: { rest: Figures; setOffOere: number },
): void {
  const { document, standing } = side;
  const common = {
    ...nameOf(document),
    rubic: briefOf(compared.rubic),
    tripletex: briefOf(compared.tripletex),
  };
  const { hold } = standing;
  const explained = hold === null ? NO_FIGURES : partOfHold(rest, hold.amountOere);
  if (hold !== null && !isNothing(explained)) {
    const { code: holdCode, isLeftOut } = hold;
    const explanation = `${describeRest(explained)} ${isLeftOut ? "was left out" : "waits"}.`;
    if (isLeftOut) compared.leftOut = plus(compared.leftOut, explained);
    else compared.held = plus(compared.held, explained);
    compared.items.push({ cause: isLeftOut ? "LEFT_OUT" : "HELD", holdCode, ...common, explanation });
  }
  const open = minus(rest, explained);
  if (isNothing(open)) return;
  const cause = causeOf(side, open, setOffOere);
  const apart = `${describeRest(open)} more in Rubic than in Tripletex.`;
  const explanation =
    cause === "SET_OFF_IN_TRIPLETEX" ? `${describeUnexplained(setOffOere)}: ${apart}` : apart;
  compared.items.push({ cause, holdCode: null, ...common, explanation });
}

/**
 * What of the rest is the hold's: its amount is what Rubic's invoice, less what is credited on it, is more than the booked one. Where
 * something was credited in Tripletex since, it may still be what is invoiced more. It never is a payment's.
 */
function partOfHold(rest: Figures, amountOere: number): Figures {
  const own = { ...rest, paidOere: 0, outstandingOere: amountOere };
  if (rest.grossOere - rest.creditedOere === amountOere) return own;
  return rest.grossOere === amountOere ? { ...own, creditedOere: 0 } : NO_FIGURES;
}

/** The most telling cause: what was done on one side alone first, what only looks odd last. */
function causeOf(side: RubicSide, rest: Figures, setOffOere: number): Cause {
  if (rest.netOere !== 0 || rest.vatOere !== 0 || rest.grossOere !== 0) return "AMOUNT_DIFFERS";
  if (setOffOere !== 0 && rest.creditedOere === -setOffOere) return "SET_OFF_IN_TRIPLETEX";
  if (rest.creditedOere < 0) return "CREDITED_IN_TRIPLETEX";
  if (rest.creditedOere > 0) return "CREDITED_IN_RUBIC";
  if (isMissingOfAlreadyPaid(side, rest.paidOere)) return "ALREADY_PAID_IN_PART";
  if (rest.paidOere < 0) return "PAID_IN_TRIPLETEX";
  if (rest.paidOere > 0)
    return rest.paidOere === notSyncedOere(side) ? "PAYMENT_NOT_SYNCED" : "PAYMENT_GONE_FROM_TRIPLETEX";
  if (rest.vat.length > 0) return "VAT_TYPE_DIFFERS";
  return addsUp(side) ? "OUTSTANDING_DIFFERS" : "RUBIC_DOES_NOT_ADD_UP";
}

/** Less stands there than is taken to be there: no more is missing than that, and in the same direction. */
function isMissingOfAlreadyPaid(side: RubicSide, paidOere: number): boolean {
  const claimed = countedPayments(side).filter(({ standing }) => standing.hold?.isAlreadyPaid);
  const claimedOere = sumOf(claimed);
  return paidOere * claimedOere > 0 && Math.abs(paidOere) <= Math.abs(claimedOere);
}

function notSyncedOere(side: RubicSide): number {
  const open = countedPayments(side).filter(
    ({ standing }) => !standing.isMapped && standing.hold === null && !standing.isInDoubt,
  );
  return sumOf(open);
}

function addsUp(side: RubicSide): boolean {
  const { grossOere, creditedOere, paidOere, outstandingOere } = rubicTotals(side);
  return grossOere - creditedOere - paidOere === outstandingOere;
}

const WORDS = [
  ["grossOere", "gross"],
  ["netOere", "net"],
  ["vatOere", "VAT"],
  ["creditedOere", "credited"],
  ["paidOere", "paid"],
  ["outstandingOere", "outstanding"],
] as const satisfies [keyof Figures, string][];

/** `100,00 kr paid and -100,00 kr outstanding`; VAT types where nothing else differs. */
export function describeRest(rest: Figures): string {
  const parts = WORDS.flatMap(([name, word]) =>
    rest[name] === 0 ? [] : [`${formatKroner(rest[name])} ${word}`],
  );
  if (parts.length > 0) return joinWords(parts);
  return joinWords(rest.vat.map(({ key, netOere }) => `${formatKroner(netOere)} at VAT type ${key}`));
}

function joinWords(parts: string[]): string {
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}

const NOUNS: Record<DocumentKind, string> = {
  invoice: "Invoice",
  note: "Credit note",
  amount: "Credit of invoice",
};

const nameOf = ({ kind, invoiceNumber, invoiceDate }: RubicDocument) => ({
  label: `${NOUNS[kind]} ${invoiceNumber}`,
  documentDate: invoiceDate,
});

export function briefOf({ grossOere, creditedOere, paidOere, outstandingOere }: Figures): Brief {
  return { grossOere, creditedOere, paidOere, outstandingOere };
}
