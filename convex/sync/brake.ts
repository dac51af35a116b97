/** The brake: stops all writing to Tripletex in an environment, at once and without a running step, until it is lifted. */
import { v } from "convex/values";
import type { Doc } from "../_generated/dataModel.js";
import { internalMutation, type MutationCtx } from "../_generated/server.js";
import { refusal } from "../refusal.ts";
import { type Actor, actor, type TripletexEnv, tripletexEnv } from "../validators.ts";
import { writeAudit } from "./audit.ts";
import { ensureEnvironment } from "./environments.ts";

/** That the brake is on, where and why; null while it is off. */
export function stopSentence(
  environment: Pick<Doc<"environments">, "tripletexEnv" | "writingStopped"> | null,
): string | null {
  const stopped = environment?.writingStopped;
  if (environment === null || stopped === undefined) return null;
  const reason = stopped.reason.trim();
  const end = /[.!?]$/.test(reason) ? "" : ".";
  return `All writing to Tripletex in ${environment.tripletexEnv} is stopped: ${reason}${end}`;
}

/** @throws ConvexError `WRITING_STOPPED` while the brake is on */
export function refuseWhileStopped(environment: Parameters<typeof stopSentence>[0]): void {
  const sentence = stopSentence(environment);
  if (sentence !== null) throw refusal("WRITING_STOPPED", sentence);
}

function requireReason(reason: string): void {
  if (reason.trim() !== "") return;
  throw refusal("REASON_MISSING", "Stopping and lifting need a reason.");
}

interface Act {
  tripletexEnv: TripletexEnv;
  reason: string;
  actor: Actor;
}

/** Stops all writing: nothing leaves any more but the request that is in flight. @throws ConvexError `REASON_MISSING` */
export async function stopWriting(
  ctx: MutationCtx,
  { tripletexEnv: env, reason, actor: by }: Act,
): Promise<void> {
  requireReason(reason);
  const environment = await ensureEnvironment(ctx, env);
  const writingStopped = { reason, actor: by, at: Date.now() };
  await ctx.db.patch("environments", environment._id, { writingStopped });
  await writeAudit(ctx, { actor: by, act: "stopWriting", tripletexEnv: env, details: reason });
}

/** Lets writing go on. @throws ConvexError `REASON_MISSING` */
export async function liftStop(
  ctx: MutationCtx,
  { tripletexEnv: env, reason, actor: by }: Act,
): Promise<void> {
  requireReason(reason);
  const environment = await ensureEnvironment(ctx, env);
  await ctx.db.patch("environments", environment._id, { writingStopped: undefined });
  await writeAudit(ctx, { actor: by, act: "liftStop", tripletexEnv: env, details: reason });
}

const act = { tripletexEnv, reason: v.string(), actor };

/** For an operator at the command line of the deployment (`npx convex run`). */
export const stop = internalMutation({
  args: act,
  returns: v.null(),
  handler: async (ctx, args) => {
    await stopWriting(ctx, args);
    return null;
  },
});

/** For an operator at the command line of the deployment (`npx convex run`). */
export const lift = internalMutation({
  args: act,
  returns: v.null(),
  handler: async (ctx, args) => {
    await liftStop(ctx, args);
    return null;
  },
});
