/**
 * Guards around the engine's system calls and transactions: what a real deployment would refuse and convex-test lets
 * pass, what convex-test would get wrong in a process that lives for days, and the end of all work when the backend
 * closes. Each guard replaces a method of one engine instance.
 */
// The names that start with an underscore are convex-test's own; the header of engine-internals.ts says why they are used.
/* oxlint-disable no-underscore-dangle */
import { type JSONValue, jsonToConvex } from "convex/values";
import { z } from "zod";
import { type EngineInternals, type StoredDocument, tableOfId } from "./engine-internals.ts";
import { assertDocumentSize, assertSize, MAX_SCHEDULED_ARGUMENT_BYTES } from "./limits.ts";
import { MAX_TIMER_MS, yieldToEventLoop } from "./outside.ts";
import type { SnapshotGate } from "./snapshot-gate.ts";

const MILLISECONDS_PER_SECOND = 1000;

const scheduleArguments = z.object({ ts: z.number(), args: z.unknown(), name: z.string().optional() });
const pendingState = z.looseObject({ kind: z.literal("pending") });

/** Refuses what a real deployment would refuse or the engine would get wrong; after `seal` it refuses everything. */
export function guardSystemCalls(internals: EngineInternals): () => void {
  let isSealed = false;
  const systemCall = internals.asyncSyscall.bind(internals);
  internals.asyncSyscall = async (operation, jsonArguments) => {
    if (isSealed) throw new Error("The local backend is closed.");
    if (operation === "1.0/schedule") assertSchedulable(jsonArguments);
    return await systemCall(operation, jsonArguments);
  };
  return () => {
    isSealed = true;
  };
}

function assertSchedulable(jsonArguments: string): void {
  const scheduled = scheduleArguments.parse(JSON.parse(jsonArguments));
  const name = scheduled.name ?? "a function";
  if (scheduled.ts * MILLISECONDS_PER_SECOND - Date.now() > MAX_TIMER_MS) {
    throw new Error(`The local backend can't schedule "${name}" more than 24 days ahead.`);
  }
  assertSize({
    value: jsonToConvex(scheduled.args as JSONValue),
    limitBytes: MAX_SCHEDULED_ARGUMENT_BYTES,
    subject: `the arguments of the scheduled "${name}"`,
  });
}

/**
 * Gives the event loop a turn before each transaction, because an action that calls mutations back to back would starve
 * every subscriber; checks document sizes; and frees query results.
 */
export function guardTransactions(internals: EngineInternals, gate: SnapshotGate): void {
  freeQueryResults(internals);
  const transactions = internals.transactionManager;
  const begin = transactions.begin.bind(transactions);
  const commit = transactions.commit.bind(transactions);
  transactions.begin = async (isNested, limits) => {
    if (!isNested) {
      await yieldToEventLoop();
      await gate.pass();
    }
    await begin(isNested, limits);
  };
  transactions.commit = (isNested) => {
    // A refusal here makes the engine roll back, since nothing is committed yet.
    for (const [id, document] of newestPendingWrites(internals)) {
      if (document !== null) assertDocumentSize(id, document);
    }
    return commit(isNested);
  };
}

/** Frees what queries have found at the end of each transaction: the engine would keep it for ever. */
export function freeQueryResults(internals: EngineInternals): void {
  const transactions = internals.transactionManager;
  const commit = transactions.commit.bind(transactions);
  const rollback = transactions.rollback.bind(transactions);
  transactions.commit = (isNested) => {
    const commitTs = commit(isNested);
    if (!isNested) dropQueryResults(internals);
    return commitTs;
  };
  transactions.rollback = (isNested) => {
    rollback(isNested);
    if (!isNested) dropQueryResults(internals);
  };
}

function newestPendingWrites(internals: EngineInternals): [id: string, document: StoredDocument | null][] {
  return Object.values(internals.components).flatMap(({ db }) => Object.entries(db._writes.at(-1) ?? {}));
}

/** No query outlives its transaction, and only one outermost transaction runs at a time. */
function dropQueryResults(internals: EngineInternals): void {
  for (const { db } of Object.values(internals.components)) db._queryResults = {};
}

/** Cancels what waits. Its timers stay, but the engine looks at the state first and then does nothing. */
export function cancelScheduled(internals: EngineInternals): void {
  for (const { db } of Object.values(internals.components)) {
    for (const document of Object.values(db._documents)) {
      if (tableOfId(document._id) !== "_scheduled_functions") continue;
      if (pendingState.safeParse(document.state).success) document.state = { kind: "canceled" };
    }
  }
}
