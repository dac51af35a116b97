/**
 * Stand-in for Tripletex: a real HTTP server with a company's books in memory, for demo, tests and benchmark. Strict where the real service
 * is strict, pessimistic where the truth is unknown. Never part of a product bundle.
 */
import type { Faults } from "../http/faults.ts";
import type { RequestLog } from "../http/request-log.ts";
import { startSimulatorServer } from "../http/server.ts";
import { asActs, createOtherPeople, type OtherPeople } from "./acts.ts";
import { createBooks } from "./books.ts";
import { type CompanySeed, seedBooks } from "./chart.ts";
import { changeSettings, createService } from "./service.ts";
import { settingsSchema, type TripletexSettings, type TripletexSettingsInput } from "./settings.ts";
import type { IgnoredParameter, SentInvoice, Simulation } from "./simulation.ts";
import { readState, type TripletexState } from "./state.ts";
import { createJournal } from "./table.ts";
import type { Language } from "./texts.ts";

export type { TripletexSettings } from "./settings.ts";
export type { TripletexState } from "./state.ts";

export interface TripletexSimulatorOptions {
  /** 0 (default) = any free port. */
  port?: number;
  /** Epoch milliseconds; default the machine's clock. */
  now?: () => number;
  companyId?: number;
  companyName?: string;
  organizationNumber?: string;
  /** The tokens that open a session. Defaults "test-consumer" and "test-employee". */
  consumerToken?: string;
  employeeToken?: string;
  departments?: readonly { departmentNumber: string; name: string }[];
  /** Fixed delay of each request; default 0. */
  latencyMs?: number;
  /** Language of the token's employee, and so of refusals. Default "no". */
  language?: Language;
  settings?: TripletexSettingsInput;
}

export interface TripletexControl extends OtherPeople {
  faults: Faults;
  requests: RequestLog;
  /** Query parameters that were sent and ignored; a correct client leaves this empty. */
  ignoredParameters: readonly IgnoredParameter[];
  /** Invoices that would have reached a customer; a correct client leaves this empty. */
  sentToCustomers: readonly SentInvoice[];
  settings: () => Readonly<TripletexSettings>;
  /** Merges; throws a ZodError on an unknown setting. */
  changeSettings: (changes: TripletexSettingsInput) => void;
  expireSessions: () => void;
  /** Resolves when requests under the fault `lateCommit` have been carried out. */
  lateCommitsDone: () => Promise<void>;
}

export interface TripletexSimulator {
  /** Base address with `/v2`. */
  url: string;
  /** Base of the control routes. */
  controlUrl: string;
  /** The books as they are now: plain rows, a fresh copy on each reading. */
  readonly state: TripletexState;
  control: TripletexControl;
  close: () => Promise<void>;
}

const DEFAULT_COMPANY: CompanySeed = {
  companyId: 7_654_321,
  companyName: "Prøvebyen IL",
  organizationNumber: "999999999",
  departments: [
    { departmentNumber: "10", name: "Administrasjon" },
    { departmentNumber: "20", name: "Fotball" },
    { departmentNumber: "30", name: "Håndball" },
    { departmentNumber: "40", name: "Ski" },
  ],
};

/** Starts a new company on its own server. Rejects when the port is taken. */
export async function startTripletexSimulator(
  options: TripletexSimulatorOptions = {},
): Promise<TripletexSimulator> {
  const simulation = createSimulation(options);
  const state = () => readState(simulation);
  const service = createService(simulation, { readState: state, acts: asActs(simulation) });
  const { port = 0, latencyMs = 0 } = options;
  const server = await startSimulatorServer(service, { port, latencyMs, now: simulation.now });
  return {
    url: `${server.origin}/v2`,
    controlUrl: `${server.origin}/_control`,
    get state() {
      return state();
    },
    control: {
      ...createOtherPeople(simulation),
      faults: server.faults,
      requests: server.log,
      ignoredParameters: simulation.ignoredParameters,
      sentToCustomers: simulation.sentToCustomers,
      settings: () => simulation.settings,
      changeSettings: (changes) => void changeSettings(simulation, changes),
      expireSessions: () => simulation.sessions.clear(),
      lateCommitsDone: () => server.lateCommitsDone(),
    },
    close: () => server.close(),
  };
}

function createSimulation(options: TripletexSimulatorOptions): Simulation {
  const { now = Date.now, language = "no", consumerToken, employeeToken } = options;
  const books = createBooks(createJournal(), now);
  const company = {
    companyId: options.companyId ?? DEFAULT_COMPANY.companyId,
    companyName: options.companyName ?? DEFAULT_COMPANY.companyName,
    organizationNumber: options.organizationNumber ?? DEFAULT_COMPANY.organizationNumber,
    departments: options.departments ?? DEFAULT_COMPANY.departments,
  };
  seedBooks(books, company);
  return {
    books,
    now,
    language,
    settings: settingsSchema.parse(options.settings ?? {}),
    companyId: company.companyId,
    tokens: { consumer: consumerToken ?? "test-consumer", employee: employeeToken ?? "test-employee" },
    sessions: new Map(),
    sentToCustomers: [],
    ignoredParameters: [],
  };
}
