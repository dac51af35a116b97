import { beforeEach, describe, expect, test } from "vitest";
import { settleIntents } from "./settle.ts";
import { type Ports, Step } from "./step.ts";
import type { Commit, OpenIntent, RecordResult, StepContext } from "./store.ts";

const SETTLE_MS = 300_000;
/** A tenth of the settle time, as far apart as two look-ups that count. */
const GAP_MS = 30_000;
const DAY = "2026-03-02";

let now = 0;
let open: OpenIntent[] = [];
let results: RecordResult[] = [];
let counted: string[] = [];
/** What Tripletex has on the invoice: payments of 400,00 on one day, by posting. */
let postings: number[] = [];
let mappedPostingIds: number[] = [];
/** Those of the postings, each in a voucher of its own number, that are a credit note's. */
let notes: number[] = [];

/** A payment of 400,00 on invoice 1 that was sent at 0 and of which nobody knows whether it arrived. */
function payment(id: number, change: Partial<OpenIntent> = {}): OpenIntent {
  return {
    kind: "payment",
    rubicKey: String(id),
    action: "create",
    label: `Payment ${id}`,
    requestHash: "hash",
    expectation: {
      kind: "payment",
      rubicInvoiceId: 1,
      tripletexInvoiceId: 11,
      paymentDate: DAY,
      amountOere: 40_000,
    },
    sentAt: 0,
    emptyLookups: 0,
    lastLookupAt: null,
    createdAt: id,
    ...change,
  };
}

function remove(done: RecordResult[]): void {
  results.push(...done);
  const keys = new Set(done.map((result) => result.rubicKey));
  open = open.filter(({ rubicKey }) => !keys.has(rubicKey));
}

function startStep(): Step {
  const ports: unknown = {
    writing: {},
    rate: { latest: null },
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
      return await Promise.resolve();
    },
    settleMs: SETTLE_MS,
    tripletex: {
      invoice: async () =>
        await Promise.resolve({
          amountOutstandingOere: 0,
          postings: postings.map((id) => ({
            id,
            voucherId: id,
            isPayment: true,
            date: DAY,
            amountOere: -40_000,
          })),
        }),
      documentVouchers: async (ids: number[]) =>
        await Promise.resolve(ids.filter((id) => notes.includes(id))),
    },
    store: {
      openIntents: async (after: number) =>
        await Promise.resolve(open.filter(({ createdAt }) => createdAt > after)),
      paymentContext: async () => await Promise.resolve([{ mappedPostingIds }]),
      noteEmptyLookups: async (keys: { rubicKey: string }[]) => {
        counted.push(...keys.map(({ rubicKey }) => rubicKey));
        open = open.map((each) =>
          keys.some(({ rubicKey }) => rubicKey === each.rubicKey)
            ? { ...each, emptyLookups: each.emptyLookups + 1, lastLookupAt: now }
            : each,
        );
        return await Promise.resolve();
      },
      commit: async ({ results: done }: Commit) => {
        remove(done);
        return await Promise.resolve({ leaseEndsAt: now + 60_000, isCancelRequested: false });
      },
    },
  };
  const context: unknown = {
    keys: null,
    cursor: { phase: 0, pageNo: 1, countedPage: 0, previousKeys: [], doneKeys: [] },
    leaseEndsAt: now + 60_000,
    commits: 0,
    rate: { refusals: 0 },
    mode: "incremental",
    progress: [],
  };
  return new Step(ports as Ports, context as StepContext);
}

/** One settling at a moment after the payments were sent; answers what is still in doubt. */
async function settleAt(moment: number): Promise<string[]> {
  now = moment;
  return (await settleIntents(startStep())).map(({ rubicKey }) => rubicKey);
}

const mapped = () =>
  results.flatMap((result) =>
    result.outcome === "mapped" && result.mapping.kind === "payment"
      ? [[result.rubicKey, result.mapping.tripletexPostingId]]
      : [],
  );

beforeEach(() => {
  [open, results, counted, postings, mappedPostingIds] = [[payment(1)], [], [], [], []];
  notes = [];
});

describe("a payment that is not found", () => {
  test("stays in doubt before the settle time, and no look counts", async () => {
    expect(await settleAt(SETTLE_MS - 10_001)).toEqual(["1"]);
    expect([results, counted]).toEqual([[], []]);
  });

  test("stays in doubt after one look that counts", async () => {
    expect(await settleAt(SETTLE_MS)).toEqual(["1"]);
    expect([results, counted]).toEqual([[], ["1"]]);
  });

  test("stays in doubt when the second look comes too soon after the first", async () => {
    await settleAt(SETTLE_MS);
    expect(await settleAt(SETTLE_MS + GAP_MS - 10_001)).toEqual(["1"]);
    expect(results).toEqual([]);
  });

  test("did not arrive when two looks, a tenth of the settle time apart, have not found it", async () => {
    await settleAt(SETTLE_MS);
    expect(await settleAt(SETTLE_MS + GAP_MS)).toEqual([]);
    expect(results).toMatchObject([
      {
        outcome: "held",
        rubicKey: "1",
        removesIntent: true,
        hold: { code: "NOT_ARRIVED", amountOere: 40_000, documentDate: DAY },
      },
    ]);
  });

  test("is found by the second look although the first one missed it", async () => {
    await settleAt(SETTLE_MS);
    postings = [71];
    expect(await settleAt(SETTLE_MS + GAP_MS)).toEqual([]);
    expect(mapped()).toEqual([["1", 71]]);
  });
});

describe("one posting settles one payment", () => {
  test("of two equal payments on one day one is found and the other stays in doubt", async () => {
    open = [payment(1), payment(2)];
    postings = [71];
    expect(await settleAt(1_000)).toEqual(["2"]);
    expect(mapped()).toEqual([["1", 71]]);
  });

  test("each of two has its own", async () => {
    open = [payment(1), payment(2)];
    postings = [71, 72];
    expect(await settleAt(1_000)).toEqual([]);
    expect(mapped()).toEqual([
      ["1", 71],
      ["2", 72],
    ]);
  });

  test("a credit note of that day and amount, set off against the invoice, is none", async () => {
    [postings, notes] = [[70, 71], [70]];
    expect(await settleAt(1_000)).toEqual([]);
    expect(mapped()).toEqual([["1", 71]]);
    [open, results, postings] = [[payment(1)], [], [70]];
    expect(await settleAt(1_000)).toEqual(["1"]);
  });

  test("one that settles another transaction already is none", async () => {
    postings = [71];
    mappedPostingIds = [71];
    expect(await settleAt(1_000)).toEqual(["1"]);
    expect(results).toEqual([]);
  });
});

test("a change whose answer was lost is compared afresh, whatever became of it", async () => {
  open = [payment(1, { action: "update" })];
  expect(await settleAt(1_000)).toEqual([]);
  expect(results).toEqual([{ outcome: "dropped", kind: "payment", rubicKey: "1" }]);
});
