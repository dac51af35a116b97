/**
 * Counts what a run costs in Convex: each call of its steps, with the documents, bytes and index ranges that Convex's own
 * `getTransactionMetrics` names for it. It also tells which phase the run is in, since every type begins with a look-up of
 * its own. Only internal functions count: what pages and waiting clients ask is not part of a run.
 */

import { z } from "zod";
import type { MutationCtx } from "../../convex/_generated/server.js";
import { loadProject } from "../../src/local/modules.ts";

/** What one transaction used. */
export interface Usage {
  documentsRead: number;
  documentsWritten: number;
  bytesRead: number;
  bytesWritten: number;
  /** Index ranges read. */
  databaseQueries: number;
}

export interface ConvexCall {
  kind: "query" | "mutation" | "action";
  /** For example `sync/commit:commit`. */
  name: string;
  phase: string;
  startedAt: number;
  usage: Usage;
}

export interface ConvexWatch {
  calls: ConvexCall[];
  phase: () => string;
  /** When each phase began, in order. */
  phases: { phase: string; at: number }[];
  stop(): void;
}

type Handler = (context: unknown, functionArguments: unknown) => unknown;

/** A Convex function as its module exports it; `_handler` is the function's own code. */
interface WatchedFunction {
  kind: ConvexCall["kind"];
  name: string;
  registered: { _handler: Handler };
}

/** What a run is at before its first type and after its last one: settling, comparing, ending. */
export const REST = "rest";
/** The call with which each type begins a chunk, and the name of its phase by the kind of record. */
const CHUNK_LOOKUP = "sync/lookups:records";
const PHASE_OF_KIND: Record<string, string> = {
  product: "products",
  customer: "customers",
  invoice: "invoices",
  payment: "payments",
};

const internalFunction = z.looseObject({
  isInternal: z.literal(true),
  isQuery: z.literal(true).optional(),
  isMutation: z.literal(true).optional(),
  _handler: z.custom<Handler>((value) => typeof value === "function"),
});
const telling = z.looseObject({
  kind: z.string().optional(),
  next: z.looseObject({ do: z.string() }).optional(),
});

// `_handler` is the name that convex gives to a function's own code.
/* oxlint-disable no-underscore-dangle */
/** Watches the calls of all steps from now on, in this process. @param convexDir folder of the functions */
export async function watchConvex(convexDir: string): Promise<ConvexWatch> {
  const calls: ConvexCall[] = [];
  const phases = [{ phase: REST, at: Date.now() }];
  const phase = () => phases.at(-1)?.phase ?? REST;
  const enter = (next: string) => {
    if (next !== phase()) phases.push({ phase: next, at: Date.now() });
  };
  const restores = (await internalFunctions(convexDir)).map(({ kind, name, registered }) => {
    const original = registered._handler;
    registered._handler = async (context, functionArguments) => {
      const about = telling.parse(functionArguments);
      // Within a type, a look-up of another kind is about what its records refer to.
      if (name === CHUNK_LOOKUP && phase() === REST) enter(PHASE_OF_KIND[about.kind ?? ""] ?? REST);
      const call = { kind, name, phase: phase(), startedAt: Date.now(), usage: noUsage() };
      calls.push(call);
      const result = await original(context, functionArguments);
      if (kind !== "action") call.usage = await readUsage(context);
      if (about.next?.do === "finishType" || about.next?.do === "failType") enter(REST);
      return result;
    };
    return () => {
      registered._handler = original;
    };
  });
  const stop = () => {
    for (const restore of restores) restore();
  };
  return { calls, phase, phases, stop };
}

/* oxlint-enable no-underscore-dangle */

/** The internal functions of the project: the very objects that the local backend runs, since a module loads once. */
async function internalFunctions(convexDir: string): Promise<WatchedFunction[]> {
  const { modules } = await loadProject({ convexDir });
  return [...modules].flatMap(([path, { exports }]) =>
    Object.entries(exports).flatMap(([exportName, exported]) => {
      const marks = typeof exported === "function" ? Object.fromEntries(Object.entries(exported)) : {};
      const { success, data } = internalFunction.safeParse(marks);
      if (!success) return [];
      const kind = data.isQuery ? "query" : data.isMutation ? "mutation" : "action";
      return [{ kind, name: `${path}:${exportName}`, registered: exported as WatchedFunction["registered"] }];
    }),
  );
}

/** What the transaction has used so far. The context is the one that Convex hands to queries and mutations. */
async function readUsage(context: unknown): Promise<Usage> {
  const metrics = await (context as MutationCtx).meta.getTransactionMetrics();
  return {
    documentsRead: metrics.documentsRead.used,
    documentsWritten: metrics.documentsWritten.used,
    bytesRead: metrics.bytesRead.used,
    bytesWritten: metrics.bytesWritten.used,
    databaseQueries: metrics.databaseQueries.used,
  };
}

export function noUsage(): Usage {
  return { documentsRead: 0, documentsWritten: 0, bytesRead: 0, bytesWritten: 0, databaseQueries: 0 };
}

export function addUsage(sum: Usage, more: Usage): Usage {
  return combine(sum, more, (one, other) => one + other);
}

/** The larger of each figure. */
export function mostUsage(most: Usage, other: Usage): Usage {
  return combine(most, other, Math.max);
}

function combine(one: Usage, other: Usage, pick: (one: number, other: number) => number): Usage {
  return {
    documentsRead: pick(one.documentsRead, other.documentsRead),
    documentsWritten: pick(one.documentsWritten, other.documentsWritten),
    bytesRead: pick(one.bytesRead, other.bytesRead),
    bytesWritten: pick(one.bytesWritten, other.bytesWritten),
    databaseQueries: pick(one.databaseQueries, other.databaseQueries),
  };
}
