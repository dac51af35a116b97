/**
 * The long fault campaign: `npm run test:faults`. Ten thousand seeded schedules of faults, deaths and people's acts on all
 * cores; each ends in an exact comparison of the books. Replay: `npm run test:faults -- --seed 1234 --count 1 --trace`.
 * Exit code 1 when a schedule found a violation, or when the full campaign left a combination of fault and call untried.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { addCoverage, emptyCells, NOTHING_COVERED, renderCoverage } from "../test/faults/coverage.ts";
import type { Failure, Order, Report } from "../test/faults/worker.ts";

const FULL_CAMPAIGN = 10_000;
/** Small enough that all workers end at about the same time. */
const SEEDS_PER_ORDER = 20;
const PROGRESS_EVERY = 500;
const MS_PER_SECOND = 1_000;
const SHOWN_VIOLATIONS = 8;

interface Settings {
  first: number;
  count: number;
  workers: number;
  isTraced: boolean;
}

function readSettings(): Settings {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: "1" },
      count: { type: "string", default: String(FULL_CAMPAIGN) },
      workers: { type: "string", default: String(availableParallelism()) },
      trace: { type: "boolean", default: false },
    },
  });
  const { trace } = values;
  const workers = readCount("workers", values.workers);
  return {
    first: readCount("seed", values.seed),
    count: readCount("count", values.count),
    workers,
    isTraced: trace,
  };
}

function readCount(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Error(`--${name} must be a whole number from 1, not "${text}".`);
}

function* ordersOf({ first, count, isTraced }: Settings): Generator<Order> {
  for (let done = 0; done < count; done += SEEDS_PER_ORDER) {
    yield { first: first + done, count: Math.min(SEEDS_PER_ORDER, count - done), isTraced };
  }
}

/** Gives one worker orders until none is left. Rejects when the worker breaks. */
async function employ(orders: Iterator<Order>, onReport: (report: Report) => void): Promise<void> {
  const worker = new Worker(new URL("../test/faults/worker.ts", import.meta.url));
  const over = Promise.withResolvers<void>();
  const giveNext = () => {
    const order = orders.next();
    if (order.done === true) over.resolve();
    // A worker has no origin: the rule means windows.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    else worker.postMessage(order.value);
  };
  worker.on("error", over.reject);
  worker.on("message", (report: Report) => {
    onReport(report);
    giveNext();
  });
  giveNext();
  try {
    await over.promise;
  } finally {
    await worker.terminate();
  }
}

function printFailure({ seed, violations }: Failure): void {
  console.log(`Seed ${seed}: ${violations.length} violations`);
  for (const violation of violations.slice(0, SHOWN_VIOLATIONS)) console.log(`  ${violation}`);
  console.log(`  Replay: npm run test:faults -- --seed ${seed} --count 1 --trace`);
}

async function runCampaign(settings: Settings) {
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / MS_PER_SECOND);
  let coverage = NOTHING_COVERED;
  const failures: Failure[] = [];
  const onReport = (report: Report) => {
    const before = Math.floor(coverage.schedules / PROGRESS_EVERY);
    coverage = addCoverage(coverage, report.coverage);
    failures.push(...report.failures);
    for (const trace of report.traces) console.log(trace);
    for (const failure of report.failures) printFailure(failure);
    const { schedules } = coverage;
    if (Math.floor(schedules / PROGRESS_EVERY) === before) return;
    console.log(
      `${schedules} of ${settings.count} schedules, ${failures.length} with violations, ${seconds()} s`,
    );
  };
  const orders = ordersOf(settings);
  const workers = Math.min(settings.workers, Math.ceil(settings.count / SEEDS_PER_ORDER));
  await Promise.all(Array.from({ length: workers }, () => employ(orders, onReport)));
  return { coverage, failures, seconds: seconds() };
}

const settings = readSettings();
const { coverage, failures, seconds } = await runCampaign(settings);
console.log(renderCoverage(coverage));
const { schedules, steps, awaits, fewestRecords } = coverage;
console.log(
  `${schedules} schedules with ${steps} steps and ${awaits} awaits in ${seconds} s; at least ${fewestRecords} records each; ${failures.length} with violations.`,
);
const untried = schedules >= FULL_CAMPAIGN ? emptyCells(coverage) : [];
for (const name of untried) console.log(`Never took place: ${name}`);
for (const call of coverage.unknownCalls) console.log(`Not in the list of calls: ${call}`);
const isGood = failures.length === 0 && untried.length === 0 && coverage.unknownCalls.length === 0;
process.exitCode = isGood ? 0 : 1;
