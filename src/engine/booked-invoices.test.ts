import { beforeEach, describe, expect, test } from "vitest";
import type { TripletexInvoice } from "../tripletex/schemas.ts";
import { BookedInvoices } from "./booked-invoices.ts";
import { type Ports, Step } from "./step.ts";
import type { StepContext } from "./store.ts";

const LEASE_MS = 60_000;
const CONVEX_LIMIT_MS = 600_000;
/** As slow as an answer may be that is not given up. */
const CALL_MS = 13_000;
const PAGE_SIZE = 1000;
const MONTHS = ["01", "02", "03", "04", "05", "06"];
/** More of a month than are asked for one by one. */
const NUMBERS = [1, 2, 3, 4];

let now = 0;
let leaseEndsAt = 0;
let calls = 0;
/** How many pages a month has. */
let pagesPerMonth = 1;
let isCancelRequested = false;

async function answer<T>(reply: T): Promise<T> {
  now += CALL_MS;
  calls += 1;
  return await Promise.resolve(reply);
}

/** Every call takes its time; a commit whose lease is over is refused, as it would be by a step that has taken over. */
function slowPorts(): Ports {
  const partial: unknown = {
    writing: { mayWrite: () => false },
    rate: { latest: null },
    now: () => now,
    tripletex: {
      invoicesByDate: ({ offset = 0 }: { offset?: number }) =>
        answer({
          invoices: [] as TripletexInvoice[],
          isLastPage: offset / PAGE_SIZE + 1 >= pagesPerMonth,
        }),
      invoicesByNumber: () => answer([] as TripletexInvoice[]),
    },
    store: {
      commit: async () => {
        if (now > leaseEndsAt) throw new Error("another step has taken over");
        leaseEndsAt = now + LEASE_MS;
        return await Promise.resolve({ leaseEndsAt, isCancelRequested });
      },
    },
  };
  return partial as Ports;
}

function startStep(): Step {
  const partial: unknown = {
    keys: null,
    cursor: { phase: 0, pageNo: 1, countedPage: 0, previousKeys: [], doneKeys: [] },
    leaseEndsAt,
    isCancelRequested: false,
    commits: 0,
    rate: { refusals: 0 },
    mode: "full",
    progress: [],
  };
  return new Step(slowPorts(), partial as StepContext);
}

const wantedIn = (month: string, numbers: number[]) =>
  numbers.map((invoiceNumber) => ({ invoiceNumber, invoiceDate: `2026-${month}-10` }));

beforeEach(() => {
  [now, leaseEndsAt, calls, pagesPerMonth] = [0, LEASE_MS, 0, 1];
  isCancelRequested = false;
});

test.each([
  ["months that are listed", NUMBERS],
  ["numbers one by one", NUMBERS.slice(0, 2)],
])("keeps the lease and the step's time while it looks slowly for %s", async (_name, numbers) => {
  const step = startStep();
  await new BookedInvoices(step).find(MONTHS.flatMap((month) => wantedIn(month, numbers)));
  expect(calls).toBeGreaterThanOrEqual(MONTHS.length);
  expect(step.isLeaseSafe()).toBe(true);
  expect(step.isTimeUp()).toBe(false);
  now += 30_000;
  expect(step.isTimeUp()).toBe(true);
});

describe("a month that never comes to an end", () => {
  const numbers = Array.from({ length: 200 }, (_, index) => index + 1);

  test("is given up: numbers are asked for one by one, as far as the time goes", async () => {
    pagesPerMonth = Number.POSITIVE_INFINITY;
    const step = startStep();
    const booked = new BookedInvoices(step);
    const found = await booked.find(wantedIn("01", numbers));
    expect(found.size).toBeGreaterThanOrEqual(10);
    expect(found.size).toBeLessThan(200);
    expect(step.isTimeUp()).toBe(true);
    expect(now).toBeLessThan(CONVEX_LIMIT_MS);
    const callsBefore = calls;
    expect((await booked.find(wantedIn("01", numbers))).size).toBe(1);
    expect(calls).toBe(callsBefore + 1);
  });

  test("leaves time for another month", async () => {
    pagesPerMonth = Number.POSITIVE_INFINITY;
    const booked = new BookedInvoices(startStep());
    await booked.find(wantedIn("01", numbers.slice(0, 4)));
    pagesPerMonth = 1;
    expect((await booked.find(wantedIn("02", numbers))).size).toBe(200);
  });
});

test("a wish to stop is heard in the middle of a month", async () => {
  pagesPerMonth = Number.POSITIVE_INFINITY;
  isCancelRequested = true;
  expect((await new BookedInvoices(startStep()).find(wantedIn("01", NUMBERS))).size).toBe(1);
  expect(calls).toBeLessThanOrEqual(3);
});
