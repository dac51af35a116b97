/**
 * Reads from reply headers how long a system wants us to wait.
 * It exists because the header differs: `Retry-After` (seconds or a date) or Tripletex's `X-Rate-Limit-Reset` (seconds left).
 * It must never invent a wait: without a readable header the answer is undefined.
 */
const MS_PER_SECOND = 1000;

/** The wait in milliseconds that a 429 or 503 names; now is epoch milliseconds. Source: Tripletex dossier 3. */
export function readRetryAfterMs(headers: Headers, now: number): number | undefined {
  const retryAfter = headers.get("retry-after");
  const seconds = readSeconds(retryAfter) ?? readSeconds(headers.get("x-rate-limit-reset"));
  if (seconds !== null) return Math.ceil(seconds * MS_PER_SECOND);
  const instant = retryAfter === null ? Number.NaN : Date.parse(retryAfter);
  return Number.isNaN(instant) ? undefined : Math.max(0, instant - now);
}

/** A header that holds a number of zero or more; null when absent or something else. */
export function readSeconds(value: string | null): number | null {
  if (value === null || !/^\d+(\.\d+)?$/.test(value.trim())) return null;
  return Number(value);
}
