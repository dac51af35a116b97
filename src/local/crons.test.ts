import { setTimeout as delay } from "node:timers/promises";
import { ConvexHttpClient } from "convex/browser";
import { cronJobs } from "convex/server";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { CronDefinition } from "./cron-schedule.ts";
import { readCrons, startCrons } from "./crons.ts";
import { api, internal } from "./fixtures/convex/_generated/api.js";
import { connect, startFixture, waitFor } from "./fixtures/support.ts";

const twentyTimesASecond: CronDefinition = {
  name: "jobs:run",
  args: [{ n: 1 }],
  schedule: { type: "interval", seconds: 0.05 },
};

describe("the crons of a project", () => {
  it("fire at once and again, seen live; calendar crons wait for their time", async () => {
    const backend = await startFixture({ runCrons: true });
    const counts: number[] = [];
    connect(backend).onUpdate(api.ticks.count, { source: "cron" }, (count) => counts.push(count));
    await waitFor(() => (counts.at(-1) ?? 0) >= 2);
    const client = new ConvexHttpClient(backend.url);
    expect(await client.query(api.ticks.count, { source: "daily" })).toBe(0);
  });

  it("are read from what crons.ts exports", () => {
    const crons = cronJobs();
    crons.weekly("reports", { dayOfWeek: "monday", hourUTC: 6 }, internal.ticks.record, { source: "x" });
    expect(Object.fromEntries(readCrons({ exports: { default: crons }, runtime: "default" }))).toEqual({
      reports: {
        name: "ticks:record",
        args: [{ source: "x" }],
        schedule: { type: "weekly", dayOfWeek: "monday", hourUTC: 6, minuteUTC: 0 },
      },
    });
    expect(readCrons(undefined).size).toBe(0);
  });

  it("stop the start when the module exports something else or an expression can't be read", () => {
    expect(() => readCrons({ exports: {}, runtime: "default" })).toThrow(/cronJobs/);
    const definition = JSON.stringify({
      broken: { name: "a:b", args: [{}], schedule: { type: "cron", cron: "never" } },
    });
    expect(() =>
      readCrons({ exports: { default: { export: () => definition } }, runtime: "default" }),
    ).toThrow();
  });
});

describe("a running cron", () => {
  it("runs one at a time and skips what falls due meanwhile", async () => {
    let running = 0;
    let most = 0;
    let runs = 0;
    const runner = startCrons(new Map([["job", twentyTimesASecond]]), async (path, functionArguments) => {
      expect([path, functionArguments]).toEqual(["jobs:run", { n: 1 }]);
      running += 1;
      runs += 1;
      most = Math.max(most, running);
      await delay(130);
      running -= 1;
    });
    await delay(420);
    runner.stop();
    // Due nine times; each run takes the time of nearly three.
    expect(most).toBe(1);
    expect(runs).toBeGreaterThanOrEqual(2);
    expect(runs).toBeLessThanOrEqual(4);
  });

  it("goes on after a failure, which is written down, and ends when stopped", async () => {
    const written = vi.spyOn(console, "error").mockImplementation(() => undefined);
    onTestFinished(() => written.mockRestore());
    let runs = 0;
    const runner = startCrons(new Map([["job", twentyTimesASecond]]), () => {
      runs += 1;
      return Promise.reject(new Error("no luck"));
    });
    await waitFor(() => runs >= 2);
    runner.stop();
    expect(written).toHaveBeenCalledWith('local backend: cron "job" failed', expect.any(Error));
    const runsAtStop = runs;
    await delay(120);
    expect(runs).toBe(runsAtStop);
  });
});
