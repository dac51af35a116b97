/**
 * One step of a run: about half a minute of work between two scheduled actions. It knows the time that is left, the
 * lease, the rate budget and the cursor, and it is the only place that commits.
 */
import { REQUEST_TIMEOUT_MS } from "../http/options.ts";
import type { RubicClient } from "../rubic/client.ts";
import type { OrganizationNumberOf } from "../sync/companies.ts";
import type { Period } from "../sync/periods.ts";
import type { Reference } from "../sync/reference.ts";
import type { TripletexClient } from "../tripletex/client.ts";
import { loadCompanies } from "./companies.ts";
import { loadPeriods } from "./periods.ts";
import { itemsOfResults, type OutOfScope, outOfScopeItem } from "./plan/items.ts";
import { loadReference } from "./reference.ts";
import { Selection } from "./selection.ts";
import type {
  Commit,
  Cursor,
  Deviation,
  HoldInput,
  KnownRecord,
  PlanItem,
  Problem,
  ProgressChange,
  RateBudget,
  ReadBack,
  RecordKind,
  RecordResult,
  RunEvent,
  SettledInvoice,
  StepContext,
  Store,
  SyncType,
  Transition,
} from "./store.ts";
import type { CreditPage } from "./types/credit-rows.ts";

/** Short against Convex's limit of ten minutes: it bounds what a killed step leaves open. */
const STEP_MS = 30_000;
/** Reading that a step can't hand over does not count into its time, up to so much: Convex ends an action after ten minutes. */
const MAX_READING_MS = 300_000;
/** Long reading renews the lease of a minute when less than this is left: a call with its repeats may take as long. */
const RENEW_LEASE_MS = 50_000;
/** Calls kept in reserve when waiting before the limit, for those already in flight. */
const RATE_RESERVE = 4;

export interface Ports {
  store: Store;
  rubic: RubicClient;
  tripletex: TripletexClient;
  /** Filled by the Tripletex client from each reply's headers. */
  rate: { latest: { remaining: number | null; resetsAt: number } | null };
  /** Asked by the Tripletex client just before a write leaves; the step puts its own answer here. */
  writing: { mayWrite: () => boolean | Promise<boolean> };
  now(): number;
  sleep(ms: number): Promise<void>;
  settleMs: number;
}

interface RubicSum {
  count: number;
  oere: number;
}
const NOTHING_READ: RubicSum = { count: 0, oere: 0 };

/** How a phase ended; everything but "done" ends the step. */
export type PhaseEnd =
  | { end: "done" }
  | { end: "timeUp" }
  | { end: "cancelled" }
  | { end: "wait"; until: number; problem: Problem }
  | { end: "fail"; problem: Problem }
  | { end: "failType"; problem: Problem };

export const DONE: PhaseEnd = { end: "done" };

/** What a sub-batch did; `read` is what it adds to Rubic's side of the comparison. */
interface Change {
  results?: RecordResult[];
  /** What a preview would write. */
  planItems?: PlanItem[];
  outOfScope?: OutOfScope[];
  unchanged?: number;
  read?: RubicSum;
  settled?: SettledInvoice[];
  next?: Transition;
}

export class Step {
  readonly ports: Ports;
  readonly context: StepContext;
  cursor: Cursor;
  /** Null when the run takes everything. */
  readonly selection: Selection | null;
  /** Expected records per type, and whether that is known to be all. */
  expected: { count: number; isFinal: boolean } = { count: 0, isFinal: false };
  syncType: SyncType | null = null;
  isCancelRequested: boolean;
  /** List endpoints that were found closed in this step. */
  readonly closedLists = new Set<"customer" | "product">();
  #closedList: "customer" | "product" | null = null;
  refusals: number;
  leaseEndsAt: number;
  readonly failedTypes = new Set<SyncType>();
  /** What this step has read from Rubic, on top of what earlier steps of the run have. */
  readonly #read = new Map<SyncType, RubicSum>();
  /** Serial keys of writes whose outcome became unknown in this step: what depends on them waits with them. */
  readonly inDoubtKeys = new Set<string>();
  /** Unclear outcomes and equal refusals in a row, over all sub-batches of the step. */
  readonly inARow = { unclear: 0, refused: { reason: "", count: 0 } };
  /** Kinds of invoice lines that may be sent, and those whose first invoice is not compared yet. */
  canaries: { proven: Set<string>; waiting: Map<string, { label: string; rubicKey: string }> } = {
    proven: new Set(),
    waiting: new Map(),
  };
  /** Rows about credits by Rubic's pages, when this step has read all invoices; else null, and they are read again. */
  creditPages: CreditPage[] | null = null;
  /** True once a sub-batch was sent: only then may a lack of time end the step, or a slow day would never end. */
  hasSentBatch = false;
  #refused = new Map<string, KnownRecord["refused"]>();
  #commits: number;
  readonly #startedAt: number;
  #readingMs = 0;
  #readingSince: number | null = null;
  readonly #events: RunEvent[] = [];
  readonly #deviations: Deviation[] = [];
  readonly #readBacks: ReadBack[] = [];
  #reference: Promise<Reference> | null = null;
  #companies: Promise<OrganizationNumberOf> | null = null;
  #periods: Promise<Period[]> | null = null;

  constructor(ports: Ports, context: StepContext) {
    this.ports = ports;
    this.context = context;
    this.cursor = context.cursor;
    this.selection = context.keys === null ? null : new Selection(context.keys, context.cursor.metKeys ?? []);
    this.leaseEndsAt = context.leaseEndsAt;
    this.isCancelRequested = context.isCancelRequested;
    this.refusals = context.rate.refusals;
    this.#commits = context.commits;
    ports.writing.mayWrite = () => this.#mayWrite();
    this.#startedAt = ports.now();
  }

  /** Finds out what a sync would do, and writes nothing. */
  get isPreview(): boolean {
    return this.context.mode === "preview";
  }

  /** Whether unchanged records of a type are looked at in Tripletex too: when everything is read, and once a day. */
  looksAtAll(type: SyncType): boolean {
    return this.context.mode === "full" || this.context.firstOfDay.includes(type);
  }

  /** The plan that this run carries out; null for a run that does what it finds. */
  get planToCarryOut(): StepContext["planId"] {
    return this.isPreview ? null : this.context.planId;
  }

  get now(): number {
    return this.ports.now();
  }

  /** True when the step should hand over to the next one. */
  isTimeUp(): boolean {
    return this.now - this.#startedAt - this.#readSoFar() >= STEP_MS;
  }

  /** True when what is read from now on counts into the step's time, so that reading much must be left alone. */
  isReadingUp(): boolean {
    return this.#readSoFar() >= MAX_READING_MS;
  }

  #readSoFar(): number {
    const running = this.#readingSince === null ? 0 : this.now - this.#readingSince;
    return Math.min(this.#readingMs + running, MAX_READING_MS);
  }

  /** Reading that the next step would have to begin again: it must not eat the time in which this one gets on. */
  async untimed<T>(read: () => Promise<T>): Promise<T> {
    this.#readingSince = this.now;
    const result = await read();
    this.#readingMs = this.#readSoFar();
    this.#readingSince = null;
    return result;
  }

  /** Renews the lease when it nears its end; asked after each call of a long reading. */
  async keepLease(): Promise<void> {
    if (this.leaseEndsAt - this.now < RENEW_LEASE_MS) await this.commit({});
  }

  /** Nothing is sent unless its answer, or its timeout, comes before the lease ends. */
  isLeaseSafe(): boolean {
    return this.now + REQUEST_TIMEOUT_MS < this.leaseEndsAt;
  }

  /** The clock comes last: asking Convex takes time. */
  async #mayWrite(): Promise<boolean> {
    if (this.isPreview || !this.isLeaseSafe()) return false;
    return (await this.ports.store.mayWrite()) && this.isLeaseSafe();
  }

  /** When the rate budget allows the next call: now or earlier means at once. */
  rateAllowsAt(): number {
    const latest = this.ports.rate.latest ?? this.context.rate;
    const isSpent = latest.remaining !== null && latest.remaining <= RATE_RESERVE;
    return isSpent ? latest.resetsAt : 0;
  }

  /** Until when all invoices have been read: up to this run, if it reads them itself before the payments. */
  invoicesReadUntil(): number | null {
    return this.#hasReadInvoices() ? this.context.startedAt : this.context.invoicesReadUntil;
  }

  /** Until when an invoice that got booked shows that every one with a lower number had been read. */
  invoicesBookedUntil(): number | null {
    return this.#hasReadInvoices() ? this.now : this.context.invoicesBookedUntil;
  }

  #hasReadInvoices(): boolean {
    return this.context.types.includes("invoices") && !this.hasFailed("invoices");
  }

  /** Count and øre of the records of a type that this run has read so far, within the books' scope. */
  rubicSum(type: SyncType): RubicSum {
    const before = this.context.progress.find((each) => each.syncType === type);
    const here = this.#read.get(type) ?? { count: 0, oere: 0 };
    return { count: (before?.rubicCount ?? 0) + here.count, oere: (before?.rubicOere ?? 0) + here.oere };
  }

  #addRead(type: SyncType, change: { rubicCount: number; rubicOere: number }): void {
    const { count, oere } = this.#read.get(type) ?? { count: 0, oere: 0 };
    this.#read.set(type, { count: count + change.rubicCount, oere: oere + change.rubicOere });
  }

  /** What Tripletex and Rubic have on VAT types, accounts and so on; read once per step. */
  reference(): Promise<Reference> {
    this.#reference ??= loadReference(this);
    return this.#reference;
  }

  /** What is known of records, by key; keeps in mind which of them Tripletex has refused. */
  async records(kind: RecordKind, rubicKeys: string[]): Promise<KnownRecord[]> {
    const known = await this.ports.store.records(kind, rubicKeys);
    this.#refused = new Map(known.map((each) => [each.rubicKey, each.refused]));
    return known;
  }

  /**
   * The hold of a record whose very request Tripletex has refused before and that must not be sent again now: its time has
   * not come and nobody asked for it (a person's sync tries everything it meets), or a person has left it out. Null when it
   * may be sent. For records of the chunk that was looked up last.
   */
  heldBack(write: { rubicKey: string; requestHash: string }): HoldInput | null {
    const refused = this.#refused.get(write.rubicKey) ?? null;
    if (refused === null || refused.hold.requestHash !== write.requestHash) return null;
    const isTooEarly = this.context.isScheduled && refused.nextAttemptAt > this.now;
    return isTooEarly || refused.isLeftOut ? refused.hold : null;
  }

  /** The hold after an earlier refusal, whatever is to be sent now. For records of the chunk that was looked up last. */
  refusedBefore(rubicKey: string): HoldInput | null {
    return this.#refused.get(rubicKey)?.hold ?? null;
  }

  /** Organisation numbers of Rubic's companies; read once per step, when first asked for. */
  companies(): Promise<OrganizationNumberOf> {
    this.#companies ??= loadCompanies(this);
    return this.#companies;
  }

  /** Tripletex's accounting periods; read once per step, when first asked for. */
  periods(): Promise<Period[]> {
    this.#periods ??= loadPeriods(this);
    return this.#periods;
  }

  /** Keys of this page that need nothing more in this run. */
  markDone(keys: string[]): void {
    this.cursor = { ...this.cursor, doneKeys: [...this.cursor.doneKeys, ...keys] };
  }

  /** True when a type of this run stopped before its end, in this step or an earlier one. */
  hasFailed(type: SyncType): boolean {
    return this.failedTypes.has(type) || this.context.failedTypes.includes(type);
  }

  /** Remembers that a list endpoint answered "no permission": records go one by one from here on. */
  closeList(kind: "customer" | "product"): void {
    this.closedLists.add(kind);
    this.#closedList = kind;
    this.note("info", `Tripletex's list of ${kind}s is closed for this token; they go one by one.`);
  }

  note(level: RunEvent["level"], message: string): void {
    this.#events.push({ level, message });
  }

  /** Remembers a record that is not as its plan says; it is stored with the next commit. */
  deviate(deviation: Deviation): void {
    this.#deviations.push(deviation);
  }

  /** Has the payments of an invoice read from its date on; it is stored with the next commit. */
  readBack(asked: ReadBack): void {
    this.#readBacks.push(asked);
  }

  /** Ends a sub-batch: stores what it did and renews the lease, or hands the run on. */
  async commit(change: Change): Promise<void> {
    const { results = [], planItems = [], outOfScope = [], settled = [], next = { do: "stay" } } = change;
    const found = this.isPreview ? [...itemsOfResults(results), ...outOfScope.map(outOfScopeItem)] : [];
    const commit: Commit = {
      commitsBefore: this.#commits,
      results: this.isPreview ? [] : results,
      planItems: [...found, ...planItems],
      deviations: this.#deviations.splice(0),
      progress: this.#progressOf(change),
      cursor: this.cursor,
      events: this.#events.splice(0),
      rate: next.do === "stay" ? null : this.#rateBudget(),
      closedList: this.#closedList,
      settled,
      readBacks: this.#readBacks.splice(0),
      next,
    };
    const answer = await this.ports.store.commit(commit);
    this.#commits += 1;
    if (commit.progress !== null) this.#addRead(commit.progress.syncType, commit.progress);
    this.#closedList = null;
    this.leaseEndsAt = answer.leaseEndsAt;
    this.isCancelRequested = answer.isCancelRequested;
  }

  #progressOf({ unchanged = 0, read = NOTHING_READ }: Change): ProgressChange | null {
    if (this.syncType === null) return null;
    return {
      syncType: this.syncType,
      unchanged,
      rubicCount: read.count,
      rubicOere: read.oere,
      expected: this.expected.count,
      isExpectedFinal: this.expected.isFinal,
    };
  }

  /** Stored when the step ends, for the next one; null when nothing new is known. */
  #rateBudget(): RateBudget | null {
    const latest = this.ports.rate.latest;
    if (latest === null && this.refusals === this.context.rate.refusals) return null;
    return {
      remaining: latest?.remaining ?? null,
      resetsAt: latest?.resetsAt ?? 0,
      refusals: this.refusals,
    };
  }
}

/** The cursor at the start of the phase after this one. */
export function nextPhase(cursor: Cursor): Cursor {
  return { phase: cursor.phase + 1, pageNo: 1, countedPage: 0, previousKeys: [], doneKeys: [] };
}
