/**
 * The invoices sync. An invoice in Tripletex can't be changed, so a mapped one is only compared, and an unmapped one is
 * looked up by number before it is booked. What Tripletex booked is compared with Rubic at once; a mismatch stops the type.
 */
import type { RubicCustomer, RubicInvoice } from "../../rubic/schemas.ts";
import { kindsOf } from "../../sync/canary.ts";
import { creditedOere, isCreditRow } from "../../sync/credits.ts";
import { customerKey } from "../../sync/customer-number.ts";
import { describeInvoice } from "../../sync/describe.ts";
import {
  agreesInvoice,
  bookedDifferently,
  changedAfterBooking,
  compareBooked,
  conflictOfInvoice,
  decideInvoice,
  rubicEffectOere,
  type WantedInvoice,
} from "../../sync/invoices.ts";
import { linkedWithDifference } from "../../sync/linking.ts";
import { isInClosedPeriod } from "../../sync/periods.ts";
import { invoiceNumbers } from "../../sync/record-numbers.ts";
import type { TripletexInvoice, TripletexProduct } from "../../tripletex/schemas.ts";
import { BookedInvoices } from "../booked-invoices.ts";
import { type Decided, nothingDecided, type TypeHandler } from "../pages.ts";
import { holdClosed } from "../periods.ts";
import { heldAs, waitsForIntent } from "../results.ts";
import type { Step } from "../step.ts";
import type { HoldInput, KnownRecord, RecordResult } from "../store.ts";
import type { PlannedWrite, SendOutcome } from "../writing.ts";
import { CreditRows, noteTakenBack } from "./credit-rows.ts";
import { isCreditedByService } from "./credit-writes.ts";
import { readInvoiceContext, requestOf } from "./invoice-context.ts";
import { hashInvoice, mappingOf } from "./invoice-mapping.ts";
import { type BookedKind, settlePayerChanges } from "./payer-changes.ts";
import { decidePayers, looksAfterPayers } from "./payers.ts";
import { askForPayments } from "./read-back.ts";
import { Twins } from "./twins.ts";

const KIND = "invoice";
const BOOKED_INVOICE: BookedKind = { kind: KIND, describe: describeInvoice, hash: hashInvoice, mappingOf };
/** Two to three kilobytes a row with its lines. */
const PAGE_SIZE = 1000;

interface Candidate {
  key: string;
  label: string;
  invoice: RubicInvoice;
  hash: string;
}

type Decision = ReturnType<typeof decideInvoice>;

interface WantedCandidate extends Candidate {
  wanted: WantedInvoice;
}

interface Range {
  from: number;
  to: number;
  isComplete: boolean;
  booksFrom: string;
}

export class InvoiceSync implements TypeHandler<RubicInvoice> {
  readonly syncType = "invoices";
  readonly kind = KIND;
  readonly pageSize = PAGE_SIZE;
  readonly #step: Step;
  readonly readsEverything: boolean;
  readonly #range: Range;
  readonly #booked: BookedInvoices;
  readonly #credits: CreditRows;
  /** Payers of the chunk decided last who are not in Tripletex, by customer number. */
  readonly #waitingFor = new Map<string, RubicCustomer>();
  /** Numbers of payers that were looked after in this step, and why one can't become a customer. */
  readonly #askedPayers = new Set<string>();
  readonly #payerReasons = new Map<string, string>();
  readonly #payerTwins = new Twins();

  constructor(step: Step, range: Range) {
    this.#step = step;
    this.#range = range;
    this.readsEverything = range.isComplete;
    this.#booked = new BookedInvoices(step);
    this.#credits = new CreditRows(step);
  }

  /** Credits are decided after all invoices; what this reading shows of them is kept. */
  readonly hasSecondPart = true;

  async readPage(pageNo: number) {
    const { from, to } = this.#range;
    const period = { startPeriod: from, endPeriod: to };
    const page = await this.#step.ports.rubic.invoices({ pageNo, pageSize: PAGE_SIZE, ...period });
    this.#payerTwins.note(page.records.map(({ customer }) => customer));
    return page;
  }

  async note(pageNo: number, invoices: RubicInvoice[]): Promise<void> {
    await this.#credits.note(pageNo, invoices);
  }

  takes(invoice: RubicInvoice): boolean {
    return !isCreditRow(invoice);
  }

  async keyOf(invoice: RubicInvoice): Promise<string> {
    return String(invoice.invoiceID);
  }

  numbersOf(invoice: RubicInvoice): string[] {
    return invoiceNumbers(invoice);
  }

  sendList() {
    return null;
  }

  async decide(rows: { key: string; row: RubicInvoice }[]): Promise<Decided> {
    const keys = rows.map(({ key }) => key);
    const known = await this.#step.records(KIND, keys);
    await noteTakenBack(
      this.#step,
      rows.map(({ row }) => row),
      known,
    );
    const decided = nothingDecided();
    const unmapped: Candidate[] = [];
    for (const [index, { key, row }] of rows.entries()) {
      const hash = await hashInvoice(row);
      const candidate = { key, label: describeInvoice(row), invoice: row, hash };
      if (row.invoiceDate >= this.#range.booksFrom) decided.amounts.set(key, rubicEffectOere(row));
      const isInScope = row.invoiceDate >= this.#range.booksFrom;
      if (isInScope) askForPayments(this.#step, row, known[index]);
      if (!sortKnown(decided, candidate, { known: known[index], isInScope })) unmapped.push(candidate);
    }
    await settlePayerChanges(this.#step, decided, { rows, known, of: BOOKED_INVOICE });
    await this.#decideUnmapped(decided, unmapped, known);
    return decided;
  }

  async #decideUnmapped(decided: Decided, unmapped: Candidate[], known: KnownRecord[]): Promise<void> {
    if (unmapped.length === 0) return;
    this.#waitingFor.clear();
    const { booksFrom } = this.#range;
    const invoices = unmapped.map(({ invoice }) => invoice);
    const contextOf = await readInvoiceContext(this.#step, { invoices, booksFrom });
    const wanted: WantedCandidate[] = [];
    for (const candidate of unmapped) {
      const decision = this.#explainPayer(
        candidate,
        decideInvoice(candidate.invoice, contextOf(candidate.invoice)),
      );
      if (decision.outcome === "wanted") wanted.push({ ...candidate, wanted: decision });
      else if (decision.outcome === "held") decided.results.push(heldAs(KIND, candidate, decision));
      else {
        decided.outOfScope.push(outOfScope(candidate, decision.reason));
        decided.results.push(...releaseIgnored(candidate.key, known));
      }
    }
    await this.#planWanted(decided, wanted);
  }

  /** What is there already is adopted or held; the rest is booked, unless its period is closed or there is no time to look. */
  async #planWanted(decided: Decided, wanted: WantedCandidate[]): Promise<void> {
    const booked = await this.#booked.find(wanted.map((each) => each.wanted.expectation));
    for (const candidate of wanted) {
      const existing = booked.get(candidate.wanted.expectation.invoiceNumber);
      if (existing === undefined) decided.left.add(candidate.key);
      else if (existing.length > 0) decided.results.push(await this.#adoptOrHold(candidate, existing));
      else if (await this.#isClosed(candidate)) decided.results.push(closed(candidate));
      else decided.writes.push(this.#planCreation(candidate));
    }
  }

  /** One that is credited in Tripletex because Rubic credited it is the invoice all the same. */
  async #adoptOrHold(candidate: WantedCandidate, existing: TripletexInvoice[]): Promise<RecordResult> {
    const { invoice } = candidate;
    const isWhole = creditedOere(invoice) === invoice.grossTotalOere;
    const judged = await Promise.all(
      existing.map(async (each) => {
        if (!each.isCredited) return each;
        const isRubics = isWhole || (await isCreditedByService(this.#step.ports.tripletex, each));
        return isRubics ? { ...each, isCredited: false } : each;
      }),
    );
    return adoptOrHold(candidate, judged);
  }

  async #isClosed({ invoice }: Candidate): Promise<boolean> {
    return isInClosedPeriod(await this.#step.periods(), invoice.invoiceDate);
  }

  /** Payers whom Rubic's list of customers lacks, so that they become customers before their invoices are decided again. */
  get missing() {
    const isLookedAfter = looksAfterPayers(this.#step);
    return { kind: "customer" as const, isLookedAfter, decide: () => this.#decideMissing() };
  }

  async #decideMissing() {
    const asked = [...this.#waitingFor];
    if (asked.length === 0) return null;
    for (const [key] of asked) this.#askedPayers.add(key);
    const payers = await decidePayers(
      this.#step,
      asked.map(([key, row]) => ({ key, row })),
      this.#payerTwins,
    );
    if (payers === null) return null;
    for (const [key, reason] of payers.reasons) this.#payerReasons.set(key, reason);
    return payers;
  }

  /** Keeps in mind whom an invoice waits for, and says on it why that payer is no customer, where nothing else says it. */
  #explainPayer({ invoice }: Candidate, decision: Decision): Decision {
    if (decision.outcome !== "held" || decision.code !== "CUSTOMER_NOT_IN_TRIPLETEX") return decision;
    const key = customerKey(invoice.customer);
    if (key === null) return decision;
    const reason = this.#payerReasons.get(key);
    if (reason !== undefined) return { ...decision, message: `${decision.message} ${reason}` };
    if (!this.#askedPayers.has(key)) this.#waitingFor.set(key, invoice.customer);
    return decision;
  }

  #planCreation(candidate: WantedCandidate): PlannedWrite {
    const { key, label, hash, wanted, invoice } = candidate;
    return {
      kind: KIND,
      rubicKey: key,
      action: "create",
      label,
      requestHash: hash,
      expectation: wanted.expectation,
      request: requestOf(wanted),
      canary: { kinds: kindsOf(wanted.expectedLines), lines: wanted.expectedLines },
      serialKey: key,
      amountOere: rubicEffectOere(invoice),
      documentDate: invoice.invoiceDate,
      send: () => this.#book(candidate),
      explainRefusal: () => this.#explainRefusal(candidate),
    };
  }

  async #book(candidate: WantedCandidate): Promise<SendOutcome> {
    const booked = await this.#step.ports.tripletex.createInvoice(candidate.wanted.body);
    const mapping = mappingOf(candidate, booked);
    const mismatches = compareBooked(candidate.wanted.expectation, booked);
    if (mismatches.length === 0) return { outcome: "written", how: "created", mapping };
    const mismatch: HoldInput = {
      label: candidate.label,
      code: "BOOKED_DIFFERENTLY",
      message: `${candidate.label} was booked differently than Rubic has it: ${mismatches.join("; ")}.`,
      amountOere: rubicEffectOere(candidate.invoice) - booked.amountOere,
      documentDate: candidate.invoice.invoiceDate,
    };
    return { outcome: "written", how: "created", mapping, mismatch };
  }

  /** A refusal may mean that the number exists on a date where the first look did not reach, or that a product is inactive. */
  async #explainRefusal(candidate: WantedCandidate): Promise<RecordResult | null> {
    const { tripletex } = this.#step.ports;
    const existing = await tripletex.invoicesByNumber(candidate.wanted.expectation.invoiceNumber);
    if (existing.length > 0) return await this.#adoptOrHold(candidate, existing);
    const lines = candidate.wanted.body.orders.flatMap((order) => order.orderLines);
    for (const id of new Set(lines.flatMap((line) => line.product?.id ?? []))) {
      const product = await tripletex.product(id);
      if (product?.isInactive === true) return holdInactiveProduct(candidate, product);
    }
    return null;
  }
}

function closed({ key, label, invoice }: WantedCandidate): RecordResult {
  const amounts = { amountOere: rubicEffectOere(invoice), documentDate: invoice.invoiceDate };
  return heldAs(KIND, { key, label }, holdClosed({ label, ...amounts }));
}

function holdInactiveProduct(candidate: WantedCandidate, product: TripletexProduct): RecordResult {
  return heldAs(KIND, candidate, {
    outcome: "held",
    code: "LINE_PRODUCT_INACTIVE",
    message: `${candidate.label} sells product ${product.number} (${product.name}), which is inactive in Tripletex.`,
    amountOere: rubicEffectOere(candidate.invoice),
    documentDate: candidate.invoice.invoiceDate,
  });
}

/** Deals with an invoice that is mapped or in doubt; false when it has to be decided. */
function sortKnown(
  decided: Decided,
  candidate: Candidate,
  { known, isInScope }: { known: KnownRecord | undefined; isInScope: boolean },
): boolean {
  const { invoice, key, hash } = candidate;
  if (known?.hasIntent) {
    const amounts = { amountOere: rubicEffectOere(invoice), documentDate: invoice.invoiceDate };
    decided.results.push(waitsForIntent(KIND, { ...candidate, ...amounts }));
    return true;
  }
  if (!known?.mapping) return false;
  const { booked, isLinked } = known.mapping;
  if (known.mapping.hash !== hash) {
    const change = changedAfterBooking(invoice, booked);
    // What is older than the cut-over is in neither side's sum, and so is what is missing of it.
    decided.results.push(heldAs(KIND, candidate, isInScope ? change : { ...change, amountOere: 0 }));
  } else if (isLinked) {
    const held = isInScope ? linkedWithDifference(invoice, booked.grossOere) : null;
    if (held !== null) decided.results.push(heldAs(KIND, candidate, held));
    else settleUnchanged(decided, key, known);
  } else if (booked.netOere !== invoice.netTotalOere || booked.grossOere !== invoice.grossTotalOere) {
    decided.results.push(stillBookedDifferently(candidate, booked));
  } else settleUnchanged(decided, key, known);
  return true;
}

/** Equal totals prove neither VAT type nor account: what a person left out as booked wrongly stays so, with its reason. */
function settleUnchanged(decided: Decided, key: string, known: KnownRecord): void {
  decided.unchanged += 1;
  if (known.hasOpenHold && !known.isBookedWrongly) decided.results.push(release(key));
}

/** Rubic has not changed, so it was booked wrongly: the hold stays until a person has decided. */
function stillBookedDifferently(
  candidate: Candidate,
  booked: { netOere: number; grossOere: number },
): RecordResult {
  const { invoice, label } = candidate;
  return heldAs(KIND, candidate, {
    ...bookedDifferently({ label, grossOere: invoice.grossTotalOere }, booked),
    amountOere: rubicEffectOere(invoice) - booked.grossOere,
    documentDate: invoice.invoiceDate,
  });
}

function outOfScope({ key, label, invoice }: Candidate, reason: string) {
  const { invoiceDate: documentDate } = invoice;
  return { kind: KIND, key, label, reason, amountOere: rubicEffectOere(invoice), documentDate } as const;
}

function release(rubicKey: string): RecordResult {
  return { outcome: "released", kind: KIND, rubicKey };
}

/** An invoice before the cut-over needs nothing; a hold from before the date was set is closed. */
function releaseIgnored(key: string, known: KnownRecord[]): RecordResult[] {
  return known.some((each) => each.rubicKey === key && each.hasOpenHold) ? [release(key)] : [];
}

function adoptOrHold(candidate: WantedCandidate, existing: TripletexInvoice[]): RecordResult {
  const { key, label, wanted } = candidate;
  const agreeing = existing.find((each) => agreesInvoice(wanted.expectation, each));
  if (agreeing !== undefined) {
    const mapping = mappingOf(candidate, agreeing);
    return { outcome: "mapped", how: "adopted", rubicKey: key, label, mapping };
  }
  const [other] = existing;
  if (other === undefined) throw new Error("adoptOrHold needs at least one existing invoice");
  return heldAs(KIND, candidate, {
    outcome: "held",
    ...conflictOfInvoice(wanted.expectation, other),
    amountOere: rubicEffectOere(candidate.invoice),
    documentDate: candidate.invoice.invoiceDate,
  });
}
