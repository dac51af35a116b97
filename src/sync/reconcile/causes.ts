/**
 * Why a document is not the same on both sides, in words for an accountant. held and left out are explained by a hold; the others
 * are differences until somebody mends them or a later sync does.
 */

export const CAUSES = {
  HELD: { title: "Held", kind: "held", remedy: "See the held record: it names its own remedy." },
  IN_DOUBT: {
    title: "Outcome not known yet",
    kind: "held",
    remedy: "Nothing to do: the next sync looks in Tripletex what became of it.",
  },
  LEFT_OUT: {
    title: "Left out by a person",
    kind: "leftOut",
    remedy: "Nothing to do, unless the decision was wrong: take it back on the page of held records.",
  },
  NOT_SYNCED: {
    title: "Not synced yet",
    kind: "difference",
    remedy:
      "Nothing to do: the next sync brings it. If it stays, start a full sync: Rubic may have entered it late, with an old date.",
  },
  PAYMENT_NOT_SYNCED: {
    title: "Payment not synced yet",
    kind: "difference",
    remedy:
      "Nothing to do: the next sync brings it. If it stays, start a full sync: Rubic may have entered it late, with an old date.",
  },
  GONE_FROM_TRIPLETEX: {
    title: "Gone from Tripletex",
    kind: "difference",
    remedy:
      "Find out who removed it in Tripletex. Then link Rubic's invoice to the one that replaces it, or unlink it.",
  },
  GONE_FROM_RUBIC: {
    title: "Gone from Rubic",
    kind: "difference",
    remedy:
      "Look it up in Rubic. If it was removed there, credit it in Tripletex; if it is there, compare again.",
  },
  CREDIT_GONE_FROM_RUBIC: {
    title: "Credit gone from Rubic",
    kind: "difference",
    remedy:
      "Look the invoice up in Rubic. If it should be credited, credit it there again; if not, bill it anew by hand in Tripletex and relink Rubic's invoice to the new one.",
  },
  CREDITED_IN_TRIPLETEX: {
    title: "Credited in Tripletex alone",
    kind: "difference",
    remedy: "Credit it in Rubic too, or link Rubic's invoice to the one that replaces it in Tripletex.",
  },
  CREDITED_IN_RUBIC: {
    title: "Credited in Rubic alone",
    kind: "difference",
    remedy: "Sync now. What can't be credited by itself is then held, with its remedy.",
  },
  PAID_IN_TRIPLETEX: {
    title: "Paid in Tripletex alone",
    kind: "difference",
    remedy:
      "Look at the invoice's payments in Tripletex: register the payment in Rubic, or take it back in Tripletex.",
  },
  SET_OFF_IN_TRIPLETEX: {
    title: "Set off in Tripletex alone",
    kind: "difference",
    remedy:
      "Find in Tripletex's customer ledger what it was closed against, and open it again. Money: register it as a payment of the invoice. A credit: make it an invoice with a negative total for the same customer, and set that off.",
  },
  ALREADY_PAID_IN_PART: {
    title: "Less is paid in Tripletex than was taken for paid",
    kind: "difference",
    remedy:
      "Register the money that is missing in Tripletex on its own date; a payment that was left out although its money is not there, take back on the page of held records.",
  },
  PAYMENT_GONE_FROM_TRIPLETEX: {
    title: "A payment is missing in Tripletex",
    kind: "difference",
    remedy:
      "Look at the invoice's payments in Tripletex: one that was booked may have been taken back there.",
  },
  AMOUNT_DIFFERS: {
    title: "Another amount",
    kind: "difference",
    remedy:
      "Compare the invoice on both sides: one was changed after it was booked. Credit and bill it anew.",
  },
  VAT_TYPE_DIFFERS: {
    title: "Another VAT type",
    kind: "difference",
    remedy:
      "Compare the lines with the approved VAT mapping; correct the VAT type in Tripletex with a voucher.",
  },
  RUBIC_DOES_NOT_ADD_UP: {
    title: "Rubic's figures do not add up",
    kind: "difference",
    remedy: "Ask Rubic's support: the invoice's balance is not what its total, credits and payments make.",
  },
  OUTSTANDING_DIFFERS: {
    title: "Another amount outstanding",
    kind: "difference",
    remedy: "Look at the invoice's postings in Tripletex: something was posted on it that is no payment.",
  },
  BY_HAND: {
    title: "Made by hand in Tripletex",
    kind: "byHand",
    remedy: "Nothing to do: it is outside of the sums. If it is an invoice of Rubic's, link the two.",
  },
} as const satisfies Record<string, { title: string; kind: string; remedy: string }>;

export type Cause = keyof typeof CAUSES;
export type ItemKind = (typeof CAUSES)[Cause]["kind"];

/** What no sync has met yet, most of it entered in Rubic after the latest one: the next ones bring it. */
const MET_BY_NO_SYNC: ReadonlySet<Cause> = new Set<Cause>(["NOT_SYNCED", "PAYMENT_NOT_SYNCED"]);

/** The order in which a person wants them: what is wrong first. What waits is a difference until the sync that brings it. */
export const ITEM_GROUPS = ["differs", "waits", "held", "leftOut", "byHand"] as const;
export type ItemGroup = (typeof ITEM_GROUPS)[number];

/** Under which word a document is listed. */
export function groupOf(cause: Cause): ItemGroup {
  const { kind } = CAUSES[cause];
  if (kind !== "difference") return kind;
  return MET_BY_NO_SYNC.has(cause) ? "waits" : "differs";
}

/** The codes for validators and tables. */
export const CAUSE_CODES = Object.keys(CAUSES) as [Cause, ...Cause[]];
