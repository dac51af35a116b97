/**
 * What a reconciliation asks of Convex: one method per function that it calls, with environment and fence already filled in. It
 * reads both systems and writes to neither; what it stores is its own.
 */
import type { CodeMapping } from "../../sync/code-mappings.ts";
import type { DateWindow } from "../../sync/months.ts";
import type { Item, Standing } from "../../sync/reconcile/compare-document.ts";
import type { MappedCredit } from "../../sync/reconcile/credits.ts";
import type { ProductVat, RubicDocument, RubicPayment } from "../../sync/reconcile/documents.ts";
import type { KeptTotals, ReconciledMonth } from "../../sync/reconcile/month.ts";
import type { MonthPart } from "../month-parts.ts";
import type { Ports } from "../step.ts";
import type { BookedCredit, KnownCredit, Problem } from "../store.ts";

/** The page of Rubic's at which a reading goes on. */
export interface RubicCursor {
  type: "invoices" | "payments";
  /** all: what a run was to have met. mapped: what came later, of which a run that was ended may have booked some. */
  which: "all" | "mapped";
  pageNo: number;
  /** Fingerprint of the page before: a server that ignores the page number would be read for ever. */
  previousPage: string;
}

/** How far the comparison of a month has come. Its items, and what is still on its shelf, are kept apart. */
export interface MonthProgress {
  from: string;
  parts: MonthPart[];
  totals: KeptTotals;
}

export interface ReconcileContext {
  tripletexEnv: "sandbox" | "production";
  /** The months that are still to be compared, in the order in which they are. */
  windows: DateWindow[];
  /** Rubic's side is read and on the shelves. */
  isStaged: boolean;
  /** Null before the first page; then the shelves may hold what another reading has left. */
  cursor: RubicCursor | null;
  /** Of the first of the months, when an earlier step has begun it. */
  month: MonthProgress | null;
  /** When the reading began: later entries are the next one's. Epoch ms. */
  startedAt: number;
  /**
   * Rubic's side is read from this day on (YYYY-MM-DD): the first day of the months that there were to compare, or before it the day
   * of the earliest invoice of which a credit may count in one of them.
   */
  readFrom: string;
  /** The start of that day, or before it when the first of the documents dated since was booked, ahead of its day. Epoch ms. */
  knownFrom: number;
  /** Up to when a sync has read each type; later entries are the next sync's. Epoch ms. */
  readUntil: { invoices: number; payments: number };
  /** How often in a row a call has failed. */
  failures: number;
}

/**
 * A document of Rubic's, put where it is compared. In its place, the note that a document of that month in Tripletex is compared elsewhere
 * (null), or that Rubic has it and its row can't be read.
 */
export interface ShelfInput {
  /** Unique in a reading: what Rubic delivers again is put once. */
  key: string;
  from: string;
  tripletexInvoiceId: number | null;
  document: ShelfDocument;
}

export type ShelfDocument = RubicDocument | "unreadable" | null;

/** A payment and the key of its document. */
export interface ShelfPayment {
  key: string;
  payment: RubicPayment;
}

/** What lies on a shelf, with its payments. */
export interface ShelfRow<Document extends ShelfDocument = ShelfDocument> {
  shelfId: string;
  tripletexInvoiceId: number | null;
  document: Document;
  payments: RubicPayment[];
}

export interface MappedDocument {
  rubicInvoiceId: number;
  rubicInvoiceNumber: number;
  tripletexInvoiceId: number;
  /** In Tripletex. */
  invoiceDate: string;
  /** In Rubic; another one where a person linked the two. */
  rubicInvoiceDate: string;
}

export interface MappedPayment {
  rubicTransactionId: number;
  rubicInvoiceId: number;
  /** As booked, øre. */
  amountOere: number;
}

/** Every method that stores something throws ConvexError `FENCED` once another step has taken over. */
export interface ReconcileStore {
  /** Null when a sync has written since the reading began: it has ended then, and is done again. */
  begin(): Promise<ReconcileContext | null>;
  codeMappings(): Promise<CodeMapping[]>;
  /** VAT type of the mapped products, by Rubic's product id. */
  vatTypesOfProducts(productIds: number[]): Promise<ProductVat[]>;
  mappedByRubicId(rubicInvoiceIds: number[]): Promise<MappedDocument[]>;
  mappedByTripletexId(tripletexInvoiceIds: number[]): Promise<MappedDocument[]>;
  /** Tripletex ids above `after` of what is mapped on a day (YYYY-MM-DD), lowest first, a page at a time. */
  mappedOfDay(day: string, after: number): Promise<number[]>;
  /** What syncs have seen of each payer's credits, of which a part may lie outside of this reading. */
  creditsOf(payers: string[]): Promise<KnownCredit[][]>;
  paymentsByRubicId(rubicTransactionIds: number[]): Promise<MappedPayment[]>;
  creditsByRubicId(rubicIds: number[]): Promise<MappedCredit[]>;
  /** The credits that are these documents in Tripletex, or that credit them. */
  creditsByTripletexId(tripletexIds: number[]): Promise<BookedCredit[]>;
  standings(kind: "invoice" | "credit" | "payment", rubicIds: number[]): Promise<Standing[]>;
  /** Removes what another reading has left, some at a time; true when nothing is left. */
  clearShelves(): Promise<boolean>;
  /** Puts what is not on the shelves yet. */
  putDocuments(rows: ShelfInput[]): Promise<void>;
  /** Adds payments to the documents on the shelves, each once; those on other documents are no business of this reading. */
  putPayments(payments: ShelfPayment[]): Promise<void>;
  /** Keeps how far Rubic's side is read; null: to the end. */
  advance(cursor: RubicCursor | null): Promise<void>;
  /** What the shelf of a month says about documents of Tripletex's. */
  onShelf(from: string, tripletexInvoiceIds: number[]): Promise<ShelfRow[]>;
  /** Some of the documents that are left on the shelf of a month; none when nothing is. */
  leftOnShelf(from: string): Promise<ShelfRow<RubicDocument>[]>;
  /** In one transaction: what was compared is taken off the shelf, and added up and noted. */
  keepMonth(progress: MonthProgress, taken: { shelfIds: string[]; items: Item[] }): Promise<void>;
  /** Items that were noted, some at a time. */
  notedItems(from: string, pageCursor: string | null): Promise<{ items: Item[]; pageCursor: string | null }>;
  /** False when a sync has written meanwhile: the reading mixes two moments, so it ends and is done again. */
  storeMonth(window: DateWindow, month: ReconciledMonth, vatLabels: VatLabel[]): Promise<{ goesOn: boolean }>;
  /** Hands the rest to a new step. */
  handOver(): Promise<void>;
  /** Hands the rest to a step that begins then (epoch ms). */
  wait(waiting: { until: number; problem: Problem; isFailure: boolean }): Promise<void>;
}

/** How people know a VAT type: `3 · 25 %`. */
export interface VatLabel {
  key: string;
  label: string;
}

export interface ReconcilePorts extends Pick<Ports, "rubic" | "tripletex" | "now"> {
  store: ReconcileStore;
}
