/** The act of an accountant by which a payment in a closed period is booked on another day. */
import { v } from "convex/values";
import { guardedMutation } from "./guard.ts";
import { chooseBookingDate } from "./sync/bookingDates.ts";
import { tripletexEnv } from "./validators.ts";

/**
 * Has a payment that is held for its closed period booked on `date` (YYYY-MM-DD) by the next sync.
 * @throws ConvexError `REASON_MISSING`, `RUN_IS_ON`, `NOT_HELD_FOR_PERIOD`, `BOOKING_DATE_NOT_USABLE`
 */
export const choose = guardedMutation({
  args: { tripletexEnv, rubicTransactionId: v.number(), date: v.string(), reason: v.string() },
  returns: v.object({ sentence: v.string() }),
  handler: async (ctx, choice) => ({ sentence: await chooseBookingDate(ctx, choice, ctx.actor) }),
});
