/** Which settings an environment needs, read from the deployment's variables. Never answers a secret in a message. */
import { type RubicConfig, rubicConfig } from "../rubic/config.ts";
import { problemOfCode } from "../sync/problem-codes.ts";
import { type TripletexConfig, tripletexConfig } from "../tripletex/config.ts";
import type { Problem } from "./store.ts";

type Variables = Record<string, string | undefined>;
type TripletexEnv = "sandbox" | "production";

/** Unclear outcomes count as "not written" only after this time (and two empty look-ups). Design value: 5 minutes. */
const DEFAULT_SETTLE_MS = 300_000;
const ENVIRONMENTS: readonly TripletexEnv[] = ["sandbox", "production"];

export interface Configuration {
  rubic: RubicConfig;
  tripletex: TripletexConfig;
  /** Base64 of the 32 bytes that session tokens are encrypted with. */
  sessionKey: string;
  settleMs: number;
}

/** Loopback addresses are for the local backend, which marks itself; it is refused the real services in turn. */
const rulesOf = (variables: Variables) => ({ allowLoopback: variables.LOCAL_BACKEND === "true" });

/** Everything that a step needs, or one problem that names each missing or wrong setting. */
export function readConfiguration(
  variables: Variables,
  tripletexEnv: TripletexEnv,
): { ok: true; configuration: Configuration } | { ok: false; problem: Problem } {
  const rules = rulesOf(variables);
  const rubic = rubicConfig(variables, tripletexEnv, rules);
  const tripletex = tripletexConfig(variables, tripletexEnv, rules);
  const sessionKey = variables.SESSION_ENCRYPTION_KEY ?? "";
  // A blank setting is no setting: read as zero it would take every unclear outcome for "not written" at once.
  const settleMs = Number(variables.SETTLE_MS?.trim() || DEFAULT_SETTLE_MS);
  const problems = [
    ...(rubic.ok ? [] : rubic.problems),
    ...(tripletex.ok ? [] : tripletex.problems),
    ...sessionKeyProblems(sessionKey),
    ...(Number.isFinite(settleMs) && settleMs >= 0
      ? []
      : ["SETTLE_MS is not a number of milliseconds. Remove it to use five minutes."]),
  ];
  if (!rubic.ok || !tripletex.ok || problems.length > 0) {
    return {
      ok: false,
      problem: problemOfCode(
        "SETTINGS",
        `The settings of ${tripletexEnv} are not complete: ${problems.join(" ")}`,
      ),
    };
  }
  return {
    ok: true,
    configuration: { rubic: rubic.config, tripletex: tripletex.config, sessionKey, settleMs },
  };
}

const SESSION_KEY_BYTES = 32;

function sessionKeyProblems(key: string): string[] {
  const remedy = "Set it to 32 random bytes in base64 (openssl rand -base64 32).";
  if (key === "") return [`SESSION_ENCRYPTION_KEY is not set. ${remedy}`];
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(key) && key.length % 4 === 0;
  const isRight = isBase64 && atob(key).length === SESSION_KEY_BYTES;
  return isRight ? [] : [`SESSION_ENCRYPTION_KEY is not usable. ${remedy}`];
}

/** Environments that the schedule looks after: those whose addresses and keys are all set. */
export function configuredEnvironments(variables: Variables): TripletexEnv[] {
  return ENVIRONMENTS.filter((env) => readConfiguration(variables, env).ok);
}
