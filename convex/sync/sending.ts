/**
 * Whether a step may let its next write leave. Asked before each of them and not once per sub-batch: after a person has
 * stopped all writing or cancelled the run, nothing leaves any more but what is in flight.
 */
import { v } from "convex/values";
import { internalQuery } from "../_generated/server.js";
import { tripletexEnv } from "../validators.ts";
import { isCancelRequested } from "./cancel.ts";
import { findEnvironment } from "./environments.ts";
import { holdsLease } from "./lease.ts";

/** False also for a step that has been replaced: its successor may be writing the same record. */
export const mayWrite = internalQuery({
  args: { tripletexEnv, runId: v.id("runs"), fence: v.number() },
  returns: v.boolean(),
  handler: async (ctx, { tripletexEnv: env, ...holder }) => {
    if (!(await holdsLease(ctx, env, holder))) return false;
    if (await isCancelRequested(ctx, holder.runId)) return false;
    return (await findEnvironment(ctx, env))?.writingStopped === undefined;
  },
});
