/**
 * The one door to the table of schedules. Each type has its own interval; the weekly reading of everything is one of all types
 * together. It meets what no window does: documents entered late with an old date, and deleted ones, and a deleted invoice
 * shows only where one run has read invoices and payments.
 */
import type { Doc } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import type { SyncType, TripletexEnv } from "../validators.ts";

const MINUTE_MS = 60_000;
const MINUTES_PER_HOUR = 60;
const HOUR_MS = MINUTES_PER_HOUR * MINUTE_MS;
const FULL_EVERY_MS = 7 * 24 * HOUR_MS;
/** When a reading that did not get through is begun again: soon enough for the week, seldom enough for a lasting cause. */
const FULL_RETRY_MS = 6 * HOUR_MS;

/** Members and products change seldom, payments come in all day. Off the full hour, when everybody else's jobs run. */
const DEFAULT_SCHEDULE: Record<SyncType, { everyMinutes: number; atMinute: number }> = {
  products: { everyMinutes: 6 * MINUTES_PER_HOUR, atMinute: 7 },
  customers: { everyMinutes: 6 * MINUTES_PER_HOUR, atMinute: 7 },
  invoices: { everyMinutes: 2 * MINUTES_PER_HOUR, atMinute: 17 },
  payments: { everyMinutes: MINUTES_PER_HOUR, atMinute: 37 },
};

const SCHEDULED_TYPES: readonly SyncType[] = ["products", "customers", "invoices", "payments"];

/** The first moment after `now` that lies at the type's minute of the period. UTC, as minutes are the same in Oslo. */
function firstDueAt(type: SyncType, now: number): number {
  const { everyMinutes, atMinute } = DEFAULT_SCHEDULE[type];
  const period = everyMinutes * MINUTE_MS;
  const start = Math.floor(now / period) * period + atMinute * MINUTE_MS;
  return start > now ? start : start + period;
}

async function findSchedule(ctx: QueryCtx, env: TripletexEnv, type: SyncType) {
  return await ctx.db
    .query("schedules")
    .withIndex("by_env_and_type", (q) => q.eq("tripletexEnv", env).eq("syncType", type))
    .unique();
}

/** Gives an environment that has all its settings its schedule; does nothing for one that has it. */
export async function ensureSchedules(ctx: MutationCtx, env: TripletexEnv, now: number): Promise<void> {
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

/** Moves a type on whose run has started. A full reading counts when it has got through: until then it is to be tried again. */
export async function moveOn(
  ctx: MutationCtx,
  row: Doc<"schedules">,
  { isFull, now }: { isFull: boolean; now: number },
): Promise<void> {
  const { nextDueAt: dueAt, everyMinutes } = row;
  await ctx.db.patch("schedules", row._id, {
    nextDueAt: dueAt <= now ? nextAfter(dueAt, everyMinutes, now) : dueAt,
    nextFullAt: isFull ? now + FULL_RETRY_MS : row.nextFullAt,
  });
}

/** Switches the schedule of a type, which must be there, on or off. */
export async function switchSchedule(
  ctx: MutationCtx,
  { tripletexEnv, syncType, isEnabled }: Pick<Doc<"schedules">, "tripletexEnv" | "syncType" | "isEnabled">,
): Promise<void> {
  const schedule = await findSchedule(ctx, tripletexEnv, syncType);
  if (schedule === null) throw new Error("a schedule exists once it is ensured");
  await ctx.db.patch("schedules", schedule._id, { isEnabled });
}

/** The types that an environment syncs by itself. */
export async function enabledSchedules(ctx: QueryCtx, env: TripletexEnv): Promise<Doc<"schedules">[]> {
  const rows = await ctx.db
    .query("schedules")
    .withIndex("by_env_and_type", (q) => q.eq("tripletexEnv", env))
    .take(SCHEDULED_TYPES.length);
  return rows.filter((row) => row.isEnabled);
}

/** Puts the next full reading of an environment off for a week, once a run has got through everything; whoever started it. */
export async function noteFullReading(ctx: MutationCtx, run: Doc<"runs">): Promise<void> {
  if (run.mode !== "full" || run.isAside === true) return;
  const rows = await enabledSchedules(ctx, run.tripletexEnv);
  if (!rows.every((row) => run.types.includes(row.syncType))) return;
  const nextFullAt = run.startedAt + FULL_EVERY_MS;
  for (const row of rows) await ctx.db.patch("schedules", row._id, { nextFullAt });
}
