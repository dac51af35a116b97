/**
 * Turns what was measured into figures per kind of record, each beside the least that it could be: records divided by the
 * size of a list, and latency times calls divided by two parallel requests. Pure arithmetic.
 */
import type { SyncType } from "../../convex/validators.ts";
import { addUsage, mostUsage, noUsage, REST, type Usage } from "./bench-convex.ts";
import { heapOfSteps, type StepHeap } from "./bench-heap.ts";
import type { Measured, TypeCounts } from "./bench-measure.ts";
import type { RemoteRequest } from "./bench-remotes.ts";

/** What a call to Tripletex is for; the rest of a run's calls are the session, the reference data and the comparison. */
export type Purpose = SyncType | "session" | "reference" | "comparison";

export interface TypeFigures {
  counts: TypeCounts;
  /** Calls to Tripletex by name, and their sum. */
  tripletex: Record<string, number>;
  tripletexCalls: number;
  tripletexLowerBound: number;
  rubicCalls: number;
  rubicLowerBound: number;
  convexQueries: number;
  convexMutations: number;
  usage: Usage;
  wallMs: number;
  /** Latency times calls, divided by the parallel requests. */
  wallLowerBoundMs: number;
}

export interface RunFigures {
  status: string;
  wallMs: number;
  types: Partial<Record<SyncType, TypeFigures>>;
  /** Calls per run or step, whatever the number of records. */
  tripletexOther: Record<"session" | "reference" | "comparison", number>;
  rubicReference: number;
  steps: number;
  convexQueries: number;
  convexMutations: number;
  usage: Usage;
  /** The most of each that a single call of a function used, by the function's name: what Convex limits. */
  mostOfOneCall: Record<string, Usage>;
  /** What the run spends outside of the four types: starting, settling, comparing, ending. */
  restUsage: Usage;
  /** Share of the time from the first to the last invoice written in which the two lanes to Tripletex were in use. */
  invoiceLaneUse: number | null;
  /** One entry per step. */
  heap: StepHeap[];
}

export const TYPES: readonly SyncType[] = ["products", "customers", "invoices", "payments"];
/** Tripletex advises one or two requests at a time per company. */
export const PARALLEL_REQUESTS = 2;
/** What one call carries at most: look-ups by key, creations in a list, rows of a page. */
const KEYS_PER_LOOKUP = 400;
const RECORDS_PER_LIST = 50;
const ROWS_PER_PAGE = 1000;

const REFERENCE_PATHS = [
  "/ledger/vatType",
  "/ledger/account",
  "/department",
  "/country",
  "/invoice/paymentType",
  "/ledger/accountingPeriod",
];
const SESSION_PATHS = ["/token/session", "/company"];

export function figuresOf(measured: Measured, latencyMs: number): RunFigures {
  const { requests, convexCalls, startedAt, endedAt, heap } = measured;
  const of = (purpose: Purpose) => requests.filter((request) => purposeOf(request) === purpose);
  const types = TYPES.flatMap((type) => {
    const counts = measured.counts[type];
    return counts === undefined ? [] : [[type, typeFigures(measured, { type, counts, latencyMs })] as const];
  });
  const inRest = convexCalls.filter(({ phase }) => phase === REST);
  return {
    status: measured.status,
    wallMs: endedAt - startedAt,
    types: Object.fromEntries(types),
    tripletexOther: {
      session: of("session").length,
      reference: of("reference").length,
      comparison: of("comparison").length,
    },
    rubicReference: requests.filter((each) => each.system === "rubic" && rubicTypeOf(each) === null).length,
    steps: countOf(convexCalls, "action"),
    convexQueries: countOf(convexCalls, "query"),
    convexMutations: countOf(convexCalls, "mutation"),
    usage: usageOf(convexCalls),
    mostOfOneCall: mostOfOneCall(convexCalls),
    restUsage: usageOf(inRest),
    invoiceLaneUse: laneUse(of("invoices")),
    heap: heapOfSteps(
      heap,
      convexCalls.filter(({ kind }) => kind === "action").map((call) => call.startedAt),
    ),
  };
}

function typeFigures(
  measured: Measured,
  { type, counts, latencyMs }: { type: SyncType; counts: TypeCounts; latencyMs: number },
): TypeFigures {
  const calls = measured.requests.filter((request) => purposeOf(request) === type);
  const inPhase = measured.convexCalls.filter(({ phase }) => phase === type);
  return {
    counts,
    tripletex: Object.fromEntries(
      [...Map.groupBy(calls, ({ name }) => name)].map(([name, group]) => [name, group.length]),
    ),
    tripletexCalls: calls.length,
    tripletexLowerBound: tripletexLowerBound(type, counts),
    rubicCalls: measured.requests.filter((each) => each.system === "rubic" && rubicTypeOf(each) === type)
      .length,
    rubicLowerBound: Math.ceil(counts.done / ROWS_PER_PAGE),
    convexQueries: countOf(inPhase, "query"),
    convexMutations: countOf(inPhase, "mutation"),
    usage: usageOf(inPhase),
    wallMs: phaseMs(measured, type),
    wallLowerBoundMs: (calls.length * latencyMs) / PARALLEL_REQUESTS,
  };
}

/** The least number of calls for what was created and updated, when every list and look-up is full. */
function tripletexLowerBound(type: SyncType, { created, updated, adopted }: TypeCounts): number {
  const lookedUp = created + adopted;
  switch (type) {
    case "products":
    case "customers":
      return Math.ceil(lookedUp / KEYS_PER_LOOKUP) + Math.ceil(created / RECORDS_PER_LIST) + 2 * updated;
    case "invoices":
      return Math.ceil(lookedUp / ROWS_PER_PAGE) + created;
    case "payments":
      return Math.ceil(lookedUp / KEYS_PER_LOOKUP) + created;
  }
}

function purposeOf({ system, name, phase }: RemoteRequest): Purpose | null {
  if (system !== "tripletex") return null;
  const [, path = ""] = name.split(" ");
  if (SESSION_PATHS.some((start) => path.startsWith(start))) return "session";
  if (REFERENCE_PATHS.includes(path)) return "reference";
  return TYPES.find((type) => type === phase) ?? "comparison";
}

const RUBIC_LISTS: readonly [ending: string, type: SyncType][] = [
  ["/products", "products"],
  ["/customers", "customers"],
  ["/invoices", "invoices"],
  ["/transactions", "payments"],
];

function rubicTypeOf({ name }: RemoteRequest): SyncType | null {
  return RUBIC_LISTS.find(([ending]) => name.endsWith(ending))?.[1] ?? null;
}

function countOf(calls: Measured["convexCalls"], kind: string): number {
  return calls.filter((call) => call.kind === kind).length;
}

function usageOf(calls: Measured["convexCalls"]): Usage {
  return calls.reduce((sum, call) => addUsage(sum, call.usage), noUsage());
}

function mostOfOneCall(calls: Measured["convexCalls"]): Record<string, Usage> {
  const byName = Map.groupBy(
    calls.filter(({ kind }) => kind !== "action"),
    ({ name }) => name,
  );
  return Object.fromEntries(
    [...byName].map(([name, group]) => [
      name,
      group.reduce((most, { usage }) => mostUsage(most, usage), noUsage()),
    ]),
  );
}

/** How long the run was at a type, over all steps. */
function phaseMs({ phases, endedAt }: Measured, type: SyncType): number {
  return phases.reduce((sum, { phase, at }, index) => {
    const until = phases[index + 1]?.at ?? endedAt;
    return phase === type ? sum + until - at : sum;
  }, 0);
}

/**
 * Time in flight of all requests, divided by what two lanes offer from the first write to the last answer. A slow machine
 * makes the requests themselves longer, so the share says how well the engine keeps both lanes busy. Null without writes.
 */
function laneUse(requests: RemoteRequest[]): number | null {
  const first = requests.find(({ name }) => name === "POST /invoice");
  const last = requests.findLast(({ name }) => name === "POST /invoice");
  if (first === undefined || last?.endedAt == null) return null;
  const spanMs = last.endedAt - first.startedAt;
  const busyMs = requests
    .filter(({ startedAt, endedAt }) => endedAt !== null && startedAt >= first.startedAt)
    .reduce((sum, { startedAt, endedAt }) => sum + (endedAt ?? startedAt) - startedAt, 0);
  return busyMs / (spanMs * PARALLEL_REQUESTS);
}
