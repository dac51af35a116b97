/**
 * The clockwork. Three jobs look at tables each minute, so nothing here changes when a schedule does. Readiness is checked at
 * night (UTC), when the services have little to do.
 */
import { cronJobs } from "convex/server";
import { internal } from "./_generated/api.js";

const crons = cronJobs();
crons.interval("start what is due", { minutes: 1 }, internal.sync.schedules.startDue, {});
crons.interval("resume interrupted runs", { minutes: 1 }, internal.sync.watchdog.resumeInterrupted, {});
crons.interval("compare months that are due", { minutes: 1 }, internal.sync.reconcile.startDue, {});
crons.daily("check readiness", { hourUTC: 2, minuteUTC: 23 }, internal.sync.readiness.checkDaily, {});
crons.interval("drop personal values of old plans", { hours: 24 }, internal.sync.planCleanup.cleanDue, {});
crons.interval("remove old details of runs", { hours: 24 }, internal.sync.retention.prune, {});
export default crons;
