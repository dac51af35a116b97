/**
 * The comparison at a run's end comes to its end however many customers have documents closed against each other: a step hands over in the
 * middle of a month, and a rate limit loses no more than the piece that it hits.
 */
import { beforeEach, expect, test } from "vitest";
import { RemoteError } from "../http/errors.ts";
import { NOTHING_BOOKED } from "../sync/booked-sum.ts";
import { compareBooks } from "./compare.ts";
import { type PhaseEnd, type Ports, Step } from "./step.ts";
import type { BegunMonth, Commit, Comparing, StepContext } from "./store.ts";

const NOW = Date.UTC(2026, 2, 20, 12);
const BOOKS_FROM = "2026-03-01";
const DAY = "2026-03-05";
const [LEASE_MS, STEP_MS, CONVEX_LIMIT_MS] = [60_000, 30_000, 600_000];
/** More than a page, each of a customer of its own; every fourth was closed against a credit of that customer. */
const INVOICES = 1_100;
const SET_OFF_EVERY = 4;
const SET_OFFS = INVOICES / SET_OFF_EVERY;
const GROSS_OERE = 65_000;
/** Closed against nothing that is known. */
const UNEXPLAINED = 8;
/** As slow as an answer may be that is not given up. */
const SLOW_MS = 13_000;
/** More than there are pieces: who has not come to an end by then never does. */
const MANY_STEPS = 300;

let now = NOW;
let leaseEndsAt = 0;
let replyMs = 0;
/** Calls to Tripletex that are left in its period; every period has as many. */
let callsLeft = Number.POSITIVE_INFINITY;
let asked: number[] = [];
let held: string[] = [];
let stored = new Map<string, Comparing>();
let begun: BegunMonth | null = null;

const isSetOff = (id: number) => id % SET_OFF_EVERY === 0;
const documentOf = (id: number, amountOere: number, amountOutstandingOere: number) => ({
  id,
  customerId: id,
  invoiceDate: DAY,
  amountOere,
  amountOutstandingOere,
  isCredited: false,
  isCreditNote: false,
  creditedInvoiceId: null,
  voucherId: null,
  postings: [],
});
const invoiceOf = (id: number) => documentOf(id, GROSS_OERE, isSetOff(id) ? 0 : GROSS_OERE);
const noteOf = (customerId: number) => ({ ...documentOf(10_000 + customerId, -GROSS_OERE, 0), customerId });
const numbersFrom = (first: number, count: number) => Array.from({ length: count }, (_, at) => first + at);

async function answer<T>(reply: T): Promise<T> {
  if (callsLeft === 0) {
    const refused = { system: "tripletex", kind: "rateLimited", operation: "GET /invoice" } as const;
    throw new RemoteError({ ...refused, message: "Too many requests." });
  }
  callsLeft -= 1;
  now += replyMs;
  return await Promise.resolve(reply);
}

async function renewed() {
  if (now > leaseEndsAt) throw new Error("another step has taken over");
  leaseEndsAt = now + LEASE_MS;
  return await Promise.resolve({ leaseEndsAt, isCancelRequested: false });
}

const tripletex = {
  invoicesByDate: ({ from, toExclusive, offset, count }: Record<string, number | string>) => {
    const isMonth = from !== undefined && from <= DAY && toExclusive !== undefined && DAY < toExclusive;
    const all = isMonth ? numbersFrom(1, INVOICES).map(invoiceOf) : [];
    const invoices = all.slice(Number(offset), Number(offset) + Number(count));
    return answer({ invoices, isLastPage: invoices.length < Number(count) });
  },
  invoicesById: (ids: number[]) => answer(ids.map(invoiceOf)),
  documentsOfCustomer: async (id: number) => {
    const documents = await answer(id === UNEXPLAINED ? [invoiceOf(id)] : [invoiceOf(id), noteOf(id)]);
    asked.push(id);
    return documents;
  },
};

const ours = (id: number) => ({
  tripletexInvoiceId: id,
  rubicInvoiceId: id,
  rubicInvoiceNumber: id,
  grossOere: GROSS_OERE,
  paidOere: 0,
  alreadyPaidOere: 0,
  paymentSynced: isSetOff(id),
});

const store = {
  openMonths: async (windows: { from: string }[]) =>
    await Promise.resolve(
      windows.map(({ from }) => {
        const isDone = stored.has(from);
        return {
          changes: 0,
          isCurrent: isDone,
          isDone,
          pages: [],
          begun: begun?.from === from ? begun : null,
        };
      }),
    ),
  storeMonths: async (months: BegunMonth[], next: BegunMonth | null) => {
    for (const { from, sum } of months) {
      if (stored.has(from)) throw new Error(`${from} was compared before`);
      stored.set(from, sum);
    }
    begun = next;
    return await renewed();
  },
  invoicesByTripletexId: async (ids: number[]) => await Promise.resolve(ids.map(ours)),
  heldCredits: async (ids: number[]) => await Promise.resolve(ids.map(() => 0)),
  bookedCredits: async () => await Promise.resolve([]),
  invoicesBeforeCutover: async () => await Promise.resolve({ invoices: [], pageCursor: null }),
  storeComparison: async () => await Promise.resolve(),
  commit: async ({ results }: Commit) => {
    held.push(...results.map(({ rubicKey }) => rubicKey));
    return await renewed();
  },
};

function startStep(): Step {
  const ports: unknown = { writing: {}, rate: { latest: null }, now: () => now, tripletex, store };
  leaseEndsAt = now + LEASE_MS;
  const context: unknown = {
    keys: null,
    cursor: { phase: 0, pageNo: 1, countedPage: 0, previousKeys: [], doneKeys: [] },
    leaseEndsAt,
    isCancelRequested: false,
    commits: 0,
    rate: { refusals: 0 },
    mode: "full",
    planId: null,
    types: ["payments"],
    windows: { invoices: null, payments: null },
    progress: [],
    failedTypes: [],
  };
  return new Step(ports as Ports, context as StepContext);
}

beforeEach(() => {
  [now, replyMs, callsLeft] = [NOW, 0, Number.POSITIVE_INFINITY];
  [asked, held, stored, begun] = [[], [], new Map(), null];
});

/** One step after the other, each in its own time; answers how long the longest was. */
async function runToEnd(oneStep: () => Promise<PhaseEnd>): Promise<{ steps: number; longestMs: number }> {
  let longestMs = 0;
  for (let steps = 1; steps <= MANY_STEPS; steps += 1) {
    const startedAt = now;
    const { end } = await oneStep();
    longestMs = Math.max(longestMs, now - startedAt);
    if (end === "done") return { steps, longestMs };
  }
  throw new Error(`no end after ${MANY_STEPS} steps`);
}

const compareOnce = () => compareBooks(startStep(), BOOKS_FROM);

function expectCompared(): void {
  const { differences, ...sum } = stored.get(BOOKS_FROM) ?? NOTHING_BOOKED;
  expect(sum).toEqual({
    invoiceCount: INVOICES,
    invoiceOere: INVOICES * GROSS_OERE,
    paidCount: 1,
    paidOere: GROSS_OERE,
    differenceCount: 1,
  });
  expect(differences).toMatchObject([{ label: `Invoice ${UNEXPLAINED}`, tripletexOere: GROSS_OERE }]);
  expect([...new Set(held)]).toEqual([`invoice-${UNEXPLAINED}`]);
  expect([...stored.keys()]).toEqual([BOOKS_FROM, "2026-04-01"]);
  expect(begun).toBeNull();
}

test("in one step it asks for each customer once", async () => {
  expect(await runToEnd(compareOnce)).toMatchObject({ steps: 1 });
  expect(asked.toSorted((one, other) => one - other)).toEqual(
    numbersFrom(1, SET_OFFS).map((index) => index * SET_OFF_EVERY),
  );
  expectCompared();
});

test("where answers are slow it is handed over within a month, far from Convex's limit, and asks nobody twice", async () => {
  replyMs = SLOW_MS;
  const { steps, longestMs } = await runToEnd(compareOnce);
  expect(steps).toBeGreaterThan(SET_OFFS / 20 - 1);
  expect(longestMs).toBeGreaterThan(STEP_MS);
  expect(longestMs).toBeLessThan(CONVEX_LIMIT_MS * 0.6);
  expect(asked).toHaveLength(SET_OFFS);
  expectCompared();
});

test("a period of few calls is enough to get on: what was compared before the limit stays", async () => {
  const perPeriod = 30;
  let periods = 0;
  await runToEnd(async () => {
    periods += 1;
    callsLeft = perPeriod;
    try {
      return await compareOnce();
    } catch (error) {
      expect(error).toMatchObject({ kind: "rateLimited" });
      return { end: "timeUp" };
    }
  });
  expect(periods).toBeLessThanOrEqual(SET_OFFS / 20 + 2);
  expectCompared();
});

test("a page of which a part was compared by an earlier step is not kept as a page of its own", async () => {
  callsLeft = 30;
  await expect(compareOnce()).rejects.toMatchObject({ kind: "rateLimited" });
  expect(begun).toMatchObject({ from: BOOKS_FROM, pages: [], parts: [{ offset: 0, isLargeDay: false }] });
  expect(begun?.parts[0]?.afterId).toBeGreaterThan(0);
  expect(begun?.sum.invoiceCount).toBe(begun?.parts[0]?.afterId);
});
