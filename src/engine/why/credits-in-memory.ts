/**
 * What a question has read of credits, kept for its answer alone: the engine notes what it reads of them before it decides, and a
 * question writes nothing down.
 */
import type { SeenCredit } from "../../sync/credits.ts";
import type { KnownCredit, Store } from "../store.ts";

/** The store with rows of the question beside those that syncs have seen, as the next sync would see them. */
export function withCreditsInMemory(store: Store, now: number): Store {
  const noted = new Map<number, SeenCredit>();
  const withNoted = async (known: KnownCredit[], own: SeenCredit[]): Promise<KnownCredit[]> => {
    const latest = own.length === 0 ? [] : await store.creditsAsNoted(own, now);
    // What the question has read is later, and wins.
    return [...new Map([...known, ...latest].map((each) => [each.rubicInvoiceId, each])).values()];
  };
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
          return withNoted(known, own);
        }),
      );
    },
    creditsOfRows: async (rubicIds) => {
      const own = rubicIds.flatMap((id) => noted.get(id) ?? []);
      return await withNoted(await store.creditsOfRows(rubicIds), own);
    },
  };
}
