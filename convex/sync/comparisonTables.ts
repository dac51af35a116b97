/** What the comparison of both sides keeps; written through `monthDoor.ts` and `comparisons.ts` alone. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import { monthPart } from "../reconcileValidators.ts";
import { comparedPage, comparedSum, comparing, difference, tripletexEnv } from "../validators.ts";

/** What of a month is compared, and what is left to list of it in Tripletex. */
export const begunMonth = v.object({
  from: v.string(),
  /** What the month's `changes` was when the comparison began to read. */
  changes: v.number(),
  sum: comparing,
  pages: v.array(comparedPage),
  parts: v.array(monthPart),
});

export const comparisonTables = {
  /** How far the comparison of each month has got; the latest comparison adds the months up. */
  comparedMonths: defineTable({
    tripletexEnv,
    from: v.string(),
    toExclusive: v.string(),
    /** Rises whenever a mapping of an invoice that Tripletex has in the month, or of a payment on one, is stored, changed or removed. */
    changes: v.number(),
    /** What `changes` was when the comparison began to read; null before the first. */
    comparedChanges: v.union(v.number(), v.null()),
    comparedAt: v.optional(v.number()),
    comparedByRun: v.optional(v.id("runs")),
    sum: comparing,
    pages: v.array(comparedPage),
    /** How far the run has come that was comparing it last, when that came to no end: only the same run goes on with it. */
    begun: v.optional(v.object({ runId: v.id("runs"), month: begunMonth })),
  }).index("by_env_and_from", ["tripletexEnv", "from"]),

  /** The latest comparison of both sides. */
  comparisons: defineTable({
    tripletexEnv,
    runId: v.id("runs"),
    comparedAt: v.number(),
    booksFrom: v.string(),
    /** True when the run read everything from the cut-over; else Rubic's side is as last read. */
    isCompleteRead: v.boolean(),
    /** When everything from the cut-over was last read. */
    lastCompleteReadAt: v.optional(v.number()),
    /** When the month that was compared longest ago was; absent when this run compared all of them. */
    oldestMonthComparedAt: v.optional(v.number()),
    invoices: comparedSum,
    payments: comparedSum,
    differences: v.array(difference),
    differenceCount: v.number(),
  }).index("by_env", ["tripletexEnv"]),
};
