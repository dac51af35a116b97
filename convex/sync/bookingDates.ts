/**
 * The one door to the booking dates: an accountant has a payment whose own date lies in a closed period booked on another day. The
 * service itself moves no date; the payment keeps its own one in Rubic, and reason and person stand in the audit log.
 */
import { v } from "convex/values";
import { bookingDateProblem } from "../../src/sync/booking-date.ts";
import { formatIsoDate } from "../../src/sync/format.ts";
import { osloDate } from "../../src/sync/oslo.ts";
import type { Doc } from "../_generated/dataModel.js";
import { internalMutation, type MutationCtx, type QueryCtx } from "../_generated/server.js";
import { refusal } from "../refusal.ts";
import { type Actor, actor, type TripletexEnv, tripletexEnv } from "../validators.ts";
import { writeAudit } from "./audit.ts";
import { ASKED_FOR, findHold, markDue } from "./holdDoor.ts";
import { refuseWhileRunning } from "./linkStore.ts";

export async function findBookingDate(
  ctx: QueryCtx,
  tripletexEnv: TripletexEnv,
  rubicTransactionId: number,
): Promise<Doc<"bookingDates"> | null> {
  return await ctx.db
    .query("bookingDates")
    .withIndex("by_rubic_and_env", (q) =>
      q.eq("rubicTransactionId", rubicTransactionId).eq("tripletexEnv", tripletexEnv),
    )
    .unique();
}

export interface BookingDateChoice {
  tripletexEnv: TripletexEnv;
  rubicTransactionId: number;
  date: string;
  reason: string;
}

/**
 * Has a held payment booked on another day than its own by the next sync, which it makes due; answers that as a sentence. A later choice replaces it
 * as long as the payment is held.
 * @throws ConvexError `REASON_MISSING`, `RUN_IS_ON`, `NOT_HELD_FOR_PERIOD`, `BOOKING_DATE_NOT_USABLE`
 */
export async function chooseBookingDate(
  ctx: MutationCtx,
  { date, reason, ...key }: BookingDateChoice,
  by: Actor,
): Promise<string> {
  const { tripletexEnv: env, rubicTransactionId } = key;
  if (reason.trim() === "") throw refusal("REASON_MISSING", "Another booking date needs a reason.");
  // A run that has decided already would hold the payment again, and push its next try on.
  await refuseWhileRunning(ctx, env);
  const hold = await requireClosedPeriod(ctx, key);
  const now = Date.now();
  const problem = bookingDateProblem({ date, paymentDate: hold.documentDate ?? "", today: osloDate(now) });
  if (problem !== null) throw refusal("BOOKING_DATE_NOT_USABLE", `${hold.label}: ${problem}`);
  const existing = await findBookingDate(ctx, env, rubicTransactionId);
  const row = { ...key, date, reason, actor: by, at: now };
  if (existing === null) await ctx.db.insert("bookingDates", row);
  else await ctx.db.replace("bookingDates", existing._id, row);
  await markDue(ctx, hold, ASKED_FOR);
  const details = `${hold.label} on ${date}: ${reason}`;
  await writeAudit(ctx, { actor: by, act: "chooseBookingDate", tripletexEnv: env, details });
  return `${hold.label} is booked on ${formatIsoDate(date)} by the next sync.`;
}

async function requireClosedPeriod(
  ctx: MutationCtx,
  { tripletexEnv: env, rubicTransactionId }: Pick<BookingDateChoice, "tripletexEnv" | "rubicTransactionId">,
): Promise<Doc<"holds">> {
  const key = { kind: "payment", rubicKey: String(rubicTransactionId), tripletexEnv: env } as const;
  const hold = await findHold(ctx, key);
  if (hold?.state === "open" && hold.code === "PERIOD_CLOSED") return hold;
  throw refusal(
    "NOT_HELD_FOR_PERIOD",
    `Transaction ${rubicTransactionId} is not held in ${env} for a closed period.`,
  );
}

/** For an operator at the command line of the deployment (`npx convex run`). */
export const choose = internalMutation({
  args: { tripletexEnv, rubicTransactionId: v.number(), date: v.string(), reason: v.string(), actor },
  returns: v.string(),
  handler: async (ctx, { actor: by, ...choice }) => await chooseBookingDate(ctx, choice, by),
});
