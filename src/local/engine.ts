/**
 * convex-test as a running backend: one instance with the project's code, half of Convex's limits, change tracking and
 * the accelerator. It decides which function a caller reaches and as whom; it knows nothing of HTTP or WebSockets.
 * Everything is in memory. It must never let a caller who isn't an administrator run an internal function.
 */

import type { DataModelFromSchemaDefinition, GenericSchema, SchemaDefinition } from "convex/server";
import { makeFunctionReference } from "convex/server";
import type { Value } from "convex/values";
import { convexTest, type TestConvexForDataModel, type TestConvexRoot } from "convex-test";
import { accelerate } from "./accelerator.ts";
import type { Caller } from "./authentication.ts";
import { cancelScheduled, guardSystemCalls, guardTransactions } from "./engine-guards.ts";
import { reachInternals } from "./engine-internals.ts";
import {
  type FunctionKind,
  findFunction,
  listFunctions,
  normalizeFunctionPath,
  withSizeLimits,
} from "./functions.ts";
import { TRANSACTION_LIMITS } from "./limits.ts";
import type { Project } from "./modules.ts";
import { runOutsideEngine } from "./outside.ts";
import { SnapshotGate } from "./snapshot-gate.ts";
import { type ChangeTracker, type TableSet, trackChanges } from "./tracking.ts";

type EngineDataModel = DataModelFromSchemaDefinition<SchemaDefinition<GenericSchema, boolean>>;

/** A convex-test instance for any schema. */
export type TestInstance = TestConvexRoot<EngineDataModel>;
type Accessor = TestConvexForDataModel<EngineDataModel>;

/** One call from outside. `kind` null accepts any kind, as the command line does. */
interface FunctionCall {
  path: string;
  functionArguments: Record<string, Value>;
  kind: FunctionKind | null;
  caller: Caller;
}

/** Runs queries that are to be kept live, inside `readTogether`. */
export interface SnapshotReader {
  /** Like `Engine.call`; also tells which tables were read. The set fills while the query runs. */
  read(call: FunctionCall): { result: Promise<Value>; reads: TableSet };
}

/** The running engine. */
export interface Engine {
  t: TestInstance;
  tracker: ChangeTracker;
  /** Runs a function as a caller. @throws what the function throws, or Convex's words when it may not be called. */
  call(call: FunctionCall): Promise<Value>;
  /** Runs `work` while nothing new is committed, so that the queries of its reader show one moment. */
  readTogether<Result>(work: (reader: SnapshotReader) => Promise<Result>): Promise<Result>;
  hasHttpRoutes: boolean;
  /** Cancels what is scheduled and refuses every further write, so that nothing goes on in the background. */
  close(): Promise<void>;
}

/** The query that the command line asks when a function name is unknown. */
const LIST_FUNCTIONS_PATH = "_system/cli/modules:apiSpec";
/** How long `close` waits for functions that are running. */
const CLOSE_GRACE_MS = 2000;

/** Starts the engine on a loaded project. */
export function startEngine(project: Project): Engine {
  const t = createInstance(project);
  const internals = reachInternals(t);
  for (const { db } of Object.values(internals.components)) accelerate(db);
  const tracker = trackChanges(internals);
  const seal = guardSystemCalls(internals);
  const gate = new SnapshotGate();
  guardTransactions(internals, gate);

  const call = async (request: FunctionCall): Promise<Value> => {
    if (request.caller.type === "admin" && request.path === LIST_FUNCTIONS_PATH) {
      return listFunctions(project.modules);
    }
    const kind = findFunction(project.modules, {
      path: request.path,
      kind: request.kind,
      includeInternal: request.caller.type === "admin",
    });
    return await invoke(accessorFor(t, request.caller), kind, request);
  };

  const reader: SnapshotReader = {
    read: (request) => runOutsideEngine(() => gate.asHolder(() => tracker.recordReads(() => call(request)))),
  };

  return {
    t,
    tracker,
    call: (request) => runOutsideEngine(() => call(request)),
    readTogether: (work) => gate.hold(() => work(reader)),
    hasHttpRoutes: project.modules.has("http"),
    close: async () => {
      cancelScheduled(internals);
      seal();
      await Promise.race([t.finishInProgressScheduledFunctions(), delay(CLOSE_GRACE_MS)]);
    },
  };
}

function createInstance(project: Project): TestInstance {
  const modules = Object.fromEntries(
    [...project.modules].map(([path, module]) => {
      const exports = withSizeLimits(path, module);
      return [`./${path}.js`, () => Promise.resolve(exports)];
    }),
  );
  // The engine only looks for this name, to learn where the functions folder begins.
  modules["./_generated/api.js"] = () => Promise.resolve({});
  return convexTest({ schema: project.schema, modules, transactionLimits: TRANSACTION_LIMITS });
}

/** The engine as one caller may use it. */
export function accessorFor(t: TestInstance, caller: Caller): Accessor {
  if (caller.type === "anonymous") return t;
  const identity = caller.type === "user" ? caller.identity : caller.impersonating;
  return identity === null ? t : t.withIdentity(identity);
}

async function invoke(accessor: Accessor, kind: FunctionKind, request: FunctionCall): Promise<Value> {
  const path = normalizeFunctionPath(request.path);
  // The engine hands back what it decoded from Convex JSON, or undefined for a function that returns nothing.
  const result = (await run(accessor, kind, path)(request.functionArguments)) as Value | undefined;
  return result ?? null;
}

function run(accessor: Accessor, kind: FunctionKind, path: string) {
  return (functionArguments: Record<string, Value>): Promise<unknown> => {
    if (kind === "query") return accessor.query(makeFunctionReference<"query">(path), functionArguments);
    if (kind === "mutation")
      return accessor.mutation(makeFunctionReference<"mutation">(path), functionArguments);
    return accessor.action(makeFunctionReference<"action">(path), functionArguments);
  };
}

function delay(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs).unref();
  });
}
