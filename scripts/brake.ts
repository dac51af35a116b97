/** `npm run brake`: stops all writing to Tripletex in an environment, lifts the stop, or says how things stand. */
import type { ConvexClient } from "convex/browser";
import { api } from "../convex/_generated/api.js";
import { formatInstant } from "../src/sync/format.ts";
import { BRAKE_USAGE, type BrakeArguments, parseBrakeArguments } from "./lib/brake-arguments.ts";
import { runCommand } from "./lib/command-error.ts";
import { connect, explainRefusal, readConvexUrl, requireLocal } from "./lib/deployment.ts";

type Request = Exclude<BrakeArguments, { kind: "help" }>;

const EXIT_STOPPED = 2;

async function main(): Promise<number> {
  const request = parseBrakeArguments(process.argv.slice(2));
  if (request.kind === "help") {
    console.log(BRAKE_USAGE);
    return 0;
  }
  const url = readConvexUrl(process.env);
  await requireLocal(url, `Do it there as its operator:\n  ${operatorCommand(request)}`);
  const client = connect(url);
  try {
    await act(client, request);
    return await show(client, request);
  } catch (error) {
    throw explainRefusal(error);
  } finally {
    await client.close();
  }
}

function operatorCommand(request: Request): string {
  if (request.kind === "show") return "npx convex data environments";
  const { kind, tripletexEnv, reason } = request;
  const actor = { kind: "commandLine", name: "your name" };
  return `npx convex run sync/brake:${kind} '${JSON.stringify({ tripletexEnv, reason, actor })}'`;
}

async function act(client: ConvexClient, request: Request): Promise<void> {
  if (request.kind === "show") return;
  const { tripletexEnv, reason } = request;
  await client.mutation(api.brake[request.kind], { tripletexEnv, reason });
}

/** How things stand, after an act as well: somebody else may have acted meanwhile. */
async function show(client: ConvexClient, { kind, tripletexEnv }: Request): Promise<number> {
  const { writingStopped, liveRun } = await client.query(api.overview.get, { tripletexEnv });
  if (writingStopped === null) {
    const next = kind === "lift" ? " any more. The next sync takes what was left." : ".";
    console.log(`Writing to Tripletex in ${tripletexEnv} is not stopped${next}`);
    return 0;
  }
  const { reason, actor, at } = writingStopped;
  const lines = [
    `All writing to Tripletex in ${tripletexEnv} is stopped: ${reason}`,
    `By ${actor.name}, ${formatInstant(at, Date.now())}.${liveRun === null ? "" : " The sync that is on ends with the request that is in flight."}`,
    `Once the cause is mended: npm run brake -- --env ${tripletexEnv} --lift --reason "..."`,
  ];
  console.log(lines.join("\n"));
  return EXIT_STOPPED;
}

await runCommand(main);
