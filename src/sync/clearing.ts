/**
 * Payouts of the payment provider as Rubic expects them. Payments are booked gross on a clearing account, and each payout clears it
 * (Rubic dossier 4.5): bank, fee and VAT on the fee. It only reports; the payouts themselves come with the bank's own feed.
 */
import type { RubicTransaction } from "../rubic/schemas.ts";
import { formatKroner } from "./format.ts";

/** What is paid out on one day; `gross = fee + VAT on fee + payout + unexplained`, to the øre. */
export interface Payout {
  /** `YYYY-MM-DD`, as Rubic expects it. */
  date: string;
  count: number;
  grossOere: number;
  /** Without VAT. */
  feeOere: number;
  feeVatOere: number;
  payoutOere: number;
  /** What Rubic's own figures leave open. */
  unexplainedOere: number;
}

/** The payouts that go over one account in Tripletex; null: a transaction type that stands for no payment type. */
export interface AccountPayouts {
  accountNumber: number | null;
  payouts: Payout[];
}

type Figures = Pick<
  RubicTransaction,
  "paidAmountOere" | "paymentFeeOere" | "vatPaymentFeeOere" | "payoutAmountOere"
>;

/**
 * Fee, VAT and payout of one transaction. Whether Rubic's fee includes its VAT is unknown (Rubic dossier 4.5), so the figures decide: if
 * gross less fee alone is the payout, the VAT is within the fee. A figure that Rubic leaves out counts as zero and stays unexplained.
 */
export function splitPayment(figures: Figures): Omit<Payout, "date" | "count"> {
  const grossOere = figures.paidAmountOere;
  const feeVatOere = figures.vatPaymentFeeOere ?? 0;
  const payoutOere = figures.payoutAmountOere ?? 0;
  const stated = figures.paymentFeeOere ?? 0;
  const isIncludingVat = feeVatOere !== 0 && grossOere - stated === payoutOere;
  const feeOere = isIncludingVat ? stated - feeVatOere : stated;
  return {
    grossOere,
    feeOere,
    feeVatOere,
    payoutOere,
    unexplainedOere: grossOere - feeOere - feeVatOere - payoutOere,
  };
}

/** Adds up transactions page by page, so that memory grows with the days and not with the payments. */
export class PayoutSums {
  readonly #byAccount = new Map<number | null, Map<string, Payout>>();

  add(
    transaction: RubicTransaction,
    { date, accountNumber }: { date: string; accountNumber: number | null },
  ): void {
    const days = this.#byAccount.get(accountNumber) ?? new Map<string, Payout>();
    this.#byAccount.set(accountNumber, days);
    days.set(date, plus(days.get(date), { date, count: 1, ...splitPayment(transaction) }));
  }

  /** By account number, each with its payouts in the order of their days. */
  get accounts(): AccountPayouts[] {
    return [...this.#byAccount]
      .map(([accountNumber, days]) => ({
        accountNumber,
        payouts: [...days.values()].toSorted((left, right) => left.date.localeCompare(right.date)),
      }))
      .toSorted((left, right) => (left.accountNumber ?? 0) - (right.accountNumber ?? 0));
  }
}

function plus(before: Payout | undefined, { date, ...added }: Payout): Payout {
  return {
    date,
    count: (before?.count ?? 0) + added.count,
    grossOere: (before?.grossOere ?? 0) + added.grossOere,
    feeOere: (before?.feeOere ?? 0) + added.feeOere,
    feeVatOere: (before?.feeVatOere ?? 0) + added.feeVatOere,
    payoutOere: (before?.payoutOere ?? 0) + added.payoutOere,
    unexplainedOere: (before?.unexplainedOere ?? 0) + added.unexplainedOere,
  };
}

/** All payouts of a list as one. */
export function totalOf(payouts: readonly Payout[]): Omit<Payout, "date"> {
  const nothing: Payout = {
    date: "",
    count: 0,
    grossOere: 0,
    feeOere: 0,
    feeVatOere: 0,
    payoutOere: 0,
    unexplainedOere: 0,
  };
  const { date: _none, ...total } = payouts.reduce(
    (sum, payout) => plus(sum, { ...payout, date: "" }),
    nothing,
  );
  return total;
}

interface Standing {
  accountNumber: number | null;
  name: string | null;
  isBank: boolean;
  balanceOere: number | null;
  unreadable: string | null;
  onTheWay: { count: number; grossOere: number; bookedOere: number };
  withoutDate: { count: number; grossOere: number; bookedOere: number };
  differenceOere: number | null;
}

/** How an account stands, in sentences for the page and the command line: which one, what is on it, what that means. */
export function describeClearing(account: Standing): string[] {
  const { accountNumber, name, isBank, unreadable, balanceOere, onTheWay } = account;
  if (accountNumber === null) {
    return ["No account: transactions of a type that is not mapped to a payment type of Tripletex."];
  }
  const head = name === null ? `Account ${accountNumber}` : `Account ${accountNumber} (${name})`;
  const { count, grossOere, bookedOere } = onTheWay;
  const waiting = `Paid and not paid out yet: ${count} payments, ${formatKroner(grossOere)}, of which ${formatKroner(bookedOere)} are booked.`;
  if (isBank) {
    return [
      head,
      "A bank account: its balance says nothing about payouts. Map the type to a clearing account.",
      waiting,
    ];
  }
  if (balanceOere === null) return [head, unreadable ?? "Its balance is not known.", waiting];
  return [
    head,
    `Stands at ${formatKroner(balanceOere)} in Tripletex today.`,
    waiting,
    describeDifference(account),
    ...describeWithoutDate(account),
  ];
}

function describeDifference({ differenceOere }: Standing): string {
  if (differenceOere === null || differenceOere === 0) return "Every payout so far is cleared, to the øre.";
  const amount = formatKroner(Math.abs(differenceOere));
  return differenceOere > 0
    ? `${amount} more than is on the way: payouts that have come and are not booked with their fee yet, or payments booked here by others.`
    : `${amount} less than is on the way: more was taken out of the account than has been paid out.`;
}

function describeWithoutDate({ withoutDate: { count, bookedOere } }: Standing): string[] {
  if (count === 0 || bookedOere === 0) return [];
  return [
    `Booked here without a payout date, such as refunds: ${count} transactions, ${formatKroner(bookedOere)}. Rubic does not say when they leave the account, so they may be part of a difference.`,
  ];
}
