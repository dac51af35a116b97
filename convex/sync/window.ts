/**
 * What a run asks of Rubic for the types that Rubic filters by date. Rubic does not say which date its filter looks at,
 * nor whether the bounds are inclusive, so every window overlaps generously; keys make reading twice harmless.
 */
import { startOfOsloDay } from "../../src/sync/oslo.ts";
import { DAILY_LOOK_BACK_MS, LOOK_BACK_MS, OVERLAP_MS } from "../../src/sync/reading.ts";
import type { Doc } from "../_generated/dataModel.js";
import type { QueryCtx } from "../_generated/server.js";
import type { RecordKind, RunMode, TripletexEnv } from "../validators.ts";
import { findOfSyncs } from "./seenCredits.ts";

/** How many holds that are due are looked at, the longest due first: the others are met by a later run. */
const MAX_DUE_HOLDS = 500;

export interface Window {
  from: number;
  to: number;
  /** True when everything since the cut-over date is read. */
  isComplete: boolean;
}

/** The frozen upper end of a run that starts at `startedAt`: far enough to contain all of today, however it is read. */
export function windowEnd(startedAt: number): number {
  return startedAt + OVERLAP_MS;
}

/**
 * From when on Rubic must be read to meet the oldest open hold that is due for another try, in epoch milliseconds; null
 * when none is due. A hold without a date (its record could not be read) may lie anywhere.
 */
async function dueHoldsFrom(
  ctx: QueryCtx,
  key: { tripletexEnv: TripletexEnv; kind: RecordKind },
  range: { earliest: number; now: number },
): Promise<number | null> {
  const due = await ctx.db
    .query("holds")
    .withIndex("by_env_and_due", (q) =>
      q
        .eq("tripletexEnv", key.tripletexEnv)
        .eq("state", "open")
        .eq("kind", key.kind)
        .lte("nextAttemptAt", range.now),
    )
    .take(MAX_DUE_HOLDS);
  if (due.length === 0) return null;
  const dates = await Promise.all(due.map((hold) => dateInRubic(ctx, hold)));
  const starts = dates.map((date) =>
    date === undefined ? range.earliest : startOfOsloDay(date) - OVERLAP_MS,
  );
  return Math.min(...starts);
}

/** A hold of a credit has the credit's date; Rubic may show the credit on an invoice that is years older. */
async function dateInRubic(ctx: QueryCtx, hold: Doc<"holds">): Promise<string | undefined> {
  const { kind, rubicKey, documentDate } = hold;
  const seen = kind === "credit" ? await findOfSyncs(ctx, hold, Number(rubicKey)) : null;
  return seen?.date ?? documentDate;
}

export async function computeWindow(
  ctx: QueryCtx,
  request: {
    tripletexEnv: TripletexEnv;
    /** Of the records that the type's rows are about. */
    kinds: readonly RecordKind[];
    mode: RunMode;
    booksFrom: string;
    watermark: number | undefined;
    startedAt: number;
    /** The first regular run of the day looks further back. */
    isFirstOfDay: boolean;
  },
): Promise<Window> {
  const to = windowEnd(request.startedAt);
  const earliest = startOfOsloDay(request.booksFrom) - LOOK_BACK_MS;
  if (request.mode === "full" || request.watermark === undefined) {
    return { from: earliest, to, isComplete: true };
  }
  const { tripletexEnv, startedAt: now } = request;
  const starts = await Promise.all(
    request.kinds.map((kind) => dueHoldsFrom(ctx, { tripletexEnv, kind }, { earliest, now })),
  );
  const from = Math.min(
    request.startedAt - (request.isFirstOfDay ? DAILY_LOOK_BACK_MS : LOOK_BACK_MS),
    request.watermark - OVERLAP_MS,
    ...starts.flatMap((start) => start ?? []),
  );
  return { from: Math.max(earliest, from), to, isComplete: from <= earliest };
}
