/** A note of Rubic's that was credited in Tripletex in a later month is looked for on the day that it has in Rubic. */
import { beforeEach, expect, test, vi } from "vitest";
import { addOnlyInTripletex } from "../../src/engine/reconcile/only-in-tripletex.ts";
import { OwnCredits } from "../../src/engine/reconcile/own-credits.ts";
import { MonthSum } from "../../src/sync/reconcile/month.ts";
import type { TripletexInvoiceWithLines } from "../../src/tripletex/schemas.ts";
import { internal } from "../_generated/api.js";
import { OPERATOR, type TestDeployment } from "../setup.testing.ts";
import {
  IN_SANDBOX,
  NOW,
  openDeployment,
  remotesOf,
  rowOf,
  stepToEnd,
  storeOf,
} from "./reconcile.testing.ts";

const FEW = 12;
const [IN_RUBIC, IN_TRIPLETEX] = ["2026-01-04", "2026-03-05"];
const [NOTE, CREDIT] = [8_001, 70_001];
const GROSS_OERE = -50_000;

let t: TestDeployment;
beforeEach(async () => {
  vi.useFakeTimers({ now: NOW });
  t = await openDeployment(FEW);
});

const start = async (scope: "all" | "touched") =>
  await t.mutation(internal.sync.reconcile.start, { ...IN_SANDBOX, scope, actor: OPERATOR });

async function bookNote(): Promise<void> {
  const amounts = { netOere: -40_000, grossOere: GROSS_OERE };
  const booked = { rubicCreditId: NOTE, rubicCreditNumber: NOTE, tripletexCreditId: CREDIT, lastSyncedAt: 1 };
  const seen = { rubicInvoiceId: NOTE, rubicInvoiceNumber: NOTE, payer: "1", isNote: true, date: IN_RUBIC };
  const sight = { creditedOere: 0, mentions: [], firstSeenOn: IN_RUBIC, wasSeenWithout: false };
  await t.run(async (ctx) => {
    const dated = { ...booked, creditDate: IN_TRIPLETEX };
    await ctx.db.insert("creditNoteMapping", { ...IN_SANDBOX, ...amounts, ...dated });
    await ctx.db.insert("seenCredits", { ...IN_SANDBOX, ...amounts, ...seen, ...sight });
  });
}

test("a reading of the month of its booking begins on the note's own day in Rubic", async () => {
  await start("all");
  await stepToEnd(t, { remotes: remotesOf(FEW), isHasty: false });
  await bookNote();
  // Only March has changed since: of January nothing else would be read.
  await t.run(async (ctx) => {
    for (const month of await ctx.db.query("reconciledMonths").collect()) {
      if (month.from === "2026-03-01") await ctx.db.patch("reconciledMonths", month._id, { changes: -1 });
    }
  });
  await start("touched");
  const { work } = await rowOf(t);
  expect(work?.windows.map(({ from }) => from)).not.toContain("2026-01-01");
  expect(work?.readFrom).toBe(IN_RUBIC);
});

const creditNote = {
  id: CREDIT,
  invoiceNumber: 900,
  invoiceDate: IN_TRIPLETEX,
  isCredited: false,
  isCreditNote: true,
  creditedInvoiceId: null,
  amountOere: GROSS_OERE,
  amountExcludingVatOere: -40_000,
  amountRoundoffOere: 0,
  amountOutstandingOere: 0,
  lines: [],
} as unknown as TripletexInvoiceWithLines;

test.each([
  ["2026-03-01", []],
  [IN_RUBIC, ["CREDIT_GONE_FROM_RUBIC"]],
])("read from %s, what Rubic does not deliver of it is %j", async (readFrom, causes) => {
  await bookNote();
  const store = storeOf(t, 1);
  const credits = await OwnCredits.among(store, [creditNote]);
  const sum = new MonthSum();
  const ports = { ...remotesOf(FEW), now: Date.now, store };
  await addOnlyInTripletex(ports, [creditNote], { credits, sum, readFrom });
  expect(sum.takeItems().map(({ cause }) => cause)).toEqual(causes);
});
