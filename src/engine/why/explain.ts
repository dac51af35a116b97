/**
 * Finds out why a record is not in Tripletex: reads it as the next sync would, asks the engine's own handlers what they would do with
 * it, looks it up in Tripletex where it is mapped, and goes on to the record that it waits for. It never writes, on either side.
 */
import type { RubicTransaction } from "../../rubic/schemas.ts";
import { isCreditRow } from "../../sync/credits.ts";
import { problemOfCode } from "../../sync/problem-codes.ts";
import { explainRecord, type Facts, type Outcome, type Why, waitFor } from "../../sync/why/chain.ts";
import type { Reach } from "../../sync/why/reach.ts";
import type { Decided, TypeHandler } from "../pages.ts";
import { holdBack } from "../pages.ts";
import type { Step } from "../step.ts";
import type { RecordKind, RecordResult } from "../store.ts";
import { waitsForCanary } from "../writing.ts";
import { creditSubject, creditsToExplain } from "./credit-subject.ts";
import {
  type FoundRows,
  findRows,
  type KeyedRow,
  type Place,
  readMatching,
  type Wanted,
} from "./find-rows.ts";
import { reachOfPayment } from "./payment-reach.ts";
import {
  customerSubject,
  invoiceSubject,
  paymentSubject,
  productSubject,
  type RecordRef,
  type Subject,
} from "./subjects.ts";

/** What the service knows of a record. */
export type Known = Pick<Facts, "hold" | "mapping">;

export interface WhySource {
  step: Step;
  /** Null: no cut-over date is set, so documents can't be decided about. */
  booksFrom: string | null;
  environment: Facts["environment"];
  knownOf(record: RecordRef): Promise<Known>;
  /** When a sync last read the payments of a day (YYYY-MM-DD), epoch milliseconds; null when none is known to have. */
  paymentsReadAt(day: string): Promise<number | null>;
}

/** A payment waits for its invoice, which waits for its customer. */
const MAX_DEPTH = 3;

/**
 * One chain per record that has the number: first the record itself, then what it waits for. An empty list of records is never
 * answered: what Rubic does not have is a chain that fails at once. @throws RemoteError
 */
export async function explain(source: WhySource, kind: RecordKind, wanted: Wanted): Promise<Why[][]> {
  return await explainAt(source, { kind, wanted, depth: 1 });
}

interface Asked {
  kind: RecordKind;
  wanted: Wanted;
  depth: number;
}

async function explainAt(source: WhySource, asked: Asked): Promise<Why[][]> {
  const { step } = source;
  switch (asked.kind) {
    case "customer":
      return await explainSubject(source, customerSubject(step), asked);
    case "product":
      return await explainSubject(source, productSubject(step), asked);
    case "invoice":
      return await explainInvoice(source, asked);
    case "credit":
      return await explainCredit(source, asked);
    case "payment":
      return await explainPayment(source, asked);
  }
}

/** Without a cut-over date nothing is booked. */
const NEVER = "9999-12-31";

/** Payments older than what each sync reads are read on demand. */
async function explainPayment(source: WhySource, asked: Asked): Promise<Why[][]> {
  const { step } = source;
  const paymentsReadAt = (day: string) => source.paymentsReadAt(day);
  const booksFrom = source.booksFrom ?? NEVER;
  const askedFrom = await step.ports.store.paymentsAskedFrom();
  const subject: Subject<RubicTransaction> = {
    ...paymentSubject(step, booksFrom, askedFrom),
    reachOf: (row, place) => reachOfPayment({ step, booksFrom, paymentsReadAt }, row, place),
  };
  return await explainSubject(source, subject, asked);
}

/** A row that takes money off is a credit, whatever it is called; an invoice is told with its credits. */
async function explainInvoice(source: WhySource, asked: Asked): Promise<Why[][]> {
  const { step, booksFrom } = source;
  const subject = invoiceSubject(step, booksFrom ?? NEVER);
  const found = await findRows(subject, asked.wanted);
  const [keyed] = found?.rows ?? [];
  if (keyed !== undefined && isCreditRow(keyed.row)) {
    return await explainCredit(source, { ...asked, wanted: { by: "key", text: keyed.key } });
  }
  const chains = await explainFound(source, { subject, found, asked });
  if (keyed === undefined || asked.depth > 1) return chains;
  const credits = new Map<string, Why[]>();
  for (const wanted of await creditsToExplain(step, keyed.row)) {
    for (const chain of await explainCredit(source, { ...asked, wanted })) {
      credits.set(chain[0]?.rubicKey ?? "", chain);
    }
  }
  return [...chains, ...credits.values()];
}

/** An invoice whose credit counts at its note is no answer beside the note. */
async function explainCredit(source: WhySource, asked: Omit<Asked, "kind">): Promise<Why[][]> {
  const subject = creditSubject(source.step, source.booksFrom ?? NEVER);
  const chains = await explainSubject(source, subject, { ...asked, kind: "credit" });
  const telling = chains.filter(([first]) => first?.verdict !== "nothing");
  return telling.length === 0 ? chains : telling;
}

async function explainSubject<Row>(source: WhySource, subject: Subject<Row>, asked: Asked): Promise<Why[][]> {
  const found = await findRows(subject, asked.wanted);
  return await explainFound(source, { subject, found, asked });
}

async function explainFound<Row>(
  source: WhySource,
  { subject, found, asked }: { subject: Subject<Row>; found: FoundRows<Row> | null; asked: Asked },
): Promise<Why[][]> {
  if (found === null || found.rows.length === 0) {
    return [[await explainMissing(source, { subject, asked, unreadable: found?.unreadable ?? null })]];
  }
  const chains: Why[][] = [];
  for (const keyed of found.rows) {
    const explained = await explainRow(source, { subject, found, keyed });
    chains.push(await withNeeded(source, explained, asked.depth));
  }
  return chains;
}

async function withNeeded(
  source: WhySource,
  { why, needed, isPayerNext }: Explained,
  depth: number,
): Promise<Why[]> {
  if (needed === null || depth >= MAX_DEPTH) return [why];
  const [rest = []] = await explainAt(source, { ...needed, depth: depth + 1 });
  const [first] = rest;
  if (first === undefined) return [why];
  const isOnlyOnInvoice = first.checks.some(({ code, state }) => code === "inRubic" && state === "failed");
  if (isPayerNext && isOnlyOnInvoice) return [waitFor(why, payerToCome(needed.wanted.text))];
  return [waitFor(why, first), ...rest];
}

const NOUNS: Record<RecordKind, string> = {
  customer: "Customer",
  product: "Product",
  invoice: "Invoice",
  credit: "Credit",
  payment: "Transaction",
};

async function explainMissing<Row>(
  source: WhySource,
  { subject, asked, unreadable }: { subject: Subject<Row>; asked: Asked; unreadable: string | null },
): Promise<Why> {
  const { kind } = subject;
  const { text, by } = asked.wanted;
  const isKey = by === "key" || kind === "customer" || kind === "payment" || unreadable !== null;
  const known = isKey ? await source.knownOf({ kind, rubicKey: text }) : { hold: null, mapping: null };
  const isDocument = kind !== "customer" && kind !== "product";
  const elsewhere = isDocument ? await searched(source, { kind, by, text }) : null;
  const rubic =
    unreadable === null
      ? ({ is: "absent", elsewhere } as const)
      : ({ is: "unreadable", reason: unreadable } as const);
  return explainRecord({
    ...commonFacts(source, {
      kind,
      rubicKey: isKey ? text : null,
      label: `${NOUNS[kind]} ${text}`,
      number: text,
    }),
    ...known,
    rubic,
    reach: { is: "read" },
    outcome: null,
    missingProducts: [],
    seen: null,
  });
}

const SEARCHED = "Its documents of the last three years were looked through.";

/** An invoice that Rubic does not have may be one that a person made in Tripletex. */
async function searched(
  { step }: WhySource,
  { kind, by, text }: { kind: RecordKind } & Wanted,
): Promise<string> {
  if (kind !== "invoice" || by === "key" || !/^[1-9]\d{0,9}$/.test(text)) return SEARCHED;
  const [existing] = await step.ports.tripletex.invoicesByNumber(Number(text));
  if (existing === undefined) return SEARCHED;
  return `${SEARCHED} Tripletex has an invoice ${text} of ${existing.invoiceDate}, which somebody made there or Rubic no longer shows.`;
}

interface Explained {
  why: Why;
  needed: Pick<Asked, "kind" | "wanted"> | null;
  /** The next sync makes its payer a customer from the copy on the invoice, should Rubic have no other. */
  isPayerNext: boolean;
}

interface RowOf<Row> {
  subject: Subject<Row>;
  found: FoundRows<Row>;
  keyed: KeyedRow<Row>;
}

async function explainRow<Row>(source: WhySource, { subject, found, keyed }: RowOf<Row>): Promise<Explained> {
  const { kind } = subject;
  const { key, row } = keyed;
  const { handler, place } = found.reading;
  const known = await source.knownOf({ kind, rubicKey: key });
  const isDecidable = source.booksFrom !== null || kind === "customer" || kind === "product";
  const decided = isDecidable
    ? await decide(source.step, { subject, handler, keyed })
    : ({ outcome: null, isPayerNext: false } as const);
  const missing = known.mapping === null ? await missingProducts(source.step, subject, row) : [];
  const why = explainRecord({
    ...commonFacts(source, {
      kind,
      rubicKey: key,
      label: subject.labelOf(row),
      number: handler.numbersOf(row)[0] ?? key,
    }),
    ...known,
    rubic: { is: "found" },
    reach: await reachOf(subject, { row, place, known }),
    outcome: decided.outcome,
    missingProducts: missing.map(({ label }) => label),
    seen: known.mapping === null ? null : await subject.lookUp(row, known.mapping.tripletexId),
  });
  return { why, needed: neededBy(subject, { why, row, missing }), isPayerNext: decided.isPayerNext };
}

/** Of what is mapped or held it is not asked. */
async function reachOf<Row>(
  subject: Subject<Row>,
  { row, place, known: { mapping, hold } }: { row: Row; place: Place; known: Known },
): Promise<Reach> {
  if (place === "nextWindow" || mapping !== null || hold?.state === "open") return { is: "read" };
  return (await subject.reachOf?.(row, place)) ?? { is: "passedOver", payment: null };
}

function commonFacts(
  { step, environment }: WhySource,
  { number, ...record }: { kind: RecordKind; rubicKey: string | null; label: string; number: string },
) {
  const { tripletexEnv } = step.context;
  // Credits are read with the invoices.
  const type = record.kind === "credit" ? "invoices" : `${record.kind}s`;
  const command = `npm run sync -- --env ${tripletexEnv} --type ${type} --key ${number}`;
  return { ...record, now: step.now, command, environment };
}

/** A payer whom only the invoice names, and who becomes a customer before it is booked. */
function payerToCome(key: string): Why {
  return {
    kind: "customer",
    rubicKey: key,
    label: `Customer ${key}, named on the invoice alone,`,
    verdict: "next",
    sentence: "",
    checks: [],
  };
}

interface ToDecide<Row> {
  subject: Subject<Row>;
  handler: TypeHandler<Row>;
  keyed: KeyedRow<Row>;
}

/** What the engine would do with the record now. */
async function decide<Row>(
  step: Step,
  { subject, handler, keyed }: ToDecide<Row>,
): Promise<{ outcome: Outcome; isPayerNext: boolean }> {
  const { rows: others } = await together(handler, { subject, keyed });
  const decided = holdBack(step, await handler.decide([keyed, ...others]));
  const outcome = await outcomeOf(step, decided, { kind: subject.kind, key: keyed.key });
  const payers = (await handler.missing?.decide()) ?? null;
  const customer = subject.customerOf(keyed.row);
  const isPayerNext =
    outcome.outcome === "held" &&
    outcome.code === "CUSTOMER_NOT_IN_TRIPLETEX" &&
    payers !== null &&
    [...payers.writes, ...payers.results].some(({ rubicKey }) => rubicKey === customer);
  return { outcome, isPayerNext };
}

async function together<Row>(
  handler: TypeHandler<Row>,
  { subject, keyed }: Pick<ToDecide<Row>, "subject" | "keyed">,
): Promise<{ rows: KeyedRow<Row>[] }> {
  if (!subject.isTogether(keyed.row, keyed.row)) return { rows: [] };
  return await readMatching(handler, {
    isWanted: ({ key, row }) => key !== keyed.key && subject.isTogether(keyed.row, row),
    isOne: false,
  });
}

async function outcomeOf(
  step: Step,
  decided: Decided,
  { kind, key }: { kind: RecordKind; key: string },
): Promise<Outcome> {
  const outside = decided.outOfScope.find((each) => each.key === key);
  if (outside !== undefined) return { outcome: "outOfScope", reason: outside.reason };
  const isOurs = (each: RecordResult) =>
    each.outcome !== "released" && each.outcome !== "dropped" && each.rubicKey === key;
  const result = decided.results.find(isOurs);
  if (result?.outcome === "held") return { outcome: "held", ...result.hold };
  if (result?.outcome === "mapped") return { outcome: "adopt" };
  const write = decided.writes.find((each) => each.rubicKey === key && each.kind === kind);
  if (write === undefined) return { outcome: "unchanged" };
  const { waiting } = await step.ports.store.canaries();
  const first = waiting.find((each) => write.canary?.kinds.includes(each.kind));
  const behind = first === undefined ? null : waitsForCanary(write, first.label);
  return behind?.outcome === "held" ? { outcome: "held", ...behind.hold } : { outcome: write.action };
}

async function missingProducts<Row>(step: Step, subject: Subject<Row>, row: Row) {
  const wanted = subject.productsOf(row);
  if (wanted.length === 0) return [];
  const productIds = [...new Set(wanted.map(({ id }) => id))];
  const { products } = await step.ports.store.invoiceContext({ customerNos: [], productIds });
  const mapped = new Set(products.map(({ rubicProductId }) => rubicProductId));
  return wanted.filter(({ id }) => !mapped.has(id));
}

const byKey = (text: string) => ({ by: "key", text }) as const;

function neededBy<Row>(
  subject: Subject<Row>,
  { why, row, missing }: { why: Why; row: Row; missing: { id: number }[] },
): Explained["needed"] {
  const first = why.checks.find(({ state }) => state === "failed")?.code;
  const [product] = missing;
  const customer = subject.customerOf(row);
  const invoice = subject.invoiceOf(row);
  if (first === "customer" && customer !== null) return { kind: "customer", wanted: byKey(customer) };
  if (first === "products" && product !== undefined)
    return { kind: "product", wanted: byKey(String(product.id)) };
  if (first === "invoice" && invoice !== null) return { kind: "invoice", wanted: invoice };
  return null;
}

/** Why no invoice is booked at all: one of them was booked differently than Rubic has it. */
export function invoicesStopped(message: string | null): Facts["environment"]["invoicesStopped"] {
  if (message === null) return null;
  return problemOfCode("BOOKED_DIFFERENTLY", `No invoices are booked: ${message}`);
}
