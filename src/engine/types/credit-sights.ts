/**
 * What rows about credits are decided by: all that Rubic has ever shown of their payers pairs them, and of the invoices only those
 * are looked up that these rows are about, since a payer may have hundreds.
 */
import { type CreditPairs, isReplacedBy, pairCredits, type SeenCredit } from "../../sync/credits.ts";
import type { CreditOriginal, KnownCredit, Store } from "../store.ts";

export interface CreditSight {
  /** The row as it was noted. */
  known: KnownCredit;
  pairs: CreditPairs;
  /** The invoice that shows the amount: the row's own, or its note's. Null where pairing finds none. */
  original: CreditOriginal | null;
  originalDate: string | null;
  /** Of a note: the rows by which Rubic showed it before it was made anew. */
  replacedIds: number[];
}

/** What is asked of Convex about credits. */
export type CreditReads = Pick<Store, "creditsOf" | "creditsOfRows" | "creditedInvoices">;

/** By Rubic's id. @throws Error when a row was not noted before */
export async function readCreditSights(
  store: CreditReads,
  rows: Pick<SeenCredit, "rubicInvoiceId" | "payer">[],
): Promise<Map<number, CreditSight>> {
  const known = await readKnown(store, rows);
  const originals = new Map<number, KnownCredit>();
  const sights = rows.map(({ rubicInvoiceId, payer }) => {
    const { byId, pairs } = known.get(payer) ?? group([]);
    const own = byId.get(rubicInvoiceId);
    if (own === undefined) throw new Error(`row ${rubicInvoiceId} was read and is not noted`);
    const original = own.isNote ? byId.get(pairs.originalOf.get(rubicInvoiceId) ?? 0) : own;
    if (original !== undefined) originals.set(original.rubicInvoiceId, original);
    const replaced = [...byId.values()].filter((each) => isReplacedBy(each, own));
    return { known: own, pairs, original, replacedIds: replaced.map((each) => each.rubicInvoiceId) };
  });
  const wanted = [...originals.values()].map(({ rubicInvoiceId, rubicInvoiceNumber }) => ({
    rubicInvoiceId,
    rubicInvoiceNumber,
  }));
  const found = wanted.length === 0 ? [] : await store.creditedInvoices(wanted);
  const byId = new Map(found.map((each) => [each.rubicInvoiceId, each]));
  return new Map(
    sights.map(({ original, ...sight }) => [
      sight.known.rubicInvoiceId,
      {
        ...sight,
        original: byId.get(original?.rubicInvoiceId ?? 0) ?? null,
        originalDate: original?.date ?? null,
      },
    ]),
  );
}

/** By payer. Rows without one are never paired: they are known by themselves. */
async function readKnown(store: CreditReads, rows: Pick<SeenCredit, "rubicInvoiceId" | "payer">[]) {
  const payers = [...new Set(rows.map(({ payer }) => payer))].filter((payer) => payer !== "");
  const alone = rows.filter(({ payer }) => payer === "").map(({ rubicInvoiceId }) => rubicInvoiceId);
  const [ofPayers, ofRows] = await Promise.all([
    payers.length === 0 ? [] : store.creditsOf(payers),
    alone.length === 0 ? [] : store.creditsOfRows(alone),
  ]);
  const known = new Map(payers.map((payer, index) => [payer, group(ofPayers[index] ?? [])]));
  return known.set("", group(ofRows));
}

const group = (seen: KnownCredit[]) => ({
  byId: new Map(seen.map((each) => [each.rubicInvoiceId, each])),
  pairs: pairCredits(seen),
});
