/**
 * Transactions that settle a credit: they move no cash. The credit itself is booked as a credit, and Tripletex sets a credit note
 * against its invoice by itself, so there is nothing left to register. One without a credit that Rubic shows stays a hold.
 */
import { customerKey } from "../../sync/customer-number.ts";
import { findTransactionClass } from "../../sync/reference.ts";
import type { Decided } from "../pages.ts";
import type { Step } from "../step.ts";
import type { PaymentCandidate } from "./invoice-ledger.ts";

/** Puts them out of the payments' scope; answers the rest. */
export async function setSettlementsAside(
  step: Step,
  decided: Decided,
  candidates: PaymentCandidate[],
): Promise<PaymentCandidate[]> {
  if (candidates.length === 0) return [];
  const reference = await step.reference();
  const settlements = candidates.filter(({ transaction }) => {
    const { transactionTypeID: id, transactionTypeName: name } = transaction;
    const found = findTransactionClass(reference, { id, name });
    return found.ok && found.value.class === "creditSettlement";
  });
  if (settlements.length === 0) return candidates;
  const areKnown = await step.ports.store.creditsSettled(
    settlements.map(({ transaction, amountOere }) => ({
      rubicInvoiceId: transaction.invoiceID,
      payer: (transaction.customer && customerKey(transaction.customer)) ?? "",
      amountOere,
    })),
  );
  const settling = new Set(settlements.filter((_, index) => areKnown[index] === true));
  for (const candidate of settling) {
    const reason = `${candidate.label} settles a credit, which is booked as a credit.`;
    decided.outOfScope.push({ ...candidate, kind: "payment", reason });
  }
  return candidates.filter((candidate) => !settling.has(candidate));
}
