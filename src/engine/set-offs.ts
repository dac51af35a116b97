/**
 * Reads how odd documents were settled in Tripletex: by payments, or against other documents of the same customer. An ordinary document is
 * never read here; of the odd ones a hundred take one call, and one more for the vouchers of their payments. Only where
 * something was set off, all documents of that customer are read, once.
 */
import { isRemoteError } from "../http/errors.ts";
import {
  areBalanced,
  explainSetOffs,
  judgeDocument,
  judgeTogether,
  type LedgerDocument,
  type Settled,
} from "../sync/set-offs.ts";
import type { TripletexClient } from "../tripletex/client.ts";
import type { TripletexInvoiceWithPostings, TripletexPosting } from "../tripletex/schemas.ts";
import { RESULT_TOO_LARGE_CODE } from "./booked-invoices.ts";
import { inChunks } from "./in-chunks.ts";
import type { Step } from "./step.ts";

/** Four index ranges each of one query stay far below Convex's limit. */
const CHUNK = 100;

export type SettledById = ReadonlyMap<number, Settled>;

export interface SettledSource {
  tripletex: Pick<TripletexClient, "invoicesById" | "documentVouchers" | "documentsOfCustomer">;
  /** Which of some documents in Tripletex, at most a hundred, are Rubic's. */
  oursAmong(ids: number[]): Promise<number[]>;
  /** Called after each customer that was read. */
  afterCustomer?(): Promise<void>;
  /** Customers that were read, by Tripletex's id: their documents stand on several pages. */
  customers: Map<number, SettledById>;
}

/** @param known which invoices and which credits of Rubic's are, or credit, some documents in Tripletex */
export function sourceOf(
  tripletex: SettledSource["tripletex"],
  known: {
    invoices(ids: number[]): Promise<{ tripletexInvoiceId: number }[]>;
    credits(ids: number[]): Promise<{ tripletexCreditId: number }[]>;
  },
): SettledSource {
  return {
    customers: new Map(),
    tripletex,
    oursAmong: async (ids) => [
      ...(await known.invoices(ids)).map(({ tripletexInvoiceId }) => tripletexInvoiceId),
      ...(await known.credits(ids)).map(({ tripletexCreditId }) => tripletexCreditId),
    ],
  };
}

/** As a step of a run reads them: the lease is kept. For as long as what was read of a customer may be taken as it is. */
export function sourceOfStep(step: Step): SettledSource {
  const { store, tripletex } = step.ports;
  const known = sourceOf(tripletex, {
    invoices: (ids) => store.invoicesByTripletexId(ids),
    credits: (ids) => store.bookedCredits(ids),
  });
  return { ...known, afterCustomer: () => step.keepLease() };
}

/** Of the documents that exist, by id. @throws RemoteError */
export async function readSettled(source: SettledSource, ids: number[]): Promise<SettledById> {
  return await explainSettled(source, await readAlone(source, ids));
}

type Read = LedgerDocument & Pick<TripletexInvoiceWithPostings, "customerId">;

/** The same of documents that were read already. @throws RemoteError */
export async function judgeSettled(source: SettledSource, documents: readonly Read[]): Promise<SettledById> {
  return await explainSettled(source, await judgeAlone(source, documents));
}

/** How a document was settled, by what it shows itself: its customer is not read yet, so nothing is explained. */
interface SettledAlone extends Settled {
  customerId: number;
}

/** Of the documents that exist, by id: a hundred take a call or two. @throws RemoteError */
export async function readAlone(
  source: SettledSource,
  ids: number[],
): Promise<ReadonlyMap<number, SettledAlone>> {
  return ids.length === 0 ? new Map() : await judgeAlone(source, await source.tripletex.invoicesById(ids));
}

async function judgeAlone(source: SettledSource, documents: readonly Read[]) {
  const documentVouchers = await readDocumentVouchers(source.tripletex, documents);
  return new Map(
    documents.map((each): [number, SettledAlone] => [
      each.id,
      { ...judgeDocument(each, documentVouchers), customerId: each.customerId },
    ]),
  );
}

/** With what the other documents of their customers explain: a call for each customer on whose documents something was set off. @throws RemoteError */
export async function explainSettled(
  source: SettledSource,
  documents: ReadonlyMap<number, SettledAlone>,
): Promise<SettledById> {
  const settled = new Map<number, Settled>(documents);
  const odd = [...documents.values()].filter(({ setOffOere }) => setOffOere !== 0);
  for (const customerId of new Set(odd.map((each) => each.customerId))) {
    for (const [id, each] of await readCustomerOnce(source, customerId)) {
      if (settled.has(id)) settled.set(id, each);
    }
  }
  return settled;
}

/** As many as are kept at once: with all of their documents some megabytes. */
const MAX_CUSTOMERS = 1_000;

async function readCustomerOnce(source: SettledSource, customerId: number): Promise<SettledById> {
  const kept = source.customers.get(customerId);
  if (kept !== undefined) return kept;
  const read = await readCustomer(source, customerId);
  if (source.customers.size >= MAX_CUSTOMERS) source.customers.clear();
  source.customers.set(customerId, read);
  await source.afterCustomer?.();
  return read;
}

/**
 * Those of the vouchers of what looks like payments that are another document's own, so that what stands in them is none.
 * @throws RemoteError
 */
export async function readDocumentVouchers(
  tripletex: Pick<TripletexClient, "documentVouchers">,
  documents: readonly Pick<LedgerDocument, "postings">[],
): Promise<ReadonlySet<number>> {
  const vouchers = documents.flatMap(({ postings }) =>
    postings.flatMap(({ isPayment, voucherId }) => (isPayment && voucherId !== null ? [voucherId] : [])),
  );
  return new Set(vouchers.length === 0 ? [] : await tripletex.documentVouchers(vouchers));
}

/** Those of an invoice's postings that are payments, or take one back; documents that were set off against it are none. @throws RemoteError */
export async function paymentsAmong(
  tripletex: Pick<TripletexClient, "documentVouchers">,
  postings: readonly TripletexPosting[],
): Promise<TripletexPosting[]> {
  return paymentsBeside(postings, await readDocumentVouchers(tripletex, [{ postings }]));
}

/** The same where it was read already which vouchers are documents' own. */
export function paymentsBeside(
  postings: readonly TripletexPosting[],
  documentVouchers: ReadonlySet<number>,
): TripletexPosting[] {
  return postings.filter(({ isPayment, voucherId }) => isPayment && !documentVouchers.has(voucherId ?? 0));
}

/**
 * What of a credit that waits or was left out (positive øre) a person has made as a document and set off: what of the set-off documents explain
 * that are none of Rubic's. It is explained by them, and must not explain anything else. Asks only where there is such a credit.
 */
export async function madeAsDocumentOere(
  source: Pick<SettledSource, "oursAmong">,
  { settled, heldOere }: { settled: Settled | null | undefined; heldOere: number },
): Promise<number> {
  const { explainedOere = 0, explainedBy = [] } = settled ?? {};
  if (heldOere <= 0 || explainedOere <= 0) return 0;
  const ours = await readOurs(
    source,
    explainedBy.map(({ id }) => id),
  );
  const others = explainedBy.filter(({ id }) => !ours.has(id));
  const byOthersOere = others.reduce((sum, { oere }) => sum + oere, 0);
  return Math.min(heldOere, explainedOere, byOthersOere);
}

/** All documents of a customer, with what explains their set-offs. */
async function readCustomer(source: SettledSource, customerId: number): Promise<Map<number, Settled>> {
  const documents = await listDocuments(source, customerId);
  const settled = judgeTogether(documents);
  const open = documents.flatMap(({ id, invoiceDate }) => {
    const { setOffOere = 0 } = settled.get(id) ?? {};
    return setOffOere === 0 ? [] : [{ id, invoiceDate, setOffOere }];
  });
  const ours = areBalanced(open)
    ? new Set<number>()
    : await readOurs(
        source,
        open.map(({ id }) => id),
      );
  const explained = explainSetOffs(open.map((each) => ({ ...each, isOurs: ours.has(each.id) })));
  for (const [id, explainedOere] of explained) {
    const each = settled.get(id);
    const explainedBy = othersBeside(explained, explainedOere);
    if (each !== undefined) settled.set(id, { ...each, explainedOere, explainedBy });
  }
  return settled;
}

/** A customer with more documents than Tripletex lists has none that explain anything: what was set off there is named. */
async function listDocuments({ tripletex }: SettledSource, customerId: number) {
  try {
    return await tripletex.documentsOfCustomer(customerId);
  } catch (error) {
    if (isRemoteError(error) && error.code === RESULT_TOO_LARGE_CODE) return [];
    throw error;
  }
}

/** The documents that take the other way, in positive øre. */
const othersBeside = (explained: ReadonlyMap<number, number>, oere: number) =>
  [...explained].flatMap(([id, taken]) => (taken * oere < 0 ? [{ id, oere: Math.abs(taken) }] : []));

async function readOurs(source: Pick<SettledSource, "oursAmong">, ids: number[]): Promise<Set<number>> {
  return new Set(await inChunks(ids, CHUNK, (some) => source.oursAmong(some)));
}
