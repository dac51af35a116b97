/** The gate in front of real books: production starts only when its readiness is green or overridden, and fresh. */

import type { Problem } from "../../src/sync/problem-codes.ts";
import { notReady } from "../../src/sync/readiness/gate.ts";
import type { Doc } from "../_generated/dataModel.js";
import type { QueryCtx } from "../_generated/server.js";
import { refusal } from "../refusal.ts";
import type { TripletexEnv } from "../validators.ts";
import { findEnvironment } from "./environments.ts";

export async function findReadiness(
  ctx: QueryCtx,
  tripletexEnv: TripletexEnv,
): Promise<Doc<"readiness"> | null> {
  return await ctx.db
    .query("readiness")
    .withIndex("by_env", (q) => q.eq("tripletexEnv", tripletexEnv))
    .unique();
}

/** Why a run may not start in this environment; null when it may. The sandbox is for trying and always open. */
export async function readinessProblem(ctx: QueryCtx, tripletexEnv: TripletexEnv): Promise<Problem | null> {
  if (tripletexEnv === "sandbox") return null;
  const report = await findReadiness(ctx, tripletexEnv);
  const environment = await findEnvironment(ctx, tripletexEnv);
  return notReady({
    tripletexEnv,
    lines: report?.lines ?? [],
    overrides: report?.overrides ?? [],
    now: Date.now(),
    hasWritten: environment?.firstWrittenAt !== undefined,
  });
}

/** @throws ConvexError `NOT_READY` with the lines that are in the way and the command that shows them */
export async function refuseUnlessReady(ctx: QueryCtx, tripletexEnv: TripletexEnv): Promise<void> {
  const problem = await readinessProblem(ctx, tripletexEnv);
  if (problem !== null) throw refusal(problem.code, problem.message, problem.remedy);
}
