/**
 * `npm run bench`: what a sync costs. It counts the calls to Tripletex, Rubic and Convex and the documents that they read
 * and write, per kind of record, each beside the least that it could be, and takes time and heap. Counts are the same on every machine but for
 * what comes once a step; times and heap are this machine's, with simulators and database in the same process. It touches no real service.
 */
import { osloDate } from "../src/sync/oslo.ts";
import { BENCH_USAGE, readBenchArguments } from "./lib/bench-arguments.ts";
import { runCase } from "./lib/bench-case.ts";
import { renderCase } from "./lib/bench-report.ts";
import { runCommand } from "./lib/command-error.ts";

async function main(): Promise<number> {
  const request = readBenchArguments(process.argv.slice(2), osloDate(Date.now()));
  if (request === null) {
    console.log(BENCH_USAGE);
    return 0;
  }
  for (const { members, latencyMs } of request.cases) {
    const name = `${members} members, ${latencyMs} ms`;
    const measured = await runCase({ members, latencyMs, today: request.today }, (run) => {
      console.error(`${name}: ${run} done`);
    });
    console.log(request.isJson ? JSON.stringify(measured) : `${renderCase(measured)}\n`);
  }
  return 0;
}

await runCommand(main);
