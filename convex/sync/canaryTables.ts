/** The table of the canaries; written through `canaryDoor.ts` alone. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { canaryExpectation, tripletexEnv } from "../validators.ts";

export const canaryTables = {
  /** Kinds of invoice lines (VAT type, account, price mode, sign) and whether the first invoice of each was booked right. */
  canaries: defineTable({
    tripletexEnv,
    kind: v.string(),
    state: v.union(v.literal("pending"), v.literal("proven"), v.literal("failed")),
    /** The invoice (or credit, which `record` says) that tries the kind. */
    rubicKey: v.string(),
    record: v.optional(v.literal("credit")),
    label: v.string(),
    expected: canaryExpectation,
    runId: v.id("runs"),
    changedAt: v.number(),
    /** What the comparison has shown. */
    differences: v.optional(v.array(v.string())),
    areAccountsSeen: v.optional(v.boolean()),
  })
    .index("by_kind_and_env", ["kind", "tripletexEnv"])
    .index("by_env", ["tripletexEnv"])
    .index("by_invoice_and_env", ["rubicKey", "tripletexEnv", "state"]),
};
