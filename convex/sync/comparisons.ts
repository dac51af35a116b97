/** Stores how Rubic and Tripletex compare, as the sum of all months; the latest comparison of an environment replaces the one before. */
import { type Infer, v } from "convex/values";
import { addBooked } from "../../src/sync/booked-sum.ts";
import { internalMutation, type QueryCtx } from "../_generated/server.js";
import { type Comparing, comparing, type TripletexEnv } from "../validators.ts";
import { closeGoneChanges } from "./changesInTripletex.ts";
import { sumMonths } from "./comparedMonths.ts";
import { requireLease } from "./lease.ts";
import { addTotals, readTotals } from "./totals.ts";

const rubicSum = v.object({ count: v.number(), oere: v.number() });

/**
 * @param read what this run read from Rubic since the cut-over, when it read everything; null after an incremental
 * run, where Rubic's side is what is mapped and held, as last read
 */
export const store = internalMutation({
  args: {
    runId: v.id("runs"),
    fence: v.number(),
    booksFrom: v.string(),
    /** What was paid since the cut-over on linked invoices that are older. */
    linked: comparing,
    read: v.union(v.object({ invoices: rubicSum, payments: rubicSum }), v.null()),
  },
  returns: v.null(),
  handler: async (ctx, args) => {
    const { run } = await requireLease(ctx, args);
    const env = run.tripletexEnv;
    const now = Date.now();
    const before = await findComparison(ctx, env);
    await closeGoneChanges(ctx, run, { from: "", toExclusive: args.booksFrom });
    const { tripletex: ofMonths, oldestComparedAt } = await sumMonths(ctx, run);
    const tripletex = addBooked(ofMonths, args.linked);
    const row = {
      tripletexEnv: env,
      runId: args.runId,
      comparedAt: now,
      booksFrom: args.booksFrom,
      isCompleteRead: args.read !== null,
      lastCompleteReadAt: args.read === null ? before?.lastCompleteReadAt : now,
      ...(oldestComparedAt !== null && { oldestMonthComparedAt: oldestComparedAt }),
      invoices: await compareSum(ctx, { env, kind: "invoice" }, { tripletex, read: args.read }),
      payments: await compareSum(ctx, { env, kind: "payment" }, { tripletex, read: args.read }),
      differences: tripletex.differences,
      differenceCount: tripletex.differenceCount,
    };
    if (before === null) await ctx.db.insert("comparisons", row);
    else await ctx.db.replace("comparisons", before._id, row);
    return null;
  },
});

async function compareSum(
  ctx: QueryCtx,
  key: { env: TripletexEnv; kind: "invoice" | "payment" },
  args: {
    tripletex: Comparing;
    read: { invoices: Infer<typeof rubicSum>; payments: Infer<typeof rubicSum> } | null;
  },
) {
  const isInvoice = key.kind === "invoice";
  const own = await readTotals(ctx, key.env, key.kind);
  // A credit takes off what its invoice added: both are one side of the same sum.
  const totals = isInvoice ? addTotals(own, await readTotals(ctx, key.env, "credit")) : own;
  const read = isInvoice ? args.read?.invoices : args.read?.payments;
  return {
    rubicCount: read?.count ?? totals.mappedCount + totals.heldCount + totals.ignoredCount,
    rubicOere: read?.oere ?? totals.mappedOere + totals.heldOere + totals.ignoredOere,
    tripletexCount: isInvoice ? args.tripletex.invoiceCount : totals.mappedCount,
    tripletexOere: isInvoice ? args.tripletex.invoiceOere : args.tripletex.paidOere,
    heldCount: totals.heldCount,
    heldOere: totals.heldOere,
    ignoredCount: totals.ignoredCount,
    ignoredOere: totals.ignoredOere,
    alreadyPaidOere: totals.alreadyPaidOere,
  };
}

async function findComparison(ctx: QueryCtx, env: TripletexEnv) {
  return await ctx.db
    .query("comparisons")
    .withIndex("by_env", (q) => q.eq("tripletexEnv", env))
    .unique();
}
