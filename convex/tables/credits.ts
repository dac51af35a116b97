/** The tables of credits; written through `convex/sync/creditDoor.ts` and `convex/sync/seenCredits.ts` alone. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { linkedBy, tripletexEnv } from "../validators.ts";

/** A row of Rubic's that shows something about a credit. */
export const seenCredit = v.object({
  rubicInvoiceId: v.number(),
  rubicInvoiceNumber: v.number(),
  /** Customer number; empty where Rubic has none. */
  payer: v.string(),
  isNote: v.boolean(),
  date: v.string(),
  netOere: v.number(),
  grossOere: v.number(),
  creditedOere: v.number(),
  mentions: v.array(v.number()),
});

/** The same as it is kept. */
export const sightOfCredit = {
  ...seenCredit.fields,
  /** `YYYY-MM-DD` in Europe/Oslo: when the amount was first seen as it is. */
  firstSeenOn: v.string(),
  /** The invoice was met without the amount earlier in the month of that day, and no part of it was seen in an earlier month. */
  wasSeenWithout: v.boolean(),
};

export const creditTables = {
  /** A mapping means: the credit is in Tripletex. An invoice is credited once at most. */
  creditNoteMapping: defineTable({
    rubicCreditId: v.number(),
    tripletexEnv,
    rubicCreditNumber: v.optional(v.number()),
    rubicInvoiceNumber: v.optional(v.number()),
    tripletexCreditId: v.number(),
    tripletexInvoiceId: v.optional(v.number()),
    creditDate: v.string(),
    netOere: v.number(),
    grossOere: v.number(),
    lastSyncedAt: v.number(),
    hash: v.optional(v.string()),
    createdByRun: v.optional(v.id("runs")),
    linkedBy: v.optional(linkedBy),
  })
    .index("by_rubic_and_env", ["rubicCreditId", "tripletexEnv"])
    .index("by_tripletex_and_env", ["tripletexCreditId", "tripletexEnv"])
    .index("by_invoice_and_env", ["tripletexInvoiceId", "tripletexEnv"])
    .index("by_env_and_date", ["tripletexEnv", "creditDate"]),

  /**
   * What Rubic's list has shown about credits, so that a note and the amount on its invoice are one, whichever page they stand
   * on. Amounts in øre; no names.
   */
  seenCredits: defineTable({
    ...sightOfCredit,
    tripletexEnv,
  })
    .index("by_rubic_and_env", ["rubicInvoiceId", "tripletexEnv"])
    .index("by_payer_and_env", ["payer", "tripletexEnv", "rubicInvoiceId"])
    .index("by_payer_and_amount", ["payer", "tripletexEnv", "isNote", "grossOere"]),

  /** The same as a preview saw it. Of syncs only the one that carries the plan out reads it; it goes with the plan's personal values. */
  planCredits: defineTable({ ...sightOfCredit, planId: v.id("plans") })
    .index("by_key", ["planId", "rubicInvoiceId"])
    .index("by_payer", ["planId", "payer", "rubicInvoiceId"])
    .index("by_payer_and_amount", ["planId", "payer", "isNote", "grossOere"]),
};
