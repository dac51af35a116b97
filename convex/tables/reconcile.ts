/** The tables of the reconciliation by month, apart from the rest of the schema: a sync never reads them. */
import { defineTable } from "convex/server";
import { v } from "convex/values";
import {
  dateWindow,
  historyEvent,
  itemCounts,
  monthFigures,
  monthProgress,
  monthSummary,
  reconciledItem,
  reconcileScope,
  reopening,
  rubicCursor,
  shelfRow,
  signOff,
  vatLabel,
} from "../reconcileValidators.ts";
import { actor, storedProblem, tripletexEnv } from "../validators.ts";

export const reconcileTables = {
  /** One row per environment: the reconciliation that is on, and how the latest one went. */
  reconciliations: defineTable({
    tripletexEnv,
    /** Rises with every step that takes over; a step with an older one is refused. */
    fence: v.number(),
    work: v.union(
      v.object({
        scope: reconcileScope,
        actor,
        startedAt: v.number(),
        /** A step that gives no sign until then has died. */
        expiresAt: v.number(),
        isStaged: v.boolean(),
        /** Where Rubic is being read; missing before its first page and after its last one. */
        cursor: v.optional(rubicCursor),
        /** Months that are still to be compared, in this order, each with what `comparedMonths.changes` was. */
        windows: v.array(v.object({ ...dateWindow.fields, changes: v.number() })),
        /** The earliest of them at the start: Rubic's side is read from then on. */
        readFrom: v.optional(v.string()),
        /** When what is dated since was first booked, where that is earlier: documents are dated ahead. */
        knownFrom: v.optional(v.number()),
        /** Of the first of them, when it was begun. */
        month: v.optional(monthProgress),
        /** When all months were begun to be compared: a disturbed reading of all is gone on with by the next. */
        allSince: v.optional(v.number()),
        /** The fence of the writing lease at the start: a sync that writes meanwhile has another. */
        writingFence: v.number(),
        /** What was held and left out then. */
        heldSum: v.optional(v.string()),
        readUntil: v.object({ invoices: v.number(), payments: v.number() }),
        /** How often in a row its step died. */
        resumes: v.number(),
        /** How often in a row a call has failed, and why it waits; both end when it gets on. */
        failures: v.optional(v.number()),
        trouble: v.optional(storedProblem),
        /** When it goes on after that; past while it is being tried. */
        waitsUntil: v.optional(v.number()),
      }),
      v.null(),
    ),
    /** Months that the latest reading did not come to: the next one goes on with them. */
    left: v.optional(v.object({ months: v.array(v.string()), allSince: v.optional(v.number()) })),
    /** When the latest one that came to its end began. */
    readAt: v.optional(v.number()),
    /** What was held and left out when the latest one began, whose months are compared since or left. */
    heldSum: v.optional(v.string()),
    /** When all months were last begun to be compared at once. */
    allReadAt: v.optional(v.number()),
    /** How all months stood when the latest one ended: the sentence on top of the page reads this row alone. */
    summary: v.optional(v.object({ differingMonths: v.array(v.string()), differenceCount: v.number() })),
    /** Why the latest one came to no end. */
    problem: v.optional(v.object({ ...storedProblem.fields, at: v.number() })),
  }).index("by_env", ["tripletexEnv"]),

  /** Rubic's side while it is compared, a row per document: found by its key, and taken off its month's shelf once it is compared. */
  reconcileShelves: defineTable(shelfRow)
    .index("by_env_and_key", ["tripletexEnv", "key"])
    .index("by_place", ["tripletexEnv", "from", "isMoved", "tripletexInvoiceId"]),

  /** Items of the month that is being compared, as they were met. */
  reconcileNotes: defineTable({
    tripletexEnv,
    from: v.string(),
    items: v.array(reconciledItem),
  }).index("by_env_and_from", ["tripletexEnv", "from"]),

  reconciledMonths: defineTable({
    tripletexEnv,
    ...dateWindow.fields,
    figures: monthFigures,
    counts: itemCounts,
    /** Documents that differ, without those that no sync has met yet: see `wrongCount`. */
    wrongCount: v.optional(v.number()),
    byHandOere: v.number(),
    vatLabels: v.array(vatLabel),
    /** Of what a sign-off is about: see `signedParts`. */
    digest: v.string(),
    comparedAt: v.number(),
    /** `comparedMonths.changes` when the reading began. */
    changes: v.number(),
    /** Which of the month's items are the latest. */
    generation: v.number(),
    signOff: v.optional(signOff),
    reopened: v.optional(reopening),
  }).index("by_env_and_from", ["tripletexEnv", "from"]),

  /** Documents that are not simply the same on both sides, in parts, in the order of a list. */
  reconciledItems: defineTable({
    monthId: v.id("reconciledMonths"),
    generation: v.number(),
    part: v.number(),
    items: v.array(reconciledItem),
  }).index("by_month", ["monthId", "generation", "part"]),

  /** How a month came to stand as it does: one row per change, the latest ones. */
  reconciledHistory: defineTable({
    monthId: v.id("reconciledMonths"),
    at: v.number(),
    event: historyEvent,
    actor: v.optional(actor),
    text: v.string(),
    summary: monthSummary,
  }).index("by_month", ["monthId"]),
};
