import { beforeEach, describe, expect, test } from "vitest";
import type { RubicInvoice } from "../rubic/schemas.ts";
import type { WhollyCredited } from "../sync/credit-decision.ts";
import { reference, rubicInvoice } from "../sync/test-records.ts";
import { lookUpEach } from "./look-up-each.ts";
import { nothingDecided } from "./pages.ts";
import { type Ports, Step } from "./step.ts";
import type { StepContext } from "./store.ts";
import { CreditWriter } from "./types/credit-writes.ts";
import { MentionedInvoices } from "./types/mentioned-invoices.ts";

const LEASE_MS = 60_000;
const CONVEX_LIMIT_MS = 600_000;
/** As many as are kept of one note. */
const MANY_NUMBERS = 20;
const RECORDS = Array.from({ length: 200 }, (_, index) => index + 1);

let now = 0;
let leaseEndsAt = 0;
let isCancelRequested = false;

/** As slow as an answer may be that is not given up. */
async function answer<T>(reply: T, ms = 13_000): Promise<T> {
  now += ms;
  return await Promise.resolve(reply);
}

const isNote = (creditedId: number) => ({
  id: 1_000 + creditedId,
  creditedInvoiceId: creditedId,
  invoiceDate: "2026-02-01",
  amountExcludingVatOere: -65_000,
  amountOere: -65_000,
});

/** Credited invoices, each of a customer of its own; a commit whose lease is over is refused, as it is to a step that was taken over from. */
function startStep(): Step {
  const ports: unknown = {
    writing: { mayWrite: () => false },
    rate: { latest: null },
    now: () => now,
    tripletex: {
      invoicesById: (ids: number[]) =>
        answer(ids.map((id) => ({ id, customerId: id, isCredited: true, amountOutstandingOere: 0 }))),
      invoicesOfCustomer: (id: number) => answer([isNote(id)]),
    },
    store: {
      invoiceContext: async () => await Promise.resolve({ customers: [], products: [] }),
      creditOriginals: () => answer({ originals: [], pending: [], readUpTo: null }),
      commit: async () => {
        if (now > leaseEndsAt) throw new Error("another step has taken over");
        leaseEndsAt = now + LEASE_MS;
        return await Promise.resolve({ leaseEndsAt, isCancelRequested });
      },
    },
  };
  const context: unknown = {
    keys: null,
    cursor: { phase: 0, pageNo: 1, countedPage: 0, previousKeys: [], doneKeys: [] },
    leaseEndsAt,
    isCancelRequested: false,
    commits: 0,
    rate: { refusals: 0 },
    mode: "full",
    progress: [],
  };
  const step = new Step(ports as Ports, context as StepContext);
  return Object.assign(step, { reference: async () => await Promise.resolve(reference()) });
}

beforeEach(() => {
  [now, leaseEndsAt, isCancelRequested] = [0, LEASE_MS, false];
});

function whollyCredited(id: number) {
  const amounts = { netOere: -65_000, grossOere: -65_000 };
  const original = {
    rubicInvoiceId: id,
    rubicInvoiceNumber: id,
    tripletexInvoiceId: id,
    netOere: 65_000,
    grossOere: 65_000,
  };
  const decision: WhollyCredited = {
    outcome: "wholly",
    original,
    creditDate: "2026-02-01",
    rubicCreditNumber: null,
    ...amounts,
    comment: "",
  };
  const invoice = { invoiceID: id } as RubicInvoice;
  const named = { key: String(id), label: "", hash: "", documentDate: "2026-02-01" };
  return { candidate: { ...named, invoice, amountOere: -65_000 }, decision };
}

test("two hundred credits are taken over slowly within the lease, and what there is no time for is left", async () => {
  const decided = nothingDecided();
  await new CreditWriter(startStep()).decide(decided, RECORDS.map(whollyCredited));
  expect(now).toBeLessThan(CONVEX_LIMIT_MS);
  expect(now).toBeLessThanOrEqual(leaseEndsAt);
  const taken = decided.results.map((result) => ("rubicKey" in result ? result.rubicKey : ""));
  expect(taken.length).toBeGreaterThan(10);
  expect([...taken, ...decided.left]).toEqual(RECORDS.map(String));
  expect(decided.left.size).toBeGreaterThan(0);
});

test("of two hundred notes that mention numbers of their own, those that there is no time for are left", async () => {
  const decided = nothingDecided();
  const notes = RECORDS.map((id) => {
    const { candidate } = whollyCredited(id);
    const mentions = Array.from({ length: MANY_NUMBERS }, (_, index) => id * MANY_NUMBERS + index);
    const seen = { rubicInvoiceNumber: id, mentions, netOere: -65_000, grossOere: -65_000 };
    return { ...candidate, invoice: rubicInvoice(), input: { seen } };
  });
  const found = await new MentionedInvoices(startStep(), "2026-01-01").find(decided, notes);
  expect(now).toBeLessThan(CONVEX_LIMIT_MS);
  expect(now).toBeLessThanOrEqual(leaseEndsAt);
  expect([...found.keys(), ...decided.left]).toEqual(RECORDS.map(String));
  expect(found.size).toBeGreaterThan(10);
  expect(decided.left.size).toBeGreaterThan(0);
});

describe("looking each record up", () => {
  test("leaves nothing where there is time for all", async () => {
    const looked: number[] = [];
    const left = await lookUpEach(startStep(), RECORDS, async (each) => {
      looked.push(await answer(each, 200));
    });
    expect([left, looked]).toEqual([[], RECORDS]);
  });

  test("does the first one however late it is, and none once the run is cancelled", async () => {
    const step = startStep();
    isCancelRequested = true;
    const looked: number[] = [];
    const left = await lookUpEach(step, RECORDS, async (each) => {
      looked.push(await answer(each, 20_000));
    });
    expect([looked, left]).toEqual([[1], RECORDS.slice(1)]);
  });
});
