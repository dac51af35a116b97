/**
 * Compares the invoices that a person linked although they are older than the cut-over: they are in neither side's sum, but what
 * was paid on them since then is in both. There are few, so every run reads them.
 */
import { addBooked, NOTHING_BOOKED } from "../sync/booked-sum.ts";
import { beyondRubic } from "../sync/changed-in-tripletex.ts";
import type { TripletexInvoiceWithPostings } from "../tripletex/schemas.ts";
import { noteChanges } from "./changes-in-tripletex.ts";
import { paidDifference } from "./compare-month.ts";
import { readDocumentVouchers } from "./set-offs.ts";
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
    const { tripletex } = step.ports;
    const invoices = ids.length === 0 ? [] : await tripletex.invoicesById(ids);
    const isOdd = (invoice: TripletexInvoiceWithPostings) => {
      const own = ours.get(invoice.id);
      return own !== undefined && beyondRubic(paidSince(invoice, booksFrom), own) !== 0;
    };
    const documentVouchers = await readDocumentVouchers(tripletex, invoices.filter(isOdd));
    const compared = invoices.flatMap((invoice) => {
      const own = ours.get(invoice.id);
      const settledOere = paidSince(invoice, booksFrom, documentVouchers);
      return own === undefined ? [] : [{ ours: own, invoice, settledOere, setOffOere: 0 }];
    });
    for (const each of compared) sum = addBooked(sum, compareOne(each.ours, each.settledOere));
    await noteChanges(step, compared);
    pageCursor = page.pageCursor;
  } while (pageCursor !== null);
  return sum;
}

/** What another document's own voucher has was set off, and is no payment. */
function paidSince(
  { postings }: TripletexInvoiceWithPostings,
  booksFrom: string,
  documentVouchers: ReadonlySet<number> = new Set(),
): number {
  return postings
    .filter(({ isPayment, date }) => isPayment && date >= booksFrom)
    .filter(({ voucherId }) => voucherId === null || !documentVouchers.has(voucherId))
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
