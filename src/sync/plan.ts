/**
 * Whether what a run is about to write is what its plan says: pure comparison, with what differs in words. It must call two
 * writes equal only if the same would be booked.
 */
import { describeDifference, type FieldDifference } from "./differences.ts";
import { formatKroner } from "./format.ts";

/** What is compared of a creation, as planned and as decided now. */
export interface ComparedCreation {
  rubicHash: string | undefined;
  contentHash: string | undefined;
  /** Tripletex ids; as planned, a negative one stands for a record that was only planned. */
  references: readonly number[];
  amountOere: number | undefined;
  documentDate: string | undefined;
}

/** What has changed since the plan, in words; null when nothing has. */
export function creationChange(planned: ComparedCreation, now: ComparedCreation): string | null {
  if (planned.amountOere !== now.amountOere) {
    return `its amount was ${asKroner(planned.amountOere)} and is ${asKroner(now.amountOere)}`;
  }
  if (planned.documentDate !== now.documentDate) {
    return `its date was ${planned.documentDate ?? "none"} and is ${now.documentDate ?? "none"}`;
  }
  if (planned.rubicHash !== now.rubicHash) return "it has changed in Rubic";
  if (planned.contentHash !== now.contentHash) {
    return "it would be booked with another VAT type, account, department or price";
  }
  return agreeReferences(planned.references, now.references)
    ? null
    : "its customer, product or invoice is another record in Tripletex";
}

const asKroner = (oere: number | undefined) => (oere === undefined ? "none" : formatKroner(oere));

function agreeReferences(planned: readonly number[], now: readonly number[]): boolean {
  if (planned.length !== now.length) return false;
  return planned.every((id, index) => id < 0 || id === now[index]);
}

/** What differs between the changes that an update was planned with and those that it would make now; null when nothing does. */
export function updateChange(
  planned: readonly FieldDifference[],
  now: readonly FieldDifference[],
): string | null {
  if (JSON.stringify(planned.map(asRow)) === JSON.stringify(now.map(asRow))) return null;
  if (now.length === 0) return "it needs no change any more";
  return `the record in Tripletex has changed; now it would be: ${now.map(describeDifference).join("; ")}`;
}

const asRow = ({ field, from, to }: FieldDifference) => [field, from, to];
