/** What the step's action needs before it has a configuration: whose run it is, and how to end one that has none. */
import { v } from "convex/values";
import { internalMutation, internalQuery } from "../_generated/server.js";
import { problem, tripletexEnv } from "../validators.ts";
import { writeEvents } from "./events.ts";
import { requireLease } from "./lease.ts";
import { applyTransition } from "./transitions.ts";

/** @throws Error when the run does not exist */
export const environmentOf = internalQuery({
  args: { runId: v.id("runs") },
  returns: tripletexEnv,
  handler: async (ctx, args) => {
    const run = await ctx.db.get("runs", args.runId);
    if (run === null) throw new Error(`there is no run ${args.runId}`);
    return run.tripletexEnv;
  },
});

/** Ends a run whose environment lacks settings. @throws ConvexError `FENCED` */
export const failForSettings = internalMutation({
  args: { runId: v.id("runs"), fence: v.number(), problem },
  returns: v.null(),
  handler: async (ctx, args) => {
    const held = await requireLease(ctx, args);
    await writeEvents(ctx, args.runId, [{ level: "error", message: args.problem.message }]);
    await applyTransition(ctx, held, { do: "fail", problem: args.problem });
    return null;
  },
});
