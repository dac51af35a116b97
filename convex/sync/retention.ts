/**
 * Removes what is too old to be asked for: the events of runs, the list of their writes, and holds that were closed long ago. Row by
 * row, by age, so that no run is read as a whole; what the run was, and how much it wrote, stays.
 */
import { v } from "convex/values";
import {
  CLOSED_HOLDS_KEPT_DAYS,
  EVENTS_KEPT_DAYS,
  keptSince,
  WRITES_KEPT_DAYS,
} from "../../src/sync/retention.ts";
import { internal } from "../_generated/api.js";
import { internalMutation } from "../_generated/server.js";
import { dropEventsBefore } from "./events.ts";
import { dropClosedBefore } from "./holdDoor.ts";
import { dropWritesBefore } from "./written.ts";

/** Rows of each table in one mutation, far below Convex's limit. */
const BATCH = 500;

/** Removes a batch and comes back at once while there is more. Doing it twice does no harm. */
export const prune = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const now = Date.now();
    const dropped = [
      await dropEventsBefore(ctx, keptSince(now, EVENTS_KEPT_DAYS), BATCH),
      await dropWritesBefore(ctx, keptSince(now, WRITES_KEPT_DAYS), BATCH),
      await dropClosedBefore(ctx, keptSince(now, CLOSED_HOLDS_KEPT_DAYS), BATCH),
    ];
    if (dropped.includes(BATCH)) await ctx.scheduler.runAfter(0, internal.sync.retention.prune, {});
    return null;
  },
});
