/**
 * Compares both sides at the end of a run that touched the books: every invoice in Tripletex since the cut-over is read
 * and put beside what Rubic said of it. Invoices made by hand in Tripletex are left out. Nothing is repaired here: a
 * difference is named.
 */

import { formatKroner } from "../sync/format.ts";
import { addDaysToIsoDate, osloDate } from "../sync/oslo.ts";
import type { TripletexInvoice } from "../tripletex/schemas.ts";
import { invoicePages, monthOf } from "./booked-invoices.ts";
import { DONE, nextPhase, type PhaseEnd, type Step } from "./step.ts";
import type { Comparing, MappedInvoice } from "./store.ts";

/** Differences beyond these are counted, not listed: with so many the cause is one. */
const MAX_NAMED = 20;
/** Invoices may be dated ahead; Rubic's plans reach a season. */
const DAYS_AHEAD = 366;

const NOTHING_YET: Comparing = {
  invoiceCount: 0,
  invoiceOere: 0,
  paidCount: 0,
  paidOere: 0,
  differences: [],
  differenceCount: 0,
};

/** Works through the months since the cut-over, one after the other; the cursor's page number counts them. */
export async function compareBooks(step: Step, booksFrom: string): Promise<PhaseEnd> {
  const months = windowsFrom(booksFrom, osloDate(step.now));
  while (step.cursor.pageNo <= months.length) {
    if (step.isTimeUp()) return { end: "timeUp" };
    if (step.isCancelRequested) return { end: "cancelled" };
    const month = months[step.cursor.pageNo - 1];
    if (month === undefined) break;
    const before = step.cursor.comparing ?? NOTHING_YET;
    const comparing = await compareMonth(step, month, before);
    step.cursor = { ...step.cursor, pageNo: step.cursor.pageNo + 1, comparing };
    await step.commit({});
  }
  await step.ports.store.storeComparison({
    booksFrom,
    tripletex: step.cursor.comparing ?? NOTHING_YET,
    read: completeRead(step),
  });
  step.cursor = nextPhase(step.cursor);
  return DONE;
}

interface DateWindow {
  from: string;
  toExclusive: string;
}

/** Every month from the cut-over to this one, and what lies ahead in one window: little, as a rule. */
function windowsFrom(booksFrom: string, today: string): DateWindow[] {
  const windows: DateWindow[] = [];
  let from = booksFrom;
  while (from <= today) {
    const { toExclusive } = monthOf(from);
    windows.push({ from, toExclusive });
    from = toExclusive;
  }
  return [...windows, { from, toExclusive: addDaysToIsoDate(from, DAYS_AHEAD) }];
}

async function compareMonth(
  step: Step,
  month: { from: string; toExclusive: string },
  before: Comparing,
): Promise<Comparing> {
  let comparing = before;
  for await (const invoices of invoicePages(step.ports.tripletex, month)) {
    const mapped = await step.ports.store.invoicesByTripletexId(invoices.map((invoice) => invoice.id));
    const byId = new Map(mapped.map((each) => [each.tripletexInvoiceId, each]));
    for (const invoice of invoices) {
      const ours = byId.get(invoice.id);
      if (ours !== undefined) comparing = addInvoice(comparing, invoice, ours);
    }
  }
  return comparing;
}

function addInvoice(before: Comparing, invoice: TripletexInvoice, ours: MappedInvoice): Comparing {
  const paidOere = invoice.amountOere - invoice.amountOutstandingOere;
  const found = differencesOf(invoice, ours, paidOere);
  return {
    invoiceCount: before.invoiceCount + 1,
    invoiceOere: before.invoiceOere + invoice.amountOere,
    paidCount: before.paidCount + (paidOere === 0 ? 0 : 1),
    paidOere: before.paidOere + paidOere,
    differences: [...before.differences, ...found].slice(0, MAX_NAMED),
    differenceCount: before.differenceCount + found.length,
  };
}

function differencesOf(invoice: TripletexInvoice, ours: MappedInvoice, paidOere: number) {
  const label = `Invoice ${ours.rubicInvoiceNumber}`;
  const amount = {
    label,
    rubicOere: ours.grossOere,
    tripletexOere: invoice.amountOere,
    explanation: "The invoice amount in Tripletex is not the one that was booked.",
  };
  const paid = {
    label,
    rubicOere: ours.paidOere,
    tripletexOere: paidOere,
    explanation: invoice.isCredited
      ? "The invoice was credited in Tripletex."
      : `${formatKroner(Math.abs(paidOere - ours.paidOere))} of its payments in Tripletex are unknown in Rubic, or were taken back.`,
  };
  return [
    ...(amount.rubicOere === amount.tripletexOere ? [] : [amount]),
    ...(paid.rubicOere === paid.tripletexOere ? [] : [paid]),
  ];
}

/** What this run read from Rubic, when it read both types from the cut-over on. */
function completeRead(step: Step) {
  const { windows, types } = step.context;
  const isComplete = windows.invoices?.isComplete && windows.payments?.isComplete;
  if (!isComplete || !types.includes("invoices") || !types.includes("payments")) return null;
  if (step.hasFailed("invoices") || step.hasFailed("payments")) return null;
  return { invoices: step.rubicSum("invoices"), payments: step.rubicSum("payments") };
}
