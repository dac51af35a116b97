/**
 * The settings of the embedded local backend, from the variables of the machine: what the functions get to see, and what is
 * wrong with it in words for a person. Texts name settings, never the value of a secret.
 */
import { randomBytes } from "node:crypto";
import { readConfiguration } from "../../src/engine/configuration.ts";
import { type PortSetting, readPort, readText, type Variables } from "./settings.ts";

const DEFAULT_CONVEX_PORT = 3210;
const DEFAULT_SITE_PORT = 3211;
/** Nobody waits five minutes in front of a trial; against simulators the truth settles at once. */
const LOCAL_SETTLE_MS = "1000";
const SESSION_KEY_BYTES = 32;
const PASSED_ON = /^(RUBIC|TRIPLETEX|BOOKS_FROM)_/;
const ENVIRONMENTS = ["sandbox", "production"] as const;

/** @throws CommandError when a setting is not a port */
export function readBackendPorts(variables: Variables): { convex: PortSetting; site: PortSetting } {
  return {
    convex: readPort(variables, {
      setting: "LOCAL_CONVEX_PORT",
      purpose: "Convex API of the local backend",
      port: DEFAULT_CONVEX_PORT,
    }),
    site: readPort(variables, {
      setting: "LOCAL_SITE_PORT",
      purpose: "HTTP actions of the local backend",
      port: DEFAULT_SITE_PORT,
    }),
  };
}

/**
 * What the functions see. The session key is random unless it is set: sessions live in memory like everything else here,
 * so nothing needs it after the end of the process.
 */
export function backendVariables(variables: Variables): Record<string, string> {
  const passedOn = Object.keys(variables).flatMap((name) => {
    const value = PASSED_ON.test(name) ? readText(variables, name) : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(passedOn),
    LOCAL_BACKEND: "true",
    SETTLE_MS: readText(variables, "SETTLE_MS") ?? LOCAL_SETTLE_MS,
    SESSION_ENCRYPTION_KEY:
      readText(variables, "SESSION_ENCRYPTION_KEY") ?? randomBytes(SESSION_KEY_BYTES).toString("base64"),
  };
}

/** One line per environment: ready, or what is missing and wrong. */
export function describeEnvironments(variables: Record<string, string>): string[] {
  return ENVIRONMENTS.map((tripletexEnv) => {
    const answer = readConfiguration(variables, tripletexEnv);
    return answer.ok ? `${tripletexEnv}: the settings are complete.` : answer.problem.message;
  });
}
