/** The clockwork: both jobs look at tables each minute, so nothing here changes when a schedule does. */
import { cronJobs } from "convex/server";
import { internal } from "./_generated/api.js";

const crons = cronJobs();
crons.interval("start what is due", { minutes: 1 }, internal.sync.schedules.startDue, {});
crons.interval("resume interrupted runs", { minutes: 1 }, internal.sync.watchdog.resumeInterrupted, {});
export default crons;
