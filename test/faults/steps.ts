/**
 * Starts the steps that fall due, keeps the watchdog going and lets time pass: the clockwork of one schedule. Time moves only
 * when nothing more can happen without.
 */
import { internal } from "../../convex/_generated/api.js";
import type { Doc } from "../../convex/_generated/dataModel.js";
import type { Backend, DueSteps, LoadedProject, ReconcileHolder, StepHolder } from "./backend.ts";
import { asNobody, type Clock, ownerStorage } from "./clock.ts";
import { StepProcess, type Supervisor } from "./step-process.ts";
import { createContext, INJECTED_ERROR, type Surroundings } from "./wire.ts";

const MINUTE_MS = 60_000;
/** A run that takes longer does not end. */
const LONGEST_RUN_MS = 6 * 60 * MINUTE_MS;

/** Ends the schedule with a violation. */
export class CampaignError extends Error {}

export interface StepsParts extends Supervisor, Surroundings {
  clock: Clock;
  backend(): Backend;
  trace(line: string): void;
}

/** A step that has fallen due: whose it is, and how it is carried out. */
interface Due {
  holder: StepHolder | ReconcileHolder;
  run: (context: unknown) => Promise<null>;
}

export class Steps implements DueSteps {
  /** Those that have begun; `forgetEnded` takes the ended ones away. */
  all: StepProcess[] = [];
  #begun = 0;
  readonly #parts: StepsParts;
  readonly #loaded: LoadedProject;
  #due: Due[] = [];

  constructor(loaded: LoadedProject, parts: StepsParts) {
    this.#loaded = loaded;
    this.#parts = parts;
  }

  step(holder: StepHolder): void {
    this.#due.push({ holder, run: (context) => this.#loaded.runStep(context, holder) });
  }

  reconcileStep(holder: ReconcileHolder): void {
    this.#due.push({ holder, run: (context) => this.#loaded.runReconcileStep(context, holder) });
  }

  forgetDue(): void {
    this.#due = [];
  }

  /** Steps without end are too many to look through at each turn of a long schedule. */
  forgetEnded(): void {
    this.all = this.all.filter(({ hasEnded, isFrozen }) => !hasEnded && !isFrozen);
  }

  /** Each minute, as Convex's cron does. */
  armWatchdog(): void {
    const { clock } = this.#parts;
    asNobody(() =>
      clock.schedule(clock.now + MINUTE_MS, () => {
        this.armWatchdog();
        const backend = this.#parts.backend();
        if (backend.lease()?.runId == null) return;
        void backend.mutation(internal.sync.watchdog.resumeInterrupted, {});
      }),
    );
  }

  async pass(ms: number): Promise<void> {
    const { clock } = this.#parts;
    const until = clock.now + ms;
    await this.#driveUntil((next) => next > until);
    clock.advanceTo(until);
    await this.#driveUntil((next) => next > until);
  }

  /** Until no run is live and no step is at work. @throws CampaignError when that does not come */
  async untilQuiet(): Promise<void> {
    const latest = this.#parts.clock.now + LONGEST_RUN_MS;
    await this.#driveUntil((next) => {
      if (next > latest) throw new CampaignError("a run does not end");
      return this.#isQuiet();
    });
  }

  #isQuiet(): boolean {
    const isFree = this.#parts.backend().lease()?.runId == null;
    return isFree && this.all.every(({ hasEnded, isFrozen }) => hasEnded || isFrozen);
  }

  /** Lets things happen, in order of time, until `isOver`, which is asked with the time of the next one. */
  async #driveUntil(isOver: (next: number) => boolean): Promise<void> {
    const { clock } = this.#parts;
    while (true) {
      await clock.settle();
      const due = this.#due.shift();
      if (due !== undefined) {
        this.#launch(due);
        continue;
      }
      const next = clock.next()?.at ?? Number.POSITIVE_INFINITY;
      if (isOver(next)) return;
      clock.advanceTo(next);
    }
  }

  #launch({ holder, run }: Due): void {
    this.#begun += 1;
    const step = new StepProcess(this.#begun, holder, this.#parts);
    this.all.push(step);
    this.#parts.trace(`step ${step.number} starts with fence ${holder.fence}`);
    const context = createContext(this.#parts, step);
    const ending = ownerStorage.run(step, () => run(context));
    void ending.then(
      () => this.#ended(step, "ends"),
      (error: unknown) => this.#broke(step, error),
    );
  }

  #ended(step: StepProcess, how: string): void {
    step.hasEnded = true;
    this.#parts.trace(`step ${step.number} ${how}`);
  }

  #broke(step: StepProcess, error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    this.#ended(step, `breaks: ${text}`);
    const isForeseen = text.includes(INJECTED_ERROR) || codeOf(error) === "FENCED";
    if (!isForeseen) this.#parts.violate(`step ${step.number} broke: ${stackOf(error)}`);
  }
}

/** True when another step, or nobody, holds the environment. A reconciliation holds no lease. */
export function isReplaced(holder: StepHolder | ReconcileHolder, lease: Doc<"leases"> | null): boolean {
  if (lease === null || !("runId" in holder)) return false;
  return lease.runId !== holder.runId || lease.fence !== holder.fence;
}

/** The code of a ConvexError of ours. */
export function codeOf(error: unknown): unknown {
  if (typeof error !== "object" || error === null || !("data" in error)) return undefined;
  const { data } = error;
  return typeof data === "object" && data !== null && "code" in data ? data.code : undefined;
}

export const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
