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
}

/** Why a transaction may be there already: the end of a sentence about it. */
type Problems = Map<RubicTransaction, string>;

/**
 * Which of these transactions, in their order, may be in Tripletex already, and why.
 * - One of the same amount as a posting is taken for that same money on another day; of several, the nearest in time.
 * - While something is paid or settled that no transaction explains, a payment of more than what is left is held.
 * - While money was paid back that no transaction explains, every other refund is held.
 */
export function holdWhatIsThere(transactions: RubicTransaction[], found: Found): Problems {
  const [incoming, outgoing] = [
    transactions.filter((each) => each.paidAmountOere > 0),
    transactions.filter((each) => each.paidAmountOere < 0),
  ];
  const { payments, refunds } = sortByHand(found.postings, outgoing);
  const problems: Problems = new Map();
  holdSameMoney(incoming, payments, problems);
  const unexplained = holdSameMoney(outgoing, refunds, problems);
  const byHandOere = sumOf(payments) + Math.max(0, found.settledElsewhereOere);
  if (byHandOere > 0) holdTooMuch(incoming, { problems, byHandOere, roomOere: found.amountOutstandingOere });
  if (unexplained.length > 0) holdRefunds(outgoing, { problems, byHandOere: -sumOf(unexplained) });
  return problems;
}

/** What was paid, positive; what was paid back, negative. */
function sumOf(postings: readonly Posting[]): number {
  return -postings.reduce((sum, posting) => sum + posting.amountOere, 0);
}

/** A payment that somebody registered and took back again explains nothing: both drop out, unless Rubic has paid it back as well. */
function sortByHand(postings: readonly Posting[], outgoing: RubicTransaction[]) {
  const payments = postings.filter(({ amountOere }) => amountOere < 0);
  const refunds: Posting[] = [];
  const expected = outgoing.map(({ paidAmountOere }) => -paidAmountOere);
  for (const reversal of postings.filter(({ amountOere }) => amountOere > 0)) {
    const asked = expected.indexOf(reversal.amountOere);
    const reversed = payments.findIndex((payment) => payment.amountOere === -reversal.amountOere);
    if (asked === -1 && reversed !== -1) payments.splice(reversed, 1);
    else refunds.push(reversal);
    if (asked !== -1) expected.splice(asked, 1);
  }
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
    problems.set(
      nearest,
      `looks like the ${what} of the same amount that somebody registered in Tripletex on ${posting.date}`,
    );
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
  { problems, byHandOere, roomOere }: { problems: Problems; byHandOere: number; roomOere: number },
): void {
  let leftOere = roomOere;
  for (const transaction of incoming) {
    if (problems.has(transaction)) continue;
    if (transaction.paidAmountOere <= leftOere) leftOere -= transaction.paidAmountOere;
    else {
      problems.set(
        transaction,
        `is more than the ${formatKroner(leftOere)} left in Tripletex, where ${formatKroner(byHandOere)} were registered that Rubic does not know`,
      );
    }
  }
}

function holdRefunds(
  outgoing: RubicTransaction[],
  { problems, byHandOere }: { problems: Problems; byHandOere: number },
): void {
  for (const transaction of outgoing) {
    if (problems.has(transaction)) continue;
    problems.set(
      transaction,
      `may be part of the ${formatKroner(byHandOere)} that were paid back in Tripletex and that Rubic does not know`,
    );
  }
}
