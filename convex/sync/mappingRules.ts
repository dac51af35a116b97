/** What must stay, and what is kept, where a mapping is stored again. */
import type { Doc } from "../_generated/dataModel.js";
import { refusal } from "../refusal.ts";

/**
 * A booked document stays what it is: a mapping that pointed to another one would hide that something is booked twice.
 * @throws ConvexError `MAPPING_MOVES`
 */
export function refuseMove(before: number | undefined, after: number): void {
  if (before === undefined || before === after) return;
  throw refusal(
    "MAPPING_MOVES",
    `A record that is booked as ${before} in Tripletex was about to be booked as ${after}.`,
  );
}

/** The first of `rows` that is not `existing`: the other row on the same Tripletex record. */
export function otherThan<Row extends { _id: string }>(rows: Row[], existing: Row | null): Row | undefined {
  return rows.find((row) => row._id !== existing?._id);
}

/** The VAT types of a product before the next one, for what was billed with them. */
export function formerOf({ vatTypeId, formerVatTypeIds = [] }: Doc<"productMapping">, next: number) {
  if (vatTypeId === next) return {};
  return { formerVatTypeIds: [...new Set([...formerVatTypeIds, vatTypeId])] };
}
