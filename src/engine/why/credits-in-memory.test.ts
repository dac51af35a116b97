import { expect, test } from "vitest";
import type { SeenCredit } from "../../sync/credits.ts";
import type { CreditOriginal, KnownCredit, Store } from "../store.ts";
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
const BOOKED: CreditOriginal = {
  rubicInvoiceId: 1,
  rubicInvoiceNumber: 20_001,
  booked: { tripletexInvoiceId: 77, netOere: 65_000, grossOere: 65_000 },
  hasOpenIntent: false,
  credit: null,
  isHeld: false,
  hasWaited: false,
  leftOutOere: 0,
};

/** A store of which only these two answer, and which has nothing else to be called. */
function open(known: KnownCredit[]): Store {
  const store = {
    creditsOf: async () => [known],
    creditedInvoices: async (rows: { rubicInvoiceId: number; rubicInvoiceNumber: number }[]) =>
      rows.map((row) =>
        row.rubicInvoiceId === BOOKED.rubicInvoiceId ? BOOKED : { ...BOOKED, ...row, booked: null },
      ),
  };
  return withCreditsInMemory(store as unknown as Store, NOW);
}

test("what no sync has seen is seen today, and without its credit where the invoice is booked", async () => {
  const store = open([]);
  await store.noteCredits([amount(1, 65_000), amount(2, 65_000)]);
  const [found] = await store.creditsOf([PAYER]);
  expect(
    found?.map(({ rubicInvoiceId, firstSeenOn, wasSeenWithout }) => [
      rubicInvoiceId,
      firstSeenOn,
      wasSeenWithout,
    ]),
  ).toEqual([
    [1, "2026-02-12", true],
    [2, "2026-02-12", false],
  ]);
});

test("what a sync has seen keeps its day as long as the amount is the same", async () => {
  const sight = { firstSeenOn: "2026-02-01", wasSeenWithout: false };
  const seen = [
    { ...amount(1, 65_000), ...sight },
    { ...amount(2, 15_000), ...sight },
  ];
  const store = open(seen);
  await store.noteCredits([amount(1, 65_000), amount(2, 65_000)]);
  const [found] = await store.creditsOf([PAYER]);
  expect(found).toEqual([seen[0], { ...amount(2, 65_000), firstSeenOn: "2026-02-12", wasSeenWithout: true }]);
});

test("rows of another payer are none of its credits", async () => {
  const store = open([]);
  await store.noteCredits([{ ...amount(1, 65_000), payer: "7" }]);
  expect(await store.creditsOf([PAYER])).toEqual([[]]);
});
