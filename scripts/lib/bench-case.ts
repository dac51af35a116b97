/**
 * One case of the benchmark: a new club of a given size, simulators that answer after a given time, a fresh deployment,
 * and three runs: the first one, the same again in full, and the same again as the schedule does it.
 */
import { startRubicSimulator } from "../../src/simulators/rubic/index.ts";
import { startTripletexSimulator } from "../../src/simulators/tripletex/index.ts";
import type { TripletexSettingsInput } from "../../src/simulators/tripletex/settings.ts";
import { createWorld, type World } from "../../src/simulators/world/index.ts";
import { closeRemotes, type Remotes, type Stack, startStack } from "../../test/helpers/stack.ts";
import { figuresOf, type RunFigures } from "./bench-figures.ts";
import { measureSync } from "./bench-measure.ts";

export interface CaseOptions {
  members: number;
  latencyMs: number;
  /** `YYYY-MM-DD`; the world ends on it. */
  today: string;
}

export interface BenchCase extends CaseOptions {
  /** What the world holds. */
  world: { customers: number; products: number; invoices: number; transactions: number };
  runs: { name: string; figures: RunFigures }[];
}

const RUNS = [
  { name: "first run", mode: "full" },
  { name: "unchanged, full", mode: "full" },
  { name: "unchanged, incremental", mode: "incremental" },
] as const;
const SEED = 1;

/** All of a world lies behind the cut-over, which is 1 January of the year before: what is generated is carried over. */
export function createBenchWorld(members: number, today: string): World {
  return createWorld({ seed: SEED, members, today, yearsOfHistory: 1 });
}

export async function startBenchStack(
  world: World,
  { latencyMs, settings }: { latencyMs: number; settings?: TripletexSettingsInput },
): Promise<Stack> {
  const remotes: Remotes = {
    rubic: await startRubicSimulator({ world, latencyMs }),
    sandbox: await startTripletexSimulator({ companyId: 111, latencyMs, ...(settings && { settings }) }),
    production: await startTripletexSimulator({ companyId: 222 }),
  };
  return await startStack({ remotes, today: world.today });
}

export async function closeBenchStack(stack: Stack): Promise<void> {
  await stack.close();
  await closeRemotes(stack.remotes);
}

/** Runs one case. @param onRun told of each run as soon as it has ended */
export async function runCase(options: CaseOptions, onRun: (name: string) => void): Promise<BenchCase> {
  const world = createBenchWorld(options.members, options.today);
  const stack = await startBenchStack(world, options);
  try {
    const runs: BenchCase["runs"] = [];
    for (const { name, mode } of RUNS) {
      const measured = await measureSync(stack, { mode });
      runs.push({ name, figures: figuresOf(measured, options.latencyMs) });
      onRun(name);
    }
    return { ...options, world: sizeOf(world), runs };
  } finally {
    await closeBenchStack(stack);
  }
}

function sizeOf({ customers, products, invoices, transactions }: World): BenchCase["world"] {
  return {
    customers: customers.length,
    products: products.length,
    invoices: invoices.length,
    transactions: transactions.length,
  };
}
