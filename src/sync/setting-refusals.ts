/** What a wish about settings or mappings can be refused for: a part of the catalogue in `problem-codes.ts`. */
import type { CodeEntry } from "./codes.ts";

export const SETTING_REFUSALS = {
  INVALID_DATE: {
    title: "Not a date",
    remedy: "Write the cut-over date as YYYY-MM-DD, for example 2026-01-01.",
    mender: "operator",
    retry: "afterMending",
  },
  RUN_IS_ON: {
    title: "A run is on",
    remedy: "Wait for its end or cancel it, then set the date.",
    mender: "operator",
    retry: "afterMending",
  },
  CUTOVER_HIDES_BOOKED: {
    title: "Booked invoices before the cut-over",
    remedy: "Choose a date that is not after the first booked invoice.",
    mender: "accountant",
    retry: "afterMending",
  },
  INVALID_CODE: {
    title: "Not a code of this kind",
    remedy: "Write it as the list of mappings has it.",
    mender: "accountant",
    retry: "afterMending",
  },
  INVALID_CHOICE: {
    title: "Not a choice for this code",
    remedy: "Choose another; if it is new in Tripletex, read it first (npm run settings -- propose).",
    mender: "accountant",
    retry: "afterMending",
  },
  NOTHING_PROPOSED: {
    title: "Nothing proposed",
    remedy: "Say what it is in Tripletex.",
    mender: "accountant",
    retry: "afterMending",
  },
  NOT_READ: {
    title: "Tripletex not read yet",
    remedy: "Read it first (npm run settings -- propose), then approve.",
    mender: "accountant",
    retry: "afterMending",
  },
  MAPPING_NOT_FOUND: {
    title: "No such mapping",
    remedy: "Look at the list of mappings for how Rubic writes this code.",
    mender: "accountant",
    retry: "afterMending",
  },
  NOT_A_PERSON: {
    title: "Decided by nobody",
    remedy: "Approve it on the page or at the command line.",
    mender: "accountant",
    retry: "afterMending",
  },
  TOO_MANY_CODES: {
    title: "Too many codes",
    remedy: "Report this message to whoever maintains the service: this many are not foreseen.",
    mender: "us",
    retry: "afterMending",
  },
} as const satisfies Record<string, CodeEntry>;
