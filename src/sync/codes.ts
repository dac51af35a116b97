/**
 * What every code of the service says beside its name, whether it is the reason of a hold or the problem of a run. A
 * catalogue is a record of these entries, so that an entry without one of the four does not compile.
 */

/** Who can mend it. `us`: whoever builds the service. */
export const MENDERS = ["accountant", "operator", "us"] as const;
export type Mender = (typeof MENDERS)[number];

/** What a person reads: "us" would be whoever reads it. */
export const MENDER_WORDS: Record<Mender, string> = {
  accountant: "accountant",
  operator: "operator",
  us: "developers",
};

/**
 * Whether trying again can help. byItself: time alone heals it, or the mending of another record. afterMending: only once
 * somebody has acted; a held record is looked at again at growing intervals, since nobody tells the service. never: only a
 * person's own entry or decision ends it.
 */
export type Retry = "byItself" | "afterMending" | "never";

export interface CodeEntry {
  /** A few words, without a full stop. */
  title: string;
  /** The one thing to do, in whole sentences. */
  remedy: string;
  mender: Mender;
  retry: Retry;
}

/** The codes of a catalogue. The cast is what `Object.keys` forgets: a catalogue is a constant with exactly these keys. */
export function codesOf<Code extends string>(catalogue: Record<Code, CodeEntry>): Code[] {
  return Object.keys(catalogue) as Code[];
}

/** Finds the entry of a code that may come from a row of an older version; `gone` stands in for one that is no more. */
export function entryOf<Code extends string>(
  catalogue: Record<Code, CodeEntry>,
  code: string,
  gone: Omit<CodeEntry, "title">,
): CodeEntry {
  return isCodeOf(catalogue, code) ? catalogue[code] : { title: code, ...gone };
}

/** Tells a code of the catalogue from any other text. */
export function isCodeOf<Code extends string>(
  catalogue: Record<Code, CodeEntry>,
  code: string,
): code is Code {
  return Object.hasOwn(catalogue, code);
}
