/** Starting a run: the environment is taken, the rows are made and the first step is scheduled in one transaction. */
import { v } from "convex/values";
import { internal } from "../_generated/api.js";
import type { Doc, Id } from "../_generated/dataModel.js";
import { internalMutation, type MutationCtx } from "../_generated/server.js";
import { refusal } from "../refusal.ts";
import {
  type Actor,
  actor,
  type Counters,
  type RunMode,
  type RunType,
  runMode,
  runType,
  type StartOutcome,
  type SyncType,
  startOutcome,
  type TripletexEnv,
  tripletexEnv,
} from "../validators.ts";
import { writeAudit } from "./audit.ts";
import { refuseWhileStopped } from "./brake.ts";
import { ensureEnvironment, findEnvironment } from "./environments.ts";
import { checkKeys } from "./keys.ts";
import { findLatestState, looksFurtherBack } from "./latest.ts";
import { findLease, takeLease } from "./lease.ts";
import { insertPlan, noteCarriedOutBy, type PlannedType } from "./planDoor.ts";
import { requireUsablePlan } from "./planStart.ts";
import { refuseUnlessReady } from "./readinessGate.ts";
import { insertRunRow, insertTypeRow } from "./runDoor.ts";
import { computeWindow, type Window, windowEnd } from "./window.ts";

/** Products and customers first: invoices need both, payments need invoices. */
export const TYPES_IN_ORDER: readonly SyncType[] = ["products", "customers", "invoices", "payments"];

const NO_COUNTS: Counters = { done: 0, created: 0, updated: 0, adopted: 0, unchanged: 0, held: 0 };

interface StartRequest {
  tripletexEnv: TripletexEnv;
  types: readonly SyncType[];
  mode: RunMode;
  actor: Actor;
  /** Single records of the one type, as `checkKeys` answers them. */
  keys?: string[] | undefined;
  /** The plan to carry out; its windows are read again. */
  plan?: Doc<"plans"> | undefined;
}

export function typesOf(type: RunType): readonly SyncType[] {
  return type === "all" ? TYPES_IN_ORDER : [type];
}

/**
 * Starts a run, or answers which run holds the environment. A preview writes nothing: it minds neither the brake, nor readiness,
 * nor a run that writes, only another preview.
 * @throws ConvexError `WRITING_STOPPED` while all writing is stopped, `NOT_READY` in production unless its readiness is
 * green or overridden, and fresh
 */
export async function startRun(ctx: MutationCtx, request: StartRequest): Promise<StartOutcome> {
  if (request.mode !== "preview") refuseWhileStopped(await findEnvironment(ctx, request.tripletexEnv));
  const lease = await findLease(ctx, request);
  const holder = lease === null || lease.runId === null ? null : await ctx.db.get("runs", lease.runId);
  if (holder !== null) {
    return {
      outcome: "busy",
      runId: holder._id,
      startedBy: holder.actor,
      startedAt: holder.startedAt,
    };
  }
  if (request.mode !== "preview") await refuseUnlessReady(ctx, request.tripletexEnv);
  const runId = await insertRun(ctx, request);
  const fence = await takeLease(ctx, request, runId);
  await ctx.scheduler.runAfter(0, internal.sync.step.run, { runId, fence });
  await writeAudit(ctx, {
    actor: request.actor,
    act: "startSync",
    tripletexEnv: request.tripletexEnv,
    details: `${request.types.join(", ")} (${readingOf(request)})`,
  });
  return { outcome: "started", runId };
}

async function insertRun(ctx: MutationCtx, request: StartRequest): Promise<Id<"runs">> {
  const startedAt = Date.now();
  const environment = await ensureEnvironment(ctx, request.tripletexEnv);
  const runId = await insertRunRow(ctx, {
    tripletexEnv: request.tripletexEnv,
    types: TYPES_IN_ORDER.filter((type) => request.types.includes(type)),
    mode: request.mode,
    actor: request.actor,
    startedAt,
    windowEnd: windowEnd(request.plan?.startedAt ?? startedAt),
    plan: request.plan && { planId: request.plan._id, startedAt: request.plan.startedAt },
    ...asideOf(request),
  });
  if (request.plan !== undefined) await noteCarriedOutBy(ctx, request.plan._id, runId);
  const planned: PlannedType[] = [];
  for (const type of request.types)
    planned.push(await insertType(ctx, { ...request, runId, type, startedAt, environment }));
  if (request.mode === "preview") {
    await insertPlan(ctx, { _id: runId, tripletexEnv: request.tripletexEnv, startedAt }, planned);
  }
  await ctx.db.insert("runCursors", {
    runId,
    cursor: { phase: 0, pageNo: 1, countedPage: 0, previousKeys: [], doneKeys: [] },
  });
  return runId;
}

/** Neither a run of single records nor a preview tells how the environment stands. */
function asideOf({ keys, mode }: StartRequest) {
  if (keys !== undefined) return { keys, isAside: true as const };
  return mode === "preview" ? { isAside: true as const } : {};
}

function readingOf({ keys, plan, mode }: StartRequest): string {
  return keys?.join(", ") ?? (plan === undefined ? mode : `plan ${plan._id}`);
}

type TypeRequest = StartRequest & { type: SyncType; startedAt: number; environment: Doc<"environments"> };

async function insertType(
  ctx: MutationCtx,
  request: TypeRequest & { runId: Id<"runs"> },
): Promise<PlannedType> {
  const { runId, type, startedAt, tripletexEnv: env } = request;
  const before = await findLatestState(ctx, env, type);
  const window = await windowOf(ctx, request, before);
  if (request.mode !== "preview") {
    await insertTypeRow(ctx, {
      syncType: type,
      tripletexEnv: env,
      lastSyncAt: before?.lastSyncAt,
      watermark: before?.watermark,
      startedAt,
      runId,
      ...(request.keys !== undefined && { isAside: true as const }),
      window,
    });
  }
  await ctx.db.insert("runProgress", {
    runId,
    syncType: type,
    counters: NO_COUNTS,
    expected: 0,
    isExpectedFinal: false,
    rubicCount: 0,
    rubicOere: 0,
  });
  return { syncType: type, ...(window !== undefined && { window }) };
}

async function windowOf(
  ctx: MutationCtx,
  request: TypeRequest,
  before: Doc<"syncState"> | null,
): Promise<Window | undefined> {
  const { type, environment, plan } = request;
  if (plan !== undefined) return plan.types.find((each) => each.syncType === type)?.window;
  if (type !== "invoices" && type !== "payments") return undefined;
  if (environment.booksFrom === undefined) return undefined;
  return await computeWindow(ctx, {
    tripletexEnv: request.tripletexEnv,
    kinds: type === "invoices" ? ["invoice", "credit"] : ["payment"],
    // A record may have any date: it is looked for everywhere.
    mode: request.keys === undefined ? request.mode : "full",
    booksFrom: environment.booksFrom,
    watermark: before?.watermark,
    startedAt: request.startedAt,
    isFirstOfDay: await looksFurtherBack(ctx, request),
  });
}

/** What a client asks for: types and a mode, single records of a type, or a plan, whose types may be left out. */
interface StartWish {
  tripletexEnv: TripletexEnv;
  type: RunType | undefined;
  mode: RunMode;
  keys: readonly string[] | undefined;
  planId: string | undefined;
  actor: Actor;
}

/**
 * Starts what a person asked for.
 * @throws ConvexError `TYPE_MISSING`, `KEYS_NOT_USABLE`; what `startRun` throws; for a plan that can't be carried out what
 * `requireUsablePlan` throws
 */
export async function startWish(ctx: MutationCtx, wish: StartWish): Promise<StartOutcome> {
  const { tripletexEnv: env, actor: by, mode, planId, type } = wish;
  const types = type === undefined ? undefined : typesOf(type);
  if (planId !== undefined) {
    if (wish.keys !== undefined) throw refusal("KEYS_NOT_USABLE", "A plan is carried out whole.");
    const plan = await requireUsablePlan(ctx, { tripletexEnv: env, planId, types });
    const planned = plan.types.map(({ syncType }) => syncType);
    return await startRun(ctx, { tripletexEnv: env, types: planned, mode: "incremental", actor: by, plan });
  }
  if (type === undefined || types === undefined) {
    throw refusal("TYPE_MISSING", "It is not said what to sync.");
  }
  const keys = checkKeys(wish.keys, { type, mode });
  return await startRun(ctx, { tripletexEnv: env, types, mode, keys, actor: by });
}

/** Starts a run for an operator at the command line of the deployment (`npx convex run`). */
export const start = internalMutation({
  args: {
    tripletexEnv,
    type: v.optional(runType),
    mode: runMode,
    keys: v.optional(v.array(v.string())),
    planId: v.optional(v.string()),
    actor,
  },
  returns: startOutcome,
  handler: async (ctx, { type, keys, planId, ...args }): Promise<StartOutcome> =>
    await startWish(ctx, { ...args, type, keys, planId }),
});
