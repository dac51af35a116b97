/** How far back Rubic has to be read for documents of some days: what is dated ahead was entered, and may be paid, long before its day. */
import { DAYS_AHEAD } from "../../src/sync/months.ts";
import { addDaysToIsoDate, startOfOsloDay } from "../../src/sync/oslo.ts";
import type { QueryCtx } from "../_generated/server.js";
import type { TripletexEnv } from "../validators.ts";

/**
 * When the first invoice that is dated from `from` (YYYY-MM-DD) on, and before `toExclusive`, was booked, or the start of `from` where
 * that is earlier; epoch ms. Reads one mapping for each day that has any, the first of that day: a season's days at most.
 */
export async function findKnownFrom(
  ctx: QueryCtx,
  env: TripletexEnv,
  { from, toExclusive }: { from: string; toExclusive: string },
): Promise<number> {
  // What is dated later than that was entered after `from`.
  const season = addDaysToIsoDate(from, DAYS_AHEAD);
  const end = season < toExclusive ? season : toExclusive;
  let earliest = startOfOsloDay(from);
  for (let day = from; ; ) {
    const first = await ctx.db
      .query("invoiceMapping")
      .withIndex("by_env_and_date", (q) =>
        q.eq("tripletexEnv", env).gte("invoiceDate", day).lt("invoiceDate", end),
      )
      .first();
    if (first === null) return earliest;
    earliest = Math.min(earliest, first._creationTime);
    day = addDaysToIsoDate(first.invoiceDate, 1);
  }
}
