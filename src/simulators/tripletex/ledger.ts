/**
 * Vouchers and postings: every document in the books is a voucher whose postings sum to zero. The customer's side lies on the receivables
 * account, and those postings alone are what an invoice shows (Tripletex dossier 9).
 */
import type { InvoiceRow, OrderLineRow, PostingRow, Reference, VoucherRow } from "./books.ts";
import { takeNumber } from "./books.ts";
import {
  accountByNumber,
  NOK_ID,
  outputVatAccount,
  RECEIVABLES_ACCOUNT,
  ROUNDOFF_ACCOUNT,
  vatTypeByNumber,
} from "./chart.ts";
import { brokenRule } from "./errors.ts";
import { sum, type Totals } from "./money.ts";
import type { Simulation } from "./simulation.ts";

/** A posting before it has an id. Amounts in kroner; debit is positive. */
export interface PostingDraft {
  accountNumber: number;
  amount: number;
  /** Differs from `amount` only where a payment named its own currency amount. */
  amountCurrency?: number;
  customer?: Reference;
  product?: Reference | null;
  department?: Reference | null;
  vatType?: Reference;
  invoiceNumber?: number;
  type?: "OUTGOING_INVOICE_CUSTOMER_POSTING" | null;
}

/** Refuses a day in a closed period. Status and text are a guess; the real answer was never seen. */
export function requireOpenPeriod(simulation: Simulation, date: string, field: string): void {
  const { closedThrough } = simulation.settings;
  if (closedThrough !== null && date <= closedThrough) throw brokenRule(field, "periodClosed");
}

/** Books a voucher. Throws a plain Error when it does not balance: a bug of the stand-in. */
export function bookVoucher(
  simulation: Simulation,
  document: { date: string; description: string; drafts: readonly PostingDraft[] },
): { voucher: VoucherRow; postings: PostingRow[] } {
  const { date, description, drafts } = document;
  const difference = sum(drafts.map((draft) => draft.amount));
  if (difference !== 0) throw new Error(`voucher "${description}" is out of balance by ${difference}`);
  const { Voucher } = simulation.books;
  const empty = Voucher.insert((created) => ({
    ...created,
    version: 0,
    number: takeNumber(simulation.books, "voucher"),
    year: Number(date.slice(0, 4)),
    date,
    description,
    postings: [],
  }));
  const postings = drafts.map((draft, index) => addPosting(simulation, empty, { draft, row: index }));
  const voucher = Voucher.update({ ...empty, postings: postings.map(({ id }) => ({ id })) });
  return { voucher, postings };
}

function addPosting(
  simulation: Simulation,
  voucher: VoucherRow,
  { draft, row }: { draft: PostingDraft; row: number },
): PostingRow {
  const { books } = simulation;
  const amountCurrency = draft.amountCurrency ?? draft.amount;
  return books.Posting.insert((created) => ({
    ...created,
    version: 0,
    voucher: { id: voucher.id },
    date: voucher.date,
    description: voucher.description,
    account: { id: accountByNumber(books, draft.accountNumber).id },
    customer: draft.customer ?? null,
    product: draft.product ?? null,
    department: draft.department ?? null,
    vatType: draft.vatType ?? null,
    amount: draft.amount,
    amountCurrency,
    amountGross: draft.amount,
    amountGrossCurrency: amountCurrency,
    currency: { id: NOK_ID },
    closeGroup: null,
    invoiceNumber: draft.invoiceNumber === undefined ? "" : String(draft.invoiceNumber),
    type: draft.type ?? null,
    row,
  }));
}

/** The postings of an invoice: receivables against income per line, VAT per code, and the roundoff. */
export function draftInvoice(
  simulation: Simulation,
  {
    lines,
    totals,
    customer,
    invoiceNumber,
  }: { lines: readonly OrderLineRow[]; totals: Totals; customer: Reference; invoiceNumber: number },
): PostingDraft[] {
  const type = "OUTGOING_INVOICE_CUSTOMER_POSTING";
  const receivable = {
    accountNumber: RECEIVABLES_ACCOUNT,
    amount: totals.gross,
    customer,
    invoiceNumber,
    type,
  } as const;
  const income = lines.map(draftIncome);
  const vat = totals.groups.flatMap((group) => draftVat(simulation, group.vatNumber, group.vat));
  const roundoff = { accountNumber: ROUNDOFF_ACCOUNT, amount: -totals.roundoff };
  const drafts = [receivable, ...income, ...vat, roundoff];
  // VAT rounded per code can leave øre between net per line and net in total; they belong to the first income posting.
  const gap = sum(drafts.map((draft) => draft.amount));
  const first = income[0];
  if (first !== undefined && gap !== 0) first.amount = sum([first.amount, -gap]);
  return drafts.filter((draft) => draft === receivable || draft.amount !== 0);
}

function draftIncome(line: OrderLineRow): PostingDraft {
  return {
    accountNumber: line.incomeAccountNumber,
    amount: -line.amountExcludingVatCurrency,
    product: line.product,
    department: line.departmentId === null ? null : { id: line.departmentId },
    vatType: line.vatType,
  };
}

function draftVat({ books }: Simulation, vatNumber: string, amount: number): PostingDraft[] {
  const accountNumber = outputVatAccount(vatNumber);
  if (accountNumber === undefined) return [];
  return [{ accountNumber, amount: -amount, vatType: { id: vatTypeByNumber(books, vatNumber).id } }];
}

/**
 * Puts further receivables postings on an invoice and works out what is left. The invoice's version stays (Tripletex dossier 2).
 * Postings of a settled invoice share a close group; otherwise they are open. What was closed against another document is settled
 * without a posting of its own.
 */
export function attachPostings(
  simulation: Simulation,
  invoice: InvoiceRow,
  added: readonly PostingRow[],
): InvoiceRow {
  const { books } = simulation;
  const setOffs = invoice.setOffs ?? [];
  const foreign = new Set(setOffs.map(({ listed }) => listed?.id));
  const ids = [...invoice.postings.map(({ id }) => id), ...added.map(({ id }) => id)];
  const own = ids.filter((id) => !foreign.has(id)).flatMap((id) => books.Posting.get(id) ?? []);
  const amountOutstanding = sum([
    ...own.map((posting) => posting.amountCurrency),
    ...setOffs.map(({ amount }) => -amount),
  ]);
  const isSettled = amountOutstanding === 0 && own.length > 1;
  const ofSetOff = setOffs.flatMap(({ closeGroup }) => closeGroup ?? [])[0] ?? null;
  const closeGroup = ofSetOff ?? (isSettled ? newCloseGroup(simulation) : null);
  for (const posting of own) books.Posting.update({ ...posting, closeGroup });
  return books.Invoice.update({
    ...invoice,
    ...outstanding(amountOutstanding),
    postings: ids.map((id) => ({ id })),
  });
}

export function newCloseGroup({ books }: Simulation): Reference {
  return { id: books.CloseGroup.insert((created) => ({ ...created, version: 0 })).id };
}

/** The four names Tripletex shows the outstanding amount under. */
export const outstanding = (amount: number) => ({
  amountOutstanding: amount,
  amountCurrencyOutstanding: amount,
  amountOutstandingTotal: amount,
  amountCurrencyOutstandingTotal: amount,
});
