/**
 * One query that a client keeps open: its arguments, what it read, when it ran and what the client was last told.
 * A paginated query keeps its first end in a journal, so that later runs fill the same page, without gap or duplicate.
 */
import { convexToJson, type JSONValue, jsonToConvex, type Value } from "convex/values";
import { z } from "zod";
import type { Caller } from "./authentication.ts";
import type { SnapshotReader } from "./engine.ts";
import { describeFailure, type Failure } from "./failure.ts";
import { assertNoComponent } from "./functions.ts";
import type { AddQueryMessage, StateModification } from "./protocol.ts";
import type { ChangeTracker, TableSet } from "./tracking.ts";

type Outcome = { type: "value"; value: JSONValue } | { type: "failure"; failure: Failure };

const pageRequest = z.looseObject({ endCursor: z.string().nullish() });
const pageResult = z.looseObject({ continueCursor: z.string() });

/** A query in the query set of a session. */
export class LiveQuery {
  readonly #request: AddQueryMessage;
  #journal: string | null;
  #reads: TableSet = new Set();
  #ranAt: bigint | null = null;
  #outcome: Outcome | null = null;
  #toldFingerprint: string | null = null;

  constructor(request: AddQueryMessage) {
    this.#request = request;
    this.#journal = request.journal ?? null;
  }

  /** True when it never ran, or a table that it read has changed since. */
  isStale(tracker: ChangeTracker): boolean {
    return this.#ranAt === null || tracker.hasChanged(this.#reads, this.#ranAt);
  }

  /** Makes it run again, as after a change of identity. */
  invalidate(): void {
    this.#ranAt = null;
  }

  /** Runs the query, as of the commit time `startedAt` or later. A failing function is an outcome, not an error. */
  async run(reader: SnapshotReader, startedAt: bigint, caller: Caller): Promise<void> {
    // Taken before the run: a commit during it makes the query stale again.
    this.#ranAt = startedAt;
    try {
      assertNoComponent(this.#request.componentPath);
      const functionArguments = this.#arguments();
      const path = this.#request.udfPath;
      const { result, reads } = reader.read({ path, functionArguments, kind: "query", caller });
      // The set fills while the query runs, and stays when the query fails.
      this.#reads = reads;
      const value = await result;
      this.#rememberPageEnd(functionArguments, value);
      this.#outcome = { type: "value", value: convexToJson(value) };
    } catch (error) {
      this.#outcome = { type: "failure", failure: describeFailure(error) };
    }
  }

  /** What the client must be told now; null when it knows already. */
  takeModification(): StateModification | null {
    if (this.#outcome === null) return null;
    const fingerprint = fingerprintOf(this.#outcome, this.#journal);
    if (fingerprint === this.#toldFingerprint) return null;
    this.#toldFingerprint = fingerprint;
    const common = { queryId: this.#request.queryId, logLines: [], journal: this.#journal };
    return this.#outcome.type === "value"
      ? { type: "QueryUpdated", value: this.#outcome.value, ...common }
      : { type: "QueryFailed", ...this.#outcome.failure, ...common };
  }

  #arguments(): Record<string, Value> {
    const decoded = decodeArguments(this.#request.args);
    const paging = pageRequest.safeParse(decoded.paginationOpts);
    if (!paging.success || this.#journal === null || typeof paging.data.endCursor === "string")
      return decoded;
    const paginationOpts = {
      ...(decoded.paginationOpts as Record<string, Value>),
      endCursor: this.#journal,
    };
    return { ...decoded, paginationOpts };
  }

  #rememberPageEnd(functionArguments: Record<string, Value>, value: Value): void {
    const page = pageResult.safeParse(value);
    if (functionArguments.paginationOpts !== undefined && page.success) {
      this.#journal = page.data.continueCursor;
    }
  }
}

/** The arguments object out of the list in which the protocol wraps it. */
export function decodeArguments(argumentList: Record<string, JSONValue>[]): Record<string, Value> {
  // Convex JSON of an object decodes to an object.
  return jsonToConvex(argumentList[0] ?? {}) as Record<string, Value>;
}

/** Leaves out the request id of a failure, which differs each time. */
function fingerprintOf(outcome: Outcome, journal: string | null): string {
  if (outcome.type === "value") return JSON.stringify(["value", outcome.value, journal]);
  const message = outcome.failure.errorMessage.replace(/^\[Request ID: \w+\]/, "");
  return JSON.stringify(["failure", message, outcome.failure.errorData ?? null, journal]);
}
