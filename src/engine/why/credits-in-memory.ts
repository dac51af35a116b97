/**
 * What a question has read of credits, kept for its answer alone: the engine notes what it reads of them before it decides, and a
 * question writes nothing down.
 */
import type { SeenCredit } from "../../sync/credits.ts";
import { osloDate } from "../../sync/oslo.ts";
import type { PayerCredits, Store } from "../store.ts";

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
  };
}

async function withNoted(
  store: Store,
  known: PayerCredits,
  { noted, today }: { noted: SeenCredit[]; today: string },
): Promise<PayerCredits> {
  const now = new Map(noted.map((each) => [each.rubicInvoiceId, each]));
  const before = known.seen.map((each) => {
    const latest = now.get(each.rubicInvoiceId);
    now.delete(each.rubicInvoiceId);
    if (latest === undefined) return each;
    const isSame = latest.creditedOere === each.creditedOere;
    return { ...each, ...latest, ...(!isSame && { firstSeenOn: today, wasSeenWithout: true }) };
  });
  const fresh = [...now.values()];
  const numbers = fresh.filter(({ isNote }) => !isNote).map(({ rubicInvoiceNumber }) => rubicInvoiceNumber);
  const { originals } = numbers.length === 0 ? { originals: [] } : await store.creditOriginals(numbers);
  const own = originals.filter(({ rubicInvoiceId }) => now.has(rubicInvoiceId));
  const isBooked = new Set(own.map(({ rubicInvoiceId }) => rubicInvoiceId));
  const added = fresh.map((each) => ({
    ...each,
    firstSeenOn: today,
    wasSeenWithout: isBooked.has(each.rubicInvoiceId),
  }));
  return { seen: [...before, ...added], originals: [...known.originals, ...own] };
}
