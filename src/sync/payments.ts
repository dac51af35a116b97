/**
 * Which Rubic transactions become payments in Tripletex, and which are there already. Tripletex accepts the same payment
 * twice without a word and has no reference on a payment, so the invoice's postings are the only key: one posting settles
 * one transaction. It must never net, split or re-date a transaction.
 */
import type { RubicTransaction } from "../rubic/schemas.ts";
import type { TripletexPosting } from "../tripletex/schemas.ts";
import { CLASS_WORDS } from "./code-mappings.ts";
import type { Held, Ignored, PaymentExpectation } from "./decision.ts";
import { describeTransaction } from "./describe.ts";
import { formatKroner } from "./format.ts";
import { findTransactionClass, type Reference } from "./reference.ts";

export type Classification = { outcome: "money" } | Ignored | Held;

/** The decision on one transaction; `amountOere` is positive. */
export type PaymentDecision =
  | { outcome: "adopt"; postingId: number }
  | { outcome: "wanted"; expectation: PaymentExpectation; paymentDate: string; amountOere: number }
  | Ignored
  | Held;

/** A posting of the invoice in the customer ledger; payments are negative, their reversals positive. */
export type InvoicePosting = Pick<TripletexPosting, "id" | "date" | "amountOere" | "isPayment">;

export interface PaymentInput {
  invoice: { tripletexInvoiceId: number; rubicInvoiceId: number };
  /** All transactions of this invoice that have no mapping yet. */
  transactions: RubicTransaction[];
  /** All postings of the invoice, as read from Tripletex now. */
  postings: InvoicePosting[];
  /** Postings that already settle a transaction. */
  mappedPostingIds: ReadonlySet<number>;
  amountOutstandingOere: number;
  reference: Reference;
}

export interface DecidedTransaction {
  transaction: RubicTransaction;
  decision: PaymentDecision;
}

/**
 * Says whether a transaction is money that came in, by the mapping of its type. A zero is ignored, and so is a type that an
 * accountant has mapped to nothing; everything else that is no payment is held.
 */
export function classifyTransaction(transaction: RubicTransaction, reference: Reference): Classification {
  const { transactionTypeID: id, transactionTypeName, paidAmountOere } = transaction;
  const name = describeTransaction(transaction);
  if (paidAmountOere === 0) return { outcome: "ignored", reason: `${name} moves no money.` };
  const found = findTransactionClass(reference, { id, name: transactionTypeName });
  if (!found.ok) return hold(transaction, found.code, found.problem);
  if (found.value.class === "ignore") {
    return { outcome: "ignored", reason: `${name} is of a type with nothing to book.` };
  }
  if (found.value.class !== "money") {
    const problem = `is of type ${describeType(transaction)}: ${CLASS_WORDS[found.value.class]}`;
    return hold(transaction, "NOT_A_PAYMENT", problem);
  }
  if (paidAmountOere < 0) return hold(transaction, "NOT_A_PAYMENT", "takes money back");
  return { outcome: "money" };
}

/**
 * Decides all unmapped transactions of one invoice together; one result each, in the order given.
 * 1. What is no payment is held or ignored.
 * 2. A free posting of exactly that day and amount is adopted, each posting once.
 * 3. What is left is wanted, unless somebody registered payments by hand that no transaction explains: then a transaction of the same amount is
 *    taken for that same money on another day, and any that is more than what is outstanding is held (ALREADY_PAID).
 */
export function decidePayments(input: PaymentInput): DecidedTransaction[] {
  const decisions = new Map<RubicTransaction, PaymentDecision>();
  const money: RubicTransaction[] = [];
  for (const transaction of input.transactions) {
    const classification = classifyTransaction(transaction, input.reference);
    if (classification.outcome === "money") money.push(transaction);
    else decisions.set(transaction, classification);
  }
  const { adopted, leftTransactions, leftPostings } = matchExactly(money, input);
  for (const [transaction, postingId] of adopted) decisions.set(transaction, { outcome: "adopt", postingId });
  const byHand = withoutReversed(leftPostings, input);
  for (const [transaction, decision] of decideRest(leftTransactions, byHand, input)) {
    decisions.set(transaction, decision);
  }
  return input.transactions.flatMap((transaction) => {
    const decision = decisions.get(transaction);
    return decision === undefined ? [] : [{ transaction, decision }];
  });
}

function matchExactly(money: RubicTransaction[], input: PaymentInput) {
  const free = input.postings
    .filter(
      (posting) => posting.isPayment && posting.amountOere < 0 && !input.mappedPostingIds.has(posting.id),
    )
    .toSorted((left, right) => left.id - right.id);
  const adopted = new Map<RubicTransaction, number>();
  for (const transaction of inOrder(money)) {
    const index = free.findIndex(
      (posting) =>
        posting.date === transaction.paymentDate && -posting.amountOere === transaction.paidAmountOere,
    );
    const [posting] = index === -1 ? [] : free.splice(index, 1);
    if (posting !== undefined) adopted.set(transaction, posting.id);
  }
  const leftTransactions = inOrder(money).filter((transaction) => !adopted.has(transaction));
  return { adopted, leftTransactions, leftPostings: free };
}

/** The same input must give the same answer whatever order Rubic lists it in. */
function inOrder(transactions: RubicTransaction[]): RubicTransaction[] {
  return transactions.toSorted(
    (left, right) =>
      left.paymentDate.localeCompare(right.paymentDate) ||
      left.invoiceTransactionID - right.invoiceTransactionID,
  );
}

/** A payment that somebody registered and took back again explains nothing: both drop out. */
function withoutReversed(payments: InvoicePosting[], input: PaymentInput): InvoicePosting[] {
  const left = [...payments];
  const reversals = input.postings.filter((posting) => posting.isPayment && posting.amountOere > 0);
  for (const reversal of reversals) {
    if (input.mappedPostingIds.has(reversal.id)) continue;
    const index = left.findIndex((posting) => posting.amountOere === -reversal.amountOere);
    if (index !== -1) left.splice(index, 1);
  }
  return left;
}

function decideRest(
  transactions: RubicTransaction[],
  byHand: InvoicePosting[],
  input: PaymentInput,
): Map<RubicTransaction, PaymentDecision> {
  if (byHand.length === 0) return new Map(transactions.map((each) => [each, want(each, input)]));
  const decisions = new Map<RubicTransaction, PaymentDecision>();
  for (const posting of byHand) {
    const candidates = transactions.filter(
      (each) => !decisions.has(each) && each.paidAmountOere === -posting.amountOere,
    );
    const nearest = nearestInTime(candidates, posting.date);
    if (nearest !== undefined) decisions.set(nearest, holdSameMoney(nearest, posting));
  }
  let roomOere = input.amountOutstandingOere;
  for (const transaction of transactions.filter((each) => !decisions.has(each))) {
    const hasRoom = transaction.paidAmountOere <= roomOere;
    decisions.set(
      transaction,
      hasRoom ? want(transaction, input) : holdTooMuch(transaction, roomOere, byHand),
    );
    if (hasRoom) roomOere -= transaction.paidAmountOere;
  }
  return decisions;
}

function nearestInTime(transactions: RubicTransaction[], date: string): RubicTransaction | undefined {
  const distance = ({ paymentDate }: RubicTransaction) =>
    Math.abs(Date.parse(paymentDate) - Date.parse(date));
  return transactions.toSorted((left, right) => distance(left) - distance(right))[0];
}

function want(transaction: RubicTransaction, { invoice }: PaymentInput): PaymentDecision {
  const { paymentDate, paidAmountOere: amountOere } = transaction;
  return {
    outcome: "wanted",
    expectation: { kind: "payment", ...invoice, paymentDate, amountOere },
    paymentDate,
    amountOere,
  };
}

function holdSameMoney(transaction: RubicTransaction, posting: InvoicePosting): Held {
  return hold(
    transaction,
    "ALREADY_PAID",
    `looks like the payment of the same amount that somebody registered in Tripletex on ${posting.date}`,
  );
}

function holdTooMuch(transaction: RubicTransaction, roomOere: number, byHand: InvoicePosting[]): Held {
  const byHandOere = -byHand.reduce((sum, posting) => sum + posting.amountOere, 0);
  return hold(
    transaction,
    "ALREADY_PAID",
    `is more than the ${formatKroner(roomOere)} left in Tripletex, where ${formatKroner(byHandOere)} were registered that Rubic does not know`,
  );
}

function describeType({ transactionTypeID, transactionTypeName }: RubicTransaction): string {
  return transactionTypeName === null
    ? `${transactionTypeID}`
    : `${transactionTypeID} (${transactionTypeName})`;
}

function hold(transaction: RubicTransaction, code: Held["code"], problem: string): Held {
  return {
    outcome: "held",
    code,
    message: `${describeTransaction(transaction)} ${problem}.`,
    amountOere: transaction.paidAmountOere,
    documentDate: transaction.paymentDate,
  };
}
