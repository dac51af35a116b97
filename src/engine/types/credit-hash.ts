/** The fingerprint that a mapping keeps of what was booked for a credit. */
import { creditHashFields, type SeenCredit } from "../../sync/credits.ts";
import { hashRecord } from "../../sync/hash.ts";

/** Raised only together with a migration of stored hashes: a changed hash means "changed after it was booked". */
const HASH_VERSION = "credit-1";

export async function hashCredit(seen: SeenCredit): Promise<string> {
  return await hashRecord(HASH_VERSION, creditHashFields(seen));
}
