/** What the engine asks and tells about credits: what Rubic shows of them, and which invoices they concern. */
import { type Infer, v } from "convex/values";
import { describeInvoice } from "../../src/sync/describe.ts";
import type { HoldCode } from "../../src/sync/hold-codes.ts";
import type { Doc } from "../_generated/dataModel.js";
import { internalMutation, internalQuery, type QueryCtx } from "../_generated/server.js";
import { seenCredit, sightOfCredit } from "../tables/credits.ts";
import { type TripletexEnv, tripletexEnv } from "../validators.ts";
import { findCreditByTripletexId, findCreditMapping, findCreditOf } from "./creditDoor.ts";
import { findHold } from "./holdDoor.ts";
import { readPaidByHand } from "./holdsOnNotes.ts";
import { renewLease, requireLease } from "./lease.ts";
import { findInvoiceMapping } from "./mappingDoor.ts";
import { requirePlanOfRun } from "./planDoor.ts";
import { readUpTo } from "./readNumbers.ts";
import {
  findOfSyncs,
  findSeenCredit,
  isCreditSeen,
  isNoteSeen,
  putSeenCredit,
  seenCreditsOf,
  viewAsNoted,
} from "./seenCredits.ts";

/** Keeps what a page of Rubic's shows about credits, a preview beside its plan, and renews the lease. @throws ConvexError `FENCED` */
export const note = internalMutation({
  args: { runId: v.id("runs"), fence: v.number(), seen: v.array(seenCredit) },
  returns: v.object({ leaseEndsAt: v.number() }),
  handler: async (ctx, args) => {
    const { run, lease } = await requireLease(ctx, args);
    const { tripletexEnv } = run;
    const planId = run.mode === "preview" ? (await requirePlanOfRun(ctx, run._id))._id : null;
    const agreedPlanId = run.plan?.planId ?? null;
    const now = Date.now();
    for (const seen of args.seen) await putSeenCredit(ctx, seen, { tripletexEnv, planId, agreedPlanId, now });
    return { leaseEndsAt: await renewLease(ctx, lease, now) };
  },
});

const original = v.object({
  rubicInvoiceId: v.number(),
  rubicInvoiceNumber: v.number(),
  /** Null while it is not in Tripletex. */
  booked: v.union(
    v.object({ tripletexInvoiceId: v.number(), netOere: v.number(), grossOere: v.number() }),
    v.null(),
  ),
  /** Something is being written on it whose outcome is unknown. */
  hasOpenIntent: v.boolean(),
  /** Its credit, by the row of Rubic's by which it is known in the books; null while it is not credited by us. */
  credit: v.union(
    v.object({
      rubicCreditId: v.number(),
      rubicCreditNumber: v.union(v.number(), v.null()),
      tripletexCreditId: v.number(),
      creditDate: v.string(),
      netOere: v.number(),
      grossOere: v.number(),
    }),
    v.null(),
  ),
  isHeld: v.boolean(),
  /** The amount that Rubic shows on it waits or has waited: a person may have been told to credit it by hand. */
  hasWaited: v.boolean(),
  /** What a person has left out of its credits as made by hand, in positive øre. */
  leftOutOere: v.number(),
});
export type CreditOriginal = Infer<typeof original>;

const knownCredit = v.object(sightOfCredit);
export type KnownCredit = Infer<typeof knownCredit>;

/** What a preview has seen counts where its plan is named. */
const sightArgs = { tripletexEnv, planId: v.optional(v.id("plans")) };

/** What was seen of the credits of some payers, of Rubic's ids above `after`, a page each; `next` is where a payer goes on. */
export const ofPayers = internalQuery({
  args: { ...sightArgs, payers: v.array(v.object({ payer: v.string(), after: v.number() })) },
  returns: v.array(v.object({ seen: v.array(knownCredit), next: v.union(v.number(), v.null()) })),
  handler: async (ctx, { payers, planId = null, ...args }) =>
    await Promise.all(payers.map((each) => seenCreditsOf(ctx, { ...args, planId }, each))),
});

/** What was seen of single rows; those that nobody has noted are left out. */
export const ofRows = internalQuery({
  args: { ...sightArgs, ids: v.array(v.number()) },
  returns: v.array(knownCredit),
  handler: async (ctx, { ids, planId = null, ...args }) => {
    const found = await Promise.all(ids.map((id) => findSeenCredit(ctx, { ...args, planId }, id)));
    return found.flatMap((each) => each ?? []);
  },
});

/** Rows as a sync would note them at `now` (epoch milliseconds), in their order; nothing is stored. */
export const asNoted = internalQuery({
  args: { tripletexEnv, seen: v.array(seenCredit), now: v.number() },
  returns: v.array(knownCredit),
  handler: async (ctx, { seen, ...args }) =>
    await Promise.all(seen.map((each) => viewAsNoted(ctx, each, args))),
});

/** How invoices stand that show an amount; each takes up to four index ranges. */
export const originalsOf = internalQuery({
  args: {
    tripletexEnv,
    rows: v.array(v.object({ rubicInvoiceId: v.number(), rubicInvoiceNumber: v.number() })),
  },
  returns: v.array(original),
  handler: async (ctx, args) =>
    await Promise.all(args.rows.map((each) => viewOriginal(ctx, args.tripletexEnv, each))),
});

/** Two invoices with one number are not expected. */
const MAX_WITH_NUMBER = 5;
/** After every date, as text. */
const LAST_DATE = "~";
/** A sub-batch has at most fifty. */
const MAX_INTENTS = 200;

const numberedInvoices = v.object({
  originals: v.array(original),
  /** Numbers of those that wait, are left out, or whose outcome is unknown. */
  pending: v.array(v.number()),
  /** See `readNumbers.ts`. */
  readUpTo: v.union(v.number(), v.null()),
});
export type NumberedInvoices = Infer<typeof numberedInvoices>;

/** Invoices of ours by Rubic's number; each number takes up to twenty-two index ranges, where five invoices share it. */
export const originalsByNumber = internalQuery({
  args: { tripletexEnv, numbers: v.array(v.number()) },
  returns: numberedInvoices,
  handler: async (ctx, args) => {
    const env = args.tripletexEnv;
    const rows = await Promise.all(
      args.numbers.map((number) =>
        ctx.db
          .query("invoiceMapping")
          .withIndex("by_number_and_env", (q) => q.eq("rubicInvoiceNumber", number).eq("tripletexEnv", env))
          .take(MAX_WITH_NUMBER),
      ),
    );
    const originals = await Promise.all(rows.flat().map((row) => viewOriginal(ctx, env, row)));
    const known = new Set(originals.map(({ rubicInvoiceNumber }) => rubicInvoiceNumber));
    const missing = args.numbers.filter((number) => !known.has(number));
    const pending = missing.length === 0 ? [] : await findPending(ctx, env, missing);
    return { originals, pending, readUpTo: await readUpTo(ctx, env) };
  },
});

async function findPending(ctx: QueryCtx, env: TripletexEnv, numbers: number[]): Promise<number[]> {
  const intents = await ctx.db
    .query("intents")
    .withIndex("by_env", (q) => q.eq("tripletexEnv", env))
    .take(MAX_INTENTS);
  const sent = new Set(
    intents.flatMap(({ expectation: each }) => (each.kind === "invoice" ? [each.invoiceNumber] : [])),
  );
  const areHeld = await Promise.all(numbers.map((number) => isInvoiceHeld(ctx, env, number)));
  return numbers.filter((number, index) => sent.has(number) || areHeld[index]);
}

/** Held or left out, whatever its date: what a person has left out is no invoice that nobody has met. */
async function isInvoiceHeld(ctx: QueryCtx, env: TripletexEnv, invoiceNumber: number): Promise<boolean> {
  const [from, to] = ["", LAST_DATE].map((invoiceDate) => describeInvoice({ invoiceNumber, invoiceDate }));
  const holds = await ctx.db
    .query("holds")
    .withIndex("by_label", (q) =>
      q
        .eq("kind", "invoice")
        .eq("tripletexEnv", env)
        .gte("label", from ?? "")
        .lte("label", to ?? ""),
    )
    .take(MAX_WITH_NUMBER);
  return holds.some(({ state }) => state !== "resolved");
}

async function viewOriginal(
  ctx: QueryCtx,
  env: TripletexEnv,
  { rubicInvoiceId, rubicInvoiceNumber }: { rubicInvoiceId: number; rubicInvoiceNumber: number },
): Promise<CreditOriginal> {
  const row = await findInvoiceMapping(ctx, env, rubicInvoiceId);
  if (row === null) {
    const key = { kind: "invoice", rubicKey: String(rubicInvoiceId), tripletexEnv: env } as const;
    const hold = await findHold(ctx, key);
    const isHeld = hold?.state === "open" || hold?.state === "ignored";
    return {
      rubicInvoiceId,
      rubicInvoiceNumber,
      booked: null,
      hasOpenIntent: false,
      credit: null,
      isHeld,
      hasWaited: false,
      leftOutOere: 0,
    };
  }
  const { tripletexInvoiceId, netOere, grossOere } = row;
  const intent = await ctx.db
    .query("intents")
    .withIndex("by_invoice_and_env", (q) =>
      q.eq("tripletexInvoiceId", tripletexInvoiceId).eq("tripletexEnv", env),
    )
    .first();
  const credit = await findCreditOf(ctx, env, tripletexInvoiceId);
  const key = { kind: "credit", rubicKey: String(rubicInvoiceId), tripletexEnv: env } as const;
  const hold = await findHold(ctx, key);
  return {
    rubicInvoiceId,
    rubicInvoiceNumber,
    booked: { tripletexInvoiceId, netOere, grossOere },
    hasOpenIntent: intent !== null,
    credit: credit && viewCredit(credit),
    isHeld: false,
    hasWaited: hold !== null,
    leftOutOere: Math.abs(hold?.leftOutOere ?? 0),
  };
}

function viewCredit(row: Doc<"creditNoteMapping">) {
  const { rubicCreditId, rubicCreditNumber = null, tripletexCreditId, creditDate, netOere, grossOere } = row;
  return { rubicCreditId, rubicCreditNumber, tripletexCreditId, creditDate, netOere, grossOere };
}

const bookedCredit = v.object({
  rubicCreditId: v.number(),
  tripletexCreditId: v.number(),
  tripletexInvoiceId: v.union(v.number(), v.null()),
  label: v.string(),
  grossOere: v.number(),
  /** Of the row in Rubic that shows it; another than in Tripletex where it was credited by hand, or shows on its invoice alone. */
  rubicDate: v.string(),
  /** What is paid on its note in Rubic and waits, or was left out, in signed øre: a person books it with a voucher. */
  paidByHandOere: v.number(),
});
export type BookedCredit = Infer<typeof bookedCredit>;

/** The credits that are these documents in Tripletex, or that credit them; each takes three index ranges, four where it is both. */
export const byTripletexId = internalQuery({
  args: { tripletexEnv, tripletexInvoiceIds: v.array(v.number()) },
  returns: v.array(bookedCredit),
  handler: async (ctx, args) => {
    const env = args.tripletexEnv;
    const rows = await Promise.all(
      args.tripletexInvoiceIds.map(async (id) => [
        await findCreditByTripletexId(ctx, env, id),
        await findCreditOf(ctx, env, id),
      ]),
    );
    const found = rows.flat().flatMap((row) => row ?? []);
    return await Promise.all(found.map((row) => viewBooked(ctx, row)));
  },
});

async function viewBooked(ctx: QueryCtx, row: Doc<"creditNoteMapping">): Promise<BookedCredit> {
  const { rubicCreditNumber, rubicInvoiceNumber } = row;
  const { rubicCreditId, tripletexCreditId, tripletexInvoiceId = null, grossOere } = row;
  const label =
    rubicCreditNumber === undefined
      ? `Credit of invoice ${rubicInvoiceNumber}`
      : `Credit note ${rubicCreditNumber}`;
  const rubicDate = await rubicDateOfCredit(ctx, row);
  const paidByHandOere = await readPaidByHand(ctx, row.tripletexEnv, rubicCreditId);
  return {
    rubicCreditId,
    tripletexCreditId,
    tripletexInvoiceId,
    label,
    grossOere,
    rubicDate,
    paidByHandOere,
  };
}

/** The day (YYYY-MM-DD) of the row in Rubic that shows a booked credit: of its note, or of the invoice where that shows it alone. */
async function rubicDateOfCredit(ctx: QueryCtx, row: Doc<"creditNoteMapping">): Promise<string> {
  return (await findOfSyncs(ctx, row, row.rubicCreditId))?.date ?? row.creditDate;
}

/** What an invoice waits for, or was left out with, that a person takes off it by hand. */
const TAKEN_OFF_BY_HAND: HoldCode = "NEEDS_CREDIT";

/**
 * What a person is to take off these invoices by hand, or has, in positive øre and in their order: what is held or left out of the
 * credits that Rubic shows on them alone, of its corrections, and of credit notes that may have been made by hand. Each takes three
 * index ranges.
 */
export const heldOfInvoices = internalQuery({
  args: { tripletexEnv, rubicInvoiceIds: v.array(v.number()) },
  returns: v.array(v.number()),
  handler: async (ctx, { tripletexEnv: env, rubicInvoiceIds }) =>
    await Promise.all(rubicInvoiceIds.map((id) => readTakenOff(ctx, env, id))),
});

/** The same of one invoice; 0 where there is nothing of the kind. */
export async function readTakenOff(
  ctx: QueryCtx,
  env: TripletexEnv,
  rubicInvoiceId: number,
): Promise<number> {
  const key = { rubicKey: String(rubicInvoiceId), tripletexEnv: env };
  const credit = await findHold(ctx, { kind: "credit", ...key });
  const correction = await findHold(ctx, { kind: "invoice", ...key });
  const correctedOere = correction?.code === TAKEN_OFF_BY_HAND ? heldOffOere(correction) : 0;
  return heldOffOere(credit) + correctedOere + (await readCreditedByHand(ctx, env, rubicInvoiceId));
}

/** More notes on one invoice are not expected. */
const MAX_NOTES = 100;

/** What of an invoice's credit notes waits, or was left out, because a person may have credited it by hand, in positive øre. */
export async function readCreditedByHand(
  ctx: QueryCtx,
  env: TripletexEnv,
  rubicInvoiceId: number,
): Promise<number> {
  const holds = await ctx.db
    .query("holds")
    .withIndex("by_credited_by_hand", (q) => q.eq("tripletexEnv", env).eq("creditedByHandOn", rubicInvoiceId))
    .take(MAX_NOTES);
  return holds.reduce((sum, hold) => sum + heldOffOere(hold), 0);
}

function heldOffOere(hold: Doc<"holds"> | null): number {
  return hold === null || hold.state === "resolved" ? 0 : Math.max(0, -(hold.amountOere ?? 0));
}

/** More credits than these are not looked through one by one. */
const MAX_BOOKED = 1_000;

/**
 * The earliest day on which Rubic dates what Tripletex has as a credit of `from` (YYYY-MM-DD) or later: the invoice, where Rubic shows
 * the credit on it alone, or a note that was booked on a later day. Null: there is none. Where they are too many to tell, the start
 * of the books.
 */
export async function firstRubicDateOfCredits(
  ctx: QueryCtx,
  { tripletexEnv: env, booksFrom }: { tripletexEnv: TripletexEnv; booksFrom: string },
  from: string,
): Promise<string | null> {
  const rows = await ctx.db
    .query("creditNoteMapping")
    .withIndex("by_env_and_date", (q) => q.eq("tripletexEnv", env).gte("creditDate", from))
    .take(MAX_BOOKED);
  if (rows.length === MAX_BOOKED) return booksFrom;
  const dates = await Promise.all(rows.map((row) => rubicDateOfCredit(ctx, row)));
  return dates.toSorted()[0] ?? null;
}

/** The credits that are known in the books by these rows of Rubic's. */
export const byRubicId = internalQuery({
  args: { tripletexEnv, ids: v.array(v.number()) },
  returns: v.array(
    v.object({ rubicCreditId: v.number(), tripletexCreditId: v.number(), creditDate: v.string() }),
  ),
  handler: async (ctx, args) => {
    const rows = await Promise.all(args.ids.map((id) => findCreditMapping(ctx, args.tripletexEnv, id)));
    return rows.flatMap((row) => {
      if (row === null) return [];
      const { rubicCreditId, tripletexCreditId, creditDate } = row;
      return [{ rubicCreditId, tripletexCreditId, creditDate }];
    });
  },
});

/**
 * Which transactions that settle a credit belong to one that Rubic shows: on its note, on the credited invoice, or of the same
 * payer and amount. Answers in their order; each takes up to ten index ranges, however many credits its payer has.
 */
export const settled = internalQuery({
  args: {
    ...sightArgs,
    settlements: v.array(v.object({ rubicInvoiceId: v.number(), payer: v.string(), amountOere: v.number() })),
  },
  returns: v.array(v.boolean()),
  handler: async (ctx, { settlements, tripletexEnv: env, planId = null }) => {
    const sight = { tripletexEnv: env, planId };
    return await Promise.all(
      settlements.map(async ({ rubicInvoiceId, payer, amountOere }) => {
        if (await isCreditSeen(ctx, sight, rubicInvoiceId)) return true;
        const invoice = await findInvoiceMapping(ctx, env, rubicInvoiceId);
        const credit = invoice && (await findCreditOf(ctx, env, invoice.tripletexInvoiceId));
        if (credit !== null) return true;
        return await isNoteSeen(ctx, sight, { payer, grossOere: -Math.abs(amountOere) });
      }),
    );
  },
});
