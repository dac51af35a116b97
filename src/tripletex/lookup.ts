/**
 * Splits look-ups into calls that fit in a URL, and checks that a look-up returned only what was asked for.
 * It exists because Tripletex ignores an unknown filter and returns everything (Tripletex dossier 14, trap 1).
 * It must never let a record through whose key was not asked for.
 */
import { isRemoteError } from "../http/errors.ts";
import type { Transport } from "./transport.ts";

/** Keys per call: as many as are decided together. */
const MAX_KEYS_PER_CALL = 400;
/** Characters of encoded keys per call; servers commonly cut URLs at 8,000. Tripletex's own limit is not known. */
const MAX_KEY_CHARACTERS = 4000;
/** A comma stays a comma in the URL. */
const COMMA_CHARACTERS = 1;

/**
 * Splits distinct keys into groups for one call each. No keys give no group: an empty filter would return everything.
 * @param options what stands between two keys in the URL (a comma, or a repeated parameter), and how many keys one call
 * carries: fewer where each record brings much with it
 */
export function splitKeys<Key extends string | number>(
  keys: readonly Key[],
  { separatorCharacters = COMMA_CHARACTERS, keysPerCall = MAX_KEYS_PER_CALL } = {},
): Key[][] {
  const groups: Key[][] = [];
  let room = 0;
  for (const key of new Set(keys)) {
    const size = encodeURIComponent(String(key)).length + separatorCharacters;
    const current = groups.at(-1);
    if (current !== undefined && current.length < keysPerCall && size <= room) {
      current.push(key);
      room -= size;
    } else {
      groups.push([key]);
      room = MAX_KEY_CHARACTERS - size;
    }
  }
  return groups;
}

/** Content too large, address too long, header too large: refused before anything was looked up. */
const TOO_LONG_STATUSES: ReadonlySet<number | undefined> = new Set([413, 414, 431]);

/** Looks a group of keys up in one call, and in two halves when the server finds the address too long. */
export async function lookUpGroup<Key, T>(group: Key[], lookUp: (keys: Key[]) => Promise<T[]>): Promise<T[]> {
  try {
    return await lookUp(group);
  } catch (error) {
    const isTooLong = isRemoteError(error) && TOO_LONG_STATUSES.has(error.status);
    if (!isTooLong || group.length === 1) throw error;
    const middle = Math.ceil(group.length / 2);
    const first = await lookUpGroup(group.slice(0, middle), lookUp);
    return [...first, ...(await lookUpGroup(group.slice(middle), lookUp))];
  }
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
