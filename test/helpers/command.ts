/**
 * The scripts behind `npm run`, each in a process of its own as a person starts it, with nothing of this process's environment but the
 * path.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const SCRIPTS = new URL("../../scripts/", import.meta.url);
/** Starting takes half the time where Node finds there what it has compiled once. */
const COMPILED = fileURLToPath(new URL("../../node_modules/.cache/node-compiled/", import.meta.url));

export interface Outcome {
  /** Null when a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunningCommand {
  child: ChildProcess;
  outcome: Promise<Outcome>;
  /** Resolves when stdout contains the text. @throws Error when the command ends without it */
  seen(text: string): Promise<void>;
}

/** Starts `npm run NAME -- OPTIONS` against the deployment at `convexUrl`. */
export function startCommand(name: string, convexUrl: string, options: readonly string[]): RunningCommand {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [fileURLToPath(new URL(`${name}.ts`, SCRIPTS)), ...options], {
    env: { PATH, NODE_ENV: "test", CONVEX_URL: convexUrl, NODE_COMPILE_CACHE: COMPILED },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].on("data", (data: Buffer) => {
      output[stream] += data.toString();
    });
  const outcome = new Promise<Outcome>((resolve) => {
    child.once("close", (code) => resolve({ code, ...output }));
  });
  const seen = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => output.stdout.includes(text) && resolve();
      child.stdout.on("data", look);
      void outcome.then(() => reject(new Error(`ended without "${text}": ${JSON.stringify(output)}`)));
      look();
    });
  return { child, outcome, seen };
}

/** Runs `npm run NAME -- OPTIONS` to its end. */
export const runCommand = (name: string, convexUrl: string, options: readonly string[]): Promise<Outcome> =>
  startCommand(name, convexUrl, options).outcome;
