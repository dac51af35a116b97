/**
 * The rate limit (Tripletex dossier 3): so many requests per period, then 429 until the period ends. Numbers are settings, as the real ones
 * are unpublished. Session requests are not counted: the limit is per employee and they come before one is known.
 */
import { tooManyRequests } from "./errors.ts";
import type { Simulation } from "./simulation.ts";

const MILLISECONDS = 1000;

export interface RateLimit {
  /** Counts a request. Throws 429 when the period's share is used up. */
  count: () => void;
  headersFor: (status: number) => Record<string, string>;
  /** Headers of a 429 that was put in by a fault. */
  exhaustedHeaders: (resetSeconds: number) => Record<string, string>;
}

export function createRateLimit(simulation: Simulation): RateLimit {
  let periodStart = Number.NEGATIVE_INFINITY;
  let used = 0;

  function renew(): void {
    const periodMs = simulation.settings.rateLimit.periodSeconds * MILLISECONDS;
    if (simulation.now() - periodStart < periodMs) return;
    periodStart = simulation.now();
    used = 0;
  }

  function headers(remaining: number, resetSeconds: number): Record<string, string> {
    return {
      "X-Rate-Limit-Limit": String(simulation.settings.rateLimit.limit),
      "X-Rate-Limit-Remaining": String(remaining),
      "X-Rate-Limit-Reset": String(resetSeconds),
    };
  }

  return {
    count() {
      renew();
      used += 1;
      if (used > simulation.settings.rateLimit.limit) throw tooManyRequests();
    },
    headersFor(status) {
      renew();
      const { limit, periodSeconds, headersOn429 } = simulation.settings.rateLimit;
      if (status === 429 && !headersOn429) return {};
      const passedSeconds = (simulation.now() - periodStart) / MILLISECONDS;
      return headers(Math.max(0, limit - used), Math.ceil(periodSeconds - passedSeconds));
    },
    exhaustedHeaders: (resetSeconds) => headers(0, resetSeconds),
  };
}
