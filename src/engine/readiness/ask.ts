/** Turns a call into a fact: the answer, or why there is none. Only what nobody foresaw is thrown on. */
import { isRemoteError, type RemoteErrorKind } from "../../http/errors.ts";
import { type Fact, known } from "../../sync/readiness/line.ts";
import { RepeatedPageError } from "../page-reader.ts";
import { problemOf } from "../problems.ts";

/** Passes by itself: nothing is learned about the set-up. Everything else would be answered the same the next time. */
const UNAVAILABLE: ReadonlySet<RemoteErrorKind> = new Set([
  "rateLimited",
  "serverError",
  "unreachable",
  "timeout",
  "withheld",
]);

export async function ask<T>(call: () => Promise<T>): Promise<Fact<T>> {
  try {
    return known(await call());
  } catch (error) {
    if (error instanceof RepeatedPageError) {
      return { isKnown: false, because: error.message, remedy: "Ask Rubic's support.", kind: "refused" };
    }
    if (!isRemoteError(error)) throw error;
    const { message } = problemOf(error);
    const kind = UNAVAILABLE.has(error.kind) ? "unavailable" : "refused";
    return { isKnown: false, because: message, remedy: remedyOf(error.kind, error.system), kind };
  }
}

function remedyOf(kind: RemoteErrorKind, system: "rubic" | "tripletex"): string {
  const name = system === "rubic" ? "Rubic" : "Tripletex";
  if (UNAVAILABLE.has(kind)) return `Check the address of ${name} in the settings, then check again.`;
  if (kind === "unauthorized") {
    return system === "rubic"
      ? "Check RUBIC_API_KEY (RUBIC_SANDBOX_API_KEY for the sandbox), then check again."
      : "Check the consumer token and the employee token of this environment, then check again.";
  }
  if (kind === "forbidden" && system === "tripletex") {
    return "Give the employee token the entitlement in Tripletex (Company, Our integrations), then check again.";
  }
  return system === "rubic"
    ? "Check RUBIC_BASE_URL, RUBIC_ORGANIZATION_ID and what the key may read, then check again."
    : "Check the address in the settings; if it is right, ask Tripletex's support with the words above.";
}

/** Builds on a fact: a missing one stays missing, with its reason. */
export async function andThen<T, U>(
  fact: Fact<T>,
  next: (value: T) => Promise<Fact<U>> | Fact<U>,
): Promise<Fact<U>> {
  return fact.isKnown ? await next(fact.value) : fact;
}
