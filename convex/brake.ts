/** The brake as a person pulls it: no write to Tripletex in an environment until somebody lifts it again. */
import { v } from "convex/values";
import { guardedMutation } from "./guard.ts";
import { liftStop, stopWriting } from "./sync/brake.ts";
import { tripletexEnv } from "./validators.ts";

const wish = { tripletexEnv, reason: v.string() };

/** Stops all writing at once: nothing leaves any more but the request that is in flight. @throws ConvexError `REASON_MISSING` */
export const stop = guardedMutation({
  args: wish,
  returns: v.null(),
  handler: async (ctx, args) => {
    await stopWriting(ctx, { ...args, actor: ctx.actor });
    return null;
  },
});

/** Lets writing go on. @throws ConvexError `REASON_MISSING` */
export const lift = guardedMutation({
  args: wish,
  returns: v.null(),
  handler: async (ctx, args) => {
    await liftStop(ctx, { ...args, actor: ctx.actor });
    return null;
  },
});
