/** Closes the holds of what people had changed in Tripletex, once a comparison of the month has not found it any more. */
import { CHANGED_IN_TRIPLETEX } from "../../src/sync/changed-in-tripletex.ts";
import type { Doc } from "../_generated/dataModel.js";
import type { MutationCtx } from "../_generated/server.js";
import { closeHold } from "./holdDoor.ts";
import { gatherTotals } from "./totals.ts";

/** Of each code and month: a dozen is much, and a month's look must stay small. */
const MAX_LOOKED_AT = 100;

/** @param window of invoice dates in Tripletex, the upper one not included */
export async function closeGoneChanges(
  ctx: MutationCtx,
  run: Doc<"runs">,
  window: { from: string; toExclusive: string },
): Promise<void> {
  const now = Date.now();
  await gatherTotals(ctx, async () => {
    for (const code of CHANGED_IN_TRIPLETEX) {
      const holds = await ctx.db
        .query("holds")
        .withIndex("by_env_and_code", (q) =>
          q
            .eq("tripletexEnv", run.tripletexEnv)
            .eq("state", "open")
            .eq("code", code)
            .gte("documentDate", window.from)
            .lt("documentDate", window.toExclusive),
        )
        .take(MAX_LOOKED_AT);
      const gone = holds.filter(({ runId }) => runId !== run._id);
      for (const hold of gone) await closeHold(ctx, hold, { event: "stale", now });
    }
  });
}
