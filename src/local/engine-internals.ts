/**
 * The one place that reaches behind the public face of convex-test: its databases, its transactions, its system calls.
 * The embedded backend needs them to see what changes, to be quick and to free what is used up; the package offers no
 * such door. So the version is checked exactly and the shape of everything used is checked before it is used.
 * Nothing but the files that import its types may touch a name that starts with an underscore.
 */
// The names that start with an underscore are convex-test's own; the header of engine-internals.ts says why they are used.
/* oxlint-disable no-underscore-dangle */
import { AsyncLocalStorage } from "node:async_hooks";
import { createRequire } from "node:module";
import { z } from "zod";

/** The version whose inner workings the files of this folder were written for. */
export const ENGINE_VERSION = "0.0.60";

/** A stored document as the engine keeps it. */
export type StoredDocument = Record<string, unknown> & { _id: string };

/** Pending writes of one level of a transaction; null is a deletion. */
type WriteLayer = Record<string, StoredDocument | null>;

/** The part of a query that decides which documents are looked at. */
export interface EngineQuery {
  source:
    | { type: "FullTableScan"; tableName: string }
    | { type: "IndexRange"; indexName: string; range: RangeExpression[] }
    | { type: "Search"; indexName: string };
}

/** One bound of an index range; `value` is Convex JSON. */
export interface RangeExpression {
  type: "Eq" | "Gt" | "Gte" | "Lt" | "Lte";
  fieldPath: string;
  value: unknown;
}

/** The engine's database of one component. */
export interface EngineDatabase {
  componentPath: string;
  _documents: Record<string, StoredDocument>;
  _writes: WriteLayer[];
  _queryResults: Record<number, unknown[]>;
  get(tableName: string | undefined, id: string): StoredDocument | null;
  commit(commitTs?: bigint | null): void;
  _addWrite(id: string, value: StoredDocument | null): void;
  _iterateDocs(tableName: string, callback: (document: StoredDocument) => void): void;
  _resolveQuerySource(query: EngineQuery): unknown;
}

/** The engine's transactions, which run one after another. `commit` answers the commit time in nanoseconds. */
interface EngineTransactions {
  begin(isNested: boolean, limits?: unknown): Promise<void>;
  commit(isNested: boolean): bigint | null;
  rollback(isNested: boolean): void;
}

/** What `reachInternals` finds. Methods may be replaced; that changes this one instance only. */
export interface EngineInternals {
  components: Record<string, { db: EngineDatabase }>;
  transactionManager: EngineTransactions;
  asyncSyscall: (operation: string, jsonArguments: string) => Promise<string>;
}

const aFunction = z.custom<(...args: unknown[]) => unknown>((value) => typeof value === "function");
const anObject = z.custom<object>((value) => typeof value === "object" && value !== null);

const databaseShape = z.looseObject({
  _documents: anObject,
  _writes: z.array(z.unknown()),
  _queryResults: anObject,
  get: aFunction,
  commit: aFunction,
  _addWrite: aFunction,
  _iterateDocs: aFunction,
  _resolveQuerySource: aFunction,
});

const transactionsShape = z.looseObject({ begin: aFunction, commit: aFunction, rollback: aFunction });

const internalsShape = z.looseObject({
  components: anObject,
  transactionManager: anObject,
  asyncSyscall: aFunction,
});

/**
 * Finds the internals of one convex-test instance: every public method runs inside an AsyncLocalStorage whose store
 * they are, so one harmless call, watched, shows them. Nothing is awaited while the watch is on.
 * @throws Error when the installed convex-test isn't ENGINE_VERSION or lacks something that is used here.
 */
export function reachInternals(engine: {
  finishInProgressScheduledFunctions(): Promise<void>;
}): EngineInternals {
  assertEngineVersion(installedEngineVersion());
  const stores = watchStores(() => void engine.finishInProgressScheduledFunctions());
  const internals = stores.find((store) => internalsShape.safeParse(store).success);
  if (internals === undefined) {
    throw new Error(`convex-test ${ENGINE_VERSION} no longer shows its internals the way src/local expects.`);
  }
  return checkedInternals(internals);
}

/** @throws Error when `version` isn't the one that this folder was written for. */
export function assertEngineVersion(version: string): void {
  if (version !== ENGINE_VERSION) {
    throw new Error(
      `The embedded backend is written for convex-test ${ENGINE_VERSION}, but ${version} is installed. ` +
        "Install that exact version, or adapt src/local/engine-internals.ts and accelerator.ts and run their tests.",
    );
  }
}

/** The table that a document id of this engine belongs to; the engine writes ids as digits followed by the table. */
export function tableOfId(id: string): string {
  return id.replace(/^[0-9]+/, "");
}

function installedEngineVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)("convex-test/package.json");
  return z.object({ version: z.string() }).parse(manifest).version;
}

function watchStores(action: () => void): unknown[] {
  const stores: unknown[] = [];
  const prototype: { run: unknown } = AsyncLocalStorage.prototype;
  const originalRun = prototype.run as (...values: unknown[]) => unknown;
  prototype.run = function watchedRun(this: unknown, ...values: unknown[]): unknown {
    stores.push(values[0]);
    return Reflect.apply(originalRun, this, values);
  };
  try {
    action();
  } finally {
    prototype.run = originalRun;
  }
  return stores;
}

/** The cast is safe because the version is exact and every member used was found with the right kind. */
function checkedInternals(candidate: unknown): EngineInternals {
  const internals = candidate as EngineInternals;
  transactionsShape.parse(internals.transactionManager);
  for (const component of Object.values(internals.components)) databaseShape.parse(component.db);
  return internals;
}
