/** Why nothing is decided about a held record: a part of the catalogue in `problem-codes.ts`. */
import type { CodeEntry } from "./codes.ts";

export const HOLD_REFUSALS = {
  LEFT_OUT_WITH_INVOICE: {
    title: "Left out with its invoice",
    remedy: "Take the invoice back: what was left out with it is held again, too.",
    mender: "accountant",
    retry: "never",
  },
  HOLD_NOT_FOUND: {
    title: "Not in this list any more",
    remedy: "Look at the list again: it may have changed meanwhile.",
    mender: "accountant",
    retry: "never",
  },
} as const satisfies Record<string, CodeEntry>;
