import { expect, test } from "vitest";
import type { SeenCredit } from "../../sync/credits.ts";
import type { KnownCredit, Store } from "../store.ts";
import { withCreditsInMemory } from "./credits-in-memory.ts";

const NOW = Date.parse("2026-02-12T12:00:00Z");
const PAYER = "10482";

const amount = (id: number, creditedOere: number): SeenCredit => ({
  rubicInvoiceId: id,
  rubicInvoiceNumber: 20_000 + id,
  payer: PAYER,
  isNote: false,
  date: "2026-01-15",
  netOere: 65_000,
  grossOere: 65_000,
  creditedOere,
  mentions: [],
});
const NOTED = { firstSeenOn: "2026-02-12", wasSeenWithout: true };

/** A store of which only these two answer, and which has nothing else to be called. */
function open(known: KnownCredit[]): Store {
  const store = {
    creditsOf: async () => [known],
    creditsAsNoted: async (seen: SeenCredit[], now: number) => {
      expect(now).toBe(NOW);
      return seen.map((each) => ({ ...each, ...NOTED }));
    },
  };
  return withCreditsInMemory(store as unknown as Store, NOW);
}

test("what was read now stands as the next sync would note it, beside what syncs have seen", async () => {
  const sight = { firstSeenOn: "2026-02-01", wasSeenWithout: false };
  const seen = [
    { ...amount(1, 65_000), ...sight },
    { ...amount(2, 15_000), ...sight },
  ];
  const store = open(seen);
  await store.noteCredits([amount(2, 65_000), amount(3, 65_000)]);
  const [found] = await store.creditsOf([PAYER]);
  expect(found).toEqual([seen[0], { ...amount(2, 65_000), ...NOTED }, { ...amount(3, 65_000), ...NOTED }]);
});

test("rows of another payer are none of its credits", async () => {
  const store = open([]);
  await store.noteCredits([{ ...amount(1, 65_000), payer: "7" }]);
  expect(await store.creditsOf([PAYER])).toEqual([[]]);
});
