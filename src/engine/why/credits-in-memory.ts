/**
 * What a question has read of credits, kept for its answer alone: the engine notes what it reads of them before it decides, and a
 * question writes nothing down.
 */
import type { SeenCredit } from "../../sync/credits.ts";
import { osloDate } from "../../sync/oslo.ts";
import type { KnownCredit, Store } from "../store.ts";

/** The store with rows of the question beside those that syncs have seen, as the next sync would see them. */
export function withCreditsInMemory(store: Store, now: number): Store {
  const noted = new Map<number, SeenCredit>();
  return {
    ...store,
    noteCredits: async (seen) => {
      for (const each of seen) noted.set(each.rubicInvoiceId, each);
      return { leaseEndsAt: Number.MAX_SAFE_INTEGER };
    },
    creditsOf: async (payers) => {
      const found = await store.creditsOf(payers);
      return await Promise.all(
        found.map((known, index) => {
          const own = [...noted.values()].filter(({ payer }) => payer === payers[index]);
          return withNoted(store, known, { noted: own, today: osloDate(now) });
        }),
      );
    },
    creditsOfRows: async (rubicIds) => {
      const own = rubicIds.flatMap((id) => noted.get(id) ?? []);
      return await withNoted(store, await store.creditsOfRows(rubicIds), {
        noted: own,
        today: osloDate(now),
      });
    },
  };
}

async function withNoted(
  store: Store,
  known: KnownCredit[],
  { noted, today }: { noted: SeenCredit[]; today: string },
): Promise<KnownCredit[]> {
  const now = new Map(noted.map((each) => [each.rubicInvoiceId, each]));
  const before = known.map((each) => {
    const latest = now.get(each.rubicInvoiceId);
    now.delete(each.rubicInvoiceId);
    if (latest === undefined) return each;
    const isSame = latest.creditedOere === each.creditedOere;
    return { ...each, ...latest, ...(!isSame && { firstSeenOn: today, wasSeenWithout: true }) };
  });
  const fresh = [...now.values()];
  const invoices = fresh.filter(({ isNote }) => !isNote);
  const originals = invoices.length === 0 ? [] : await store.creditedInvoices(invoices.map(idsOf));
  const isBooked = new Set(
    originals.flatMap(({ booked, rubicInvoiceId }) => (booked === null ? [] : rubicInvoiceId)),
  );
  const added = fresh.map((each) => ({
    ...each,
    firstSeenOn: today,
    wasSeenWithout: isBooked.has(each.rubicInvoiceId),
  }));
  return [...before, ...added];
}

const idsOf = ({ rubicInvoiceId, rubicInvoiceNumber }: SeenCredit) => ({
  rubicInvoiceId,
  rubicInvoiceNumber,
});
