/** The words of the reconciliation: figures, items, shelves and sign-offs. Amounts whole øre, dates YYYY-MM-DD, times epoch ms. */
import { type Infer, v } from "convex/values";
import { literals } from "convex-helpers/validators";
import { CAUSE_CODES } from "../src/sync/reconcile/causes.ts";
import { DOCUMENT_KINDS } from "../src/sync/reconcile/documents.ts";
import { actor, tripletexEnv } from "./validators.ts";

export const dateWindow = v.object({ from: v.string(), toExclusive: v.string() });

const vatAmount = v.object({ key: v.string(), netOere: v.number(), vatOere: v.number() });

export const figures = v.object({
  count: v.number(),
  netOere: v.number(),
  vatOere: v.number(),
  grossOere: v.number(),
  creditedOere: v.number(),
  paidOere: v.number(),
  outstandingOere: v.number(),
  vat: v.array(vatAmount),
});

export const monthFigures = v.object({
  rubic: figures,
  tripletex: figures,
  held: figures,
  leftOut: figures,
});

export const itemCounts = v.object({
  difference: v.number(),
  held: v.number(),
  leftOut: v.number(),
  byHand: v.number(),
});

const brief = v.union(
  v.object({
    grossOere: v.number(),
    creditedOere: v.number(),
    paidOere: v.number(),
    outstandingOere: v.number(),
  }),
  v.null(),
);

export const reconciledItem = v.object({
  cause: literals(...CAUSE_CODES),
  holdCode: v.union(v.string(), v.null()),
  label: v.string(),
  documentDate: v.string(),
  rubic: brief,
  tripletex: brief,
  explanation: v.string(),
});

export const vatLabel = v.object({ key: v.string(), label: v.string() });

/** What a person signs, and what every reading is compared with afterwards. */
export const monthSummary = v.object({ figures: monthFigures, counts: itemCounts, byHandOere: v.number() });

export const signOff = v.object({
  actor,
  at: v.number(),
  comment: v.string(),
  digest: v.string(),
  signed: monthSummary,
});
export type SignOff = Infer<typeof signOff>;

/** A signature that a later change has taken back. */
export const reopening = v.object({ at: v.number(), because: v.string(), signOff });

const rubicDocument = v.object({
  kind: literals(...DOCUMENT_KINDS),
  rubicInvoiceId: v.number(),
  invoiceNumber: v.number(),
  invoiceDate: v.string(),
  figures,
  creditedAloneOere: v.number(),
  statedPaidOere: v.number(),
  tripletexInvoiceId: v.union(v.number(), v.null()),
});

const rubicPayment = v.object({
  rubicTransactionId: v.number(),
  rubicInvoiceId: v.number(),
  amountOere: v.number(),
  isMoney: v.boolean(),
  isLater: v.optional(v.boolean()),
});

/** Null: the document is compared in another month, and lies on that one's shelf. unreadable: Rubic has it, in a row that can't be read. */
export const shelfDocument = v.union(rubicDocument, v.literal("unreadable"), v.null());

export const shelfInput = v.object({
  key: v.string(),
  from: v.string(),
  tripletexInvoiceId: v.union(v.number(), v.null()),
  document: shelfDocument,
});

export const shelfPayment = v.object({ key: v.string(), payment: rubicPayment });

/** A document on its shelf, its payments with it: it comes and goes as a whole. */
export const shelfRow = v.object({
  tripletexEnv,
  ...shelfInput.fields,
  /** Without a document of its own on this shelf. */
  isMoved: v.boolean(),
  payments: v.array(rubicPayment),
});

const shelfView = {
  shelfId: v.id("reconcileShelves"),
  tripletexInvoiceId: v.union(v.number(), v.null()),
  payments: v.array(rubicPayment),
};
export const shelfFound = v.object({ ...shelfView, document: shelfDocument });
export const shelfLeft = v.object({ ...shelfView, document: rubicDocument });

/** The page of Rubic's at which a reading goes on. */
export const rubicCursor = v.object({
  type: v.union(v.literal("invoices"), v.literal("payments")),
  which: v.union(v.literal("all"), v.literal("mapped")),
  pageNo: v.number(),
  previousPage: v.string(),
});

export const monthPart = v.object({
  ...dateWindow.fields,
  offset: v.number(),
  afterId: v.number(),
  isLargeDay: v.boolean(),
});

/** How far the comparison of a month has come. */
export const monthProgress = v.object({
  from: v.string(),
  parts: v.array(monthPart),
  totals: monthSummary.extend({ waitingCount: v.optional(v.number()) }),
});

/** touched: the months that syncs have changed since they were compared. all: every month since the cut-over. */
export const reconcileScope = v.union(v.literal("touched"), v.literal("all"));
export type ReconcileScope = Infer<typeof reconcileScope>;

export const historyEvent = v.union(v.literal("compared"), v.literal("signedOff"), v.literal("reopened"));
