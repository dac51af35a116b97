/**
 * Breaks the schema on purpose, as an unannounced release of Rubic would: a new key, a new enum number, a null or a gap where none may be.
 * Which rows are hit depends on the row alone, so that a second reading meets the same defect.
 */
import type { RubicSettings } from "./settings.ts";

/** Fields of a list that can be broken. */
export interface DriftFields {
  enumField?: string;
  nullField: string;
  missingField: string;
}

/** Row 0 and each following twentieth row are broken; a new key comes on every row. */
const BROKEN_EVERY = 20;
const UNKNOWN_ENUM_VALUE = 42;

/** The row, broken if it is one of those that are. `place` is its place in the world's list. */
export function driftRow(
  row: object,
  how: { place: number; fields: DriftFields; drift: RubicSettings["schemaDrift"] },
): object {
  const { place, fields, drift } = how;
  if (drift === "unknownKey") {
    return { ...row, addedInTheNextRelease: "ukjent" };
  }
  if (place % BROKEN_EVERY !== 0) {
    return row;
  }
  switch (drift) {
    case "none":
      return row;
    case "unknownEnum":
      return fields.enumField ? { ...row, [fields.enumField]: UNKNOWN_ENUM_VALUE } : row;
    case "nullInNonNull":
      return { ...row, [fields.nullField]: null };
    case "missingKey":
      return Object.fromEntries(Object.entries(row).filter(([name]) => name !== fields.missingField));
    default:
      return drift satisfies never;
  }
}
