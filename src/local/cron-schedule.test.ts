import { describe, expect, it } from "vitest";
import { type CronSchedule, nextDueMs } from "./cron-schedule.ts";

const nextAfter = (schedule: CronSchedule, after: string) => {
  const dueMs = nextDueMs(schedule, Date.parse(after), Date.parse("2026-01-01T00:00:00Z"));
  return dueMs === null ? null : new Date(dueMs).toISOString();
};

describe("the next time of a cron", () => {
  const cases: [title: string, schedule: CronSchedule, after: string, expected: string | null][] = [
    [
      "an hourly cron, later in the hour",
      { type: "hourly", minuteUTC: 45 },
      "2026-03-29T00:10:00Z",
      "2026-03-29T00:45:00.000Z",
    ],
    [
      "an hourly cron, in the next hour",
      { type: "hourly", minuteUTC: 5 },
      "2026-03-29T00:10:00Z",
      "2026-03-29T01:05:00.000Z",
    ],
    [
      "a daily cron, today",
      { type: "daily", hourUTC: 2, minuteUTC: 30 },
      "2026-03-29T02:29:59Z",
      "2026-03-29T02:30:00.000Z",
    ],
    [
      "a daily cron, not twice at its own time",
      { type: "daily", hourUTC: 2, minuteUTC: 30 },
      "2026-03-29T02:30:00Z",
      "2026-03-30T02:30:00.000Z",
    ],
    [
      "a daily cron over the end of Norwegian summer time",
      { type: "daily", hourUTC: 0, minuteUTC: 30 },
      "2026-10-24T12:00:00Z",
      "2026-10-25T00:30:00.000Z",
    ],
    [
      "a weekly cron",
      { type: "weekly", dayOfWeek: "sunday", hourUTC: 3, minuteUTC: 0 },
      "2026-11-21T12:00:00Z",
      "2026-11-22T03:00:00.000Z",
    ],
    [
      "a weekly cron, a week later",
      { type: "weekly", dayOfWeek: "saturday", hourUTC: 3, minuteUTC: 0 },
      "2026-11-21T12:00:00Z",
      "2026-11-28T03:00:00.000Z",
    ],
    [
      "a monthly cron",
      { type: "monthly", day: 1, hourUTC: 4, minuteUTC: 15 },
      "2026-12-15T00:00:00Z",
      "2027-01-01T04:15:00.000Z",
    ],
    [
      "a monthly cron in months that have the day",
      { type: "monthly", day: 31, hourUTC: 0, minuteUTC: 0 },
      "2026-01-31T00:00:00Z",
      "2026-03-31T00:00:00.000Z",
    ],
    [
      "a cron expression",
      { type: "cron", cron: "*/15 7 * * 1-5" },
      "2026-11-20T07:50:00Z",
      "2026-11-23T07:00:00.000Z",
    ],
    [
      "a cron expression that never comes",
      { type: "cron", cron: "0 0 30 2 *" },
      "2026-01-01T00:00:00Z",
      null,
    ],
    [
      "an interval, counted from its start",
      { type: "interval", minutes: 7 },
      "2026-01-01T00:08:00Z",
      "2026-01-01T00:14:00.000Z",
    ],
    [
      "an interval, not twice at its own time",
      { type: "interval", hours: 1 },
      "2026-01-01T02:00:00Z",
      "2026-01-01T03:00:00.000Z",
    ],
  ];

  it.each(cases)("is right for %s", (_title, schedule, after, expected) => {
    expect(nextAfter(schedule, after)).toBe(expected);
  });

  it("refuses an expression that can't be read", () => {
    expect(() => nextAfter({ type: "cron", cron: "every tuesday" }, "2026-01-01T00:00:00Z")).toThrow();
  });
});
