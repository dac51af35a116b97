"use node";
/** The scheduled action behind a reconciliation: reads from both systems, writes to neither. */
import { v } from "convex/values";
import { convexProblem, problemOfAny } from "../../src/engine/problems.ts";
import { reconcileStep } from "../../src/engine/reconcile/step.ts";
import type { ReconcileStore } from "../../src/engine/reconcile/store.ts";
import { internal } from "../_generated/api.js";
import { type ActionCtx, internalAction } from "../_generated/server.js";
import { tripletexEnv } from "../validators.ts";
import { openReaders } from "./readers.ts";
import type { Holder } from "./reconcileWork.ts";

export const run = internalAction({
  args: { tripletexEnv, fence: v.number() },
  returns: v.null(),
  handler: async (ctx, args) => {
    try {
      const readers = openReaders(ctx, args.tripletexEnv);
      await reconcileStep({ ...readers, now: Date.now, store: storeOf(ctx, args) });
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

function storeOf(ctx: ActionCtx, holder: Holder): ReconcileStore {
  const { tripletexEnv: env } = holder;
  const functions = internal.sync.reconcile;
  return {
    begin: async () => {
      const context = await ctx.runMutation(functions.begin, holder);
      while (!context.isStaged && !(await ctx.runMutation(functions.clearForStaging, holder)));
      return context;
    },
    codeMappings: () => ctx.runQuery(internal.sync.codeMappings.read, { tripletexEnv: env }),
    vatTypesOfProducts: (ids) => ctx.runQuery(functions.vatTypesOfProducts, { tripletexEnv: env, ids }),
    mappedByRubicId: (ids) => ctx.runQuery(functions.mappedByRubicId, { tripletexEnv: env, ids }),
    mappedByTripletexId: (ids) => ctx.runQuery(functions.mappedByTripletexId, { tripletexEnv: env, ids }),
    mappedOfDay: (day, after) =>
      ctx.runQuery(internal.sync.lookups.invoicesOfDay, { tripletexEnv: env, day, after }),
    creditsOf: (payers) => ctx.runQuery(internal.sync.credits.ofPayers, { tripletexEnv: env, payers }),
    creditsByRubicId: (ids) => ctx.runQuery(internal.sync.credits.byRubicId, { tripletexEnv: env, ids }),
    creditsByTripletexId: (tripletexInvoiceIds) =>
      ctx.runQuery(internal.sync.credits.byTripletexId, { tripletexEnv: env, tripletexInvoiceIds }),
    standings: (kind, ids) => ctx.runQuery(functions.standings, { tripletexEnv: env, kind, ids }),
    stage: async (shelf) => {
      await ctx.runMutation(functions.stage, { ...holder, shelf });
    },
    endStaging: async () => {
      await ctx.runMutation(functions.endStaging, holder);
    },
    shelves: (from, pageCursor) => ctx.runQuery(functions.shelves, { tripletexEnv: env, from, pageCursor }),
    storeMonth: (window, month, vatLabels) =>
      ctx.runMutation(functions.storeMonth, { ...holder, window, month, vatLabels }),
    handOver: async () => {
      await ctx.runMutation(functions.handOver, holder);
    },
  };
}
