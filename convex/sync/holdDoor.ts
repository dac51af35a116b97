/** The one door to the holds table: unique on (kind, rubicKey, environment), with the totals kept beside it. */
import type { Mender } from "../../src/sync/codes.ts";
import { awaitedBy, HOLD_TEXTS, type HoldCode } from "../../src/sync/hold-codes.ts";
import { mayHold, nextHoldState } from "../../src/sync/states/hold.ts";
import type { Doc, Id } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import type { HoldInput, RecordKind, TripletexEnv } from "../validators.ts";
import { orRefuse } from "./legal.ts";
import { noteAlreadyPaid } from "./mappingDoor.ts";
import { addToTotals, type Totals } from "./totals.ts";

const HOUR_MS = 3_600_000;
/** Most causes need a person; a week is the longest that a mended record waits unasked. */
const MAX_RETRY_MS = 7 * 24 * HOUR_MS;
/** After all time: only a person makes such a record due. */
const NEVER = Number.MAX_SAFE_INTEGER;

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

/**
 * Growing intervals: one hour after the first try, doubling up to a week. A record that only a person's entry or decision
 * can end is not tried again by itself.
 */
export function nextAttemptAt(code: HoldCode, attempts: number, now: number): number {
  if (HOLD_TEXTS[code].retry === "never") return NEVER;
  return now + Math.min(HOUR_MS * 2 ** (attempts - 1), MAX_RETRY_MS);
}

/** Left out, it says that a person has credited just this amount by hand: another amount is another decision. */
const CREDITED_BY_HAND: HoldCode = "CREDIT_PARTIAL";

const isOtherAmount = (before: Doc<"holds">, { code, amountOere }: HoldInput): boolean =>
  before.state === "ignored" && code === CREDITED_BY_HAND && amountOere !== before.amountOere;

/**
 * Opens a hold, or refreshes the one that is there; answers whether the record was not held for this reason before. A
 * record that a person has left out stays left out as long as its reason is the same. Only a try that was due counts and
 * moves the next one on: a run meets what lies in its window more often than that, and would push it to a week in hours.
 */
export async function putHold(
  ctx: MutationCtx,
  key: RecordKey,
  input: { hold: HoldInput; runId?: Id<"runs">; now: number },
): Promise<boolean> {
  const { hold, runId, now } = input;
  const existing = await findHold(ctx, key);
  const before = existing?.state ?? "none";
  const isSameCause =
    existing !== null &&
    mayHold(before, "holdAgain") &&
    existing.code === hold.code &&
    !isOtherAmount(existing, hold);
  const state = orRefuse(() => nextHoldState(before, isSameCause ? "holdAgain" : "hold"));
  const isDue = !isSameCause || existing.nextAttemptAt <= now;
  const attempts = isSameCause ? existing.attempts + (isDue ? 1 : 0) : 1;
  const row = {
    ...key,
    ...hold,
    state,
    ignored: state === "ignored" ? existing?.ignored : undefined,
    leftOutOere: existing?.leftOutOere,
    awaits: awaitedBy(hold.code) ?? undefined,
    attempts,
    firstHeldAt: isSameCause ? existing.firstHeldAt : now,
    lastHeldAt: now,
    nextAttemptAt: isDue ? nextAttemptAt(hold.code, attempts, now) : existing.nextAttemptAt,
    runId,
  };
  if (existing === null) await ctx.db.insert("holds", row);
  else await ctx.db.replace("holds", existing._id, row);
  await addToTotals(ctx, key, changeOf(existing, row));
  await keepAlreadyPaid(ctx, key.tripletexEnv, [existing?.alreadyPaidOn, row.alreadyPaidOn]);
  return !isSameCause;
}

/** The invoices of a hold, before and after a change of it. */
async function keepAlreadyPaid(
  ctx: MutationCtx,
  env: TripletexEnv,
  rubicInvoiceIds: (number | undefined)[],
): Promise<void> {
  for (const id of new Set(rubicInvoiceIds)) {
    if (id !== undefined) await noteAlreadyPaid(ctx, env, id);
  }
}

type Counted = Pick<Doc<"holds">, "state" | "amountOere" | "awaits">;

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
    awaitsAccountant: waitsFor(after, "accountant") - waitsFor(before, "accountant"),
    awaitsOperator: waitsFor(after, "operator") - waitsFor(before, "operator"),
    awaitsUs: waitsFor(after, "us") - waitsFor(before, "us"),
  };
}

const countIn = (hold: Counted | null, state: Counted["state"]) => (hold?.state === state ? 1 : 0);
const oereIn = (hold: Counted | null, state: Counted["state"]) =>
  hold?.state === state ? (hold.amountOere ?? 0) : 0;
const waitsFor = (hold: Counted | null, who: Mender) =>
  hold?.state === "open" && hold.awaits === who ? 1 : 0;

/**
 * Closes the hold of a record that is in the books now or needs nothing any more; answers whether there was one.
 */
export async function resolveHold(ctx: MutationCtx, key: RecordKey, now: number): Promise<boolean> {
  const existing = await findHold(ctx, key);
  if (existing === null || !mayHold(existing.state, "resolve")) return false;
  await closeHold(ctx, existing, { event: "resolve", now });
  return true;
}

/** @throws ConvexError `ILLEGAL_STATE` when it is closed already */
export async function closeHold(
  ctx: MutationCtx,
  hold: Doc<"holds">,
  end: { event: "resolve" | "stale"; now: number },
): Promise<void> {
  const state = orRefuse(() => nextHoldState(hold.state, end.event));
  await ctx.db.patch("holds", hold._id, { state, resolvedAt: end.now, ignored: undefined });
  await addToTotals(ctx, hold, changeOf(hold, null));
  await keepAlreadyPaid(ctx, hold.tripletexEnv, [hold.alreadyPaidOn]);
}

/**
 * Due before all that is overdue by itself, since a run looks at the longest due first: what a person asked for, then what
 * has been waiting for a record that is in Tripletex now.
 */
export const ASKED_FOR = 0;
const SET_FREE = 1;

/** Makes an open hold due for another try by the next run. @throws ConvexError `ILLEGAL_STATE` */
export async function markDue(
  ctx: MutationCtx,
  hold: Doc<"holds">,
  dueAt: typeof ASKED_FOR | typeof SET_FREE,
): Promise<void> {
  const state = orRefuse(() => nextHoldState(hold.state, "retry"));
  if (hold.nextAttemptAt > dueAt) await ctx.db.patch("holds", hold._id, { state, nextAttemptAt: dueAt });
}

/** What is held for nothing but a record of this kind that is not in Tripletex, and what is held for that in turn. */
const DEPENDANTS: Record<RecordKind, readonly HoldCode[]> = {
  product: ["LINE_PRODUCT_NOT_IN_TRIPLETEX", "INVOICE_NOT_IN_TRIPLETEX"],
  customer: ["CUSTOMER_NOT_IN_TRIPLETEX", "INVOICE_NOT_IN_TRIPLETEX"],
  invoice: ["INVOICE_NOT_IN_TRIPLETEX", "CREDIT_NUMBER_NOT_MET", "BEFORE_CUTOVER", "INVOICE_CREDITED"],
  credit: [],
  payment: [],
};
/** Of each reason; the oldest come first, and a run reads on from the oldest that is due. */
const MAX_DEPENDANTS = 100;

/** Makes due what may go on now that a held record of this kind is in Tripletex: the next run reads back to it. */
export async function markDependantsDue(
  ctx: MutationCtx,
  of: { tripletexEnv: TripletexEnv; kind: RecordKind },
): Promise<void> {
  for (const code of DEPENDANTS[of.kind]) await markCodeDue(ctx, of.tripletexEnv, code);
}

/** Makes the oldest holds of one reason due, by document date: a run that reads back to them meets all the later ones. */
export async function markCodeDue(ctx: MutationCtx, env: TripletexEnv, code: HoldCode): Promise<void> {
  const holds = await ctx.db
    .query("holds")
    .withIndex("by_env_and_code", (q) => q.eq("tripletexEnv", env).eq("state", "open").eq("code", code))
    .take(MAX_DEPENDANTS);
  for (const hold of holds) await markDue(ctx, hold, SET_FREE);
}

/** Leaves a held record out by a person's decision, or takes that back. @throws ConvexError `ILLEGAL_STATE` */
export async function setIgnored(
  ctx: MutationCtx,
  hold: Doc<"holds">,
  ignored: Doc<"holds">["ignored"],
): Promise<void> {
  const state = orRefuse(() => nextHoldState(hold.state, ignored === undefined ? "reopen" : "ignore"));
  const isByHand = state === "ignored" && hold.code === CREDITED_BY_HAND;
  await ctx.db.patch("holds", hold._id, {
    state,
    ignored,
    ...(isByHand && { leftOutOere: hold.amountOere }),
  });
  await addToTotals(ctx, hold, changeOf(hold, { ...hold, state }));
}

/** Without the time of its end it is not met again. */
const NAMELESS = { message: "", remoteMessage: undefined, requestId: undefined, resolvedAt: undefined };

/**
 * Removes up to `limit` holds that were closed before an instant: they name people, and nothing asks for them any more but for what was
 * left out as credited by hand, which stays without names. Answers how many.
 */
export async function dropClosedBefore(ctx: MutationCtx, before: number, limit: number): Promise<number> {
  const rows = await ctx.db
    .query("holds")
    .withIndex("by_resolved", (q) =>
      q.eq("state", "resolved").gt("resolvedAt", undefined).lt("resolvedAt", before),
    )
    .take(limit);
  for (const row of rows) {
    if (row.leftOutOere === undefined) await ctx.db.delete("holds", row._id);
    else await ctx.db.patch("holds", row._id, { ...NAMELESS, label: `Credit ${row.rubicKey}` });
  }
  return rows.length;
}
