/**
 * Crediting whole invoices. Tripletex refuses a second credit of an invoice, and shows the first on the invoice itself: it is read
 * before anything is sent, so that a credit that somebody made there, or that an earlier step sent, is taken over.
 */
import type { RubicInvoice } from "../../rubic/schemas.ts";
import { compareBooked } from "../../sync/booked-invoice.ts";
import type { WhollyCredited } from "../../sync/credit-decision.ts";
import { creditAsInvoice, creditedByHandOere, isCommentOfCredit } from "../../sync/credits.ts";
import type { CreditExpectation, Held } from "../../sync/decision.ts";
import { formatKroner } from "../../sync/format.ts";
import { isInClosedPeriod } from "../../sync/periods.ts";
import type { TripletexClient } from "../../tripletex/client.ts";
import type { TripletexCreditNote, TripletexInvoiceWithPostings } from "../../tripletex/schemas.ts";
import { lookUpEach } from "../look-up-each.ts";
import type { Decided } from "../pages.ts";
import { holdClosed } from "../periods.ts";
import { heldAs, type Named } from "../results.ts";
import { paymentsAmong } from "../set-offs.ts";
import type { Step } from "../step.ts";
import type { HoldInput, MappingInput, RecordResult } from "../store.ts";
import type { PlannedWrite, SendOutcome } from "../writing.ts";

const KIND = "credit";
/** Credit notes are tried by one of them first, whatever their lines: Tripletex makes the lines itself. */
const CREDIT_NOTE_KIND = "credit note of a whole invoice";

export interface CreditCandidate extends Named {
  invoice: RubicInvoice;
  hash: string;
  /** Negative øre. */
  amountOere: number;
  documentDate: string;
}

interface Wanted {
  candidate: CreditCandidate;
  decision: WhollyCredited;
}

/** Its date is known. */
interface Dated extends Wanted {
  creditDate: string;
}

type Original = TripletexInvoiceWithPostings;
type CreditMapping = Extract<MappingInput, { kind: "credit" }>;

export class CreditWriter {
  readonly #step: Step;

  constructor(step: Step) {
    this.#step = step;
  }

  async decide(decided: Decided, wholly: Wanted[]): Promise<void> {
    const listed = await this.#listOriginals(wholly);
    const left = await lookUpEach(this.#step, wholly, async (wanted) => {
      await this.#decideOne(decided, wanted, listed);
    });
    for (const { candidate } of left) decided.left.add(candidate.key);
  }

  /** A list may lag behind what was booked seconds ago; only a look by id can say that an invoice is gone. */
  async #decideOne(decided: Decided, wanted: Wanted, listed: Map<number, Original>): Promise<void> {
    const { tripletexInvoiceId: id } = wanted.decision.original;
    const isPlanned = id < 0;
    const original = listed.get(id) ?? (isPlanned ? null : await this.#step.ports.tripletex.invoice(id));
    if (original === null && !isPlanned) decided.results.push(gone(wanted));
    else if (original?.isCredited === true) decided.results.push(await this.#adopt(wanted, original));
    else await this.#decideNew(decided, wanted, original);
  }

  async #decideNew(
    decided: Decided,
    wanted: Wanted,
    original: TripletexInvoiceWithPostings | null,
  ): Promise<void> {
    const { candidate, decision } = wanted;
    const { label, amountOere } = candidate;
    const { creditDate } = decision;
    const byHandOere = original === null ? 0 : await this.#byHandOere(original);
    if (byHandOere > 0) decided.results.push(creditedInPart(wanted, byHandOere));
    else if (typeof creditDate !== "string") decided.results.push(heldAs(KIND, candidate, creditDate));
    else if (isInClosedPeriod(await this.#step.periods(), creditDate)) {
      const closed = holdClosed({ label, amountOere, documentDate: creditDate });
      decided.results.push(heldAs(KIND, candidate, closed));
    } else decided.writes.push(this.#plan({ ...wanted, creditDate }, original));
  }

  /** What was set off against it by a document of its own is no payment, whatever its posting looks like. */
  async #byHandOere(original: Original): Promise<number> {
    const postings = await paymentsAmong(this.#step.ports.tripletex, original.postings);
    return creditedByHandOere({ ...original, postings });
  }

  /** An invoice that is only planned has no id that Tripletex knows. */
  async #listOriginals(wholly: Wanted[]): Promise<Map<number, Original>> {
    const ids = wholly.map(({ decision }) => decision.original.tripletexInvoiceId).filter((id) => id > 0);
    if (ids.length === 0) return new Map();
    const found = await this.#step.ports.tripletex.invoicesById(ids);
    return new Map(found.map((each) => [each.id, each]));
  }

  async #adopt(wanted: Wanted, original: TripletexInvoiceWithPostings): Promise<RecordResult> {
    const note = await findCreditNote(this.#step.ports.tripletex, original);
    if (note === null) return notListed(wanted);
    const { key, label, documentDate } = wanted.candidate;
    const held = holdOtherCredit({ label, documentDate, expected: wanted.decision, note });
    if (held !== null) return heldAs(KIND, wanted.candidate, held);
    const mapping = mappingOf(wanted, note, original.amountOutstandingOere);
    return { outcome: "mapped", how: "adopted", rubicKey: key, label, mapping };
  }

  #plan(wanted: Dated, original: TripletexInvoiceWithPostings | null): PlannedWrite {
    const { candidate, decision } = wanted;
    const { key, label, hash, amountOere } = candidate;
    const { tripletexInvoiceId } = decision.original;
    const { creditDate } = wanted;
    const { comment } = decision;
    return {
      kind: KIND,
      rubicKey: key,
      action: "create",
      label,
      requestHash: hash,
      expectation: expectationOf(wanted, original?.customerId ?? 0),
      request: { content: { creditDate, comment }, references: [tripletexInvoiceId], target: null },
      canary: { kinds: [CREDIT_NOTE_KIND], lines: [] },
      serialKey: String(tripletexInvoiceId),
      amountOere,
      documentDate: creditDate,
      send: () => this.#send(wanted, original),
      explainRefusal: () => this.#explainRefusal(wanted),
    };
  }

  async #send(wanted: Dated, original: TripletexInvoiceWithPostings | null): Promise<SendOutcome> {
    if (original === null)
      throw new Error("a credit of an invoice that is only planned was about to be sent");
    const { creditDate: date } = wanted;
    const { comment } = wanted.decision;
    const note = await this.#step.ports.tripletex.createCreditNote(original.id, { date, comment });
    const outstandingOere = original.amountOutstandingOere + wanted.decision.grossOere;
    const mapping = mappingOf(wanted, note, outstandingOere);
    const differences = differencesOf(wanted, { note, original });
    if (differences.length === 0) return { outcome: "written", how: "created", mapping };
    const { label, amountOere } = wanted.candidate;
    const mismatch: HoldInput = {
      label,
      code: "BOOKED_DIFFERENTLY",
      message: `${label} was booked differently than Rubic has it: ${differences.join("; ")}.`,
      amountOere: amountOere - note.amountOere,
      documentDate: date,
    };
    return { outcome: "written", how: "created", mapping, mismatch };
  }

  /** A refusal may mean that somebody has credited the invoice since it was read. */
  async #explainRefusal(wanted: Wanted): Promise<RecordResult | null> {
    const original = await this.#step.ports.tripletex.invoice(wanted.decision.original.tripletexInvoiceId);
    if (original === null) return gone(wanted);
    return original.isCredited ? await this.#adopt(wanted, original) : null;
  }
}

function expectationOf({ decision, creditDate }: Dated, customerId: number): CreditExpectation {
  const { original, netOere, grossOere, rubicCreditNumber } = decision;
  return {
    kind: KIND,
    rubicInvoiceNumber: original.rubicInvoiceNumber,
    tripletexInvoiceId: original.tripletexInvoiceId,
    customerId,
    creditDate,
    netOere,
    grossOere,
    ...(rubicCreditNumber !== null && { rubicCreditNumber }),
  };
}

function differencesOf(
  wanted: Dated,
  { note, original }: { note: TripletexCreditNote; original: TripletexInvoiceWithPostings },
): string[] {
  const expected = creditAsInvoice(expectationOf(wanted, original.customerId));
  return [
    ...compareBooked(expected, note),
    ...(note.creditedInvoiceId === original.id ? [] : ["it credits another invoice in Tripletex"]),
  ];
}

/**
 * The credit note of a credited invoice. Null while Tripletex does not list it: a list may lag behind, and an invoice that shows
 * as credited has one. @throws RemoteError
 */
export async function findCreditNote(
  tripletex: TripletexClient,
  original: Pick<TripletexInvoiceWithPostings, "id" | "customerId">,
): Promise<TripletexCreditNote | null> {
  const invoices = await tripletex.invoicesOfCustomer(original.customerId);
  return invoices.find(({ creditedInvoiceId }) => creditedInvoiceId === original.id) ?? null;
}

/** A credit note over another amount is not the credit that Rubic has: taken over, the rest would be nowhere. Null where it agrees. */
export function holdOtherCredit(of: {
  label: string;
  documentDate: string;
  expected: { netOere: number; grossOere: number };
  note: TripletexCreditNote;
}): Held | null {
  const { label, documentDate, expected, note } = of;
  if (note.amountOere === expected.grossOere && note.amountExcludingVatOere === expected.netOere) return null;
  return {
    outcome: "held",
    code: "ALREADY_CREDITED",
    message: `${label} is ${formatKroner(expected.grossOere)}, of which ${formatKroner(expected.netOere)} net; the invoice is credited in Tripletex over ${formatKroner(note.amountOere)}, of which ${formatKroner(note.amountExcludingVatOere)} net.`,
    amountOere: expected.grossOere,
    documentDate,
  };
}

/** Whether the credit note of a credited invoice says that it was made for one of Rubic's. @throws RemoteError */
export async function isCreditedByService(
  tripletex: TripletexClient,
  original: Pick<TripletexInvoiceWithPostings, "id" | "customerId">,
): Promise<boolean> {
  return isCommentOfCredit((await findCreditNote(tripletex, original))?.comment ?? "");
}

function mappingOf(
  { candidate, decision }: Wanted,
  note: TripletexCreditNote,
  outstandingOere: number,
): CreditMapping {
  const { original, rubicCreditNumber } = decision;
  return {
    kind: KIND,
    rubicCreditId: candidate.invoice.invoiceID,
    ...(rubicCreditNumber !== null && { rubicCreditNumber }),
    rubicInvoiceNumber: original.rubicInvoiceNumber,
    tripletexCreditId: note.id,
    tripletexInvoiceId: original.tripletexInvoiceId,
    creditDate: note.invoiceDate,
    netOere: note.amountExcludingVatOere,
    grossOere: note.amountOere,
    outstandingOere,
    hash: candidate.hash,
  };
}

function gone({ candidate, decision }: Wanted): RecordResult {
  const { label, amountOere, documentDate } = candidate;
  const message = `${label}: invoice ${decision.original.rubicInvoiceNumber} was booked, but Tripletex does not have it any more.`;
  return heldAs(KIND, candidate, {
    outcome: "held",
    code: "GONE_FROM_TRIPLETEX",
    message,
    amountOere,
    documentDate,
  });
}

function creditedInPart({ candidate, decision }: Wanted, byHandOere: number): RecordResult {
  const { label, amountOere, documentDate } = candidate;
  const message = `${label} takes all of invoice ${decision.original.rubicInvoiceNumber}, of which ${formatKroner(byHandOere)} is settled in Tripletex by what is no payment: it may be credited there in part already.`;
  return heldAs(KIND, candidate, {
    outcome: "held",
    code: "ALREADY_CREDITED",
    message,
    amountOere,
    documentDate,
    // An amount without a note is found by the invoice itself.
    ...(decision.rubicCreditNumber !== null && { creditedByHandOn: decision.original.rubicInvoiceId }),
  });
}

function notListed({ candidate, decision }: Wanted): RecordResult {
  const { label, amountOere, documentDate } = candidate;
  const message = `${label}: invoice ${decision.original.rubicInvoiceNumber} is credited in Tripletex, which does not list its credit note.`;
  return heldAs(KIND, candidate, {
    outcome: "held",
    code: "ALREADY_CREDITED",
    message,
    amountOere,
    documentDate,
  });
}
