/**
 * How invoices were settled before a payment is decided on: what a person set off against other documents of the customer is no payment, so
 * no transaction is taken for it, and none waits because of it.
 */
import { settledElsewhere } from "../../sync/payments.ts";
import type { Settled } from "../../sync/set-offs.ts";
import type { TripletexInvoiceWithPostings } from "../../tripletex/schemas.ts";
import { judgeSettled, type SettledById, sourceOfStep } from "../set-offs.ts";
import type { Step } from "../step.ts";
import type { InvoiceForPayment } from "../store.ts";
import type { LedgerInvoice } from "./invoice-ledger.ts";

/** Of the invoices on which others have registered or settled what no credit that waits explains, by id. @throws RemoteError */
export async function readOddlySettled(
  step: Step,
  invoices: readonly TripletexInvoiceWithPostings[],
  contexts: readonly InvoiceForPayment[],
): Promise<SettledById> {
  const contextOf = new Map(contexts.map((each) => [each.tripletexInvoiceId, each]));
  const odd = invoices.filter((invoice) => {
    const { mappedPostingIds = [], takenOffOere = 0 } = contextOf.get(invoice.id) ?? {};
    const isOurs = new Set(mappedPostingIds);
    return (
      settledElsewhere(invoice) > takenOffOere ||
      invoice.postings.some(({ id, isPayment }) => isPayment && !isOurs.has(id))
    );
  });
  return odd.length === 0 ? new Map() : await judgeSettled(sourceOfStep(step), odd);
}

/**
 * The invoice with nothing but payments for payments, and what is settled on it that nothing explains. A credit that a person makes by
 * hand may be one of the documents that it was set off against: it explains no more than these leave of it.
 */
export function withSetOffs(
  invoice: LedgerInvoice,
  { takenOffOere }: Pick<InvoiceForPayment, "takenOffOere">,
  settled: Settled | undefined,
): { invoice: LedgerInvoice; settledElsewhereOere: number } {
  if (settled === undefined) {
    return { invoice, settledElsewhereOere: settledElsewhere(invoice) - takenOffOere };
  }
  const { payments, setOffOere, explainedOere } = settled;
  const paid = new Set(payments.map(({ id }) => id));
  const postings = invoice.postings.map((each) => ({ ...each, isPayment: paid.has(each.id) }));
  const creditOere = Math.max(0, takenOffOere - Math.max(0, explainedOere));
  return {
    invoice: { ...invoice, postings },
    settledElsewhereOere: setOffOere - explainedOere - creditOere,
  };
}
