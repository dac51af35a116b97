/** Results that several types share. */
import type { Held } from "../sync/decision.ts";
import type { HoldInput, RecordKind, RecordResult } from "./store.ts";

export interface Named {
  key: string;
  label: string;
}

/** The hold that a rule has decided on. It leaves intents alone: only the batch that stored one, or the settling, removes it. */
export function heldAs(kind: RecordKind, record: Named, held: Held): RecordResult {
  const { code, message, amountOere, documentDate } = held;
  const { alreadyPaidOn, waitsForInvoice, creditedByHandOn, paidOnNote } = held;
  const { label, key: rubicKey } = record;
  const about = { alreadyPaidOn, waitsForInvoice, creditedByHandOn, paidOnNote };
  const hold = { label, code, message, amountOere, documentDate, ...about };
  return { outcome: "held", kind, rubicKey, hold, removesIntent: false };
}

/** A record whose last write has an unknown outcome waits. */
export function waitsForIntent(
  kind: RecordKind,
  record: Named & { amountOere?: number; documentDate?: string },
): RecordResult {
  const { key, label, amountOere, documentDate } = record;
  const message = `It is not known yet whether ${label} reached Tripletex.`;
  const hold: HoldInput = { label, code: "IN_DOUBT", message, amountOere, documentDate };
  return { outcome: "held", kind, rubicKey: key, hold, removesIntent: false };
}

/** For the batch that stored the intent, and for the settling: they know that the write did not happen, so the intent goes. */
export function notWritten(result: RecordResult): RecordResult {
  return result.outcome === "held" ? { ...result, removesIntent: true } : result;
}
