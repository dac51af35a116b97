/**
 * Writing to Tripletex: intents first, then the requests, then what became of each. The one place that sends. A request
 * leaves only while the sub-batch is young and the lease outlives its timeout; what was not sent is handed back.
 */
import { isOutcomeUnknown, isRemoteError, type RemoteError } from "../http/errors.ts";
import type { HashFields, Held } from "../sync/decision.ts";
import type { FieldDifference } from "../sync/differences.ts";
import { problemOfCode } from "../sync/problem-codes.ts";
import { problemOf } from "./problems.ts";
import { heldAs, notWritten } from "./results.ts";
import type { PhaseEnd, Step } from "./step.ts";
import type { Deviation, HoldInput, IntentInput, MappingInput, RecordResult } from "./store.ts";

/** A sub-batch is as much as may be in doubt at once when a step dies. */
export const MAX_BATCH = 50;
const MAX_BATCH_MS = 2_000;
/** Tripletex advises one or two requests at a time per company. */
const PARALLEL_REQUESTS = 2;
/** A wait up to this long is slept through; a longer one ends the step. */
const MAX_INLINE_WAIT_MS = 10_000;
/** So many equal refusals in a row have one cause: stop the type instead of holding thousands of records. */
const MAX_EQUAL_REFUSALS = 10;
/** So many unclear outcomes in a row: Tripletex is down, each further write would only add doubt. */
const MAX_UNCLEAR_OUTCOMES = 3;
/** First wait after a refusal for rate that does not say how long; doubles up to a minute. */
const FIRST_BACKOFF_MS = 5_000;
const MAX_BACKOFF_MS = 60_000;
/** Whatever Tripletex says, the run looks again after an hour. */
const MAX_WAIT_MS = 3_600_000;

export type SendOutcome =
  | {
      outcome: "written";
      /** "unchanged": a look showed that nothing had to be written after all. */
      how: "created" | "updated" | "adopted" | "unchanged";
      mapping: MappingInput;
      /** What Tripletex booked differs from Rubic: the type stops at once. */
      mismatch?: HoldInput;
    }
  /** Only a look at the record in Tripletex showed that it must wait; nothing was written. */
  | { outcome: "held"; held: Held }
  /** A look at the record in Tripletex showed that the write would not be the agreed one; nothing was written. */
  | { outcome: "deviates"; deviation: Deviation };

/** What an update would change, found by reading the record and sending nothing. */
export type Look = { outcome: "held"; held: Held } | { outcome: "found"; differences: FieldDifference[] };

/** What a creation sends, in a form that is the same before and after what it refers to has been created. */
interface PlannedRequest {
  /** The body without the ids in `references`. */
  content: HashFields;
  references: number[];
  /** The number that it takes in Tripletex; null where there is none. */
  target: string | null;
}

/** Asked with what an update would change, just before it is sent: why it must not be, or null. */
export type Objection = (differences: FieldDifference[]) => Deviation | null;

interface PlannedWriteBase extends Omit<IntentInput, "action"> {
  /** Writes with the same key go one after the other; the rest may run side by side. */
  serialKey: string;
  amountOere?: number;
  documentDate?: string;
  /** An update asks `objection` before it leaves. */
  send(objection?: Objection): Promise<SendOutcome>;
  /** A second look after a refusal: perhaps the record exists already, or the reason has a name of its own. */
  explainRefusal?(refusal: RemoteError): Promise<RecordResult | null>;
}

interface PlannedCreation extends PlannedWriteBase {
  action: "create";
  request: PlannedRequest;
}

interface PlannedUpdate extends PlannedWriteBase {
  action: "update";
  look(): Promise<Look>;
}

export type PlannedWrite = PlannedCreation | PlannedUpdate;

/** Many creations in one request, and what Tripletex has of them: asked when it refused the list as a whole. */
export interface SendList {
  /** One outcome per write; null when the answer lacks it. */
  send(writes: PlannedWrite[]): Promise<(SendOutcome | null)[]>;
  /** One outcome per write that exists in Tripletex and agrees; null for the rest. */
  find(writes: PlannedWrite[]): Promise<(SendOutcome | null)[]>;
}

export interface Outcome {
  results: RecordResult[];
  unsent: PlannedWrite[];
  /** Why nothing more must be sent now. */
  stop: PhaseEnd | null;
  /** What nobody foresaw: thrown on once the results are stored. */
  error: Error | null;
}

/** Carries out one sub-batch. Its intents are stored when this returns; the caller commits the results. */
export async function performWrites(
  step: Step,
  writes: PlannedWrite[],
  sendList: SendList | null,
): Promise<Outcome> {
  const wait = waitBeforeSending(step);
  if (wait !== null) return { results: [], unsent: writes, stop: wait, error: null };
  const intents = writes.map(toIntent);
  step.leaseEndsAt = (await step.ports.store.storeIntents(intents)).leaseEndsAt;
  step.hasSentBatch = true;
  const batch = new Batch(step, writes);
  if (sendList !== null) await batch.sendAsList(sendList);
  await batch.sendSingly();
  return batch.finish();
}

function toIntent(write: PlannedWrite): IntentInput {
  const { kind, rubicKey, action, label, requestHash, expectation, isApart, canary } = write;
  return { kind, rubicKey, action, label, requestHash, expectation, isApart, canary };
}

/** The end of the step when the rate budget is spent for longer than a step may sleep. */
export function waitBeforeSending(step: Step): PhaseEnd | null {
  const until = step.rateAllowsAt();
  return until - step.now > 0 ? waitUntil(until) : null;
}

function waitUntil(until: number): PhaseEnd {
  return {
    end: "wait",
    until,
    problem: problemOfCode("TRIPLETEX_RATE_LIMIT", "Tripletex takes no more requests for the moment."),
  };
}

class Batch {
  readonly #step: Step;
  readonly #startedAt: number;
  readonly #results: RecordResult[] = [];
  #open: PlannedWrite[];
  #stop: PhaseEnd | null = null;
  #error: Error | null = null;

  constructor(step: Step, writes: PlannedWrite[]) {
    this.#step = step;
    this.#open = writes;
    this.#startedAt = step.now;
  }

  /** One request for all. A refusal says nothing about which record is bad, so they are then sent singly. */
  async sendAsList(sendList: SendList): Promise<void> {
    const writes = this.#open.filter((write) => write.action === "create");
    if (writes.length < 2 || !this.#maySend()) return;
    try {
      const outcomes = await sendList.send(writes);
      this.#open = this.#open.filter((write) => write.action !== "create");
      for (const [index, write] of writes.entries()) this.#storeListed(write, outcomes[index] ?? null);
    } catch (error) {
      await this.#storeListFailure(writes, { sendList, error });
    }
  }

  #storeListed(write: PlannedWrite, outcome: SendOutcome | null): void {
    if (outcome === null) this.#results.push(inDoubt(write, "Tripletex's answer does not name it."));
    else this.#storeOutcome(write, outcome);
  }

  async #storeListFailure(
    writes: PlannedWrite[],
    { sendList, error }: { sendList: SendList; error: unknown },
  ): Promise<void> {
    if (isOutcomeUnknown(error)) {
      this.#open = this.#open.filter((write) => write.action !== "create");
      for (const write of writes) this.#results.push(inDoubt(write, error));
      this.#countUnclear(error);
      return;
    }
    if (!isRemoteError(error)) return this.#fail(error);
    const isClosed = error.kind === "forbidden" || error.kind === "notFound";
    if (isClosed && !error.isNotSent) {
      this.#step.closeList(writes[0]?.kind === "product" ? "product" : "customer");
      return;
    }
    if (isRecordsOwn(error)) await this.#settleRefusedList(writes, sendList);
    else this.#stopFor(error);
  }

  /** Nothing says that a refused list leaves nothing behind: what is there is taken, the rest goes one by one. */
  async #settleRefusedList(writes: PlannedWrite[], sendList: SendList): Promise<void> {
    try {
      const found = await sendList.find(writes);
      for (const [index, write] of writes.entries()) {
        const outcome = found[index] ?? null;
        if (outcome === null) continue;
        this.#open = this.#open.filter((each) => each !== write);
        this.#storeOutcome(write, outcome);
      }
    } catch (error) {
      if (isRemoteError(error)) this.#stopFor(error);
      else this.#fail(error);
    }
  }

  /** Remembers what nobody foresaw; both lanes stop, and the caller throws it on after storing what is known. */
  #fail(error: unknown): void {
    this.#error ??= error instanceof Error ? error : new Error(String(error));
  }

  async sendSingly(): Promise<void> {
    const lanes = Array.from({ length: PARALLEL_REQUESTS }, () => this.#workLane());
    await Promise.all(lanes);
  }

  finish(): Outcome {
    for (const write of this.#open) {
      this.#results.push({ outcome: "dropped", kind: write.kind, rubicKey: write.rubicKey });
    }
    return { results: this.#results, unsent: this.#open, stop: this.#stop, error: this.#error };
  }

  readonly #busyKeys = new Set<string>();

  async #workLane(): Promise<void> {
    while (this.#maySend()) {
      const write = this.#open.find((each) => !this.#busyKeys.has(each.serialKey));
      if (write === undefined) return;
      this.#open = this.#open.filter((each) => each !== write);
      this.#busyKeys.add(write.serialKey);
      await this.#sendOne(write);
      // After an unclear outcome the key stays busy: what depends on it waits with it.
      if (!this.#step.inDoubtKeys.has(write.serialKey)) this.#busyKeys.delete(write.serialKey);
    }
  }

  #maySend(): boolean {
    const isYoung = this.#step.now - this.#startedAt < MAX_BATCH_MS;
    const hasRate = this.#step.rateAllowsAt() <= this.#step.now;
    return this.#stop === null && this.#error === null && isYoung && hasRate && this.#step.isLeaseSafe();
  }

  async #sendOne(write: PlannedWrite): Promise<void> {
    try {
      this.#storeOutcome(write, await write.send());
    } catch (error) {
      await this.#storeFailure(write, error);
    }
  }

  #storeOutcome(write: PlannedWrite, outcome: SendOutcome): void {
    const { rubicKey, label } = write;
    this.#step.refusals = 0;
    this.#step.inARow.unclear = 0;
    this.#step.inARow.refused = { reason: "", count: 0 };
    if (outcome.outcome === "deviates") {
      this.#step.deviate(outcome.deviation);
      this.#results.push({ outcome: "dropped", kind: write.kind, rubicKey });
      return;
    }
    if (outcome.outcome === "held") {
      this.#results.push(notWritten(heldAs(write.kind, { key: rubicKey, label }, outcome.held)));
      return;
    }
    this.#results.push({ outcome: "mapped", how: outcome.how, rubicKey, label, mapping: outcome.mapping });
    if (outcome.mismatch === undefined) return;
    const hold = outcome.mismatch;
    this.#results.push({ outcome: "held", kind: write.kind, rubicKey, hold, removesIntent: false });
    this.#stop = {
      end: "failType",
      problem: problemOfCode("BOOKED_DIFFERENTLY", hold.message),
    };
  }

  async #storeFailure(write: PlannedWrite, error: unknown): Promise<void> {
    if (isOutcomeUnknown(error)) {
      this.#step.inDoubtKeys.add(write.serialKey);
      this.#results.push(inDoubt(write, error));
      this.#countUnclear(error);
      return;
    }
    // Known not to have happened, hence one of ours.
    if (!isRemoteError(error)) return this.#fail(error);
    if (!isRecordsOwn(error)) {
      this.#open.unshift(write);
      this.#stopFor(error);
      return;
    }
    const explained = await this.#explain(write, error);
    this.#results.push(explained ?? withRequest(refused(write, error), write));
    // What has a name of its own is this record's business; only refusals that nobody can explain look like one cause.
    if (explained === null) this.#countRefusal(error);
  }

  #countUnclear(error: unknown): void {
    if (!isRemoteError(error)) {
      this.#fail(error);
      return;
    }
    this.#step.inARow.unclear += 1;
    const isDown = this.#step.inARow.unclear >= MAX_UNCLEAR_OUTCOMES;
    if (isDown) this.#stop ??= { end: "fail", problem: problemOf(error) };
  }

  /** Null when nothing explains it. A second look may fail as well: the refusal itself is known all the same. */
  async #explain(write: PlannedWrite, refusal: RemoteError): Promise<RecordResult | null> {
    try {
      const explained = (await write.explainRefusal?.(refusal)) ?? null;
      return explained === null ? null : withRequest(notWritten(explained), write);
    } catch (error) {
      if (isRemoteError(error)) this.#stopFor(error);
      else this.#fail(error);
      return null;
    }
  }

  #countRefusal(error: RemoteError): void {
    const reason = [error.code, ...(error.fields ?? [])].join(" ");
    const { refused: before } = this.#step.inARow;
    const count = before.reason === reason ? before.count + 1 : 1;
    this.#step.inARow.refused = { reason, count };
    if (count >= MAX_EQUAL_REFUSALS) this.#stop ??= { end: "failType", problem: problemOf(error) };
  }

  /** Not executed, and not about this record: no use sending the next one now. */
  #stopFor(error: RemoteError): void {
    if (error.kind === "withheld") {
      this.#stop ??= { end: "timeUp" };
    } else if (error.kind === "rateLimited") {
      this.#step.refusals += 1;
      const backoff = Math.min(FIRST_BACKOFF_MS * 2 ** (this.#step.refusals - 1), MAX_BACKOFF_MS);
      this.#stop ??= waitUntil(this.#step.now + Math.min(error.retryAfterMs ?? backoff, MAX_WAIT_MS));
    } else {
      this.#stop ??= { end: "fail", problem: problemOf(error) };
    }
  }
}

/** A refusal that is about the record itself. A session that could not be had is not, whatever its kind. */
function isRecordsOwn(error: RemoteError): boolean {
  const isRefusal = error.kind === "rejected" || error.kind === "conflict" || error.kind === "notFound";
  return isRefusal && !error.isNotSent;
}

/** Why the next sub-batch must not begin; null when it may. */
export function endBeforeBatch(step: Step): PhaseEnd | null {
  if (step.isCancelRequested) return { end: "cancelled" };
  return step.hasSentBatch && step.isTimeUp() ? { end: "timeUp" } : null;
}

/** Sleeps through a wait that is short enough; false when the step has to end instead. */
export async function sleepThrough(step: Step, end: PhaseEnd): Promise<boolean> {
  if (end.end !== "wait" || end.until - step.now > MAX_INLINE_WAIT_MS) return false;
  await step.ports.sleep(Math.max(0, end.until - step.now));
  return true;
}

function inDoubt(write: PlannedWrite, error: unknown): RecordResult {
  const why = error instanceof Error ? error.message : String(error);
  const message = `It is not known yet whether ${write.label} reached Tripletex. ${why}`;
  return held(write, { ...holdOf(write, isRemoteError(error) ? error : null), code: "IN_DOUBT", message });
}

/** A record whose write has not been sent, because the outcome of one that it depends on is unknown. */
export function waitsForOther(write: PlannedWrite): RecordResult {
  const message = `${write.label} waits: it is not known yet whether another write that it depends on reached Tripletex.`;
  return held(write, { ...holdOf(write, null), code: "IN_DOUBT", message });
}

/** An invoice whose kind is being tried by another one. */
export function waitsForCanary(write: PlannedWrite, first: string): RecordResult {
  const message = `${write.label} waits: ${first} is the first of its kind and is not compared with Tripletex yet.`;
  return held(write, { ...holdOf(write, null), code: "CANARY_PENDING", message });
}

function refused(write: PlannedWrite, error: RemoteError): RecordResult {
  const message = `Tripletex refused ${write.label}.`;
  return notWritten(held(write, { ...holdOf(write, error), code: "REFUSED_BY_TRIPLETEX", message }));
}

/** Names the request that Tripletex has refused, so that the same one is not sent again before its time. */
function withRequest(result: RecordResult, { requestHash }: PlannedWrite): RecordResult {
  return result.outcome === "held" ? { ...result, hold: { ...result.hold, requestHash } } : result;
}

function held(write: PlannedWrite, hold: HoldInput): RecordResult {
  return { outcome: "held", kind: write.kind, rubicKey: write.rubicKey, hold, removesIntent: false };
}

function holdOf(write: PlannedWrite, error: RemoteError | null) {
  const { label, amountOere, documentDate } = write;
  return {
    label,
    amountOere,
    documentDate,
    remoteMessage: error?.remoteMessage,
    requestId: error?.requestId,
  };
}
