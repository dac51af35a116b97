/**
 * Child processes of a script. Each gets a group of its own, so that Ctrl-C in the terminal reaches only the script, which
 * then ends its children in order, with everything that they started. Nothing may outlive the script.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

export interface ChildOptions {
  /** What a person calls it, for messages. */
  name: string;
  /** Arguments for Node: the script and what follows. */
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Each line that it writes, stdout and stderr alike. */
  onLine: (line: string) => void;
  /** What it sends over the message channel. Without it there is no channel. */
  onMessage?: (message: unknown) => void;
}

/** How a process ended: its exit code (null when a signal ended it or it never started), and the same as a sentence. */
interface ChildEnd {
  code: number | null;
  sentence: string;
}

export interface Child {
  name: string;
  /** Resolves when the process has ended, whoever ended it. */
  ended: Promise<ChildEnd>;
  /** Asks it to end, and ends it by force after a while. Safe to call twice. */
  stop: () => Promise<void>;
  /** Ends it by force, at once. */
  kill: () => void;
}

/** Enough for a clean end; what still runs then hangs. */
const STOP_LIMIT_MS = 5000;

/** Starts Node with a script in a process group of its own. */
export function startChild(options: ChildOptions): Child {
  const child = spawn(process.execPath, options.args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", options.onMessage === undefined ? "ignore" : "ipc"],
  });
  if (options.onMessage !== undefined) child.on("message", options.onMessage);
  for (const stream of [child.stdout, child.stderr]) readLines(stream, options.onLine);
  const ended = endOf(child, options.name);
  const kill = () => signalGroup(child, "SIGKILL");
  process.once("exit", kill);
  void ended.then(() => process.removeListener("exit", kill));
  return { name: options.name, ended, kill, stop: () => stopChild(child, ended) };
}

function readLines(stream: Readable | null, onLine: (line: string) => void): void {
  if (stream !== null) createInterface({ input: stream }).on("line", onLine);
}

function endOf(child: ChildProcess, name: string): Promise<ChildEnd> {
  return new Promise((resolve) => {
    child.once("error", (error) =>
      resolve({ code: null, sentence: `${name} could not be started: ${error.message}.` }),
    );
    // "close" comes after the last line of output, "exit" may come before it.
    child.once("close", (code, signal) =>
      resolve({ code, sentence: `${name} ended (${signal ?? `exit code ${code}`}).` }),
    );
  });
}

async function stopChild(child: ChildProcess, ended: Promise<ChildEnd>): Promise<void> {
  signalGroup(child, "SIGTERM");
  const force = setTimeout(() => signalGroup(child, "SIGKILL"), STOP_LIMIT_MS);
  await ended;
  clearTimeout(force);
}

/** To the whole group: what the child started must end with it. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    const isGone = error instanceof Error && "code" in error && error.code === "ESRCH";
    if (!isGone) throw error;
  }
}
