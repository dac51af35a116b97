/**
 * `npm run local`: the embedded local backend alone, on the project's own functions, without simulators. For developing
 * against the page and the command line. Everything is in memory and gone when it ends: never for real books.
 */
import { fileURLToPath } from "node:url";
import { styleText } from "node:util";
import { type LocalBackend, startLocalBackend } from "../src/local/index.ts";
import { backendVariables, describeEnvironments, readBackendPorts } from "./lib/backend-settings.ts";
import { runCommand } from "./lib/command-error.ts";
import { waitForInterruption } from "./lib/interruption.ts";
import { requireFreePorts } from "./lib/ports.ts";

const CONVEX_DIR = fileURLToPath(new URL("../convex", import.meta.url));
/** Everything is in memory, so nothing is lost by not waiting for a step that hangs. */
const CLOSE_LIMIT_MS = 1000;

async function main(): Promise<number> {
  const interrupted = waitForInterruption();
  const ports = readBackendPorts(process.env);
  const environmentVariables = backendVariables(process.env);
  await requireFreePorts([ports.convex, ports.site]);
  const backend = await startLocalBackend({
    convexDir: CONVEX_DIR,
    port: ports.convex.port,
    sitePort: ports.site.port,
    environmentVariables,
  });
  // A parent script gets the same over its channel, and shows every line that comes besides.
  if (process.send === undefined) announce(backend, environmentVariables);
  await Promise.race([interrupted, tellParent(backend)]);
  setTimeout(() => process.exit(), CLOSE_LIMIT_MS).unref();
  await backend.close();
  return 0;
}

function announce(backend: LocalBackend, variables: Record<string, string>): void {
  console.log(
    [
      styleText(
        ["bold", "yellow"],
        "LOCAL BACKEND: EVERYTHING IS IN MEMORY AND GONE WHEN THIS ENDS. NEVER FOR REAL BOOKS.",
      ),
      `Convex API    ${backend.url}`,
      `HTTP actions  ${backend.siteUrl}`,
      ...describeEnvironments(variables),
      "Sync: npm run sync -- --env sandbox --type all. Page: npm run dev, with NEXT_PUBLIC_CONVEX_URL set to the API. Ctrl-C ends.",
    ].join("\n"),
  );
}

/**
 * A script that started this one gets what it needs over their private channel: the admin key must not appear in any
 * output. When the channel closes the script is gone, and nothing may outlive it. Without a channel it never resolves.
 */
function tellParent({ url, adminKey }: LocalBackend): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) return;
    process.once("disconnect", resolve);
    process.send({ url, adminKey });
  });
}

await runCommand(main);
