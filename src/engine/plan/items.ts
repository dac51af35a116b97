/** Turns what the engine has decided into items of a plan: the same decisions, written down instead of carried out. */
import { hashRecord } from "../../sync/hash.ts";
import type { MappingInput, PlanItem, RecordKind, RecordResult } from "../store.ts";
import type { Look, PlannedWrite } from "../writing.ts";

/** Names how `contentHash` is made; a plan is carried out by the version that made it, or not at all. */
const CONTENT_VERSION = "plan-1";

/** A record that is none of the service's business. */
export interface OutOfScope {
  kind: RecordKind;
  key: string;
  label: string;
  reason: string;
  amountOere: number;
  documentDate: string;
}

export function outOfScopeItem(record: OutOfScope): PlanItem {
  const { kind, key, label, reason, amountOere, documentDate } = record;
  return { kind, rubicKey: key, action: "outOfScope", label, message: reason, amountOere, documentDate };
}

/** What needs no write: adoptions and holds. A hold that closes is nothing that a sync writes. */
export function itemsOfResults(results: RecordResult[]): PlanItem[] {
  return results.flatMap((result) => itemOf(result) ?? []);
}

function itemOf(result: RecordResult): PlanItem | null {
  switch (result.outcome) {
    case "mapped":
      return adoption(result);
    case "held":
      return holdItem(result);
    case "released":
    case "dropped":
      return null;
  }
}

function holdItem({ kind, rubicKey, hold }: Extract<RecordResult, { outcome: "held" }>): PlanItem {
  const { label, code, message, amountOere, documentDate, waitsForInvoice } = hold;
  const action = code === "IN_DOUBT" ? "waits" : "held";
  return { kind, rubicKey, action, label, code, message, amountOere, documentDate, waitsForInvoice };
}

function adoption({ rubicKey, label, mapping }: Extract<RecordResult, { outcome: "mapped" }>): PlanItem {
  const { kind, hash: rubicHash } = mapping;
  const target = `id ${tripletexIdOf(mapping)}`;
  const amounts = amountsOf(mapping);
  return { kind, rubicKey, action: "adopt", label, rubicHash, mapping, target, ...amounts };
}

export function tripletexIdOf(mapping: MappingInput): number {
  switch (mapping.kind) {
    case "customer":
      return mapping.tripletexCustomerId;
    case "product":
      return mapping.tripletexProductId;
    case "invoice":
      return mapping.tripletexInvoiceId;
    case "payment":
      return mapping.tripletexPostingId;
    case "credit":
      return mapping.tripletexCreditId;
  }
}

function amountsOf(
  mapping: MappingInput,
): Pick<PlanItem, "amountOere" | "documentDate" | "rubicInvoiceId" | "invoiceNumber"> {
  switch (mapping.kind) {
    case "customer":
    case "product":
      return {};
    case "invoice":
      return {
        amountOere: mapping.grossOere,
        documentDate: mapping.invoiceDate,
        invoiceNumber: mapping.rubicInvoiceNumber,
      };
    case "payment":
      return {
        amountOere: mapping.amountOere,
        documentDate: mapping.rubicPaymentDate ?? mapping.paymentDate,
        rubicInvoiceId: mapping.rubicInvoiceId,
      };
    case "credit":
      return { amountOere: mapping.grossOere, documentDate: mapping.creditDate };
  }
}

type Creation = Extract<PlannedWrite, { action: "create" }>;

export async function creationItem(write: Creation): Promise<PlanItem> {
  const { references, target } = write.request;
  const { expectation } = write;
  return {
    ...baseOf(write),
    action: "create",
    contentHash: await contentHash(write),
    references,
    expectation,
    ...(target === null ? {} : { target }),
    ...(expectation.kind === "payment" && { rubicInvoiceId: expectation.rubicInvoiceId }),
    // A credit that is booked as a negative invoice is none that could be credited.
    ...(write.kind === "invoice" &&
      expectation.kind === "invoice" && { invoiceNumber: expectation.invoiceNumber }),
  };
}

/** @returns the hash of what a creation sends, without the ids of what may only be planned */
export async function contentHash({ request }: Creation): Promise<string> {
  return await hashRecord(CONTENT_VERSION, request.content);
}

/** Null when the look has shown that nothing has to be written. */
export function updateItem(write: PlannedWrite, look: Look): PlanItem | null {
  if (look.outcome === "held") {
    const { code, message } = look.held;
    return { ...baseOf(write), action: "held", code, message };
  }
  if (look.differences.length === 0) return null;
  return { ...baseOf(write), action: "update", differences: look.differences };
}

function baseOf({ kind, rubicKey, label, requestHash, amountOere, documentDate }: PlannedWrite) {
  return { kind, rubicKey, label, rubicHash: requestHash, amountOere, documentDate };
}
