/** The tables of previews and plans, apart from the rest of the schema: nothing but a plan reads them. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { deviation, planItem, planTotal } from "./planValidators.ts";
import { readWindow, storedProblem, syncType, tripletexEnv, typeStatus } from "./validators.ts";

export const plans = {
  /** What a preview found. The types' states stand here and not in `syncState`: a preview is no sync. */
  plans: defineTable({
    tripletexEnv,
    /** The preview that made it. */
    runId: v.id("runs"),
    startedAt: v.number(),
    types: v.array(
      v.object({
        syncType,
        status: typeStatus,
        problem: v.optional(storedProblem),
        completedAt: v.optional(v.number()),
        window: v.optional(readWindow),
      }),
    ),
    totals: v.array(planTotal),
    /** Creations, updates and adoptions, and how many of them are carried out. */
    toDo: v.number(),
    done: v.number(),
    /** The latest run that carries it out. */
    carriedOutBy: v.optional(v.id("runs")),
    /** When personal values were dropped from its items. */
    cleanedAt: v.optional(v.number()),
  })
    .index("by_env", ["tripletexEnv"])
    .index("by_run", ["runId"])
    .index("by_cleaned", ["cleanedAt", "startedAt"]),

  /** One row per record that is not unchanged. */
  planItems: defineTable({
    ...planItem.fields,
    planId: v.id("plans"),
    /** Held because the plan itself gives its number in Tripletex to another record. */
    isRival: v.optional(v.boolean()),
    doneAt: v.optional(v.number()),
  })
    .index("by_key", ["planId", "kind", "rubicKey"])
    .index("by_action", ["planId", "action", "kind"])
    .index("by_kind", ["planId", "kind", "action"])
    .index("by_target", ["planId", "kind", "target"])
    .index("by_invoice", ["planId", "rubicInvoiceId"])
    .index("by_number", ["planId", "invoiceNumber"]),

  /** What a run that carries out a plan left as it was. */
  planDeviations: defineTable({ ...deviation.fields, planId: v.id("plans"), runId: v.id("runs") })
    .index("by_run", ["runId", "kind", "rubicKey"])
    .index("by_plan", ["planId"]),
};
