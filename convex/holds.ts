/** The records that wait, each with its reason and one remedy. */
import { type PaginationOptions, paginationOptsValidator, paginationResultValidator } from "convex/server";
import { type Infer, v } from "convex/values";
import type { Mender } from "../src/sync/codes.ts";
import { remedyFor } from "../src/sync/hold-codes.ts";
import type { VatTermKind } from "../src/sync/vat-terms.ts";
import type { Doc } from "./_generated/dataModel.js";
import type { QueryCtx } from "./_generated/server.js";
import { guardedMutation, guardedQuery } from "./guard.ts";
import { boundedPage } from "./pageSize.ts";
import { readVatTerms, termOfHold } from "./sync/deadlines.ts";
import { ignoreHold, reopenHold } from "./sync/holdActs.ts";
import { findHoldsByNumber } from "./sync/holdsByNumber.ts";
import { retryHolds } from "./sync/retry.ts";
import { goingWith as goingWithView, readGoingWith } from "./sync/withInvoice.ts";
import { vatTerm } from "./tables/deadlines.ts";
import { viewLeftOut } from "./tables/leftOut.ts";
import {
  actor,
  mender,
  type RecordKind,
  recordKind,
  type StartOutcome,
  startOutcome,
  type TripletexEnv,
  tripletexEnv,
} from "./validators.ts";

const holdView = v.object({
  id: v.id("holds"),
  kind: recordKind,
  rubicKey: v.string(),
  label: v.string(),
  code: v.string(),
  message: v.string(),
  remedy: v.string(),
  /** Who has to act; null when the record goes on by itself. */
  awaits: v.union(mender, v.null()),
  remoteMessage: v.union(v.string(), v.null()),
  requestId: v.union(v.string(), v.null()),
  amountOere: v.union(v.number(), v.null()),
  documentDate: v.union(v.string(), v.null()),
  /** The VAT term of its date, and when that is due; null where it has none. */
  vatTerm: v.union(vatTerm, v.null()),
  attempts: v.number(),
  firstHeldAt: v.number(),
  lastHeldAt: v.number(),
  /** Who left the record out, and why; null while it is held. With its invoice: only that one can be taken back. */
  ignored: v.union(
    v.object({ actor, reason: v.string(), at: v.number(), isWithInvoice: v.boolean() }),
    v.null(),
  ),
});

/**
 * Held records of one environment, or those that a person has left out; of one kind when `kind` is given. In the order that
 * plans have too: customers, invoices, payments, products; of a kind the oldest document first, as it has waited longest.
 */
export const list = guardedQuery({
  args: {
    tripletexEnv,
    kind: v.optional(recordKind),
    /** Only those that wait for this one to act. */
    awaits: v.optional(mender),
    state: v.optional(v.union(v.literal("open"), v.literal("ignored"))),
    paginationOpts: paginationOptsValidator,
  },
  returns: paginationResultValidator(holdView),
  handler: async (ctx, args) => {
    const result = await (args.awaits === undefined
      ? listInState(ctx, args)
      : listAwaiting(ctx, { ...args, awaits: args.awaits }));
    const vatTerms = await readVatTerms(ctx, args.tripletexEnv);
    return {
      ...result,
      page: result.page.map((hold) => viewHold(hold, vatTerms)),
    };
  },
});

interface Wish {
  tripletexEnv: TripletexEnv;
  state?: "open" | "ignored";
  kind?: RecordKind;
  paginationOpts: PaginationOptions;
}

async function listInState(ctx: QueryCtx, { tripletexEnv: env, state = "open", kind, ...wish }: Wish) {
  return await ctx.db
    .query("holds")
    .withIndex("by_env_and_state", (q) => {
      const inState = q.eq("tripletexEnv", env).eq("state", state);
      return kind === undefined ? inState : inState.eq("kind", kind);
    })
    .paginate(boundedPage(wish.paginationOpts));
}

async function listAwaiting(
  ctx: QueryCtx,
  { tripletexEnv: env, state = "open", kind, awaits, ...wish }: Wish & { awaits: Mender },
) {
  return await ctx.db
    .query("holds")
    .withIndex("by_env_and_awaits", (q) => {
      const waiting = q.eq("tripletexEnv", env).eq("state", state).eq("awaits", awaits);
      return kind === undefined ? waiting : waiting.eq("kind", kind);
    })
    .paginate(boundedPage(wish.paginationOpts));
}

function viewHold(hold: Doc<"holds">, vatTerms: VatTermKind): Infer<typeof holdView> {
  return {
    id: hold._id,
    kind: hold.kind,
    rubicKey: hold.rubicKey,
    label: hold.label,
    code: hold.code,
    message: hold.message,
    remedy: remedyFor(hold.code),
    awaits: hold.awaits ?? null,
    remoteMessage: hold.remoteMessage ?? null,
    requestId: hold.requestId ?? null,
    amountOere: hold.amountOere ?? null,
    documentDate: hold.documentDate ?? null,
    vatTerm: termOfHold(hold, vatTerms),
    attempts: hold.attempts,
    firstHeldAt: hold.firstHeldAt,
    lastHeldAt: hold.lastHeldAt,
    ignored: hold.ignored === undefined ? null : viewLeftOut(hold.ignored),
  };
}

/** What is held or left out under the number that a person knows: customer number, product code, document number, transaction id. */
export const find = guardedQuery({
  args: { tripletexEnv, kind: recordKind, number: v.string() },
  returns: v.array(holdView),
  handler: async (ctx, args) => {
    const vatTerms = await readVatTerms(ctx, args.tripletexEnv);
    return (await findHoldsByNumber(ctx, args)).map((hold) => viewHold(hold, vatTerms));
  },
});

/** Payments and credits, in øre, that go with a held invoice when it is left out, or come back with one that is. */
export const goingWith = guardedQuery({
  args: { holdId: v.id("holds") },
  returns: goingWithView,
  handler: async (ctx, { holdId }) => await readGoingWith(ctx, holdId),
});

/**
 * Leaves a held record out: it counts as decided, not as held, until its reason changes. With an invoice go the payments and credits
 * that wait for it, now and later.
 * @throws ConvexError `HOLD_NOT_FOUND`, `REASON_MISSING`
 */
export const ignore = guardedMutation({
  args: { holdId: v.id("holds"), reason: v.string() },
  returns: v.null(),
  handler: async (ctx, args) => {
    await ignoreHold(ctx, args.holdId, { actor: ctx.actor, reason: args.reason });
    return null;
  },
});

/** Takes the decision to leave a record out back. @throws ConvexError `HOLD_NOT_FOUND`, `LEFT_OUT_WITH_INVOICE` */
export const reopen = guardedMutation({
  args: { holdId: v.id("holds") },
  returns: v.null(),
  handler: async (ctx, args) => {
    await reopenHold(ctx, args.holdId, ctx.actor);
    return null;
  },
});

/**
 * Tries held records again now: one by its id, all with one cause, all of one kind, or all. Starts a run of what is
 * concerned, unless one is on: then they are due, and the next run takes them.
 * @throws ConvexError `HOLD_NOT_FOUND`, `WRITING_STOPPED`, `NOT_READY`
 */
export const retry = guardedMutation({
  args: {
    tripletexEnv,
    holdId: v.optional(v.id("holds")),
    code: v.optional(v.string()),
    kind: v.optional(recordKind),
  },
  returns: startOutcome,
  handler: async (ctx, args): Promise<StartOutcome> => await retryHolds(ctx, { ...args, actor: ctx.actor }),
});
