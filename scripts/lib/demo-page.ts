/** The page of the demo: built when needed, then served by `next start` as in real operation, on this machine only. */
import { setTimeout as sleep } from "node:timers/promises";
import { ensurePageBuilt, NEXT_COMMAND, PROJECT_DIR } from "./page-build.ts";
import { type Child, startChild } from "./processes.ts";

interface PageOptions {
  port: number;
  env: NodeJS.ProcessEnv;
  convexUrl: string;
  onLine: (line: string) => void;
  /** Called with each process at once, so that it can be ended while it is still starting. */
  onStart: (child: Child) => void;
}

const LOOPBACK_ADDRESS = "127.0.0.1";
const POLL_MS = 100;

/** Resolves with the address when the page answers; never, when the process ends before (its `ended` tells). */
export async function startDemoPage(options: PageOptions): Promise<string> {
  const { port, env, convexUrl, onLine, onStart } = options;
  onStart(
    startChild({
      name: "The page",
      args: [NEXT_COMMAND, "start", "-H", LOOPBACK_ADDRESS, "-p", String(port)],
      cwd: PROJECT_DIR,
      env: {
        ...env,
        NEXT_PUBLIC_CONVEX_URL: convexUrl,
        NODE_ENV: "production",
        NEXT_TELEMETRY_DISABLED: "1",
      },
      onLine,
    }),
  );
  const url = `http://${LOOPBACK_ADDRESS}:${port}`;
  while (!(await isAnswering(`${url}/sandbox`))) await sleep(POLL_MS);
  return url;
}

/** Builds the page when it is missing or older than its source. @throws CommandError with the words of a failed build */
export async function buildDemoPage(onBuild: (child: Child) => void): Promise<void> {
  await ensurePageBuilt({ onBuild });
}

/** Refused connections are what waiting looks like; an error page of a broken build is not an answer. */
async function isAnswering(url: string): Promise<boolean> {
  return await fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}
