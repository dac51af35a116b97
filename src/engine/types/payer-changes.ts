/**
 * Booked invoices and credits of which nothing but the payer has changed in Rubic: two customers were merged there, or the document was moved. Where both are one
 * customer in Tripletex nothing is wrong with the booking; else it waits for the accountant to say so.
 */
import type { RubicInvoice } from "../../rubic/schemas.ts";
import { customerKey } from "../../sync/customer-number.ts";
import { describeCustomer } from "../../sync/describe.ts";
import type { TripletexInvoice } from "../../tripletex/schemas.ts";
import type { Decided } from "../pages.ts";
import type { Step } from "../step.ts";
import type { KnownRecord, MappingInput, RecordResult } from "../store.ts";

/** What is particular to a kind of document. */
export interface BookedKind {
  kind: "invoice" | "credit";
  describe(row: RubicInvoice): string;
  /** The fingerprint of a row, as its mapping keeps it. */
  hash(row: RubicInvoice): Promise<string>;
  mappingOf(from: { invoice: RubicInvoice; hash: string }, booked: TripletexInvoice): MappingInput;
}

interface Changed {
  key: string;
  invoice: RubicInvoice;
  /** As it was when it was booked. */
  hash: string;
}

/** Replaces the holds of such documents among what was decided. @throws RemoteError */
export async function settlePayerChanges(
  step: Step,
  decided: Decided,
  { rows, known, of }: { rows: { key: string; row: RubicInvoice }[]; known: KnownRecord[]; of: BookedKind },
): Promise<void> {
  const changed = rows.flatMap(({ key, row: invoice }, index): (Changed & { tripletexId: number })[] => {
    const mapping = known[index]?.mapping;
    const isCandidate = decided.results.some((result) => isChangeWithoutAmount(result, key));
    if (!isCandidate || !mapping?.hash) return [];
    return [{ key, invoice, hash: mapping.hash, tripletexId: mapping.tripletexId }];
  });
  if (changed.length === 0) return;
  const booked = await step.ports.tripletex.invoicesById(changed.map(({ tripletexId }) => tripletexId));
  const byId = new Map(booked.map((each) => [each.id, each]));
  const numbersOf = await customerNumbersOf(step, booked);
  for (const each of changed) {
    const existing = byId.get(each.tripletexId);
    const result =
      existing === undefined ? null : await settleOne(step, { ...each, numbersOf, of }, existing);
    if (result === null) continue;
    const index = decided.results.findIndex((before) => isChangeWithoutAmount(before, each.key));
    decided.results.splice(index, 1, result);
  }
}

function isChangeWithoutAmount(result: RecordResult, key: string): boolean {
  if (result.outcome !== "held" || result.rubicKey !== key) return false;
  return result.hold.code === "CHANGED_AFTER_BOOKING" && result.hold.amountOere === 0;
}

type NumbersOf = (booked: TripletexInvoice) => string[];

/**
 * Under which numbers Rubic may have had the customer that an invoice is booked on: those that are mapped to it, since a ledger number
 * wins over Rubic's own in Tripletex, and the number there, in case its mapping has gone.
 */
async function customerNumbersOf(step: Step, booked: TripletexInvoice[]): Promise<NumbersOf> {
  const ids = [...new Set(booked.map(({ customerId }) => customerId))];
  const mapped = await step.ports.store.customersByTripletexId(ids);
  const byId = Map.groupBy(mapped, ({ tripletexCustomerId }) => tripletexCustomerId);
  return ({ customerId, customerNumber }) => [
    ...(byId.get(customerId) ?? []).map(({ rubicCustomerNo }) => rubicCustomerNo),
    ...(customerNumber === null ? [] : [String(customerNumber)]),
  ];
}

/** Whether the document is what was booked but for its payer, who had one of these numbers. */
async function isSameButPayer(
  { invoice, hash, of }: Changed & { of: BookedKind },
  customerNos: string[],
): Promise<boolean> {
  for (const customerNo of customerNos) {
    const customer = { ...invoice.customer, customerNo };
    if ((await of.hash({ ...invoice, customer })) === hash) return true;
  }
  return false;
}

/** Null when more than the payer has changed. */
async function settleOne(
  step: Step,
  { numbersOf, ...changed }: Changed & { numbersOf: NumbersOf; of: BookedKind },
  existing: TripletexInvoice,
): Promise<RecordResult | null> {
  if (!(await isSameButPayer(changed, numbersOf(existing)))) return null;
  const { key, invoice, of } = changed;
  const { kind } = of;
  const label = of.describe(invoice);
  const customerNo = customerKey(invoice.customer);
  const customerNos = customerNo === null ? [] : [customerNo];
  const { customers } = await step.ports.store.invoiceContext({ customerNos, productIds: [] });
  if (customers.some(({ tripletexCustomerId }) => tripletexCustomerId === existing.customerId)) {
    const mapping = of.mappingOf({ invoice, hash: await of.hash(invoice) }, existing);
    return { outcome: "mapped", how: "unchanged", rubicKey: key, label, mapping };
  }
  const message = `${label} was booked on customer ${existing.customerNumber} and is on ${describeCustomer(invoice.customer)} in Rubic now.`;
  const amounts = { amountOere: 0, documentDate: invoice.invoiceDate };
  const hold = { label, code: "PAYER_CHANGED", message, ...amounts } as const;
  return { outcome: "held", kind, rubicKey: key, hold, removesIntent: false };
}
