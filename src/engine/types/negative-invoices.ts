/**
 * Documents with a negative total that credit no whole invoice of ours: booked as the invoices that they are, with Rubic's number,
 * date and lines. Tripletex leaves their amount open on the customer, where a person sets it against what it is about.
 */
import { agreesInvoice, compareBooked, conflictOfInvoice } from "../../sync/booked-invoice.ts";
import { kindsOf } from "../../sync/canary.ts";
import { decideInvoice, type WantedInvoice } from "../../sync/invoices.ts";
import { isInClosedPeriod } from "../../sync/periods.ts";
import type { TripletexInvoice } from "../../tripletex/schemas.ts";
import { BookedInvoices } from "../booked-invoices.ts";
import type { Decided } from "../pages.ts";
import { holdClosed } from "../periods.ts";
import { heldAs } from "../results.ts";
import type { Step } from "../step.ts";
import type { MappingInput, RecordResult } from "../store.ts";
import type { PlannedWrite, SendOutcome } from "../writing.ts";
import type { CreditCandidate } from "./credit-writes.ts";
import { readInvoiceContext, requestOf } from "./invoice-context.ts";

const KIND = "credit";

interface Wanted {
  candidate: CreditCandidate;
  wanted: WantedInvoice;
}

export class NegativeInvoices {
  readonly #step: Step;
  readonly #booksFrom: string;
  readonly #booked: BookedInvoices;

  constructor(step: Step, booksFrom: string) {
    this.#step = step;
    this.#booksFrom = booksFrom;
    this.#booked = new BookedInvoices(step);
  }

  async decide(decided: Decided, candidates: CreditCandidate[]): Promise<void> {
    if (candidates.length === 0) return;
    const contextOf = await this.#contextOf(candidates);
    const wanted: Wanted[] = [];
    for (const candidate of candidates) {
      const decision = decideInvoice(candidate.invoice, contextOf(candidate.invoice));
      if (decision.outcome === "wanted") wanted.push({ candidate, wanted: decision });
      else if (decision.outcome === "held") decided.results.push(heldAs(KIND, candidate, decision));
      else throw new Error(`${candidate.label} is in the books' time and was left out as before it`);
    }
    const booked = await this.#booked.find(wanted.map((each) => each.wanted.expectation));
    for (const each of wanted) {
      const existing = booked.get(each.wanted.expectation.invoiceNumber);
      if (existing === undefined) decided.left.add(each.candidate.key);
      else if (existing.length > 0) decided.results.push(adoptOrHold(each, existing));
      else if (await this.#isClosed(each)) decided.results.push(closed(each));
      else decided.writes.push(this.#plan(each));
    }
  }

  #contextOf(candidates: CreditCandidate[]) {
    const invoices = candidates.map(({ invoice }) => invoice);
    return readInvoiceContext(this.#step, { invoices, booksFrom: this.#booksFrom });
  }

  async #isClosed({ candidate }: Wanted): Promise<boolean> {
    return isInClosedPeriod(await this.#step.periods(), candidate.documentDate);
  }

  #plan(each: Wanted): PlannedWrite {
    const { key, label, hash, amountOere, documentDate } = each.candidate;
    const { expectation, expectedLines } = each.wanted;
    return {
      kind: KIND,
      rubicKey: key,
      action: "create",
      label,
      requestHash: hash,
      expectation,
      request: requestOf(each.wanted),
      canary: { kinds: kindsOf(expectedLines), lines: expectedLines },
      serialKey: key,
      amountOere,
      documentDate,
      send: () => this.#send(each),
      explainRefusal: () => this.#explainRefusal(each),
    };
  }

  async #send(each: Wanted): Promise<SendOutcome> {
    const booked = await this.#step.ports.tripletex.createInvoice(each.wanted.body);
    const mapping = mappingOf(each, booked);
    const differences = compareBooked(each.wanted.expectation, booked);
    if (differences.length === 0) return { outcome: "written", how: "created", mapping };
    const { label, amountOere, documentDate } = each.candidate;
    const message = `${label} was booked differently than Rubic has it: ${differences.join("; ")}.`;
    const missingOere = amountOere - booked.amountOere;
    const mismatch = {
      label,
      code: "BOOKED_DIFFERENTLY",
      message,
      amountOere: missingOere,
      documentDate,
    } as const;
    return { outcome: "written", how: "created", mapping, mismatch };
  }

  /** A refusal may mean that the number exists on a date where the first look did not reach. */
  async #explainRefusal(each: Wanted): Promise<RecordResult | null> {
    const { invoiceNumber } = each.wanted.expectation;
    const existing = await this.#step.ports.tripletex.invoicesByNumber(invoiceNumber);
    return existing.length === 0 ? null : adoptOrHold(each, existing);
  }
}

function closed({ candidate }: Wanted): RecordResult {
  return heldAs(KIND, candidate, holdClosed(candidate));
}

function adoptOrHold(each: Wanted, existing: TripletexInvoice[]): RecordResult {
  const { candidate, wanted } = each;
  const { key, label, amountOere, documentDate } = candidate;
  const agreeing = existing.find((invoice) => agreesInvoice(wanted.expectation, invoice));
  if (agreeing !== undefined) {
    return { outcome: "mapped", how: "adopted", rubicKey: key, label, mapping: mappingOf(each, agreeing) };
  }
  const [other] = existing;
  if (other === undefined) throw new Error("adoptOrHold needs at least one existing invoice");
  return heldAs(KIND, candidate, {
    outcome: "held",
    ...conflictOfInvoice(wanted.expectation, other),
    amountOere,
    documentDate,
  });
}

function mappingOf({ candidate }: Wanted, booked: TripletexInvoice): MappingInput {
  return negativeMapping({
    rubicCreditId: candidate.invoice.invoiceID,
    rubicCreditNumber: candidate.invoice.invoiceNumber,
    booked,
    hash: candidate.hash,
  });
}

/** The mapping of a document with a negative total. */
export function negativeMapping(of: {
  rubicCreditId: number;
  rubicCreditNumber: number;
  booked: Pick<
    TripletexInvoice,
    "id" | "invoiceDate" | "amountOere" | "amountExcludingVatOere" | "amountOutstandingOere"
  >;
  hash: string;
}): MappingInput {
  const { booked, ...rubic } = of;
  return {
    kind: KIND,
    ...rubic,
    tripletexCreditId: booked.id,
    creditDate: booked.invoiceDate,
    netOere: booked.amountExcludingVatOere,
    grossOere: booked.amountOere,
    outstandingOere: booked.amountOutstandingOere,
  };
}
