/**
 * Whether every code that Rubic uses has an approved counterpart that Tripletex still has. What is unmapped comes in through a narrow port, so that
 * this line does not depend on how mappings are made.
 */
import { count, type Fact, green, listSome, type ReadinessLine, red, unknown, warning } from "./line.ts";

/** A code in use that no booking can be made with. */
export interface UnmappedCode {
  kind: "VAT" | "account" | "department" | "transaction type" | "payment type";
  /** As people know it: `3930`, `code 3, 25 %`, `department 40`. */
  key: string;
  /** What uses it, such as `12 invoice lines`. */
  inUseBy: string;
}

/**
 * Red before anything was booked: most of the books would wait. Later a new code in Rubic is everyday life: what uses it is
 * held, and everything else must go on.
 */
export function mappingsLine(
  unmapped: Fact<readonly UnmappedCode[]>,
  { hasWritten }: { hasWritten: boolean },
): ReadinessLine {
  if (!unmapped.isKnown) return unknown("MAPPINGS", unmapped);
  const codes = unmapped.value;
  if (codes.length === 0) {
    return green(
      "MAPPINGS",
      "Every VAT code, account, department and transaction type in use has its approved counterpart.",
    );
  }
  const named = listSome(codes.map(({ kind, key, inUseBy }) => `${kind} ${key} (used by ${inUseBy})`));
  const found = hasWritten ? warning : red;
  return found(
    "MAPPINGS",
    `${count(codes.length, "code")} in use ${codes.length === 1 ? "has" : "have"} no approved counterpart in Tripletex: ${named}.`,
    "See what is proposed (npm run settings -- mappings) and approve what is right; make active in Tripletex what is missing there. What uses a code is held until then.",
  );
}
