/**
 * Reading what there is to map, on a person's wish: the wish is a row, the reading is an action beside all runs, and its end
 * (what Tripletex has to choose from, or the problem) is stored where the person waits for it.
 */
import { v } from "convex/values";
import { internal } from "../_generated/api.js";
import type { Doc } from "../_generated/dataModel.js";
import { internalMutation, type MutationCtx, type QueryCtx } from "../_generated/server.js";
import { codeProposal, tripletexLists } from "../codeValidators.ts";
import { type Actor, actor, problem, type TripletexEnv, tripletexEnv } from "../validators.ts";
import { writeAudit } from "./audit.ts";
import { storeProposals } from "./codeDoor.ts";
import { ensureEnvironment } from "./environments.ts";

export async function findCodeRead(
  ctx: QueryCtx,
  tripletexEnv: TripletexEnv,
): Promise<Doc<"codeReads"> | null> {
  return await ctx.db
    .query("codeReads")
    .withIndex("by_env", (q) => q.eq("tripletexEnv", tripletexEnv))
    .unique();
}

/** Schedules a reading and answers when it was asked for: it has ended when `endedAt` is as late or later. */
export async function requestRead(ctx: MutationCtx, env: TripletexEnv, by: Actor): Promise<number> {
  const requestedAt = Date.now();
  await ensureEnvironment(ctx, env);
  const existing = await findCodeRead(ctx, env);
  if (existing === null) await ctx.db.insert("codeReads", { tripletexEnv: env, requestedAt });
  else await ctx.db.patch("codeReads", existing._id, { requestedAt });
  await ctx.scheduler.runAfter(0, internal.sync.proposeCodes.run, { tripletexEnv: env });
  const details = "Read what Rubic uses and what Tripletex has, and propose mappings";
  await writeAudit(ctx, { actor: by, act: "proposeMappings", tripletexEnv: env, details });
  return requestedAt;
}

/** Stores what a reading found, with the proposals that come of it, or why there was none. */
export const end = internalMutation({
  args: {
    tripletexEnv,
    outcome: v.union(
      v.object({ lists: tripletexLists, proposals: v.array(codeProposal) }),
      v.object({ problem }),
    ),
  },
  returns: v.null(),
  handler: async (ctx, args) => {
    const now = Date.now();
    const row = await findCodeRead(ctx, args.tripletexEnv);
    if (row === null) throw new Error("a reading ends that nobody asked for");
    if ("problem" in args.outcome) {
      await ctx.db.patch("codeReads", row._id, { endedAt: now, problem: args.outcome.problem });
      return null;
    }
    const { lists, proposals } = args.outcome;
    await ctx.db.patch("codeReads", row._id, { endedAt: now, readAt: now, lists, problem: undefined });
    await storeProposals(ctx, args.tripletexEnv, proposals);
    return null;
  },
});

/** For an operator at the command line of the deployment (`npx convex run`). */
export const request = internalMutation({
  args: { tripletexEnv, actor },
  returns: v.number(),
  handler: async (ctx, args) => await requestRead(ctx, args.tripletexEnv, args.actor),
});
