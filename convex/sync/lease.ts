/**
 * The locks of an environment, one for writing and one for previewing. A lease row names the one run that may write, a fence number that rises with every
 * takeover, and when the lease ends. Every mutation of a step shows run and fence and is refused once another run or a
 * resumed step has taken over, so that a step that was thought dead can't write behind its successor's back.
 */
import type { Doc, Id } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import { refusal } from "../refusal.ts";
import type { RunMode, TripletexEnv } from "../validators.ts";

/** Long enough for a sub-batch with slow requests, short enough that a dead run resumes soon. */
export const LEASE_MS = 60_000;

/** What a lease is taken for. A preview writes nothing, so it may go on beside a run that does. */
export interface LeaseKey {
  tripletexEnv: TripletexEnv;
  /** Left out: for writing. */
  mode?: RunMode;
}

const purposeOf = (mode: RunMode | undefined) => (mode === "preview" ? mode : undefined);

export async function findLease(ctx: QueryCtx, key: LeaseKey): Promise<Doc<"leases"> | null> {
  return await ctx.db
    .query("leases")
    .withIndex("by_env", (q) => q.eq("tripletexEnv", key.tripletexEnv).eq("purpose", purposeOf(key.mode)))
    .unique();
}

/** The run that writes in an environment; null while none does. */
export async function findWritingRun(ctx: QueryCtx, tripletexEnv: TripletexEnv): Promise<Doc<"runs"> | null> {
  const lease = await findLease(ctx, { tripletexEnv, mode: "incremental" });
  return lease === null || lease.runId === null ? null : await ctx.db.get("runs", lease.runId);
}

/** Gives the environment to a new run with a new fence, or to the same run again after its step died; returns the fence. */
export async function takeLease(ctx: MutationCtx, key: LeaseKey, runId: Id<"runs">): Promise<number> {
  const lease = await findLease(ctx, key);
  const fence = (lease?.fence ?? 0) + 1;
  const isResumed = lease !== null && lease.runId === runId;
  const row = {
    tripletexEnv: key.tripletexEnv,
    purpose: purposeOf(key.mode),
    runId,
    fence,
    expiresAt: Date.now() + LEASE_MS,
    commits: isResumed ? lease.commits : 0,
    resumesInARow: isResumed ? lease.resumesInARow + 1 : 0,
  };
  if (lease === null) await ctx.db.insert("leases", row);
  else await ctx.db.replace("leases", lease._id, row);
  return fence;
}

export interface Holder {
  runId: Id<"runs">;
  fence: number;
}

/**
 * The run and lease of a step that still holds its environment.
 * @throws ConvexError `FENCED` when the step has been replaced or its run has ended
 */
export async function requireLease(
  ctx: QueryCtx,
  holder: Holder,
): Promise<{ run: Doc<"runs">; lease: Doc<"leases"> }> {
  const run = await ctx.db.get("runs", holder.runId);
  const lease = run === null ? null : await findLease(ctx, run);
  if (run === null || lease === null || lease.runId !== holder.runId || lease.fence !== holder.fence) {
    throw refusal("FENCED", "Another step has taken over this run, or the run has ended.");
  }
  return { run, lease };
}

/** Whether a step still may write in an environment; asks for one document, as it is asked before each write. */
export async function holdsLease(ctx: QueryCtx, env: TripletexEnv, holder: Holder): Promise<boolean> {
  const lease = await findLease(ctx, { tripletexEnv: env });
  return lease !== null && lease.runId === holder.runId && lease.fence === holder.fence;
}

/** Prolongs the lease to one minute after `from` (now, or when a waiting run goes on). */
export async function renewLease(ctx: MutationCtx, lease: Doc<"leases">, from: number): Promise<number> {
  const expiresAt = from + LEASE_MS;
  await ctx.db.patch("leases", lease._id, { expiresAt });
  return expiresAt;
}

/** Notes a commit: the step is alive and gets on. */
export async function countCommit(ctx: MutationCtx, lease: Doc<"leases">): Promise<void> {
  await ctx.db.patch("leases", lease._id, { commits: lease.commits + 1, resumesInARow: 0 });
}

/** Frees the environment. The fence stays, so that the next run's is higher. */
export async function releaseLease(ctx: MutationCtx, lease: Doc<"leases">): Promise<void> {
  await ctx.db.patch("leases", lease._id, { runId: null, expiresAt: 0 });
}
