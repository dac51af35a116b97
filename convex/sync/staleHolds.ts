/**
 * Closes holds that a complete reading has not met again: the record was deleted in Rubic, got another key, or is out of
 * the books' scope now. A record with an open intent stays, since only the settling may decide about it.
 */
import { v } from "convex/values";
import { isChangeInTripletex } from "../../src/sync/changed-in-tripletex.ts";
import { internalMutation } from "../_generated/server.js";
import { recordKind } from "../validators.ts";
import { writeEvents } from "./events.ts";
import { closeHold } from "./holdDoor.ts";
import { findIntent } from "./intents.ts";
import { renewLease, requireLease } from "./lease.ts";
import { gatherTotals } from "./totals.ts";

/** Three index ranges a hold stay far below Convex's limit. */
const PAGE_SIZE = 100;

/** Looks through one page of the open holds of a kind. @throws ConvexError `FENCED` */
export const resolvePage = internalMutation({
  args: {
    runId: v.id("runs"),
    fence: v.number(),
    kind: recordKind,
    /** Those that were met beside another type, which has read everything. */
    isApart: v.boolean(),
    pageCursor: v.union(v.string(), v.null()),
  },
  returns: v.object({ pageCursor: v.union(v.string(), v.null()) }),
  handler: async (ctx, args) => {
    const { run, lease } = await requireLease(ctx, args);
    const now = Date.now();
    const page = await ctx.db
      .query("holds")
      .withIndex("by_env_and_state", (q) =>
        q.eq("tripletexEnv", run.tripletexEnv).eq("state", "open").eq("kind", args.kind),
      )
      .paginate({ numItems: PAGE_SIZE, cursor: args.pageCursor });
    await gatherTotals(ctx, async () => {
      for (const hold of page.page) {
        // What is changed in Tripletex is no record of Rubic's: the comparison closes it.
        if (isChangeInTripletex(hold.code)) continue;
        if ((hold.isApart ?? false) !== args.isApart || hold.runId === args.runId) continue;
        if ((await findIntent(ctx, hold)) !== null) continue;
        await closeHold(ctx, hold, { event: "stale", now });
        const message = `${hold.label} is not held any more: Rubic does not deliver it now.`;
        await writeEvents(ctx, args.runId, [{ level: "info", message }]);
      }
    });
    await renewLease(ctx, lease, now);
    return { pageCursor: page.isDone ? null : page.continueCursor };
  },
});
