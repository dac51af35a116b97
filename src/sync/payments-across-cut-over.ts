/**
 * Payments on an invoice that a person linked although it is older than the cut-over. What was paid before belongs to older books, yet
 * Rubic and the bank may have one and the same payment on different sides of that day. It must never book such money a second time,
 * and never take a payment of long ago for a later one, since members pay in equal parts.
 */
import type { RubicTransaction } from "../rubic/schemas.ts";
import { addDaysToIsoDate } from "./oslo.ts";
import type { InvoicePosting } from "./payments.ts";
import type { Problems } from "./payments-by-hand.ts";

/** What was paid before the cut-over, in either system. */
export interface BeforeCutOver {
  /** Those that this page of Rubic's list has. */
  transactions: RubicTransaction[];
  postings: InvoicePosting[];
}

/** Bank and Rubic have a payment within some days of each other; equal parts are a month apart. */
const SAME_MONEY_DAYS = 14;

interface Sides {
  transactions: RubicTransaction[];
  postings: InvoicePosting[];
}

/** What each side has that the other one lacks: amounts that are on both are the same money. */
function withoutEqual({ transactions, postings }: Sides): Sides {
  const left = [...postings];
  const unmatched = transactions.filter((transaction) => {
    const index = left.findIndex((posting) => isSameAmount(transaction, posting));
    if (index !== -1) left.splice(index, 1);
    return index === -1;
  });
  return { transactions: unmatched, postings: left };
}

/**
 * The pairs of a transaction and a posting on the other side of the cut-over that look like the same money. Those that are explained
 * on their own side have no part in it.
 */
export function pairAcrossCutOver(before: BeforeCutOver, since: Sides) {
  const older = withoutEqual(before);
  const newer = withoutEqual(since);
  const bookedLate = pairNear(older.transactions, newer.postings);
  const bookedEarly = pairNear(newer.transactions, older.postings);
  return { bookedLate, bookedEarly };
}

/** Each transaction and each posting once. */
function pairNear(
  transactions: RubicTransaction[],
  postings: InvoicePosting[],
): Map<RubicTransaction, InvoicePosting> {
  const free = [...postings];
  const pairs = new Map<RubicTransaction, InvoicePosting>();
  for (const transaction of transactions) {
    const index = free.findIndex(
      (posting) => isSameAmount(transaction, posting) && isNear(transaction.paymentDate, posting.date),
    );
    const [posting] = index === -1 ? [] : free.splice(index, 1);
    if (posting !== undefined) pairs.set(transaction, posting);
  }
  return pairs;
}

function isSameAmount({ paidAmountOere }: RubicTransaction, { amountOere }: InvoicePosting): boolean {
  return paidAmountOere === -amountOere;
}

function isNear(day: string, other: string): boolean {
  const [from, to] = [addDaysToIsoDate(day, -SAME_MONEY_DAYS), addDaysToIsoDate(day, SAME_MONEY_DAYS)];
  return other >= from && other <= to;
}

/** The reasons not to book the paired ones; money in older books explains nothing in these, and can't be linked. */
export function holdAcrossCutOver({
  bookedLate,
  bookedEarly,
}: ReturnType<typeof pairAcrossCutOver>): Problems {
  const problems: Problems = new Map();
  for (const [transaction, posting] of bookedLate) {
    const words = `is before the cut-over, and ${alike(posting)}, after it`;
    problems.set(transaction, { words, isThere: true });
  }
  for (const [transaction, posting] of bookedEarly) {
    const words = `${alike(posting)}, before the cut-over: leave it out if it is that money`;
    problems.set(transaction, { words, isThere: false });
  }
  return problems;
}

function alike({ amountOere, date }: InvoicePosting): string {
  return `looks like the ${amountOere < 0 ? "payment" : "refund"} of the same amount that Tripletex has on ${date}`;
}
