/**
 * What a reconciliation asks of Convex: one method per function that it calls, with environment and fence already filled in. It
 * reads both systems and writes to neither; what it stores is its own.
 */
import type { CodeMapping } from "../../sync/code-mappings.ts";
import type { DateWindow } from "../../sync/months.ts";
import type { Standing } from "../../sync/reconcile/compare-document.ts";
import type { MappedCredit } from "../../sync/reconcile/credits.ts";
import type { ProductVat, RubicDocument, RubicPayment } from "../../sync/reconcile/documents.ts";
import type { ReconciledMonth } from "../../sync/reconcile/month.ts";
import type { Ports } from "../step.ts";
import type { BookedCredit, PayerCredits } from "../store.ts";

export interface ReconcileContext {
  tripletexEnv: "sandbox" | "production";
  /** The months that are still to be compared, in order. */
  windows: DateWindow[];
  /** Rubic's side is read and on the shelves. */
  isStaged: boolean;
  /**
   * Rubic's side is read from this day on (YYYY-MM-DD): the first day of the months that there were to compare, or before it the day
   * of the earliest invoice of which a credit may count in one of them.
   */
  readFrom: string;
  /** Up to when a sync has read each type; later entries are the next sync's. Epoch ms. */
  readUntil: { invoices: number; payments: number };
}

/** A part of Rubic's side of one month. */
export interface Shelf {
  from: string;
  invoices: RubicDocument[];
  payments: RubicPayment[];
  /** Tripletex ids of invoices that Rubic dates in another month than Tripletex: they are compared there. */
  movedIds: number[];
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

/** Every method throws ConvexError `FENCED` once another step has taken over. */
export interface ReconcileStore {
  begin(): Promise<ReconcileContext>;
  codeMappings(): Promise<CodeMapping[]>;
  /** VAT type of the mapped products, by Rubic's product id. */
  vatTypesOfProducts(productIds: number[]): Promise<ProductVat[]>;
  mappedByRubicId(rubicInvoiceIds: number[]): Promise<MappedDocument[]>;
  mappedByTripletexId(tripletexInvoiceIds: number[]): Promise<MappedDocument[]>;
  /** Tripletex ids above `after` of what is mapped on a day (YYYY-MM-DD), lowest first, a page at a time. */
  mappedOfDay(day: string, after: number): Promise<number[]>;
  /** What syncs have seen of the payers' credits, of which a part may lie outside of this reading. */
  creditsOf(payers: string[]): Promise<PayerCredits[]>;
  creditsByRubicId(rubicIds: number[]): Promise<MappedCredit[]>;
  /** The credits that are these documents in Tripletex, or that credit them. */
  creditsByTripletexId(tripletexIds: number[]): Promise<BookedCredit[]>;
  standings(kind: "invoice" | "credit" | "payment", rubicIds: number[]): Promise<Standing[]>;
  stage(shelf: Shelf): Promise<void>;
  endStaging(): Promise<void>;
  shelves(from: string, pageCursor: string | null): Promise<{ shelves: Shelf[]; pageCursor: string | null }>;
  /** False when a sync has written meanwhile: the reading mixes two moments, so it ends and is done again. */
  storeMonth(window: DateWindow, month: ReconciledMonth, vatLabels: VatLabel[]): Promise<{ goesOn: boolean }>;
  /** Hands the remaining months to a new step. */
  handOver(): Promise<void>;
}

/** How people know a VAT type: `3 · 25 %`. */
export interface VatLabel {
  key: string;
  label: string;
}

export interface ReconcilePorts extends Pick<Ports, "rubic" | "tripletex" | "now"> {
  store: ReconcileStore;
}
