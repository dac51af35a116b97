/**
 * Splits look-ups into calls that fit in a URL, and checks that a look-up returned only what was asked for.
 * It exists because Tripletex ignores an unknown filter and returns everything (Tripletex dossier 14, trap 1).
 * It must never let a record through whose key was not asked for.
 */
import type { Transport } from "./transport.ts";

/** Keys per call; more only makes a refused call harder to read. */
const MAX_KEYS_PER_CALL = 100;
/** Characters of encoded keys per call; servers commonly cut URLs at 8,000. */
const MAX_KEY_CHARACTERS = 4000;
const SEPARATOR_CHARACTERS = 20;

/** Splits distinct keys into groups for one call each. No keys give no group: an empty filter would return everything. */
export function splitKeys<Key extends string | number>(keys: readonly Key[]): Key[][] {
  const groups: Key[][] = [];
  let room = 0;
  for (const key of new Set(keys)) {
    const size = encodeURIComponent(String(key)).length + SEPARATOR_CHARACTERS;
    const current = groups.at(-1);
    if (current !== undefined && current.length < MAX_KEYS_PER_CALL && size <= room) {
      current.push(key);
      room -= size;
    } else {
      groups.push([key]);
      room = MAX_KEY_CHARACTERS - size;
    }
  }
  return groups;
}

/** What a look-up asked for, and how to read a record's key. */
export interface LookUpCheck<T, Key> {
  path: string;
  asked: Iterable<Key>;
  keyOf: (record: T) => Key;
}

/** Returns the records, or throws unexpectedReply if one of them was not asked for: the filter was ignored. */
export function refuseUnasked<T, Key>(
  transport: Transport,
  records: T[],
  { path, asked, keyOf }: LookUpCheck<T, Key>,
): T[] {
  const askedKeys = new Set(asked);
  if (records.every((record) => askedKeys.has(keyOf(record)))) return records;
  throw transport.refuse("GET", path, "it holds records that were not asked for, so the filter was ignored");
}

/** Gives null for "no such object" (404 with code 6000) and throws everything else on. */
export async function nullIfMissing<T>(
  read: () => Promise<T>,
  isMissing: (error: unknown) => boolean,
): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
