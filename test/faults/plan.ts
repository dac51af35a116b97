/**
 * What one schedule does, drawn from its seed alone: which faults hit which calls, what people do meanwhile, and how long
 * it is quiet in between. The seed also chooses the cell that the schedule aims at, so that the seeds in a row fill all.
 */
import { createRandom, type Random } from "../../src/simulators/world/random.ts";
import type { CreditMode } from "../helpers/rubic-facts.ts";
import { CALLS, CELLS, type Cell, type Fault, type Happening, isDeath, nameOfCell } from "./faults.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** One fault at one await: the `occurrence`-th call of this name within the round. */
export interface Strike extends Cell {
  occurrence: number;
  /** How late a late effect comes, or for how long the machine stands still. Milliseconds. */
  delayMs: number;
  /** A zombie wakes after so many awaits of its successor. */
  wakesAfter: number;
}

/** Something that happens at the n-th await of the round. */
export interface Act {
  happening: Happening;
  atAwait: number;
  /** For what lasts: how many awaits. */
  lasts: number;
}

export interface Round {
  strikes: Strike[];
  acts: Act[];
  /** Quiet time before the round starts. */
  pauseMs: number;
  rowsShift: "off" | "repeatRow" | "missRow" | "unstable";
  /** Rubic cuts pages to this without a word; null leaves them. */
  pageCap: number | null;
  /** A copy of the database is made at this await of the round; 0 is before it starts. */
  copiesAt: number;
  /** The database is replaced by this round's copy before the round begins; null leaves it. */
  restoresRound: number | null;
}

export interface Plan {
  seed: number;
  rounds: Round[];
  settings: {
    areListsOpen: boolean;
    creditMode: CreditMode;
    listLagMs: number;
    rateLimit: number | null;
    tellsRate: boolean;
  };
}

/** Late effects come within this time of being sent: the settle time of five minutes, less what a step may take to send. */
const LATEST_EFFECT_MS = 170 * SECOND_MS;
/** Seeds in a row aim at cells far apart. */
const CELL_STRIDE = 271;
const CHANCES: readonly (readonly [Happening, number])[] = [
  ["two starts at once", 0.25],
  ["start while busy", 0.15],
  ["cancel", 0.1],
  ["brake", 0.1],
  ["payment by hand", 0.3],
  ["new payments in Rubic", 0.2],
  ["tripletex unreachable", 0.08],
  ["rubic unreachable", 0.05],
];
/** By the seed alone, so that each cell is aimed at in each of them. */
const CREDIT_MODES: readonly CreditMode[] = ["amountsOnOriginal", "negativeInvoice", "both"];
const TYPICAL_AWAITS = 110;
/**
 * Tripletex refuses a second record with the same number, but takes the same payment twice without a word: payments of which
 * nobody knows whether they were made come more often than the rest.
 */
const UNCLEAR_SHARE = 0.6;
const UNCLEAR_PAYMENTS = CELLS.filter(
  ({ call, fault }) => call.endsWith(":payment") && "timing" in fault && fault.timing !== "before",
);

export function drawPlan(seed: number): Plan {
  const random = createRandom(seed, "plan");
  const aim = CELLS[(seed * CELL_STRIDE) % CELLS.length];
  if (aim === undefined) throw new Error("the list of cells is not empty");
  const rounds = Array.from({ length: random.chance(0.25) ? 3 : 2 }, (_, index) => drawRound(random, index));
  const settings: Plan["settings"] = {
    creditMode: CREDIT_MODES[seed % CREDIT_MODES.length] ?? "both",
    areListsOpen: !isSingleCreation(aim.call) && random.chance(0.85),
    listLagMs: random.pick([0, 0, 0, 0, 2 * SECOND_MS, 40 * SECOND_MS]),
    rateLimit: random.chance(0.1) ? random.whole(25, 90) : null,
    tellsRate: random.chance(0.5),
  };
  // Only a note that Rubic shows alone is looked for by its invoice.
  if (aim.call.endsWith("originalsByNumber")) settings.creditMode = "negativeInvoice";
  // An invoice that shows an amount, or whose note is paired with it, is looked up by its row.
  if (aim.call.endsWith("originalsOf")) settings.creditMode = "both";
  if (aim.call.endsWith("/list")) settings.areListsOpen = true;
  addAim(rounds, aim, random);
  addDeath(rounds, random);
  return { seed, rounds, settings };
}

function drawRound(random: Random, index: number): Round {
  const doesShift = random.chance(0.15);
  return {
    strikes: [
      ...Array.from({ length: random.whole(1, 2) }, () => drawStrike(random, random.pick(CELLS))),
      ...(random.chance(UNCLEAR_SHARE) ? [drawStrike(random, random.pick(UNCLEAR_PAYMENTS))] : []),
    ],
    acts: CHANCES.filter(([, share]) => random.chance(share)).map(([happening]) => ({
      happening,
      atAwait: random.whole(1, TYPICAL_AWAITS),
      lasts: random.whole(3, 40),
    })),
    pauseMs: random.pick([5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 6 * MINUTE_MS, 20 * MINUTE_MS]),
    rowsShift: doesShift ? random.pick(["repeatRow", "missRow", "unstable"] as const) : "off",
    pageCap: doesShift || random.chance(0.05) ? random.whole(6, 12) : null,
    copiesAt: random.chance(0.6) ? random.whole(1, TYPICAL_AWAITS) : 0,
    restoresRound: index > 0 && random.chance(0.06) ? random.whole(0, index - 1) : null,
  };
}

export function drawStrike(random: Random, cell: Cell): Strike {
  return {
    ...cell,
    occurrence: random.whole(1, CALLS[cell.call] ?? 1),
    delayMs: delayOf(random, cell.fault),
    wakesAfter: random.whole(1, 70),
  };
}

function delayOf(random: Random, fault: Fault): number {
  switch (fault.kind) {
    case "clockJump":
      return random.whole(61, 150) * SECOND_MS;
    case "slow":
      return random.whole(1, 14) * SECOND_MS;
    case "kill":
    case "zombie":
    case "drop":
    case "hang":
    case "error500":
    case "page200":
    case "page503":
    case "timeout408":
    case "cutReply":
    case "rateLimited":
    case "rateLimitedUntold":
    case "sessionsEnd":
    case "refused":
    case "listClosed":
    case "listRefused":
    case "listHalfWritten":
    case "convexError":
    case "convexErrorThrice":
      return random.whole(1, LATEST_EFFECT_MS / SECOND_MS) * SECOND_MS;
  }
}

const isSingleCreation = (call: string): boolean => /POST \/(customer|product)$/.test(call);
/** Calls that a step makes only when it settles a write of which nothing is found. */
const isOfSettling = (call: string): boolean =>
  call.endsWith("GET /order") || call.endsWith("noteEmptyLookups");
/** Calls that a step makes only when more is settled in Tripletex than Rubic knows of. */
const isOfByHand = (call: string): boolean => call.endsWith("heldOfInvoices");
/** Calls that a step makes only when something has changed since the first sync. */
const isOfChange = (call: string): boolean => /(PUT|GET) \/(customer|product)\/\{id\}$/.test(call);
/** Calls that a step makes only when it has no session yet. */
const isOfSession = (call: string): boolean => /session|pinCompany|company/.test(call);

/** Puts the cell that the seed aims at where it can be hit. */
function addAim(rounds: Round[], aim: Cell, random: Random): void {
  const strike = drawStrike(random, aim);
  const [first, second] = rounds;
  if (first === undefined || second === undefined) throw new Error("a schedule has two rounds at least");
  if (isOfSettling(aim.call)) {
    const fault: Fault = { kind: "drop", timing: "before" };
    // A first invoice in doubt is settled within its own run, any other one by the next.
    first.strikes = [{ ...strike, call: "tripletex POST /invoice", fault, occurrence: 1 }, strike];
    first.acts = [];
    second.pauseMs = 6 * MINUTE_MS;
    second.strikes = [strike];
    second.acts = [];
    second.restoresRound = null;
  } else if (isOfByHand(aim.call)) {
    second.acts.push({ happening: "payment by hand", atAwait: 1, lasts: 1 });
    second.strikes = [strike];
    second.restoresRound = null;
  } else if (isOfChange(aim.call)) {
    second.strikes.push(strike);
    for (const round of rounds) round.restoresRound = null;
  } else if (isOfSession(aim.call) || random.chance(0.6)) {
    first.strikes.push(strike);
  } else {
    second.strikes.push(strike);
  }
}

/** Every schedule kills at least once. */
function addDeath(rounds: Round[], random: Random): void {
  if (rounds.some(({ strikes }) => strikes.some(({ fault }) => isDeath(fault)))) return;
  const deaths = CELLS.filter(({ fault }) => isDeath(fault));
  random.pick(rounds).strikes.push(drawStrike(random, random.pick(deaths)));
}

export function describePlan({ seed, rounds, settings }: Plan): string[] {
  const lines = rounds.flatMap((round, index) => [
    `round ${index}: after ${round.pauseMs / SECOND_MS} s, rows ${round.rowsShift}, page cap ${round.pageCap}, restores ${round.restoresRound}, copied at await ${round.copiesAt}`,
    ...round.strikes.map(
      (each) =>
        `  ${nameOfCell(each)} at #${each.occurrence} (${each.delayMs / SECOND_MS} s, wakes after ${each.wakesAfter})`,
    ),
    ...round.acts.map((act) => `  ${act.happening} at await ${act.atAwait}, for ${act.lasts}`),
  ]);
  return [`seed ${seed}: ${JSON.stringify(settings)}`, ...lines];
}
