/** The months of an environment beside each other: how they stand, what differs in one, its history, and its signature. */
import { type Infer, v } from "convex/values";
import { literals } from "convex-helpers/validators";
import { AGREEMENTS, agreementOf, describeMonth } from "../src/sync/reconcile/agreement.ts";
import { isEqual } from "../src/sync/reconcile/month.ts";
import type { Doc } from "./_generated/dataModel.js";
import { guardedMutation, guardedQuery } from "./guard.ts";
import {
  dateWindow,
  historyEvent,
  itemCounts,
  monthFigures,
  reconciledItem,
  reconcileScope,
  vatLabel,
} from "./reconcileValidators.ts";
import { findWritingRun } from "./sync/lease.ts";
import { monthsReading, viewReading } from "./sync/monthsReading.ts";
import { reconcileStarted } from "./sync/reconcile.ts";
import {
  findMonth,
  MAX_HISTORY,
  readMonths,
  reopenMonth,
  signMonth,
  totalsOf,
} from "./sync/reconcileMonths.ts";
import { beginReconciliation, findReconciliation } from "./sync/reconcileWork.ts";
import { type Actor, actor, storedProblem, tripletexEnv } from "./validators.ts";

const via = v.union(v.literal("page"), v.literal("commandLine"));

/** The person, with where the act came from, for the audit log. */
function actorVia(person: Actor, from: Infer<typeof via>): Actor {
  return { ...person, kind: from === "commandLine" ? "commandLine" : person.kind };
}

const signatureView = v.object({ actor, at: v.number(), comment: v.string() });

const monthView = v.object({
  ...dateWindow.fields,
  figures: monthFigures,
  counts: itemCounts,
  byHandOere: v.number(),
  vatLabels: v.array(vatLabel),
  comparedAt: v.number(),
  /** Each øre is accounted for, document by document. */
  isEqual: v.boolean(),
  agreement: literals(...AGREEMENTS),
  /** Of `counts.difference`: documents that no sync has met yet. */
  waitingCount: v.number(),
  /** One sentence. */
  standing: v.string(),
  /** To be shown when the month is signed off: of the figures as they are here. */
  digest: v.string(),
  signOff: v.union(signatureView, v.null()),
  /** A signature that was taken back, by a later change or by a person. */
  reopened: v.union(v.object({ at: v.number(), because: v.string(), signedBy: signatureView }), v.null()),
});

function viewMonth(row: Doc<"reconciledMonths">): Infer<typeof monthView> {
  const { from, toExclusive, figures, counts, byHandOere, vatLabels, comparedAt, digest } = row;
  const totals = totalsOf(row);
  return {
    from,
    toExclusive,
    figures,
    counts,
    byHandOere,
    vatLabels,
    comparedAt,
    isEqual: isEqual(row),
    agreement: agreementOf(totals),
    waitingCount: totals.waitingCount,
    standing: describeMonth(totals),
    digest,
    signOff: row.signOff === undefined ? null : viewSignature(row.signOff),
    reopened: row.reopened === undefined ? null : viewReopening(row.reopened),
  };
}

function viewSignature({ actor: by, at, comment }: Infer<typeof signatureView>): Infer<typeof signatureView> {
  return { actor: by, at, comment };
}

function viewReopening({ at, because, signOff }: NonNullable<Doc<"reconciledMonths">["reopened"]>) {
  return { at, because, signedBy: viewSignature(signOff) };
}

const monthsView = v.object({
  /** Oldest first. */
  months: v.array(monthView),
  /** The reconciliation that is on: since when, and how many months are left. */
  live: v.union(v.object({ startedAt: v.number(), monthsLeft: v.number() }), v.null()),
  /** When all months were last read at once. */
  allReadAt: v.union(v.number(), v.null()),
  /** Why the latest reconciliation came to no end. */
  problem: v.union(storedProblem.extend({ at: v.number() }), v.null()),
});

/** All months of an environment since the cut-over, as they were last compared. */
export const months = guardedQuery({
  args: { tripletexEnv },
  returns: monthsView,
  handler: async (ctx, args): Promise<Infer<typeof monthsView>> => {
    const row = await findReconciliation(ctx, args.tripletexEnv);
    const work = row?.work ?? null;
    return {
      months: (await readMonths(ctx, args.tripletexEnv)).map(viewMonth),
      live: work === null ? null : { startedAt: work.startedAt, monthsLeft: work.windows.length },
      allReadAt: row?.allReadAt ?? null,
      problem: row?.problem ?? null,
    };
  },
});

/** How the reading of the months goes, and what is in its way; null before the first. Apart from the months, as a sync changes it often. */
export const reading = guardedQuery({
  args: { tripletexEnv },
  returns: v.union(
    monthsReading.extend({
      /** Since when a sync writes; null while none does. */
      syncSince: v.union(v.number(), v.null()),
    }),
    v.null(),
  ),
  handler: async (ctx, args) => {
    const row = await findReconciliation(ctx, args.tripletexEnv);
    if (row === null) return null;
    const run = await findWritingRun(ctx, args.tripletexEnv);
    return { ...viewReading(row), syncSince: run?.startedAt ?? null };
  },
});

/** One month (first day, YYYY-MM-DD); null when it was not compared. */
export const month = guardedQuery({
  args: { tripletexEnv, from: v.string() },
  returns: v.union(monthView, v.null()),
  handler: async (ctx, args) => {
    const row = await findMonth(ctx, args.tripletexEnv, args.from);
    return row === null ? null : viewMonth(row);
  },
});

/** The documents of a month that are not simply the same on both sides, a part of the list at a time; differences come first. */
export const items = guardedQuery({
  args: { tripletexEnv, from: v.string(), part: v.number() },
  returns: v.object({ items: v.array(reconciledItem), nextPart: v.union(v.number(), v.null()) }),
  handler: async (ctx, args) => {
    const row = await findMonth(ctx, args.tripletexEnv, args.from);
    if (row === null) return { items: [], nextPart: null };
    const [own, next] = await ctx.db
      .query("reconciledItems")
      .withIndex("by_month", (q) =>
        q.eq("monthId", row._id).eq("generation", row.generation).gte("part", args.part),
      )
      .take(2);
    return { items: own?.items ?? [], nextPart: next?.part ?? null };
  },
});

const historyView = v.object({
  at: v.number(),
  event: historyEvent,
  actor: v.union(actor, v.null()),
  text: v.string(),
  grossRubicOere: v.number(),
  grossTripletexOere: v.number(),
});

/** How a month came to stand as it does, latest first. */
export const history = guardedQuery({
  args: { tripletexEnv, from: v.string() },
  returns: v.array(historyView),
  handler: async (ctx, args) => {
    const row = await findMonth(ctx, args.tripletexEnv, args.from);
    if (row === null) return [];
    const rows = await ctx.db
      .query("reconciledHistory")
      .withIndex("by_month", (q) => q.eq("monthId", row._id))
      .order("desc")
      .take(MAX_HISTORY);
    return rows.map(({ at, event, actor: by, text, summary }) => ({
      at,
      event,
      actor: by ?? null,
      text,
      grossRubicOere: summary.figures.rubic.grossOere,
      grossTripletexOere: summary.figures.tripletex.grossOere,
    }));
  },
});

/**
 * Compares now: the months that have changed, or all. Answers since when one is on, or null when nothing has changed. It only reads from
 * Rubic and Tripletex. @throws ConvexError `NOTHING_TO_RECONCILE`
 */
export const start = guardedMutation({
  args: { tripletexEnv, scope: reconcileScope, via },
  returns: reconcileStarted,
  handler: async (ctx, { via: from, ...wish }) =>
    await beginReconciliation(ctx, { ...wish, actor: actorVia(ctx.actor, from) }),
});

/**
 * Signs a month off. `digest` is that of the figures that the person saw.
 * @throws ConvexError `MONTH_NOT_COMPARED`, `MONTH_NOT_OVER`, `MONTH_ALREADY_SIGNED`, `MONTH_CHANGED`, `MONTH_NEEDS_COMMENT`
 */
export const signOff = guardedMutation({
  args: { tripletexEnv, from: v.string(), digest: v.string(), comment: v.string(), via },
  returns: v.null(),
  handler: async (ctx, { via: where, ...signing }) => {
    await signMonth(ctx, { ...signing, actor: actorVia(ctx.actor, where) });
    return null;
  },
});

/** Takes a signature back. @throws ConvexError `MONTH_NOT_COMPARED`, `MONTH_NOT_SIGNED`, `REASON_MISSING` */
export const reopen = guardedMutation({
  args: { tripletexEnv, from: v.string(), reason: v.string(), via },
  returns: v.null(),
  handler: async (ctx, { via: where, ...args }) => {
    await reopenMonth(ctx, { ...args, actor: actorVia(ctx.actor, where) });
    return null;
  },
});
