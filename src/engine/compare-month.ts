/**
 * Compares the invoices of one month, a page of Tripletex's list at a time, and of a page with much that is odd a piece at a time: the step
 * may end behind each, and the next one goes on there. To an incremental run a page that reads as it did
 * when nothing in it differed, in a month whose mappings have not changed, adds up to what it did then: its mappings are not
 * read again. A full run believes nothing and reads them all. Invoices made by hand in Tripletex are left out.
 */
import { addBooked, NOTHING_BOOKED } from "../sync/booked-sum.ts";
import { beyondRubic, isSetOff, withoutHeldCredit } from "../sync/changed-in-tripletex.ts";
import { formatKroner } from "../sync/format.ts";
import { hashRecord } from "../sync/hash.ts";
import type { DateWindow } from "../sync/months.ts";
import { describeUnexplained, type Settled, withMoneyByHand } from "../sync/set-offs.ts";
import type { TripletexInvoice } from "../tripletex/schemas.ts";
import { type ComparedInvoice, noteChanges } from "./changes-in-tripletex.ts";
import { BookedCredits } from "./compare-credits.ts";
import { cutBy } from "./in-chunks.ts";
import { type MonthSource, readMonthPart, wholeOf } from "./month-parts.ts";
import {
  explainSettled,
  madeAsDocumentOere,
  readAlone,
  type SettledById,
  type SettledSource,
} from "./set-offs.ts";
import type { Step } from "./step.ts";
import type { BegunMonth, ComparedPage, Comparing, KnownMonth, MappedInvoice } from "./store.ts";

/** Raised when a rule of the comparison changes, so that every page is compared again. */
const DIGEST_VERSION = "page-2";

export interface MonthToRead {
  window: DateWindow;
  month: KnownMonth;
}

/**
 * Goes on with a month from where this run has stopped, and tells how far it is after each piece; at the end nothing is left to list.
 * @throws RemoteError
 */
export async function* compareMonth(
  step: Step,
  { window, month }: MonthToRead,
  source: SettledSource,
): AsyncGenerator<BegunMonth> {
  const isTrusted = month.isCurrent && step.context.mode !== "full";
  const unchanged = new Map(isTrusted ? month.pages.map((page) => [page.digest, page]) : []);
  let done = month.begun ?? beginningOf(window, month);
  for (let part = done.parts[0]; part !== undefined; part = done.parts[0]) {
    const others = done.parts.slice(1);
    const { afterId } = part;
    const { invoices, next } = await readMonthPart(listsOf(step), part);
    const fresh = invoices.filter(({ id }) => id > afterId);
    // What is left of a page has a sum of its own, which is not the page's.
    const digest = fresh.length === invoices.length ? await digestOf(invoices) : null;
    const known = digest === null ? undefined : unchanged.get(digest);
    const pieces = known === undefined ? comparePage(step, source, fresh) : [pieceOf(known)];
    for await (const { found, isLasting, upTo } of pieces) {
      const kept = isLasting ? pagesOf(digest, found) : [];
      const rest = upTo === null ? next : [{ ...part, afterId: upTo }];
      const sum = addBooked(done.sum, found);
      done = { ...done, sum, pages: [...done.pages, ...kept], parts: [...rest, ...others] };
      await step.keepLease();
      yield done;
    }
  }
}

const beginningOf = (window: DateWindow, { changes }: KnownMonth): BegunMonth => ({
  from: window.from,
  changes,
  sum: NOTHING_BOOKED,
  pages: [],
  parts: [wholeOf(window)],
});

const listsOf = ({ ports: { store, tripletex } }: Step): MonthSource<TripletexInvoice> => ({
  invoicesByDate: (query) => tripletex.invoicesByDate(query),
  invoicesById: (ids) => tripletex.invoicesById(ids),
  mappedOfDay: (day, after) => store.invoicesOfDay(day, after),
});

/** What was compared of a page. */
interface Piece {
  found: Comparing;
  /** False where a hold, or another document of the customer, explains something: that lasts as long as they do. */
  isLasting: boolean;
  /** Id of the last document; null at the end of the page. */
  upTo: number | null;
}

const pieceOf = (page: ComparedPage): Piece => ({ found: sumOfPage(page), isLasting: true, upTo: null });

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

/** As many odd documents as one call takes. */
const ODD_TOGETHER = 100;
/** Each may take a call for its customer: so many end well before Convex ends the action, and fit into any period of a rate limit. */
const SET_OFF_TOGETHER = 20;

/** What Convex knows of a page. */
interface Page {
  /** Invoices of ours, by their id. */
  rows: ReadonlyMap<number, Row>;
  credits: BookedCredits;
  /** The page's digest knows nothing of what explains it otherwise. */
  isLasting: boolean;
}

/** Compares a page in pieces, each of which may be the last one of a step: what is odd takes calls of its own. */
async function* comparePage(
  step: Step,
  source: SettledSource,
  invoices: TripletexInvoice[],
): AsyncGenerator<Piece> {
  const page = await readPage(step, invoices);
  const lastId = invoices.at(-1)?.id;
  const isOfOdd = ({ id }: TripletexInvoice) => isOdd(page.rows.get(id));
  for (const group of cutBy(invoices, ODD_TOGETHER, isOfOdd)) {
    const alone = await readAlone(source, idsOf(group.filter(isOfOdd)));
    const hasSetOff = ({ id }: TripletexInvoice) => (alone.get(id)?.setOffOere ?? 0) !== 0;
    for (const some of cutBy(group, SET_OFF_TOGETHER, hasSetOff)) {
      const ids = new Set(idsOf(some));
      const settled = await explainSettled(source, new Map([...alone].filter(([id]) => ids.has(id))));
      const found = await compareSome({ step, source }, some, { page, settled });
      const upTo = some.at(-1)?.id;
      yield { found, isLasting: page.isLasting, upTo: upTo === undefined || upTo === lastId ? null : upTo };
    }
  }
}

const idsOf = (invoices: readonly TripletexInvoice[]) => invoices.map(({ id }) => id);

async function readPage(step: Step, invoices: TripletexInvoice[]): Promise<Page> {
  const mapped = await step.ports.store.invoicesByTripletexId(idsOf(invoices));
  const byId = new Map(mapped.map((each) => [each.tripletexInvoiceId, each]));
  const credits = await BookedCredits.read(step, invoices);
  const rows = await withHeldCredits(
    step,
    invoices.flatMap((invoice) => {
      const ours = byId.get(invoice.id);
      return ours === undefined ? [] : [{ invoice, ours, creditedOere: credits.creditedOf(invoice.id) }];
    }),
  );
  return {
    rows: new Map(rows.map((row) => [row.invoice.id, row])),
    credits,
    isLasting: rows.every((row) => row.heldOere === 0 && !isOdd(row)),
  };
}

const isOdd = (row: Row | undefined) => row !== undefined && beyondRubic(paidOf(row), row.ours) !== 0;

async function compareSome(
  { step, source }: { step: Step; source: SettledSource },
  invoices: TripletexInvoice[],
  { page: { rows, credits }, settled }: { page: Page; settled: SettledById },
): Promise<Comparing> {
  const others = invoices.filter(({ id }) => !rows.has(id)).map((invoice) => credits.compare(invoice));
  const ours = invoices.flatMap(({ id }) => rows.get(id) ?? []);
  const compared = (await withoutMade(source, ours, settled)).map((row) => {
    const found = settled.get(row.invoice.id);
    const moneyOere = credits.paidByHandOn(row.invoice.id);
    return { row, one: compareInvoice(row, found && withMoneyByHand(found, moneyOere)) };
  });
  await noteChanges(step, compared.map(changedOf));
  const found = [...others, ...compared.map(({ one }) => one.found)];
  return found.reduce((sum, each) => addBooked(sum, each), NOTHING_BOOKED);
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

/** A held credit that a person has made as a document, and set off, is explained by that: it explains nothing beside it. */
async function withoutMade(source: SettledSource, rows: Row[], settledById: SettledById): Promise<Row[]> {
  return await Promise.all(
    rows.map(async (row) => {
      const settled = settledById.get(row.invoice.id);
      const madeOere = await madeAsDocumentOere(source, { settled, heldOere: row.heldOere });
      return { ...row, heldOere: row.heldOere - madeOere };
    }),
  );
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

/** What is kept of a page: nothing where something differs, or where it has no sum of its own. */
function pagesOf(digest: string | null, found: Comparing): ComparedPage[] {
  const { invoiceCount, invoiceOere, paidCount, paidOere, differenceCount } = found;
  return digest === null || differenceCount > 0
    ? []
    : [{ digest, invoiceCount, invoiceOere, paidCount, paidOere }];
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
