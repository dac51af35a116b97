/** Rows of Rubic's that can't be read are not gone from Rubic: neither one of them, nor all when Rubic has changed its answer. */
import { beforeEach, expect, test, vi } from "vitest";
import type { ReconcilePorts } from "../../src/engine/reconcile/store.ts";
import type { RubicPage } from "../../src/rubic/client.ts";
import { internal } from "../_generated/api.js";
import { OPERATOR, type TestDeployment } from "../setup.testing.ts";
import {
  IN_SANDBOX,
  monthsOf,
  NOW,
  oneStep,
  openDeployment,
  remotesOf,
  stepToEnd,
} from "./reconcile.testing.ts";

const FEW = 60;
/** A booked invoice of January, which is paid. */
const BOOKED = 12;

let t: TestDeployment;
beforeEach(async () => {
  vi.useFakeTimers({ now: NOW });
  t = await openDeployment(FEW);
  await t.mutation(internal.sync.reconcile.start, { ...IN_SANDBOX, scope: "all", actor: OPERATOR });
});

/** The page with those rows whose ids are asked for as unreadable. */
function spoil<Row>(page: RubicPage<Row>, idOf: (row: Row) => number, isBad: (id: number) => boolean) {
  const quarantined = page.records.map(idOf).filter(isBad);
  return {
    ...page,
    records: page.records.filter((row) => !isBad(idOf(row))),
    quarantined: quarantined.map((id) => ({ key: String(id), label: `row ${id}`, reason: "x is missing" })),
  };
}

const NONE = () => false;

function remotesWith({ invoices = NONE, payments = NONE }: Record<string, (id: number) => boolean>) {
  const { rubic, tripletex } = remotesOf(FEW);
  const spoilt: ReconcilePorts["rubic"] = {
    ...rubic,
    invoices: async (query) => spoil(await rubic.invoices(query), (row) => row.invoiceID, invoices),
    transactions: async (query) =>
      spoil(await rubic.transactions(query), (row) => row.invoiceTransactionID, payments),
  };
  return { rubic: spoilt, tripletex };
}

const itemsOf = async () =>
  (await monthsOf(t)).flatMap(({ items }) => items.map(({ cause, label }) => `${label} ${cause}`));

const ODD_ANYWAY = [
  "Invoice 10 GONE_FROM_RUBIC",
  "Invoice 8 GONE_FROM_TRIPLETEX",
  "Invoice 9 PAID_IN_TRIPLETEX",
  "Invoice 7 HELD",
  "Invoice 5000 BY_HAND",
];

test("where Rubic has changed its answer, the reading stops by name and stores no month", async () => {
  const { rubic, tripletex } = remotesWith({ invoices: () => true });
  const wide = {
    ...rubic,
    invoices: async (query: Parameters<typeof rubic.invoices>[0]) => {
      const page = await rubic.invoices(query);
      const again = page.quarantined.flatMap((each) => [each, each]);
      return { ...page, rowCount: again.length, quarantined: again };
    },
  };
  const stepping = { remotes: { rubic: wide, tripletex }, isHasty: false };
  await expect(oneStep(t, stepping).then(() => oneStep(t, stepping))).rejects.toMatchObject({
    name: "ChangedAnswerError",
  });
  expect(await monthsOf(t)).toEqual([]);
});

test("a booked invoice whose row can't be read waits; it is not gone", async () => {
  await stepToEnd(t, { remotes: remotesWith({ invoices: (id) => id === BOOKED }), isHasty: false });
  expect((await itemsOf()).toSorted()).toEqual([`Invoice ${BOOKED} HELD`, ...ODD_ANYWAY].toSorted());
  const [january] = await monthsOf(t);
  // Invoice 7 waits to be booked, this one for a row that can be read: Rubic's side lacks it.
  expect(january?.figures.held).toMatchObject({ count: 0, grossOere: 0 });
});

test("a booked payment whose row can't be read is no payment of Tripletex's alone", async () => {
  const ids = { rubicTransactionId: BOOKED, rubicInvoiceId: BOOKED, tripletexInvoiceId: BOOKED };
  const booked = { tripletexPostingId: 1, paymentDate: "2026-01-11", amountOere: 50_000, lastSyncedAt: 1 };
  await t.run(async (ctx) => {
    await ctx.db.insert("paymentMapping", { ...IN_SANDBOX, ...ids, ...booked });
  });
  await stepToEnd(t, { remotes: remotesWith({ payments: (id) => id === BOOKED }), isHasty: false });
  expect((await itemsOf()).toSorted()).toEqual(ODD_ANYWAY.toSorted());
});
