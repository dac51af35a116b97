/** One worker of the long campaign: runs the schedules that it is told to, a handful at a time, and answers what came of them. */
import { parentPort } from "node:worker_threads";
import { loadOnce } from "./backend.ts";
import { runSchedule } from "./campaign.ts";
import { addCoverage, type Coverage, coverageOf, NOTHING_COVERED } from "./coverage.ts";

/** Seeds from `first` on. */
export interface Order {
  first: number;
  count: number;
  /** Answer the whole trace, also of schedules that went well. */
  isTraced: boolean;
}

export interface Failure {
  seed: number;
  violations: string[];
}

export interface Report {
  coverage: Coverage;
  failures: Failure[];
  traces: string[];
}

/**
 * Checking the arguments and results of every call takes a tenth of the time. The seed decides, so that a replay does the same;
 * `npm test` checks all of its schedules.
 */
const CHECKED_SEEDS = 4;

if (parentPort === null) throw new Error("this file is started by scripts/faults.ts");
const port = parentPort;
const checked = await loadOnce();
const unchecked = await loadOnce({ checksCalls: false });

async function carryOut({ first, count, isTraced }: Order): Promise<Report> {
  // Errors are part of every schedule, and where each was made takes long to write down: a replay with --trace does.
  if (!isTraced) Error.stackTraceLimit = 0;
  const report: Report = { coverage: NOTHING_COVERED, failures: [], traces: [] };
  for (let seed = first; seed < first + count; seed += 1) {
    const outcome = await runSchedule(seed % CHECKED_SEEDS === 0 ? checked : unchecked, seed);
    report.coverage = addCoverage(report.coverage, coverageOf(outcome));
    if (outcome.violations.length > 0) report.failures.push({ seed, violations: outcome.violations });
    if (isTraced) report.traces.push(outcome.trace.join("\n"));
  }
  return report;
}

port.on("message", (order: Order) => {
  void carryOut(order).then(
    (report) => port.postMessage(report),
    (error: unknown) => {
      throw error;
    },
  );
});
