/**
 * Documents of one customer that a person has closed against each other in Tripletex: an invoice against a credit, or against what was
 * paid too much on another one. No money moves, and no interface shows it for certain (Tripletex dossier 9): what is settled on a document
 * beyond its payments and its credit note is set off, and explained as far as it takes other documents of the customer the other way.
 */
import { formatKroner } from "./format.ts";

/** A posting in the customer ledger, in øre: payments are negative. */
interface LedgerPosting {
  id: number;
  amountOere: number;
  voucherId: number | null;
  /** It is neither the document's own nor known as another's. */
  isPayment: boolean;
}

/** A document in Tripletex with its postings; amounts in øre. */
export interface LedgerDocument {
  id: number;
  /** YYYY-MM-DD */
  invoiceDate: string;
  amountOere: number;
  amountOutstandingOere: number;
  isCredited: boolean;
  /** Of a credit note: the invoice that it credits. */
  creditedInvoiceId: number | null;
  voucherId: number | null;
  postings: readonly LedgerPosting[];
}

/** How a document was settled, in signed øre. */
export interface Settled {
  /** Postings that are payments, or take one back. */
  payments: LedgerPosting[];
  paidOere: number;
  /** Settled by neither a payment nor a credit note; negative where it uses up what stood to the customer's credit. */
  setOffOere: number;
  /** What of it other documents of the same customer explain. */
  explainedOere: number;
  /** Those documents, where they are known, with what each takes for all of that customer's, in positive øre. */
  explainedBy?: readonly { id: number; oere: number }[];
}

/** A posting in another document's own voucher is no payment, whatever its type. */
export function judgeDocument(document: LedgerDocument, documentVouchers: ReadonlySet<number>): Settled {
  return settledBy(document, { documentVouchers, creditedOere: creditedAsWhole(document) });
}

function settledBy(
  { amountOere, amountOutstandingOere, postings }: LedgerDocument,
  { documentVouchers, creditedOere }: { documentVouchers: ReadonlySet<number>; creditedOere: number },
): Settled {
  const payments = postings.filter(
    ({ isPayment, voucherId }) => isPayment && (voucherId === null || !documentVouchers.has(voucherId)),
  );
  const paidOere = 0 - payments.reduce((sum, posting) => sum + posting.amountOere, 0);
  const setOffOere = amountOere - amountOutstandingOere - creditedOere - paidOere;
  return { payments, paidOere, setOffOere, explainedOere: 0 };
}

/** A credit note takes all of its invoice, and that is what it is settled by itself (Tripletex dossier 10). */
const creditedAsWhole = ({ amountOere, isCredited, creditedInvoiceId }: LedgerDocument): number =>
  isCredited || creditedInvoiceId !== null ? amountOere : 0;

/** The same of all documents of a customer, whose vouchers and credit notes are known then; nothing is explained yet. */
export function judgeTogether(documents: readonly LedgerDocument[]): Map<number, Settled> {
  const documentVouchers = new Set(documents.flatMap(({ voucherId }) => voucherId ?? []));
  const credited = new Map<number, number>();
  for (const { creditedInvoiceId: id, amountOere } of documents) {
    if (id !== null) credited.set(id, (credited.get(id) ?? 0) - amountOere);
  }
  return new Map(
    documents.map((document) => {
      const creditedOere = credited.get(document.id) ?? creditedAsWhole(document);
      return [document.id, settledBy(document, { documentVouchers, creditedOere })];
    }),
  );
}

/**
 * The same where money on a credit note waits, or was left out: a person books it with a voucher, and may close that against the note, or against
 * the invoice that the note credits. It explains what no document does, up to its amount (signed øre) and the same way.
 */
export function withMoneyByHand(settled: Settled, moneyOere: number): Settled {
  const openOere = settled.setOffOere - settled.explainedOere;
  if (openOere * moneyOere <= 0) return settled;
  const partOere = openOere > 0 ? Math.min(openOere, moneyOere) : Math.max(openOere, moneyOere);
  return { ...settled, explainedOere: settled.explainedOere + partOere };
}

/** What was set off on a document of a customer, in signed øre. */
export interface SetOff {
  id: number;
  /** YYYY-MM-DD */
  invoiceDate: string;
  setOffOere: number;
  /** One of Rubic's. */
  isOurs: boolean;
}

/**
 * What of each set-off of a customer the others explain, by id: both signs take the same. Where one side has more, equal amounts are
 * one another's, then documents that Rubic does not know and older ones come first. So the rest is left on what a person
 * will be asked about, whichever of the documents that is read for.
 */
export function explainSetOffs(setOffs: readonly SetOff[]): Map<number, number> {
  const ordered = setOffs.toSorted(byOrder);
  const [owed, credit] = [
    ordered.filter(({ setOffOere }) => setOffOere > 0),
    ordered.filter(({ setOffOere }) => setOffOere < 0),
  ];
  const explained = pairEqual(owed, credit);
  const left = (some: SetOff[]) => some.filter(({ id }) => !explained.has(id));
  const [owedOere, creditOere] = [owed, credit].map((some) => sumOf(left(some)));
  const common = Math.min(owedOere ?? 0, 0 - (creditOere ?? 0));
  for (const side of [owed, credit]) {
    let budget = common;
    for (const { id, setOffOere } of left(side)) {
      const part = Math.min(budget, Math.abs(setOffOere));
      budget -= part;
      explained.set(id, setOffOere > 0 ? part : 0 - part);
    }
  }
  return explained;
}

const sumOf = (setOffs: readonly SetOff[]) => setOffs.reduce((sum, { setOffOere }) => sum + setOffOere, 0);

/** True when both signs take the same, so that all of it is explained, whatever the documents are. */
export const areBalanced = (setOffs: readonly Pick<SetOff, "setOffOere">[]): boolean =>
  setOffs.reduce((sum, { setOffOere }) => sum + setOffOere, 0) === 0;

function byOrder(one: SetOff, other: SetOff): number {
  return (
    Number(one.isOurs) - Number(other.isOurs) ||
    one.invoiceDate.localeCompare(other.invoiceDate) ||
    one.id - other.id
  );
}

function pairEqual(owed: readonly SetOff[], credit: readonly SetOff[]): Map<number, number> {
  const pairs = new Map<number, number>();
  const free = [...credit];
  for (const { id, setOffOere } of owed) {
    const index = free.findIndex((each) => each.setOffOere === -setOffOere);
    const [partner] = index === -1 ? [] : free.splice(index, 1);
    if (partner === undefined) continue;
    pairs.set(id, setOffOere).set(partner.id, partner.setOffOere);
  }
  return pairs;
}

/** What no document explains: `650,00 kr was set off in Tripletex against something that Rubic does not know`, without a full stop. */
export function describeUnexplained(oere: number): string {
  return `${formatKroner(Math.abs(oere))} was set off in Tripletex against something that Rubic does not know`;
}
