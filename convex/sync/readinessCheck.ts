"use node";
/** The scheduled action behind a readiness check. It reads from both systems and stores the result in one mutation. */
import { v } from "convex/values";
import { readConfiguration } from "../../src/engine/configuration.ts";
import { problemOfAny } from "../../src/engine/problems.ts";
import { checkReadiness } from "../../src/engine/readiness/check.ts";
import { evaluateReadiness } from "../../src/sync/readiness/evaluate.ts";
import { internal } from "../_generated/api.js";
import { type ActionCtx, internalAction } from "../_generated/server.js";
import { type TripletexEnv, tripletexEnv } from "../validators.ts";
import { creditReads } from "./store.ts";

export const run = internalAction({
  args: { tripletexEnv, startedAt: v.number() },
  returns: v.null(),
  handler: async (ctx, args) => {
    try {
      await check(ctx, args);
    } catch (error) {
      // Whoever waits must see the end; the stack belongs in the deployment's log.
      const problem = problemOfAny(error);
      await ctx.runMutation(internal.sync.readiness.fail, { ...args, problem });
      throw error;
    }
    return null;
  },
});

async function check(ctx: ActionCtx, args: { tripletexEnv: TripletexEnv; startedAt: number }): Promise<void> {
  const env = args.tripletexEnv;
  const environment = await ctx.runQuery(internal.sync.readiness.knownEnvironment, { tripletexEnv: env });
  const facts = await checkReadiness(readConfiguration(process.env, env), environment, {
    now: Date.now,
    codeMappings: () => ctx.runQuery(internal.sync.codeMappings.read, { tripletexEnv: env }),
    unbooked: (kind, ids) => ctx.runQuery(internal.sync.readiness.unbooked, { tripletexEnv: env, kind, ids }),
    credits: creditReads(ctx, env),
  });
  await ctx.runMutation(internal.sync.readiness.store, {
    ...args,
    lines: evaluateReadiness(facts),
    company: facts.company.isKnown ? facts.company.value : null,
  });
}
