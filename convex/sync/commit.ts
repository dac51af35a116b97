/**
 * The one mutation in which a sub-batch ends. It checks the fence, stores mappings, holds, counters, events and the
 * cursor, renews the lease and carries out what comes next. Either all of it happens or nothing.
 */
import { type Infer, v } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel.js";
import { internalMutation, type MutationCtx } from "../_generated/server.js";
import { deviation, type PlanItem, planItem } from "../planValidators.ts";
import {
  type Counters,
  cursor,
  type HoldInput,
  type RecordKind,
  type RecordResult,
  recordResult,
  syncType,
  type TripletexEnv,
} from "../validators.ts";
import { isCancelRequested } from "./cancel.ts";
import { conflictHold } from "./conflictHold.ts";
import { noteFirstWriting } from "./environments.ts";
import { holdEvents, writeEvents } from "./events.ts";
import { markDependantsDue, putHold, type RecordKey, resolveHold } from "./holdDoor.ts";
import { doubtIntent, endIntent, previewWrites } from "./intents.ts";
import { countCommit, requireLease } from "./lease.ts";
import { noteSettled, type Origin, upsertMapping } from "./mappingDoor.ts";
import { askReadBack, readBack } from "./paymentReads.ts";
import { addDeviation } from "./planDeviations.ts";
import { findPlanItem, isToDo, markPlanItemDone, requirePlanOfRun, storePlanItems } from "./planDoor.ts";
import { gatherTotals } from "./totals.ts";
import { applyTransition, KIND_OF, transition } from "./transitions.ts";
import { storeWrites, unclearUpdateOf, type Write, writeOf } from "./written.ts";

const progressChange = v.object({
  syncType,
  unchanged: v.number(),
  expected: v.number(),
  isExpectedFinal: v.boolean(),
  rubicCount: v.number(),
  rubicOere: v.number(),
});

const runEvent = v.object({
  level: v.union(v.literal("info"), v.literal("warning"), v.literal("error")),
  message: v.string(),
});

const rate = v.object({
  remaining: v.union(v.number(), v.null()),
  resetsAt: v.number(),
  refusals: v.number(),
});

const commitArgs = {
  runId: v.id("runs"),
  fence: v.number(),
  /** How many commits of this run have been carried out before this one. */
  commitsBefore: v.number(),
  results: v.array(recordResult),
  /** What a preview found, instead of results. */
  planItems: v.optional(v.array(planItem)),
  /** What a run that carries out a plan leaves as it is. */
  deviations: v.optional(v.array(deviation)),
  /** Counters of the type at work; null outside of a type. Counts and øre are what this sub-batch adds. */
  progress: v.union(progressChange, v.null()),
  cursor,
  events: v.array(runEvent),
  rate: v.union(rate, v.null()),
  closedList: v.union(v.literal("customer"), v.literal("product"), v.null()),
  /** Mapped invoices on which something is outstanding again, or nothing any more. */
  settled: v.optional(v.array(v.object({ tripletexInvoiceId: v.number(), isSettled: v.boolean() }))),
  /** Invoices whose payments are to be read from their date on. */
  readBacks: v.optional(v.array(readBack)),
  next: transition,
};

/**
 * A commit whose answer was lost may be sent again: it is carried out once.
 * @throws ConvexError `FENCED` when another step has taken over; nothing is stored then
 */
export const commit = internalMutation({
  args: commitArgs,
  returns: v.object({ leaseEndsAt: v.number(), isCancelRequested: v.boolean() }),
  handler: async (ctx, args) => {
    const held = await requireLease(ctx, args);
    const env = held.run.tripletexEnv;
    if (held.lease.commits > args.commitsBefore) return await answer(ctx, args.runId, held.lease.expiresAt);
    await countCommit(ctx, held.lease);
    const origin: Origin = { tripletexEnv: env, runId: args.runId, now: Date.now() };
    const counted =
      held.run.mode === "preview"
        ? await storePlanned(ctx, held.run, args)
        : await gatherTotals(ctx, () =>
            storeResults(ctx, args.results, { ...origin, runId: args.runId, run: held.run }),
          );
    if (args.progress !== null) await addProgress(ctx, args.runId, args.progress, counted.count);
    for (const each of args.settled ?? []) await noteSettled(ctx, env, each);
    if (held.run.mode !== "preview") await askReadBack(ctx, env, args.readBacks ?? []);
    for (const each of args.deviations ?? []) await addDeviation(ctx, held.run, each);
    await storeCursor(ctx, args.runId, args.cursor);
    await writeEvents(ctx, args.runId, [...args.events, ...holdEvents(counted.newHolds)]);
    if (args.rate !== null) await storeRate(ctx, env, args.rate);
    if (args.closedList !== null) await noteClosedList(ctx, env, args.closedList);
    return await answer(ctx, args.runId, await applyTransition(ctx, held, args.next));
  },
});

async function answer(ctx: MutationCtx, runId: Id<"runs">, leaseEndsAt: number) {
  return { leaseEndsAt, isCancelRequested: await isCancelRequested(ctx, runId) };
}

type StepOrigin = Origin & { runId: Id<"runs">; run: Doc<"runs"> };
type Count = Omit<Counters, "done">;

/** What a sub-batch adds: to the counters, the messages of holds that are new, and what was written. */
interface Counted {
  count: Count;
  newHolds: string[];
  /** Kinds of which a held record got into the books. */
  freed: Set<RecordKind>;
  writes: Write[];
}

/** @throws ConvexError `PREVIEW_WRITES` when a preview has a result: it may find, and nothing else */
async function storePlanned(
  ctx: MutationCtx,
  run: Doc<"runs">,
  args: { results: RecordResult[]; planItems?: PlanItem[]; progress: Infer<typeof progressChange> | null },
): Promise<Counted> {
  if (args.results.length > 0) throw previewWrites();
  const { progress, planItems: items = [] } = args;
  const unchanged = progress && { kind: KIND_OF[progress.syncType], count: progress.unchanged };
  const plan = await requirePlanOfRun(ctx, run._id);
  return {
    count: await storePlanItems(ctx, plan, { items, unchanged }),
    newHolds: [],
    freed: new Set(),
    writes: [],
  };
}

async function storeResults(ctx: MutationCtx, results: RecordResult[], origin: StepOrigin): Promise<Counted> {
  const counted: Counted = {
    count: { created: 0, updated: 0, adopted: 0, unchanged: 0, held: 0 },
    newHolds: [],
    freed: new Set(),
    writes: [],
  };
  for (const result of results) {
    const kind = await storeResult(ctx, result, { origin, counted });
    if (kind !== null) counted.count[kind] += 1;
  }
  const { tripletexEnv } = origin;
  for (const kind of counted.freed) await markDependantsDue(ctx, { tripletexEnv, kind });
  await storeWrites(ctx, counted.writes);
  if (counted.writes.some(({ how }) => how !== "adopted"))
    await noteFirstWriting(ctx, tripletexEnv, origin.now);
  return counted;
}

interface Storing {
  origin: StepOrigin;
  counted: Counted;
}

/** Stores one result; answers as what it counts. */
async function storeResult(
  ctx: MutationCtx,
  result: RecordResult,
  storing: Storing,
): Promise<keyof Count | null> {
  const { origin } = storing;
  const kind = result.outcome === "mapped" ? result.mapping.kind : result.kind;
  const key: RecordKey = { kind, rubicKey: result.rubicKey, tripletexEnv: origin.tripletexEnv };
  switch (result.outcome) {
    case "mapped":
      return await storeMapped(ctx, key, { result, storing });
    case "held":
      await storeHold(ctx, key, { hold: await noteIntent(ctx, key, result), storing });
      await notePlannedHeld(ctx, origin.run, { key, hold: result.hold });
      return "held";
    case "released":
      await resolveHold(ctx, key, origin.now);
      return null;
    case "dropped":
      noteUnclear(storing, await endIntent(ctx, key, "drop"));
      return null;
  }
}

/** What a hold says about its intent; answers the hold as it is to be stored. Settled later, it is still one apart. */
async function noteIntent(
  ctx: MutationCtx,
  key: RecordKey,
  { hold, removesIntent }: Extract<RecordResult, { outcome: "held" }>,
): Promise<HoldInput> {
  const denied = removesIntent ? await endIntent(ctx, key, "deny") : null;
  if (!removesIntent && hold.code === "IN_DOUBT") await doubtIntent(ctx, key);
  return denied?.isApart === true ? { ...hold, isApart: true } : hold;
}

/** An update that is compared afresh: whether the one under way arrived stays unknown, and its run says so. */
function noteUnclear({ counted }: Storing, intent: Doc<"intents"> | null): void {
  const isUnclear = intent !== null && intent.action === "update" && intent.state === "inDoubt";
  if (isUnclear) counted.writes.push(unclearUpdateOf(intent));
}

async function storeHold(
  ctx: MutationCtx,
  key: RecordKey,
  input: { hold: HoldInput; storing: Storing },
): Promise<void> {
  const { origin, counted } = input.storing;
  const isNew = await putHold(ctx, key, { hold: input.hold, runId: origin.runId, now: origin.now });
  if (isNew) counted.newHolds.push(input.hold.message);
}

async function storeMapped(
  ctx: MutationCtx,
  key: RecordKey,
  input: { result: Extract<RecordResult, { outcome: "mapped" }>; storing: Storing },
): Promise<keyof Count> {
  const { result, storing } = input;
  const intent = await endIntent(ctx, key, "confirm");
  const { counted } = storing;
  // Found out by a later run, it is still the work of the run that sent it.
  const origin = { ...storing.origin, runId: intent?.runId ?? storing.origin.runId };
  const stored = await upsertMapping(ctx, result.mapping, origin);
  const { runId } = origin;
  const { how } = result;
  // What was sent is in Tripletex even where its mapping is refused.
  const isTaken = how !== "adopted" || stored.outcome === "stored";
  if (how !== "unchanged" && isTaken) counted.writes.push(writeOf(result.mapping, { runId, how }));
  if (stored.outcome === "conflict") {
    const hold = conflictHold(result.mapping, { label: result.label, otherKey: stored.otherKey });
    const isApart = result.isApart ?? intent?.isApart;
    await storeHold(ctx, key, { hold: { ...hold, isApart }, storing });
    await notePlannedHeld(ctx, storing.origin.run, { key, hold });
    return "held";
  }
  await markDone(ctx, key, { run: storing.origin.run, sentBy: intent?.runId });
  if (await resolveHold(ctx, key, origin.now)) counted.freed.add(key.kind);
  return result.how;
}

/** Of the run's own plan, or of the one whose run sent the write that is settled now. */
async function markDone(
  ctx: MutationCtx,
  key: RecordKey,
  { run, sentBy }: { run: Doc<"runs">; sentBy: Id<"runs"> | undefined },
): Promise<void> {
  const sender = sentBy === undefined || sentBy === run._id ? run : await ctx.db.get("runs", sentBy);
  const plans = new Set([run.plan?.planId, sender?.plan?.planId]);
  for (const planId of plans) if (planId !== undefined) await markPlanItemDone(ctx, planId, key);
}

/** What was planned and has to wait is named; while an outcome is unknown, nothing is said about the plan. */
async function notePlannedHeld(
  ctx: MutationCtx,
  run: Doc<"runs">,
  { key, hold }: { key: RecordKey; hold: HoldInput },
): Promise<void> {
  if (run.plan === undefined || hold.code === "IN_DOUBT") return;
  const item = await findPlanItem(ctx, run.plan.planId, key);
  if (item === null || !isToDo(item) || item.doneAt !== undefined) return;
  const { kind, rubicKey } = key;
  const { label, amountOere } = item;
  const message = `${label} was planned, but it is held now. ${hold.message}`;
  await addDeviation(ctx, run, { kind, rubicKey, label, amountOere, message, reason: "held" });
}

async function addProgress(
  ctx: MutationCtx,
  runId: Id<"runs">,
  change: Infer<typeof progressChange>,
  count: Count,
): Promise<void> {
  const row = await ctx.db
    .query("runProgress")
    .withIndex("by_run_and_type", (q) => q.eq("runId", runId).eq("syncType", change.syncType))
    .unique();
  if (row === null) throw new Error(`run ${runId} has no progress row for ${change.syncType}`);
  const before: Doc<"runProgress">["counters"] = row.counters;
  const unchanged = count.unchanged + change.unchanged;
  const done = count.created + count.updated + count.adopted + count.held + unchanged;
  await ctx.db.patch("runProgress", row._id, {
    counters: {
      done: before.done + done,
      created: before.created + count.created,
      updated: before.updated + count.updated,
      adopted: before.adopted + count.adopted,
      unchanged: before.unchanged + unchanged,
      held: before.held + count.held,
    },
    expected: change.expected,
    isExpectedFinal: change.isExpectedFinal,
    rubicCount: row.rubicCount + change.rubicCount,
    rubicOere: row.rubicOere + change.rubicOere,
  });
}

async function storeCursor(ctx: MutationCtx, runId: Id<"runs">, next: Infer<typeof cursor>): Promise<void> {
  const row = await ctx.db
    .query("runCursors")
    .withIndex("by_run", (q) => q.eq("runId", runId))
    .unique();
  if (row === null) throw new Error(`run ${runId} is live but has no cursor`);
  await ctx.db.patch("runCursors", row._id, { cursor: next });
}

async function storeRate(ctx: MutationCtx, env: TripletexEnv, value: Infer<typeof rate>): Promise<void> {
  const row = await ctx.db
    .query("rateBudgets")
    .withIndex("by_env", (q) => q.eq("tripletexEnv", env))
    .unique();
  if (row === null) await ctx.db.insert("rateBudgets", { tripletexEnv: env, ...value });
  else await ctx.db.patch("rateBudgets", row._id, value);
}

async function noteClosedList(
  ctx: MutationCtx,
  env: TripletexEnv,
  list: "customer" | "product",
): Promise<void> {
  const row = await ctx.db
    .query("environments")
    .withIndex("by_env", (q) => q.eq("tripletexEnv", env))
    .unique();
  if (row === null) return;
  const now = Date.now();
  const change = list === "customer" ? { customerListClosedAt: now } : { productListClosedAt: now };
  await ctx.db.patch("environments", row._id, change);
}
