/** What waits because of a credit: a part of the catalogue in `hold-codes.ts`. */
import type { CodeEntry } from "./codes.ts";

export const CREDIT_HOLDS = {
  CREDIT_PARTIAL: {
    title: "Credited in part",
    remedy:
      "Rubic shows an amount and no credit note with lines: credit by hand in Tripletex what is not credited there yet, then leave this credit out with a reason.",
    mender: "accountant",
    retry: "afterMending",
  },
  CREDIT_DATE_UNKNOWN: {
    title: "Date of the credit unknown",
    remedy:
      "Credit the invoice in Tripletex on the date that the credit has in Rubic; the next sync takes it over.",
    mender: "accountant",
    retry: "afterMending",
  },
  CREDIT_NUMBER_NOT_MET: {
    title: "Mentions a number not met yet",
    remedy:
      "Nothing to do: the message names the day from which on a full sync decides the credit note. One that is started by hand then saves waiting for the weekly one.",
    mender: "operator",
    retry: "byItself",
  },
  ALREADY_CREDITED: {
    title: "Credited by another credit",
    remedy:
      "Compare with what is credited in Tripletex, credit by hand what is missing, then leave this one out with a reason.",
    mender: "accountant",
    retry: "afterMending",
  },
  CREDIT_NOTE_PAID: {
    title: "Payment on a credit note",
    remedy:
      "Book it by hand in Tripletex with a voucher on the customer, not as a payment on an invoice or credit note, then leave it out with a reason.",
    mender: "accountant",
    retry: "never",
  },
} as const satisfies Record<string, CodeEntry>;
