/**
 * Runs the project's crons by Convex's rules: an interval starts at once, calendar times are UTC, at most one run of
 * each cron at a time, and what falls due meanwhile is skipped, not queued. convex-test knows no crons.
 */
import type { Value } from "convex/values";
import { z } from "zod";
import { type CronDefinition, cronDefinitions, nextDueMs } from "./cron-schedule.ts";
import type { LoadedModule } from "./functions.ts";
import { decodeArguments } from "./live-query.ts";
import { MAX_TIMER_MS, startTimer } from "./outside.ts";

/** Calls a function of the project, also an internal one. */
export type RunFunction = (path: string, functionArguments: Record<string, Value>) => Promise<unknown>;

/** Crons that are running. */
export interface CronRunner {
  /** Starts nothing more. Runs that are under way go on to their end. */
  stop(): void;
}

const cronsExport = z.custom<{ export(): string }>(
  (value) =>
    typeof value === "object" && value !== null && "export" in value && typeof value.export === "function",
);

/**
 * The crons that a project's `crons.ts` declares; none without such a module.
 * @throws Error when the module doesn't export `cronJobs()` or a definition can't be read
 */
export function readCrons(module: LoadedModule | undefined): Map<string, CronDefinition> {
  if (module === undefined) return new Map();
  const exported = cronsExport.safeParse(module.exports.default);
  if (!exported.success) throw new Error("crons.ts must export the result of cronJobs() as its default.");
  const definitions = cronDefinitions.parse(JSON.parse(exported.data.export()));
  // Asked once, so that an expression that can't be read stops the start and not the night.
  for (const { schedule } of Object.values(definitions)) nextDueMs(schedule, 0, 0);
  return new Map(Object.entries(definitions));
}

/** Starts all crons. A failing run is written to the terminal; the cron goes on. */
export function startCrons(crons: ReadonlyMap<string, CronDefinition>, run: RunFunction): CronRunner {
  const stops = [...crons].map(([identifier, definition]) => startCron(identifier, definition, run));
  return {
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}

function startCron(identifier: string, definition: CronDefinition, run: RunFunction): () => void {
  const anchorMs = Date.now();
  let isRunning = false;
  let timer: NodeJS.Timeout | undefined;

  const fire = async () => {
    // Convex skips what falls due while the cron still runs.
    if (isRunning) return;
    isRunning = true;
    try {
      await run(definition.name, decodeArguments(definition.args));
    } catch (error) {
      console.error(`local backend: cron "${identifier}" failed`, error);
    } finally {
      isRunning = false;
    }
  };
  const waitUntil = (dueMs: number | null) => {
    if (dueMs === null) return;
    const delayMs = Math.max(0, dueMs - Date.now());
    timer = startTimer(
      () => {
        // A wait longer than a timer can take is made of several.
        if (Date.now() < dueMs) return waitUntil(dueMs);
        void fire();
        waitUntil(nextDueMs(definition.schedule, Math.max(Date.now(), dueMs), anchorMs));
      },
      Math.min(delayMs, MAX_TIMER_MS),
    );
  };

  if (definition.schedule.type === "interval") void fire();
  waitUntil(nextDueMs(definition.schedule, anchorMs, anchorMs));
  return () => clearTimeout(timer);
}
