/**
 * The tables. Every row belongs to one Tripletex environment. What is unique is enforced by the mutations in
 * `convex/sync` (one door per table), through the index named first in each table.
 */
import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { codeTables } from "./codeTables.ts";
import { plans } from "./planTables.ts";
import { remoteTables } from "./remoteTables.ts";
import { comparisonTables } from "./sync/comparisonTables.ts";
import { otherTables } from "./tables/all.ts";
import { leftOut } from "./tables/leftOut.ts";
import {
  actor,
  counters,
  cursor,
  expectation,
  holdInput,
  linkedBy,
  mender,
  readinessLine,
  readinessOverride,
  readWindow,
  recordKind,
  runMode,
  seenCompany,
  storedProblem,
  syncStatus,
  syncType,
  tripletexEnv,
  typeStatus,
  writtenHow,
} from "./validators.ts";

const mappings = {
  ...codeTables,

  /** A mapping means: exists in Tripletex. */
  customerMapping: defineTable({
    rubicCustomerNo: v.string(),
    tripletexEnv,
    tripletexCustomerId: v.number(),
    lastSyncedAt: v.number(),
    hash: v.optional(v.string()),
    /** Of the name in Rubic; older rows have none. */
    nameMark: v.optional(v.string()),
    createdByRun: v.optional(v.id("runs")),
    /** A second Rubic customer on the same Tripletex customer, approved by an accountant. */
    isAlias: v.optional(v.boolean()),
    linkedBy: v.optional(linkedBy),
  })
    .index("by_rubic_and_env", ["rubicCustomerNo", "tripletexEnv"])
    .index("by_tripletex_and_env", ["tripletexCustomerId", "tripletexEnv"]),

  productMapping: defineTable({
    rubicProductCode: v.string(),
    rubicProductId: v.number(),
    tripletexEnv,
    tripletexProductId: v.number(),
    /** A Tripletex product carries VAT type and income account, by the codes of its group; lines are checked against both. */
    rubicProductGroupId: v.optional(v.number()),
    vatTypeId: v.number(),
    /** Those it had before: what was billed then was booked with them. */
    formerVatTypeIds: v.optional(v.array(v.number())),
    accountId: v.number(),
    lastSyncedAt: v.number(),
    hash: v.optional(v.string()),
    createdByRun: v.optional(v.id("runs")),
    linkedBy: v.optional(linkedBy),
  })
    .index("by_rubic_and_env", ["rubicProductCode", "tripletexEnv"])
    .index("by_product_id_and_env", ["rubicProductId", "tripletexEnv"])
    .index("by_tripletex_and_env", ["tripletexProductId", "tripletexEnv"]),

  invoiceMapping: defineTable({
    rubicInvoiceId: v.number(),
    tripletexEnv,
    rubicInvoiceNumber: v.number(),
    tripletexInvoiceId: v.number(),
    lastSyncedAt: v.number(),
    /** True exactly when nothing is outstanding in Tripletex. */
    paymentSynced: v.boolean(),
    /** In Tripletex, like the amounts: the comparison reads Tripletex by it. */
    invoiceDate: v.string(),
    /** Another one where a person linked it. Older rows have none: Rubic's date stands in `invoiceDate` there. */
    rubicInvoiceDate: v.optional(v.string()),
    netOere: v.number(),
    grossOere: v.number(),
    /** Sum of the mapped payments. */
    paidOere: v.number(),
    paidAskedOere: v.optional(v.number()),
    /** Sum of its payments that are held or left out because their money is taken to be in Tripletex already. */
    alreadyPaidOere: v.optional(v.number()),
    hash: v.optional(v.string()),
    createdByRun: v.optional(v.id("runs")),
    linkedBy: v.optional(linkedBy),
    /** Linked although older than the cut-over: outside of the sums, but its later payments are synced. */
    isBeforeCutover: v.optional(v.boolean()),
  })
    .index("by_rubic_and_env", ["rubicInvoiceId", "tripletexEnv"])
    .index("by_tripletex_and_env", ["tripletexInvoiceId", "tripletexEnv"])
    .index("by_env_and_date", ["tripletexEnv", "invoiceDate", "tripletexInvoiceId"])
    .index("by_env_and_rubic_date", ["tripletexEnv", "rubicInvoiceDate"])
    .index("by_cutover_and_env", ["isBeforeCutover", "tripletexEnv"])
    .index("by_number_and_env", ["rubicInvoiceNumber", "tripletexEnv"]),

  paymentMapping: defineTable({
    rubicTransactionId: v.number(),
    tripletexEnv,
    rubicInvoiceId: v.number(),
    tripletexInvoiceId: v.number(),
    tripletexPostingId: v.number(),
    paymentDate: v.string(),
    /** Its own one, where an accountant chose another to book it on: Rubic is read by it. */
    rubicPaymentDate: v.optional(v.string()),
    amountOere: v.number(),
    lastSyncedAt: v.number(),
    hash: v.optional(v.string()),
    createdByRun: v.optional(v.id("runs")),
    linkedBy: v.optional(linkedBy),
  })
    .index("by_rubic_and_env", ["rubicTransactionId", "tripletexEnv"])
    .index("by_posting_and_env", ["tripletexPostingId", "tripletexEnv"])
    .index("by_invoice_and_env", ["tripletexInvoiceId", "tripletexEnv"]),
};

const runs = {
  runs: defineTable({
    tripletexEnv,
    types: v.array(syncType),
    mode: runMode,
    actor,
    status: syncStatus,
    startedAt: v.number(),
    /** Frozen at the start: what Rubic gets after this belongs to the next run. */
    windowEnd: v.number(),
    /** Of a run of single records: the numbers that a person asked for. */
    keys: v.optional(v.array(v.string())),
    /** Such a run is not the type's last sync; see `convex/sync/latest.ts`. */
    isAside: v.optional(v.literal(true)),
    completedAt: v.optional(v.number()),
    resumeAt: v.optional(v.number()),
    /** Why the run waits or stopped. */
    problem: v.optional(storedProblem),
    interruptions: v.number(),
    /** The plan that the run carries out, and up to when that plan had read Rubic. */
    plan: v.optional(v.object({ planId: v.id("plans"), startedAt: v.number() })),
  })
    .index("by_env", ["tripletexEnv"])
    .index("by_env_and_aside", ["tripletexEnv", "isAside"])
    .index("by_env_and_mode", ["tripletexEnv", "mode"])
    .index("by_status", ["status"]),

  /** One row per environment and purpose: who may write (or preview), until when. The fence rises with every step. */
  leases: defineTable({
    tripletexEnv,
    /** Absent: for writing. */
    purpose: v.optional(v.literal("preview")),
    runId: v.union(v.id("runs"), v.null()),
    fence: v.number(),
    expiresAt: v.number(),
    /** Counts the commits of the run: a commit that is sent again after a lost answer is not carried out twice. */
    commits: v.number(),
    /** How often in a row the run was resumed without a single commit. */
    resumesInARow: v.number(),
  }).index("by_env", ["tripletexEnv", "purpose"]),

  syncState: defineTable({
    syncType,
    tripletexEnv,
    /** When this type last got through its whole window; carried from row to row. */
    lastSyncAt: v.optional(v.number()),
    /** Upper end of the last window that was worked through; carried from row to row. */
    watermark: v.optional(v.number()),
    status: typeStatus,
    errorMessage: v.optional(v.string()),
    /** Why this type stopped, with the remedy. */
    problem: v.optional(storedProblem),
    recordsProcessed: v.number(),
    recordsFailed: v.number(),
    startedAt: v.number(),
    completedAt: v.optional(v.number()),
    runId: v.id("runs"),
    isAside: v.optional(v.literal(true)),
    counters: v.optional(counters),
    /** What was asked of Rubic, for the types that Rubic filters by date. */
    window: v.optional(readWindow),
  })
    .index("by_type_and_env", ["syncType", "tripletexEnv"])
    .index("by_type_env_and_aside", ["syncType", "tripletexEnv", "isAside"])
    .index("by_status", ["status"])
    .index("by_run", ["runId", "syncType"]),

  /** Live counters, apart from the run so that a page watching the run is not re-run for each batch. */
  runProgress: defineTable({
    runId: v.id("runs"),
    syncType,
    counters,
    expected: v.number(),
    /** False while Rubic may still have more pages: `expected` is then "at least". */
    isExpectedFinal: v.boolean(),
    /** Sum of the amounts of the records in the books' scope, as read from Rubic in this run. */
    rubicCount: v.number(),
    rubicOere: v.number(),
    /** Records of a plan that were not carried out as planned. */
    deviations: v.optional(v.number()),
  }).index("by_run_and_type", ["runId", "syncType"]),

  /** Where the run goes on. The keys of the page before and of this page: a row that shifts between pages counts once. */
  runCursors: defineTable({ runId: v.id("runs"), cursor }).index("by_run", ["runId"]),

  cancelRequests: defineTable({ runId: v.id("runs"), requestedAt: v.number(), actor }).index("by_run", [
    "runId",
  ]),

  /** What a run wrote to Tripletex or adopted there: a row per write, and the counts of each kind. */
  runWrites: defineTable({
    runId: v.id("runs"),
    kind: recordKind,
    how: writtenHow,
    number: v.string(),
    tripletexId: v.optional(v.number()),
    amountOere: v.optional(v.number()),
    documentDate: v.optional(v.string()),
  }).index("by_run", ["runId", "kind", "how"]),

  runWriteCounts: defineTable({
    runId: v.id("runs"),
    kind: recordKind,
    created: v.number(),
    updated: v.number(),
    adopted: v.number(),
    unclear: v.number(),
  }).index("by_run", ["runId", "kind"]),

  runEvents: defineTable({
    runId: v.id("runs"),
    at: v.number(),
    level: v.union(v.literal("info"), v.literal("warning"), v.literal("error")),
    message: v.string(),
  }).index("by_run", ["runId"]),
};

const waiting = {
  /** A write that is about to be made, or whose outcome is unknown. */
  intents: defineTable({
    kind: recordKind,
    rubicKey: v.string(),
    tripletexEnv,
    action: v.union(v.literal("create"), v.literal("update")),
    label: v.string(),
    /** Hash of the Rubic record that the write carries; becomes the mapping's hash. */
    requestHash: v.string(),
    expectation,
    /** Sent beside another type's records; see `holdInput`. */
    isApart: v.optional(v.boolean()),
    /** sent by a step that lives, or its outcome is unknown; see `src/sync/states/intent.ts`. */
    state: v.union(v.literal("sent"), v.literal("inDoubt")),
    sentAt: v.number(),
    runId: v.id("runs"),
    fence: v.number(),
    emptyLookups: v.number(),
    lastLookupAt: v.optional(v.number()),
    /** Of a payment: nothing else is booked on its invoice while its outcome is unknown. */
    tripletexInvoiceId: v.optional(v.number()),
  })
    .index("by_key", ["kind", "rubicKey", "tripletexEnv"])
    .index("by_env", ["tripletexEnv"])
    .index("by_env_and_state", ["tripletexEnv", "state"])
    .index("by_invoice_and_env", ["tripletexInvoiceId", "tripletexEnv"]),

  /** A record that waits, with a reason and a remedy. */
  holds: defineTable({
    kind: recordKind,
    rubicKey: v.string(),
    tripletexEnv,
    state: v.union(v.literal("open"), v.literal("ignored"), v.literal("resolved")),
    ...holdInput.fields,
    /** A code of the catalogue, or of an older version's: text, so that a deployment never refuses its own rows. */
    code: v.string(),
    /** Who has to act; missing where the record goes on by itself. As the catalogue was when the record was last tried. */
    awaits: v.optional(mender),
    /** Tries that were due; what a run meets in between on its way does not count. */
    attempts: v.number(),
    firstHeldAt: v.number(),
    lastHeldAt: v.number(),
    nextAttemptAt: v.number(),
    resolvedAt: v.optional(v.number()),
    /** Who left the record out, and why. */
    ignored: v.optional(leftOut),
    /** Of a credit in part that was left out, and so is credited by hand: its amount then, in øre. It outlives the hold. */
    leftOutOere: v.optional(v.number()),
    /** The run that held it last; absent where a person's link did. */
    runId: v.optional(v.id("runs")),
  })
    .index("by_key", ["kind", "rubicKey", "tripletexEnv"])
    .index("by_label", ["kind", "tripletexEnv", "label"])
    .index("by_env_and_state", ["tripletexEnv", "state", "kind", "documentDate"])
    .index("by_env_and_code", ["tripletexEnv", "state", "code", "documentDate"])
    .index("by_env_and_due", ["tripletexEnv", "state", "kind", "nextAttemptAt"])
    .index("by_env_and_awaits", ["tripletexEnv", "state", "awaits", "kind", "documentDate"])
    .index("by_resolved", ["state", "resolvedAt"])
    .index("by_already_paid", ["tripletexEnv", "alreadyPaidOn"])
    .index("by_credited_by_hand", ["tripletexEnv", "creditedByHandOn"])
    .index("by_paid_on_note", ["tripletexEnv", "paidOnNote"])
    .index("by_awaited_invoice", ["tripletexEnv", "waitsForInvoice", "state"])
    .index("by_left_out_with", ["tripletexEnv", "ignored.withInvoice"]),
};

const environment = {
  environments: defineTable({
    tripletexEnv,
    /** First invoice date that is booked; older invoices are never created. */
    booksFrom: v.optional(v.string()),
    /** Set by a person: no write to Tripletex until it is lifted. */
    writingStopped: v.optional(v.object({ reason: v.string(), actor, at: v.number() })),
    /** When a run first wrote to Tripletex; what previews, failed runs and links by hand do is no writing. */
    firstWrittenAt: v.optional(v.number()),
    /** The company that the tokens gave at first; another one stops the run. */
    company: v.optional(v.object({ id: v.number(), name: v.string() })),
    /** List endpoints that answered "no permission", and when: asked again after a week. */
    customerListClosedAt: v.optional(v.number()),
    productListClosedAt: v.optional(v.number()),
    /** All of Rubic's invoices since the cut-over with this number or a lower one have been read; see `sync/readNumbers.ts`. */
    invoicesReadUpTo: v.optional(v.number()),
    /** Readings that began in this month (its first day) have met all invoices of `from` or later; see `sync/metInvoices.ts`. */
    invoicesMet: v.optional(v.object({ month: v.string(), from: v.string() })),
  }).index("by_env", ["tripletexEnv"]),

  /** Running totals of what is mapped and held, kept by the doors of the mapping and hold tables. */
  totals: defineTable({
    tripletexEnv,
    kind: recordKind,
    mappedCount: v.number(),
    mappedOere: v.number(),
    heldCount: v.number(),
    heldOere: v.number(),
    ignoredCount: v.number(),
    ignoredOere: v.number(),
    /** Of payments: the sum of `alreadyPaidOere` of the mapped invoices. */
    alreadyPaidOere: v.optional(v.number()),
    /** Of the held ones, how many wait for whom; the rest goes on by itself. */
    awaitsAccountant: v.optional(v.number()),
    awaitsOperator: v.optional(v.number()),
    awaitsUs: v.optional(v.number()),
  }).index("by_env_and_kind", ["tripletexEnv", "kind"]),

  ...comparisonTables,
  ...remoteTables,

  schedules: defineTable({
    tripletexEnv,
    syncType,
    everyMinutes: v.number(),
    isEnabled: v.boolean(),
    nextDueAt: v.number(),
    /** From then on the next run that is due is one of all types that reads everything from the cut-over, whatever its date. */
    nextFullAt: v.number(),
  })
    .index("by_env_and_type", ["tripletexEnv", "syncType"])
    .index("by_due", ["isEnabled", "nextDueAt"]),

  /** Whether an environment is ready for real books: one row per environment, one line per precondition. */
  readiness: defineTable({
    tripletexEnv,
    lines: v.array(readinessLine),
    overrides: v.array(readinessOverride),
    /** The company that the tokens were last seen to belong to. */
    company: v.optional(seenCompany),
    /** A person has said that this is the right company. */
    confirmed: v.optional(v.object({ id: v.number(), name: v.string(), actor, at: v.number() })),
    /** A check that is on, or that died. */
    checking: v.optional(v.object({ startedAt: v.number(), actor })),
    checkedAt: v.optional(v.number()),
    /** Why the latest check came to no end. */
    checkProblem: v.optional(storedProblem),
  }).index("by_env", ["tripletexEnv"]),

  auditLog: defineTable({
    at: v.number(),
    actor,
    act: v.string(),
    tripletexEnv: v.optional(tripletexEnv),
    details: v.string(),
  }).index("by_env", ["tripletexEnv"]),
};

export default defineSchema({ ...mappings, ...runs, ...waiting, ...plans, ...otherTables, ...environment });
