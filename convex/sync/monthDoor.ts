/** The one door to what the comparison knows of each month; apart from the comparison, so that mappings and holds can touch a month. */
import type { WithoutSystemFields } from "convex/server";
import { NOTHING_BOOKED } from "../../src/sync/booked-sum.ts";
import { type DateWindow, monthOf } from "../../src/sync/months.ts";
import type { Doc } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import type { TripletexEnv } from "../validators.ts";

/** More months than any books have: a century. */
const MAX_MONTHS = 1_200;

export async function readMonths(
  ctx: QueryCtx,
  tripletexEnv: TripletexEnv,
): Promise<Doc<"comparedMonths">[]> {
  return await ctx.db
    .query("comparedMonths")
    .withIndex("by_env_and_from", (q) => q.eq("tripletexEnv", tripletexEnv))
    .take(MAX_MONTHS);
}

export async function openMonth(ctx: MutationCtx, tripletexEnv: TripletexEnv, window: DateWindow) {
  const { from, toExclusive } = window;
  await ctx.db.insert("comparedMonths", {
    tripletexEnv,
    from,
    toExclusive,
    changes: 0,
    comparedChanges: null,
    sum: NOTHING_BOOKED,
    pages: [],
  });
}

export async function removeMonth(ctx: MutationCtx, row: Doc<"comparedMonths">) {
  await ctx.db.delete("comparedMonths", row._id);
}

export async function noteCompared(
  ctx: MutationCtx,
  row: Doc<"comparedMonths">,
  compared: Partial<WithoutSystemFields<Doc<"comparedMonths">>>,
) {
  await ctx.db.patch("comparedMonths", row._id, compared);
}

/** Months that a mutation has touched already: once is enough in one transaction. */
const touched = new WeakMap<MutationCtx, Set<string>>();

/**
 * Notes that a mapping of an invoice of that day, or of a payment on it, has changed, or what is held as paid on it already.
 * @param invoiceDate YYYY-MM-DD, in Tripletex: what is compared is read by it
 */
export async function touchMonth(
  ctx: MutationCtx,
  tripletexEnv: TripletexEnv,
  invoiceDate: string,
): Promise<void> {
  const { from, toExclusive } = monthOf(invoiceDate);
  const name = `${tripletexEnv} ${from}`;
  const names = touched.get(ctx) ?? new Set<string>();
  if (names.has(name)) return;
  touched.set(ctx, names.add(name));
  // The last window that begins in the month or before it: a window may begin with the cut-over, or hold all that lies ahead.
  const row = await ctx.db
    .query("comparedMonths")
    .withIndex("by_env_and_from", (q) => q.eq("tripletexEnv", tripletexEnv).lt("from", toExclusive))
    .order("desc")
    .first();
  if (row !== null) await ctx.db.patch("comparedMonths", row._id, { changes: row.changes + 1 });
}
