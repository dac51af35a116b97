/**
 * How far back the next run of payments must read: an invoice on which Rubic has more or less paid than is mapped has a transaction
 * that no window met, backdated or changed. Each change of what is paid is asked for once, since the sums may differ for good.
 */
import { type Infer, v } from "convex/values";
import { internalQuery, type MutationCtx, type QueryCtx } from "../_generated/server.js";
import { type TripletexEnv, tripletexEnv } from "../validators.ts";
import { noteAsked } from "./mappingDoor.ts";

/** An invoice whose payments are to be read from its date on (YYYY-MM-DD), and what Rubic says is paid on it. */
export const readBack = v.object({ rubicInvoiceId: v.number(), paidOere: v.number(), from: v.string() });
export type ReadBack = Infer<typeof readBack>;

async function findRow(ctx: QueryCtx, env: TripletexEnv) {
  return await ctx.db
    .query("paymentReads")
    .withIndex("by_env", (q) => q.eq("tripletexEnv", env))
    .unique();
}

export async function askReadBack(ctx: MutationCtx, env: TripletexEnv, asked: ReadBack[]): Promise<void> {
  if (asked.length === 0) return;
  for (const each of asked) await noteAsked(ctx, env, each);
  const row = await findRow(ctx, env);
  const dates = asked.map((each) => each.from);
  const [from = ""] = [...dates, ...(row === null ? [] : [row.from])].toSorted();
  if (row === null) await ctx.db.insert("paymentReads", { tripletexEnv: env, from });
  else await ctx.db.patch("paymentReads", row._id, { from });
}

/** A run of payments has got through all that it was asked to read; answers from which day on (YYYY-MM-DD), null when nothing was asked. */
export async function forgetReadBack(ctx: MutationCtx, env: TripletexEnv): Promise<string | null> {
  const row = await findRow(ctx, env);
  if (row === null) return null;
  await ctx.db.delete("paymentReads", row._id);
  return row.from;
}

/** The invoice date (YYYY-MM-DD) from which payments are to be read; null when the run's own window will do. */
export const from = internalQuery({
  args: { tripletexEnv },
  returns: v.union(v.string(), v.null()),
  handler: async (ctx, args) => (await findRow(ctx, args.tripletexEnv))?.from ?? null,
});
