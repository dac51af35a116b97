/**
 * A document that a person unlinked is in Tripletex no more as far as the service knows. It waits with all that Rubic has of it,
 * due at once: so it stays in the sums, and the next run reads back to it however old it is.
 */
import { formatKroner } from "../../src/sync/format.ts";
import type { Doc } from "../_generated/dataModel.js";
import type { MutationCtx } from "../_generated/server.js";
import { ASKED_FOR, findHold, markDue, putHold, type RecordKey } from "./holdDoor.ts";
import { rubicDateOf, rubicPaymentDateOf } from "./rubicDates.ts";

interface Unlinked {
  label: string;
  bookedOere: number;
  /** YYYY-MM-DD */
  documentDate: string;
}

/** What was held of it already is what Rubic has more than was booked: that goes on missing. */
async function holdUnlinked(ctx: MutationCtx, key: RecordKey, unlinked: Unlinked): Promise<void> {
  const { label, bookedOere, documentDate } = unlinked;
  const before = await findHold(ctx, key);
  const restOere = before === null || before.state === "resolved" ? 0 : (before.amountOere ?? 0);
  const now = Date.now();
  const message = `${label} was unlinked from what it was in Tripletex.`;
  const hold = { label, code: "UNLINKED" as const, message, amountOere: bookedOere + restOere, documentDate };
  await putHold(ctx, key, { hold, now });
  const held = await findHold(ctx, key);
  if (held !== null) await markDue(ctx, held, ASKED_FOR);
}

/** An invoice before the cut-over is in neither side's sum and is not looked for again, so it waits for nothing. */
export async function holdUnlinkedInvoice(ctx: MutationCtx, row: Doc<"invoiceMapping">): Promise<void> {
  if (row.isBeforeCutover === true) return;
  const { tripletexEnv, rubicInvoiceId, rubicInvoiceNumber, grossOere } = row;
  // The next run reads Rubic back to this day.
  const documentDate = rubicDateOf(row);
  await holdUnlinked(
    ctx,
    { kind: "invoice", rubicKey: String(rubicInvoiceId), tripletexEnv },
    {
      label: `Invoice ${rubicInvoiceNumber} of ${documentDate}`,
      bookedOere: grossOere,
      documentDate,
    },
  );
}

export async function holdUnlinkedPayment(ctx: MutationCtx, row: Doc<"paymentMapping">): Promise<void> {
  const { tripletexEnv, rubicTransactionId, amountOere } = row;
  const documentDate = rubicPaymentDateOf(row);
  await holdUnlinked(
    ctx,
    { kind: "payment", rubicKey: String(rubicTransactionId), tripletexEnv },
    {
      label: `Transaction ${rubicTransactionId} of ${formatKroner(amountOere)} on ${documentDate}`,
      bookedOere: amountOere,
      documentDate,
    },
  );
}
