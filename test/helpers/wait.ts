/** Waiting for what happens elsewhere: polls often, gives up loudly, and never sleeps longer than needed. */

const POLL_MS = 5;
const DEFAULT_TIMEOUT_MS = 20_000;

/** @throws Error that shows the condition when it is not true within `timeoutMs` */
export async function waitUntil(isTrue: () => boolean, timeoutMs = DEFAULT_TIMEOUT_MS): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error(`not true within ${timeoutMs} ms: ${isTrue.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Waits until a count has stood still for `quietMs`: whatever was in flight has arrived. */
export async function waitUntilQuiet(count: () => number, quietMs = 300): Promise<void> {
  let last = count();
  let since = Date.now();
  while (Date.now() - since < quietMs) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    if (count() === last) continue;
    last = count();
    since = Date.now();
  }
}
