/**
 * The clearing report: reads Rubic's transactions, adds up what is to be paid out on which day, and puts it beside what stands on the
 * clearing account in Tripletex. Reads only.
 */
import { isRemoteError } from "../http/errors.ts";
import type { RubicPage } from "../rubic/client.ts";
import type { RubicTransaction } from "../rubic/schemas.ts";
import { type Payout, PayoutSums } from "../sync/clearing.ts";
import { addDaysToIsoDate, osloDate, startOfOsloDay } from "../sync/oslo.ts";
import { findTransactionClass, type Reference } from "../sync/reference.ts";
import { RepeatedPageError } from "./page-reader.ts";
import { type ReferenceSource, readReference } from "./reference.ts";

const PAGE_SIZE = 1000;
/** A report must fit into one action: a hundred pages take a minute or so. */
const MAX_PAGES = 100;
const DAY_MS = 86_400_000;
/** Payouts follow within some bank days, perhaps bundled weekly (Rubic dossier 5); a month holds every rhythm. */
const PAID_BEFORE_DAYS = 31;
/** Rubic's time zone and bounds are unknown (Rubic dossier 1.2). */
const MARGIN_MS = 2 * DAY_MS;
/** Keys of one look-up, as in a step. */
const KNOWN_CHUNK = 200;

export interface ClearingSource extends ReferenceSource {
  /** Which of these transactions are booked in Tripletex. */
  bookedOf: (transactionIds: string[]) => Promise<Set<string>>;
}

/** Too many transactions for one report. */
export class ClearingTooLongError extends Error {
  constructor(from: string) {
    super(
      `Rubic has more than ${MAX_PAGES * PAGE_SIZE} transactions for payouts from ${from} on, which is more than one report reads.`,
    );
    this.name = "ClearingTooLongError";
  }
}

interface Waiting {
  count: number;
  grossOere: number;
  /** The part of it that is booked in Tripletex. */
  bookedOere: number;
}

export interface ClearingAccount {
  /** Null: the transaction type stands for no payment type of Tripletex. */
  accountNumber: number | null;
  name: string | null;
  /** Payments of this type go straight to a bank account, whose balance says nothing about payouts. */
  isBank: boolean;
  /** What stands on the account today, debit positive; null where it can't be read, and `unreadable` says why. */
  balanceOere: number | null;
  unreadable: string | null;
  /** Paid by now, and to be paid out after today: what is booked of it should stand on the account. */
  onTheWay: Waiting;
  /** Of the account, but without a payout date, as refunds may be: Rubic does not say when it leaves the account. */
  withoutDate: Waiting;
  /** Balance less what should stand there; null for a bank account or an unreadable one. */
  differenceOere: number | null;
  payouts: Payout[];
}

export interface ClearingReport {
  /** First expected payout date in it. */
  from: string;
  today: string;
  accounts: ClearingAccount[];
  /** Money that no provider pays out: paid by hand, straight to the bank. */
  withoutPayout: { count: number; grossOere: number };
}

interface Gathered {
  sums: PayoutSums;
  withoutPayout: { count: number; grossOere: number };
  /** By account: the payments that are paid and not paid out yet. */
  onTheWay: Map<number | null, Keyed[]>;
  /** By account: those without a payout date. */
  withoutDate: Map<number | null, Keyed[]>;
}

interface Keyed {
  key: string;
  oere: number;
}

/** @param from first expected payout date, `YYYY-MM-DD`; @throws RemoteError, RepeatedPageError, ClearingTooLongError */
export async function readClearing(source: ClearingSource, from: string): Promise<ClearingReport> {
  const { tripletex } = source.ports;
  const today = osloDate(source.now);
  const reference = await readReference(source);
  const paymentTypes = await tripletex.paymentTypes();
  const accountOf = new Map(paymentTypes.map(({ id, debitAccountNumber }) => [id, debitAccountNumber]));
  const gathered: Gathered = {
    sums: new PayoutSums(),
    withoutPayout: { count: 0, grossOere: 0 },
    onTheWay: new Map(),
    withoutDate: new Map(),
  };
  await eachTransaction(source, from, (transaction) =>
    gather(gathered, transaction, {
      from,
      today,
      accountNumber: accountNumberOf(transaction, { reference, accountOf }),
    }),
  );
  const banks = new Set((await tripletex.bankAccounts()).map(({ number }) => number));
  const accounts: ClearingAccount[] = [];
  for (const { accountNumber, payouts } of gathered.sums.accounts) {
    const onTheWay = await sumWaiting(source, gathered.onTheWay.get(accountNumber) ?? []);
    const withoutDate = await sumWaiting(source, gathered.withoutDate.get(accountNumber) ?? []);
    const isBank = accountNumber !== null && banks.has(accountNumber);
    accounts.push(await beside(source, { accountNumber, isBank, onTheWay, withoutDate, payouts }));
  }
  return { from, today, accounts, withoutPayout: gathered.withoutPayout };
}

async function eachTransaction(
  { ports, now }: ClearingSource,
  from: string,
  take: (transaction: RubicTransaction) => void,
): Promise<void> {
  const startPeriod = startOfOsloDay(addDaysToIsoDate(from, -PAID_BEFORE_DAYS));
  const seen = new Set<number>();
  let keysBefore = "";
  for (let pageNo = 1; pageNo <= MAX_PAGES; pageNo += 1) {
    const page: RubicPage<RubicTransaction> = await ports.rubic.transactions({
      pageNo,
      pageSize: PAGE_SIZE,
      startPeriod,
      endPeriod: now + MARGIN_MS,
    });
    if (page.rowCount === 0) return;
    const keys = JSON.stringify(page.records.map(({ invoiceTransactionID: id }) => id));
    if (page.records.length > 0 && keys === keysBefore) throw new RepeatedPageError(pageNo);
    keysBefore = keys;
    for (const transaction of page.records) {
      // Rows shift while Rubic is paged: one that comes twice counts once.
      if (seen.has(transaction.invoiceTransactionID)) continue;
      seen.add(transaction.invoiceTransactionID);
      take(transaction);
    }
  }
  throw new ClearingTooLongError(from);
}

/** Refunds are booked with a payment type of their own, on its account. */
function accountNumberOf(
  { transactionTypeID: id, transactionTypeName: name }: RubicTransaction,
  { reference, accountOf }: { reference: Reference; accountOf: Map<number, number | null> },
): number | null {
  const found = findTransactionClass(reference, { id, name });
  if (!found.ok || (found.value.class !== "money" && found.value.class !== "refund")) return null;
  const { paymentTypeId } = found.value;
  return paymentTypeId === undefined ? null : (accountOf.get(paymentTypeId) ?? null);
}

function gather(
  gathered: Gathered,
  transaction: RubicTransaction,
  { from, today, accountNumber }: { from: string; today: string; accountNumber: number | null },
): void {
  const { expectedPayoutDate: date, paidAmountOere: oere, paymentDate } = transaction;
  if (date === null) {
    if (paymentDate < from || accountNumber === null) return;
    gathered.withoutPayout.count += 1;
    gathered.withoutPayout.grossOere += oere;
    if (paymentDate <= today) addTo(gathered.withoutDate, accountNumber, transaction);
    return;
  }
  if (date < from) return;
  gathered.sums.add(transaction, { date, accountNumber });
  if (date <= today || paymentDate > today) return;
  addTo(gathered.onTheWay, accountNumber, transaction);
}

function addTo(
  byAccount: Map<number | null, Keyed[]>,
  accountNumber: number | null,
  { invoiceTransactionID: id, paidAmountOere: oere }: RubicTransaction,
): void {
  const list = byAccount.get(accountNumber) ?? [];
  byAccount.set(accountNumber, list);
  list.push({ key: String(id), oere });
}

async function sumWaiting({ bookedOf }: ClearingSource, waiting: Keyed[]): Promise<Waiting> {
  let bookedOere = 0;
  for (let start = 0; start < waiting.length; start += KNOWN_CHUNK) {
    const chunk = waiting.slice(start, start + KNOWN_CHUNK);
    const booked = await bookedOf(chunk.map(({ key }) => key));
    for (const { key, oere } of chunk) if (booked.has(key)) bookedOere += oere;
  }
  return {
    count: waiting.length,
    grossOere: waiting.reduce((sum, { oere }) => sum + oere, 0),
    bookedOere,
  };
}

async function beside(
  source: ClearingSource,
  found: Pick<ClearingAccount, "accountNumber" | "isBank" | "onTheWay" | "withoutDate" | "payouts">,
): Promise<ClearingAccount> {
  const { accountNumber, isBank, onTheWay } = found;
  const nothing = { ...found, name: null, balanceOere: null, unreadable: null, differenceOere: null };
  if (accountNumber === null) return nothing;
  const tomorrow = addDaysToIsoDate(osloDate(source.now), 1);
  try {
    const balance = await source.ports.tripletex.accountBalance(accountNumber, tomorrow);
    if (balance === null) return { ...nothing, unreadable: "Tripletex does not show this account." };
    const differenceOere = isBank ? null : balance.balanceOere - onTheWay.bookedOere;
    return { ...nothing, ...balance, differenceOere };
  } catch (error) {
    // A token without the right to read balances still shows the payouts.
    if (!isRemoteError(error) || error.kind !== "forbidden") throw error;
    return { ...nothing, unreadable: "The token may not read balances in Tripletex." };
  }
}
