/**
 * Resumes runs whose step has died. Convex runs an action at most once and may end it anywhere, so a run whose lease is
 * over has lost its step: it goes on at its cursor, with a new fence that shuts out the old step should it still live.
 */
import { v } from "convex/values";
import { problemOfCode } from "../../src/sync/problem-codes.ts";
import { internal } from "../_generated/api.js";
import type { Doc } from "../_generated/dataModel.js";
import { internalMutation, type MutationCtx } from "../_generated/server.js";
import { writeAudit } from "./audit.ts";
import { isCancelRequested } from "./cancel.ts";
import { writeEvents } from "./events.ts";
import { doubtSent } from "./intents.ts";
import { takeLease } from "./lease.ts";
import { moveRun } from "./runDoor.ts";
import { applyTransition } from "./transitions.ts";

/** There are two environments with two leases each. */
const MAX_LEASES = 10;
/** A step that dies so often without a single commit will die again. */
const MAX_RESUMES_IN_A_ROW = 10;

const KEEPS_DYING = problemOfCode(
  "STEP_KEEPS_DYING",
  "The sync was interrupted ten times in a row without getting on.",
);

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
      // The step is dead: nobody will hear what became of the writes that it had under way. A preview has none, but a run
      // that lives may have some beside it.
      if (run.mode !== "preview") await doubtSent(ctx, run.tripletexEnv);
      if (await isCancelRequested(ctx, run._id)) {
        await applyTransition(ctx, { run, lease }, { do: "cancel" });
      } else if (lease.resumesInARow >= MAX_RESUMES_IN_A_ROW) {
        await applyTransition(ctx, { run, lease }, { do: "fail", problem: KEEPS_DYING });
      } else {
        await resume(ctx, run);
        resumed += 1;
      }
    }
    return resumed;
  },
});

async function resume(ctx: MutationCtx, run: Doc<"runs">): Promise<void> {
  const fence = await takeLease(ctx, run, run._id);
  await moveRun(ctx, run, { event: "interrupt" });
  const message = "The run was interrupted; it goes on where it was.";
  await writeEvents(ctx, run._id, [{ level: "warning", message }]);
  await writeAudit(ctx, {
    actor: { kind: "system", name: "Watchdog" },
    act: "resumeRun",
    tripletexEnv: run.tripletexEnv,
    details: run._id,
  });
  await ctx.scheduler.runAfter(0, internal.sync.step.run, { runId: run._id, fence });
}
