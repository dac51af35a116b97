/** The one door to the holds table: unique on (kind, rubicKey, environment), with the totals kept beside it. */
import type { Mender } from "../../src/sync/codes.ts";
import { awaitedBy, HOLD_TEXTS, type HoldCode } from "../../src/sync/hold-codes.ts";
import { TWINS_CODE } from "../../src/sync/name-mark.ts";
import { mayHold, nextHoldState } from "../../src/sync/states/hold.ts";
import { internal } from "../_generated/api.js";
import type { Doc, Id } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import type { LeftOut } from "../tables/leftOut.ts";
import type { Actor, HoldInput, RecordKind, TripletexEnv } from "../validators.ts";
import { writeAudit } from "./audit.ts";
import { orRefuse } from "./legal.ts";
import { findInvoiceMapping, noteAlreadyPaid } from "./mappingDoor.ts";
import { addToTotals, gatherTotals, type Totals } from "./totals.ts";

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

/** Whether Rubic gives a customer's number to somebody else as well: a person who leaves that out does not say whose an invoice is. */
export async function hasTwin(
  ctx: QueryCtx,
  tripletexEnv: TripletexEnv,
  rubicCustomerNo: string,
): Promise<boolean> {
  const hold = await findHold(ctx, { kind: "customer", rubicKey: rubicCustomerNo, tripletexEnv });
  return hold !== null && hold.state !== "resolved" && hold.code === TWINS_CODE;
}

/**
 * Growing intervals: one hour after the first try, doubling up to a week. A record that only a person's entry or decision
 * can end is not tried again by itself.
 */
export function nextAttemptAt(code: HoldCode, attempts: number, now: number): number {
  if (HOLD_TEXTS[code].retry === "never") return NEVER;
  return now + Math.min(HOUR_MS * 2 ** (attempts - 1), MAX_RETRY_MS);
}

/** Left out, it says that a person has credited just this amount by hand. */
const CREDITED_BY_HAND: HoldCode = "CREDIT_PARTIAL";
/** What these lack is put right by hand in Tripletex before they are left out: another amount is another decision. */
const PUT_RIGHT_BY_HAND: ReadonlySet<string> = new Set<HoldCode>([
  CREDITED_BY_HAND,
  "NEEDS_CREDIT",
  "AMOUNT_DIFFERS_FROM_LINES",
  "CHANGED_AFTER_BOOKING",
  "PAYMENT_CHANGED",
  "ALREADY_CREDITED",
  "CREDIT_NOTE_PAID",
]);

const isOtherAmount = (before: Doc<"holds">, { code, amountOere }: HoldInput): boolean =>
  before.state === "ignored" && PUT_RIGHT_BY_HAND.has(code) && amountOere !== before.amountOere;

/**
 * Opens a hold, or refreshes the one that is there; answers whether somebody is to hear that the record waits, as it did not for this
 * reason before. A record that a person has left out stays left out as long as its reason is the same, and what waits for an invoice
 * that is left out is left out with it. Only a try that was due counts and moves the next one on: a run meets what lies in its window
 * more often than that, and would push it to a week in hours.
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
  const met = orRefuse(() => nextHoldState(before, isSameCause ? "holdAgain" : "hold"));
  const { state, ignored } = await decideState(ctx, key, { state: met, ignored: existing?.ignored, hold });
  const isDue = !isSameCause || existing.nextAttemptAt <= now;
  const attempts = isSameCause ? existing.attempts + (isDue ? 1 : 0) : 1;
  const row = {
    ...key,
    ...hold,
    state,
    ignored,
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
  if (ignored?.withInvoice !== undefined && before !== "ignored") await auditWith(ctx, [key], ignored, SYNC);
  if (before === "ignored" && state === "open") await followOwn(ctx, key);
  return !isSameCause && state === "open";
}

/** A decision about the record itself stands; else it is left out exactly where the invoice that it waits for is. */
async function decideState(
  ctx: MutationCtx,
  key: RecordKey,
  { state, ignored, hold }: Pick<Doc<"holds">, "state" | "ignored"> & { hold: HoldInput },
): Promise<Pick<Doc<"holds">, "state" | "ignored">> {
  if (state === "ignored" && ignored?.withInvoice === undefined) return { state, ignored };
  const decision = await decisionOnInvoice(ctx, key.tripletexEnv, hold.waitsForInvoice);
  if (decision === null) {
    return { state: state === "ignored" ? orRefuse(() => nextHoldState(state, "reopen")) : state };
  }
  return {
    state: state === "ignored" ? state : orRefuse(() => nextHoldState(state, "ignore")),
    ignored: decision,
  };
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
  if (hold.state === "ignored") await followOwn(ctx, hold);
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

/** Leaves a held record out by a person's decision, or takes that back; answers it as it stands then. @throws ConvexError `ILLEGAL_STATE` */
export async function setIgnored(
  ctx: MutationCtx,
  hold: Doc<"holds">,
  ignored: Doc<"holds">["ignored"],
): Promise<Doc<"holds">> {
  const state = orRefuse(() => nextHoldState(hold.state, ignored === undefined ? "reopen" : "ignore"));
  const isByHand = state === "ignored" && hold.code === CREDITED_BY_HAND;
  await ctx.db.patch("holds", hold._id, {
    state,
    ignored,
    ...(isByHand && { leftOutOere: hold.amountOere }),
  });
  const after = { ...hold, state, ignored };
  await addToTotals(ctx, hold, changeOf(hold, after));
  return after;
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

/** Who acts where a sync finds that an invoice, or what belongs to it, stands differently now. */
const SYNC: Actor = { kind: "system", name: "Sync" };
/** Records that go with invoices in one transaction, whoever leaves out or takes back how many; the rest follows at once in its own. */
const MAX_FOLLOWING = 100;
/** How many have done so in a mutation. */
const following = new WeakMap<MutationCtx, number>();

/**
 * What was decided about an invoice (Rubic's id), as a decision about a record that waits for it; null where it is not left out. Once
 * it is in Tripletex, what is left out of it says nothing about the rest.
 */
export async function decisionOnInvoice(
  ctx: QueryCtx,
  tripletexEnv: TripletexEnv,
  rubicInvoiceId: number | undefined,
): Promise<LeftOut | null> {
  if (rubicInvoiceId === undefined) return null;
  const hold = await findHold(ctx, { kind: "invoice", rubicKey: String(rubicInvoiceId), tripletexEnv });
  if (hold?.state !== "ignored" || hold.ignored === undefined) return null;
  if ((await findInvoiceMapping(ctx, tripletexEnv, rubicInvoiceId)) !== null) return null;
  const { actor, reason, at } = hold.ignored;
  const name = hold.label.charAt(0).toLowerCase() + hold.label.slice(1);
  return { actor, reason: `with ${name}: ${reason}`, at, withInvoice: rubicInvoiceId };
}

type InvoiceKey = Pick<RecordKey, "tripletexEnv" | "rubicKey">;

const followOwn = async (ctx: MutationCtx, key: RecordKey) =>
  key.kind === "invoice" ? await followInvoice(ctx, key, SYNC) : undefined;

/**
 * Leaves out what waits for an invoice that is left out, or holds it again, due at once, where the invoice is left out no more. It
 * looks at what stands, so that doing it twice, late, or beside a sync comes to the same.
 */
export async function followInvoice(ctx: MutationCtx, key: InvoiceKey, by: Actor): Promise<void> {
  const decision = await decisionOnInvoice(ctx, key.tripletexEnv, Number(key.rubicKey));
  const before = following.get(ctx) ?? 0;
  const room = MAX_FOLLOWING - before;
  const find = decision === null ? findLeftOutWith : findWaiting;
  const rows = await find(ctx, key, room + 1);
  const now = rows.slice(0, room);
  following.set(ctx, before + now.length);
  await gatherTotals(ctx, async () => {
    for (const row of now) {
      const after = await setIgnored(ctx, row, decision ?? undefined);
      if (decision === null) await markDue(ctx, after, SET_FREE);
    }
  });
  if (now.length > 0) await auditWith(ctx, now, decision, by);
  if (rows.length > room) {
    const { tripletexEnv, rubicKey } = key;
    await ctx.scheduler.runAfter(0, internal.sync.withInvoice.goOn, { tripletexEnv, rubicKey, actor: by });
  }
}

/** Held records that wait for nothing but an invoice. */
async function findWaiting(ctx: QueryCtx, { tripletexEnv, rubicKey }: InvoiceKey, limit: number) {
  return await ctx.db
    .query("holds")
    .withIndex("by_awaited_invoice", (q) =>
      q.eq("tripletexEnv", tripletexEnv).eq("waitsForInvoice", Number(rubicKey)).eq("state", "open"),
    )
    .take(limit);
}

/** Records that were left out with an invoice. */
async function findLeftOutWith(ctx: QueryCtx, { tripletexEnv, rubicKey }: InvoiceKey, limit: number) {
  return await ctx.db
    .query("holds")
    .withIndex("by_left_out_with", (q) =>
      q.eq("tripletexEnv", tripletexEnv).eq("ignored.withInvoice", Number(rubicKey)),
    )
    .take(limit);
}

/** What follows an invoice when its hold is left out, or is taken back, at most so many. */
export async function findFollowing(ctx: QueryCtx, invoice: Doc<"holds">, limit: number) {
  const find = invoice.state === "ignored" ? findLeftOutWith : findWaiting;
  return await find(ctx, invoice, limit);
}

async function auditWith(
  ctx: MutationCtx,
  [first, ...others]: RecordKey[],
  decision: LeftOut | null,
  by: Actor,
): Promise<void> {
  if (first === undefined) return;
  const names = [first, ...others].map(({ kind, rubicKey }) => `${kind} ${rubicKey}`).join(", ");
  const act = decision === null ? "reopenHold" : "ignoreHold";
  const details =
    decision === null ? `${names}: their invoice is not left out any more` : `${names} ${decision.reason}`;
  await writeAudit(ctx, { actor: by, act, tripletexEnv: first.tripletexEnv, details });
}
