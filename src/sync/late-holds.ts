/** What waits because somebody changed it in Tripletex after it was booked: a part of the catalogue in `hold-codes.ts`. */
import type { CodeEntry } from "./codes.ts";

export const LATE_HOLDS = {
  CREDITED_IN_TRIPLETEX: {
    title: "Credited in Tripletex, not in Rubic",
    remedy:
      "Credit the invoice in Rubic as well; if the credit was a mistake, book it anew in Tripletex and link it there.",
    mender: "accountant",
    retry: "afterMending",
  },
  PAID_IN_TRIPLETEX: {
    title: "Settled in Tripletex, not in Rubic",
    remedy:
      "Link the held payment of Rubic that it is; without one, register it in Rubic on the same day, or take it back in Tripletex.",
    mender: "accountant",
    retry: "afterMending",
  },
  PAYMENT_TAKEN_BACK: {
    title: "Payment taken back in Tripletex",
    remedy:
      "Register the payment in Tripletex again, or the refund in Rubic on the day it was taken back; if Rubic has deleted the payment, unlink it (npm run link).",
    mender: "accountant",
    retry: "afterMending",
  },
  SET_OFF_IN_TRIPLETEX: {
    title: "Set off in Tripletex, not in Rubic",
    remedy:
      "Find in Tripletex's customer ledger what it was closed against, and open it again. If it was money, register it as a payment of the invoice on its own date; if it was a credit, make it an invoice with a negative total for the same customer and set that off.",
    mender: "accountant",
    retry: "afterMending",
  },
  CUSTOMER_RENUMBERED: {
    title: "Another number in Tripletex",
    remedy:
      "Give the customer Rubic's number in Tripletex, or set Tripletex's as ledger number in Rubic; if it was merged with the one that has the number, relink it to that one as an alias.",
    mender: "accountant",
    retry: "afterMending",
  },
  CUSTOMER_INACTIVE: {
    title: "Customer inactive in Tripletex",
    remedy: "Make the customer active in Tripletex.",
    mender: "accountant",
    retry: "afterMending",
  },
  PRODUCT_RENUMBERED: {
    title: "Product renumbered in Tripletex",
    remedy: "Give the product its number back in Tripletex, or set the new one as its code in Rubic.",
    mender: "accountant",
    retry: "afterMending",
  },
  PAYER_CHANGED: {
    title: "Payer changed after booking",
    remedy:
      "If both are one customer (a merge), link the new one to the customer of the booked invoice as an alias; else credit it in Tripletex and book it anew.",
    mender: "accountant",
    retry: "afterMending",
  },
} as const satisfies Record<string, CodeEntry>;
