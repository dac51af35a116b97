/**
 * Payments that stand in Tripletex and that no transaction of Rubic explains: the bank feed or a person registered them. What may be
 * the same money is held for a person instead of being booked a second time. It must never guess that two amounts are not the same.
 */
import type { RubicTransaction } from "../rubic/schemas.ts";
import type { TripletexPosting } from "../tripletex/schemas.ts";
import { formatKroner } from "./format.ts";

type Posting = Pick<TripletexPosting, "id" | "date" | "amountOere">;

interface Found {
  /** Payments of the invoice, and what takes money back, that settle no transaction. */
  postings: readonly Posting[];
  amountOutstandingOere: number;
  settledElsewhereOere: number;
  /** Part of it may have been paid in older books, by what is not among the postings. */
  isBeforeCutOver: boolean;
}

/** Why a transaction is not booked. */
interface Problem {
  /** The end of a sentence about it. */
  words: string;
  /** Its money is taken to be in Tripletex already; else it is what does not fit beside that. */
  isThere: boolean;
}
export type Problems = Map<RubicTransaction, Problem>;

/**
 * Which of these transactions, in their order, may be in Tripletex already, and why. They need not be all of the invoice: the next
 * page of Rubic's list may have more of them, so nothing may depend on one that is missing.
 * - One of the same amount as a posting is taken for that same money on another day; of several, the nearest in time. That holds for
 *   a payment that was taken back again, too: Rubic's own refund may come with a later page.
 * - While something is paid or settled that none of them explains, every other payment is held: one sum may cover several, or be
 *   mistyped.
 * - While money was paid back that none of them explains, every other refund is held.
 * - Beside payments that were registered by hand, or on an invoice from before the cut-over, no more is booked than is left.
 */
export function holdWhatIsThere(transactions: RubicTransaction[], found: Found): Problems {
  const [incoming, outgoing] = [
    transactions.filter((each) => each.paidAmountOere > 0),
    transactions.filter((each) => each.paidAmountOere < 0),
  ];
  const payments = found.postings.filter(({ amountOere }) => amountOere < 0);
  const problems: Problems = new Map();
  const unexplained = dropTakenBack({
    payments: holdSameMoney(incoming, payments, problems),
    refunds: holdSameMoney(
      outgoing,
      found.postings.filter(({ amountOere }) => amountOere > 0),
      problems,
    ),
  });
  const byHandOere = sumOf(unexplained.payments) + Math.max(0, found.settledElsewhereOere);
  if (byHandOere > 0) holdOthers(incoming, { problems, words: "were registered in Tripletex", byHandOere });
  else if (payments.length > 0 || found.isBeforeCutOver) {
    holdTooMuch(incoming, { problems, roomOere: found.amountOutstandingOere });
  }
  if (unexplained.refunds.length > 0) {
    const paidBackOere = -sumOf(unexplained.refunds);
    holdOthers(outgoing, { problems, words: "were paid back in Tripletex", byHandOere: paidBackOere });
  }
  return problems;
}

/** What was paid, positive; what was paid back, negative. */
function sumOf(postings: readonly Posting[]): number {
  return -postings.reduce((sum, posting) => sum + posting.amountOere, 0);
}

/** A payment that somebody registered and took back again explains nothing, and asks for nothing: both drop out. */
function dropTakenBack(found: { payments: Posting[]; refunds: Posting[] }) {
  const payments = [...found.payments];
  const refunds = found.refunds.filter((refund) => {
    const index = payments.findIndex((payment) => payment.amountOere === -refund.amountOere);
    if (index !== -1) payments.splice(index, 1);
    return index === -1;
  });
  return { payments, refunds };
}

/** Answers the postings that no transaction has the amount of. */
function holdSameMoney(
  transactions: RubicTransaction[],
  byHand: readonly Posting[],
  problems: Problems,
): Posting[] {
  return byHand.filter((posting) => {
    const alike = transactions.filter(
      (each) => !problems.has(each) && each.paidAmountOere === -posting.amountOere,
    );
    const nearest = nearestInTime(alike, posting.date);
    if (nearest === undefined) return true;
    const what = posting.amountOere < 0 ? "payment" : "refund";
    problems.set(nearest, {
      words: `looks like the ${what} of the same amount that somebody registered in Tripletex on ${posting.date}`,
      isThere: true,
    });
    return false;
  });
}

function nearestInTime(transactions: RubicTransaction[], date: string): RubicTransaction | undefined {
  const distance = ({ paymentDate }: RubicTransaction) =>
    Math.abs(Date.parse(paymentDate) - Date.parse(date));
  return transactions.toSorted((left, right) => distance(left) - distance(right))[0];
}

/** Oldest first, as far as what is left in Tripletex goes. */
function holdTooMuch(
  incoming: RubicTransaction[],
  { problems, roomOere }: { problems: Problems; roomOere: number },
): void {
  let leftOere = roomOere;
  for (const transaction of incoming) {
    if (problems.has(transaction)) continue;
    if (transaction.paidAmountOere <= leftOere) leftOere -= transaction.paidAmountOere;
    else {
      problems.set(transaction, {
        words: `is more than the ${formatKroner(leftOere)} left in Tripletex, where payments were registered by hand`,
        isThere: false,
      });
    }
  }
}

function holdOthers(
  transactions: RubicTransaction[],
  { problems, words, byHandOere }: { problems: Problems; words: string; byHandOere: number },
): void {
  for (const transaction of transactions) {
    if (problems.has(transaction)) continue;
    problems.set(transaction, {
      words: `may be part of the ${formatKroner(byHandOere)} that ${words} and that Rubic does not know`,
      isThere: true,
    });
  }
}
