/** The table of booking dates that accountants chose for payments in closed periods. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { actor, tripletexEnv } from "../validators.ts";

export const bookingDateTables = {
  bookingDates: defineTable({
    tripletexEnv,
    rubicTransactionId: v.number(),
    /** On which the payment is booked instead of its own date; YYYY-MM-DD. */
    date: v.string(),
    reason: v.string(),
    actor,
    at: v.number(),
  }).index("by_rubic_and_env", ["rubicTransactionId", "tripletexEnv"]),
};
