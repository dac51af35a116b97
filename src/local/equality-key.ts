/**
 * Turns field values into hash keys for the accelerator. Two values get the same key exactly when Convex's own
 * comparison calls them equal; a value for which that isn't certain ends the chain of equalities, so that the look-up
 * falls back to a wider set instead of missing a document.
 */
import { type JSONValue, jsonToConvex } from "convex/values";
import type { RangeExpression, StoredDocument } from "./engine-internals.ts";

/** Key part of a value that no scalar equals: bytes, lists, objects, NaN. */
const NOT_SCALAR = "?";

/** Largest int64. The engine gives it to placeholders of commit times, so it stands for more than one value. */
const MAX_INT64 = 2n ** 63n - 1n;

/** The equalities at the start of an index range whose values can be hashed. */
export function leadingEqualities(range: RangeExpression[]): RangeExpression[] {
  const end = range.findIndex(
    (expression) => expression.type !== "Eq" || scalarKey(boundValue(expression)) === NOT_SCALAR,
  );
  return end === -1 ? range : range.slice(0, end);
}

/** The key that documents matching these equalities have under `valueKeyOf` of the same fields. */
export function expressionKey(equalities: RangeExpression[]): string {
  return joinKeys(equalities.map((equality) => scalarKey(boundValue(equality))));
}

/** The key of a document for some fields, dots reaching into objects. */
export function valueKeyOf(document: StoredDocument, fieldPaths: string[]): string {
  return joinKeys(fieldPaths.map((fieldPath) => scalarKey(fieldValue(document, fieldPath))));
}

/** Lengths make the joined key unambiguous whatever the strings hold. */
function joinKeys(keys: string[]): string {
  return keys.map((key) => `${key.length}:${key}`).join("");
}

function scalarKey(value: unknown): string {
  if (value === undefined) return "u";
  if (value === null) return "n";
  if (typeof value === "boolean") return value ? "t" : "f";
  if (typeof value === "string") return `s${value}`;
  if (typeof value === "bigint") return value === MAX_INT64 ? NOT_SCALAR : `i${value}`;
  return typeof value === "number" ? numberKey(value) : NOT_SCALAR;
}

/** Convex tells 0 from -0 and compares NaN by its bits. */
function numberKey(value: number): string {
  if (Number.isNaN(value)) return NOT_SCALAR;
  return Object.is(value, -0) ? "d-0" : `d${value}`;
}

/** The engine writes an absent bound as `{ $undefined: … }`. */
function boundValue({ value }: RangeExpression): unknown {
  if (typeof value === "object" && value !== null && "$undefined" in value) return undefined;
  return jsonToConvex(value as JSONValue);
}

function fieldValue(document: StoredDocument, fieldPath: string): unknown {
  let value: unknown = document;
  for (const part of fieldPath.split(".")) {
    value = isPlainObject(value) ? value[part] : undefined;
  }
  return value;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ArrayBuffer)
  );
}
