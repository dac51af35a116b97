"use node";
/** The scheduled action behind a reconciliation: reads from both systems, writes to neither. */
import { v } from "convex/values";
import { convexProblem, problemOfAny } from "../../src/engine/problems.ts";
import { reconcileStep } from "../../src/engine/reconcile/step.ts";
import { internal } from "../_generated/api.js";
import { internalAction } from "../_generated/server.js";
import { tripletexEnv } from "../validators.ts";
import { openReaders } from "./readers.ts";
import { reconcileStore } from "./reconcileStore.ts";

export const run = internalAction({
  args: { tripletexEnv, fence: v.number() },
  returns: v.null(),
  handler: async (ctx, args) => {
    try {
      const readers = openReaders(ctx, args.tripletexEnv);
      await reconcileStep({ ...readers, now: Date.now, store: reconcileStore(ctx, args) });
    } catch (error) {
      if (convexProblem(error)?.code === "FENCED") return null;
      // A person reads the problem; the stack of what nobody foresaw belongs in the deployment's log.
      const problem = problemOfAny(error);
      await ctx.runMutation(internal.sync.reconcile.fail, { ...args, problem });
      if (problem.code === "UNFORESEEN") throw error;
    }
    return null;
  },
});
