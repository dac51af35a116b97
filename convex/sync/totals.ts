/**
 * Running totals of mapped and held records per environment and kind. They change in the same transaction as the rows
 * that they count, so that the page and the comparison read one row instead of all of them.
 */
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import type { RecordKind, TripletexEnv } from "../validators.ts";

export interface Totals {
  mappedCount: number;
  mappedOere: number;
  heldCount: number;
  heldOere: number;
  ignoredCount: number;
  ignoredOere: number;
  /** Of the held and ignored ones: what stands on mapped invoices as paid already. */
  alreadyPaidOere: number;
  /** Of the held ones, how many wait for whom. */
  awaitsAccountant: number;
  awaitsOperator: number;
  awaitsUs: number;
}

const NOTHING: Totals = {
  mappedCount: 0,
  mappedOere: 0,
  heldCount: 0,
  heldOere: 0,
  ignoredCount: 0,
  ignoredOere: 0,
  alreadyPaidOere: 0,
  awaitsAccountant: 0,
  awaitsOperator: 0,
  awaitsUs: 0,
};

const FIELDS = Object.keys(NOTHING) as (keyof Totals)[];

/** One number per field of the totals. */
const mapTotals = (numberOf: (field: keyof Totals) => number): Totals => ({
  ...NOTHING,
  ...Object.fromEntries(FIELDS.map((field) => [field, numberOf(field)])),
});

async function findRow(ctx: QueryCtx, tripletexEnv: TripletexEnv, kind: RecordKind) {
  return await ctx.db
    .query("totals")
    .withIndex("by_env_and_kind", (q) => q.eq("tripletexEnv", tripletexEnv).eq("kind", kind))
    .unique();
}

export async function readTotals(
  ctx: QueryCtx,
  tripletexEnv: TripletexEnv,
  kind: RecordKind,
): Promise<Totals> {
  const row = await findRow(ctx, tripletexEnv, kind);
  return mapTotals((field) => row?.[field] ?? 0);
}

export function addTotals(one: Totals, other: Totals): Totals {
  return plus(one, other);
}

interface TotalsKey {
  tripletexEnv: TripletexEnv;
  kind: RecordKind;
}

/** What mutations that store many records have added up so far; each ends by writing it. */
const gathered = new WeakMap<MutationCtx, Map<string, { key: TotalsKey; delta: Totals }>>();

/**
 * Carries out `work` with one read and one write per kind in place of one per record. The totals do not show the work
 * before its end; an error leaves them as they were, as it does the rest of the mutation. Within another such work it is part of that.
 */
export async function gatherTotals<Result>(ctx: MutationCtx, work: () => Promise<Result>): Promise<Result> {
  if (gathered.has(ctx)) return await work();
  const sums = new Map<string, { key: TotalsKey; delta: Totals }>();
  gathered.set(ctx, sums);
  let result: Result;
  try {
    result = await work();
  } finally {
    gathered.delete(ctx);
  }
  for (const { key, delta } of sums.values()) await addToTotals(ctx, key, delta);
  return result;
}

/** Adds `delta` (counts, øre; may be negative). */
export async function addToTotals(ctx: MutationCtx, key: TotalsKey, delta: Partial<Totals>): Promise<void> {
  // A record that is held again for the same amount changes nothing.
  if (Object.values(delta).every((change) => change === 0)) return;
  const { tripletexEnv, kind } = key;
  const sums = gathered.get(ctx);
  if (sums !== undefined) {
    const name = `${tripletexEnv} ${kind}`;
    const before = sums.get(name)?.delta ?? null;
    sums.set(name, { key: { tripletexEnv, kind }, delta: plus(before, delta) });
    return;
  }
  const row = await findRow(ctx, tripletexEnv, kind);
  const after = plus(row, delta);
  if (row === null) await ctx.db.insert("totals", { tripletexEnv, kind, ...after });
  else await ctx.db.patch("totals", row._id, after);
}

function plus(before: Partial<Totals> | null, delta: Partial<Totals>): Totals {
  return mapTotals((field) => (before?.[field] ?? 0) + (delta[field] ?? 0));
}
