/**
 * The credits: the second part of the invoices sync, once all invoices of the reading are in Tripletex. A credit of a whole
 * invoice becomes Tripletex's credit note, another document with a negative total is booked as the invoice that it is, and what
 * Rubic does not show for certain waits as a hold.
 */
import type { RubicInvoice } from "../../rubic/schemas.ts";
import { bookedDifferently } from "../../sync/booked-invoice.ts";
import {
  type CreditDecision,
  type CreditInput,
  creditAmountOere,
  decideCredit,
  describeCredit,
  holdChanged,
  isReadThrough,
  isShownByOneNote,
  type WhollyCredited,
} from "../../sync/credit-decision.ts";
import { concernsCredit, seenCreditOf } from "../../sync/credits.ts";
import { osloDate } from "../../sync/oslo.ts";
import { type Decided, nothingDecided, type TypeHandler } from "../pages.ts";
import { heldAs, waitsForIntent } from "../results.ts";
import type { Step } from "../step.ts";
import type { KnownRecord, MappingInput, RecordResult } from "../store.ts";
import { hashCredit } from "./credit-hash.ts";
import { noteCredits } from "./credit-rows.ts";
import { type CreditSight, readCreditSights } from "./credit-sights.ts";
import { type CreditCandidate, CreditWriter } from "./credit-writes.ts";
import { MentionedInvoices } from "./mentioned-invoices.ts";
import { NegativeInvoices } from "./negative-invoices.ts";
import { setMadeByHandAside } from "./notes-by-hand.ts";
import { type BookedKind, settlePayerChanges } from "./payer-changes.ts";
import { takeOverRemade } from "./remade-notes.ts";

const KIND = "credit";
const PAGE_SIZE = 1000;

interface Range {
  from: number;
  to: number;
  isComplete: boolean;
  booksFrom: string;
}

interface Open extends CreditCandidate {
  input: CreditInput;
  replacedIds: number[];
}

export class CreditSync implements TypeHandler<RubicInvoice> {
  readonly syncType = "invoices";
  readonly kind = KIND;
  readonly pageSize = PAGE_SIZE;
  readonly readsEverything: boolean;
  readonly #step: Step;
  readonly #range: Range;
  readonly #writer: CreditWriter;
  readonly #negative: NegativeInvoices;
  readonly #mentioned: MentionedInvoices;

  constructor(step: Step, range: Range) {
    this.#step = step;
    this.#range = range;
    this.readsEverything = range.isComplete;
    this.#writer = new CreditWriter(step);
    this.#negative = new NegativeInvoices(step, range.booksFrom);
    this.#mentioned = new MentionedInvoices(step, range.booksFrom);
  }

  /** What the invoices' reading has left in the step, else Rubic's list once more. Its unreadable rows are the invoices' business. */
  async readPage(pageNo: number) {
    const kept = this.#step.creditPages;
    if (kept !== null) {
      const page = kept[pageNo - 1] ?? { records: [], rowCount: 0 };
      return { ...page, quarantined: [], warnings: [] };
    }
    const { from, to } = this.#range;
    const period = { startPeriod: from, endPeriod: to };
    const page = await this.#step.ports.rubic.invoices({ pageNo, pageSize: PAGE_SIZE, ...period });
    return { ...page, quarantined: [], warnings: [] };
  }

  takes(invoice: RubicInvoice): boolean {
    return concernsCredit(invoice);
  }

  async keyOf(invoice: RubicInvoice): Promise<string> {
    return String(invoice.invoiceID);
  }

  /** A credit is known by the number of the credited invoice, too. */
  numbersOf(invoice: RubicInvoice): string[] {
    const { rubicInvoiceNumber, mentions } = seenCreditOf(invoice);
    return [rubicInvoiceNumber, ...mentions].map(String);
  }

  sendList() {
    return null;
  }

  async decide(rows: { key: string; row: RubicInvoice }[]): Promise<Decided> {
    if (this.#step.creditPages === null) {
      // What came into Rubic's list since the invoices were read has to be known before it is paired.
      await noteCredits(
        this.#step,
        rows.map(({ row }) => row),
      );
    }
    const known = await this.#step.records(
      KIND,
      rows.map(({ key }) => key),
    );
    const decided = nothingDecided();
    const candidates = await this.#openRows(rows);
    const unknown = candidates.filter((candidate, index) => !sortKnown(decided, candidate, known[index]));
    const open = await takeOverRemade(this.#step, decided, unknown);
    await settlePayerChanges(this.#step, decided, { rows, known, of: BOOKED_CREDIT });
    const wholly: { candidate: Open; decision: WhollyCredited }[] = [];
    const negative: Open[] = [];
    for (const candidate of await this.#withMentioned(decided, open)) {
      const decision = decideCredit(candidate.input);
      if (decision.outcome === "wholly") wholly.push({ candidate, decision });
      else if (decision.outcome === "negativeInvoice") negative.push(candidate);
      else if (decision.outcome === "noteOf") {
        count(decided, candidate);
        decided.results.push(asNoteOf(candidate, decision));
      } else settle(decided, candidate, decision);
    }
    for (const { candidate } of wholly) count(decided, candidate);
    for (const candidate of negative) count(decided, candidate);
    await this.#writer.decide(decided, wholly);
    await this.#negative.decide(decided, await setMadeByHandAside(this.#step, decided, negative));
    releaseUnneeded(decided, known);
    return decided;
  }

  async #openRows(rows: { key: string; row: RubicInvoice }[]): Promise<Open[]> {
    const sights = await readCreditSights(
      this.#step.ports.store,
      rows.map(({ row }) => seenCreditOf(row)),
    );
    return await Promise.all(
      rows.map(async ({ key, row }) => {
        const sight = sights.get(row.invoiceID);
        const input = inputOf(row, sight, this.#range.booksFrom);
        return {
          key,
          label: describeCredit(input.seen),
          invoice: row,
          hash: await hashCredit(input.seen),
          amountOere: creditAmountOere(input),
          documentDate: input.seen.date,
          input,
          replacedIds: sight?.replacedIds ?? [],
        };
      }),
    );
  }

  /** A note that mentions the number of an invoice of ours, of the same payer and over the same amount, is about that one. */
  async #withMentioned(decided: Decided, open: Open[]): Promise<Open[]> {
    const alone = open.filter(({ input: { seen, original } }) => seen.isNote && original === null);
    const found = await this.#mentioned.find(decided, alone);
    const { keys } = this.#step.context;
    // Single records are decided without the others that the list has.
    const reading = {
      isComplete: this.#range.isComplete && keys === null,
      today: osloDate(this.#step.context.startedAt),
    };
    const inTime = open.filter(({ key }) => !decided.left.has(key));
    return inTime.map((candidate) => {
      const mentioned = found.get(candidate.key);
      if (mentioned === undefined) return candidate;
      const { original } = mentioned;
      const unmetNumber = isReadThrough(candidate.input.seen, reading) ? null : mentioned.unmetNumber;
      return { ...candidate, input: { ...candidate.input, original, unmetNumber } };
    });
  }
}

const BOOKED_CREDIT: BookedKind = {
  kind: KIND,
  describe: (row) => describeCredit(seenCreditOf(row)),
  hash: (row) => hashCredit(seenCreditOf(row)),
  /** Which row and which invoice it is about stands in the mapping already. */
  mappingOf: ({ invoice, hash }, booked) => ({
    kind: KIND,
    rubicCreditId: invoice.invoiceID,
    tripletexCreditId: booked.id,
    creditDate: booked.invoiceDate,
    netOere: booked.amountExcludingVatOere,
    grossOere: booked.amountOere,
    outstandingOere: booked.amountOutstandingOere,
    hash,
  }),
};

function inputOf(row: RubicInvoice, sight: CreditSight | undefined, booksFrom: string): CreditInput {
  if (sight === undefined) throw new Error("each row that was asked for has its sight");
  const { known, replacedIds: _rows, ...found } = sight;
  const { firstSeenOn, wasSeenWithout } = known;
  const seen = { ...seenCreditOf(row), firstSeenOn, wasSeenWithout };
  return { seen, ...found, unmetNumber: null, booksFrom };
}

/** Deals with a credit that is mapped or in doubt; false when it has to be decided. */
function sortKnown(decided: Decided, candidate: Open, known: KnownRecord | undefined): boolean {
  if (known?.hasIntent) {
    count(decided, candidate);
    decided.results.push(waitsForIntent(KIND, candidate));
    return true;
  }
  if (!known?.mapping) return false;
  const { booked, hash } = known.mapping;
  if (isShownByOneNote(candidate.input, booked)) return false;
  // What was credited before its notes were seen is counted where it is known in the books.
  const amountOere = candidate.input.seen.isNote ? candidate.amountOere : -candidate.input.seen.creditedOere;
  count(decided, { ...candidate, amountOere });
  if (hash === candidate.hash) settleUnchanged(decided, { ...candidate, amountOere }, { known, booked });
  else {
    const held = holdChanged(candidate.input, { amountOere, bookedOere: booked.grossOere });
    decided.results.push(heldAs(KIND, candidate, held));
  }
  return true;
}

/** Equal totals prove neither VAT type nor account: what a person left out as booked wrongly stays so, with its reason. */
function settleUnchanged(
  decided: Decided,
  candidate: Open,
  { known, booked }: { known: KnownRecord; booked: { netOere: number; grossOere: number } },
): void {
  const { key, label, amountOere: grossOere, documentDate, input } = candidate;
  // Of an amount that Rubic shows on its invoice alone, nobody knows the net.
  const isNetSame = !input.seen.isNote || booked.netOere === input.seen.netOere;
  if (isNetSame && booked.grossOere === grossOere) {
    decided.unchanged += 1;
    if (known.hasOpenHold && !known.isBookedWrongly) decided.results.push(release(key));
    return;
  }
  const held = bookedDifferently({ label, grossOere }, booked);
  const missing = { amountOere: grossOere - booked.grossOere, documentDate };
  decided.results.push(heldAs(KIND, candidate, { ...held, ...missing }));
}

/** Only its key and number are new to the books. */
function asNoteOf(
  { key, label, hash, invoice }: Open,
  { original, credit }: Extract<CreditDecision, { outcome: "noteOf" }>,
): RecordResult {
  const mapping: MappingInput = {
    kind: KIND,
    ...credit,
    rubicCreditId: invoice.invoiceID,
    rubicCreditNumber: invoice.invoiceNumber,
    rubicInvoiceNumber: original.rubicInvoiceNumber,
    tripletexInvoiceId: original.booked?.tripletexInvoiceId,
    outstandingOere: 0,
    hash,
  };
  return { outcome: "mapped", how: "unchanged", rubicKey: key, label, mapping };
}

function settle(
  decided: Decided,
  candidate: Open,
  decision: Exclude<CreditDecision, { outcome: "wholly" | "negativeInvoice" | "noteOf" }>,
): void {
  switch (decision.outcome) {
    case "covered":
      decided.outOfScope.push({
        ...candidate,
        kind: KIND,
        reason: `${candidate.label} counts at ${candidate.input.seen.isNote ? "the invoice that it credits" : "its credit note"}.`,
      });
      return;
    case "ignored":
      decided.outOfScope.push({ ...candidate, kind: KIND, reason: decision.reason });
      return;
    case "waits":
      count(decided, candidate);
      decided.results.push(waitsForIntent(KIND, candidate));
      return;
    case "held":
      count(decided, candidate);
      decided.results.push(heldAs(KIND, candidate, decision));
  }
}

/** Adds a credit to what Rubic has in the books' scope. */
function count(decided: Decided, { key, amountOere }: { key: string; amountOere: number }): void {
  decided.amounts.set(key, amountOere);
}

const release = (rubicKey: string) => ({ outcome: "released", kind: KIND, rubicKey }) as const;

/** What has become none of our business needs its hold no more. */
function releaseUnneeded(decided: Decided, known: KnownRecord[]): void {
  const out = new Set(decided.outOfScope.map(({ key }) => key));
  for (const { rubicKey, hasOpenHold } of known) {
    if (hasOpenHold && out.has(rubicKey)) decided.results.push(release(rubicKey));
  }
}
