/**
 * One step as the campaign sees it: a row of awaits. All awaits of a step go through `pass`, where it can be killed (the
 * await never returns, and nothing of the step goes on) and, as a zombie, be woken when its successor is at work.
 */
import type { ReconcileHolder, StepHolder } from "./backend.ts";
import type { TimerOwner } from "./clock.ts";
import type { Fault } from "./faults.ts";
import type { Strike } from "./plan.ts";

/** What the step is about to do. */
export interface Await<Result> {
  call: string;
  /** True for what Tripletex may carry out although nobody waits for it. */
  isWrite: boolean;
  /** Carries the call out, with a fault or without. */
  play: (strike: Strike | null) => Promise<Result>;
  /** Lets the effect happen when nobody waits for it any more. */
  playLate: (delayMs: number) => void;
}

/** An await that begins. */
export interface Entering extends Pick<Await<unknown>, "call" | "isWrite"> {
  /** The step stood still just before: the request is late by so much. */
  isHeldBack: boolean;
}

export interface Supervisor {
  /** Counts the await, lets people act, and says what strikes it. */
  enter(process: StepProcess, entering: Entering): Strike | null;
  frozen(process: StepProcess, strike: Strike): void;
  /** True when a request that was held back since the step froze would come later than any request does. */
  isTooLate(process: StepProcess): boolean;
  jump(delayMs: number): void;
}

/** Each its own: one for all would keep every schedule in memory that ever waited for it. */
const never = (): Promise<never> => new Promise(() => undefined);

export class StepProcess implements TimerOwner {
  readonly number: number;
  readonly holder: StepHolder | ReconcileHolder;
  readonly #supervisor: Supervisor;
  isFrozen = false;
  hasEnded = false;
  /** It must not go on: its next effect would come later than any request does. */
  isDead = false;
  readonly #sleepers: (() => void)[] = [];

  constructor(number: number, holder: StepHolder | ReconcileHolder, supervisor: Supervisor) {
    this.number = number;
    this.holder = holder;
    this.#supervisor = supervisor;
  }

  async pass<Result>(call: Await<Result>): Promise<Result> {
    const isHeldBack = this.isFrozen;
    await this.#awake();
    if (isHeldBack && call.isWrite && this.#supervisor.isTooLate(this)) return await never();
    const strike = this.#supervisor.enter(this, { ...call, isHeldBack });
    const result = await this.#playWith(call, strike);
    await this.#awake();
    return result;
  }

  async #playWith<Result>(call: Await<Result>, strike: Strike | null): Promise<Result> {
    if (strike === null) return await call.play(null);
    const { fault } = strike;
    switch (fault.kind) {
      case "kill":
      case "zombie":
        return await this.#die(call, { strike, timing: fault.timing });
      case "clockJump":
        if (fault.timing === "before") this.#supervisor.jump(strike.delayMs);
        return await this.#jumpAfter(call, { strike, timing: fault.timing });
      case "drop":
      case "hang":
      case "error500":
      case "page200":
      case "page503":
      case "timeout408":
      case "cutReply":
      case "slow":
      case "rateLimited":
      case "rateLimitedUntold":
      case "sessionsEnd":
      case "refused":
      case "listClosed":
      case "listRefused":
      case "listHalfWritten":
      case "convexError":
      case "convexErrorThrice":
        return await call.play(strike);
    }
  }

  async #jumpAfter<Result>(
    call: Await<Result>,
    { strike, timing }: { strike: Strike; timing: "before" | "after" },
  ): Promise<Result> {
    try {
      return await call.play(null);
    } finally {
      if (timing === "after") this.#supervisor.jump(strike.delayMs);
    }
  }

  async #die<Result>(
    call: Await<Result>,
    { strike, timing }: { strike: Strike; timing: "before" | "after" | "late" },
  ): Promise<Result> {
    if (timing === "after") {
      // Whatever the call ends with, the step does not live to see it.
      const [settled] = await Promise.allSettled([call.play(null)]);
      await this.#freeze(strike);
      if (settled.status === "rejected") throw settled.reason;
      return settled.value;
    }
    if (timing === "late") call.playLate(strike.delayMs);
    await this.#freeze(strike);
    return await call.play(null);
  }

  async #freeze(strike: Strike): Promise<void> {
    this.isFrozen = true;
    this.#supervisor.frozen(this, strike);
    await this.#awake();
  }

  /** Returns at once in a live step, and not before it wakes in a frozen one. */
  async #awake(): Promise<void> {
    while (this.isFrozen) {
      await new Promise<void>((resolve) => {
        this.#sleepers.push(resolve);
      });
    }
  }

  wake(): void {
    this.isFrozen = false;
    for (const resolve of this.#sleepers.splice(0)) resolve();
  }
}

/** A zombie that was stopped before a write left carries it out when it wakes, as a network that holds a request back. */
export const isWriteHeldBack = (fault: Fault): boolean => "timing" in fault && fault.timing === "before";
