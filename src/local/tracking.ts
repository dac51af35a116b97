/**
 * Knows which tables a query read and when each table last changed, because the engine tells nobody.
 * Writes are seen where the outermost transaction commits, so a rolled-back write never wakes a subscriber and a change
 * is announced only when it can be read. Tables, not index ranges: a query may run again needlessly, never too rarely.
 */
// The names that start with an underscore are convex-test's own; the header of engine-internals.ts says why they are used.
/* oxlint-disable no-underscore-dangle */
import { AsyncLocalStorage } from "node:async_hooks";
import { type EngineDatabase, type EngineInternals, tableOfId } from "./engine-internals.ts";

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/** Tables that a query read, as `component:table`. */
export type TableSet = ReadonlySet<string>;

/** What happened in the engine's tables. Timestamps are commit times in nanoseconds since 1970. */
export interface ChangeTracker {
  /** The time of the last commit; grows over restarts as well, since it starts from the clock. */
  now(): bigint;
  /** Runs `work` and tells which tables it read, also when it fails: a failed query must run again too. */
  recordReads<Result>(work: () => Promise<Result>): { result: Promise<Result>; reads: TableSet };
  /** True when one of the tables was written after `since`. */
  hasChanged(tables: TableSet, since: bigint): boolean;
  /** Calls `listener` after each commit that wrote something. Returns a function that ends it. */
  onChange(listener: () => void): () => void;
}

/** Starts to watch the databases that exist now. Call it after everything else that replaces their methods. */
export function trackChanges(internals: EngineInternals): ChangeTracker {
  const recorder = new AsyncLocalStorage<Set<string>>();
  const changedAt = new Map<string, bigint>();
  const listeners = new Set<() => void>();
  let lastCommit = BigInt(Date.now()) * NANOSECONDS_PER_MILLISECOND;

  const databases = Object.values(internals.components).map((component) => component.db);
  for (const database of databases) watchReads(database, recorder);
  watchCommits(internals, (tables, commitTs) => {
    // Two commits, or the start and the first commit, may fall into one tick of the clock; a reader must tell them apart.
    lastCommit = commitTs > lastCommit ? commitTs : lastCommit + 1n;
    for (const table of tables) changedAt.set(table, lastCommit);
    if (tables.size > 0) for (const listener of listeners) listener();
  });

  return {
    now: () => lastCommit,
    recordReads: (work) => {
      const reads = new Set<string>();
      return { result: recorder.run(reads, work), reads };
    },
    hasChanged: (tables, since) => [...tables].some((table) => (changedAt.get(table) ?? 0n) > since),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function watchReads(database: EngineDatabase, recorder: AsyncLocalStorage<Set<string>>): void {
  const get = database.get.bind(database);
  const iterate = database._iterateDocs.bind(database);
  database.get = (tableName, id) => {
    const document = get(tableName, id);
    recorder.getStore()?.add(tableKey(database, tableOfId(id)));
    return document;
  };
  database._iterateDocs = (tableName, callback) => {
    recorder.getStore()?.add(tableKey(database, tableName));
    iterate(tableName, callback);
  };
}

function watchCommits(
  internals: EngineInternals,
  announce: (tables: TableSet, commitTs: bigint) => void,
): void {
  const transactions = internals.transactionManager;
  const commit = transactions.commit.bind(transactions);
  transactions.commit = (isNested) => {
    const tables = isNested ? new Set<string>() : pendingTables(internals);
    const commitTs = commit(isNested);
    if (commitTs !== null) announce(tables, commitTs);
    return commitTs;
  };
}

function pendingTables(internals: EngineInternals): TableSet {
  const tables = new Set<string>();
  for (const { db } of Object.values(internals.components)) {
    for (const layer of db._writes) {
      for (const id of Object.keys(layer)) tables.add(tableKey(db, tableOfId(id)));
    }
  }
  return tables;
}

function tableKey(database: EngineDatabase, table: string): string {
  return `${database.componentPath}:${table}`;
}
