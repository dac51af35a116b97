import { expect, test } from "vitest";
import type { SeenCredit } from "../../sync/credits.ts";
import type { CreditOriginal, KnownCredit, Store } from "../store.ts";
import { readCreditSights } from "./credit-sights.ts";

const PAYER = "10482";
const sight = { firstSeenOn: "2026-02-01", wasSeenWithout: true };

/** A note over 650,00, or with an amount the invoice that shows it. */
const row = (id: number, creditedOere: number, payer = PAYER): SeenCredit => ({
  rubicInvoiceId: id,
  rubicInvoiceNumber: 20_000 + id,
  payer,
  isNote: creditedOere === 0,
  date: "2026-01-15",
  netOere: creditedOere || -65_000,
  grossOere: creditedOere || -65_000,
  creditedOere,
  mentions: [],
});

/** A store that knows these rows, and writes down what it was asked for. */
function open(rows: SeenCredit[]) {
  const known: KnownCredit[] = rows.map((each) => ({ ...each, ...sight }));
  const asked: { payers: string[]; rows: number[]; invoices: number[] } = {
    payers: [],
    rows: [],
    invoices: [],
  };
  const store = {
    creditsOf: async (payers: string[]) => {
      asked.payers.push(...payers);
      return payers.map((payer) => known.filter((each) => each.payer === payer));
    },
    creditsOfRows: async (ids: number[]) => {
      asked.rows.push(...ids);
      return known.filter(({ rubicInvoiceId }) => ids.includes(rubicInvoiceId));
    },
    creditedInvoices: async (invoices: Pick<CreditOriginal, "rubicInvoiceId" | "rubicInvoiceNumber">[]) => {
      asked.invoices.push(...invoices.map(({ rubicInvoiceId }) => rubicInvoiceId));
      return invoices.map((each) => ({
        ...each,
        booked: null,
        hasOpenIntent: false,
        credit: null,
        isHeld: false,
      }));
    },
  };
  return { store: store as unknown as Store, asked };
}

test("of a payer's hundreds of credited invoices those alone are looked up that the rows are about", async () => {
  const all = Array.from({ length: 400 }, (_, index) => row(index + 1, 10_000 + index));
  const [shown, credited] = [row(501, 65_000), row(502, 65_000)];
  const note = { ...row(503, 0), mentions: [credited.rubicInvoiceNumber] };
  const { store, asked } = open([...all, shown, credited, note]);
  const sights = await readCreditSights(store, [shown, note]);
  expect(asked).toEqual({ payers: [PAYER], rows: [], invoices: [501, 502] });
  expect(
    [...sights].map(([id, { original, originalDate }]) => [id, original?.rubicInvoiceId, originalDate]),
  ).toEqual([
    [501, 501, "2026-01-15"],
    [503, 502, "2026-01-15"],
  ]);
});

test("rows without payer are known by themselves, and their list is not read", async () => {
  const rows = [row(1, 65_000, ""), row(2, 0, "")];
  const { store, asked } = open(rows);
  const sights = await readCreditSights(store, rows);
  expect(asked).toEqual({ payers: [], rows: [1, 2], invoices: [1] });
  expect(sights.get(1)).toMatchObject({ known: sight, original: { rubicInvoiceId: 1 } });
  expect(sights.get(2)).toMatchObject({ known: sight, original: null });
});

test("a row that was never noted is no row to decide", async () => {
  const { store } = open([]);
  await expect(readCreditSights(store, [row(1, 65_000)])).rejects.toThrow("row 1 was read and is not noted");
});
