/** The one door to the holds table: unique on (kind, rubicKey, environment), with the totals kept beside it. */
import type { Doc, Id } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import type { HoldInput, RecordKind, TripletexEnv } from "../validators.ts";
import { addToTotals } from "./totals.ts";

const HOUR_MS = 3_600_000;
/** Most causes need a person; a week is the longest that a mended record waits unasked. */
const MAX_RETRY_MS = 7 * 24 * HOUR_MS;

export interface RecordKey {
  kind: RecordKind;
  rubicKey: string;
  tripletexEnv: TripletexEnv;
}

export async function findHold(ctx: QueryCtx, key: RecordKey): Promise<Doc<"holds"> | null> {
  return await ctx.db
    .query("holds")
    .withIndex("by_key", (q) =>
      q.eq("kind", key.kind).eq("rubicKey", key.rubicKey).eq("tripletexEnv", key.tripletexEnv),
    )
    .unique();
}

/** Growing intervals: one hour after the first try, doubling up to a week. */
export function nextAttemptAt(attempts: number, now: number): number {
  return now + Math.min(HOUR_MS * 2 ** (attempts - 1), MAX_RETRY_MS);
}

/** Opens a hold, or refreshes the one that is open; answers whether the record was not held for this reason before. */
export async function putHold(
  ctx: MutationCtx,
  key: RecordKey,
  input: { hold: HoldInput; runId: Id<"runs">; now: number },
): Promise<boolean> {
  const { hold, runId, now } = input;
  const existing = await findHold(ctx, key);
  const wasOpen = existing?.state === "open";
  const isSameCause = wasOpen && existing.code === hold.code;
  const attempts = isSameCause ? existing.attempts + 1 : 1;
  const row = {
    ...key,
    state: "open" as const,
    ...hold,
    attempts,
    firstHeldAt: isSameCause ? existing.firstHeldAt : now,
    lastHeldAt: now,
    nextAttemptAt: nextAttemptAt(attempts, now),
    runId,
  };
  if (existing === null) await ctx.db.insert("holds", row);
  else await ctx.db.replace("holds", existing._id, row);
  const heldBefore = wasOpen ? (existing.amountOere ?? 0) : 0;
  await addToTotals(ctx, key, {
    heldCount: wasOpen ? 0 : 1,
    heldOere: (hold.amountOere ?? 0) - heldBefore,
  });
  return !isSameCause;
}

/** Closes an open hold, because its record is in the books now or needs nothing any more. */
export async function resolveHold(ctx: MutationCtx, key: RecordKey, now: number): Promise<void> {
  const existing = await findHold(ctx, key);
  if (existing === null || existing.state !== "open") return;
  await ctx.db.patch("holds", existing._id, { state: "resolved", resolvedAt: now });
  await addToTotals(ctx, key, { heldCount: -1, heldOere: -(existing.amountOere ?? 0) });
}
