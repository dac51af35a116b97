/** What goes wrong in one window of work: single calls that a fault strikes, a service that is away, lists that shift, a cancelled run. */
import type { Random } from "../../src/simulators/world/random.ts";
import { CELLS, type Cell } from "../faults/faults.ts";
import { drawStrike, type Round, type Strike } from "../faults/plan.ts";
import type { System } from "../faults/remotes.ts";

export interface Trouble {
  strikes: Strike[];
  /** Nothing reaches the service from the n-th await on. */
  outage: { system: System; from: number; until: number } | null;
  rowsShift: Round["rowsShift"];
  /** Rubic cuts pages to this without a word; null leaves them. */
  pageCap: number | null;
  /** A person cancels the run at this await; null leaves it. */
  cancelAt: number | null;
}

export const NO_TROUBLE: Trouble = {
  strikes: [],
  outage: null,
  rowsShift: "off",
  pageCap: null,
  cancelAt: null,
};

/** What a run calls on an ordinary day: faults of other calls would hardly ever find theirs. */
const EVERYDAY =
  /GET \/accounting|GET \/invoice|POST \/invoice|:payment|:createCreditNote|\/customer|commit|lookups|begin|intents|credits|canaries|compar|session/;
const OF_RUNS = CELLS.filter(({ call }) => EVERYDAY.test(call));
const OF_WRITES = CELLS.filter(({ call }) =>
  /POST \/invoice|:payment|:createCreditNote|sync\/commit/.test(call),
);
const OF_READING = CELLS.filter(({ call }) =>
  /^rubic GET .*invoices|^tripletex GET \/(invoice|ledger\/vatType)$/.test(call),
);
const TYPICAL_AWAITS = 60;

export function drawRunTrouble(random: Random): Trouble {
  return {
    strikes: [...drawStrikes(random, OF_RUNS, [0, 1, 2, 2]), ...drawStrikes(random, OF_WRITES, [0, 1, 1])],
    outage: drawOutage(random),
    rowsShift: random.chance(0.06) ? random.pick(["repeatRow", "missRow", "unstable"] as const) : "off",
    pageCap: random.chance(0.08) ? random.whole(90, 400) : null,
    cancelAt: random.chance(0.02) ? random.whole(1, TYPICAL_AWAITS) : null,
  };
}

export function drawReadingTrouble(random: Random): Trouble {
  return { ...NO_TROUBLE, strikes: drawStrikes(random, OF_READING, [0, 0, 1]) };
}

function drawStrikes(random: Random, cells: readonly Cell[], counts: readonly number[]): Strike[] {
  return Array.from({ length: random.pick(counts) }, () => drawStrike(random, random.pick(cells)));
}

function drawOutage(random: Random): Trouble["outage"] {
  if (!random.chance(0.05)) return null;
  const from = random.whole(1, TYPICAL_AWAITS);
  return { system: random.pick(["rubic", "tripletex"] as const), from, until: from + random.whole(5, 80) };
}
