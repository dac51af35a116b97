/**
 * Reads the Tripletex settings of one environment.
 * It exists so that a wrong setting is named with its remedy before the first request.
 * It must never let an environment talk to the other one's host, nor put a token into a problem text.
 */
import {
  type ConfigResult,
  type ConfigRules,
  checkBaseUrl,
  checkSecret,
  isLoopback,
  readSetting,
  type TripletexEnvironment,
} from "../http/config.ts";

/** What the Tripletex client needs; baseUrl ends in /v2 without a trailing slash. */
export interface TripletexConfig {
  tripletexEnv: TripletexEnvironment;
  baseUrl: string;
  consumerToken: string;
  employeeToken: string;
}

/** The only address of each environment. Source: Tripletex dossier 1. */
const BASE_URLS: Record<TripletexEnvironment, string> = {
  production: "https://tripletex.no/v2",
  sandbox: "https://api-test.tripletex.tech/v2",
};
/** Tokens of the test service begin like this. Source: Tripletex dossier 1. */
const TEST_TOKEN_PREFIX = "test-";

interface UrlQuestion {
  url: URL;
  name: string;
  tripletexEnv: TripletexEnvironment;
  rules: ConfigRules;
}

/** Reads TRIPLETEX_<ENVIRONMENT>_BASE_URL, _CONSUMER_TOKEN and _EMPLOYEE_TOKEN. */
export function tripletexConfig(
  env: Record<string, string | undefined>,
  tripletexEnv: TripletexEnvironment,
  rules: ConfigRules,
): ConfigResult<TripletexConfig> {
  const prefix = `TRIPLETEX_${tripletexEnv.toUpperCase()}`;
  const name = `${prefix}_BASE_URL`;
  const problems: string[] = [];
  const url = checkBaseUrl(readSetting(env, name), rules, problems);
  const tokens = ["CONSUMER_TOKEN", "EMPLOYEE_TOKEN"].map((ending) =>
    readSetting(env, `${prefix}_${ending}`),
  );
  const [consumerToken = "", employeeToken = ""] = tokens.map((setting) => checkSecret(setting, problems));
  if (url === null) return { ok: false, problems };
  const question = { url, name, tripletexEnv, rules };
  problems.push(...[hostProblem(question), pathProblem(question)].filter((problem) => problem !== null));
  if (url.href.startsWith(BASE_URLS.production)) {
    const testTokens = tokens.filter(({ value }) => value?.startsWith(TEST_TOKEN_PREFIX));
    problems.push(
      ...testTokens.map(
        (token) => `${token.name} is a token of the test service. Use one made in production.`,
      ),
    );
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, config: { tripletexEnv, baseUrl: `${url.origin}/v2`, consumerToken, employeeToken } };
}

function hostProblem({ url, name, tripletexEnv, rules }: UrlQuestion): string | null {
  const production = new URL(BASE_URLS.production);
  if (rules.allowLoopback && url.hostname === production.hostname) {
    return `${name} points to the real books, which the local backend must not touch. Use the simulator or a deployment.`;
  }
  if (isLoopback(url) || url.host === new URL(BASE_URLS[tripletexEnv]).host) return null;
  return `${name} has a host that the ${tripletexEnv} environment must not use. Set it to ${BASE_URLS[tripletexEnv]}.`;
}

function pathProblem({ url, name, tripletexEnv }: UrlQuestion): string | null {
  if (/^\/v2\/?$/.test(url.pathname)) return null;
  const rightValue = isLoopback(url) ? `${url.origin}/v2` : BASE_URLS[tripletexEnv];
  return `${name} must end in /v2. Set it to ${rightValue}.`;
}
