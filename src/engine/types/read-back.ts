/** Has the payments of an old invoice read again when what Rubic says is paid on it is not what is mapped. */
import type { RubicInvoice } from "../../rubic/schemas.ts";
import { osloDate } from "../../sync/oslo.ts";
import { LOOK_BACK_MS } from "../../sync/reading.ts";
import type { Step } from "../step.ts";
import type { KnownRecord } from "../store.ts";

/** A transaction of it is older than what each run reads, or has changed; each paid amount is asked for once. */
export function askForPayments(step: Step, invoice: RubicInvoice, known: KnownRecord | undefined): void {
  const { invoiceID: rubicInvoiceId, invoiceDate, paidAmountOere: paidOere } = invoice;
  if (wantsPaymentsRead(step, invoice, known)) step.readBack({ rubicInvoiceId, paidOere, from: invoiceDate });
}

/** Whether a run that meets the invoice has its payments read from its date on. */
export function wantsPaymentsRead(
  step: Step,
  { invoiceDate, paidAmountOere: paidOere }: RubicInvoice,
  known: KnownRecord | undefined,
): boolean {
  const paid = known?.mapping?.paid;
  if (paid === undefined || paidOere === paid.mappedOere || paidOere === paid.askedOere) return false;
  const isReadAnyway = invoiceDate > osloDate(step.context.startedAt - LOOK_BACK_MS);
  return !isReadAnyway;
}
