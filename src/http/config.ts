/**
 * What the two configuration readers share: the result shape and the checks of a base URL and of a secret.
 * It exists so that a wrong setting is named with its remedy before the first request.
 * It must never put the value of a secret, or a URL with credentials, into a problem text.
 */

/** The environment of Tripletex that a run writes to. */
export type TripletexEnvironment = "sandbox" | "production";

/** What this process may do; loopback is allowed by the local backend alone. */
export interface ConfigRules {
  allowLoopback: boolean;
}

/** A usable config, or every problem found, each a sentence with the remedy. */
export type ConfigResult<Config> = { ok: true; config: Config } | { ok: false; problems: string[] };

/** A setting as it was found: its name, and its trimmed value or undefined. */
export interface Setting {
  name: string;
  value: string | undefined;
}

/** Reads a setting; a blank one counts as not set. */
export function readSetting(env: Record<string, string | undefined>, name: string): Setting {
  const value = env[name]?.trim();
  return { name, value: value === "" ? undefined : value };
}

/**
 * Checks a base URL: https, or a loopback address where that is allowed; no credentials, query or fragment.
 * Returns the parsed URL or adds one problem with the remedy.
 */
export function checkBaseUrl(setting: Setting, rules: ConfigRules, problems: string[]): URL | null {
  const problem = baseUrlProblem(setting, rules);
  if (problem === null && setting.value !== undefined) return new URL(setting.value);
  problems.push(problem ?? `${setting.name} is not set.`);
  return null;
}

function baseUrlProblem({ name, value }: Setting, rules: ConfigRules): string | null {
  if (value === undefined)
    return `${name} is not set. Set it to the address of the service, starting with https://.`;
  if (!URL.canParse(value)) return `${name} is not a complete address. It must start with https://.`;
  const url = new URL(value);
  if (url.username !== "" || url.password !== "")
    return `${name} must not hold a user name or password. Remove them.`;
  if (url.search !== "" || url.hash !== "") return `${name} must not hold "?" or "#". Remove that part.`;
  if (isLoopback(url)) {
    return rules.allowLoopback
      ? httpProblem(name, url)
      : `${name} points to this machine, which only the local backend may use. Set the real address.`;
  }
  return url.protocol === "https:" ? null : `${name} must start with https://.`;
}

function httpProblem(name: string, url: URL): string | null {
  return url.protocol === "http:" || url.protocol === "https:"
    ? null
    : `${name} must start with http:// or https://.`;
}

/** True for an address of this very machine. */
export function isLoopback(url: URL): boolean {
  return url.hostname === "localhost" || url.hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(url.hostname);
}

/** Checks that a secret is set and can stand in a header. The problem text never holds its value. */
export function checkSecret({ name, value }: Setting, problems: string[]): string {
  if (value === undefined) problems.push(`${name} is not set. Set it to the value that you were given.`);
  else if (!/^[\x21-\x7e]+$/.test(value)) {
    problems.push(
      `${name} holds a space or a character that a key cannot have. Copy it again, without quotes or line breaks.`,
    );
  }
  return value ?? "";
}
