/**
 * The simulated service of a year: clock, remotes, database and steps in one process and one time, as the fault campaign has
 * them, with Convex's crons called at the hours that the year chooses. Faults strike the calls of a window of time.
 */
import { internal } from "../../convex/_generated/api.js";
import type { World } from "../../src/simulators/world/index.ts";
import { createRandom, type Random } from "../../src/simulators/world/random.ts";
import { Backend, type LoadedProject } from "../faults/backend.ts";
import { Clock, ownerStorage } from "../faults/clock.ts";
import { Deaths } from "../faults/deaths.ts";
import { nameOfCell } from "../faults/faults.ts";
import { withGlobals } from "../faults/globals.ts";
import type { Strike } from "../faults/plan.ts";
import {
  API_KEY,
  CONSUMER_TOKEN,
  EMPLOYEE_TOKEN,
  Remotes,
  RUBIC_ORIGIN,
  type System,
  TRIPLETEX_ORIGIN,
} from "../faults/remotes.ts";
import type { Entering, StepProcess } from "../faults/step-process.ts";
import { CampaignError, codeOf, isReplaced, Steps, type StepsParts, stackOf } from "../faults/steps.ts";
import { Strikes } from "../faults/strikes.ts";
import { createFetch, createPlainFetch } from "../faults/wire.ts";
import { NO_TROUBLE, type Trouble } from "./trouble.ts";

const MINUTE_MS = 60_000;
/** What a cron schedules for at once has happened by then, or is on. */
const AT_ONCE_MS = 50;
/** A window of work that lasts longer does not end: a run of a club of thousands takes minutes. */
const LONGEST_MINUTES = 12 * 60;
/** By then every late effect has come, and what is open may be settled. */
const QUIET_MS = 10 * MINUTE_MS;
export const ACTOR = { kind: "commandLine", name: "Year" } as const;
export const ENV = "sandbox";

export interface MachineCounts {
  requests: number;
  faults: number;
}

export interface MachineOptions {
  seed: number;
  world: World;
  startsAt: number;
  booksFrom: string;
}

export class Machine implements StepsParts {
  readonly clock: Clock;
  readonly remotes: Remotes;
  readonly sabotage = null;
  readonly counts: MachineCounts = { requests: 0, faults: 0 };
  readonly violations: string[] = [];
  readonly #options: MachineOptions;
  readonly #latency: Random;
  readonly #steps: Steps;
  readonly #deaths: Deaths;
  readonly #backend: Backend;
  readonly #trace: (line: string) => void;
  #trouble: Trouble = NO_TROUBLE;
  #strikes = new Strikes(NO_TROUBLE);
  #awaits = 0;

  constructor(loaded: LoadedProject, options: MachineOptions, trace: (line: string) => void) {
    this.#options = options;
    this.#trace = trace;
    this.clock = new Clock(options.startsAt);
    this.#latency = createRandom(options.seed, "latency");
    this.remotes = new Remotes(options.world, {});
    this.#steps = new Steps(loaded, this);
    this.#deaths = new Deaths(this.clock, (line) => this.trace(line));
    this.#backend = new Backend(loaded, this.#steps);
  }

  /** Everything of the year happens within `work`. */
  async live(work: () => Promise<void>): Promise<void> {
    const [ofSteps, plain] = [createFetch(this), createPlainFetch(this)];
    const fetch: typeof globalThis.fetch = (...request) =>
      ownerStorage.getStore() == null ? plain(...request) : ofSteps(...request);
    await withGlobals({ clock: this.clock, fetch, variables: this.#variables() }, work);
  }

  #variables(): Record<string, string> {
    return {
      LOCAL_BACKEND: "true",
      SESSION_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
      RUBIC_BASE_URL: RUBIC_ORIGIN,
      RUBIC_API_KEY: API_KEY,
      RUBIC_ORGANIZATION_ID: "100",
      TRIPLETEX_SANDBOX_BASE_URL: `${TRIPLETEX_ORIGIN}/v2`,
      TRIPLETEX_SANDBOX_CONSUMER_TOKEN: CONSUMER_TOKEN,
      TRIPLETEX_SANDBOX_EMPLOYEE_TOKEN: EMPLOYEE_TOKEN,
      BOOKS_FROM_SANDBOX: this.#options.booksFrom,
    };
  }

  /** Nothing happens until then. */
  async sleepUntil(at: number): Promise<void> {
    if (at > this.clock.now) await this.#steps.pass(at - this.clock.now);
  }

  /** From here on this strikes, counted anew. */
  expect(trouble: Trouble): void {
    this.#trouble = trouble;
    this.#strikes = new Strikes(trouble);
    this.#awaits = 0;
    const { rowsShift } = trouble;
    this.remotes.rubicSettings = {
      ...this.remotes.rubicSettings,
      sortOrder: rowsShift === "unstable" ? "unstable" : "idAsc",
      rowsShiftWhilePaging: rowsShift === "unstable" ? "off" : rowsShift,
    };
  }

  /** The cron that starts what is due; then each minute the crons that resume, until the run has ended. */
  async syncWhatIsDue(): Promise<void> {
    await this.#backend.mutation(internal.sync.schedules.startDue, {});
    await this.#steps.pass(AT_ONCE_MS);
    await this.#untilFree();
  }

  /** Somebody starts a sync of everything. */
  async syncAll(mode: "incremental" | "full"): Promise<void> {
    const args = { tripletexEnv: ENV, type: "all", mode, actor: ACTOR } as const;
    const { outcome } = await this.#backend.mutation(internal.sync.start.start, args);
    if (outcome !== "started") throw new CampaignError("a sync was refused while nothing was going on");
    await this.#untilFree();
  }

  async #untilFree(): Promise<void> {
    await this.#eachMinuteUntil(
      () => this.#backend.lease()?.runId == null,
      async () => {
        await this.#backend.mutation(internal.sync.watchdog.resumeInterrupted, {});
      },
    );
  }

  /** The cron that compares the months that are due, each minute until there is nothing left to compare. */
  async reconcileWhatIsDue(): Promise<void> {
    await this.#backend.mutation(internal.sync.reconcile.startDue, {});
    await this.#steps.pass(AT_ONCE_MS);
    await this.#untilReconciled();
  }

  async reconcileAll(): Promise<void> {
    await this.#backend.mutation(internal.sync.reconcile.start, {
      tripletexEnv: ENV,
      scope: "all",
      actor: ACTOR,
    });
    await this.#untilReconciled();
  }

  async #untilReconciled(): Promise<void> {
    const isOn = () => (this.#backend.reconciliation()?.work ?? null) !== null;
    await this.#eachMinuteUntil(
      () => !isOn(),
      async () => {
        await this.#backend.mutation(internal.sync.reconcile.startDue, {});
      },
    );
  }

  async #eachMinuteUntil(isOver: () => boolean, tick: () => Promise<void>): Promise<void> {
    for (let minute = 0; !isOver(); minute += 1) {
      if (minute > LONGEST_MINUTES) throw new CampaignError("a run or a reconciliation does not end");
      await this.#steps.pass(MINUTE_MS);
      if (!isOver()) await tick();
    }
    this.#steps.forgetEnded();
  }

  /** The daily crons that tidy up. */
  async tidyUp(): Promise<void> {
    await this.#backend.mutation(internal.sync.planCleanup.cleanDue, {});
    await this.#backend.mutation(internal.sync.retention.prune, {});
    await this.#steps.pass(MINUTE_MS);
  }

  /** No more trouble, and nothing on its way any more: what was held back has come or never will. */
  async calmDown(): Promise<void> {
    this.expect(NO_TROUBLE);
    await this.#steps.pass(QUIET_MS);
    while (this.#deaths.wakeNext()) await this.#steps.pass(MINUTE_MS);
    this.#steps.forgetEnded();
  }

  // What the wire, the steps and their awaits ask of the machine.

  backend(): Backend {
    return this.#backend;
  }

  latencyMs(): number {
    return this.#latency.whole(2, 30);
  }

  pageCap(): number | null {
    return this.#trouble.pageCap;
  }

  isUnreachable(system: System): boolean {
    const { outage } = this.#trouble;
    if (outage?.system !== system) return false;
    return this.#awaits >= outage.from && this.#awaits < outage.until;
  }

  isReplaced({ holder }: StepProcess): boolean {
    return isReplaced(holder, this.#backend.lease());
  }

  enter(step: StepProcess, { call, isWrite, isHeldBack }: Entering): Strike | null {
    if (isWrite && !isHeldBack && this.isReplaced(step)) {
      this.violate(`step ${step.number} was replaced, and sent ${call}`);
    }
    const isConvex = call.startsWith("query") || call.startsWith("mutation");
    if (!isConvex) this.counts.requests += 1;
    this.#awaits += 1;
    this.#deaths.noteAwait(step);
    if (this.#awaits === this.#trouble.cancelAt) this.#cancel();
    const strike = this.#strikes.take(call);
    const system = call.startsWith("rubic") ? "rubic" : "tripletex";
    if (strike === null || (!isConvex && this.isUnreachable(system))) return null;
    this.trace(`step ${step.number}: ${nameOfCell(strike)}`);
    this.counts.faults += 1;
    return strike;
  }

  /** Somebody cancels the run that is on. */
  #cancel(): void {
    const runId = this.#backend.lease()?.runId;
    if (runId == null) return;
    this.counts.faults += 1;
    const ending = this.#backend.mutation(internal.sync.cancel.cancel, { runId, actor: ACTOR });
    ending.catch((error: unknown) => {
      if (codeOf(error) === undefined) this.violate(`cancelling broke: ${stackOf(error)}`);
    });
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
    this.#trace(`${new Date(this.clock.now).toISOString()} ${line}`);
  }

  violate(violation: string): void {
    this.trace(`VIOLATION ${violation}`);
    this.violations.push(violation);
  }
}
