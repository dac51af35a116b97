/**
 * Options that both clients share, and their defaults.
 * They exist so that tests can inject a fetch, a clock-free sleep and short times.
 * They must never hold a secret: credentials belong to each client's config.
 */

/** A call that has no complete reply after this time has an unknown outcome; a lease is only used while longer than this remains. */
export const REQUEST_TIMEOUT_MS = 15_000;

/** Options common to the Rubic and the Tripletex client; all times in milliseconds. */
export interface HttpOptions {
  /** Default: the global fetch. */
  fetch?: typeof fetch | undefined;
  /** Time for one attempt including its body. Default REQUEST_TIMEOUT_MS. */
  timeoutMs?: number | undefined;
  /** Unit of the growing wait between attempts. Default RETRY_BASE_MS. */
  retryBaseMs?: number | undefined;
  /** Default: a timer. */
  sleep?: ((ms: number) => Promise<void>) | undefined;
}
