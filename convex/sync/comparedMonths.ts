/**
 * What the comparison knows of each month. A month is compared again when its mappings have changed since, when it may
 * still change in Rubic, or when a run reads everything; the sums of the others are taken as they stand, with their age.
 */
import { type Infer, v } from "convex/values";
import { addBooked, NOTHING_BOOKED } from "../../src/sync/booked-sum.ts";
import type { Doc } from "../_generated/dataModel.js";
import { internalMutation, type MutationCtx, type QueryCtx } from "../_generated/server.js";
import { dateWindow } from "../reconcileValidators.ts";
import { type Comparing, comparedPage, comparing, type TripletexEnv } from "../validators.ts";
import { isCancelRequested } from "./cancel.ts";
import { closeGoneChanges } from "./changesInTripletex.ts";
import { begunMonth } from "./comparisonTables.ts";
import { renewLease, requireLease } from "./lease.ts";
import { noteCompared, openMonth, readMonths, removeMonth } from "./monthDoor.ts";

const knownMonth = v.object({
  changes: v.number(),
  /** No mapping has changed since it was compared. */
  isCurrent: v.boolean(),
  /** This run has compared it already. */
  isDone: v.boolean(),
  pages: v.array(comparedPage),
  /** How far this run has come with it in an earlier step. */
  begun: v.union(begunMonth, v.null()),
});
export type KnownMonth = Infer<typeof knownMonth>;

/** How often each month's mappings have changed, by its first day: what the reconciliation goes by. */
export async function readMonthChanges(ctx: QueryCtx, env: TripletexEnv): Promise<Map<string, number>> {
  return new Map((await readMonths(ctx, env)).map(({ from, changes }) => [from, changes]));
}

/**
 * Begins the comparison: makes a row for each window before anything is read, so that no change goes unnoticed, and
 * removes those of other windows. Answers in the order of the windows. @throws ConvexError `FENCED`
 */
export const open = internalMutation({
  args: { runId: v.id("runs"), fence: v.number(), windows: v.array(dateWindow) },
  returns: v.array(knownMonth),
  handler: async (ctx, args): Promise<KnownMonth[]> => {
    const { run } = await requireLease(ctx, args);
    const env = run.tripletexEnv;
    const rows = new Map((await readMonths(ctx, env)).map((row) => [nameOf(row), row]));
    const months: KnownMonth[] = [];
    for (const window of args.windows) {
      const row = rows.get(nameOf(window));
      rows.delete(nameOf(window));
      if (row === undefined) await openMonth(ctx, env, window);
      const { changes = 0, comparedChanges = null, pages = [] } = row ?? {};
      const isCurrent = comparedChanges === changes;
      const isDone = isCurrent && row?.comparedByRun === args.runId;
      const begun = row?.begun?.runId === args.runId ? row.begun.month : null;
      months.push({ changes, isCurrent, isDone, pages, begun });
    }
    for (const row of rows.values()) await removeMonth(ctx, row);
    return months;
  },
});

const nameOf = ({ from, toExclusive }: Infer<typeof dateWindow>) => `${from} ${toExclusive}`;

/** Stores months that were compared, and how far the next one has come, and renews the lease. @throws ConvexError `FENCED` */
export const store = internalMutation({
  args: {
    runId: v.id("runs"),
    fence: v.number(),
    months: v.array(
      v.object({
        from: v.string(),
        /** As `open` answered: a change since then makes the month stale. */
        changes: v.number(),
        sum: comparing,
        pages: v.array(comparedPage),
      }),
    ),
    begun: v.union(begunMonth, v.null()),
  },
  returns: v.object({ leaseEndsAt: v.number(), isCancelRequested: v.boolean() }),
  handler: async (ctx, args) => {
    const { run, lease } = await requireLease(ctx, args);
    const { runId } = args;
    const now = Date.now();
    for (const { from, changes, sum, pages } of args.months) {
      const row = await requireMonth(ctx, run.tripletexEnv, from);
      const compared = { comparedChanges: changes, comparedAt: now, comparedByRun: runId };
      await noteCompared(ctx, row, { ...compared, sum, pages, begun: undefined });
      await closeGoneChanges(ctx, run, { from, toExclusive: row.toExclusive });
    }
    if (args.begun !== null) {
      const row = await requireMonth(ctx, run.tripletexEnv, args.begun.from);
      await noteCompared(ctx, row, { begun: { runId, month: args.begun } });
    }
    const leaseEndsAt = await renewLease(ctx, lease, now);
    return { leaseEndsAt, isCancelRequested: await isCancelRequested(ctx, runId) };
  },
});

async function requireMonth(
  ctx: MutationCtx,
  env: TripletexEnv,
  from: string,
): Promise<Doc<"comparedMonths">> {
  const row = await ctx.db
    .query("comparedMonths")
    .withIndex("by_env_and_from", (q) => q.eq("tripletexEnv", env).eq("from", from))
    .unique();
  if (row === null) throw new Error(`the month from ${from} was not opened`);
  return row;
}

/** All months together, and when the one was compared that a run compared longest ago; null when it was this one. */
export async function sumMonths(
  ctx: QueryCtx,
  run: Doc<"runs">,
): Promise<{ tripletex: Comparing; oldestComparedAt: number | null }> {
  const rows = await readMonths(ctx, run.tripletexEnv);
  const older = rows.filter((row) => row.comparedByRun !== run._id).flatMap((row) => row.comparedAt ?? []);
  return {
    tripletex: rows.reduce((sum, row) => addBooked(sum, row.sum), NOTHING_BOOKED),
    oldestComparedAt: older.length === 0 ? null : Math.min(...older),
  };
}
