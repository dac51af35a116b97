/**
 * Compares the invoices that a person linked although they are older than the cut-over: they are in neither side's sum, but what
 * was paid on them since then is in both. There are few, so every run reads them.
 */
import { addBooked, NOTHING_BOOKED } from "../sync/booked-sum.ts";
import type { TripletexInvoiceWithPostings } from "../tripletex/schemas.ts";
import { noteChanges } from "./changes-in-tripletex.ts";
import { paidDifference } from "./compare-month.ts";
import type { Step } from "./step.ts";
import type { Comparing, MappedInvoice } from "./store.ts";

/** @throws RemoteError */
export async function compareLinked(step: Step, booksFrom: string): Promise<Comparing> {
  let sum = NOTHING_BOOKED;
  let pageCursor: string | null = null;
  do {
    const page = await step.ports.store.invoicesBeforeCutover(pageCursor);
    const ours = new Map(page.invoices.map((each) => [each.tripletexInvoiceId, each]));
    const ids = [...ours.keys()];
    const invoices = ids.length === 0 ? [] : await step.ports.tripletex.invoicesById(ids);
    const compared = invoices.flatMap((invoice) => {
      const own = ours.get(invoice.id);
      return own === undefined ? [] : [{ ours: own, invoice, settledOere: paidSince(invoice, booksFrom) }];
    });
    for (const each of compared) sum = addBooked(sum, compareOne(each.ours, each.settledOere));
    await noteChanges(step, compared);
    pageCursor = page.pageCursor;
  } while (pageCursor !== null);
  return sum;
}

function paidSince({ postings }: TripletexInvoiceWithPostings, booksFrom: string): number {
  return postings
    .filter(({ isPayment, date }) => isPayment && date >= booksFrom)
    .reduce((sum, { amountOere }) => sum - amountOere, 0);
}

function compareOne(ours: MappedInvoice, paidOere: number): Comparing {
  const paid = paidDifference(ours, paidOere);
  const differences = paid.rubicOere === paid.tripletexOere ? [] : [paid];
  return {
    ...NOTHING_BOOKED,
    paidCount: paidOere === 0 ? 0 : 1,
    paidOere,
    differences,
    differenceCount: differences.length,
  };
}
