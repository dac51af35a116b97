/** Which single records a run may be asked for: numbers of one type that a person knows them by. */
import { refusal } from "../refusal.ts";
import type { RunMode, RunType } from "../validators.ts";

/** More at once is no single record any more; a run of the type is then quicker. */
const MAX_KEYS = 50;

/**
 * The keys without blanks around them and without repetition; undefined for a run of everything.
 * @throws ConvexError `KEYS_NOT_USABLE`
 */
export function checkKeys(
  keys: readonly string[] | undefined,
  request: { type: RunType; mode: RunMode },
): string[] | undefined {
  if (keys === undefined) return undefined;
  const given = [...new Set(keys.map((key) => key.trim()))];
  if (request.type === "all")
    throw refusal("KEYS_NOT_USABLE", "Single records need their type, not all types.");
  if (request.mode !== "incremental") {
    throw refusal("KEYS_NOT_USABLE", "Single records are looked for from the cut-over on in any case.");
  }
  if (given.length === 0 || given.includes("")) {
    throw refusal("KEYS_NOT_USABLE", "A number of a record to sync is empty.");
  }
  if (given.length > MAX_KEYS) {
    throw refusal("KEYS_NOT_USABLE", `At most ${MAX_KEYS} single records go at once, not ${given.length}.`);
  }
  return given;
}
