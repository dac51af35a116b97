/**
 * Builds the page unless what is built is newer than its source. Two builds of one checkout would break each other, so a
 * lock folder lets the second wait for the first; the process id in it tells whether its maker still lives.
 */
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CommandError } from "./command-error.ts";
import { type Child, startChild } from "./processes.ts";

export const PROJECT_DIR = fileURLToPath(new URL("../../", import.meta.url));
export const NEXT_COMMAND = join(PROJECT_DIR, "node_modules/next/dist/bin/next");

const BUILD_MARK = join(PROJECT_DIR, ".next/BUILD_ID");
const BUILD_LOCK = join(PROJECT_DIR, "node_modules/.cache/page-build.lock");
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

export interface BuildWatcher {
  /** Called when a build begins; not when the built page is fresh. */
  onBuild(build: Child): void;
}

/** @throws CommandError with the whole output of `next build` when it fails */
export async function ensurePageBuilt(watcher: BuildWatcher): Promise<void> {
  const release = await takeBuildLock();
  try {
    if (!(await isBuildFresh())) await buildPage(watcher);
  } finally {
    await release();
  }
}

async function buildPage(watcher: BuildWatcher): Promise<void> {
  const lines: string[] = [];
  const build = startChild({
    name: "next build",
    args: [NEXT_COMMAND, "build"],
    cwd: PROJECT_DIR,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    onLine: (line) => lines.push(line),
  });
  watcher.onBuild(build);
  const end = await build.ended;
  if (end.code !== 0) {
    throw new CommandError(`The page can't be built. ${end.sentence} Its words:\n${lines.join("\n")}`);
  }
}

async function isBuildFresh(): Promise<boolean> {
  if (!existsSync(BUILD_MARK)) return false;
  const builtAt = (await stat(BUILD_MARK)).mtimeMs;
  const changes = await Promise.all(BUILD_INPUTS.map((input) => newestChange(join(PROJECT_DIR, input))));
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
  const owner = await readFile(ownerFile, "utf8").catch((error: unknown) => {
    // No owner yet: its maker is between the two lines above, or has just removed the folder.
    if (isFileError(error, "ENOENT")) return null;
    throw error;
  });
  if (owner !== null && owner !== "" && !isAlive(Number(owner))) {
    await rm(BUILD_LOCK, { recursive: true, force: true });
  }
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
