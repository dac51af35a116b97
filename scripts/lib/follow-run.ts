/**
 * Follows a run live over the WebSocket until it ends: progress and events as they happen, no polling. It must never call
 * a run ended because the connection is gone; then it says so and leaves the run alone.
 */
import type { ConvexClient } from "convex/browser";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../convex/_generated/api.js";
import { CommandError } from "./command-error.ts";
import { explainRefusal } from "./deployment.ts";

export type RunView = NonNullable<FunctionReturnType<typeof api.runs.get>>;
export type RunEvent = FunctionReturnType<typeof api.runs.events>["page"][number];
type RunId = RunView["runId"];

export interface RunListener {
  progress(run: RunView): void;
  /** Oldest first; each event once. */
  event(event: RunEvent): void;
  /** False when the connection is lost, true when it is back. */
  connection(isConnected: boolean): void;
}

/** How long a lost connection may take to come back. */
const CONNECTION_LIMIT_MS = 30_000;
/** Events come one per step or notable thing; more than this between two updates is not to be expected. */
const EVENT_PAGE_SIZE = 100;

/**
 * Resolves with the run when it has ended.
 * @throws CommandError when the connection stays away or the run is gone with a restarted backend
 */
export async function followRun(client: ConvexClient, runId: RunId, listener: RunListener): Promise<RunView> {
  const showEvents = createEventFilter(listener);
  const stops: (() => void)[] = [];
  try {
    const run = await new Promise<RunView>((resolve, reject) => {
      const fail = (error: unknown) => reject(explainRefusal(error));
      stops.push(
        client.onUpdate(
          api.runs.get,
          { runId },
          (view) => {
            if (view === null) return reject(new CommandError(RUN_IS_GONE));
            listener.progress(view);
            if (!view.standing.isLive) resolve(view);
          },
          fail,
        ),
        // After the run, so that a listener knows the run as it is when it hears of an event.
        client.onUpdate(api.runs.events, eventQuery(runId), ({ page }) => showEvents(page), fail),
        watchConnection(client, { changed: (isConnected) => listener.connection(isConnected), fail }),
      );
    });
    // The last events may come after the last progress.
    showEvents((await client.query(api.runs.events, eventQuery(runId))).page);
    return run;
  } finally {
    for (const stop of stops) stop();
  }
}

const RUN_IS_GONE =
  "The run is gone: the deployment was restarted, and the local backend keeps everything in memory.";

const eventQuery = (runId: RunId) => ({
  runId,
  paginationOpts: { numItems: EVENT_PAGE_SIZE, cursor: null },
});

/** Takes the newest events, newest first, and passes on the ones that were not seen before. */
function createEventFilter(listener: RunListener): (page: RunEvent[]) => void {
  const seen = new Set<string>();
  return (page) => {
    for (const event of page.toReversed()) {
      if (seen.has(event.id)) continue;
      seen.add(event.id);
      listener.event(event);
    }
  };
}

interface ConnectionWatcher {
  changed(isConnected: boolean): void;
  fail(error: Error): void;
}

/**
 * Reports a lost connection, and fails when it does not come back in time. A connection that was never there counts as
 * lost too, but is not reported before the time is over. Answers how to stop watching.
 */
export function watchConnection(client: ConvexClient, watcher: ConnectionWatcher): () => void {
  const giveUp = () => watcher.fail(new CommandError(CONNECTION_IS_LOST));
  let isConnected = client.connectionState().isWebSocketConnected;
  // Not a reason to stay: while somebody waits, the client's own attempts keep the process alive.
  const startLimit = () => setTimeout(giveUp, CONNECTION_LIMIT_MS).unref();
  let limit = isConnected ? undefined : startLimit();
  const stop = client.subscribeToConnectionState(({ isWebSocketConnected, connectionCount }) => {
    if (isWebSocketConnected === isConnected) return;
    isConnected = isWebSocketConnected;
    clearTimeout(limit);
    if (!isConnected) limit = startLimit();
    const isFirst = isConnected && connectionCount <= 1;
    if (!isFirst) watcher.changed(isConnected);
  });
  return () => {
    clearTimeout(limit);
    stop();
  };
}

const CONNECTION_IS_LOST = `The connection to the deployment is lost and did not come back within ${CONNECTION_LIMIT_MS / 1000} s. If it still runs, the run goes on; start this command again to join it.`;
