/** What becomes of a reading whose call has failed. What it has compared and put on the shelves stays; it goes on from there. */
import { isRemoteError, type RemoteErrorKind } from "../../http/errors.ts";

const MINUTE_MS = 60_000;
/** Growing, so that a short outage costs little time and a restart of the night is outlasted. Each after three tries of the client. */
const PAUSES_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS];

/** What a person has to mend is not tried again. */
const TREATMENT: Record<RemoteErrorKind, "wait" | "tryAgain" | "giveUp"> = {
  rateLimited: "wait",
  serverError: "tryAgain",
  unreachable: "tryAgain",
  timeout: "tryAgain",
  unexpectedReply: "tryAgain",
  conflict: "tryAgain",
  rejected: "tryAgain",
  notFound: "tryAgain",
  unauthorized: "giveUp",
  forbidden: "giveUp",
  withheld: "giveUp",
};

/** When to go on (epoch ms); a wait for the rate limit is no failure. Null: the reading has failed. */
export type AfterError = { until: number; isFailure: boolean } | null;

/** @param failures how many calls in a row have failed before this one */
export function afterError(error: unknown, failures: number, now: number): AfterError {
  if (!isRemoteError(error)) return null;
  const treatment = TREATMENT[error.kind];
  if (treatment === "wait") return { until: now + (error.retryAfterMs ?? MINUTE_MS), isFailure: false };
  const pause = treatment === "tryAgain" ? PAUSES_MS[failures] : undefined;
  return pause === undefined
    ? null
    : { until: now + Math.max(pause, error.retryAfterMs ?? 0), isFailure: true };
}
