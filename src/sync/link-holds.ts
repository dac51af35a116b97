/** What waits because a person linked or unlinked it: a part of the catalogue in `hold-codes.ts`. */
import type { CodeEntry } from "./codes.ts";

export const LINK_HOLDS = {
  UNLINKED: {
    title: "Unlinked by hand",
    remedy:
      "Nothing to do: the next sync looks for it in Tripletex again. Link it before that if it is another record there.",
    mender: "operator",
    retry: "byItself",
  },
  LINKED_WITH_DIFFERENCE: {
    title: "Linked with a difference",
    remedy:
      "A person linked it to an invoice over another amount: leave it out with a reason, or link it to another one.",
    mender: "accountant",
    retry: "never",
  },
} as const satisfies Record<string, CodeEntry>;
