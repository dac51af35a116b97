/**
 * The fingerprint of a record as the rules see it. Equal fingerprints mean that nothing we own has changed, so nothing is
 * read or written. The version names the rule: a new version makes every record differ once and be compared again.
 */
import type { HashFields } from "./decision.ts";

const HEX_DIGITS_PER_BYTE = 2;
const HEX = 16;

/**
 * `version:` and the SHA-256 of the fields as JSON with sorted keys, 64 hex digits. A field that is undefined counts as absent, null does not.
 * Takes JSON values only; a bigint is a programming error and throws a TypeError.
 */
export async function hashRecord(version: string, fields: HashFields): Promise<string> {
  const bytes = new TextEncoder().encode(canonicalJson(fields));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = Array.from(digest, (byte) => byte.toString(HEX).padStart(HEX_DIGITS_PER_BYTE, "0")).join("");
  return `${version}:${hex}`;
}

/** JSON.stringify keeps insertion order; two readings of one record may differ in it. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (isPlainObject(item) ? sortKeys(item) : item));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sortKeys(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
