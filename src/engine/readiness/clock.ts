/**
 * Compares a remote system's clock with ours, from the Date header of the answers that come anyway. The quickest answer is the
 * one that tells most, because the header was written somewhere between sending and receiving.
 */

/** The header counts whole seconds, cut off: the true time lies half a second later on average. */
const HALF_SECOND_MS = 500;

export interface WatchedClock {
  fetch: typeof fetch;
  /** How far the remote clock is ahead of ours, in milliseconds; null while no answer has told. */
  skewMs(): number | null;
}

export function watchClock(now: () => number, send: typeof fetch = globalThis.fetch): WatchedClock {
  let best: { skewMs: number; tookMs: number } | null = null;
  const watched: typeof fetch = async (input, init) => {
    const sentAt = now();
    const response = await send(input, init);
    const tookMs = now() - sentAt;
    const told = Date.parse(response.headers.get("date") ?? "");
    if (!Number.isNaN(told) && (best === null || tookMs < best.tookMs)) {
      best = { skewMs: told + HALF_SECOND_MS - (sentAt + tookMs / 2), tookMs };
    }
    return response;
  };
  return { fetch: watched, skewMs: () => best?.skewMs ?? null };
}
