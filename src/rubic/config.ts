/**
 * Reads the Rubic settings from the environment.
 * It exists so that a wrong setting is named with its remedy before the first request.
 * It must never put the API key into a problem text.
 */
import {
  type ConfigResult,
  type ConfigRules,
  checkBaseUrl,
  checkSecret,
  readSetting,
  type Setting,
  type TripletexEnvironment,
} from "../http/config.ts";

/** What the Rubic client needs; baseUrl has no trailing slash. */
export interface RubicConfig {
  baseUrl: string;
  apiKey: string;
  organizationId: number;
}

type Environment = Record<string, string | undefined>;

/**
 * Reads RUBIC_BASE_URL, RUBIC_API_KEY and RUBIC_ORGANIZATION_ID. For the sandbox each RUBIC_SANDBOX_ setting
 * wins where it is set, so that a test run can read another organization.
 */
export function rubicConfig(
  env: Environment,
  tripletexEnv: TripletexEnvironment,
  rules: ConfigRules,
): ConfigResult<RubicConfig> {
  const problems: string[] = [];
  const url = checkBaseUrl(rubicSetting(env, tripletexEnv, "BASE_URL"), rules, problems);
  const apiKey = checkSecret(rubicSetting(env, tripletexEnv, "API_KEY"), problems);
  const organizationId = checkOrganizationId(rubicSetting(env, tripletexEnv, "ORGANIZATION_ID"), problems);
  if (url === null || organizationId === null || problems.length > 0) return { ok: false, problems };
  return { ok: true, config: { baseUrl: url.href.replace(/\/+$/, ""), apiKey, organizationId } };
}

function rubicSetting(env: Environment, tripletexEnv: TripletexEnvironment, ending: string): Setting {
  const special = readSetting(env, `RUBIC_SANDBOX_${ending}`);
  if (tripletexEnv === "sandbox" && special.value !== undefined) return special;
  return readSetting(env, `RUBIC_${ending}`);
}

function checkOrganizationId({ name, value }: Setting, problems: string[]): number | null {
  const organizationId = value !== undefined && /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(organizationId) && organizationId > 0) return organizationId;
  problems.push(
    value === undefined
      ? `${name} is not set. Set it to Rubic's number of the organization.`
      : `${name} must be a whole number: Rubic's number of the organization.`,
  );
  return null;
}
