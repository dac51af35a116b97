/** The records that wait, each with its reason and one remedy. */
import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import { remedyFor } from "../src/sync/hold-codes.ts";
import { guardedQuery } from "./guard.ts";
import { recordKind, tripletexEnv } from "./validators.ts";

const holdView = v.object({
  id: v.id("holds"),
  kind: recordKind,
  label: v.string(),
  code: v.string(),
  message: v.string(),
  remedy: v.string(),
  remoteMessage: v.union(v.string(), v.null()),
  requestId: v.union(v.string(), v.null()),
  amountOere: v.union(v.number(), v.null()),
  documentDate: v.union(v.string(), v.null()),
  attempts: v.number(),
  firstHeldAt: v.number(),
  lastHeldAt: v.number(),
});

/** Open holds of one environment, newest first; only of one kind when `kind` is given. */
export const list = guardedQuery({
  args: { tripletexEnv, kind: v.optional(recordKind), paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(holdView),
  handler: async (ctx, args) => {
    const result = await ctx.db
      .query("holds")
      .withIndex("by_env_and_state", (q) => {
        const open = q.eq("tripletexEnv", args.tripletexEnv).eq("state", "open");
        return args.kind === undefined ? open : open.eq("kind", args.kind);
      })
      .order("desc")
      .paginate(args.paginationOpts);
    return {
      ...result,
      page: result.page.map((hold) => ({
        id: hold._id,
        kind: hold.kind,
        label: hold.label,
        code: hold.code,
        message: hold.message,
        remedy: remedyFor(hold.code),
        remoteMessage: hold.remoteMessage ?? null,
        requestId: hold.requestId ?? null,
        amountOere: hold.amountOere ?? null,
        documentDate: hold.documentDate ?? null,
        attempts: hold.attempts,
        firstHeldAt: hold.firstHeldAt,
        lastHeldAt: hold.lastHeldAt,
      })),
    };
  },
});
