/**
 * Rubic's side while it is compared, and what was noted on the way: the one door to these two tables. A document lies on the shelf of its
 * month under a key, so that one which Rubic delivers twice, in whichever step, is put once; it is taken off when it is added up.
 */
import type { Infer } from "convex/values";
import { v } from "convex/values";
import { internal } from "../_generated/api.js";
import type { Doc } from "../_generated/dataModel.js";
import { internalMutation, internalQuery, type MutationCtx, type QueryCtx } from "../_generated/server.js";
import {
  monthProgress,
  reconciledItem,
  shelfFound,
  shelfInput,
  shelfLeft,
  shelfPayment,
} from "../reconcileValidators.ts";
import { type TripletexEnv, tripletexEnv } from "../validators.ts";
import { findReconciliation, getOn, renewWork } from "./reconcileWork.ts";

/** Half a kilobyte each. */
const ROWS_PER_DELETE = 1_000;
/** Up to four index ranges each for why a document is not the same, and as many as one call to Tripletex takes. */
const LEFT_PER_PAGE = 100;
/** A part of the items: some eighty kilobytes. */
const ITEMS_PER_NOTE = 200;
const NOTES_PER_PAGE = 20;

const holder = { tripletexEnv, fence: v.number() };
const ofMonth = { tripletexEnv, from: v.string() };

/** Removes some of what a reading has left; false when there may be more. */
async function clearSome(ctx: MutationCtx, env: TripletexEnv): Promise<boolean> {
  const rows = await ctx.db
    .query("reconcileShelves")
    .withIndex("by_env_and_key", (q) => q.eq("tripletexEnv", env))
    .take(ROWS_PER_DELETE);
  for (const row of rows) await ctx.db.delete("reconcileShelves", row._id);
  const notes = await ctx.db
    .query("reconcileNotes")
    .withIndex("by_env_and_from", (q) => q.eq("tripletexEnv", env))
    .take(NOTES_PER_PAGE);
  for (const note of notes) await ctx.db.delete("reconcileNotes", note._id);
  return rows.length < ROWS_PER_DELETE && notes.length < NOTES_PER_PAGE;
}

/** Removes what another reading has left, some at a time; true when nothing is left. @throws ConvexError `FENCED` */
export const clearForStaging = internalMutation({
  args: holder,
  returns: v.boolean(),
  handler: async (ctx, args) => {
    await renewWork(ctx, args);
    return await clearSome(ctx, args.tripletexEnv);
  },
});

/** Removes what a reading that has ended left behind, some at a time. */
export const clear = internalMutation({
  args: { tripletexEnv },
  returns: v.null(),
  handler: async (ctx, args) => {
    if ((await findReconciliation(ctx, args.tripletexEnv))?.work !== null) return null;
    if (await clearSome(ctx, args.tripletexEnv)) return null;
    await ctx.scheduler.runAfter(0, internal.sync.reconcileShelves.clear, args);
    return null;
  },
});

async function findByKey(
  ctx: QueryCtx,
  env: TripletexEnv,
  key: string,
): Promise<Doc<"reconcileShelves"> | null> {
  return await ctx.db
    .query("reconcileShelves")
    .withIndex("by_env_and_key", (q) => q.eq("tripletexEnv", env).eq("key", key))
    .unique();
}

/** Puts what is not there yet. @throws ConvexError `FENCED` */
export const putDocuments = internalMutation({
  args: { ...holder, rows: v.array(shelfInput) },
  returns: v.null(),
  handler: async (ctx, { rows, ...args }) => {
    await renewWork(ctx, args);
    const { tripletexEnv: env } = args;
    for (const row of rows) {
      if ((await findByKey(ctx, env, row.key)) !== null) continue;
      const isMoved = row.document === null || row.document === "unreadable";
      await ctx.db.insert("reconcileShelves", { tripletexEnv: env, ...row, isMoved, payments: [] });
    }
    return null;
  },
});

/** Adds payments to their documents, each once; those on other documents are no business of this reading. @throws ConvexError `FENCED` */
export const putPayments = internalMutation({
  args: { ...holder, payments: v.array(shelfPayment) },
  returns: v.null(),
  handler: async (ctx, { payments, ...args }) => {
    await renewWork(ctx, args);
    for (const [key, own] of Map.groupBy(payments, (each) => each.key)) {
      const row = await findByKey(ctx, args.tripletexEnv, key);
      if (row === null) continue;
      const known = new Map(row.payments.map((each) => [each.rubicTransactionId, each]));
      for (const { payment } of own) {
        if (!known.has(payment.rubicTransactionId)) known.set(payment.rubicTransactionId, payment);
      }
      if (known.size === row.payments.length) continue;
      await ctx.db.patch("reconcileShelves", row._id, { payments: [...known.values()] });
    }
    return null;
  },
});

const viewRow = ({ _id, tripletexInvoiceId, payments }: Doc<"reconcileShelves">) => ({
  shelfId: _id,
  tripletexInvoiceId,
  payments,
});

/** What the shelf of a month says about documents of Tripletex's. */
export const onShelf = internalQuery({
  args: { ...ofMonth, tripletexInvoiceIds: v.array(v.number()) },
  returns: v.array(shelfFound),
  handler: async (ctx, args) => {
    const find = async (id: number, isMoved: boolean) =>
      await ctx.db
        .query("reconcileShelves")
        .withIndex("by_place", (q) =>
          q
            .eq("tripletexEnv", args.tripletexEnv)
            .eq("from", args.from)
            .eq("isMoved", isMoved)
            .eq("tripletexInvoiceId", id),
        )
        .first();
    const rows = await Promise.all(
      args.tripletexInvoiceIds.map(async (id) => (await find(id, false)) ?? (await find(id, true))),
    );
    return rows.flatMap((row) => (row === null ? [] : [{ ...viewRow(row), document: row.document }]));
  },
});

/** Some of the documents that are left on the shelf of a month; none when nothing is. */
export const leftOnShelf = internalQuery({
  args: ofMonth,
  returns: v.array(shelfLeft),
  handler: async (ctx, args): Promise<Infer<typeof shelfLeft>[]> => {
    const rows = await ctx.db
      .query("reconcileShelves")
      .withIndex("by_place", (q) =>
        q.eq("tripletexEnv", args.tripletexEnv).eq("from", args.from).eq("isMoved", false),
      )
      .take(LEFT_PER_PAGE);
    return rows.flatMap((row) => {
      const { document } = row;
      return document === null || document === "unreadable" ? [] : [{ ...viewRow(row), document }];
    });
  },
});

/** What was compared leaves the shelf, and is added up and noted, in one transaction. @throws ConvexError `FENCED` */
export const keepMonth = internalMutation({
  args: {
    ...holder,
    progress: monthProgress,
    shelfIds: v.array(v.id("reconcileShelves")),
    items: v.array(reconciledItem),
  },
  returns: v.null(),
  handler: async (ctx, { progress, shelfIds, items, ...args }) => {
    await getOn(ctx, args, { month: progress });
    for (const id of shelfIds) await ctx.db.delete("reconcileShelves", id);
    const { tripletexEnv: env } = args;
    for (let start = 0; start < items.length; start += ITEMS_PER_NOTE) {
      const part = items.slice(start, start + ITEMS_PER_NOTE);
      await ctx.db.insert("reconcileNotes", { tripletexEnv: env, from: progress.from, items: part });
    }
    return null;
  },
});

/** Items that were noted, some at a time. */
export const notedItems = internalQuery({
  args: { ...ofMonth, pageCursor: v.union(v.string(), v.null()) },
  returns: v.object({ items: v.array(reconciledItem), pageCursor: v.union(v.string(), v.null()) }),
  handler: async (ctx, args) => {
    const page = await ctx.db
      .query("reconcileNotes")
      .withIndex("by_env_and_from", (q) => q.eq("tripletexEnv", args.tripletexEnv).eq("from", args.from))
      .paginate({ numItems: NOTES_PER_PAGE, cursor: args.pageCursor });
    const items = page.page.flatMap((note) => note.items);
    return { items, pageCursor: page.isDone ? null : page.continueCursor };
  },
});
