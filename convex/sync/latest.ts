/** The latest regular state of a type. A run aside (of single records) tells nothing about the type as a whole. */
import type { Doc } from "../_generated/dataModel.js";
import type { QueryCtx } from "../_generated/server.js";
import type { SyncType, TripletexEnv } from "../validators.ts";

export async function findLatestState(
  ctx: QueryCtx,
  env: TripletexEnv,
  type: SyncType,
): Promise<Doc<"syncState"> | null> {
  return await ctx.db
    .query("syncState")
    .withIndex("by_type_env_and_aside", (q) =>
      q.eq("syncType", type).eq("tripletexEnv", env).eq("isAside", undefined),
    )
    .order("desc")
    .first();
}

export async function findLatestRun(ctx: QueryCtx, env: TripletexEnv): Promise<Doc<"runs"> | null> {
  return await ctx.db
    .query("runs")
    .withIndex("by_env_and_aside", (q) => q.eq("tripletexEnv", env).eq("isAside", undefined))
    .order("desc")
    .first();
}
