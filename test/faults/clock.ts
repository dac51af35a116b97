/**
 * The campaign's clock: hours pass in milliseconds. While it is installed, `Date.now`, `setTimeout` and `clearTimeout` of
 * the whole process are its own, so that Convex functions, engine, clients and simulators all live in one time. It moves
 * only when somebody says so, and fires what is due in order. It must be uninstalled before anything waits in real time.
 */
import { AsyncLocalStorage } from "node:async_hooks";

/** Whose timers these are: those of a frozen step don't fire before it wakes. */
export interface TimerOwner {
  isFrozen: boolean;
}

interface Timer {
  at: number;
  order: number;
  owner: TimerOwner | null;
  fire: () => void;
}

const realNow = Date.now;
const realSetTimeout = globalThis.setTimeout;
const realClearTimeout = globalThis.clearTimeout;
const realSetImmediate = globalThis.setImmediate.bind(globalThis);

/** Which step is running: carried along by every promise and timer that the step makes. */
export const ownerStorage = new AsyncLocalStorage<TimerOwner | null>();

/** Runs `work` as the world outside of any step. */
export function asNobody<Result>(work: () => Result): Result {
  return ownerStorage.run(null, work);
}

export class Clock {
  now: number;
  readonly #timers = new Set<Timer>();
  #order = 0;
  /** Work that leaves the event loop's own queues (encryption): time must not move meanwhile. */
  #outside = 0;

  constructor(startsAt: number) {
    this.now = startsAt;
  }

  /** Calls `fire` at `at` (epoch milliseconds), in the async context of the caller. */
  schedule(at: number, fire: () => void): Timer {
    const inContext = AsyncLocalStorage.bind(fire);
    this.#order += 1;
    const owner = ownerStorage.getStore() ?? null;
    const timer = { at, order: this.#order, owner, fire: inContext };
    this.#timers.add(timer);
    return timer;
  }

  cancel(timer: unknown): void {
    this.#timers.delete(timer as Timer);
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.schedule(this.now + ms, resolve);
    });
  }

  /** The next timer that may fire, or null. */
  next(): Timer | null {
    let first: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.owner?.isFrozen === true) continue;
      if (first === null || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) {
        first = timer;
      }
    }
    return first;
  }

  /** Moves on to `at`, firing what is due on the way. Never moves back. */
  advanceTo(at: number): void {
    for (let timer = this.next(); timer !== null && timer.at <= at; timer = this.next()) {
      this.#timers.delete(timer);
      this.now = Math.max(this.now, timer.at);
      timer.fire();
    }
    this.now = Math.max(this.now, at);
  }

  /** Lets everything happen that can happen without time passing. */
  async settle(): Promise<void> {
    do {
      await new Promise<void>((resolve) => realSetImmediate(resolve));
    } while (this.#outside > 0);
    await new Promise<void>((resolve) => realSetImmediate(resolve));
  }

  async outside<Result>(work: Promise<Result>): Promise<Result> {
    this.#outside += 1;
    try {
      return await work;
    } finally {
      this.#outside -= 1;
    }
  }

  install(): void {
    Date.now = () => this.now;
    globalThis.setTimeout = ((fire: () => void, ms = 0) => {
      const timer = this.schedule(this.now + Math.max(0, ms), fire);
      return Object.assign(timer, { ref: () => timer, unref: () => timer });
    }) as unknown as typeof setTimeout;
    globalThis.clearTimeout = (timer: unknown) => this.cancel(timer);
  }

  uninstall(): void {
    Date.now = realNow;
    globalThis.setTimeout = realSetTimeout;
    globalThis.clearTimeout = realClearTimeout;
  }
}
