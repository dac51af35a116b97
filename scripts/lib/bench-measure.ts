/**
 * Runs one sync on the simulators and the local backend and measures it: every remote request, every Convex call with
 * what it read and wrote, time and heap. The figures come from outside of the product; nothing in it knows of them.
 */
import { fileURLToPath } from "node:url";
import type { RunMode, RunType, SyncStatus, SyncType } from "../../convex/validators.ts";
import type { Stack } from "../../test/helpers/stack.ts";
import { type ConvexCall, type ConvexWatch, watchConvex } from "./bench-convex.ts";
import { type HeapSample, watchHeap } from "./bench-heap.ts";
import { type RemoteRequest, type RemoteWatch, watchRemotes } from "./bench-remotes.ts";

/** How many records of a type the run met, and what it did with them. */
export interface TypeCounts {
  done: number;
  created: number;
  updated: number;
  adopted: number;
  unchanged: number;
  held: number;
}

/** Everything that one run did. Times are epoch milliseconds. */
export interface Measured {
  status: SyncStatus;
  startedAt: number;
  endedAt: number;
  counts: Partial<Record<SyncType, TypeCounts>>;
  requests: RemoteRequest[];
  convexCalls: ConvexCall[];
  phases: { phase: string; at: number }[];
  heap: HeapSample[];
}

const CONVEX_DIR = fileURLToPath(new URL("../../convex", import.meta.url));
/** The largest world takes a quarter of an hour. */
const HOUR_MS = 3_600_000;

/** Runs one sync in the sandbox to its end. */
export async function measureSync(
  stack: Stack,
  wish: { type?: RunType; mode?: RunMode; timeoutMs?: number } = {},
): Promise<Measured> {
  const convex = await watchConvex(CONVEX_DIR);
  const remotes = watchRemotes(systemsOf(stack), convex.phase);
  const heap = watchHeap();
  const startedAt = Date.now();
  try {
    const outcome = await stack.start("sandbox", wish.type ?? "all", wish.mode ?? "incremental");
    if (outcome.outcome !== "started") throw new Error("the sandbox is busy");
    const run = await stack.waitForEnd(outcome.runId, wish.timeoutMs ?? HOUR_MS);
    const counts = Object.fromEntries(run.progress.map((each) => [each.syncType, each.counters]));
    return {
      ...collect(convex, remotes),
      status: run.status,
      startedAt,
      endedAt: Date.now(),
      counts,
      heap: heap.samples,
    };
  } finally {
    heap.stop();
    remotes.stop();
    convex.stop();
  }
}

function collect(convex: ConvexWatch, remotes: RemoteWatch) {
  return { requests: remotes.requests, convexCalls: convex.calls, phases: convex.phases };
}

function systemsOf({ remotes }: Stack): ReadonlyMap<string, RemoteRequest["system"]> {
  return new Map([
    [new URL(remotes.rubic.url).origin, "rubic"],
    [new URL(remotes.sandbox.url).origin, "tripletex"],
  ]);
}
