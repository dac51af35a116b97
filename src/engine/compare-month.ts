/**
 * Compares the invoices of one month, a page of Tripletex's list at a time. To an incremental run a page that reads as it did
 * when nothing in it differed, in a month whose mappings have not changed, adds up to what it did then: its mappings are not
 * read again. A full run believes nothing and reads them all. Invoices made by hand in Tripletex are left out.
 */
import { addBooked, NOTHING_BOOKED } from "../sync/booked-sum.ts";
import { beyondRubic, isSetOff, withoutHeldCredit } from "../sync/changed-in-tripletex.ts";
import { formatKroner } from "../sync/format.ts";
import { hashRecord } from "../sync/hash.ts";
import type { DateWindow } from "../sync/months.ts";
import { describeUnexplained, type Settled } from "../sync/set-offs.ts";
import type { TripletexInvoice } from "../tripletex/schemas.ts";
import { invoicePages } from "./booked-invoices.ts";
import { type ComparedInvoice, noteChanges } from "./changes-in-tripletex.ts";
import { BookedCredits } from "./compare-credits.ts";
import { readSettled, sourceOfStep } from "./set-offs.ts";
import type { Step } from "./step.ts";
import type { ComparedMonth, ComparedPage, Comparing, KnownMonth, MappedInvoice } from "./store.ts";

/** Raised when a rule of the comparison changes, so that every page is compared again. */
const DIGEST_VERSION = "page-2";

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

/** An invoice of ours with what explains how it was settled. */
interface Row {
  invoice: TripletexInvoice;
  ours: MappedInvoice;
  /** By a credit note of ours, in positive øre. */
  creditedOere: number;
  /** Of credits that wait or were left out, in positive øre. */
  heldOere: number;
}

/**
 * What a hold, or another document of the customer, explains lasts as long as these do, and the page's digest knows nothing of them.
 */
async function comparePage(
  step: Step,
  invoices: TripletexInvoice[],
): Promise<{ found: Comparing; isLasting: boolean }> {
  const mapped = await step.ports.store.invoicesByTripletexId(invoices.map((invoice) => invoice.id));
  const byId = new Map(mapped.map((each) => [each.tripletexInvoiceId, each]));
  const credits = await BookedCredits.read(step, invoices);
  const rows = await withHeldCredits(
    step,
    invoices.flatMap((invoice) => {
      const ours = byId.get(invoice.id);
      return ours === undefined ? [] : [{ invoice, ours, creditedOere: credits.creditedOf(invoice.id) }];
    }),
  );
  const odd = rows.filter((row) => beyondRubic(paidOf(row), row.ours) !== 0);
  const settled = await readSettled(
    sourceOfStep(step),
    odd.map(({ invoice }) => invoice.id),
  );
  const others = invoices.filter(({ id }) => !byId.has(id)).map((invoice) => credits.compare(invoice));
  const compared = rows.map((row) => ({ row, one: compareInvoice(row, settled.get(row.invoice.id)) }));
  await noteChanges(step, compared.map(changedOf));
  const found = [...others, ...compared.map(({ one }) => one.found)].reduce(
    (sum, each) => addBooked(sum, each),
    NOTHING_BOOKED,
  );
  return { found, isLasting: odd.length === 0 && rows.every(({ heldOere }) => heldOere === 0) };
}

const settledOf = ({ invoice, creditedOere }: Omit<Row, "heldOere">) =>
  invoice.amountOere - invoice.amountOutstandingOere - creditedOere;

/** What is paid, if nothing was set off but `setOffOere`. */
const paidOf = (row: Row, setOffOere = 0) =>
  withoutHeldCredit(settledOf(row) - setOffOere, row.ours, row.heldOere);

/** What waits, or was left out, of the credits of invoices on which more is settled than Rubic knows of: a person credits it by hand. */
async function withHeldCredits(step: Step, rows: Omit<Row, "heldOere">[]): Promise<Row[]> {
  const ids = rows.flatMap((row) =>
    beyondRubic(settledOf(row), row.ours) > 0 ? [row.ours.rubicInvoiceId] : [],
  );
  const amounts = ids.length === 0 ? [] : await step.ports.store.heldCredits(ids);
  const held = new Map(ids.map((id, index) => [id, amounts[index] ?? 0]));
  return rows.map((row) => ({ ...row, heldOere: held.get(row.ours.rubicInvoiceId) ?? 0 }));
}

interface ComparedRow {
  found: Comparing;
  paidOere: number;
  /** Set off against nothing that is known. */
  unexplainedOere: number;
}

function compareInvoice(row: Row, settled: Settled | undefined): ComparedRow {
  const { invoice, ours, creditedOere } = row;
  const { setOffOere = 0, explainedOere = 0 } = settled ?? {};
  const paidOere = paidOf(row, explainedOere);
  const unexplainedOere = setOffOere - explainedOere;
  const isCreditedByOthers = invoice.isCredited && creditedOere === 0;
  const differences = differencesOf(invoice, ours, { paidOere, unexplainedOere, isCreditedByOthers });
  const found = {
    invoiceCount: 1,
    invoiceOere: invoice.amountOere,
    paidCount: paidOere === 0 ? 0 : 1,
    paidOere,
    differences,
    differenceCount: differences.length,
  };
  return { found, paidOere, unexplainedOere };
}

/** What Rubic credited as well is no change that only Tripletex has. */
function changedOf({ row, one }: { row: Row; one: ComparedRow }): ComparedInvoice {
  const { ours, invoice, creditedOere } = row;
  const seen = creditedOere === 0 ? invoice : { ...invoice, isCredited: false };
  return { ours, invoice: seen, settledOere: one.paidOere, setOffOere: one.unexplainedOere };
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
export function paidDifference(ours: MappedInvoice, paidOere: number, unexplainedOere = 0) {
  return {
    label: `Invoice ${ours.rubicInvoiceNumber}`,
    rubicOere: ours.paidOere + ours.alreadyPaidOere,
    tripletexOere: paidOere,
    explanation: explainPaid(ours, paidOere, unexplainedOere),
  };
}

function explainPaid(ours: MappedInvoice, paidOere: number, unexplainedOere: number): string {
  const beyondOere = beyondRubic(paidOere, ours);
  if (isSetOff(beyondOere, unexplainedOere)) return `${describeUnexplained(beyondOere)}.`;
  const amount = formatKroner(Math.abs(paidOere - ours.paidOere - ours.alreadyPaidOere));
  return beyondOere === 0
    ? `${amount} of its payments that are held or left out as paid already is not in Tripletex: register it there on its own date.`
    : `${amount} of its payments in Tripletex are unknown in Rubic, or were taken back.`;
}

function differencesOf(
  invoice: TripletexInvoice,
  ours: MappedInvoice,
  {
    paidOere,
    unexplainedOere,
    isCreditedByOthers,
  }: { paidOere: number; unexplainedOere: number; isCreditedByOthers: boolean },
) {
  const label = `Invoice ${ours.rubicInvoiceNumber}`;
  const amount = {
    label,
    rubicOere: ours.grossOere,
    tripletexOere: invoice.amountOere,
    explanation: "The invoice amount in Tripletex is not the one that was booked.",
  };
  const paid = {
    ...paidDifference(ours, paidOere, unexplainedOere),
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
