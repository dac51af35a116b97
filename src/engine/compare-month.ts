/**
 * Compares the invoices of one month, a page of Tripletex's list at a time. To an incremental run a page that reads as it did
 * when nothing in it differed, in a month whose mappings have not changed, adds up to what it did then: its mappings are not
 * read again. A full run believes nothing and reads them all. Invoices made by hand in Tripletex are left out.
 */
import { addBooked, NOTHING_BOOKED } from "../sync/booked-sum.ts";
import { beyondRubic, withoutHeldCredit } from "../sync/changed-in-tripletex.ts";
import { formatKroner } from "../sync/format.ts";
import { hashRecord } from "../sync/hash.ts";
import type { DateWindow } from "../sync/months.ts";
import type { TripletexInvoice } from "../tripletex/schemas.ts";
import { invoicePages } from "./booked-invoices.ts";
import { type ComparedInvoice, noteChanges } from "./changes-in-tripletex.ts";
import { BookedCredits } from "./compare-credits.ts";
import type { Step } from "./step.ts";
import type { ComparedMonth, ComparedPage, Comparing, KnownMonth, MappedInvoice } from "./store.ts";

/** Raised when a rule of the comparison changes, so that every page is compared again. */
const DIGEST_VERSION = "page-1";

/** @throws RemoteError */
export async function compareMonth(
  step: Step,
  { window, month }: { window: DateWindow; month: KnownMonth },
): Promise<ComparedMonth> {
  const isTrusted = month.isCurrent && step.context.mode !== "full";
  const unchanged = new Map(isTrusted ? month.pages.map((page) => [page.digest, page]) : []);
  const pages: ComparedPage[] = [];
  let sum = NOTHING_BOOKED;
  const readLargeDay = (day: string) => mappedInvoicesOf(step, day);
  for await (const invoices of invoicePages(step.ports.tripletex, window, readLargeDay)) {
    const digest = await digestOf(invoices);
    const known = unchanged.get(digest);
    const { found, isLasting } =
      known === undefined ? await comparePage(step, invoices) : { found: sumOfPage(known), isLasting: true };
    if (found.differenceCount === 0 && isLasting) pages.push(pageOf(digest, found));
    sum = addBooked(sum, found);
    await step.keepLease();
  }
  return { from: window.from, changes: month.changes, sum, pages };
}

/** A day that Tripletex does not list is read by the ids that are mapped; the rest of it was made by hand. */
async function* mappedInvoicesOf(step: Step, day: string): AsyncGenerator<TripletexInvoice[]> {
  let after = 0;
  while (true) {
    const ids = await step.ports.store.invoicesOfDay(day, after);
    const last = ids.at(-1);
    if (last === undefined) return;
    after = last;
    const invoices = await step.ports.tripletex.invoicesById(ids);
    yield invoices.filter((invoice) => invoice.invoiceDate === day);
  }
}

/** All that the comparison looks at, in the order of Tripletex's list. */
async function digestOf(invoices: TripletexInvoice[]): Promise<string> {
  const rows = invoices.map(({ id, amountOere, amountOutstandingOere, isCredited }) =>
    [id, amountOere, amountOutstandingOere, isCredited].join(),
  );
  return await hashRecord(DIGEST_VERSION, { rows: rows.join(" ") });
}

/** What a hold explains lasts as long as the hold, of which the page's digest knows nothing. */
async function comparePage(
  step: Step,
  invoices: TripletexInvoice[],
): Promise<{ found: Comparing; isLasting: boolean }> {
  const mapped = await step.ports.store.invoicesByTripletexId(invoices.map((invoice) => invoice.id));
  const byId = new Map(mapped.map((each) => [each.tripletexInvoiceId, each]));
  const compared: ComparedInvoice[] = [];
  const credits = await BookedCredits.read(step, invoices);
  const heldCredits = await heldCreditsOf(
    step,
    invoices.flatMap((invoice) => {
      const ours = byId.get(invoice.id);
      const settledOere = settledOf(invoice, credits.creditedOf(invoice.id));
      return ours !== undefined && beyondRubic(settledOere, ours) > 0 ? [ours.rubicInvoiceId] : [];
    }),
  );
  const found = invoices.reduce((before, invoice) => {
    const ours = byId.get(invoice.id);
    if (ours === undefined) return addBooked(before, credits.compare(invoice));
    const creditedOere = credits.creditedOf(invoice.id);
    const heldOere = heldCredits.get(ours.rubicInvoiceId) ?? 0;
    const one = compareInvoice(invoice, { ours, creditedOere, heldOere });
    // What Rubic credited as well is no change that only Tripletex has.
    const seen = creditedOere === 0 ? invoice : { ...invoice, isCredited: false };
    compared.push({ ours, invoice: seen, settledOere: one.paidOere });
    return addBooked(before, one);
  }, NOTHING_BOOKED);
  await noteChanges(step, compared);
  return { found, isLasting: heldCredits.size === 0 };
}

const settledOf = (invoice: TripletexInvoice, creditedOere: number) =>
  invoice.amountOere - invoice.amountOutstandingOere - creditedOere;

/** What waits, or was left out, of the credits of invoices on which more is settled than Rubic knows of: a person credits it by hand. */
async function heldCreditsOf(step: Step, rubicInvoiceIds: number[]): Promise<Map<number, number>> {
  if (rubicInvoiceIds.length === 0) return new Map();
  const amounts = await step.ports.store.heldCredits(rubicInvoiceIds);
  return new Map(rubicInvoiceIds.map((id, index) => [id, amounts[index] ?? 0]));
}

function compareInvoice(
  invoice: TripletexInvoice,
  { ours, creditedOere, heldOere }: { ours: MappedInvoice; creditedOere: number; heldOere: number },
): Comparing {
  const paidOere = withoutHeldCredit(settledOf(invoice, creditedOere), ours, heldOere);
  const isCreditedByOthers = invoice.isCredited && creditedOere === 0;
  const differences = differencesOf(invoice, ours, { paidOere, isCreditedByOthers });
  return {
    invoiceCount: 1,
    invoiceOere: invoice.amountOere,
    paidCount: paidOere === 0 ? 0 : 1,
    paidOere,
    differences,
    differenceCount: differences.length,
  };
}

const sumOfPage = ({ invoiceCount, invoiceOere, paidCount, paidOere }: ComparedPage): Comparing => ({
  ...NOTHING_BOOKED,
  invoiceCount,
  invoiceOere,
  paidCount,
  paidOere,
});

function pageOf(digest: string, { invoiceCount, invoiceOere, paidCount, paidOere }: Comparing): ComparedPage {
  return { digest, invoiceCount, invoiceOere, paidCount, paidOere };
}

/** Payments of one invoice that only one side has; there are none where both amounts are the same. */
export function paidDifference(ours: MappedInvoice, paidOere: number) {
  const rubicOere = ours.paidOere + ours.alreadyPaidOere;
  const amount = formatKroner(Math.abs(paidOere - rubicOere));
  return {
    label: `Invoice ${ours.rubicInvoiceNumber}`,
    rubicOere,
    tripletexOere: paidOere,
    explanation:
      beyondRubic(paidOere, ours) === 0
        ? `${amount} of its payments that are held or left out as paid already is not in Tripletex: register it there on its own date.`
        : `${amount} of its payments in Tripletex are unknown in Rubic, or were taken back.`,
  };
}

function differencesOf(
  invoice: TripletexInvoice,
  ours: MappedInvoice,
  { paidOere, isCreditedByOthers }: { paidOere: number; isCreditedByOthers: boolean },
) {
  const label = `Invoice ${ours.rubicInvoiceNumber}`;
  const amount = {
    label,
    rubicOere: ours.grossOere,
    tripletexOere: invoice.amountOere,
    explanation: "The invoice amount in Tripletex is not the one that was booked.",
  };
  const paid = {
    ...paidDifference(ours, paidOere),
    ...(isCreditedByOthers && {
      explanation:
        "The invoice was credited in Tripletex: link Rubic's invoice to the one that replaces it, or unlink it.",
    }),
  };
  return [
    ...(amount.rubicOere === amount.tripletexOere ? [] : [amount]),
    ...(paid.rubicOere === paid.tripletexOere ? [] : [paid]),
  ];
}
