/**
 * What the demo runs on: five ports, and the settings that tie backend and page to the simulators. Whatever the machine has
 * set for real services is left out, so that a demo can never reach one.
 */

import { readBackendPorts } from "./backend-settings.ts";
import type { Variables } from "./settings.ts";
import { type PortSetting, readPort } from "./settings.ts";

export interface DemoPorts {
  page: PortSetting;
  convex: PortSetting;
  site: PortSetting;
  rubic: PortSetting;
  sandbox: PortSetting;
  production: PortSetting;
}

/** What the simulators expect; made up, and good for nothing else. */
export const DEMO_RUBIC = { apiKey: "demo-rubic-key", organizationId: 100 } as const;
export const DEMO_TOKENS = { consumerToken: "demo-consumer", employeeToken: "demo-employee" } as const;

const DEFAULTS = { page: 3000, rubic: 4010, sandbox: 4020, production: 4021 } as const;
/** Settings of real services and of other deployments. */
const FOREIGN = /^(RUBIC|TRIPLETEX|BOOKS_FROM|CONVEX|NEXT_PUBLIC_CONVEX|SESSION_ENCRYPTION|SETTLE)_/;

/** @throws CommandError when a setting is not a port */
export function readDemoPorts(variables: Variables): DemoPorts {
  const read = (setting: string, purpose: string, port: number) =>
    readPort(variables, { setting, purpose, port });
  return {
    page: read("DASHBOARD_PORT", "the page", DEFAULTS.page),
    ...readBackendPorts(variables),
    rubic: read("RUBIC_SIMULATOR_PORT", "Rubic simulator", DEFAULTS.rubic),
    sandbox: read("TRIPLETEX_SIMULATOR_PORT", "Tripletex simulator, sandbox", DEFAULTS.sandbox),
    production: read(
      "TRIPLETEX_PRODUCTION_SIMULATOR_PORT",
      "Tripletex simulator, production",
      DEFAULTS.production,
    ),
  };
}

export function withoutForeignSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(environment).filter(([name]) => !FOREIGN.test(name));
  return { ...Object.fromEntries(own), NODE_ENV: environment.NODE_ENV };
}

interface SimulatorUrls {
  rubic: string;
  sandbox: string;
  production: string;
}

/** The settings of the backend; `booksFrom` is the cut-over date of both environments. */
export function demoBackendSettings(urls: SimulatorUrls, ports: DemoPorts, booksFrom: string) {
  return {
    LOCAL_CONVEX_PORT: String(ports.convex.port),
    LOCAL_SITE_PORT: String(ports.site.port),
    RUBIC_BASE_URL: urls.rubic,
    RUBIC_API_KEY: DEMO_RUBIC.apiKey,
    RUBIC_ORGANIZATION_ID: String(DEMO_RUBIC.organizationId),
    TRIPLETEX_SANDBOX_BASE_URL: urls.sandbox,
    TRIPLETEX_SANDBOX_CONSUMER_TOKEN: DEMO_TOKENS.consumerToken,
    TRIPLETEX_SANDBOX_EMPLOYEE_TOKEN: DEMO_TOKENS.employeeToken,
    TRIPLETEX_PRODUCTION_BASE_URL: urls.production,
    TRIPLETEX_PRODUCTION_CONSUMER_TOKEN: DEMO_TOKENS.consumerToken,
    TRIPLETEX_PRODUCTION_EMPLOYEE_TOKEN: DEMO_TOKENS.employeeToken,
    BOOKS_FROM_SANDBOX: booksFrom,
    BOOKS_FROM_PRODUCTION: booksFrom,
  };
}
