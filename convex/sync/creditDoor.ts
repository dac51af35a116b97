/**
 * The one door to the mappings of credits. One is unique three ways: by Rubic's row, by the document in Tripletex and by the
 * credited invoice, so that no invoice is credited twice.
 */
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import { refusal } from "../refusal.ts";
import type { MappingInput, TripletexEnv } from "../validators.ts";
import type { Origin, Stored } from "./mappingDoor.ts";
import { touchMonth } from "./monthDoor.ts";
import { addToTotals } from "./totals.ts";

type Input = Extract<MappingInput, { kind: "credit" }>;

export async function findCreditMapping(ctx: QueryCtx, env: TripletexEnv, rubicCreditId: number) {
  return await ctx.db
    .query("creditNoteMapping")
    .withIndex("by_rubic_and_env", (q) => q.eq("rubicCreditId", rubicCreditId).eq("tripletexEnv", env))
    .unique();
}

export async function findCreditByTripletexId(ctx: QueryCtx, env: TripletexEnv, tripletexCreditId: number) {
  return await ctx.db
    .query("creditNoteMapping")
    .withIndex("by_tripletex_and_env", (q) =>
      q.eq("tripletexCreditId", tripletexCreditId).eq("tripletexEnv", env),
    )
    .unique();
}

/** The credit of an invoice in Tripletex. */
export async function findCreditOf(ctx: QueryCtx, env: TripletexEnv, tripletexInvoiceId: number) {
  return await ctx.db
    .query("creditNoteMapping")
    .withIndex("by_invoice_and_env", (q) =>
      q.eq("tripletexInvoiceId", tripletexInvoiceId).eq("tripletexEnv", env),
    )
    .unique();
}

/** The credit of Rubic's that has the same document, or credits the same invoice; null when the mapping could be stored. */
export async function rivalCredit(ctx: QueryCtx, env: TripletexEnv, input: Input) {
  const existing = await findCreditMapping(ctx, env, input.rubicCreditId);
  const onTripletex = await findCreditByTripletexId(ctx, env, input.tripletexCreditId);
  const ofInvoice =
    input.tripletexInvoiceId === undefined ? null : await findCreditOf(ctx, env, input.tripletexInvoiceId);
  const other = [onTripletex, ofInvoice].find((row) => row !== null && row._id !== existing?._id) ?? null;
  return { existing, otherKey: other === null ? null : String(other.rubicCreditId) };
}

/**
 * A credit that was booked while Rubic showed an amount alone, and whose note has been seen since, or whose note Rubic has made anew under
 * the same number: the mapping gets the note's key and number. Answers whether it was one.
 */
export async function giveNote(ctx: MutationCtx, input: Input, origin: Origin): Promise<boolean> {
  if (input.rubicCreditNumber === undefined) return false;
  const row = await findCreditByTripletexId(ctx, origin.tripletexEnv, input.tripletexCreditId);
  const { rubicCreditId, rubicCreditNumber, hash } = input;
  if (row === null || row.rubicCreditId === rubicCreditId) return false;
  if (row.rubicCreditNumber !== undefined && row.rubicCreditNumber !== rubicCreditNumber) return false;
  const change = { rubicCreditId, rubicCreditNumber, hash, lastSyncedAt: origin.now };
  await ctx.db.patch("creditNoteMapping", row._id, change);
  await touchMonth(ctx, origin.tripletexEnv, row.creditDate);
  return true;
}

/** Stores the mapping of a credit; the invoice that it concerns is the mapping door's business. @throws ConvexError `MAPPING_MOVES` */
export async function putCredit(ctx: MutationCtx, input: Input, origin: Origin): Promise<Stored> {
  const { kind, outstandingOere: _left, ...fields } = input;
  const env = origin.tripletexEnv;
  const { existing, otherKey } = await rivalCredit(ctx, env, input);
  if (otherKey !== null) return { outcome: "conflict", otherKey };
  if (existing !== null && existing.tripletexCreditId !== fields.tripletexCreditId) {
    const [from, to] = [existing.tripletexCreditId, fields.tripletexCreditId];
    throw refusal(
      "MAPPING_MOVES",
      `A credit that is booked as ${from} in Tripletex was about to be booked as ${to}.`,
    );
  }
  const row = { ...fields, lastSyncedAt: origin.now };
  if (existing !== null) await ctx.db.patch("creditNoteMapping", existing._id, row);
  else {
    const origins = { tripletexEnv: env, createdByRun: origin.runId };
    await ctx.db.insert("creditNoteMapping", { ...row, ...origins });
  }
  await addToTotals(
    ctx,
    { tripletexEnv: env, kind },
    { mappedCount: existing === null ? 1 : 0, mappedOere: fields.grossOere - (existing?.grossOere ?? 0) },
  );
  await touchMonth(ctx, env, fields.creditDate);
  return { outcome: "stored" };
}

/** Removes the mapping of a credit; its month is compared anew. */
export async function dropCredit(ctx: MutationCtx, env: TripletexEnv, rubicCreditId: number): Promise<void> {
  const row = await findCreditMapping(ctx, env, rubicCreditId);
  if (row === null) return;
  await ctx.db.delete("creditNoteMapping", row._id);
  await touchMonth(ctx, env, row.creditDate);
  const change = { mappedCount: -1, mappedOere: -row.grossOere };
  await addToTotals(ctx, { tripletexEnv: env, kind: "credit" }, change);
}
