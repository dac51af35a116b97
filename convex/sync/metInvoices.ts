/**
 * Which invoices the readings of this month have met, by their dates: an amount that Rubic shows on one of them and that none of these
 * readings has noted came in this month. It must never count a reading that did not get through, nor one of single records.
 */
import { monthOf } from "../../src/sync/months.ts";
import { osloDate } from "../../src/sync/oslo.ts";
import { metFrom } from "../../src/sync/reading.ts";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import type { TripletexEnv } from "../validators.ts";
import { ensureEnvironment, findEnvironment } from "./environments.ts";

/**
 * Keeps what a reading of invoices has met that has come to its end.
 * @param reading.readUntil when it began, in epoch milliseconds: what Rubic got later, it may have passed over
 */
export async function noteMetInvoices(
  ctx: MutationCtx,
  env: TripletexEnv,
  { readUntil, window }: { readUntil: number; window: { from: number; isComplete: boolean } },
): Promise<void> {
  const { _id: id, invoicesMet: before } = await ensureEnvironment(ctx, env);
  const month = monthOf(osloDate(readUntil)).from;
  const from = metFrom(window);
  // A plan is carried out as of its preview, which may lie in an earlier month than what was read since.
  const isOlder = before !== undefined && month < before.month;
  const isKnown = before?.month === month && before.from <= from;
  if (!isOlder && !isKnown) await ctx.db.patch("environments", id, { invoicesMet: { month, from } });
}

/** Whether readings that began in the month of `today` have met an invoice; dates YYYY-MM-DD, in Oslo. */
export async function wasMetInMonth(
  ctx: QueryCtx,
  env: TripletexEnv,
  { invoiceDate, today }: { invoiceDate: string; today: string },
): Promise<boolean> {
  const met = (await findEnvironment(ctx, env))?.invoicesMet;
  return met?.month === monthOf(today).from && met.from <= invoiceDate;
}
