/** Payments on credit notes, which are registered on no document in Tripletex: what of them waits, or was left out as booked by hand. */
import type { QueryCtx } from "../_generated/server.js";
import type { TripletexEnv } from "../validators.ts";

/** More payments on one note are not expected. */
const MAX_PAYMENTS = 100;

/** Of one note (Rubic's id), in signed øre: money that was paid back is negative. */
export async function readPaidByHand(
  ctx: QueryCtx,
  env: TripletexEnv,
  rubicCreditId: number,
): Promise<number> {
  const holds = await ctx.db
    .query("holds")
    .withIndex("by_paid_on_note", (q) => q.eq("tripletexEnv", env).eq("paidOnNote", rubicCreditId))
    .take(MAX_PAYMENTS);
  const standing = holds.filter(({ state }) => state !== "resolved");
  return standing.reduce((sum, { amountOere = 0 }) => sum + amountOere, 0);
}
