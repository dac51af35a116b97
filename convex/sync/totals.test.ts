/** The running totals are what the page and the comparison show, so they must equal a recount after any history. */
import * as fc from "fast-check";
import { beforeEach, expect, test, vi } from "vitest";
import type { Mender } from "../../src/sync/codes.ts";
import type { HoldCode } from "../../src/sync/hold-codes.ts";
import { internal } from "../_generated/api.js";
import { recordAccess } from "../ranges.testing.ts";
import {
  commitArgs,
  createTest,
  holdOf,
  mappingOf,
  OPERATOR,
  RECORD_KINDS,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";
import type { MappingInput, RecordKind, RecordResult } from "../validators.ts";
import { upsertMapping } from "./mappingDoor.ts";
import { addToTotals, gatherTotals, readTotals } from "./totals.ts";

const RUNS = 150;
/** Few, so that histories meet the same record again and again. */
const KEYS = [1, 2];

beforeEach(() => {
  vi.useFakeTimers();
});

const kind = fc.constantFrom(...RECORD_KINDS);
const rubicKey = fc.constantFrom(...KEYS);
const amountOere = fc.option(fc.integer({ min: -1_000_000, max: 1_000_000 }), { nil: undefined });

/** Two Rubic keys may meet on one Tripletex record, so that conflicts turn mappings into holds. */
const mapped = fc
  .record({ kind, rubicKey, sharesRecord: fc.boolean(), amount: fc.integer({ min: 1, max: 500_000 }) })
  .map(({ kind: of, rubicKey: key, sharesRecord, amount }): RecordResult => {
    const mapping = withAmount(mappingOf(of, key, sharesRecord ? 90 : 10 + key), amount);
    return { outcome: "mapped", how: "created", rubicKey: String(key), label: "Record", mapping };
  });
/** One that waits for each, and one that goes on by itself. */
const code = fc.constantFrom<HoldCode>("NEEDS_CREDIT", "GONE_FROM_TRIPLETEX", "IN_DOUBT");
const held = fc.record({ kind, rubicKey, amountOere, code }).map(
  ({ kind: of, rubicKey: key, amountOere: amount, code: why }): RecordResult => ({
    outcome: "held",
    kind: of,
    rubicKey: String(key),
    hold: holdOf({ amountOere: amount, code: why }),
    removesIntent: true,
  }),
);
const released = fc.record({ kind, rubicKey }).map(
  ({ kind: of, rubicKey: key }): RecordResult => ({
    outcome: "released",
    kind: of,
    rubicKey: String(key),
  }),
);

function withAmount(mapping: MappingInput, amount: number): MappingInput {
  if (mapping.kind === "invoice") return { ...mapping, grossOere: amount };
  return mapping.kind === "payment" ? { ...mapping, amountOere: amount } : mapping;
}

type Event = RecordResult[] | { decide: "ignore" | "reopen"; kind: RecordKind; rubicKey: number };

const batch: fc.Arbitrary<Event> = fc.array(fc.oneof(mapped, held, released), {
  minLength: 1,
  maxLength: 6,
  size: "max",
});
/** A person leaves a record out, or takes that back. */
const decision: fc.Arbitrary<Event> = fc.record({
  decide: fc.constantFrom("ignore" as const, "reopen" as const),
  kind,
  rubicKey,
});

test("after any history of mappings, holds, releases and decisions the totals equal a recount", async () => {
  const history = fc.array(fc.oneof({ weight: 3, arbitrary: batch }, { weight: 2, arbitrary: decision }), {
    maxLength: 12,
    size: "max",
  });
  await fc.assert(
    fc.asyncProperty(history, async (events) => {
      const t = createTest();
      const holder = await startRun(t);
      for (const event of events) {
        if ("decide" in event) await decide(t, event);
        // A booked document that would move to another record refuses its whole sub-batch.
        else {
          const args = commitArgs(holder, { results: event });
          await t.mutation(internal.sync.commit.commit, args).catch(expectMove);
        }
      }
      expect(await storedTotals(t)).toEqual(await recount(t));
    }),
    { numRuns: RUNS, seed: 42 },
  );
});

async function decide(t: TestDeployment, event: Exclude<Event, RecordResult[]>): Promise<void> {
  const state = event.decide === "ignore" ? "open" : "ignored";
  const holds = await t.run(async (ctx) => await ctx.db.query("holds").collect());
  const hold = holds.find(
    (each) => each.kind === event.kind && each.rubicKey === String(event.rubicKey) && each.state === state,
  );
  if (hold === undefined) return;
  const by = { holdId: hold._id, actor: OPERATOR };
  if (event.decide === "reopen") await t.mutation(internal.sync.holdActs.reopen, by);
  else await t.mutation(internal.sync.holdActs.ignore, { ...by, reason: "By hand" });
}

function expectMove(error: unknown): void {
  expect(error).toMatchObject({ data: { code: "MAPPING_MOVES" } });
}

const NOTHING = {
  mappedCount: 0,
  mappedOere: 0,
  heldCount: 0,
  heldOere: 0,
  ignoredCount: 0,
  ignoredOere: 0,
  awaitsAccountant: 0,
  awaitsOperator: 0,
  awaitsUs: 0,
};

async function storedTotals(t: TestDeployment) {
  const rows = await t.run(async (ctx) => await ctx.db.query("totals").collect());
  return Object.fromEntries(
    RECORD_KINDS.map((each) => {
      const row = rows.find((candidate) => candidate.kind === each) ?? NOTHING;
      return [
        each,
        Object.fromEntries(Object.keys(NOTHING).map((field) => [field, row[field as keyof typeof NOTHING]])),
      ];
    }),
  );
}

const sum = (amounts: number[]) => amounts.reduce((total, each) => total + each, 0);

async function recount(t: TestDeployment) {
  const rows = await t.run(async (ctx) => ({
    customer: (await ctx.db.query("customerMapping").collect()).map(() => 0),
    product: (await ctx.db.query("productMapping").collect()).map(() => 0),
    invoice: (await ctx.db.query("invoiceMapping").collect()).map((row) => row.grossOere),
    payment: (await ctx.db.query("paymentMapping").collect()).map((row) => row.amountOere),
    credit: (await ctx.db.query("creditNoteMapping").collect()).map((row) => row.grossOere),
    holds: await ctx.db.query("holds").collect(),
  }));
  return Object.fromEntries(
    RECORD_KINDS.map((each) => {
      const amounts = (state: "open" | "ignored") =>
        rows.holds
          .filter((hold) => hold.kind === each && hold.state === state)
          .map((hold) => hold.amountOere ?? 0);
      const awaiting = (who: Mender) =>
        rows.holds.filter((hold) => hold.kind === each && hold.state === "open" && hold.awaits === who)
          .length;
      return [
        each,
        {
          mappedCount: rows[each].length,
          mappedOere: sum(rows[each]),
          heldCount: amounts("open").length,
          heldOere: sum(amounts("open")),
          ignoredCount: amounts("ignored").length,
          ignoredOere: sum(amounts("ignored")),
          awaitsAccountant: awaiting("accountant"),
          awaitsOperator: awaiting("operator"),
          awaitsUs: awaiting("us"),
        },
      ];
    }),
  );
}

test("a mutation that gathers reads and writes the totals once per kind, whatever the number of records", async () => {
  const t = createTest();
  const { runId } = await startRun(t);
  const origin = { tripletexEnv: "sandbox", runId, now: 1 } as const;
  const { reads, writes } = await t.run(async (ctx) => {
    const recorded = recordAccess(ctx);
    await gatherTotals(recorded.ctx, async () => {
      for (const key of [1, 2, 3, 4]) {
        await upsertMapping(recorded.ctx, mappingOf("customer", key, 10 + key), origin);
        await upsertMapping(recorded.ctx, mappingOf("invoice", key, 10 + key), origin);
      }
    });
    return recorded.recording;
  });
  expect(reads.filter(({ table }) => table === "totals").length).toBe(2);
  expect(writes.filter(({ table }) => table === "totals").length).toBe(2);
  expect(await storedTotals(t)).toEqual(await recount(t));
  expect((await storedTotals(t)).invoice).toMatchObject({ mappedCount: 4, mappedOere: 400_000 });
});

test("totals of work that fails are not kept for the next piece of work", async () => {
  const t = createTest();
  await t.run(async (ctx) => {
    const key = { tripletexEnv: "sandbox", kind: "customer" } as const;
    const failing = gatherTotals(ctx, async () => {
      await addToTotals(ctx, key, { mappedCount: 1 });
      throw new Error("refused");
    });
    await expect(failing).rejects.toThrow("refused");
    await gatherTotals(ctx, () => addToTotals(ctx, key, { mappedCount: 2 }));
    expect(await readTotals(ctx, "sandbox", "customer")).toMatchObject({ mappedCount: 2 });
  });
});
