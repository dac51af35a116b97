/** Results that several types share. */
import type { Held } from "../sync/decision.ts";
import type { RecordKind, RecordResult } from "./store.ts";

export interface Named {
  key: string;
  label: string;
}

/** The hold that a rule has decided on. */
export function heldAs(kind: RecordKind, record: Named, held: Held): RecordResult {
  const { code, message, amountOere, documentDate } = held;
  const hold = { label: record.label, code, message, amountOere, documentDate };
  return { outcome: "held", kind, rubicKey: record.key, hold, keepIntent: false };
}

/** A record whose last write has an unknown outcome waits, and its intent stays. */
export function waitsForIntent(
  kind: RecordKind,
  record: Named & { amountOere?: number; documentDate?: string },
): RecordResult {
  const { key, label, amountOere, documentDate } = record;
  const message = `It is not known yet whether ${label} reached Tripletex.`;
  const hold = { label, code: "IN_DOUBT", message, amountOere, documentDate };
  return { outcome: "held", kind, rubicKey: key, hold, keepIntent: true };
}
