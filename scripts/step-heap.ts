/**
 * `npm run bench:heap -- --members 1000`: what a step of a sync keeps in memory. Steps run in a thread of their own, so that
 * database and simulators don't count; what is printed is in use after garbage was collected, at the start of each step, at most,
 * and at its end. It touches no real service.
 */
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import type { RunMode } from "../convex/validators.ts";
import { loadProject } from "../src/local/modules.ts";
import { osloDate } from "../src/sync/oslo.ts";
import type { Stack } from "../test/helpers/stack.ts";
import { closeBenchStack, createBenchWorld, startBenchStack } from "./lib/bench-case.ts";
import { CommandError, runCommand } from "./lib/command-error.ts";
import type { StepOrder, StepReport } from "./lib/step-worker.ts";

const CONVEX_DIR = fileURLToPath(new URL("../convex", import.meta.url));
const DEFAULT_MEMBERS = "240";
const MIBIBYTE = 1024 * 1024;
/** The largest world takes a quarter of an hour. */
const HOUR_MS = 3_600_000;
const RUNS = [
  { name: "first run", mode: "full" },
  { name: "unchanged, full", mode: "full" },
] as const satisfies readonly { name: string; mode: RunMode }[];

type Handler = (context: unknown, holder: unknown) => Promise<null>;

function readMembers(): number {
  const { values } = parseArgs({ options: { members: { type: "string", default: DEFAULT_MEMBERS } } });
  if (/^[1-9]\d{0,5}$/.test(values.members)) return Number(values.members);
  throw new CommandError(`--members must be a whole number from 1, not "${values.members}".`);
}

/** Has all steps carried out by the worker from now on. @param onReport told of each step that has ended */
async function sendStepsTo(
  worker: Worker,
  stack: Stack,
  onReport: (report: StepReport) => void,
): Promise<void> {
  const { modules } = await loadProject({ convexDir: CONVEX_DIR });
  const step = modules.get("sync/step")?.exports.run as { _handler: Handler } | undefined;
  if (step === undefined) throw new Error("sync/step exports no step");
  const { url, adminKey } = stack.backend;
  // `_handler` is the name that convex gives to a function's own code.
  // oxlint-disable-next-line no-underscore-dangle
  step._handler = async (_context, holder) => {
    const order: StepOrder = { holder, url, adminKey };
    // A worker has no origin: the rule means windows.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    worker.postMessage(order);
    const [report] = (await once(worker, "message")) as [StepReport];
    if (report.error !== null) throw new Error(report.error);
    onReport(report);
    return null;
  };
}

const inMebibytes = (bytes: number) => (bytes / MIBIBYTE).toFixed(1);

function describeStep(number: number, { liveBytes }: StepReport): string {
  const [atStart = 0] = liveBytes;
  const most = Math.max(...liveBytes);
  const atEnd = liveBytes.at(-1) ?? 0;
  return `  step ${number}: ${inMebibytes(atStart)} MiB at its start, ${inMebibytes(most)} at most, ${inMebibytes(atEnd)} at its end (${liveBytes.length} measurements)`;
}

async function main(): Promise<number> {
  const members = readMembers();
  const world = createBenchWorld(members, osloDate(Date.now()));
  const stack = await startBenchStack(world, { latencyMs: 0 });
  const worker = new Worker(new URL("./lib/step-worker.ts", import.meta.url));
  try {
    let steps = 0;
    await sendStepsTo(worker, stack, (report) => {
      steps += 1;
      console.log(describeStep(steps, report));
    });
    for (const { name, mode } of RUNS) {
      steps = 0;
      console.log(`${members} members, ${world.invoices.length} invoices, ${name}:`);
      const outcome = await stack.start("sandbox", "all", mode);
      if (outcome.outcome !== "started") throw new Error("the sandbox is busy");
      const { status } = await stack.waitForEnd(outcome.runId, HOUR_MS);
      console.log(`  ${status}`);
    }
    return 0;
  } finally {
    await worker.terminate();
    await closeBenchStack(stack);
  }
}

await runCommand(main);
