/**
 * What a run that carries out a plan did not do as planned, by name. One row per record and run; counted beside the run's
 * progress, so that a type with deviations does not claim to have got through its window.
 */
import { v } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel.js";
import { internalMutation, type MutationCtx, type QueryCtx } from "../_generated/server.js";
import type { Deviation } from "../planValidators.ts";
import { type RecordKind, recordKind, type SyncType } from "../validators.ts";
import { findIntent } from "./intents.ts";
import { renewLease, requireLease } from "./lease.ts";
import { findPlanItem, isToDo, REMOVED } from "./planDoor.ts";

const TYPE_OF: Record<RecordKind, SyncType> = {
  product: "products",
  customer: "customers",
  invoice: "invoices",
  credit: "invoices",
  payment: "payments",
};

type PlanRun = Pick<Doc<"runs">, "_id" | "plan">;

async function findDeviation(ctx: QueryCtx, runId: Id<"runs">, key: { kind: RecordKind; rubicKey: string }) {
  return await ctx.db
    .query("planDeviations")
    .withIndex("by_run", (q) => q.eq("runId", runId).eq("kind", key.kind).eq("rubicKey", key.rubicKey))
    .unique();
}

async function findProgress(ctx: QueryCtx, runId: Id<"runs">, type: SyncType) {
  return await ctx.db
    .query("runProgress")
    .withIndex("by_run_and_type", (q) => q.eq("runId", runId).eq("syncType", type))
    .unique();
}

/** Stores a deviation, unless the run has one of the record already. */
export async function addDeviation(ctx: MutationCtx, run: PlanRun, deviation: Deviation): Promise<void> {
  if (run.plan === undefined) throw new Error(`run ${run._id} carries out no plan`);
  if ((await findDeviation(ctx, run._id, deviation)) !== null) return;
  const { planId } = run.plan;
  await ctx.db.insert("planDeviations", { ...deviation, planId, runId: run._id });
  // A payer belongs to the invoices in a run that syncs no customers.
  const row =
    (await findProgress(ctx, run._id, TYPE_OF[deviation.kind])) ??
    (await findProgress(ctx, run._id, "invoices"));
  if (row === null) throw new Error(`run ${run._id} has no progress row for a ${deviation.kind}`);
  await ctx.db.patch("runProgress", row._id, { deviations: (row.deviations ?? 0) + 1 });
}

/** Whether a run with a plan has left an invoice alone, or has it among what was planned: it is ours then, booked or not. */
export async function isInvoiceOfPlan(ctx: QueryCtx, run: PlanRun, rubicInvoiceId: number): Promise<boolean> {
  if (run.plan === undefined) return false;
  const key = { kind: "invoice" as const, rubicKey: String(rubicInvoiceId) };
  const item = await findPlanItem(ctx, run.plan.planId, key);
  if (item !== null && item.action !== "outOfScope") return true;
  return (await findDeviation(ctx, run._id, key)) !== null;
}

/** Records of one type, or of the whole run, that were not carried out as planned. */
export async function countDeviations(
  ctx: QueryCtx,
  run: Pick<Doc<"runs">, "_id" | "types">,
  type?: SyncType,
): Promise<number> {
  const types = type === undefined ? run.types : [type];
  const rows = await Promise.all(types.map((syncType) => findProgress(ctx, run._id, syncType)));
  return rows.reduce((sum, row) => sum + (row?.deviations ?? 0), 0);
}

const PAGE_SIZE = 100;

/**
 * Names what was planned, has not been carried out and was not met: Rubic does not deliver it any more. One page of a
 * kind's items. @throws ConvexError `FENCED`
 */
export const nameMissing = internalMutation({
  args: {
    runId: v.id("runs"),
    fence: v.number(),
    kind: recordKind,
    /** Those that were planned beside another type, which meets them itself. */
    isApart: v.boolean(),
    pageCursor: v.union(v.string(), v.null()),
  },
  returns: v.object({ pageCursor: v.union(v.string(), v.null()) }),
  handler: async (ctx, args) => {
    const { run, lease } = await requireLease(ctx, args);
    await renewLease(ctx, lease, Date.now());
    const planId = run.plan?.planId;
    if (planId === undefined) return { pageCursor: null };
    const page = await ctx.db
      .query("planItems")
      .withIndex("by_kind", (q) => q.eq("planId", planId).eq("kind", args.kind))
      .paginate({ numItems: PAGE_SIZE, cursor: args.pageCursor });
    for (const item of page.page) {
      if (!isToDo(item) || item.doneAt !== undefined || (item.isApart ?? false) !== args.isApart) continue;
      // Its write was sent and its outcome is not known yet.
      if ((await findIntent(ctx, { ...item, tripletexEnv: run.tripletexEnv })) !== null) continue;
      const { kind, rubicKey, label, amountOere } = item;
      const message = `${label} was planned, but Rubic does not deliver it any more.`;
      await addDeviation(ctx, run, { kind, rubicKey, label, amountOere, message, reason: "gone" });
    }
    return { pageCursor: page.isDone ? null : page.continueCursor };
  },
});

/** Takes everything personal off a deviation. */
export async function dropPersonalDeviation(ctx: MutationCtx, row: Doc<"planDeviations">): Promise<void> {
  await ctx.db.patch("planDeviations", row._id, { label: REMOVED, message: REMOVED });
}
