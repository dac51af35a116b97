/**
 * What tests in a real browser share: finding and starting Chromium, building the page once, and starting it on a free
 * port. A test that uses it must skip itself, by name, where there is no Chromium (`browserSkipReason`), unless
 * `REQUIRE_BROWSER=1` says that there has to be one.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const NEXT = join(ROOT, "node_modules/next/dist/bin/next");
const BUILD_MARK = join(ROOT, ".next/BUILD_ID");
const BUILD_LOCK = join(ROOT, "node_modules/.cache/page-build.lock");
/** What the built page is made of. */
const BUILD_INPUTS = [
  "app",
  "src/ui",
  "src/sync",
  "convex/_generated",
  "next.config.ts",
  "postcss.config.mjs",
  "package.json",
];

const POLL_MS = 100;
const START_TIMEOUT_MS = 20_000;
const LOOPBACK = "127.0.0.1";
/** Enough of a build's output to see why it failed. */
const SHOWN_OUTPUT = 3000;

/** Path of Chromium, or null when this machine has none. */
export function findChromium(): string | null {
  const path = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
  return existsSync(path) ? path : null;
}

/** Why browser tests are skipped here; null when they must run (and then fail when there is no Chromium). */
export function browserSkipReason(): string | null {
  if (findChromium() !== null || process.env.REQUIRE_BROWSER === "1") return null;
  return "skipped: no Chromium here (set CHROMIUM_PATH)";
}

/** @throws Error when there is no Chromium */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error("No Chromium: install it, or set CHROMIUM_PATH.");
  return await chromium.launch({ executablePath, args: ["--no-sandbox"] });
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

/** Builds the page unless what is built is newer than its source. Two callers at once: the second waits for the first. */
export async function ensureBuilt(): Promise<void> {
  const release = await takeBuildLock();
  try {
    if (await isBuildFresh()) return;
    await runBuild();
  } finally {
    await release();
  }
}

export interface RunningPage {
  url: string;
  stop(): Promise<void>;
}

/** Starts the built page against the deployment at `convexUrl` (null: without the setting) and waits until it answers. */
export async function startPage(convexUrl: string | null): Promise<RunningPage> {
  await ensureBuilt();
  const port = await findFreePort();
  const settings = { NEXT_PUBLIC_CONVEX_URL: convexUrl ?? "" };
  const server = spawnNext(["start", "-H", LOOPBACK, "-p", String(port)], settings);
  const url = `http://${LOOPBACK}:${port}`;
  await waitUntilAnswering(`${url}/sandbox/icon`, server);
  return { url, stop: () => stopProcess(server.child) };
}

interface NextProcess {
  child: ChildProcess;
  output: () => string;
}

function spawnNext(args: string[], settings: Record<string, string>): NextProcess {
  const env = { ...process.env, ...settings, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
  const child = spawn(process.execPath, [NEXT, ...args], {
    cwd: ROOT,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const collect = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-SHOWN_OUTPUT);
  };
  child.stdout?.on("data", collect);
  child.stderr?.on("data", collect);
  return { child, output: () => output };
}

async function runBuild(): Promise<void> {
  const build = spawnNext(["build"], {});
  const code = await exitOf(build.child);
  if (code !== 0) throw new Error(`next build failed (${code}):\n${build.output()}`);
}

async function waitUntilAnswering(url: string, server: NextProcess): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (server.child.exitCode !== null) break;
    const isUp = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (isUp) return;
    await sleep(POLL_MS);
  }
  await stopProcess(server.child);
  throw new Error(`next start did not answer at ${url}:\n${server.output()}`);
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  return await new Promise((resolve) => child.once("exit", resolve));
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = exitOf(child);
  child.kill("SIGTERM");
  await exit;
}

async function isBuildFresh(): Promise<boolean> {
  if (!existsSync(BUILD_MARK)) return false;
  const builtAt = (await stat(BUILD_MARK)).mtimeMs;
  const changes = await Promise.all(BUILD_INPUTS.map((input) => newestChange(join(ROOT, input))));
  return Math.max(...changes) < builtAt;
}

/** Modification time of the newest file at or below `path`. Folders count too: a deleted file is a change. */
async function newestChange(path: string): Promise<number> {
  const info = await stat(path);
  if (!info.isDirectory()) return info.mtimeMs;
  const entries = await readdir(path);
  const below = await Promise.all(entries.map((entry) => newestChange(join(path, entry))));
  return Math.max(info.mtimeMs, ...below);
}

/** A folder is made by one process only; the id in it tells whether its maker still lives. */
async function takeBuildLock(): Promise<() => Promise<void>> {
  await mkdir(join(BUILD_LOCK, ".."), { recursive: true });
  while (!(await tryBuildLock())) await sleep(POLL_MS);
  return () => rm(BUILD_LOCK, { recursive: true, force: true });
}

async function tryBuildLock(): Promise<boolean> {
  const ownerFile = join(BUILD_LOCK, "pid");
  try {
    await mkdir(BUILD_LOCK);
    await writeFile(ownerFile, String(process.pid));
    return true;
  } catch (error) {
    if (!isFileError(error, "EEXIST")) throw error;
  }
  const owner = await readFile(ownerFile, "utf8").catch(() => null);
  // No owner yet: its maker is between the two lines above.
  if (owner !== null && !isAlive(Number(owner))) await rm(BUILD_LOCK, { recursive: true, force: true });
  return false;
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return isFileError(error, "EPERM");
  }
}

function isFileError(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
