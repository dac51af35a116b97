/**
 * The one door to plans and their items: what a preview found, in rows that nothing but a plan reads. An item stands once per
 * record, and the plan's totals are kept beside it.
 */
import { type Infer, v } from "convex/values";
import type { HoldCode } from "../../src/sync/hold-codes.ts";
import { nextTypeState, type TypeEvent } from "../../src/sync/states/run.ts";
import type { Doc, Id } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import { type PlanItem, type PlanTotal, planItem } from "../planValidators.ts";
import type { Counters, RecordKind, StoredProblem, SyncType } from "../validators.ts";
import { conflictHold } from "./conflictHold.ts";
import { decisionOnInvoice, findHold } from "./holdDoor.ts";
import { orRefuse } from "./legal.ts";
import { findRival } from "./mappingDoor.ts";
import type { TypeState } from "./typeStates.ts";

type Count = Omit<Counters, "done">;

export type PlannedType = Pick<TypeState, "syncType" | "window">;

export async function insertPlan(
  ctx: MutationCtx,
  run: Pick<Doc<"runs">, "_id" | "tripletexEnv" | "startedAt">,
  types: PlannedType[],
): Promise<void> {
  const status = orRefuse(() => nextTypeState("none", "start"));
  const { tripletexEnv, startedAt } = run;
  await ctx.db.insert("plans", {
    tripletexEnv,
    startedAt,
    types: types.map((type) => ({ ...type, status })),
    runId: run._id,
    totals: [],
    toDo: 0,
    done: 0,
  });
}

export async function findPlanOfRun(ctx: QueryCtx, runId: Id<"runs">): Promise<Doc<"plans"> | null> {
  return await ctx.db
    .query("plans")
    .withIndex("by_run", (q) => q.eq("runId", runId))
    .unique();
}

/** @throws Error for a run that is no preview */
export async function requirePlanOfRun(ctx: QueryCtx, runId: Id<"runs">): Promise<Doc<"plans">> {
  const plan = await findPlanOfRun(ctx, runId);
  if (plan === null) throw new Error(`run ${runId} makes no plan`);
  return plan;
}

/** Of a preview the plan that it makes, else the plan that the run carries out. */
export async function planIdOf(
  ctx: QueryCtx,
  run: Pick<Doc<"runs">, "_id" | "mode" | "plan">,
): Promise<Id<"plans"> | null> {
  if (run.mode === "preview") return (await findPlanOfRun(ctx, run._id))?._id ?? null;
  return run.plan?.planId ?? null;
}

export async function findPlanItem(
  ctx: QueryCtx,
  planId: Id<"plans">,
  key: { kind: RecordKind; rubicKey: string },
): Promise<Doc<"planItems"> | null> {
  return await ctx.db
    .query("planItems")
    .withIndex("by_key", (q) => q.eq("planId", planId).eq("kind", key.kind).eq("rubicKey", key.rubicKey))
    .unique();
}

/** An item that a run carries out: something would be written, or a mapping stored. */
export function isToDo({ action }: Pick<PlanItem, "action">): boolean {
  return action === "create" || action === "update" || action === "adopt";
}

type Settled = Infer<typeof settledItem>;
const settledItem = v.object({ ...planItem.fields, isRival: v.optional(v.boolean()) });

/** Stores what a sub-batch of a preview found; answers what it counts. An item that is there already is not counted again. */
export async function storePlanItems(
  ctx: MutationCtx,
  plan: Doc<"plans">,
  change: { items: PlanItem[]; unchanged: { kind: RecordKind; count: number } | null },
): Promise<Count> {
  const count: Count = { created: 0, updated: 0, adopted: 0, unchanged: 0, held: 0 };
  const totals = new Totals(plan.totals);
  let toDo = plan.toDo;
  for (const item of change.items) {
    if ((await findPlanItem(ctx, plan._id, item)) !== null) continue;
    const settled = await settleItem(ctx, plan, item);
    await ctx.db.insert("planItems", { ...settled, planId: plan._id });
    totals.add(settled, 1, settled.amountOere ?? 0);
    toDo += isToDo(settled) ? 1 : 0;
    const counter = COUNTERS[settled.action];
    if (counter !== null) count[counter] += 1;
  }
  const { unchanged } = change;
  if (unchanged !== null) totals.add({ kind: unchanged.kind, action: "unchanged" }, unchanged.count, 0);
  await ctx.db.patch("plans", plan._id, { totals: totals.rows, toDo });
  return count;
}

const COUNTERS: Record<PlanItem["action"], keyof Count | null> = {
  create: "created",
  update: "updated",
  adopt: "adopted",
  held: "held",
  waits: "held",
  leftOut: "held",
  outOfScope: null,
};

class Totals {
  readonly rows: PlanTotal[];

  constructor(rows: PlanTotal[]) {
    this.rows = rows.map((row) => ({ ...row }));
  }

  add(key: Pick<PlanTotal, "kind" | "action">, count: number, oere: number): void {
    if (count === 0) return;
    const row = this.rows.find((each) => each.kind === key.kind && each.action === key.action);
    if (row === undefined) this.rows.push({ kind: key.kind, action: key.action, count, oere });
    else {
      row.count += count;
      row.oere += oere;
    }
  }
}

/** What only the tables know: a person has left the record out, or another record has its place in Tripletex. */
async function settleItem(ctx: QueryCtx, plan: Doc<"plans">, item: PlanItem): Promise<Settled> {
  if (item.action === "held") return await leftOutIfIgnored(ctx, plan, item);
  const rival = await findItemRival(ctx, plan, item);
  if (rival === null) return item;
  const { kind, rubicKey, label, amountOere, documentDate } = item;
  const hold = item.mapping === undefined ? takenHold(item, rival) : conflictHold(item.mapping, rival);
  const { code, message } = hold;
  return {
    kind,
    rubicKey,
    label,
    amountOere,
    documentDate,
    code,
    message,
    action: "held",
    isRival: true,
  };
}

async function leftOutIfIgnored(ctx: QueryCtx, plan: Doc<"plans">, item: PlanItem): Promise<PlanItem> {
  const { tripletexEnv } = plan;
  const hold = await findHold(ctx, { ...item, tripletexEnv });
  const own = hold?.state === "ignored" && hold.code === item.code ? hold.ignored : undefined;
  const decision = own ?? (await decisionOnInvoice(ctx, tripletexEnv, item.waitsForInvoice));
  if (decision === null) return item;
  return { ...item, action: "leftOut", message: `Left out by a person: ${decision.reason}` };
}

interface Rival {
  label: string;
  otherKey: string;
}

/** Another record that is, or by this plan would be, the same one in Tripletex. */
async function findItemRival(ctx: QueryCtx, plan: Doc<"plans">, item: PlanItem): Promise<Rival | null> {
  const { kind, label, target, mapping } = item;
  const mapped = mapping === undefined ? null : await findRival(ctx, plan.tripletexEnv, mapping);
  if (mapped !== null) return { label, otherKey: mapped };
  if (target === undefined) return null;
  const planned = await ctx.db
    .query("planItems")
    .withIndex("by_target", (q) => q.eq("planId", plan._id).eq("kind", kind).eq("target", target))
    .first();
  return planned === null ? null : { label, otherKey: planned.rubicKey };
}

const TAKEN_CODES: Record<RecordKind, HoldCode> = {
  customer: "CUSTOMER_NUMBER_TAKEN",
  product: "PRODUCT_CODE_DUPLICATE",
  invoice: "INVOICE_NUMBER_TAKEN",
  credit: "ALREADY_CREDITED",
  payment: "ALREADY_PAID",
};

function takenHold(item: PlanItem, { otherKey }: Rival): { code: HoldCode; message: string } {
  const message = `${item.label} would get number ${item.target} in Tripletex, which Rubic's ${item.kind} ${otherKey} gets by this plan.`;
  return { code: TAKEN_CODES[item.kind], message };
}

/** Ends a type of a preview that is still running. */
export async function endPlannedType(
  ctx: MutationCtx,
  plan: Doc<"plans">,
  end: { syncType: SyncType; event: TypeEvent; problem?: StoredProblem },
): Promise<boolean> {
  const type = plan.types.find((each) => each.syncType === end.syncType);
  if (type === undefined || type.completedAt !== undefined) return false;
  const status = orRefuse(() => nextTypeState(type.status, end.event));
  const ended = { ...type, status, problem: end.problem, completedAt: Date.now() };
  const types = plan.types.map((each) => (each === type ? ended : each));
  await ctx.db.patch("plans", plan._id, { types });
  return true;
}

/** Whether anything of a plan would wait; of all kinds, or of one. */
export function hasPlannedHolds(plan: Pick<Doc<"plans">, "totals">, kind?: RecordKind): boolean {
  return plan.totals.some(
    (total) =>
      (total.action === "held" || total.action === "waits") && (kind === undefined || total.kind === kind),
  );
}

export async function noteCarriedOutBy(
  ctx: MutationCtx,
  planId: Id<"plans">,
  carriedOutBy: Id<"runs">,
): Promise<void> {
  await ctx.db.patch("plans", planId, { carriedOutBy });
}

/** Counts an item as carried out; does nothing for a record that the plan does not have, or has done. */
export async function markPlanItemDone(
  ctx: MutationCtx,
  planId: Id<"plans">,
  key: { kind: RecordKind; rubicKey: string },
): Promise<void> {
  const item = await findPlanItem(ctx, planId, key);
  if (item === null || !isToDo(item) || item.doneAt !== undefined) return;
  await ctx.db.patch("planItems", item._id, { doneAt: Date.now() });
  const plan = await ctx.db.get("plans", planId);
  if (plan !== null) await ctx.db.patch("plans", planId, { done: plan.done + 1 });
}

/** Takes everything personal off an item; what it counts and its kroner stay. */
export async function dropPersonalValues(ctx: MutationCtx, item: Doc<"planItems">): Promise<void> {
  await ctx.db.patch("planItems", item._id, {
    label: REMOVED,
    message: undefined,
    differences: undefined,
    expectation: undefined,
  });
}

/** What stands where a name stood. */
export const REMOVED = "(removed after 90 days)";

export async function noteCleaned(ctx: MutationCtx, planId: Id<"plans">): Promise<void> {
  await ctx.db.patch("plans", planId, { cleanedAt: Date.now() });
}
