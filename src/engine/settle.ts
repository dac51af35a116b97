/**
 * Settles open intents: finds out in Tripletex what became of writes whose outcome is unknown. What is found and agrees
 * becomes a mapping. What is not found counts as not written only after the settle time and two empty look-ups apart, since
 * a request may be carried out long after its answer was given up.
 */
import { agreesCustomer, describeCustomerConflict } from "../sync/customers.ts";
import type { Held } from "../sync/decision.ts";
import { agreesInvoice, conflictOfInvoice } from "../sync/invoices.ts";
import { nameMark } from "../sync/name-mark.ts";
import { agreesProduct, productConflict } from "../sync/products.ts";
import { heldAs, notWritten } from "./results.ts";
import { paymentsAmong } from "./set-offs.ts";
import { lookUpCredit, negativeMappingOf } from "./settle-credits.ts";
import { DONE, nextPhase, type PhaseEnd, type Step } from "./step.ts";
import type { MappingInput, OpenIntent, RecordResult } from "./store.ts";

/** Two empty look-ups, this share of the settle time apart, and at least so long. */
const LOOKUPS_NEEDED = 2;
const LOOKUP_GAP_SHARE = 10;
/** A wait up to this long is slept through, so that short settle times (tests, demo) settle within the run. */
const MAX_SLEEP_MS = 10_000;

/** What a look-up says about one intent. */
type Finding =
  | { found: "ours"; mapping: MappingInput }
  | { found: "other"; held: Held }
  | { found: "nothing" };

/** The phase: settles what can be settled now; what is still in doubt stays and its records wait. */
export async function settlePhase(step: Step): Promise<PhaseEnd> {
  await settleIntents(step);
  step.cursor = nextPhase(step.cursor);
  await step.commit({});
  return DONE;
}

/** The same outside of its phase, such as after a step died in the middle of a sub-batch; answers what is still in doubt. */
export async function settleIntents(step: Step): Promise<OpenIntent[]> {
  let stillOpen = await settleOnce(step);
  while (stillOpen.length > 0) {
    if (step.isTimeUp()) break;
    const waitMs = Math.min(...stillOpen.map((intent) => dueAt(step, intent))) - step.now;
    if (waitMs > MAX_SLEEP_MS) break;
    await step.ports.sleep(Math.max(waitMs, 0));
    stillOpen = await settleOnce(step);
  }
  if (stillOpen.length > 0) {
    step.note("warning", `The outcome of ${stillOpen.length} earlier writes is still unknown; they wait.`);
  }
  return stillOpen;
}

/** When the next look-up of an intent can count. */
export function dueAt(step: Step, intent: OpenIntent): number {
  const gapMs = step.ports.settleMs / LOOKUP_GAP_SHARE;
  const settledAt = intent.sentAt + step.ports.settleMs;
  return Math.max(settledAt, (intent.lastLookupAt ?? 0) + gapMs);
}

/** Looks every open intent up once; answers those that stay open, as they are stored now. */
async function settleOnce(step: Step): Promise<OpenIntent[]> {
  const stillOpen: OpenIntent[] = [];
  let after = 0;
  while (true) {
    const page = await step.ports.store.openIntents(after);
    const last = page.at(-1);
    if (last === undefined) return stillOpen;
    after = last.createdAt;
    stillOpen.push(...(await settlePage(step, page)));
    // Look-ups take time, and the commit keeps the lease.
    await step.commit({});
  }
}

async function settlePage(step: Step, intents: OpenIntent[]): Promise<OpenIntent[]> {
  const results: RecordResult[] = [];
  const empty: OpenIntent[] = [];
  const stillOpen: OpenIntent[] = [];
  // Equal payments on one day: each posting settles one of them.
  const claimed = new Set<number>();
  for (const intent of intents) {
    const finding = await lookUp(step, intent, claimed);
    const result = resultOf(step, intent, finding);
    if (result !== null) results.push(result);
    else if (finding.found === "nothing" && step.now >= dueAt(step, intent)) empty.push(intent);
    else stillOpen.push(intent);
  }
  if (empty.length > 0) {
    const keys = empty.map(({ kind, rubicKey }) => ({ kind, rubicKey }));
    await step.ports.store.noteEmptyLookups(keys);
    const now = step.now;
    stillOpen.push(
      ...empty.map((each) => ({ ...each, emptyLookups: each.emptyLookups + 1, lastLookupAt: now })),
    );
  }
  for (const result of results) noteSettled(step, result);
  if (results.length > 0) await step.commit({ results });
  return stillOpen;
}

function noteSettled(step: Step, result: RecordResult): void {
  if (result.outcome === "mapped")
    step.note("info", `${result.label} had reached Tripletex; it is not sent again.`);
}

/** Null while the outcome is still unknown. */
function resultOf(step: Step, intent: OpenIntent, finding: Finding): RecordResult | null {
  const { kind, rubicKey, label } = intent;
  if (intent.action === "update") return { outcome: "dropped", kind, rubicKey };
  switch (finding.found) {
    case "ours":
      return { outcome: "mapped", how: "created", rubicKey, label, mapping: finding.mapping };
    case "other":
      // Until the settle time is over the request may still be under way.
      if (step.now < intent.sentAt + step.ports.settleMs) return null;
      return notWritten(heldAs(kind, { key: rubicKey, label }, finding.held));
    case "nothing": {
      const isAbsent = intent.emptyLookups + 1 >= LOOKUPS_NEEDED && step.now >= dueAt(step, intent);
      return isAbsent ? notArrived(intent) : null;
    }
  }
}

/** It is known now that the write did not happen: the record waits for its turn, and says so. */
function notArrived(intent: OpenIntent): RecordResult {
  const { kind, rubicKey, label } = intent;
  const message = `${label} did not reach Tripletex: two look-ups have not found it.`;
  const held = { outcome: "held", code: "NOT_ARRIVED", message, ...amountsOf(intent.expectation) } as const;
  return notWritten(heldAs(kind, { key: rubicKey, label }, held));
}

function amountsOf(expectation: OpenIntent["expectation"]): { amountOere?: number; documentDate?: string } {
  switch (expectation.kind) {
    case "invoice":
      return { amountOere: expectation.grossOere, documentDate: expectation.invoiceDate };
    case "payment":
      return {
        amountOere: expectation.amountOere,
        // The next sync reads Rubic back to it, and Rubic knows nothing of another booking date.
        documentDate: expectation.rubicPaymentDate ?? expectation.paymentDate,
      };
    case "credit":
      return { amountOere: expectation.grossOere, documentDate: expectation.creditDate };
    case "customer":
    case "product":
      return {};
  }
}

async function lookUp(step: Step, intent: OpenIntent, claimed: Set<number>): Promise<Finding> {
  // An update carries the version that it read, so a late one is refused and a new one compares afresh.
  if (intent.action === "update") return { found: "nothing" };
  switch (intent.expectation.kind) {
    case "customer":
      return await lookUpCustomer(step, intent, intent.expectation);
    case "product":
      return await lookUpProduct(step, intent, intent.expectation);
    case "invoice":
      return await lookUpInvoice(step, intent, intent.expectation);
    case "payment":
      return await lookUpPayment(step, { intent, expected: intent.expectation, claimed });
    case "credit":
      return await lookUpCredit(step, intent, intent.expectation);
  }
}

type ExpectationOf<Kind> = Extract<OpenIntent["expectation"], { kind: Kind }>;

async function lookUpCustomer(
  step: Step,
  intent: OpenIntent,
  expected: ExpectationOf<"customer">,
): Promise<Finding> {
  const [existing] = await step.ports.tripletex.findCustomers([expected.customerNumber]);
  if (existing === undefined) return { found: "nothing" };
  if (!agreesCustomer(expected, existing)) {
    const message = describeCustomerConflict(expected, existing);
    return { found: "other", held: { outcome: "held", code: "CUSTOMER_NUMBER_TAKEN", message } };
  }
  const { rubicKey: rubicCustomerNo, requestHash: hash } = intent;
  const mark = nameMark(rubicCustomerNo, expected.name);
  const mapping = { rubicCustomerNo, tripletexCustomerId: existing.id, hash, nameMark: mark };
  return { found: "ours", mapping: { kind: "customer", ...mapping } };
}

async function lookUpProduct(
  step: Step,
  intent: OpenIntent,
  expected: ExpectationOf<"product">,
): Promise<Finding> {
  const [existing] = await step.ports.tripletex.findProducts([expected.number]);
  if (existing === undefined) return { found: "nothing" };
  if (!agreesProduct(expected, existing)) {
    return { found: "other", held: productConflict(expected, existing) };
  }
  const { rubicProductId, rubicProductGroupId, number, vatTypeId, accountId } = expected;
  return {
    found: "ours",
    mapping: {
      kind: "product",
      rubicProductId,
      rubicProductGroupId,
      rubicProductCode: number,
      tripletexProductId: existing.id,
      vatTypeId,
      accountId,
      hash: intent.requestHash,
    },
  };
}

/** By number and by order number: an order without its invoice is not an absence. */
async function lookUpInvoice(
  step: Step,
  intent: OpenIntent,
  expected: ExpectationOf<"invoice">,
): Promise<Finding> {
  const { tripletex } = step.ports;
  const existing = await tripletex.invoicesByNumber(expected.invoiceNumber);
  const agreeing = existing.find((invoice) => agreesInvoice(expected, invoice));
  if (agreeing !== undefined) {
    if (intent.kind === "credit") return { found: "ours", mapping: negativeMappingOf(intent, agreeing) };
    return {
      found: "ours",
      mapping: {
        kind: "invoice",
        rubicInvoiceId: Number(intent.rubicKey),
        rubicInvoiceNumber: expected.invoiceNumber,
        tripletexInvoiceId: agreeing.id,
        invoiceDate: agreeing.invoiceDate,
        rubicInvoiceDate: expected.invoiceDate,
        netOere: agreeing.amountExcludingVatOere,
        grossOere: agreeing.amountOere,
        outstandingOere: agreeing.amountOutstandingOere,
        hash: intent.requestHash,
      },
    };
  }
  const amounts = { amountOere: expected.grossOere, documentDate: expected.invoiceDate };
  const [other] = existing;
  if (other !== undefined) {
    const conflict = conflictOfInvoice(expected, other);
    return { found: "other", held: { outcome: "held", ...conflict, ...amounts } };
  }
  const orders = await tripletex.ordersByNumber(expected.orderNumber);
  if (orders.length === 0) return { found: "nothing" };
  const message = `${intent.label}: Tripletex has the order ${expected.orderNumber}, but no invoice for it.`;
  return { found: "other", held: { outcome: "held", code: "ORDER_WITHOUT_INVOICE", message, ...amounts } };
}

/** A posting of that day and amount which settles no other transaction is this payment. */
async function lookUpPayment(
  step: Step,
  search: { intent: OpenIntent; expected: ExpectationOf<"payment">; claimed: Set<number> },
): Promise<Finding> {
  const { intent, expected, claimed } = search;
  const { rubicInvoiceId, tripletexInvoiceId, paymentDate, rubicPaymentDate, amountOere } = expected;
  const [context] = await step.ports.store.paymentContext([rubicInvoiceId]);
  const taken = new Set([...(context?.mappedPostingIds ?? []), ...claimed]);
  const { tripletex } = step.ports;
  const invoice = await tripletex.invoice(tripletexInvoiceId);
  const alike = (invoice?.postings ?? []).filter(
    (each) =>
      each.isPayment && !taken.has(each.id) && each.date === paymentDate && each.amountOere === -amountOere,
  );
  const [posting] = await paymentsAmong(tripletex, alike);
  if (invoice === null || posting === undefined) return { found: "nothing" };
  claimed.add(posting.id);
  return {
    found: "ours",
    mapping: {
      kind: "payment",
      rubicTransactionId: Number(intent.rubicKey),
      rubicInvoiceId,
      tripletexInvoiceId,
      tripletexPostingId: posting.id,
      paymentDate,
      ...(rubicPaymentDate !== undefined && { rubicPaymentDate }),
      amountOere,
      outstandingOere: invoice.amountOutstandingOere,
      hash: intent.requestHash,
    },
  };
}
