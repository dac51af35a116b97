/** The brake: stops all writing to Tripletex in an environment, at once and without a running step, until it is lifted. */
import { v } from "convex/values";
import type { Doc } from "../_generated/dataModel.js";
import { internalMutation } from "../_generated/server.js";
import { refusal } from "../refusal.ts";
import { actor, tripletexEnv } from "../validators.ts";
import { writeAudit } from "./audit.ts";
import { ensureEnvironment } from "./environments.ts";

/** @throws ConvexError `WRITING_STOPPED` while the brake is on */
export function refuseWhileStopped(environment: Pick<Doc<"environments">, "writingStopped"> | null): void {
  const stopped = environment?.writingStopped;
  if (stopped === undefined) return;
  throw refusal("WRITING_STOPPED", `All writing to Tripletex is stopped: ${stopped.reason}`);
}

function requireReason(reason: string): void {
  if (reason.trim() !== "") return;
  throw refusal("REASON_MISSING", "Stopping and lifting need a reason.");
}

/** Stops all writing. A running sub-batch ends with the request that is in flight. @throws ConvexError `REASON_MISSING` */
export const stop = internalMutation({
  args: { tripletexEnv, reason: v.string(), actor },
  returns: v.null(),
  handler: async (ctx, args) => {
    requireReason(args.reason);
    const environment = await ensureEnvironment(ctx, args.tripletexEnv);
    const writingStopped = { reason: args.reason, actor: args.actor, at: Date.now() };
    await ctx.db.patch("environments", environment._id, { writingStopped });
    const { actor: by, tripletexEnv: env, reason } = args;
    await writeAudit(ctx, { actor: by, act: "stopWriting", tripletexEnv: env, details: reason });
    return null;
  },
});

/** Lets writing go on. @throws ConvexError `REASON_MISSING` */
export const lift = internalMutation({
  args: { tripletexEnv, reason: v.string(), actor },
  returns: v.null(),
  handler: async (ctx, args) => {
    requireReason(args.reason);
    const environment = await ensureEnvironment(ctx, args.tripletexEnv);
    await ctx.db.patch("environments", environment._id, { writingStopped: undefined });
    const { actor: by, tripletexEnv: env, reason } = args;
    await writeAudit(ctx, { actor: by, act: "liftStop", tripletexEnv: env, details: reason });
    return null;
  },
});
