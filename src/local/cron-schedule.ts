/**
 * When a cron is due. Pure arithmetic over the schedules that Convex's `cronJobs()` exports; all times are UTC.
 * Nothing here reads the clock.
 */
import type { JSONValue } from "convex/values";
import { Cron } from "croner";
import { z } from "zod";

const wholeNumber = z.number().int().nonnegative();
/** Convex spreads jobs without a minute over the hour; here they start with it. */
const minuteUTC = wholeNumber.default(0);

const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;

const schedule = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("interval"),
    seconds: z.number().positive().optional(),
    minutes: z.number().positive().optional(),
    hours: z.number().positive().optional(),
  }),
  z.object({ type: z.literal("hourly"), minuteUTC }),
  z.object({ type: z.literal("daily"), hourUTC: wholeNumber, minuteUTC }),
  z.object({ type: z.literal("weekly"), dayOfWeek: z.enum(DAYS), hourUTC: wholeNumber, minuteUTC }),
  z.object({ type: z.literal("monthly"), day: wholeNumber, hourUTC: wholeNumber, minuteUTC }),
  z.object({ type: z.literal("cron"), cron: z.string() }),
]);

/** The definitions by their identifier; `args` is Convex JSON. */
export const cronDefinitions = z.record(
  z.string(),
  z.object({
    name: z.string(),
    args: z.array(z.record(z.string(), z.custom<JSONValue>())).max(1),
    schedule,
  }),
);

export type CronSchedule = z.infer<typeof schedule>;
export type CronDefinition = z.infer<typeof cronDefinitions>[string];

const MS_PER_SECOND = 1000;
const MS_PER_MINUTE = 60 * MS_PER_SECOND;
const MS_PER_HOUR = 60 * MS_PER_MINUTE;

/**
 * The next time after `afterMs` (epoch milliseconds). An interval counts from `anchorMs`, its first run, so that a long
 * run doesn't shift those that follow. Null when the schedule never comes again, such as 30 February.
 * @throws Error when a cron expression can't be read
 */
export function nextDueMs(schedule: CronSchedule, afterMs: number, anchorMs: number): number | null {
  if (schedule.type === "interval") {
    const intervalMs = intervalOf(schedule);
    const passed = Math.floor((afterMs - anchorMs) / intervalMs);
    return anchorMs + (passed + 1) * intervalMs;
  }
  // The pattern is only asked for dates; starting it would need the engine's timers.
  const pattern = new Cron(patternOf(schedule), { timezone: "UTC", paused: true, mode: "5-part" });
  return pattern.nextRun(new Date(afterMs))?.getTime() ?? null;
}

function intervalOf(interval: Extract<CronSchedule, { type: "interval" }>): number {
  return (
    (interval.seconds ?? 0) * MS_PER_SECOND +
    (interval.minutes ?? 0) * MS_PER_MINUTE +
    (interval.hours ?? 0) * MS_PER_HOUR
  );
}

function patternOf(calendar: Exclude<CronSchedule, { type: "interval" }>): string {
  if (calendar.type === "cron") return calendar.cron;
  const { minuteUTC } = calendar;
  if (calendar.type === "hourly") return `${minuteUTC} * * * *`;
  const time = `${minuteUTC} ${calendar.hourUTC}`;
  if (calendar.type === "daily") return `${time} * * *`;
  if (calendar.type === "weekly") return `${time} * * ${DAYS.indexOf(calendar.dayOfWeek)}`;
  return `${time} ${calendar.day} * *`;
}
