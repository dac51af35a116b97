/** An invoice that was booked long before its day is delivered when its month alone is read again, whatever date Rubic filters by. */
import { beforeEach, expect, test, vi } from "vitest";
import { internal } from "../_generated/api.js";
import { OPERATOR, type TestDeployment } from "../setup.testing.ts";
import {
  IN_SANDBOX,
  monthsOf,
  NOW,
  openDeployment,
  remotesOf,
  rowOf,
  stepToEnd,
} from "./reconcile.testing.ts";

const FEW = 12;
/** Dated 5 March. */
const AHEAD = 3_007;
const ENTERED = Date.UTC(2025, 8, 1, 12);

let t: TestDeployment;
beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});

async function openBookedAt(bookedAt: number): Promise<void> {
  vi.setSystemTime(bookedAt);
  t = await openDeployment(FEW);
  vi.setSystemTime(NOW);
}

/** Rubic filters by when an invoice was entered: this one long ago. */
function remotes() {
  const { rubic, tripletex } = remotesOf(FEW);
  const invoices: typeof rubic.invoices = async (query) => {
    const page = await rubic.invoices(query);
    const isDelivered = Number(query.startPeriod) <= ENTERED;
    const records = page.records.filter(({ invoiceID }) => isDelivered || invoiceID !== AHEAD);
    return { ...page, records };
  };
  return { rubic: { ...rubic, invoices }, tripletex };
}

async function compareMarchAlone() {
  await t.run(async (ctx) => {
    for (const month of await ctx.db.query("reconciledMonths").collect()) {
      if (month.from === "2026-03-01") await ctx.db.patch("reconciledMonths", month._id, { changes: -1 });
    }
  });
  const wish = { ...IN_SANDBOX, scope: "touched" as const, actor: OPERATOR };
  await t.mutation(internal.sync.reconcile.start, wish);
  const { work } = await rowOf(t);
  await stepToEnd(t, { remotes: remotes(), isHasty: false });
  const march = (await monthsOf(t)).find(({ from }) => from === "2026-03-01");
  return { work, causes: march?.items.map(({ cause }) => cause), digest: march?.digest };
}

async function compareAll() {
  await t.mutation(internal.sync.reconcile.start, { ...IN_SANDBOX, scope: "all", actor: OPERATOR });
  await stepToEnd(t, { remotes: remotes(), isHasty: false });
  return (await monthsOf(t)).find(({ from }) => from === "2026-03-01")?.digest;
}

test("it is neither gone from Rubic nor takes a signature back", async () => {
  await openBookedAt(ENTERED);
  const signed = await compareAll();
  const { work, causes, digest } = await compareMarchAlone();
  expect(work?.windows.map(({ from }) => from)).not.toContain("2026-01-01");
  expect(causes).toEqual([]);
  expect(digest).toBe(signed);
});

test("where nothing was booked ahead, nothing more is read", async () => {
  await openBookedAt(NOW);
  await compareAll();
  const { work } = await compareMarchAlone();
  expect(work?.readFrom).toBe("2026-03-01");
  expect(work?.knownFrom).toBe(Date.UTC(2026, 1, 28, 23));
});
