/** Names what people have changed in Tripletex on booked invoices, and keeps the mappings' word on what is settled there. */
import { changeInTripletex } from "../sync/changed-in-tripletex.ts";
import { heldAs } from "./results.ts";
import type { Step } from "./step.ts";
import type { MappedInvoice, RecordResult } from "./store.ts";

/** Records of one commit, as in every sub-batch. */
const PER_COMMIT = 100;

/**
 * An invoice that was compared; `settledOere` is what is paid on it in Tripletex, without what a known credit takes off or other
 * documents explain; `setOffOere` is what of it was set off against nothing that is known.
 */
export interface ComparedInvoice {
  ours: MappedInvoice;
  invoice: { invoiceDate: string; isCredited: boolean; amountOutstandingOere: number };
  settledOere: number;
  setOffOere: number;
}

/** Stores what differs; costs nothing where nothing does. */
export async function noteChanges(step: Step, compared: readonly ComparedInvoice[]): Promise<void> {
  const noted = compared.map(noteOf).filter(({ result, settled }) => result !== null || settled !== null);
  for (let start = 0; start < noted.length; start += PER_COMMIT) {
    const some = noted.slice(start, start + PER_COMMIT);
    await step.commit({
      results: some.flatMap(({ result }) => result ?? []),
      settled: some.flatMap(({ settled }) => settled ?? []),
    });
  }
}

function noteOf({ ours, invoice, settledOere, setOffOere }: ComparedInvoice) {
  const change = changeInTripletex({ ...invoice, settledOere, setOffOere }, ours);
  const isSettled = invoice.amountOutstandingOere === 0;
  const { tripletexInvoiceId } = ours;
  const settled = isSettled === ours.paymentSynced ? null : { tripletexInvoiceId, isSettled };
  return { result: change === null ? null : holdOf(change), settled };
}

function holdOf({
  rubicKey,
  label,
  ...hold
}: NonNullable<ReturnType<typeof changeInTripletex>>): RecordResult {
  return heldAs("payment", { key: rubicKey, label }, { outcome: "held", ...hold });
}
