/**
 * `npm run sync`: starts a sync on a deployment and follows it live, or joins the one that is on. It asks the deployment
 * for everything and decides nothing itself: the same functions answer the page.
 */
import type { ConvexClient } from "convex/browser";
import { api } from "../convex/_generated/api.js";
import { CommandError, runCommand } from "./lib/command-error.ts";
import { connect, fetchLocalToken, readConvexUrl } from "./lib/deployment.ts";
import { followRun, type RunView } from "./lib/follow-run.ts";
import { EXIT_INTERRUPTED, waitForInterruption } from "./lib/interruption.ts";
import { MAXIMUM_SHOWN_HOLDS, readRunEnd } from "./lib/run-end.ts";
import { createJsonReporter, createTextReporter, type RunReporter } from "./lib/run-reporter.ts";
import { parseSyncArguments, SYNC_USAGE, type SyncRequest } from "./lib/sync-arguments.ts";
import { whileConnected } from "./lib/while-connected.ts";

const EXIT_SUCCESS = 0;
const EXIT_FAILED = 1;
const EXIT_HELD = 2;
const EXIT_BUSY = 3;
const MAXIMUM_SHOWN_ITEMS = 20;
/** For a program more than for a person; the totals say how many there are, `plans:items` has them all. */
const MAXIMUM_JSON_ITEMS = 1000;

async function main(): Promise<number> {
  const parsed = parseSyncArguments(process.argv.slice(2));
  switch (parsed.kind) {
    case "help":
      console.log(SYNC_USAGE);
      return EXIT_SUCCESS;
    case "refused":
      console.error(parsed.needsUsage ? `${parsed.message}\n\n${SYNC_USAGE}` : parsed.message);
      return EXIT_FAILED;
    case "sync":
      return await sync(parsed.request);
  }
}

async function sync(request: SyncRequest): Promise<number> {
  const url = readConvexUrl(process.env);
  if ((await fetchLocalToken(url)) === null) throw new CommandError(explainMissingSignIn(url, request));
  const client = connect(url);
  try {
    return await startAndFollow(client, request);
  } finally {
    await client.close();
  }
}

function explainMissingSignIn(url: string, request: SyncRequest): string {
  const { tripletexEnv, type, mode, planId } = request;
  const actor = { kind: "commandLine", name: "your name" };
  return [
    `${url} is a real deployment, and signing in does not exist yet. Start the sync there as its operator:`,
    `  npx convex run sync/start:start '${JSON.stringify({ tripletexEnv, type, mode, planId, ...keysOf(request), actor })}'`,
  ].join("\n");
}

async function startAndFollow(client: ConvexClient, request: SyncRequest): Promise<number> {
  const reporter = request.isJson
    ? createJsonReporter((line) => process.stdout.write(line))
    : createTextReporter(process.stdout);
  const answer = await startSync(client, request);
  const { runId } = answer;
  // Before the first word: whoever reads it may press Ctrl-C at once.
  const interruption = waitForInterruption();
  if (answer.outcome === "started") {
    reporter.started(runId);
    if (!request.isFollowed) return EXIT_SUCCESS;
  } else {
    const { mode } = request;
    const holder = { runId, mode, actor: answer.startedBy, startedAt: answer.startedAt };
    // Another run does not carry what was asked for here.
    if (!request.isFollowed || request.keys.length > 0) {
      reporter.busy(holder);
      return EXIT_BUSY;
    }
    reporter.joined(holder);
  }
  const maximumItems = request.isJson ? MAXIMUM_JSON_ITEMS : MAXIMUM_SHOWN_ITEMS;
  return await followToEnd(client, { runId, reporter, interruption, maximumItems });
}

interface Following {
  runId: RunView["runId"];
  reporter: RunReporter;
  interruption: Promise<void>;
  maximumItems: number;
}

const keysOf = ({ keys }: SyncRequest) => (keys.length === 0 ? {} : { keys });

async function startSync(client: ConvexClient, request: SyncRequest) {
  const { tripletexEnv, type, mode, planId } = request;
  const wish = {
    tripletexEnv,
    syncType: type,
    mode,
    planId,
    ...keysOf(request),
    via: "commandLine" as const,
  };
  return await whileConnected(client, () => client.mutation(api.syncState.startSync, wish));
}

async function followToEnd(
  client: ConvexClient,
  { runId, reporter, interruption, maximumItems }: Following,
): Promise<number> {
  const detached = interruption.then(() => null);
  const run = await Promise.race([followRun(client, runId, reporter), detached]);
  if (run === null) {
    reporter.detached();
    return EXIT_INTERRUPTED;
  }
  const end = await readRunEnd(client, run, { holds: MAXIMUM_SHOWN_HOLDS, planItems: maximumItems });
  const exitCode = exitCodeOf(run.status);
  reporter.finished(end, exitCode);
  return exitCode;
}

/** Only a run without anything open is a success; a state that is no end can't be the end of a run. */
function exitCodeOf(status: RunView["status"]): number {
  switch (status) {
    case "success":
      return EXIT_SUCCESS;
    case "partial":
      return EXIT_HELD;
    case "failed":
    case "cancelled":
      return EXIT_FAILED;
    case "running":
    case "waiting":
    case "interrupted":
      throw new Error(`a run that has ended can't be ${status}`);
  }
}

await runCommand(main);
