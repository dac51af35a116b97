/** Why a month can't be signed off or compared: a part of the catalogue in `problem-codes.ts`. */
import type { CodeEntry } from "./codes.ts";

export const RECONCILE_REFUSALS = {
  MONTH_NOT_COMPARED: {
    title: "Month not compared yet",
    remedy: "Compare the months first (npm run reconcile, or the button on the page of months).",
    mender: "accountant",
    retry: "afterMending",
  },
  MONTH_NOT_OVER: {
    title: "Month not over",
    remedy: "Sign it off when its last day has passed.",
    mender: "accountant",
    retry: "byItself",
  },
  MONTH_CHANGED: {
    title: "Month has changed meanwhile",
    remedy: "Look at the figures as they are now, and sign off again.",
    mender: "accountant",
    retry: "afterMending",
  },
  MONTH_NEEDS_COMMENT: {
    title: "Comment missing",
    remedy: "Say in the comment why the month may be signed off although not every document is the same.",
    mender: "accountant",
    retry: "afterMending",
  },
  MONTH_ALREADY_SIGNED: {
    title: "Month already signed off",
    remedy: "Nothing to do.",
    mender: "accountant",
    retry: "never",
  },
  MONTH_NOT_SIGNED: {
    title: "Month not signed off",
    remedy: "Nothing to do: there is no signature to take back.",
    mender: "accountant",
    retry: "never",
  },
  NOTHING_TO_RECONCILE: {
    title: "Nothing to compare yet",
    remedy: "Run a sync first: it fixes the cut-over date and the company.",
    mender: "operator",
    retry: "afterMending",
  },
  RECONCILIATION_KEEPS_DYING: {
    title: "Reconciliation keeps being interrupted",
    remedy:
      "It is tried again after an hour. If it happens again, report it to whoever maintains the service.",
    mender: "us",
    retry: "byItself",
  },
} as const satisfies Record<string, CodeEntry>;
