/** What the choice of another booking date, or a report of payouts, can be refused for: a part of the catalogue in `problem-codes.ts`. */
import type { CodeEntry } from "./codes.ts";

export const BOOKING_REFUSALS = {
  NOT_HELD_FOR_PERIOD: {
    title: "Not held for a closed period",
    remedy: "Look at the list of held payments: only those in a closed period can get another booking date.",
    mender: "accountant",
    retry: "afterMending",
  },
  BOOKING_DATE_NOT_USABLE: {
    title: "Not a usable booking date",
    remedy: "Choose a day after the payment's own date and not after today, in an open period.",
    mender: "accountant",
    retry: "afterMending",
  },
  CLEARING_TOO_LONG: {
    title: "Too much for one payout report",
    remedy: "Choose a later day to begin with: a month before it is read as well.",
    mender: "accountant",
    retry: "afterMending",
  },
} as const satisfies Record<string, CodeEntry>;
