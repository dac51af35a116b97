/** Syncs again and again, as the schedule would, until a run has nothing left to do. */
import { expect } from "vitest";
import type { SyncStatus, TripletexEnv } from "../../convex/validators.ts";
import type { Stack } from "./stack.ts";

const MAX_RUNS = 3;

/**
 * Answers how each run ended. The next one starts at once, as if somebody were pressing the button: what comes late must
 * be waited for by the product. No run is alive afterwards and no write is in doubt.
 */
export async function syncUntilStable(stack: Stack, env: TripletexEnv = "sandbox"): Promise<SyncStatus[]> {
  const statuses: SyncStatus[] = [];
  while (statuses.length < MAX_RUNS && statuses.at(-1) !== "success") {
    const run = await stack.sync(env);
    statuses.push(run.status);
  }
  await stack.remotes[env].control.lateCommitsDone();
  const left = await stack.backend.run(async (ctx) => ({
    intents: await ctx.db.query("intents").collect(),
    liveRuns: (await ctx.db.query("runs").collect()).filter((run) => run.completedAt === undefined),
    leases: (await ctx.db.query("leases").collect()).filter((lease) => lease.runId !== null),
  }));
  expect(left).toEqual({ intents: [], liveRuns: [], leases: [] });
  return statuses;
}
