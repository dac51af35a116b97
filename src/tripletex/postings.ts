/**
 * Tells which postings of an invoice are payments.
 * It exists because Tripletex gives API payments no type and no reference: a payment is what is neither the invoice's own
 * posting nor a credit note's (Tripletex dossier 9). Reversals count as payments, with a positive amount.
 * It must never read a description: that text follows the language of the token's owner.
 */

/** A posting as it was read, before it is judged. */
export interface RawPosting {
  id: number;
  date: string;
  amountOere: number;
  type?: string | null | undefined;
  voucherId: number | null;
}

/** A judged posting; isPayment covers payments and their reversals. */
export interface TripletexPosting {
  id: number;
  date: string;
  amountOere: number;
  voucherId: number | null;
  isPayment: boolean;
}

/** What the judgement needs to know of the invoice. */
export interface PostedInvoice {
  amountOere: number;
  isCreditNote: boolean;
  isCredited: boolean;
  voucherId: number | null;
}

/** The type of an invoice's and of a credit note's own posting in the customer ledger. */
const DOCUMENT_TYPE = "OUTGOING_INVOICE_CUSTOMER_POSTING";

/** Marks each posting of an invoice as payment or not; the order stays. */
export function markPayments(postings: readonly RawPosting[], invoice: PostedInvoice): TripletexPosting[] {
  const ownId = findOwnPosting(postings, invoice);
  const documentIds = new Set(postings.filter(({ type }) => type === DOCUMENT_TYPE).map(({ id }) => id));
  if (ownId !== undefined) documentIds.add(ownId);
  const counterpartId = findCounterpart(postings, { invoice, documentIds });
  if (counterpartId !== undefined) documentIds.add(counterpartId);
  return postings.map(({ id, date, amountOere, voucherId }) => ({
    id,
    date,
    amountOere,
    voucherId,
    isPayment: !documentIds.has(id),
  }));
}

/** The posting in the invoice's own voucher; where vouchers are hidden, the oldest with the invoice's amount. */
function findOwnPosting(postings: readonly RawPosting[], invoice: PostedInvoice): number | undefined {
  const inOwnVoucher = postings.find(
    ({ voucherId }) => voucherId !== null && voucherId === invoice.voucherId,
  );
  if (inOwnVoucher !== undefined) return inOwnVoucher.id;
  const candidates = postings.filter(({ amountOere }) => amountOere === invoice.amountOere);
  return candidates.toSorted((left, right) => left.id - right.id)[0]?.id;
}

/**
 * On a credited invoice (and on a credit note) the other document's posting is here too, with the opposite amount.
 * Where it carries no type it is the newest untyped posting of exactly that amount: a payment in full comes before a credit.
 */
function findCounterpart(
  postings: readonly RawPosting[],
  { invoice, documentIds }: { invoice: PostedInvoice; documentIds: ReadonlySet<number> },
): number | undefined {
  if (!invoice.isCredited && !invoice.isCreditNote) return undefined;
  const opposite = postings.filter(({ amountOere }) => amountOere === -invoice.amountOere);
  if (opposite.some(({ id }) => documentIds.has(id))) return undefined;
  const untyped = opposite.filter(({ type }) => type === null || type === undefined);
  return untyped.toSorted((left, right) => right.id - left.id)[0]?.id;
}
