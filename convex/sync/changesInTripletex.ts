/** Closes the holds of what people had changed in Tripletex, once a comparison of the month has not found it any more. */
import type { IndexRangeBuilder, NamedIndex, NamedTableInfo } from "convex/server";
import { type Infer, v } from "convex/values";
import { CHANGED_IN_TRIPLETEX } from "../../src/sync/changed-in-tripletex.ts";
import { internal } from "../_generated/api.js";
import type { DataModel, Doc } from "../_generated/dataModel.js";
import { internalMutation, type MutationCtx } from "../_generated/server.js";
import { tripletexEnv } from "../validators.ts";
import { closeHold } from "./holdDoor.ts";
import { gatherTotals } from "./totals.ts";

/** Of each code and month: a dozen is much, and several months are stored in one transaction. What is more is looked at afterwards. */
const LOOKED_AT = 100;

const look = v.object({
  tripletexEnv,
  code: v.string(),
  /** Of invoice dates in Tripletex, the upper one not included. */
  window: v.object({ from: v.string(), toExclusive: v.string() }),
  /** The run that has compared the month, and when it was through: what is held since then was found later. */
  runId: v.id("runs"),
  comparedAt: v.number(),
});
type Look = Infer<typeof look>;

/** @param window of invoice dates in Tripletex, the upper one not included */
export async function closeGoneChanges(
  ctx: MutationCtx,
  run: Doc<"runs">,
  window: { from: string; toExclusive: string },
): Promise<void> {
  const { tripletexEnv: env, _id: runId } = run;
  const comparedAt = Date.now();
  await gatherTotals(ctx, async () => {
    for (const code of CHANGED_IN_TRIPLETEX) {
      const wish = { tripletexEnv: env, code, window, runId, comparedAt };
      const holds = await ctx.db.query("holds").withIndex("by_env_and_code", openOnes(wish)).take(LOOKED_AT);
      await closeGone(ctx, wish, holds);
      if (holds.length < LOOKED_AT) continue;
      await ctx.scheduler.runAfter(0, internal.sync.changesInTripletex.closePage, {
        look: wish,
        pageCursor: null,
      });
    }
  });
}

/** Looks through one page of the holds of a month that has more than a transaction of its own allows, and hands on to the next. */
export const closePage = internalMutation({
  args: { look, pageCursor: v.union(v.string(), v.null()) },
  returns: v.null(),
  handler: async (ctx, { look: wish, pageCursor }) => {
    const page = await ctx.db
      .query("holds")
      .withIndex("by_env_and_code", openOnes(wish))
      .paginate({ numItems: LOOKED_AT, cursor: pageCursor });
    await gatherTotals(ctx, async () => await closeGone(ctx, wish, page.page));
    if (page.isDone) return null;
    await ctx.scheduler.runAfter(0, internal.sync.changesInTripletex.closePage, {
      look: wish,
      pageCursor: page.continueCursor,
    });
    return null;
  },
});

type Holds = NamedTableInfo<DataModel, "holds">;

const openOnes =
  ({ tripletexEnv: env, code, window }: Look) =>
  (q: IndexRangeBuilder<Doc<"holds">, NamedIndex<Holds, "by_env_and_code">>) =>
    q
      .eq("tripletexEnv", env)
      .eq("state", "open")
      .eq("code", code)
      .gte("documentDate", window.from)
      .lt("documentDate", window.toExclusive);

async function closeGone(ctx: MutationCtx, wish: Look, holds: Doc<"holds">[]): Promise<void> {
  const now = Date.now();
  const gone = holds.filter(({ runId, lastHeldAt }) => runId !== wish.runId && lastHeldAt <= wish.comparedAt);
  for (const hold of gone) await closeHold(ctx, hold, { event: "stale", now });
}
