/** A document of Rubic's beside its own in Tripletex: at first sight, and with its postings and with what Convex knows of it. */
import {
  type ComparedDocument,
  compareDocument,
  heldCreditsOf,
  type RubicSide,
  type SetOffs,
  type Standing,
  UNKNOWN,
} from "../../sync/reconcile/compare-document.ts";
import { alignVat, type RubicDocument, type RubicPayment } from "../../sync/reconcile/documents.ts";
import { type Settled, withMoneyByHand } from "../../sync/set-offs.ts";
import type { TripletexInvoiceWithLines } from "../../tripletex/schemas.ts";
import { madeAsDocumentOere, readSettled, sourceOf } from "../set-offs.ts";
import type { OwnCredits } from "./own-credits.ts";
import type { ReconcilePorts, ShelfRow } from "./store.ts";

/** Up to four index ranges each. */
const CHUNK = 100;

export type PercentageOf = (vatTypeId: number) => number | null;

/** What is compared: the document with its payments, and what Tripletex has of it. */
export interface Pair {
  row: ShelfRow<RubicDocument>;
  invoice: TripletexInvoiceWithLines | null;
}

interface Comparing {
  credits: OwnCredits;
  percentageOf: PercentageOf;
}

/** Of a payment nobody has asked about: taken for booked, which is right where the sums agree. */
const PLAIN: Standing = UNKNOWN;

/** Asks nobody about anything: right where nothing differs, and every payment counts. Null: it takes a second look. */
export function compareAtFirst(pair: Pair, comparing: Comparing): ComparedDocument | null {
  const payments = paymentsOf(pair).map((payment) => ({ payment, standing: PLAIN }));
  if (payments.some(({ payment }) => payment.isLater)) return null;
  const side = { document: pair.row.document, standing: UNKNOWN, credit: UNKNOWN, payments };
  const compared = compare(pair, side, { ...comparing, settled: null, madeOere: 0 });
  return compared.items.length === 0 ? compared : null;
}

/** Compares what is odd with its postings and with what Convex knows of it. At most a hundred at a time. @throws RemoteError */
export async function compareAgain(
  ports: ReconcilePorts,
  pairs: Pair[],
  comparing: Comparing,
): Promise<ComparedDocument[]> {
  if (pairs.length === 0) return [];
  const sides = await withStandings(ports, pairs);
  // The list alone can't tell a payment from a credit in part, or from what was set off.
  const source = sourceOfPorts(ports);
  const settledById = await readSettled(
    source,
    pairs.flatMap(({ invoice }) => invoice?.id ?? []),
  );
  return await Promise.all(
    pairs.map(async (pair, index) => {
      const side = sides[index];
      if (side === undefined) throw new Error("each document has its side");
      const found = settledById.get(pair.invoice?.id ?? 0) ?? null;
      const settled = found && withMoneyByHand(found, comparing.credits.paidByHandOn(pair.invoice?.id ?? 0));
      const { noteOere, aloneOere } = heldCreditsOf(side, 0);
      const madeOere = await madeAsDocumentOere(source, { settled, heldOere: noteOere + aloneOere });
      return compare(pair, side, { ...comparing, settled, madeOere });
    }),
  );
}

const sourceOfPorts = ({ tripletex, store }: ReconcilePorts) =>
  sourceOf(tripletex, {
    invoices: (ids) => store.mappedByTripletexId(ids),
    credits: (ids) => store.creditsByTripletexId(ids),
  });

function compare(
  { invoice }: Pair,
  side: RubicSide,
  { credits, percentageOf, settled, madeOere }: Comparing & { settled: Settled | null; madeOere: number },
): ComparedDocument {
  if (invoice === null) return compareDocument(side, null);
  const booked = credits.figuresOf(invoice, settled);
  const figures = alignVat(side.document.figures, booked, percentageOf);
  const unexplainedOere = settled === null ? 0 : settled.setOffOere - settled.explainedOere;
  const setOffs: SetOffs = { unexplainedOere, madeOere };
  return compareDocument({ ...side, document: { ...side.document, figures } }, booked, setOffs);
}

/** A credit that Rubic shows on its invoice alone has no row of its own to be paid. */
function paymentsOf({ row }: Pair): RubicPayment[] {
  return row.document.kind === "amount" ? [] : row.payments;
}

async function withStandings(ports: ReconcilePorts, pairs: Pair[]): Promise<RubicSide[]> {
  const documents = pairs.map(({ row }) => row.document);
  const ofInvoices = await readStandings(
    ports,
    "invoice",
    idsOf(documents.filter(({ kind }) => kind === "invoice")),
  );
  // A credit without a document of its own is known by its invoice's row.
  const ofCredits = await readStandings(
    ports,
    "credit",
    idsOf(documents.filter(({ kind, creditedAloneOere }) => kind !== "invoice" || creditedAloneOere !== 0)),
  );
  const payments = pairs.flatMap(paymentsOf);
  const ofPayments = await readStandings(
    ports,
    "payment",
    payments.map(({ rubicTransactionId }) => rubicTransactionId),
  );
  return pairs.map((pair) => {
    const { document } = pair.row;
    const credit = ofCredits.get(document.rubicInvoiceId) ?? UNKNOWN;
    const ofInvoice = ofInvoices.get(document.rubicInvoiceId) ?? UNKNOWN;
    const paid = paymentsOf(pair).map((payment) => ({
      payment,
      standing: ofPayments.get(payment.rubicTransactionId) ?? UNKNOWN,
    }));
    return { document, standing: document.kind === "invoice" ? ofInvoice : credit, credit, payments: paid };
  });
}

const idsOf = (documents: RubicDocument[]) => documents.map(({ rubicInvoiceId }) => rubicInvoiceId);

/** What the service knows of records, by Rubic's id. */
export async function readStandings(
  { store }: ReconcilePorts,
  kind: "invoice" | "credit" | "payment",
  ids: number[],
): Promise<Map<number, Standing>> {
  const found = new Map<number, Standing>();
  for (let start = 0; start < ids.length; start += CHUNK) {
    const chunk = ids.slice(start, start + CHUNK);
    const standings = await store.standings(kind, chunk);
    for (const [index, id] of chunk.entries()) found.set(id, standings[index] ?? UNKNOWN);
  }
  return found;
}
