/**
 * The way out of the engine's asynchronous contexts. convex-test replaces global timers with guards that throw inside
 * transactions, and those contexts leak into every callback that is made while a function runs. Work of the server
 * itself (notifications, timers, new calls) must start here, or it fails with "`setTimeout` is not supported".
 * The snapshot and the timers are taken when this file loads, which must be outside any Convex function.
 */
import { AsyncLocalStorage } from "node:async_hooks";

const enterOutsideContext = AsyncLocalStorage.snapshot();
const realSetTimeout = globalThis.setTimeout.bind(globalThis);
const realSetImmediate = globalThis.setImmediate.bind(globalThis);

/** The longest delay that a timer can take; a longer one would fire at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Runs `work` as if no Convex function had called it. */
export function runOutsideEngine<Result>(work: () => Result): Result {
  return enterOutsideContext(work);
}

/** A timer whose callback runs outside the engine. `delayMs` must not exceed MAX_TIMER_MS. */
export function startTimer(callback: () => void, delayMs: number): NodeJS.Timeout {
  return runOutsideEngine(() => realSetTimeout(callback, delayMs));
}

/** Lets waiting input, output and timers have their turn. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    realSetImmediate(resolve);
  });
}
