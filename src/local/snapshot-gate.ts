/**
 * Holds back new transactions while one reader runs several queries, so that all of them show one moment, as a
 * transition of a real deployment does. The engine runs transactions one after another but knows no reads that belong
 * together. Transactions that have begun or stand in the
 * engine's own queue come to their end; only later ones wait.
 */
import { AsyncLocalStorage } from "node:async_hooks";

/** One gate for one engine. */
export class SnapshotGate {
  readonly #holder = new AsyncLocalStorage<true>();
  #held: Promise<void> | null = null;

  /** Runs `work` alone; what it starts through `asHolder` passes the gate. */
  async hold<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#untilOpen();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    try {
      return await work();
    } finally {
      this.#held = null;
      resolve();
    }
  }

  /** Runs `work` with the right to pass while the gate is held. Only for what the holder itself awaits. */
  asHolder<Result>(work: () => Result): Result {
    return this.#holder.run(true, work);
  }

  /** Resolves when a transaction may begin. */
  async pass(): Promise<void> {
    if (this.#holder.getStore() !== true) await this.#untilOpen();
  }

  async #untilOpen(): Promise<void> {
    // Several may wait; the first one that wakes up may close the gate again.
    while (this.#held !== null) await this.#held;
  }
}
