/**
 * Resumes runs whose step has died. Convex runs an action at most once and may end it anywhere, so a run whose lease is
 * over has lost its step: it goes on at its cursor, with a new fence that shuts out the old step should it still live.
 */
import { v } from "convex/values";
import { internal } from "../_generated/api.js";
import { internalMutation } from "../_generated/server.js";
import { writeAudit } from "./audit.ts";
import { writeEvents } from "./events.ts";
import { takeLease } from "./lease.ts";

/** There are two environments, hence at most two leases. */
const MAX_LEASES = 10;

export const resumeInterrupted = internalMutation({
  args: {},
  returns: v.number(),
  handler: async (ctx) => {
    const now = Date.now();
    const leases = await ctx.db.query("leases").take(MAX_LEASES);
    let resumed = 0;
    for (const lease of leases) {
      if (lease.runId === null || lease.expiresAt > now) continue;
      const run = await ctx.db.get("runs", lease.runId);
      if (run === null) continue;
      const fence = await takeLease(ctx, lease.tripletexEnv, lease.runId);
      await ctx.db.patch("runs", run._id, { status: "interrupted", interruptions: run.interruptions + 1 });
      await writeEvents(ctx, run._id, [
        { level: "warning", message: "The run was interrupted; it goes on where it was." },
      ]);
      await writeAudit(ctx, {
        actor: { kind: "system", name: "Watchdog" },
        act: "resumeRun",
        tripletexEnv: lease.tripletexEnv,
        details: run._id,
      });
      await ctx.scheduler.runAfter(0, internal.sync.step.run, { runId: run._id, fence });
      resumed += 1;
    }
    return resumed;
  },
});
