"use node";
/**
 * The action that reads what there is to map. It takes no lease and writes nothing to Tripletex; a session that it has to make
 * is its own, and pins no company.
 */
import { v } from "convex/values";
import { readCodes } from "../../src/engine/code-reading.ts";
import { problemOfAny } from "../../src/engine/problems.ts";
import { internal } from "../_generated/api.js";
import { type ActionCtx, internalAction } from "../_generated/server.js";
import { type TripletexEnv, tripletexEnv } from "../validators.ts";
import { openReaders } from "./readers.ts";

export const run = internalAction({
  args: { tripletexEnv },
  returns: v.null(),
  handler: async (ctx, args) => {
    const outcome = await readOrProblem(ctx, args.tripletexEnv);
    await ctx.runMutation(internal.sync.codeReads.end, { tripletexEnv: args.tripletexEnv, outcome });
    return null;
  },
});

type Outcome = (typeof internal.sync.codeReads.end)["_args"]["outcome"];

/** Every failure ends up where the person waits; none is swallowed. */
async function readOrProblem(ctx: ActionCtx, tripletexEnv: TripletexEnv): Promise<Outcome> {
  try {
    // Before its first run an environment has no company: it is proposed for what the tokens give, unless that is the other's.
    const { rubic, tripletex } = openReaders(ctx, tripletexEnv, async (company) => {
      await ctx.runQuery(internal.sync.sessions.checkCompany, { tripletexEnv, company });
    });
    const { choices, proposals } = await readCodes({
      rubic,
      tripletex,
      tripletexEnv,
      booksFrom: await ctx.runQuery(internal.sync.settings.booksFrom, { tripletexEnv }),
      known: await ctx.runQuery(internal.sync.codeMappings.read, { tripletexEnv }),
      now: Date.now(),
    });
    return { lists: choices, proposals };
  } catch (error) {
    return { problem: problemOfAny(error) };
  }
}
