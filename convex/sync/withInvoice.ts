/** What goes with an invoice that is left out: how much that is, told beforehand, and the rest of it where one transaction is too short. */
import { type Infer, v } from "convex/values";
import type { GoingWith } from "../../src/sync/going-with.ts";
import type { Id } from "../_generated/dataModel.js";
import { internalMutation, internalQuery, type QueryCtx } from "../_generated/server.js";
import { actor, tripletexEnv } from "../validators.ts";
import { findFollowing, followInvoice } from "./holdDoor.ts";
import { findInvoiceMapping } from "./mappingDoor.ts";

const sum = v.object({ count: v.number(), oere: v.number() });
type Sum = Infer<typeof sum>;

/** Counts, and amounts in øre. `isMore`: there are more of them than were added up. */
export const goingWith = v.union(v.object({ payments: sum, credits: sum, isMore: v.boolean() }), v.null());

/** An instalment plan has a dozen. */
const MAX_COUNTED = 500;

/**
 * Payments and credits that leaving out a held invoice leaves out with it, or that taking it back takes back. Null for what nothing
 * goes with: another kind of record, and an invoice that is in Tripletex.
 */
export async function readGoingWith(ctx: QueryCtx, holdId: Id<"holds">): Promise<GoingWith | null> {
  const hold = await ctx.db.get("holds", holdId);
  if (hold?.kind !== "invoice" || hold.state === "resolved") return null;
  if ((await findInvoiceMapping(ctx, hold.tripletexEnv, Number(hold.rubicKey))) !== null) return null;
  const rows = await findFollowing(ctx, hold, MAX_COUNTED + 1);
  const counted = rows.slice(0, MAX_COUNTED);
  return {
    payments: sumOf(counted.filter(({ kind }) => kind === "payment")),
    credits: sumOf(counted.filter(({ kind }) => kind === "credit")),
    isMore: rows.length > MAX_COUNTED,
  };
}

const sumOf = (rows: { amountOere?: number }[]): Sum => ({
  count: rows.length,
  oere: rows.reduce((oere, { amountOere = 0 }) => oere + amountOere, 0),
});

/** Goes on with what follows an invoice, a transaction at a time until nothing is left of it. */
export const goOn = internalMutation({
  args: { tripletexEnv, rubicKey: v.string(), actor },
  returns: v.null(),
  handler: async (ctx, { actor: by, ...key }): Promise<null> => {
    await followInvoice(ctx, key, by);
    return null;
  },
});

/** The same for an operator at the command line of the deployment (`npx convex run`), before leaving it out. */
export const read = internalQuery({
  args: { holdId: v.id("holds") },
  returns: goingWith,
  handler: async (ctx, { holdId }): Promise<GoingWith | null> => await readGoingWith(ctx, holdId),
});
