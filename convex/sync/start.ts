/** Starting a run: the environment is taken, the rows are made and the first step is scheduled in one transaction. */
import { v } from "convex/values";
import { internal } from "../_generated/api.js";
import type { Doc, Id } from "../_generated/dataModel.js";
import { internalMutation, type MutationCtx } from "../_generated/server.js";
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
import { findLatestState } from "./latest.ts";
import { findLease, takeLease } from "./lease.ts";
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
  keys?: string[];
}

export function typesOf(type: RunType): readonly SyncType[] {
  return type === "all" ? TYPES_IN_ORDER : [type];
}

/**
 * Starts a run, or answers which run holds the environment.
 * @throws ConvexError `WRITING_STOPPED` while all writing is stopped, `NOT_READY` in production unless its readiness is
 * green or overridden, and fresh
 */
export async function startRun(ctx: MutationCtx, request: StartRequest): Promise<StartOutcome> {
  refuseWhileStopped(await findEnvironment(ctx, request.tripletexEnv));
  const lease = await findLease(ctx, request.tripletexEnv);
  const holder = lease === null || lease.runId === null ? null : await ctx.db.get("runs", lease.runId);
  if (holder !== null) {
    return {
      outcome: "busy",
      runId: holder._id,
      startedBy: holder.actor,
      startedAt: holder.startedAt,
    };
  }
  await refuseUnlessReady(ctx, request.tripletexEnv);
  const runId = await insertRun(ctx, request);
  const fence = await takeLease(ctx, request.tripletexEnv, runId);
  await ctx.scheduler.runAfter(0, internal.sync.step.run, { runId, fence });
  await writeAudit(ctx, {
    actor: request.actor,
    act: "startSync",
    tripletexEnv: request.tripletexEnv,
    details: `${request.types.join(", ")} (${request.keys?.join(", ") ?? request.mode})`,
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
    windowEnd: windowEnd(startedAt),
    ...asideOf(request),
  });
  for (const type of request.types)
    await insertType(ctx, { ...request, runId, type, startedAt, environment });
  await ctx.db.insert("runCursors", {
    runId,
    cursor: { phase: 0, pageNo: 1, countedPage: 0, previousKeys: [], doneKeys: [] },
  });
  return runId;
}

const asideOf = ({ keys }: StartRequest) => (keys === undefined ? {} : { keys, isAside: true as const });

async function insertType(
  ctx: MutationCtx,
  request: StartRequest & {
    runId: Id<"runs">;
    type: SyncType;
    startedAt: number;
    environment: Doc<"environments">;
  },
): Promise<void> {
  const { runId, type, startedAt, tripletexEnv: env } = request;
  const before = await findLatestState(ctx, env, type);
  await insertTypeRow(ctx, {
    syncType: type,
    tripletexEnv: env,
    lastSyncAt: before?.lastSyncAt,
    watermark: before?.watermark,
    startedAt,
    runId,
    ...(request.keys !== undefined && { isAside: true as const }),
    window: await windowOf(ctx, request, before?.watermark),
  });
  await ctx.db.insert("runProgress", {
    runId,
    syncType: type,
    counters: NO_COUNTS,
    expected: 0,
    isExpectedFinal: false,
    rubicCount: 0,
    rubicOere: 0,
  });
}

async function windowOf(
  ctx: MutationCtx,
  request: StartRequest & { type: SyncType; startedAt: number; environment: Doc<"environments"> },
  watermark: number | undefined,
): Promise<Window | undefined> {
  const { type, environment } = request;
  if (type !== "invoices" && type !== "payments") return undefined;
  if (environment.booksFrom === undefined) return undefined;
  return await computeWindow(ctx, {
    tripletexEnv: request.tripletexEnv,
    kind: type === "invoices" ? "invoice" : "payment",
    // A record may have any date: it is looked for everywhere.
    mode: request.keys === undefined ? request.mode : "full",
    booksFrom: environment.booksFrom,
    watermark,
    startedAt: request.startedAt,
  });
}

/** Starts a run for an operator at the command line of the deployment (`npx convex run`). */
export const start = internalMutation({
  args: { tripletexEnv, type: runType, mode: runMode, keys: v.optional(v.array(v.string())), actor },
  returns: startOutcome,
  handler: async (ctx, args): Promise<StartOutcome> =>
    await startRun(ctx, { ...args, types: typesOf(args.type), keys: checkKeys(args.keys, args) }),
});
