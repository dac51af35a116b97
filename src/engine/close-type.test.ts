import { beforeEach, expect, test } from "vitest";
import { closeType } from "./close-type.ts";
import { runType, type TypeHandler } from "./pages.ts";
import { DONE, type Ports, Step } from "./step.ts";
import type { Commit, StepContext } from "./store.ts";

const PAGE_MS = 8_000;
/** A step has thirty seconds. */
const PAGES_PER_STEP = 4;
const PAGES = 6;

let now = 0;
let closed: string[] = [];
let named: string[] = [];
let commits: Commit[] = [];
let rubicReads = 0;

/** Every kind has six pages of holds; each takes its time. */
interface Asked {
  kind: string;
  isApart: boolean;
  isLeftOut?: boolean;
  pageCursor: string | null;
}

async function page(log: string[], asked: Asked) {
  now += PAGE_MS;
  const number = Number(asked.pageCursor ?? 0) + 1;
  const part = asked.isApart ? " apart" : asked.isLeftOut === true ? " left out" : "";
  log.push(`${asked.kind}${part} ${number}`);
  return await Promise.resolve({ pageCursor: number < PAGES ? String(number) : null });
}

function startStep(cursor: Step["cursor"], change: { planId?: string; mode?: string } = {}): Step {
  const ports: unknown = {
    writing: { mayWrite: () => false },
    now: () => now,
    rate: { latest: null },
    store: {
      resolveStaleHolds: (asked: Asked) => page(closed, asked),
      nameMissing: (asked: Asked) => page(named, asked),
      commit: async (commit: Commit) => {
        commits.push(commit);
        return await Promise.resolve({ leaseEndsAt: now + 60_000, isCancelRequested: false });
      },
    },
  };
  const context: unknown = {
    keys: null,
    planId: null,
    mode: "full",
    cursor,
    leaseEndsAt: now + 60_000,
    isCancelRequested: false,
    commits: 0,
    rate: { refusals: 0 },
    progress: [{ syncType: "invoices", expected: 7 }],
    ...change,
  };
  return new Step(ports as Ports, context as StepContext);
}

const START = { phase: 3, pageNo: 1, countedPage: 0, previousKeys: [], doneKeys: [] };
const INVOICES: TypeHandler<never> = {
  syncType: "invoices",
  kind: "invoice",
  pageSize: 100,
  readsEverything: true,
  readPage: async () => {
    rubicReads += 1;
    return await Promise.resolve({ records: [], quarantined: [], warnings: [], rowCount: 0 });
  },
  keyOf: async () => await Promise.resolve(""),
  numbersOf: () => [],
  decide: async () => {
    throw new Error("there are no rows");
  },
  missing: { kind: "customer", isLookedAfter: true, decide: async () => await Promise.resolve(null) },
  sendList: () => null,
};
const pagesOf = (names: string[]) =>
  names.flatMap((name) => Array.from({ length: PAGES }, (_, index) => `${name} ${index + 1}`));
const ALL = pagesOf(["invoice", "customer apart"]);

beforeEach(() => {
  now = 0;
  [closed, named, commits, rubicReads] = [[], [], [], 0];
});

/** Runs step after step, each from the cursor that the one before has left. */
async function throughSteps(run: (step: Step) => Promise<unknown>, change: { planId?: string } = {}) {
  let cursor: Step["cursor"] = START;
  const pagesPerStep: number[] = [];
  for (let end: unknown = null; end !== DONE; ) {
    const before = closed.length + named.length;
    const step = startStep(cursor, change);
    end = await run(step);
    ({ cursor } = step);
    pagesPerStep.push(closed.length + named.length - before);
  }
  return { cursor, pagesPerStep };
}

test("each page of holds is gone through once, by as many steps as it takes, and Rubic is read by the first alone", async () => {
  const { cursor, pagesPerStep } = await throughSteps((step) => runType(step, INVOICES));
  expect(closed).toEqual([...ALL, ...pagesOf(["invoice left out"])]);
  expect(pagesPerStep).toEqual([PAGES_PER_STEP, PAGES_PER_STEP, PAGES_PER_STEP, PAGES_PER_STEP, 2]);
  expect(rubicReads).toBe(1);
  expect(cursor).toEqual({ ...START, phase: START.phase + 1 });
  expect(commits.filter(({ next }) => next?.do === "finishType")).toHaveLength(1);
});

test("so is each page of a plan's records", async () => {
  await throughSteps((step) => closeType(step, INVOICES), { planId: "plan" });
  expect([closed, named]).toEqual([[], ALL]);
});

test.each([
  ["a preview", { mode: "preview" }, {}],
  ["a reading of a part", {}, { readsEverything: false }],
])("%s closes nothing", async (_name, change, handler) => {
  expect(await closeType(startStep(START, change), { ...INVOICES, ...handler })).toBe(DONE);
  expect([closed, named]).toEqual([[], []]);
});
