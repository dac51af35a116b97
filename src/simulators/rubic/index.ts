/**
 * Starts a stand-in for Rubic's External API on the loopback address, for the demo, tests and the benchmark.
 * It serves a seeded world under switchable answers to every open question about the real service, and plays faults.
 * It holds made-up people only and must never be pointed at real data.
 */
import { TZDate } from "@date-fns/tz";
import type { Faults } from "../http/faults.ts";
import type { RequestLog } from "../http/request-log.ts";
import { type SimulatedService, startSimulatorServer } from "../http/server.ts";
import type { World } from "../world/index.ts";
import { createActs } from "./acts.ts";
import { validationProblem } from "./parameters.ts";
import { createHandler, matchPath } from "./service.ts";
import { DEFAULT_SETTINGS, mergeSettings, type RubicSettings } from "./settings.ts";

export interface RubicSimulatorOptions {
  world: World;
  /** Default 0 = any free port. */
  port?: number;
  /** Default "rubic-key". */
  apiKey?: string;
  /** Default 100. */
  organizationId?: number;
  /** Epoch milliseconds. If given, acts without a date happen on this clock's Norwegian day; else on the world's day. */
  now?: () => number;
  /** Fixed wait before each answer. Default 0; short for the setting of the same name. */
  latencyMs?: number;
  settings?: Partial<RubicSettings>;
}

export interface RubicSimulator {
  /** Base URL without a slash at the end. */
  url: string;
  world: World;
  control: {
    faults: Faults;
    log: RequestLog;
    settings(): RubicSettings;
    changeSettings(patch: Partial<RubicSettings>): RubicSettings;
  };
  close(): Promise<void>;
}

const DEFAULT_API_KEY = "rubic-key";
const DEFAULT_ORGANIZATION_ID = 100;
const DATE_LENGTH = 10;

/** Starts the simulator. Rejects when the port is taken, throws a ZodError on an unknown setting. */
export async function startRubicSimulator(options: RubicSimulatorOptions): Promise<RubicSimulator> {
  const {
    world,
    apiKey = DEFAULT_API_KEY,
    organizationId = DEFAULT_ORGANIZATION_ID,
    now = Date.now,
  } = options;
  let settings = mergeSettings(DEFAULT_SETTINGS, { latencyMs: options.latencyMs ?? 0, ...options.settings });
  const changeSettings = (patch: unknown) => {
    settings = mergeSettings(settings, patch);
    return settings;
  };
  const service: SimulatedService = {
    templateOf: ({ url }) => ({ path: url.pathname, template: matchPath(url.pathname).template }),
    handle: createHandler({ world, apiKey, organizationId, settings: () => settings }),
    errorBody: (status) => ({
      ...validationProblem({}),
      status,
      title: "The request could not be carried out.",
    }),
    rateLimitHeaders: (seconds) => ({ "retry-after": String(seconds) }),
    // A Rubic key has no session: there is nothing to end.
    expireSessions: () => undefined,
    secretNames: [],
    readState: () => ({ settings, today: world.today, counts: countRecords(world), awkward: world.awkward }),
    changeSettings,
    acts: createActs(world, () => followClock(world, options.now)),
  };
  const server = await startSimulatorServer(service, { port: options.port ?? 0, now, latencyMs: 0 });
  return {
    url: server.origin,
    world,
    control: { faults: server.faults, log: server.log, settings: () => settings, changeSettings },
    close: server.close,
  };
}

function followClock(world: World, now: (() => number) | undefined): void {
  if (now) {
    world.setToday(new TZDate(now(), "Europe/Oslo").toISOString().slice(0, DATE_LENGTH));
  }
}

function countRecords(world: World) {
  return {
    customers: world.customers.length,
    products: world.products.length,
    productGroups: world.productGroups.length,
    departments: world.departments.length,
    persons: world.persons.length,
    companies: world.companies.length,
    invoices: world.invoices.length,
    transactions: world.transactions.length,
  };
}
