/**
 * The steps that stand still. A killed one does so for ever; a zombie wakes when its successor has made some awaits. A write
 * that was held back meanwhile is carried out on waking, unless that is later than any request is ever carried out.
 */
import type { Clock } from "./clock.ts";
import type { Strike } from "./plan.ts";
import { isWriteHeldBack, type StepProcess } from "./step-process.ts";
import { isWrite } from "./wire.ts";

/** The settle time of five minutes rests on it that no request is carried out later than this after it was sent. */
const LATEST_EFFECT_MS = 230_000;

interface Zombie {
  process: StepProcess;
  strike: Strike;
  awaitsLeft: number;
}

export class Deaths {
  readonly #clock: Clock;
  readonly #trace: (line: string) => void;
  readonly #frozenAt = new Map<StepProcess, number>();
  #zombies: Zombie[] = [];

  constructor(clock: Clock, trace: (line: string) => void) {
    this.#clock = clock;
    this.#trace = trace;
  }

  frozen(process: StepProcess, strike: Strike): void {
    this.#trace(`step ${process.number} stands still`);
    this.#frozenAt.set(process, this.#clock.now);
    if (strike.fault.kind === "zombie")
      this.#zombies.push({ process, strike, awaitsLeft: strike.wakesAfter });
  }

  isTooLate(process: StepProcess): boolean {
    const frozenAt = this.#frozenAt.get(process) ?? Number.NEGATIVE_INFINITY;
    return process.isDead || this.#clock.now - frozenAt > LATEST_EFFECT_MS;
  }

  /** Counts an await of a step and wakes whom it was waiting for. */
  noteAwait(successor: StepProcess): void {
    for (const zombie of this.#zombies) {
      if (successor.number > zombie.process.number) zombie.awaitsLeft -= 1;
    }
    for (const zombie of this.#zombies.filter(({ awaitsLeft }) => awaitsLeft <= 0)) this.#wake(zombie);
  }

  /** Wakes one zombie; false when there is none left. */
  wakeNext(): boolean {
    const [zombie] = this.#zombies;
    if (zombie !== undefined) this.#wake(zombie);
    return zombie !== undefined;
  }

  /** From here on nobody wakes any more. */
  bury(processes: StepProcess[]): void {
    for (const process of processes) process.isDead = true;
    this.#zombies = [];
  }

  #wake(zombie: Zombie): void {
    const { process, strike } = zombie;
    this.#zombies = this.#zombies.filter((each) => each !== zombie);
    const isHeldBack = isWrite(strike.call) && isWriteHeldBack(strike.fault);
    const staysDead = process.isDead || (isHeldBack && this.isTooLate(process));
    this.#trace(`step ${process.number} ${staysDead ? "stays dead" : "wakes"}`);
    if (!staysDead) process.wake();
  }
}
