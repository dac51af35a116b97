/**
 * What is due when. Crons are fixed when the code is deployed, so one cron each minute reads this table, which people
 * can change, and starts what is due. A type that is due while a run is on waits for the next minute.
 */
import { v } from "convex/values";
import { configuredEnvironments } from "../../src/engine/configuration.ts";
import { internalMutation, type MutationCtx } from "../_generated/server.js";
import { actor, type SyncType, syncType, type TripletexEnv, tripletexEnv } from "../validators.ts";
import { writeAudit } from "./audit.ts";
import { findEnvironment } from "./environments.ts";
import { readinessProblem } from "./readinessGate.ts";
import { startRun } from "./start.ts";

const MINUTE_MS = 60_000;
const MINUTES_PER_HOUR = 60;

/** Members and products change seldom, payments come in all day. Off the full hour, when everybody else's jobs run. */
const DEFAULT_SCHEDULE: Record<SyncType, { everyMinutes: number; atMinute: number }> = {
  products: { everyMinutes: 6 * MINUTES_PER_HOUR, atMinute: 7 },
  customers: { everyMinutes: 6 * MINUTES_PER_HOUR, atMinute: 7 },
  invoices: { everyMinutes: 2 * MINUTES_PER_HOUR, atMinute: 17 },
  payments: { everyMinutes: MINUTES_PER_HOUR, atMinute: 37 },
};

const WEEK_MINUTES = 7 * 24 * MINUTES_PER_HOUR;
/** A weekly reading of everything meets what no window does: documents entered late with an old date, and deleted ones. */
const FULL_EVERY_MS = WEEK_MINUTES * MINUTE_MS;

const SCHEDULED_TYPES: readonly SyncType[] = ["products", "customers", "invoices", "payments"];
const MAX_DUE = 20;

/** The first moment after `now` that lies at the type's minute of the period. UTC, as minutes are the same in Oslo. */
function firstDueAt(type: SyncType, now: number): number {
  const { everyMinutes, atMinute } = DEFAULT_SCHEDULE[type];
  const period = everyMinutes * MINUTE_MS;
  const start = Math.floor(now / period) * period + atMinute * MINUTE_MS;
  return start > now ? start : start + period;
}

async function findSchedule(ctx: MutationCtx, env: TripletexEnv, type: SyncType) {
  return await ctx.db
    .query("schedules")
    .withIndex("by_env_and_type", (q) => q.eq("tripletexEnv", env).eq("syncType", type))
    .unique();
}

/** Gives an environment that has all its settings its schedule; does nothing for one that has it. */
async function ensureSchedules(ctx: MutationCtx, env: TripletexEnv, now: number): Promise<void> {
  for (const type of SCHEDULED_TYPES) {
    if ((await findSchedule(ctx, env, type)) !== null) continue;
    await ctx.db.insert("schedules", {
      tripletexEnv: env,
      syncType: type,
      everyMinutes: DEFAULT_SCHEDULE[type].everyMinutes,
      isEnabled: true,
      nextDueAt: firstDueAt(type, now),
      nextFullAt: now + FULL_EVERY_MS,
    });
  }
}

/** Moves a due time on by whole periods, so that a long pause leads to one run, not to many. */
function nextAfter(dueAt: number, everyMinutes: number, now: number): number {
  const period = everyMinutes * MINUTE_MS;
  return dueAt + Math.ceil((now - dueAt + 1) / period) * period;
}

/** Starts one run per environment with all types that are due. */
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
    for (const env of new Set(due.map((each) => each.tripletexEnv))) {
      const rows = due.filter((each) => each.tripletexEnv === env);
      // What is due stays due, and starts when the stop is lifted and the environment is ready.
      if ((await findEnvironment(ctx, env))?.writingStopped !== undefined) continue;
      if ((await readinessProblem(ctx, env)) !== null) continue;
      const answer = await startRun(ctx, {
        tripletexEnv: env,
        types: rows.map((row) => row.syncType),
        mode: rows.some((row) => row.nextFullAt <= now) ? "full" : "incremental",
        actor: { kind: "schedule", name: "Schedule" },
      });
      if (answer.outcome === "busy") continue;
      for (const row of rows) {
        const nextDueAt = nextAfter(row.nextDueAt, row.everyMinutes, now);
        const nextFullAt = row.nextFullAt <= now ? now + FULL_EVERY_MS : row.nextFullAt;
        await ctx.db.patch("schedules", row._id, { nextDueAt, nextFullAt });
      }
    }
    return null;
  },
});

/** Switches the schedule of a type on or off, for an operator at the command line (`npx convex run`). */
export const setEnabled = internalMutation({
  args: { tripletexEnv, syncType, isEnabled: v.boolean(), actor },
  returns: v.null(),
  handler: async (ctx, args) => {
    await ensureSchedules(ctx, args.tripletexEnv, Date.now());
    const schedule = await findSchedule(ctx, args.tripletexEnv, args.syncType);
    if (schedule === null) throw new Error("a schedule exists once it is ensured");
    await ctx.db.patch("schedules", schedule._id, { isEnabled: args.isEnabled });
    await writeAudit(ctx, {
      actor: args.actor,
      act: "setSchedule",
      tripletexEnv: args.tripletexEnv,
      details: `${args.syncType}: ${args.isEnabled ? "on" : "off"}`,
    });
    return null;
  },
});
