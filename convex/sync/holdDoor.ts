/** The one door to the holds table: unique on (kind, rubicKey, environment), with the totals kept beside it. */
import type { Doc, Id } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import type { HoldInput, RecordKind, TripletexEnv } from "../validators.ts";
import { addToTotals, type Totals } from "./totals.ts";

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

/**
 * Opens a hold, or refreshes the one that is there; answers whether the record was not held for this reason before. A
 * record that a person has left out stays left out as long as its reason is the same.
 */
export async function putHold(
  ctx: MutationCtx,
  key: RecordKey,
  input: { hold: HoldInput; runId: Id<"runs">; now: number },
): Promise<boolean> {
  const { hold, runId, now } = input;
  const existing = await findHold(ctx, key);
  const isSameCause = existing !== null && existing.state !== "resolved" && existing.code === hold.code;
  const attempts = isSameCause ? existing.attempts + 1 : 1;
  const isIgnored = isSameCause && existing.state === "ignored";
  const row = {
    ...key,
    ...hold,
    state: isIgnored ? ("ignored" as const) : ("open" as const),
    ignored: isIgnored ? existing.ignored : undefined,
    attempts,
    firstHeldAt: isSameCause ? existing.firstHeldAt : now,
    lastHeldAt: now,
    nextAttemptAt: nextAttemptAt(attempts, now),
    runId,
  };
  if (existing === null) await ctx.db.insert("holds", row);
  else await ctx.db.replace("holds", existing._id, row);
  await addToTotals(ctx, key, changeOf(existing, row));
  return !isSameCause;
}

type Counted = Pick<Doc<"holds">, "state" | "amountOere">;

/** What replacing one hold by another does to the totals. */
function changeOf(before: Counted | null, after: Counted | null): Partial<Totals> {
  const difference = (state: Counted["state"]) => ({
    count: countIn(after, state) - countIn(before, state),
    oere: oereIn(after, state) - oereIn(before, state),
  });
  const [held, ignored] = [difference("open"), difference("ignored")];
  return {
    heldCount: held.count,
    heldOere: held.oere,
    ignoredCount: ignored.count,
    ignoredOere: ignored.oere,
  };
}

const countIn = (hold: Counted | null, state: Counted["state"]) => (hold?.state === state ? 1 : 0);
const oereIn = (hold: Counted | null, state: Counted["state"]) =>
  hold?.state === state ? (hold.amountOere ?? 0) : 0;

/** Closes a hold, because its record is in the books now or needs nothing any more. */
export async function resolveHold(ctx: MutationCtx, key: RecordKey, now: number): Promise<void> {
  const existing = await findHold(ctx, key);
  if (existing === null || existing.state === "resolved") return;
  await ctx.db.patch("holds", existing._id, { state: "resolved", resolvedAt: now, ignored: undefined });
  await addToTotals(ctx, key, changeOf(existing, null));
}

/** Makes a hold due for another try now. */
export async function markDue(ctx: MutationCtx, hold: Doc<"holds">, now: number): Promise<void> {
  await ctx.db.patch("holds", hold._id, { nextAttemptAt: now });
}

/** Leaves a held record out by a person's decision, or takes that back. */
export async function setIgnored(
  ctx: MutationCtx,
  hold: Doc<"holds">,
  ignored: Doc<"holds">["ignored"],
): Promise<void> {
  const state = ignored === undefined ? "open" : "ignored";
  await ctx.db.patch("holds", hold._id, { state, ignored });
  await addToTotals(ctx, hold, changeOf(hold, { state, amountOere: hold.amountOere }));
}
