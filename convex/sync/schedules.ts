/**
 * What is due when. Crons are fixed when the code is deployed, so one cron each minute reads the table of schedules, which
 * people can change, and starts what is due. A type that is due while a run is on waits for the next minute.
 */
import { v } from "convex/values";
import { configuredEnvironments } from "../../src/engine/configuration.ts";
import { internalMutation, type MutationCtx } from "../_generated/server.js";
import { actor, syncType, type TripletexEnv, tripletexEnv } from "../validators.ts";
import { writeAudit } from "./audit.ts";
import { findEnvironment } from "./environments.ts";
import { readinessProblem } from "./readinessGate.ts";
import { enabledSchedules, ensureSchedules, moveOn, switchSchedule } from "./scheduleDoor.ts";
import { startRun } from "./start.ts";

const MAX_DUE = 20;

/** Starts one run per environment: of all types that are due, or of all types if everything is to be read. */
export const startDue = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const now = Date.now();
    for (const env of configuredEnvironments(process.env)) await ensureSchedules(ctx, env, now);
    const due = await ctx.db
      .query("schedules")
      .withIndex("by_due", (q) => q.eq("isEnabled", true).lte("nextDueAt", now))
      .take(MAX_DUE);
    for (const env of new Set(due.map((each) => each.tripletexEnv))) await startDueIn(ctx, env, now);
    return null;
  },
});

async function startDueIn(ctx: MutationCtx, env: TripletexEnv, now: number): Promise<void> {
  // What is due stays due, and starts when the stop is lifted and the environment is ready.
  if ((await findEnvironment(ctx, env))?.writingStopped !== undefined) return;
  if ((await readinessProblem(ctx, env)) !== null) return;
  const enabled = await enabledSchedules(ctx, env);
  const isFull = enabled.some((row) => row.nextFullAt <= now);
  const rows = isFull ? enabled : enabled.filter((row) => row.nextDueAt <= now);
  const answer = await startRun(ctx, {
    tripletexEnv: env,
    types: rows.map((row) => row.syncType),
    mode: isFull ? "full" : "incremental",
    actor: { kind: "schedule", name: "Schedule" },
  });
  if (answer.outcome === "busy") return;
  for (const row of rows) await moveOn(ctx, row, { isFull, now });
}

/** Switches the schedule of a type on or off, for an operator at the command line (`npx convex run`). */
export const setEnabled = internalMutation({
  args: { tripletexEnv, syncType, isEnabled: v.boolean(), actor },
  returns: v.null(),
  handler: async (ctx, args) => {
    await ensureSchedules(ctx, args.tripletexEnv, Date.now());
    await switchSchedule(ctx, args);
    await writeAudit(ctx, {
      actor: args.actor,
      act: "setSchedule",
      tripletexEnv: args.tripletexEnv,
      details: `${args.syncType}: ${args.isEnabled ? "on" : "off"}`,
    });
    return null;
  },
});
