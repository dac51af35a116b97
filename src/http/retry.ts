/**
 * The one place that decides whether a failed call is sent again.
 * It exists as a pure function so that every case can be tried in a table.
 * It must never let a write be repeated whose outcome is unknown: Tripletex has no idempotency key.
 */
import pRetry from "p-retry";
import { isRemoteError, type RemoteError, type RemoteErrorKind } from "./errors.ts";
import type { HttpOptions } from "./options.ts";

/** First try included. More would keep a step of 30 seconds from ending in time. */
export const MAX_ATTEMPTS = 3;
/** Unit of the wait: 500 ms before the second attempt, 1,000 ms before the third. */
export const RETRY_BASE_MS = 500;
/** A longer wait ends the engine's step; the run then waits without holding an action. */
export const MAX_INLINE_WAIT_MS = 10_000;

/** What the decision rests on; attempt counts from 1, baseMs is milliseconds (default RETRY_BASE_MS). */
export interface RetryQuestion {
  isWrite: boolean;
  error: RemoteError;
  attempt: number;
  baseMs?: number | undefined;
}

export type RetryDecision = { retry: true; delayMs: number } | { retry: false };

const GIVE_UP: RetryDecision = { retry: false };

/** How each kind is treated: never again, after a wait that the remote system names, or after a backoff (reads only). */
const TREATMENT: Record<RemoteErrorKind, "never" | "whenTold" | "backoff"> = {
  unauthorized: "never",
  forbidden: "never",
  notFound: "never",
  conflict: "never",
  rejected: "never",
  rateLimited: "whenTold",
  serverError: "backoff",
  timeout: "backoff",
  unreachable: "backoff",
  unexpectedReply: "backoff",
  withheld: "never",
};

/**
 * Decides whether a failed attempt is followed by another, and after how many milliseconds.
 * Reads repeat on transport trouble, and after a wait that the remote system names. Writes never repeat here: time passes, and
 * only the engine knows whether it may still write and whether the record still needs it. A 401 is repeated once by the session layer.
 */
export function decideRetry({
  isWrite,
  error,
  attempt,
  baseMs = RETRY_BASE_MS,
}: RetryQuestion): RetryDecision {
  if (isWrite || attempt >= MAX_ATTEMPTS || error.isNotSent) return GIVE_UP;
  const backoffMs = baseMs * 2 ** (attempt - 1);
  const treatment = TREATMENT[error.kind];
  if (treatment === "whenTold") return waitAsTold(error.retryAfterMs, backoffMs);
  if (treatment === "never") return GIVE_UP;
  // A reply that is JSON but not what we expect will be the same the next time.
  if (error.kind === "unexpectedReply" && !error.isUnreadable) return GIVE_UP;
  return waitAsTold(error.retryAfterMs ?? backoffMs, backoffMs);
}

function waitAsTold(toldMs: number | undefined, backoffMs: number): RetryDecision {
  if (toldMs === undefined || toldMs > MAX_INLINE_WAIT_MS) return GIVE_UP;
  return { retry: true, delayMs: Math.max(toldMs, backoffMs) };
}

/**
 * Runs an attempt until it succeeds or decideRetry gives up, and throws the last error.
 * Anything that is no RemoteError is thrown at once.
 */
export async function runWithRetry<T>(
  attemptCall: () => Promise<T>,
  { isWrite, options }: { isWrite: boolean; options: HttpOptions },
): Promise<T> {
  const sleep = options.sleep ?? waitMs;
  return pRetry(attemptCall, {
    retries: MAX_ATTEMPTS - 1,
    minTimeout: 0,
    shouldRetry: async ({ error, attemptNumber }) => {
      if (!isRemoteError(error)) return false;
      const decision = decideRetry({
        isWrite,
        error,
        attempt: attemptNumber,
        baseMs: options.retryBaseMs,
      });
      if (decision.retry) await sleep(decision.delayMs);
      return decision.retry;
    },
  });
}

async function waitMs(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
