/**
 * Which payments of an invoice are taken to be in Tripletex already, whether they wait or were left out: their holds say so, the mapping
 * of the invoice and the totals keep the sum. An invoice that is unlinked and linked again is counted anew.
 */
import type { Doc } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import { touchMonth } from "./monthDoor.ts";
import { addToTotals } from "./totals.ts";

/** More payments than this on one invoice are not expected; an instalment plan has a dozen. */
const MAX_PAYMENTS = 500;

/** What the mapping of the invoice is to keep; where it has changed, the month is compared again. Øre, signed: a refund is negative. */
export async function countAlreadyPaid(
  ctx: MutationCtx,
  invoice: Doc<"invoiceMapping">,
): Promise<Pick<Doc<"invoiceMapping">, "alreadyPaidOere">> {
  const { tripletexEnv, invoiceDate, alreadyPaidOere: beforeOere = 0 } = invoice;
  const alreadyPaidOere = await sumHolds(ctx, invoice);
  if (alreadyPaidOere === beforeOere) return {};
  await touchMonth(ctx, tripletexEnv, invoiceDate);
  await addToTotals(
    ctx,
    { tripletexEnv, kind: "payment" },
    { alreadyPaidOere: alreadyPaidOere - beforeOere },
  );
  return { alreadyPaidOere };
}

/** The invoice is mapped no more, so nothing stands on it. */
export async function forgetAlreadyPaid(
  ctx: MutationCtx,
  { tripletexEnv, alreadyPaidOere = 0 }: Doc<"invoiceMapping">,
): Promise<void> {
  await addToTotals(ctx, { tripletexEnv, kind: "payment" }, { alreadyPaidOere: -alreadyPaidOere });
}

async function sumHolds(
  ctx: QueryCtx,
  { tripletexEnv, rubicInvoiceId }: Doc<"invoiceMapping">,
): Promise<number> {
  const holds = await ctx.db
    .query("holds")
    .withIndex("by_already_paid", (q) =>
      q.eq("tripletexEnv", tripletexEnv).eq("alreadyPaidOn", rubicInvoiceId),
    )
    .take(MAX_PAYMENTS);
  return holds.reduce((sum, { state, amountOere = 0 }) => (state === "resolved" ? sum : sum + amountOere), 0);
}
