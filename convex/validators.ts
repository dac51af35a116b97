/**
 * The words that tables, arguments and answers share. A new state or type is added here once, and whatever does not yet
 * handle it stops compiling. Times are epoch milliseconds, amounts whole øre, dates `YYYY-MM-DD` in Europe/Oslo.
 */
import { type Infer, v } from "convex/values";
import { literals } from "convex-helpers/validators";
import { MENDERS } from "../src/sync/codes.ts";
import { HOLD_CODES } from "../src/sync/hold-codes.ts";
import { PROBLEM_CODES } from "../src/sync/problem-codes.ts";
import { READINESS_CODES, READINESS_STATES } from "../src/sync/readiness/line.ts";
import { creditExpectation, creditMappingInput } from "./creditValidators.ts";

export const syncType = v.union(
  v.literal("products"),
  v.literal("customers"),
  v.literal("invoices"),
  v.literal("payments"),
);
export type SyncType = Infer<typeof syncType>;

/** `all` runs every type in the order in which one depends on another. */
export const runType = v.union(syncType, v.literal("all"));
export type RunType = Infer<typeof runType>;

export const tripletexEnv = v.union(v.literal("sandbox"), v.literal("production"));
export type TripletexEnv = Infer<typeof tripletexEnv>;

/**
 * running: a step works or is scheduled. waiting: until `resumeAt`. interrupted: its lease ran out, the watchdog
 * has scheduled it again. The rest are ends: success (nothing open), partial (something is held or in doubt), failed
 * (stopped by an error that concerns more than one record), cancelled (by a person).
 */
export const syncStatus = v.union(
  v.literal("running"),
  v.literal("waiting"),
  v.literal("interrupted"),
  v.literal("success"),
  v.literal("partial"),
  v.literal("failed"),
  v.literal("cancelled"),
);
export type SyncStatus = Infer<typeof syncStatus>;

/** A type of a run neither waits nor is interrupted: its run does. */
export const typeStatus = v.union(
  v.literal("running"),
  v.literal("success"),
  v.literal("partial"),
  v.literal("failed"),
  v.literal("cancelled"),
);

export const runAction = v.union(
  v.literal("cancel"),
  v.literal("wait"),
  v.literal("start"),
  v.literal("retryHolds"),
);

/**
 * incremental: what may have changed since the last run. full: everything from the cut-over date. preview: decides what an
 * incremental run would do and writes it down as a plan, and nothing else.
 */
export const runMode = v.union(v.literal("incremental"), v.literal("full"), v.literal("preview"));
export type RunMode = Infer<typeof runMode>;

export const actor = v.object({
  kind: v.union(v.literal("person"), v.literal("schedule"), v.literal("commandLine"), v.literal("system")),
  name: v.string(),
});
export type Actor = Infer<typeof actor>;

/** What a single mapping, intent or hold is about. */
export const recordKind = v.union(
  v.literal("product"),
  v.literal("customer"),
  v.literal("invoice"),
  v.literal("credit"),
  v.literal("payment"),
);
export type RecordKind = Infer<typeof recordKind>;
/** What a person can link by hand. A credit is not: what is credited in Tripletex is found there. */
export const linkedKind = literals("product", "customer", "invoice", "payment");
export type LinkedKind = Infer<typeof linkedKind>;

/** A closed set: any other code is refused by the compiler, and by Convex at run time. */
export const holdCode = literals(...HOLD_CODES);
const problemCode = literals(...PROBLEM_CODES);

/** Who has to act. `us`: whoever builds the service. */
export const mender = literals(...MENDERS);

/** How a run's write came about; unclear: an update whose answer was lost. */
export const writtenHow = v.union(
  v.literal("created"),
  v.literal("updated"),
  v.literal("adopted"),
  v.literal("unclear"),
);
export type WrittenHow = Infer<typeof writtenHow>;

/** Why a run stopped or waits, in words for a person. `remedy` says what to do next. */
export const problem = v.object({ code: problemCode, message: v.string(), remedy: v.string() });
export type Problem = Infer<typeof problem>;

/** The same as it is stored and shown: a row may carry a code of an older version (`problemEntry` reads any). */
export const storedProblem = v.object({ ...problem.fields, code: v.string() });
export type StoredProblem = Infer<typeof storedProblem>;

/** Counters of one type in one run; `done` is the sum of the others. */
export const counters = v.object({
  done: v.number(),
  created: v.number(),
  updated: v.number(),
  adopted: v.number(),
  unchanged: v.number(),
  held: v.number(),
});
export type Counters = Infer<typeof counters>;

/** What an intent expects to find in Tripletex when the outcome of its write is unknown. */
export const expectation = v.union(
  v.object({
    kind: v.literal("customer"),
    customerNumber: v.number(),
    name: v.string(),
    organizationNumber: v.optional(v.string()),
  }),
  v.object({
    kind: v.literal("product"),
    rubicProductId: v.number(),
    rubicProductGroupId: v.optional(v.number()),
    number: v.string(),
    name: v.string(),
    vatTypeId: v.number(),
    accountId: v.number(),
  }),
  v.object({
    kind: v.literal("invoice"),
    invoiceNumber: v.number(),
    orderNumber: v.string(),
    customerId: v.number(),
    invoiceDate: v.string(),
    invoiceDueDate: v.string(),
    netOere: v.number(),
    grossOere: v.number(),
  }),
  v.object({
    kind: v.literal("payment"),
    rubicInvoiceId: v.number(),
    tripletexInvoiceId: v.number(),
    paymentDate: v.string(),
    /** Its own one, where an accountant chose another to book it on. */
    rubicPaymentDate: v.optional(v.string()),
    amountOere: v.number(),
  }),
  creditExpectation,
);
export type Expectation = Infer<typeof expectation>;

/** What Tripletex must make of one invoice line; amounts in øre. */
const expectedLine = v.object({
  vatTypeId: v.number(),
  accountId: v.number(),
  accountNumber: v.union(v.number(), v.null()),
  netOere: v.number(),
  grossOere: v.number(),
  isIncludingVat: v.boolean(),
});

/** The kinds of line that an invoice has, and what is compared should it be the first of one of them. */
export const canaryInput = v.object({ kinds: v.array(v.string()), lines: v.array(expectedLine) });
export type CanaryInput = Infer<typeof canaryInput>;
export const canaryExpectation = v.object({
  invoice: expectation.members[2],
  lines: v.array(expectedLine),
});

/** One side-by-side sum: count and øre in Rubic, in Tripletex, held in between, and left out by a person's decision. */
export const comparedSum = v.object({
  rubicCount: v.number(),
  rubicOere: v.number(),
  tripletexCount: v.number(),
  tripletexOere: v.number(),
  heldCount: v.number(),
  heldOere: v.number(),
  ignoredCount: v.number(),
  ignoredOere: v.number(),
  /** Of what is held and left out: taken to be in Tripletex already, hence in its sum. Older rows have none. */
  alreadyPaidOere: v.optional(v.number()),
});
export type ComparedSum = Infer<typeof comparedSum>;

export const difference = v.object({
  label: v.string(),
  rubicOere: v.number(),
  tripletexOere: v.number(),
  explanation: v.string(),
});
export type Difference = Infer<typeof difference>;

const bookedSum = {
  invoiceCount: v.number(),
  invoiceOere: v.number(),
  paidCount: v.number(),
  paidOere: v.number(),
};

/** What the comparison found in Tripletex, of a month or of all. Amounts in øre. */
export const comparing = v.object({
  ...bookedSum,
  differences: v.array(difference),
  differenceCount: v.number(),
});
export type Comparing = Infer<typeof comparing>;

/** A page of Tripletex's list in which nothing differed: as long as it and our mappings stay, so does its sum. */
export const comparedPage = v.object({ digest: v.string(), ...bookedSum });
export type ComparedPage = Infer<typeof comparedPage>;

/** Where a run stands. `phase` counts through the run's phases; keys are Rubic keys. */
export const cursor = v.object({
  phase: v.number(),
  pageNo: v.number(),
  previousKeys: v.array(v.string()),
  doneKeys: v.array(v.string()),
  /** The last page whose rows are in the count of expected records: a page that is read again is not counted again. */
  countedPage: v.number(),
  /** Of a run of single records: the keys that Rubic has delivered so far. */
  metKeys: v.optional(v.array(v.string())),
  /** How often the type has waited for a first invoice of unknown outcome. */
  canaryWaits: v.optional(v.number()),
  /** How far the holds (or a plan's records) that a type has not met are gone through; see `src/engine/close-type.ts`. */
  closing: v.optional(v.object({ part: v.number(), pageCursor: v.union(v.string(), v.null()) })),
});
export type Cursor = Infer<typeof cursor>;

/** What a wish to start a sync led to. Both answers are normal. */
export const startOutcome = v.union(
  v.object({ outcome: v.literal("started"), runId: v.id("runs") }),
  /** Another run holds the environment: who started it, and when. */
  v.object({ outcome: v.literal("busy"), runId: v.id("runs"), startedBy: actor, startedAt: v.number() }),
);
export type StartOutcome = Infer<typeof startOutcome>;

/** What a mapping says beside environment, time and run. */
export const mappingInput = v.union(
  v.object({
    kind: v.literal("customer"),
    rubicCustomerNo: v.string(),
    tripletexCustomerId: v.number(),
    hash: v.optional(v.string()),
    nameMark: v.optional(v.string()),
  }),
  v.object({
    kind: v.literal("product"),
    rubicProductCode: v.string(),
    rubicProductId: v.number(),
    rubicProductGroupId: v.optional(v.number()),
    tripletexProductId: v.number(),
    vatTypeId: v.number(),
    accountId: v.number(),
    hash: v.optional(v.string()),
  }),
  v.object({
    kind: v.literal("invoice"),
    rubicInvoiceId: v.number(),
    rubicInvoiceNumber: v.number(),
    tripletexInvoiceId: v.number(),
    /** In Tripletex. */
    invoiceDate: v.string(),
    rubicInvoiceDate: v.string(),
    netOere: v.number(),
    grossOere: v.number(),
    outstandingOere: v.number(),
    hash: v.optional(v.string()),
  }),
  v.object({
    kind: v.literal("payment"),
    rubicTransactionId: v.number(),
    rubicInvoiceId: v.number(),
    tripletexInvoiceId: v.number(),
    tripletexPostingId: v.number(),
    /** On which it is booked: its own in Rubic, unless an accountant chose another. */
    paymentDate: v.string(),
    /** Its own one, where it is booked on another. */
    rubicPaymentDate: v.optional(v.string()),
    amountOere: v.number(),
    /** What is left on the invoice afterwards. */
    outstandingOere: v.number(),
    hash: v.optional(v.string()),
  }),
  creditMappingInput,
);
export type MappingInput = Infer<typeof mappingInput>;

/** Who linked a record to an existing one in Tripletex, and why. */
export const linkedBy = v.object({ actor, reason: v.string(), at: v.number() });

export const holdInput = v.object({
  label: v.string(),
  code: holdCode,
  message: v.string(),
  remoteMessage: v.optional(v.string()),
  requestId: v.optional(v.string()),
  amountOere: v.optional(v.number()),
  documentDate: v.optional(v.string()),
  /** Hash of the request that Tripletex refused: the same one is not sent again before its time. */
  requestHash: v.optional(v.string()),
  /** Met beside another type's records only, such as a payer whom Rubic names on invoices: a reading of its own type says nothing about it. */
  isApart: v.optional(v.boolean()),
  /** Of a payment whose money is taken to be in Tripletex already: Rubic's id of its invoice. */
  alreadyPaidOn: v.optional(v.number()),
  /** Of a payment or credit that waits for nothing but its invoice: Rubic's id of that one. */
  waitsForInvoice: v.optional(v.number()),
  /** Of a credit note that a person may have made by hand: Rubic's id of the invoice off which it was taken. */
  creditedByHandOn: v.optional(v.number()),
  /** Of a payment on a credit note, which a person books with a voucher: Rubic's id of the note. */
  paidOnNote: v.optional(v.number()),
});
export type HoldInput = Infer<typeof holdInput>;

/**
 * What became of one record. mapped: it is in Tripletex. held: it waits; `removesIntent` only where the batch that stored the
 * intent, or the settling, knows that its write did not happen. released: it needs nothing (any more), so an open hold is closed. dropped: its write
 * was never sent or is known not to have happened, so its intent goes and the record is tried again.
 */
export const recordResult = v.union(
  v.object({
    outcome: v.literal("mapped"),
    /** unchanged: a look at Tripletex showed that nothing had to be written. */
    how: v.union(v.literal("created"), v.literal("updated"), v.literal("adopted"), v.literal("unchanged")),
    rubicKey: v.string(),
    label: v.string(),
    mapping: mappingInput,
    /** As in a hold, which it becomes where its place is taken. */
    isApart: v.optional(v.boolean()),
  }),
  v.object({
    outcome: v.literal("held"),
    kind: recordKind,
    rubicKey: v.string(),
    hold: holdInput,
    removesIntent: v.boolean(),
  }),
  v.object({ outcome: v.literal("released"), kind: recordKind, rubicKey: v.string() }),
  v.object({ outcome: v.literal("dropped"), kind: recordKind, rubicKey: v.string() }),
);
export type RecordResult = Infer<typeof recordResult>;

/** One precondition of writing to real books; see `src/sync/readiness/line.ts`. */
export const readinessCode = literals(...READINESS_CODES);

/** green: seen to be right. unknown: it could not be looked at, and the finding says why. */
export const readinessState = literals(...READINESS_STATES);

export const readinessLine = v.object({
  code: readinessCode,
  title: v.string(),
  state: readinessState,
  finding: v.string(),
  remedy: v.union(v.string(), v.null()),
  checkedAt: v.number(),
  /** Why the latest look failed, where an earlier answer still stands. */
  recheckProblem: v.optional(v.string()),
});

/** A person's decision to go on although a line is not green. Covers the state that the person saw and better ones. */
export const readinessOverride = v.object({
  code: readinessCode,
  state: readinessState,
  reason: v.string(),
  actor,
  at: v.number(),
});

/** The company that the tokens belong to. */
export const seenCompany = v.object({
  id: v.number(),
  name: v.string(),
  organizationNumber: v.union(v.string(), v.null()),
});
/** What is asked of Rubic for a type that Rubic filters by date; epoch milliseconds. */
export const readWindow = v.object({ from: v.number(), to: v.number(), isComplete: v.boolean() });
