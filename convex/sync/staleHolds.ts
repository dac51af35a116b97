/**
 * Closes holds that a complete reading has not met again: the record was deleted in Rubic, got another key, or is out of
 * the books' scope now. So it does with what a person has left out: Rubic's side counts it no more, and it would be a difference for ever.
 * A record with an open intent stays, since only the settling may decide about it.
 */
import { v } from "convex/values";
import { isChangeInTripletex } from "../../src/sync/changed-in-tripletex.ts";
import type { Doc } from "../_generated/dataModel.js";
import { internalMutation } from "../_generated/server.js";
import { recordKind } from "../validators.ts";
import { STOPPING_CODE } from "./canaryDoor.ts";
import { writeEvents } from "./events.ts";
import { closeHold } from "./holdDoor.ts";
import { findIntent } from "./intents.ts";
import { renewLease, requireLease } from "./lease.ts";
import { gatherTotals } from "./totals.ts";

/** Three index ranges a hold stay far below Convex's limit. */
const PAGE_SIZE = 100;

/**
 * What is changed in Tripletex is no record of Rubic's: the comparison closes it. What was left out as booked wrongly stays so while
 * Rubic delivers it, and is not named again.
 */
function isKept({ code, state }: Doc<"holds">): boolean {
  return isChangeInTripletex(code) || (state === "ignored" && code === STOPPING_CODE);
}

/** Looks through one page of the holds of a kind, open ones or left out. @throws ConvexError `FENCED` */
export const resolvePage = internalMutation({
  args: {
    runId: v.id("runs"),
    fence: v.number(),
    kind: recordKind,
    /** Those that were met beside another type, which has read everything. */
    isApart: v.boolean(),
    /** Those that a person has left out, instead of those that wait. */
    isLeftOut: v.boolean(),
    pageCursor: v.union(v.string(), v.null()),
  },
  returns: v.object({ pageCursor: v.union(v.string(), v.null()) }),
  handler: async (ctx, args) => {
    const { run, lease } = await requireLease(ctx, args);
    const now = Date.now();
    const page = await ctx.db
      .query("holds")
      .withIndex("by_env_and_state", (q) =>
        q
          .eq("tripletexEnv", run.tripletexEnv)
          .eq("state", args.isLeftOut ? "ignored" : "open")
          .eq("kind", args.kind),
      )
      .paginate({ numItems: PAGE_SIZE, cursor: args.pageCursor });
    await gatherTotals(ctx, async () => {
      for (const hold of page.page) {
        if (isKept(hold)) continue;
        if ((hold.isApart ?? false) !== args.isApart || hold.runId === args.runId) continue;
        if ((await findIntent(ctx, hold)) !== null) continue;
        await closeHold(ctx, hold, { event: "stale", now });
        const was = args.isLeftOut ? "left out" : "held";
        const message = `${hold.label} is not ${was} any more: Rubic does not deliver it now.`;
        await writeEvents(ctx, args.runId, [{ level: "info", message }]);
      }
    });
    await renewLease(ctx, lease, now);
    return { pageCursor: page.isDone ? null : page.continueCursor };
  },
});
