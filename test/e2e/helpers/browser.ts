/**
 * What tests in a real browser share: finding and starting Chromium, and starting the built page on a free port. A test
 * that uses it must skip itself, by name, where there is no Chromium (`browserSkipReason`), unless `REQUIRE_BROWSER=1`
 * says that there has to be one.
 */
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Browser, chromium } from "playwright-core";
import { ensurePageBuilt, NEXT_COMMAND, PROJECT_DIR } from "../../../scripts/lib/page-build.ts";
import { type Child, startChild } from "../../../scripts/lib/processes.ts";

const POLL_MS = 100;
const START_TIMEOUT_MS = 20_000;
const LOOPBACK = "127.0.0.1";

/** Path of Chromium, or null when this machine has none. */
export function findChromium(): string | null {
  const path = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
  return existsSync(path) ? path : null;
}

/** Why browser tests are skipped here; null when they must run (and then fail when there is no Chromium). */
export function browserSkipReason(): string | null {
  if (findChromium() !== null || process.env.REQUIRE_BROWSER === "1") return null;
  return "skipped: no Chromium here; install it (Debian: apt-get install chromium) or set CHROMIUM_PATH";
}

/** @throws Error when there is no Chromium */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error("No Chromium: install it, or set CHROMIUM_PATH.");
  // Without a graphics card its stand-in would take a quarter of the processor time.
  return await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
}

/** A port of this machine that nobody listens on. */
export async function findFreePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : null;
      server.close(() => (port === null ? reject(new Error("no port")) : resolve(port)));
    });
  });
}

export interface RunningPage {
  url: string;
  stop(): Promise<void>;
}

/** Starts the built page against the deployment at `convexUrl` (null: without the setting) and waits until it answers. */
export async function startPage(convexUrl: string | null): Promise<RunningPage> {
  await ensurePageBuilt({ onBuild: () => undefined });
  const port = await findFreePort();
  const lines: string[] = [];
  const server = startChild({
    name: "next start",
    args: [NEXT_COMMAND, "start", "-H", LOOPBACK, "-p", String(port)],
    cwd: PROJECT_DIR,
    env: {
      ...process.env,
      NEXT_PUBLIC_CONVEX_URL: convexUrl ?? "",
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
    },
    onLine: (line) => lines.push(line),
  });
  const url = `http://${LOOPBACK}:${port}`;
  await waitUntilAnswering(`${url}/sandbox/icon`, { server, lines });
  return { url, stop: server.stop };
}

async function waitUntilAnswering(
  url: string,
  { server, lines }: { server: Child; lines: string[] },
): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  const hasEnded = async () => (await Promise.race([server.ended, sleep(POLL_MS)])) !== undefined;
  while (Date.now() < deadline && !(await hasEnded())) {
    const isUp = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (isUp) return;
  }
  await server.stop();
  throw new Error(`next start did not answer at ${url}:\n${lines.join("\n")}`);
}
