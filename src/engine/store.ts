/**
 * What a step asks of Convex: one method per function that it calls, with run and fence already filled in. Every await of
 * a step goes through this port or through the two HTTP clients and nowhere else, so that a test can end a step at any of
 * them. Only types are taken from `convex/`: the engine itself runs without Convex.
 */

import type { Deviation, PlanItem } from "../../convex/planValidators.ts";
import type { StepContext } from "../../convex/sync/begin.ts";
import type { Canaries } from "../../convex/sync/canaries.ts";
import type { KnownMonth } from "../../convex/sync/comparedMonths.ts";
import type {
  BookedCredit,
  CreditOriginal,
  KnownCredit,
  NumberedInvoices,
} from "../../convex/sync/credits.ts";
import type { KnownRecord } from "../../convex/sync/lookups.ts";
import type { ReadBack } from "../../convex/sync/paymentReads.ts";
import type { PlannedInvoice, PlannedRecord } from "../../convex/sync/planLookups.ts";
import type { Transition } from "../../convex/sync/transitions.ts";
import type {
  CanaryInput,
  ComparedPage,
  Comparing,
  Cursor,
  Expectation,
  LinkedKind,
  RecordKind,
  RecordResult,
  SyncType,
} from "../../convex/validators.ts";

export type { HoldInput, MappingInput, Problem } from "../../convex/validators.ts";

import type { CodeMapping } from "../sync/code-mappings.ts";
import type { CodeProposal } from "../sync/code-proposals.ts";
import type { SeenCredit } from "../sync/credits.ts";
import type { MonthPart } from "./month-parts.ts";

export type {
  BookedCredit,
  Canaries,
  ComparedPage,
  Comparing,
  CreditOriginal,
  Cursor,
  Deviation,
  Expectation,
  KnownCredit,
  KnownMonth,
  KnownRecord,
  LinkedKind,
  NumberedInvoices,
  PlanItem,
  PlannedInvoice,
  PlannedRecord,
  ReadBack,
  RecordKind,
  RecordResult,
  StepContext,
  SyncType,
  Transition,
};

export interface RateBudget {
  /** Calls left until `resetsAt`; null when Tripletex has not said. */
  remaining: number | null;
  resetsAt: number;
  /** How often in a row Tripletex refused without saying until when. */
  refusals: number;
}

export interface IntentInput {
  kind: RecordKind;
  rubicKey: string;
  action: "create" | "update";
  label: string;
  requestHash: string;
  expectation: Expectation;
  /** Sent beside the records of another type. */
  isApart?: boolean;
  /** Of an invoice: the kinds of its lines. */
  canary?: CanaryInput;
}

export interface OpenIntent extends IntentInput {
  sentAt: number;
  emptyLookups: number;
  lastLookupAt: number | null;
  createdAt: number;
}

export interface ProgressChange {
  syncType: SyncType;
  unchanged: number;
  expected: number;
  isExpectedFinal: boolean;
  rubicCount: number;
  rubicOere: number;
}

export interface RunEvent {
  level: "info" | "warning" | "error";
  message: string;
}

/** The end of a sub-batch; see `convex/sync/commit.ts`. */
export interface Commit {
  commitsBefore: number;
  results: RecordResult[];
  /** What a preview found, instead of results. */
  planItems: PlanItem[];
  /** What a run that carries out a plan leaves as it is. */
  deviations: Deviation[];
  progress: ProgressChange | null;
  cursor: Cursor;
  events: RunEvent[];
  rate: RateBudget | null;
  closedList: "customer" | "product" | null;
  /** Mapped invoices on which something is outstanding again, or nothing any more. */
  settled: SettledInvoice[];
  /** Invoices whose payments are to be read from their date on. */
  readBacks: ReadBack[];
  next: Transition;
}

export interface SettledInvoice {
  tripletexInvoiceId: number;
  isSettled: boolean;
}

export interface InvoiceForPayment {
  rubicInvoiceId: number;
  tripletexInvoiceId: number | null;
  isHeld: boolean;
  /** Rubic shows it as a credit note: a row with a negative total. */
  isCreditNote: boolean;
  mappedPostingIds: number[];
  /** Of an invoice that is neither in Tripletex nor held: the highest number of those that were booked last by then; null when none was. */
  bookedNumber: number | null;
  /** A payment on the invoice has an unknown outcome. */
  hasOpenIntent: boolean;
  /** Its credit in Tripletex is one of Rubic's: what is paid on it nevertheless is the customer's. */
  isCreditedByRubic: boolean;
  /** What a person is to take off it by hand, or has: in positive øre. */
  takenOffOere: number;
  /** In a preview, what the plan would do to the invoice before this payment. */
  planned?: {
    /** What is open on an invoice that is only planned; null when it is in Tripletex, where one can look. */
    grossOere: number | null;
    /** Sum of the payments that the plan books on it. */
    paidOere: number;
  };
}

export interface MappedInvoice {
  tripletexInvoiceId: number;
  rubicInvoiceId: number;
  paymentSynced: boolean;
  rubicInvoiceNumber: number;
  grossOere: number;
  paidOere: number;
  /** Of payments that are held or left out because their money is taken to be in Tripletex already. */
  alreadyPaidOere: number;
}

/** A page of what a type's reading may not have met: from the start, or from where the page before ended. */
interface UnmetPage {
  kind: RecordKind;
  isApart: boolean;
  pageCursor: string | null;
}

/** A month as a run has compared it; `changes` as it was when the reading began. */
export interface ComparedMonth {
  from: string;
  changes: number;
  sum: Comparing;
  pages: ComparedPage[];
}

/** A month as far as a run has compared it, and what is left to list of it. */
export interface BegunMonth extends ComparedMonth {
  parts: MonthPart[];
}

interface RubicSum {
  count: number;
  oere: number;
}

export type PlanId = NonNullable<StepContext["planId"]>;

/** Every method throws ConvexError, with code `FENCED` once another step has taken over. */
export interface Store {
  begin(): Promise<StepContext>;
  records(kind: RecordKind, rubicKeys: string[]): Promise<KnownRecord[]>;
  invoiceContext(keys: { customerNos: string[]; productIds: number[] }): Promise<{
    /** `isShared`: held or left out since two customers have the number in Rubic. */
    customers: { rubicCustomerNo: string; tripletexCustomerId: number; isShared?: boolean }[];
    products: {
      rubicProductId: number;
      rubicProductCode: string;
      tripletexProductId: number;
      vatTypeId: number;
      accountId: number;
      rubicProductGroupId?: number;
    }[];
  }>;
  /** Rubic's customers on these of Tripletex's, aliases among them. */
  customersByTripletexId(ids: number[]): Promise<{ rubicCustomerNo: string; tripletexCustomerId: number }[]>;
  /** @param bookedUntil up to when invoices count for `bookedNumber`; none do without it */
  paymentContext(rubicInvoiceIds: number[], bookedUntil?: number | null): Promise<InvoiceForPayment[]>;
  /** Keeps what a page of Rubic's shows about credits. */
  noteCredits(seen: SeenCredit[]): Promise<{ leaseEndsAt: number }>;
  /** The same rows as a sync would note them at `now` (epoch milliseconds); nothing is kept. */
  creditsAsNoted(seen: SeenCredit[], now: number): Promise<KnownCredit[]>;
  /** All that was seen of the credits of each payer; with a plan, what its preview has seen besides. */
  creditsOf(payers: string[], planId?: PlanId): Promise<KnownCredit[][]>;
  /** The same of single rows, by Rubic's id; those that were never noted are left out. */
  creditsOfRows(rubicIds: number[], planId?: PlanId): Promise<KnownCredit[]>;
  /** How credited invoices stand, in their order; as many as are decided together. */
  creditedInvoices(rows: { rubicInvoiceId: number; rubicInvoiceNumber: number }[]): Promise<CreditOriginal[]>;
  /** Invoices of ours by Rubic's number, at most eighty at once; `pending` are numbers that wait, or whose outcome is unknown. */
  creditOriginals(numbers: number[]): Promise<NumberedInvoices>;
  /** What a person is to take off the invoices by hand, or has, credits, corrections and notes: in positive øre, in the order of Rubic's ids. */
  heldCredits(rubicInvoiceIds: number[]): Promise<number[]>;
  /** Credits that are these documents in Tripletex, or that credit them. */
  bookedCredits(tripletexInvoiceIds: number[]): Promise<BookedCredit[]>;
  /** Whether transactions that settle a credit (øre, either sign) belong to one that Rubic shows; in their order. */
  creditsSettled(
    settlements: { rubicInvoiceId: number; payer: string; amountOere: number }[],
    planId?: PlanId,
  ): Promise<boolean[]>;
  /** What a plan says about records; what was unchanged or is unknown to it is left out. */
  plannedRecords(planId: PlanId, kind: RecordKind, rubicKeys: string[]): Promise<PlannedRecord[]>;
  plannedInvoices(planId: PlanId, rubicInvoiceIds: number[]): Promise<PlannedInvoice[]>;
  /** The invoices with these numbers of Rubic's that a plan would book or adopt. */
  plannedInvoicesByNumber(planId: PlanId, numbers: number[]): Promise<PlannedRecord[]>;
  invoicesByTripletexId(ids: number[]): Promise<MappedInvoice[]>;
  /** A page of the invoices that were linked although older than the cut-over; `pageCursor` null begins. */
  invoicesBeforeCutover(
    pageCursor: string | null,
  ): Promise<{ invoices: MappedInvoice[]; pageCursor: string | null }>;
  /** Open intents stored after `after` (epoch ms), oldest first, a page at a time. */
  openIntents(after: number): Promise<OpenIntent[]>;
  noteEmptyLookups(keys: { kind: RecordKind; rubicKey: string }[]): Promise<void>;
  storeIntents(intents: IntentInput[]): Promise<{ leaseEndsAt: number }>;
  /** False once a person has stopped all writing or cancelled the run, or another step has taken over. */
  mayWrite(): Promise<boolean>;
  canaries(): Promise<Canaries>;
  judgeCanary(verdict: {
    rubicKey: string;
    differences: string[];
    areAccountsSeen: boolean;
    bookedOere: number | null;
  }): Promise<void>;
  commit(commit: Commit): Promise<{ leaseEndsAt: number; isCancelRequested: boolean }>;
  /** The invoice date (YYYY-MM-DD) from which payments are to be read; null when the run's own window will do. */
  paymentsAskedFrom(): Promise<string | null>;
  /** What each of Rubic's codes stands for in this environment, in every state. */
  codeMappings(): Promise<CodeMapping[]>;
  /** Stores proposals; in the sandbox those with a target are approved by its defaults. */
  proposeCodes(proposals: CodeProposal[]): Promise<void>;
  /** Closes the holds of a kind, open ones or (`isLeftOut`) those that were left out, that this run, which has read everything, has not met: of the type's own, or of those met apart. */
  resolveStaleHolds(page: UnmetPage & { isLeftOut: boolean }): Promise<{ pageCursor: string | null }>;
  /** Names what this run's plan has of a kind and what was neither carried out nor met. */
  nameMissing(page: UnmetPage): Promise<{ pageCursor: string | null }>;
  /** What is known of each month (dates YYYY-MM-DD, the upper one not included), in their order. */
  openMonths(windows: { from: string; toExclusive: string }[]): Promise<KnownMonth[]>;
  /** Stores months that are compared, and the one that is begun. */
  storeMonths(
    months: ComparedMonth[],
    begun: BegunMonth | null,
  ): Promise<{ leaseEndsAt: number; isCancelRequested: boolean }>;
  /** Tripletex ids above `after` of what is mapped on a day (YYYY-MM-DD), lowest first, a page at a time. */
  invoicesOfDay(day: string, after: number): Promise<number[]>;
  /** Adds up the months and puts them beside what is mapped, held and read. */
  storeComparison(comparison: {
    booksFrom: string;
    linked: Comparing;
    read: { invoices: RubicSum; payments: RubicSum } | null;
  }): Promise<void>;
}
