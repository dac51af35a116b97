/**
 * What is known of each month: its figures, the documents that are not the same, its history and its signature. The one door to
 * these tables. A reading that changes what was signed takes the signature back, in the transaction that stores it.
 */
import type { Infer } from "convex/values";
import { hashRecord } from "../../src/sync/hash.ts";
import { osloDate } from "../../src/sync/oslo.ts";
import { describeMonth } from "../../src/sync/reconcile/agreement.ts";
import {
  describeSignedChange,
  isEqual,
  type MonthTotals,
  type ReconciledMonth,
  signedParts,
  wrongCount,
} from "../../src/sync/reconcile/month.ts";
import type { Doc, Id } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import type { dateWindow, historyEvent, monthSummary, SignOff, vatLabel } from "../reconcileValidators.ts";
import { refusal } from "../refusal.ts";
import type { Actor, TripletexEnv } from "../validators.ts";
import { writeAudit } from "./audit.ts";

/** Raised when what a sign-off is about changes; each month is then to be signed off again. */
const DIGEST_VERSION = "month-2";
/** More months than any books have: a century. */
const MAX_MONTHS = 1_200;
/** A part of the list of items: some eighty kilobytes. */
const ITEMS_PER_PART = 200;
/** `MAX_ITEMS` in parts, and as many of the generation before. */
const MAX_PARTS = 30;
/** A month changes daily while it is young; a year of it is enough to see how it came about. */
export const MAX_HISTORY = 60;

const SYSTEM: Actor = { kind: "system", name: "Reconciliation" };

type Summary = Infer<typeof monthSummary>;

export async function findMonth(
  ctx: QueryCtx,
  tripletexEnv: TripletexEnv,
  from: string,
): Promise<Doc<"reconciledMonths"> | null> {
  return await ctx.db
    .query("reconciledMonths")
    .withIndex("by_env_and_from", (q) => q.eq("tripletexEnv", tripletexEnv).eq("from", from))
    .unique();
}

/** Oldest first. */
export async function readMonths(
  ctx: QueryCtx,
  tripletexEnv: TripletexEnv,
): Promise<Doc<"reconciledMonths">[]> {
  return await ctx.db
    .query("reconciledMonths")
    .withIndex("by_env_and_from", (q) => q.eq("tripletexEnv", tripletexEnv))
    .take(MAX_MONTHS);
}

export const summaryOf = ({ figures, counts, byHandOere }: Summary): Summary => ({
  figures,
  counts,
  byHandOere,
});

/** What a stored month comes to. One of an earlier version, which did not tell apart what waits, is taken at its word. */
export function totalsOf(row: Doc<"reconciledMonths">): MonthTotals {
  const { counts, wrongCount: wrong = counts.difference } = row;
  return { ...summaryOf(row), waitingCount: counts.difference - wrong };
}

export interface MonthReading {
  tripletexEnv: TripletexEnv;
  window: Infer<typeof dateWindow>;
  changes: number;
  month: ReconciledMonth;
  vatLabels: Infer<typeof vatLabel>[];
}

/** Stores a reading in place of the one before. */
export async function storeMonthRow(ctx: MutationCtx, reading: MonthReading): Promise<void> {
  const { tripletexEnv, window, changes, month, vatLabels } = reading;
  const now = Date.now();
  const before = await findMonth(ctx, tripletexEnv, window.from);
  const digest = await hashRecord(DIGEST_VERSION, signedParts(month));
  const generation = (before?.generation ?? 0) + 1;
  const row = {
    tripletexEnv,
    ...window,
    ...summaryOf(month),
    wrongCount: wrongCount(month),
    vatLabels,
    digest,
    comparedAt: now,
    changes,
    generation,
  };
  const kept = before === null ? {} : await signatureAfter(ctx, before, { ...month, digest });
  const monthId = before?._id ?? (await ctx.db.insert("reconciledMonths", row));
  if (before !== null) await ctx.db.replace("reconciledMonths", before._id, { ...row, ...kept });
  await replaceItems(ctx, { monthId, generation }, month.items);
  const isSame = before !== null && JSON.stringify(summaryOf(before)) === JSON.stringify(summaryOf(month));
  if (!isSame)
    await writeHistory(ctx, monthId, { event: "compared", text: describeMonth(month), summary: month });
}

type Signature = Pick<Doc<"reconciledMonths">, "signOff" | "reopened">;

/** A signature stays while what was signed does. */
async function signatureAfter(
  ctx: MutationCtx,
  before: Doc<"reconciledMonths">,
  after: MonthTotals & { digest: string },
): Promise<Signature> {
  const { signOff, reopened } = before;
  if (signOff === undefined || signOff.digest === after.digest) {
    return { ...(signOff && { signOff }), ...(reopened && { reopened }) };
  }
  const because = `What was signed has changed: ${describeSignedChange(signOff.signed, after).join(", ")}.`;
  await noteReopening(ctx, before, { because, actor: SYSTEM, summary: after });
  return { reopened: { at: Date.now(), because, signOff } };
}

async function noteReopening(
  ctx: MutationCtx,
  month: Doc<"reconciledMonths">,
  { because, actor, summary }: { because: string; actor: Actor; summary: Summary },
): Promise<void> {
  await writeHistory(ctx, month._id, { event: "reopened", text: because, summary, actor });
  const { tripletexEnv } = month;
  await writeAudit(ctx, { actor, act: "reopenMonth", tripletexEnv, details: `${month.from}: ${because}` });
}

async function replaceItems(
  ctx: MutationCtx,
  { monthId, generation }: { monthId: Id<"reconciledMonths">; generation: number },
  items: ReconciledMonth["items"],
): Promise<void> {
  for (let start = 0; start < items.length; start += ITEMS_PER_PART) {
    const part = items.slice(start, start + ITEMS_PER_PART);
    await ctx.db.insert("reconciledItems", {
      monthId,
      generation,
      part: start / ITEMS_PER_PART,
      items: part,
    });
  }
  const old = await ctx.db
    .query("reconciledItems")
    .withIndex("by_month", (q) => q.eq("monthId", monthId).lt("generation", generation))
    .take(MAX_PARTS);
  for (const row of old) await ctx.db.delete("reconciledItems", row._id);
}

interface HistoryEntry {
  event: Infer<typeof historyEvent>;
  text: string;
  summary: Summary;
  actor?: Actor;
}

async function writeHistory(
  ctx: MutationCtx,
  monthId: Id<"reconciledMonths">,
  entry: HistoryEntry,
): Promise<void> {
  const { summary, ...rest } = entry;
  await ctx.db.insert("reconciledHistory", { monthId, at: Date.now(), ...rest, summary: summaryOf(summary) });
  const oldest = await ctx.db
    .query("reconciledHistory")
    .withIndex("by_month", (q) => q.eq("monthId", monthId))
    .order("desc")
    .take(MAX_HISTORY + 1);
  const beyond = oldest[MAX_HISTORY];
  if (beyond !== undefined) await ctx.db.delete("reconciledHistory", beyond._id);
}

/** Windows that are none any more, because the cut-over moved or a month became one of its own. Signatures stay in the audit log. */
export async function removeOtherMonths(
  ctx: MutationCtx,
  tripletexEnv: TripletexEnv,
  windows: Infer<typeof dateWindow>[],
): Promise<void> {
  const kept = new Set(windows.map(({ from }) => from));
  for (const row of await readMonths(ctx, tripletexEnv)) {
    if (kept.has(row.from)) continue;
    await replaceItems(ctx, { monthId: row._id, generation: row.generation + 1 }, []);
    await ctx.db.delete("reconciledMonths", row._id);
  }
}

export interface Signing {
  tripletexEnv: TripletexEnv;
  from: string;
  /** Of the figures that the person saw. */
  digest: string;
  comment: string;
  actor: Actor;
}

/**
 * Signs a month off as it was compared last.
 * @throws ConvexError `MONTH_NOT_COMPARED`, `MONTH_NOT_OVER`, `MONTH_ALREADY_SIGNED`, `MONTH_CHANGED`, `MONTH_NEEDS_COMMENT`
 */
export async function signMonth(ctx: MutationCtx, signing: Signing): Promise<void> {
  const { tripletexEnv, from, actor } = signing;
  const comment = signing.comment.trim();
  const month = await requireMonth(ctx, tripletexEnv, from);
  const name = `The month from ${from}`;
  if (month.toExclusive > osloDate(Date.now())) {
    throw refusal("MONTH_NOT_OVER", `${name} lasts until ${month.toExclusive}.`);
  }
  if (month.signOff !== undefined) {
    throw refusal("MONTH_ALREADY_SIGNED", `${name} was signed off by ${month.signOff.actor.name}.`);
  }
  if (month.digest !== signing.digest) {
    throw refusal("MONTH_CHANGED", `${name} has other figures than those that you saw.`);
  }
  const isClean = isEqual(month) && month.counts.held + month.counts.leftOut === 0;
  if (!isClean && comment === "") {
    throw refusal(
      "MONTH_NEEDS_COMMENT",
      `${name} is not simply the same on both sides. ${describeMonth(totalsOf(month))}`,
    );
  }
  const at = Date.now();
  const signOff: SignOff = { actor, at, comment, digest: month.digest, signed: summaryOf(month) };
  await ctx.db.patch("reconciledMonths", month._id, { signOff, reopened: undefined });
  const text = comment === "" ? "Signed off." : `Signed off: ${comment}`;
  await writeHistory(ctx, month._id, { event: "signedOff", text, summary: month, actor });
  await writeAudit(ctx, { actor, act: "signMonth", tripletexEnv, details: `${from}: ${text}` });
}

/** Takes a signature back. @throws ConvexError `MONTH_NOT_COMPARED`, `MONTH_NOT_SIGNED`, `REASON_MISSING` */
export async function reopenMonth(
  ctx: MutationCtx,
  {
    tripletexEnv,
    from,
    reason,
    actor,
  }: { tripletexEnv: TripletexEnv; from: string; reason: string; actor: Actor },
): Promise<void> {
  const month = await requireMonth(ctx, tripletexEnv, from);
  const { signOff } = month;
  if (signOff === undefined) throw refusal("MONTH_NOT_SIGNED", `The month from ${from} is not signed off.`);
  if (reason.trim() === "") {
    throw refusal("REASON_MISSING", `The month from ${from} is opened again without a reason.`);
  }
  const because = reason.trim();
  await ctx.db.patch("reconciledMonths", month._id, {
    signOff: undefined,
    reopened: { at: Date.now(), because, signOff },
  });
  await noteReopening(ctx, month, { because, actor, summary: month });
}

async function requireMonth(
  ctx: QueryCtx,
  env: TripletexEnv,
  from: string,
): Promise<Doc<"reconciledMonths">> {
  const month = await findMonth(ctx, env, from);
  if (month !== null) return month;
  throw refusal("MONTH_NOT_COMPARED", `No month of ${env} that begins on ${from} has been compared.`);
}
