/**
 * Runs one schedule: a tiny club, syncs with faults and people's acts, then syncs without any until nothing changes, and
 * compares. It holds the strings of everything: clock, remotes, database, steps and people.
 */
import { internal } from "../../convex/_generated/api.js";
import { createRandom, type Random } from "../../src/simulators/world/random.ts";
import { Backend, type LoadedProject, type Snapshot } from "./backend.ts";
import { findViolations } from "./check.ts";
import { Clock } from "./clock.ts";
import { Deaths } from "./deaths.ts";
import { type Happening, nameOfCell } from "./faults.ts";
import { withGlobals } from "./globals.ts";
import { ACTOR, People } from "./people.ts";
import { describePlan, drawPlan, type Plan, type Round, type Strike } from "./plan.ts";
import {
  API_KEY,
  CONSUMER_TOKEN,
  EMPLOYEE_TOKEN,
  Remotes,
  RUBIC_ORIGIN,
  type System,
  TRIPLETEX_ORIGIN,
} from "./remotes.ts";
import type { Sabotage } from "./sabotage.ts";
import type { Entering, StepProcess } from "./step-process.ts";
import { CampaignError, codeOf, isReplaced, Steps, type StepsParts, stackOf } from "./steps.ts";
import { Strikes } from "./strikes.ts";
import { createFetch } from "./wire.ts";
import { CUTOVER_DAYS, TinyClub } from "./world.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
const STARTS_AT = Date.parse("2026-03-10T08:00:00Z");
const TODAY = "2026-03-10";
/** By then every late effect has come, and what is open may be settled. */
const QUIET_MS = 10 * MINUTE_MS;
/** Settling needs one run to look, one to look again and to write, and one to find nothing to do. */
const MAX_QUIET_RUNS = 8;
const BOOKS_FROM = new Date(STARTS_AT - CUTOVER_DAYS * DAY_MS).toISOString().slice(0, TODAY.length);
const VARIABLES = {
  LOCAL_BACKEND: "true",
  SESSION_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
  RUBIC_BASE_URL: RUBIC_ORIGIN,
  RUBIC_API_KEY: API_KEY,
  RUBIC_ORGANIZATION_ID: "100",
  TRIPLETEX_SANDBOX_BASE_URL: `${TRIPLETEX_ORIGIN}/v2`,
  TRIPLETEX_SANDBOX_CONSUMER_TOKEN: CONSUMER_TOKEN,
  TRIPLETEX_SANDBOX_EMPLOYEE_TOKEN: EMPLOYEE_TOKEN,
  BOOKS_FROM_SANDBOX: BOOKS_FROM,
};

export interface Outcome {
  seed: number;
  violations: string[];
  /** Combinations of fault and call, and happenings, that took place. */
  cells: string[];
  happenings: Happening[];
  calls: Set<string>;
  records: number;
  steps: number;
  awaits: number;
  trace: string[];
}

export interface CampaignOptions {
  sabotage?: Sabotage | null;
  /** Changes what was drawn, for tests that need one thing to happen. */
  change?: (plan: Plan) => Plan;
}

export async function runSchedule(
  loaded: LoadedProject,
  seed: number,
  options: CampaignOptions = {},
): Promise<Outcome> {
  const drawn = drawPlan(seed);
  const campaign = new Campaign(loaded, options.change?.(drawn) ?? drawn, options.sabotage ?? null);
  return await campaign.run();
}

class Campaign implements StepsParts {
  readonly clock = new Clock(STARTS_AT);
  readonly remotes: Remotes;
  readonly sabotage: Sabotage | null;
  readonly #loaded: LoadedProject;
  readonly #plan: Plan;
  readonly #random: Random;
  readonly #club: TinyClub;
  readonly #steps: Steps;
  readonly #deaths: Deaths;
  readonly #people: People;
  readonly #copies = new Map<number, Snapshot>();
  readonly #outcome: Outcome;
  #backend: Backend;
  #round: { index: number; round: Round; strikes: Strikes; awaits: number } | null = null;

  constructor(loaded: LoadedProject, plan: Plan, sabotage: Sabotage | null) {
    this.#loaded = loaded;
    this.#plan = plan;
    this.sabotage = sabotage;
    this.#random = createRandom(plan.seed, "campaign");
    this.#club = new TinyClub(TODAY, createRandom(plan.seed, "world"));
    this.#outcome = newOutcome(plan);
    this.remotes = this.#createRemotes();
    this.#steps = new Steps(loaded, this);
    this.#deaths = new Deaths(this.clock, (line) => this.trace(line));
    this.#backend = this.#createBackend([]);
    this.#people = new People({
      backend: () => this.#backend,
      remotes: this.remotes,
      club: this.#club,
      startSync: () => this.#start(),
      happened: (happening) => this.#happened(happening),
      trace: (line) => this.trace(line),
    });
  }

  #createRemotes(): Remotes {
    const { areListsOpen, listLagMs, rateLimit, tellsRate } = this.#plan.settings;
    if (!areListsOpen) this.#happened("lists closed");
    if (listLagMs > 0) this.#happened("lists lag");
    if (rateLimit !== null) this.#happened("low rate limit");
    const limited = { limit: rateLimit ?? 1, periodSeconds: MINUTE_MS / SECOND_MS, headersOn429: tellsRate };
    const remotes = new Remotes(this.#club.world, {
      listEndpointsAreOpen: areListsOpen,
      listLagMs,
      ...(rateLimit !== null && { rateLimit: limited }),
    });
    const { creditMode: creditNoteMode } = this.#plan.settings;
    remotes.rubicSettings = { ...remotes.rubicSettings, creditNoteMode, creditSettlement: "onInvoice" };
    return remotes;
  }

  #createBackend(rows: Snapshot): Backend {
    const backend: Backend = new Backend(
      this.#loaded,
      {
        // What a database had scheduled goes with it.
        step: (holder) => {
          if (backend === this.#backend) this.#steps.step(holder);
        },
        reconcileStep: () => undefined,
      },
      rows,
    );
    return backend;
  }

  async run(): Promise<Outcome> {
    const fetch = createFetch(this);
    const variables = { ...VARIABLES, ...this.sabotage?.variables };
    await withGlobals({ clock: this.clock, fetch, variables }, () => this.#runAll());
    this.#outcome.records = this.#club.recordCount;
    this.#outcome.steps = this.#steps.all.length;
    return this.#outcome;
  }

  async #runAll(): Promise<void> {
    try {
      this.#steps.armWatchdog();
      const changesMasterData = this.#plan.rounds.every(({ restoresRound }) => restoresRound === null);
      for (const [index, round] of this.#plan.rounds.entries()) {
        if (index > 0) this.#club.moveOn({ changesMasterData });
        await this.#steps.pass(round.pauseMs);
        if (round.restoresRound !== null) await this.#restore(round.restoresRound);
        this.trace(`-- round ${index}`);
        await this.#runRound(index, round);
      }
      await this.#runQuietly();
      this.#compare();
    } catch (error) {
      this.violate(error instanceof CampaignError ? error.message : `the campaign broke: ${stackOf(error)}`);
    }
  }

  async #restore(index: number): Promise<void> {
    const copy = this.#copies.get(index);
    if (copy === undefined) throw new Error("a round that is restored came before");
    // Requests on their way belong to the future of the copy; a backup is restored when it is quiet.
    await this.#steps.pass(QUIET_MS);
    this.#deaths.bury(this.#steps.all);
    this.#steps.forgetDue();
    this.#backend = this.#createBackend(copy);
    this.#happened("old backup");
  }

  /** Copies when it is time, or at the latest at the end of the round; only what a later round restores. */
  #copy(when: { round: number; awaits: number }): void {
    const { rounds } = this.#plan;
    const isNeeded = rounds.some(({ restoresRound }) => restoresRound === when.round);
    if (!isNeeded || this.#copies.has(when.round)) return;
    if (when.awaits < (rounds[when.round]?.copiesAt ?? 0)) return;
    this.#copies.set(when.round, this.#backend.snapshot());
    this.trace("the database is copied");
  }

  async #runRound(index: number, round: Round): Promise<void> {
    this.#round = { index, round, strikes: new Strikes(round), awaits: 0 };
    this.#copy({ round: index, awaits: 0 });
    this.#people.begin(round.acts);
    this.#setRows(round.rowsShift);
    const isTwice = this.#people.takes("two starts at once");
    const outcomes = await Promise.all([this.#start(), ...(isTwice ? [this.#start("payments")] : [])]);
    if (outcomes.filter((outcome) => outcome === "started").length > 1) {
      this.violate("two runs were started at once");
    }
    await this.#steps.untilQuiet();
    await this.#people.end();
    this.#copy({ round: index, awaits: Number.POSITIVE_INFINITY });
    this.#setRows("off");
    this.#round = null;
  }

  #setRows(rowsShift: Round["rowsShift"]): void {
    if (rowsShift !== "off") this.#happened("rows shift");
    const isUnstable = rowsShift === "unstable";
    this.remotes.rubicSettings = {
      ...this.remotes.rubicSettings,
      sortOrder: isUnstable ? "unstable" : "idAsc",
      rowsShiftWhilePaging: isUnstable ? "off" : rowsShift,
    };
  }

  /** The same again without faults, until a full run finds nothing to write. */
  async #runQuietly(): Promise<void> {
    this.trace("-- quiet");
    // A restored copy may come from while somebody had stopped all writing.
    await this.#people.liftBrake();
    await this.#steps.pass(QUIET_MS);
    while (this.#deaths.wakeNext()) await this.#steps.pass(MINUTE_MS);
    for (let run = 1; run <= MAX_QUIET_RUNS; run += 1) {
      const before = this.#fingerprint();
      const isLast = run > 1 && !this.#isAnythingUnclear();
      await this.#start("all", isLast ? "full" : "incremental");
      await this.#steps.untilQuiet();
      if (isLast && !this.#isAnythingUnclear() && this.#fingerprint() === before) return;
      await this.#steps.pass(MINUTE_MS);
    }
    this.violate(`the books are not stable after ${MAX_QUIET_RUNS} runs without faults`);
  }

  #isAnythingUnclear(): boolean {
    const holds = this.#backend.rows("holds");
    const isInDoubt = holds.some(({ state, code }) => state === "open" && code === "IN_DOUBT");
    return isInDoubt || this.#backend.rows("intents").length > 0;
  }

  /** What must not change any more once everything is in the books. */
  #fingerprint(): string {
    const { invoices, postings, customers, products, orders } = this.remotes.state;
    const ofTripletex = [invoices, postings, customers, products, orders].map((rows) =>
      rows.map(({ id, version }) => `${id}/${version}`).join(),
    );
    const tables = [
      "customerMapping",
      "productMapping",
      "invoiceMapping",
      "creditNoteMapping",
      "paymentMapping",
    ] as const;
    const mapped = tables.map((table) => this.#backend.rows(table).length);
    return [...ofTripletex, ...mapped].join(";");
  }

  #compare(): void {
    const { byHand } = this.#people;
    const { remotes } = this;
    const { creditMode } = this.#plan.settings;
    const { world } = this.#club;
    const scene = { backend: this.#backend, remotes, world, booksFrom: BOOKS_FROM, byHand, creditMode };
    for (const violation of findViolations(scene)) this.violate(violation);
  }

  async #start(
    type: "all" | "payments" = "all",
    mode: "incremental" | "full" = "incremental",
  ): Promise<"started" | "busy" | "stopped"> {
    try {
      const args = { tripletexEnv: "sandbox", type, mode, actor: ACTOR } as const;
      const { outcome } = await this.#backend.mutation(internal.sync.start.start, args);
      this.trace(`start ${type} ${mode}: ${outcome}`);
      return outcome;
    } catch (error) {
      if (codeOf(error) !== "WRITING_STOPPED") throw error;
      this.trace(`start ${type} ${mode}: all writing is stopped`);
      return "stopped";
    }
  }

  // What the wire, the steps and their awaits ask of the campaign.

  backend(): Backend {
    return this.#backend;
  }

  latencyMs(): number {
    return this.#random.whole(2, 30);
  }

  pageCap(): number | null {
    return this.#round?.round.pageCap ?? null;
  }

  isUnreachable(system: System): boolean {
    return this.#people.isUnreachable(system);
  }

  isReplaced({ holder }: StepProcess): boolean {
    return isReplaced(holder, this.#backend.lease());
  }

  enter(step: StepProcess, { call, isWrite, isHeldBack }: Entering): Strike | null {
    if (isWrite && !isHeldBack && this.isReplaced(step)) {
      this.violate(`step ${step.number} was replaced, and sent ${call}`);
    }
    this.#outcome.awaits += 1;
    this.#outcome.calls.add(call);
    this.#deaths.noteAwait(step);
    if (this.#round === null) return null;
    this.#round.awaits += 1;
    this.#copy({ round: this.#round.index, awaits: this.#round.awaits });
    this.#people.noteAwait();
    const strike = this.#round.strikes.take(call);
    const isConvex = call.startsWith("query") || call.startsWith("mutation");
    const system = call.startsWith("rubic") ? "rubic" : "tripletex";
    if (strike === null || (!isConvex && this.isUnreachable(system))) return null;
    this.trace(`step ${step.number}: ${nameOfCell(strike)}`);
    this.#outcome.cells.push(nameOfCell(strike));
    return strike;
  }

  frozen(process: StepProcess, strike: Strike): void {
    this.#deaths.frozen(process, strike);
  }

  isTooLate(process: StepProcess): boolean {
    return this.#deaths.isTooLate(process);
  }

  jump(delayMs: number): void {
    this.clock.advanceTo(this.clock.now + delayMs);
  }

  trace(line: string): void {
    const seconds = ((this.clock.now - STARTS_AT) / SECOND_MS).toFixed(3);
    this.#outcome.trace.push(`+${seconds} s ${line}`);
  }

  violate(violation: string): void {
    this.trace(`VIOLATION ${violation}`);
    this.#outcome.violations.push(violation);
  }

  #happened(happening: Happening): void {
    this.trace(`* ${happening}`);
    this.#outcome.happenings.push(happening);
  }
}

function newOutcome(plan: Plan): Outcome {
  return {
    seed: plan.seed,
    violations: [],
    cells: [],
    happenings: [],
    calls: new Set(),
    records: 0,
    steps: 0,
    awaits: 0,
    trace: describePlan(plan),
  };
}
