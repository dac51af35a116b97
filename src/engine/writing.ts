/**
 * Writing to Tripletex: intents first, then the requests, then what became of each. The one place that sends. A request
 * leaves only while the sub-batch is young and the lease outlives its timeout; what was not sent is handed back.
 */
import { isOutcomeUnknown, isRemoteError, type RemoteError } from "../http/errors.ts";
import type { Held } from "../sync/decision.ts";
import { problemOf } from "./problems.ts";
import { heldAs } from "./results.ts";
import type { PhaseEnd, Step } from "./step.ts";
import type { HoldInput, IntentInput, MappingInput, RecordResult } from "./store.ts";

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
  | { outcome: "held"; held: Held };

export interface PlannedWrite extends IntentInput {
  /** Writes with the same key go one after the other; the rest may run side by side. */
  serialKey: string;
  amountOere?: number;
  documentDate?: string;
  send(): Promise<SendOutcome>;
  /** A second look after a refusal: perhaps the record exists already, or the reason has a name of its own. */
  explainRefusal?(error: RemoteError): Promise<RecordResult | null>;
}

/** Many creations in one request, where Tripletex allows it. One outcome per write; null when the answer lacks it. */
export type SendList = (writes: PlannedWrite[]) => Promise<(SendOutcome | null)[]>;

export interface Outcome {
  results: RecordResult[];
  unsent: PlannedWrite[];
  /** Why nothing more must be sent now. */
  stop: PhaseEnd | null;
}

/** Carries out one sub-batch. Its intents are stored when this returns; the caller commits the results. */
export async function performWrites(
  step: Step,
  writes: PlannedWrite[],
  sendList: SendList | null,
): Promise<Outcome> {
  const wait = waitBeforeSending(step);
  if (wait !== null) return { results: [], unsent: writes, stop: wait };
  const intents = writes.map(toIntent);
  step.leaseEndsAt = (await step.ports.store.storeIntents(intents)).leaseEndsAt;
  const batch = new Batch(step, writes);
  if (sendList !== null) await batch.sendAsList(sendList);
  await batch.sendSingly();
  return batch.finish();
}

function toIntent(write: PlannedWrite): IntentInput {
  const { kind, rubicKey, action, label, requestHash, expectation } = write;
  return { kind, rubicKey, action, label, requestHash, expectation };
}

/** The end of the step when the rate budget is spent for longer than a step may sleep. */
function waitBeforeSending(step: Step): PhaseEnd | null {
  const until = step.rateAllowsAt();
  return until - step.now > 0 ? waitUntil(until) : null;
}

function waitUntil(until: number): PhaseEnd {
  return {
    end: "wait",
    until,
    problem: {
      code: "TRIPLETEX_RATE_LIMIT",
      message: "Tripletex takes no more requests for the moment.",
      remedy: "Nothing to do: the sync goes on by itself.",
    },
  };
}

class Batch {
  readonly #step: Step;
  readonly #startedAt: number;
  readonly #results: RecordResult[] = [];
  #open: PlannedWrite[];
  #stop: PhaseEnd | null = null;
  #unclearInARow = 0;
  #refusalsInARow = { reason: "", count: 0 };

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
      const outcomes = await sendList(writes);
      this.#open = this.#open.filter((write) => write.action !== "create");
      for (const [index, write] of writes.entries()) this.#storeListed(write, outcomes[index] ?? null);
    } catch (error) {
      if (!isRemoteError(error)) throw error;
      this.#storeListFailure(writes, error);
    }
  }

  #storeListed(write: PlannedWrite, outcome: SendOutcome | null): void {
    if (outcome === null) this.#results.push(inDoubt(write, "Tripletex's answer does not name it."));
    else this.#storeOutcome(write, outcome);
  }

  #storeListFailure(writes: PlannedWrite[], error: RemoteError): void {
    if (isOutcomeUnknown(error)) {
      this.#open = this.#open.filter((write) => write.action !== "create");
      for (const write of writes) this.#results.push(inDoubt(write, error));
      return;
    }
    if (error.kind === "forbidden") {
      const kind = writes[0]?.kind === "product" ? "product" : "customer";
      this.#step.closeList(kind);
      return;
    }
    const isRecordsOwn = error.kind === "rejected" || error.kind === "conflict";
    if (!isRecordsOwn) this.#stopFor(error);
  }

  async sendSingly(): Promise<void> {
    const lanes = Array.from({ length: PARALLEL_REQUESTS }, () => this.#workLane());
    await Promise.all(lanes);
  }

  finish(): Outcome {
    for (const write of this.#open) {
      this.#results.push({ outcome: "dropped", kind: write.kind, rubicKey: write.rubicKey });
    }
    return { results: this.#results, unsent: this.#open, stop: this.#stop };
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
      if (!this.#isInDoubt(write)) this.#busyKeys.delete(write.serialKey);
    }
  }

  #maySend(): boolean {
    const isYoung = this.#step.now - this.#startedAt < MAX_BATCH_MS;
    const hasRate = this.#step.rateAllowsAt() <= this.#step.now;
    return this.#stop === null && isYoung && hasRate && this.#step.isLeaseSafe();
  }

  #isInDoubt(write: PlannedWrite): boolean {
    return this.#results.some(
      (result) => result.outcome === "held" && result.keepIntent && result.rubicKey === write.rubicKey,
    );
  }

  async #sendOne(write: PlannedWrite): Promise<void> {
    try {
      this.#storeOutcome(write, await write.send());
      this.#unclearInARow = 0;
      this.#refusalsInARow = { reason: "", count: 0 };
    } catch (error) {
      if (!isRemoteError(error)) throw error;
      await this.#storeFailure(write, error);
    }
  }

  #storeOutcome(write: PlannedWrite, outcome: SendOutcome): void {
    const { rubicKey, label } = write;
    this.#step.refusals = 0;
    if (outcome.outcome === "held") {
      this.#results.push(heldAs(write.kind, { key: rubicKey, label }, outcome.held));
      return;
    }
    this.#results.push({ outcome: "mapped", how: outcome.how, rubicKey, label, mapping: outcome.mapping });
    if (outcome.mismatch === undefined) return;
    const hold = outcome.mismatch;
    this.#results.push({ outcome: "held", kind: write.kind, rubicKey, hold, keepIntent: false });
    this.#stop = {
      end: "failType",
      problem: {
        code: hold.code,
        message: hold.message,
        remedy:
          "Nothing more of this type is booked. Find the cause, credit the document, and start the sync again.",
      },
    };
  }

  async #storeFailure(write: PlannedWrite, error: RemoteError): Promise<void> {
    if (isOutcomeUnknown(error)) {
      this.#results.push(inDoubt(write, error));
      this.#unclearInARow += 1;
      if (this.#unclearInARow >= MAX_UNCLEAR_OUTCOMES)
        this.#stop ??= { end: "fail", problem: problemOf(error) };
      return;
    }
    const isRecordsOwn = error.kind === "rejected" || error.kind === "conflict" || error.kind === "notFound";
    if (!isRecordsOwn) {
      this.#open.unshift(write);
      this.#stopFor(error);
      return;
    }
    this.#results.push((await write.explainRefusal?.(error)) ?? refused(write, error));
    this.#countRefusal(error);
  }

  #countRefusal(error: RemoteError): void {
    const reason = [error.code, ...(error.fields ?? [])].join(" ");
    const count = this.#refusalsInARow.reason === reason ? this.#refusalsInARow.count + 1 : 1;
    this.#refusalsInARow = { reason, count };
    if (count >= MAX_EQUAL_REFUSALS) this.#stop ??= { end: "failType", problem: problemOf(error) };
  }

  /** Not executed, and not about this record: no use sending the next one now. */
  #stopFor(error: RemoteError): void {
    if (error.kind === "rateLimited") {
      this.#step.refusals += 1;
      const backoff = Math.min(FIRST_BACKOFF_MS * 2 ** (this.#step.refusals - 1), MAX_BACKOFF_MS);
      this.#stop ??= waitUntil(this.#step.now + (error.retryAfterMs ?? backoff));
    } else {
      this.#stop ??= { end: "fail", problem: problemOf(error) };
    }
  }
}

/** Whether a wait is short enough to sleep through instead of ending the step. */
export function isShortWait(end: PhaseEnd, now: number): boolean {
  return end.end === "wait" && end.until - now <= MAX_INLINE_WAIT_MS;
}

function inDoubt(write: PlannedWrite, error: RemoteError | string): RecordResult {
  const why = typeof error === "string" ? error : error.message;
  const message = `It is not known yet whether ${write.label} reached Tripletex. ${why}`;
  const hold = { ...holdOf(write, typeof error === "string" ? null : error), code: "IN_DOUBT", message };
  return { outcome: "held", kind: write.kind, rubicKey: write.rubicKey, hold, keepIntent: true };
}

function refused(write: PlannedWrite, error: RemoteError): RecordResult {
  const message = `Tripletex refused ${write.label}.`;
  const hold = { ...holdOf(write, error), code: "REFUSED_BY_TRIPLETEX", message };
  return { outcome: "held", kind: write.kind, rubicKey: write.rubicKey, hold, keepIntent: false };
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
