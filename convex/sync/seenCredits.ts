/**
 * The one door to what Rubic has shown about credits. A preview may see more than any sync has: that stands with its plan, beside
 * what syncs have seen. The sync that carries the plan out takes one thing from there: since when an amount shows, as it was agreed.
 */
import { type FirstSight, firstSightOf } from "../../src/sync/credit-sight.ts";
import type { SeenCredit } from "../../src/sync/credits.ts";
import { osloDate } from "../../src/sync/oslo.ts";
import type { Doc, Id } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import type { TripletexEnv } from "../validators.ts";
import { findInvoiceMapping } from "./mappingDoor.ts";
import { wasMetInMonth } from "./metInvoices.ts";

/** Whose sight it is: of the syncs in an environment, or of a preview in it. */
export interface Sight {
  tripletexEnv: TripletexEnv;
  planId: Id<"plans"> | null;
}

/** Rows of one payer that are read together, from each of two tables; hardly anybody has as many in all years. */
export const PAYER_PAGE = 300;

/** Rows of one payer of Rubic's ids above `after`, lowest first; `next` is where to go on, or null. */
export async function seenCreditsOf(
  ctx: QueryCtx,
  sight: Sight,
  { payer, after }: { payer: string; after: number },
) {
  const { tripletexEnv: env, planId } = sight;
  const ofSyncs = await ctx.db
    .query("seenCredits")
    .withIndex("by_payer_and_env", (q) =>
      q.eq("payer", payer).eq("tripletexEnv", env).gt("rubicInvoiceId", after),
    )
    .take(PAYER_PAGE);
  const ofPlan =
    planId === null
      ? []
      : await ctx.db
          .query("planCredits")
          .withIndex("by_payer", (q) => q.eq("planId", planId).eq("payer", payer).gt("rubicInvoiceId", after))
          .take(PAYER_PAGE);
  const next = nextOf([ofSyncs, ofPlan]);
  // What a preview has seen is later, and wins.
  const byId = new Map([...ofSyncs, ...ofPlan].map((row) => [row.rubicInvoiceId, viewSeen(row)]));
  const seen = [...byId.values()].filter(({ rubicInvoiceId }) => next === null || rubicInvoiceId <= next);
  return { seen, next };
}

/** The last id up to which all pages are whole; null when none of them goes on. */
function nextOf(pages: { rubicInvoiceId: number }[][]): number | null {
  const lasts = pages.flatMap((page) =>
    page.length < PAYER_PAGE ? [] : (page.at(-1)?.rubicInvoiceId ?? []),
  );
  return lasts.length === 0 ? null : Math.min(...lasts);
}

/** What was seen of one row, whoever paid it then. */
export async function findSeenCredit(ctx: QueryCtx, sight: Sight, rubicInvoiceId: number) {
  const ofPlan = sight.planId === null ? null : await findOfPlan(ctx, sight.planId, rubicInvoiceId);
  const row = ofPlan ?? (await findOfSyncs(ctx, sight, rubicInvoiceId));
  return row && viewSeen(row);
}

function viewSeen(row: Doc<"seenCredits"> | Doc<"planCredits">): SeenCredit & FirstSight {
  const { rubicInvoiceId, rubicInvoiceNumber, payer, isNote, date, netOere, grossOere } = row;
  const { creditedOere, mentions, firstSeenOn, wasSeenWithout } = row;
  const amounts = { netOere, grossOere, creditedOere };
  return {
    rubicInvoiceId,
    rubicInvoiceNumber,
    payer,
    isNote,
    date,
    ...amounts,
    mentions,
    firstSeenOn,
    wasSeenWithout,
  };
}

export async function isCreditSeen(ctx: QueryCtx, sight: Sight, rubicInvoiceId: number): Promise<boolean> {
  const seen = await findSeenCredit(ctx, sight, rubicInvoiceId);
  return seen !== null && (seen.isNote || seen.creditedOere > 0);
}

/** Notes of one payer over one amount that a preview has seen otherwise than syncs have; nobody corrects more than a few. */
const MAX_CHANGED = 4;

/**
 * Whether Rubic shows a note of a payer over exactly an amount (negative øre). Rows without a payer belong to nobody: one of them says
 * nothing about another. Of notes that a preview has seen otherwise than syncs have, a few are looked through.
 */
export async function isNoteSeen(
  ctx: QueryCtx,
  { tripletexEnv: env, planId }: Sight,
  { payer, grossOere }: { payer: string; grossOere: number },
): Promise<boolean> {
  if (payer === "") return false;
  const ofSyncs = await ctx.db
    .query("seenCredits")
    .withIndex("by_payer_and_amount", (q) =>
      q.eq("payer", payer).eq("tripletexEnv", env).eq("isNote", true).eq("grossOere", grossOere),
    )
    .take(MAX_CHANGED);
  if (planId === null) return ofSyncs.length > 0;
  const ofPlan = await ctx.db
    .query("planCredits")
    .withIndex("by_payer_and_amount", (q) =>
      q.eq("planId", planId).eq("payer", payer).eq("isNote", true).eq("grossOere", grossOere),
    )
    .first();
  if (ofPlan !== null) return true;
  const later = await Promise.all(ofSyncs.map((row) => findOfPlan(ctx, planId, row.rubicInvoiceId)));
  return later.includes(null);
}

/** What syncs have seen of one row. */
export async function findOfSyncs(
  ctx: QueryCtx,
  { tripletexEnv: env }: Pick<Sight, "tripletexEnv">,
  rubicInvoiceId: number,
) {
  return await ctx.db
    .query("seenCredits")
    .withIndex("by_rubic_and_env", (q) => q.eq("rubicInvoiceId", rubicInvoiceId).eq("tripletexEnv", env))
    .unique();
}

async function findOfPlan(ctx: QueryCtx, planId: Id<"plans">, rubicInvoiceId: number) {
  return await ctx.db
    .query("planCredits")
    .withIndex("by_key", (q) => q.eq("planId", planId).eq("rubicInvoiceId", rubicInvoiceId))
    .unique();
}

/** Whose sight it is, and of which moment (epoch milliseconds). */
interface Noting extends Sight {
  now: number;
  /** The plan that a sync carries out: its preview has seen before what the sync sees. */
  agreedPlanId: Id<"plans"> | null;
}

/** Keeps what Rubic shows of one row now. */
export async function putSeenCredit(ctx: MutationCtx, seen: SeenCredit, noting: Noting): Promise<void> {
  const { tripletexEnv, planId } = noting;
  const before = await findOfSyncs(ctx, noting, seen.rubicInvoiceId);
  const row = { ...seen, ...(await sightOf(ctx, { before, seen }, noting)) };
  if (planId !== null) {
    const planned = await findOfPlan(ctx, planId, seen.rubicInvoiceId);
    if (planned === null) await ctx.db.insert("planCredits", { ...row, planId });
    else await ctx.db.patch("planCredits", planned._id, row);
  } else if (before === null) await ctx.db.insert("seenCredits", { ...row, tripletexEnv });
  else if (isDifferent(before, seen)) await ctx.db.patch("seenCredits", before._id, row);
}

/** A row as a sync would note it now (epoch milliseconds), which is not done. */
export async function viewAsNoted(
  ctx: QueryCtx,
  seen: SeenCredit,
  { tripletexEnv, now }: { tripletexEnv: TripletexEnv; now: number },
): Promise<SeenCredit & FirstSight> {
  const noting: Noting = { tripletexEnv, now, planId: null, agreedPlanId: null };
  const before = await findOfSyncs(ctx, noting, seen.rubicInvoiceId);
  return { ...seen, ...(await sightOf(ctx, { before, seen }, noting)) };
}

async function sightOf(
  ctx: QueryCtx,
  { before, seen }: { before: Doc<"seenCredits"> | null; seen: SeenCredit },
  { tripletexEnv: env, agreedPlanId, now }: Noting,
): Promise<FirstSight> {
  const isNews = before?.creditedOere !== seen.creditedOere;
  const agreed =
    isNews && agreedPlanId !== null ? await findOfPlan(ctx, agreedPlanId, seen.rubicInvoiceId) : null;
  if (agreed?.creditedOere === seen.creditedOere) {
    return { firstSeenOn: agreed.firstSeenOn, wasSeenWithout: agreed.wasSeenWithout };
  }
  const today = osloDate(now);
  const wasMet =
    isNews &&
    (await wasMetInMonth(ctx, env, { invoiceDate: seen.date, today })) &&
    (await findInvoiceMapping(ctx, env, seen.rubicInvoiceId)) !== null;
  return firstSightOf(before, seen, { today, wasMet });
}

function isDifferent(before: Doc<"seenCredits">, { mentions, ...seen }: SeenCredit): boolean {
  const hasNewField = Object.entries(seen).some(([name, value]) => Reflect.get(before, name) !== value);
  return hasNewField || before.mentions.join() !== mentions.join();
}

/** Rows removed in one mutation. */
const DROPPED_TOGETHER = 300;

/** Removes what a preview has seen, some rows at a time; true when nothing is left. */
export async function dropCreditsOfPlan(ctx: MutationCtx, planId: Id<"plans">): Promise<boolean> {
  const rows = await ctx.db
    .query("planCredits")
    .withIndex("by_key", (q) => q.eq("planId", planId))
    .take(DROPPED_TOGETHER);
  for (const { _id } of rows) await ctx.db.delete("planCredits", _id);
  return rows.length < DROPPED_TOGETHER;
}
