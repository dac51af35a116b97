/**
 * Which Rubic transactions become payments in Tripletex, and which are there already. Tripletex accepts the same payment
 * twice without a word and has no reference on a payment, so the invoice's postings are the only key: one posting settles
 * one transaction. Money that goes back is a payment below zero (Tripletex dossier 9). It must never net, split or re-date.
 */
import type { RubicTransaction } from "../rubic/schemas.ts";
import type { TripletexPosting } from "../tripletex/schemas.ts";
import { CLASS_WORDS } from "./code-mappings.ts";
import type { Held, Ignored, PaymentExpectation } from "./decision.ts";
import { describeTransaction } from "./describe.ts";
import { type BeforeCutOver, holdAcrossCutOver, pairAcrossCutOver } from "./payments-across-cut-over.ts";
import { holdWhatIsThere, type Problems } from "./payments-by-hand.ts";
import { findTransactionClass, type Reference } from "./reference.ts";

export type Classification = { outcome: "money"; paymentTypeId: number } | Ignored | Held;

/** What of a transaction says whether it is a payment, and names it. */
export type ClassifiedTransaction = Pick<
  RubicTransaction,
  | "invoiceTransactionID"
  | "invoiceNumber"
  | "paymentDate"
  | "transactionTypeID"
  | "transactionTypeName"
  | "paidAmountOere"
>;

/** The decision on one transaction; `amountOere` is signed, money that goes back is negative. */
export type PaymentDecision =
  | { outcome: "adopt"; postingId: number }
  | {
      outcome: "wanted";
      expectation: PaymentExpectation;
      paymentDate: string;
      amountOere: number;
      paymentTypeId: number;
    }
  | Ignored
  | Held;

/** A posting of the invoice in the customer ledger; payments are negative, what takes money back is positive. */
export type InvoicePosting = Pick<TripletexPosting, "id" | "date" | "amountOere" | "isPayment">;

export interface PaymentInput {
  invoice: { tripletexInvoiceId: number; rubicInvoiceId: number };
  /** All transactions of this invoice that have no mapping yet. */
  transactions: RubicTransaction[];
  /** All postings of the invoice that count, as read from Tripletex now. */
  postings: InvoicePosting[];
  /** What was paid in older books on an invoice older than the cut-over; null for every other invoice. */
  before: BeforeCutOver | null;
  /** Postings that already settle a transaction. */
  mappedPostingIds: ReadonlySet<number>;
  amountOutstandingOere: number;
  /** What is settled although neither a posting of the invoice nor another document of the customer shows it; see `settledElsewhere`. */
  settledElsewhereOere: number;
  reference: Reference;
}

export interface DecidedTransaction {
  transaction: RubicTransaction;
  decision: PaymentDecision;
}

/**
 * Says whether a transaction is money that came in or went back, by the mapping of its type. A zero is ignored, and so is a
 * type that an accountant has mapped to nothing; everything else that is no payment is held.
 */
export function classifyTransaction(
  transaction: ClassifiedTransaction,
  reference: Reference,
): Classification {
  const { transactionTypeID: id, transactionTypeName, paidAmountOere } = transaction;
  const name = describeTransaction(transaction);
  if (paidAmountOere === 0) return { outcome: "ignored", reason: `${name} moves no money.` };
  const found = findTransactionClass(reference, { id, name: transactionTypeName });
  if (!found.ok) return holdTransaction(transaction, found.code, found.problem);
  const target = found.value;
  if (target.class === "ignore") {
    return { outcome: "ignored", reason: `${name} is of a type with nothing to book.` };
  }
  if (target.class !== "money" && target.class !== "refund") {
    const problem = `is of type ${describeType(transaction)}: ${CLASS_WORDS[target.class]}`;
    return holdTransaction(transaction, "NOT_A_PAYMENT", problem);
  }
  if (target.class === "refund" && paidAmountOere > 0) {
    const problem = `is of type ${describeType(transaction)}: a refund, but it brings money in`;
    return holdTransaction(transaction, "NOT_A_PAYMENT", problem);
  }
  if (target.paymentTypeId === undefined) throw new Error("a refund that is found has a payment type");
  return { outcome: "money", paymentTypeId: target.paymentTypeId };
}

/**
 * Decides a transaction on a credit note, on which no payment is registered: it waits to be booked by hand, unless it moves no money or its
 * type is mapped to nothing. While the type is not mapped, nobody can say what is to be booked.
 */
export function decideOnNote(transaction: RubicTransaction, reference: Reference): Ignored | Held {
  const classification = classifyTransaction(transaction, reference);
  if (classification.outcome === "ignored") return classification;
  if (classification.outcome === "held" && classification.code === "TRANSACTION_TYPE_NOT_MAPPED") {
    return classification;
  }
  const problem = `is on credit note ${transaction.invoiceNumber}, on which no payment is registered in Tripletex`;
  return {
    ...holdTransaction(transaction, "CREDIT_NOTE_PAID", problem),
    paidOnNote: transaction.invoiceID,
  };
}

/**
 * Whether a transaction is a payment, or may become one when a person decides about its type. What moves no money, settles a credit or
 * is written off never does: it is ignored, or held until somebody has booked it by hand.
 */
export function mayBecomePayment(transaction: ClassifiedTransaction, reference: Reference): boolean {
  const classification = classifyTransaction(transaction, reference);
  if (classification.outcome === "ignored") return false;
  return classification.outcome === "money" || classification.code !== "NOT_A_PAYMENT";
}

/**
 * Decides all unmapped transactions of one invoice together; one result each, in the order given, and one for each older transaction
 * that has become money of these books.
 * 1. What is no payment is held or ignored.
 * 2. A free posting of exactly that day and signed amount is adopted, each posting once.
 * 3. What is left is wanted, unless somebody registered or settled what no transaction explains; see `holdWhatIsThere`.
 *    What the other system has on the other side of the cut-over is not booked again; see `pairAcrossCutOver`.
 */
export function decidePayments(input: PaymentInput): DecidedTransaction[] {
  const decisions = new Map<RubicTransaction, PaymentDecision>();
  const money: Money[] = [];
  for (const transaction of input.transactions) {
    const classification = classifyTransaction(transaction, input.reference);
    if (classification.outcome === "money") money.push({ ...classification, transaction });
    else decisions.set(transaction, classification);
  }
  const { adopted, left, leftPostings } = matchExactly(money, input);
  for (const [transaction, postingId] of adopted) decisions.set(transaction, { outcome: "adopt", postingId });
  for (const each of left) decisions.set(each.transaction, want(each, input));
  const transactions = left.map(({ transaction }) => transaction);
  for (const [transaction, problem] of findProblems(input, { transactions, postings: leftPostings })) {
    decisions.set(transaction, {
      ...holdTransaction(transaction, "ALREADY_PAID", problem.words),
      ...(problem.isThere && { alreadyPaidOn: input.invoice.rubicInvoiceId }),
    });
  }
  return [...input.transactions, ...(input.before?.transactions ?? [])].flatMap((transaction) => {
    const decision = decisions.get(transaction);
    return decision === undefined ? [] : [{ transaction, decision }];
  });
}

/** @param left what no posting of exactly that day and amount explains, and the other way round */
function findProblems(
  input: PaymentInput,
  left: { transactions: RubicTransaction[]; postings: InvoicePosting[] },
): Problems {
  if (input.before === null) {
    return holdWhatIsThere(left.transactions, { ...input, ...left, isBeforeCutOver: false });
  }
  const before = {
    transactions: input.before.transactions.filter((each) => isMoney(each, input.reference)),
    postings: input.before.postings.filter((each) => isFreePayment(each, input)),
  };
  const pairs = pairAcrossCutOver(before, left);
  const bookedLate = new Set(pairs.bookedLate.values());
  const problems = holdWhatIsThere(
    left.transactions.filter((each) => !pairs.bookedEarly.has(each)),
    {
      ...input,
      postings: left.postings.filter((each) => !bookedLate.has(each)),
      isBeforeCutOver: true,
    },
  );
  return new Map([...problems, ...holdAcrossCutOver(pairs)]);
}

function isMoney(transaction: RubicTransaction, reference: Reference): boolean {
  return classifyTransaction(transaction, reference).outcome === "money";
}

/** Registered by others, so that it may be the money of a transaction. */
function isFreePayment({ id, isPayment }: InvoicePosting, { mappedPostingIds }: PaymentInput): boolean {
  return isPayment && !mappedPostingIds.has(id);
}

/**
 * What is settled on an invoice in Tripletex beyond its postings, in øre: somebody closed it against a voucher of their own, or
 * the token may not see the posting. Zero or less means that the postings explain all.
 */
export function settledElsewhere(invoice: {
  amountOere: number;
  amountOutstandingOere: number;
  postings: readonly Pick<InvoicePosting, "id" | "amountOere" | "isPayment">[];
}): number {
  const { amountOere, amountOutstandingOere, postings } = invoice;
  const own = postings.find((posting) => !posting.isPayment && posting.amountOere === amountOere);
  const others = postings.filter((posting) => posting !== own);
  const seenOere = others.reduce((sum, posting) => sum + posting.amountOere, 0);
  return amountOere + seenOere - amountOutstandingOere;
}

/** A transaction that moves money, with the payment type that its own type is mapped to. */
interface Money {
  transaction: RubicTransaction;
  paymentTypeId: number;
}

function matchExactly(money: Money[], input: PaymentInput) {
  const free = input.postings
    .filter((posting) => isFreePayment(posting, input))
    .toSorted((left, right) => left.id - right.id);
  const adopted = new Map<RubicTransaction, number>();
  for (const { transaction } of inOrder(money)) {
    const index = free.findIndex(
      (posting) =>
        posting.date === transaction.paymentDate && -posting.amountOere === transaction.paidAmountOere,
    );
    const [posting] = index === -1 ? [] : free.splice(index, 1);
    if (posting !== undefined) adopted.set(transaction, posting.id);
  }
  const left = inOrder(money).filter(({ transaction }) => !adopted.has(transaction));
  return { adopted, left, leftPostings: free };
}

/** The same input must give the same answer whatever order Rubic lists it in. */
function inOrder(money: Money[]): Money[] {
  return money.toSorted(
    ({ transaction: left }, { transaction: right }) =>
      left.paymentDate.localeCompare(right.paymentDate) ||
      left.invoiceTransactionID - right.invoiceTransactionID,
  );
}

function want({ transaction, paymentTypeId }: Money, { invoice }: PaymentInput): PaymentDecision {
  const { paymentDate, paidAmountOere: amountOere } = transaction;
  return {
    outcome: "wanted",
    expectation: { kind: "payment", ...invoice, paymentDate, amountOere },
    paymentDate,
    amountOere,
    paymentTypeId,
  };
}

function describeType({ transactionTypeID, transactionTypeName }: ClassifiedTransaction): string {
  return transactionTypeName === null
    ? `${transactionTypeID}`
    : `${transactionTypeID} (${transactionTypeName})`;
}

function holdTransaction(transaction: ClassifiedTransaction, code: Held["code"], problem: string): Held {
  return {
    outcome: "held",
    code,
    message: `${describeTransaction(transaction)} ${problem}.`,
    amountOere: transaction.paidAmountOere,
    documentDate: transaction.paymentDate,
  };
}
