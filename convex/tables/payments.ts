/** Tables beside the mappings of payments: booking dates that accountants chose, and how far back Rubic is to be read. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { actor, tripletexEnv } from "../validators.ts";

export const paymentTables = {
  bookingDates: defineTable({
    tripletexEnv,
    rubicTransactionId: v.number(),
    /** On which the payment is booked instead of its own date; YYYY-MM-DD. */
    date: v.string(),
    reason: v.string(),
    actor,
    at: v.number(),
  }).index("by_rubic_and_env", ["rubicTransactionId", "tripletexEnv"]),

  /** The next run of payments reads from this invoice date (YYYY-MM-DD) on: one row per environment, gone when it has. */
  paymentReads: defineTable({ tripletexEnv, from: v.string() }).index("by_env", ["tripletexEnv"]),
};
