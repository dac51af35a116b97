/** How a step begins: it shows its fence, gets a fresh lease and everything that it needs to know of its run. */
import { type Infer, v } from "convex/values";
import type { Doc } from "../_generated/dataModel.js";
import { internalMutation, type MutationCtx, type QueryCtx } from "../_generated/server.js";
import { cursor, readWindow, runMode, type SyncType, syncType, tripletexEnv } from "../validators.ts";
import { STOPPING_CODE } from "./canaryDoor.ts";
import { isCancelRequested } from "./cancel.ts";
import { ensureEnvironment } from "./environments.ts";
import { findLatestState, isFirstOfDay } from "./latest.ts";
import { renewLease, requireLease } from "./lease.ts";
import { planIdOf } from "./planDoor.ts";
import { moveRun } from "./runDoor.ts";
import { readTypeStates } from "./typeStates.ts";

const stepContext = v.object({
  tripletexEnv,
  types: v.array(syncType),
  mode: runMode,
  /** Started by the schedule: what Tripletex refused before is then sent again at growing intervals only. */
  isScheduled: v.boolean(),
  /** Of a preview the plan that it makes, else the plan that the run carries out. */
  planId: v.union(v.id("plans"), v.null()),
  /** Up to when Rubic is read: the start of the run, or of the preview whose plan it carries out. */
  startedAt: v.number(),
  /** Null for everything; else the run takes these records alone. */
  keys: v.union(v.array(v.string()), v.null()),
  leaseEndsAt: v.number(),
  commits: v.number(),
  cursor,
  /** Null when the deployment has no cut-over date yet. */
  booksFrom: v.union(v.string(), v.null()),
  windows: v.object({ invoices: v.union(readWindow, v.null()), payments: v.union(readWindow, v.null()) }),
  /** Types of which this is the first regular run of the day in Oslo. */
  firstOfDay: v.array(syncType),
  /** When all invoices up to now were last read; tells a late invoice from one before the cut-over. */
  invoicesReadUntil: v.union(v.number(), v.null()),
  /** When that reading ended: what was booked until then came from it, or from an earlier one. */
  invoicesBookedUntil: v.union(v.number(), v.null()),
  progress: v.array(
    v.object({
      syncType,
      expected: v.number(),
      rubicCount: v.number(),
      rubicOere: v.number(),
    }),
  ),
  failedTypes: v.array(syncType),
  /** The run goes on after its step died. */
  wasInterrupted: v.boolean(),
  /** An invoice was booked differently than Rubic has it: nothing more is booked until a person has decided. */
  invoicesStoppedBy: v.union(v.string(), v.null()),
  isCancelRequested: v.boolean(),
  isCustomerListClosed: v.boolean(),
  isProductListClosed: v.boolean(),
  rate: v.object({
    remaining: v.union(v.number(), v.null()),
    resetsAt: v.number(),
    refusals: v.number(),
  }),
});
export type StepContext = Infer<typeof stepContext>;

const DAY_MS = 86_400_000;
/** A list endpoint that was closed is asked again after a week: rights get granted. */
const LIST_RETRY_MS = 7 * DAY_MS;

const isClosed = (closedAt: number | undefined, now: number) =>
  closedAt !== undefined && now - closedAt < LIST_RETRY_MS;

/** @throws ConvexError `FENCED` when another step has taken over */
export const begin = internalMutation({
  args: { runId: v.id("runs"), fence: v.number() },
  returns: stepContext,
  handler: async (ctx, args): Promise<StepContext> => {
    const { run, lease } = await requireLease(ctx, args);
    const now = Date.now();
    const environment = await ensureEnvironment(ctx, run.tripletexEnv);
    await moveRun(ctx, run, { event: "beginStep" });
    return {
      tripletexEnv: run.tripletexEnv,
      types: run.types,
      mode: run.mode,
      planId: await planIdOf(ctx, run),
      isScheduled: run.actor.kind === "schedule",
      startedAt: run.plan?.startedAt ?? run.startedAt,
      keys: run.keys ?? null,
      leaseEndsAt: await renewLease(ctx, lease, now),
      commits: lease.commits,
      cursor: await readCursor(ctx, run),
      booksFrom: environment.booksFrom ?? null,
      ...(await readTypes(ctx, run)),
      wasInterrupted: run.status === "interrupted",
      invoicesStoppedBy: await readInvoiceStop(ctx, run),
      isCancelRequested: await isCancelRequested(ctx, run._id),
      isCustomerListClosed: isClosed(environment.customerListClosedAt, now),
      isProductListClosed: isClosed(environment.productListClosedAt, now),
      rate: await readRate(ctx, run),
    };
  },
});

async function readCursor(ctx: MutationCtx, run: Doc<"runs">) {
  const row = await ctx.db
    .query("runCursors")
    .withIndex("by_run", (q) => q.eq("runId", run._id))
    .unique();
  if (row === null) throw new Error(`run ${run._id} is live but has no cursor`);
  return row.cursor;
}

async function readTypes(ctx: MutationCtx, run: Doc<"runs">) {
  const states = await readTypeStates(ctx, run);
  // At most one row per type, so the collect is bounded.
  const progress = await ctx.db
    .query("runProgress")
    .withIndex("by_run_and_type", (q) => q.eq("runId", run._id))
    .collect();
  const latestInvoices = await findLatestState(ctx, run.tripletexEnv, "invoices");
  const windowOf = (type: "invoices" | "payments") =>
    states.find((state) => state.syncType === type)?.window ?? null;
  return {
    windows: { invoices: windowOf("invoices"), payments: windowOf("payments") },
    invoicesReadUntil: latestInvoices?.watermark ?? null,
    invoicesBookedUntil: latestInvoices?.lastSyncAt ?? null,
    firstOfDay: await typesFirstToday(ctx, run),
    failedTypes: states.filter((state) => state.status === "failed").map((state) => state.syncType),
    progress: progress.map(({ syncType: type, expected, rubicCount, rubicOere }) => ({
      syncType: type,
      expected,
      rubicCount,
      rubicOere,
    })),
  };
}

async function typesFirstToday(ctx: MutationCtx, run: Doc<"runs">): Promise<SyncType[]> {
  const found = await Promise.all(
    run.types.map(async (type) => ((await isFirstOfDay(ctx, run, type)) ? [type] : [])),
  );
  return found.flat();
}

/** Why no invoices are booked in an environment: the message of one that was booked differently; else null. */
export async function readInvoiceStop(
  ctx: QueryCtx,
  run: Pick<Doc<"runs">, "tripletexEnv">,
): Promise<string | null> {
  const hold = await ctx.db
    .query("holds")
    .withIndex("by_env_and_code", (q) =>
      q.eq("tripletexEnv", run.tripletexEnv).eq("state", "open").eq("code", STOPPING_CODE),
    )
    .first();
  return hold?.message ?? null;
}

async function readRate(ctx: MutationCtx, run: Doc<"runs">) {
  const row = await ctx.db
    .query("rateBudgets")
    .withIndex("by_env", (q) => q.eq("tripletexEnv", run.tripletexEnv))
    .unique();
  return {
    remaining: row?.remaining ?? null,
    resetsAt: row?.resetsAt ?? 0,
    refusals: row?.refusals ?? 0,
  };
}
