/**
 * Rubic and Tripletex without sockets: the simulators' own services, called as functions. Beside them what other people do
 * in Tripletex.
 */
import type { SimulatedService, SimulatorReply, SimulatorRequest } from "../../src/simulators/http/server.ts";
import { createHandler, matchPath } from "../../src/simulators/rubic/service.ts";
import { DEFAULT_SETTINGS, type RubicSettings } from "../../src/simulators/rubic/settings.ts";
import { createOtherPeople, type OtherPeople } from "../../src/simulators/tripletex/acts.ts";
import { createBooks } from "../../src/simulators/tripletex/books.ts";
import { seedBooks } from "../../src/simulators/tripletex/chart.ts";
import { createService } from "../../src/simulators/tripletex/service.ts";
import { settingsSchema, type TripletexSettingsInput } from "../../src/simulators/tripletex/settings.ts";
import type { Simulation } from "../../src/simulators/tripletex/simulation.ts";
import { readState, type TripletexState } from "../../src/simulators/tripletex/state.ts";
import { createJournal } from "../../src/simulators/tripletex/table.ts";
import type { World } from "../../src/simulators/world/index.ts";

export type System = "rubic" | "tripletex";

export const RUBIC_ORIGIN = "http://127.0.0.1:4010";
export const TRIPLETEX_ORIGIN = "http://127.0.0.1:4020";
export const API_KEY = "rubic-key";
const ORGANIZATION_ID = 100;
export const CONSUMER_TOKEN = "test-consumer";
export const EMPLOYEE_TOKEN = "test-employee";

const COMPANY = {
  companyId: 111,
  companyName: "Sandkassa IL",
  organizationNumber: "999999999",
  departments: [
    { departmentNumber: "10", name: "Administrasjon" },
    { departmentNumber: "20", name: "Fotball" },
    { departmentNumber: "30", name: "Håndball" },
    { departmentNumber: "40", name: "Ski" },
  ],
};

export class Remotes {
  readonly simulation: Simulation;
  readonly people: OtherPeople;
  readonly tripletex: SimulatedService;
  rubicSettings: RubicSettings = DEFAULT_SETTINGS;
  readonly #rubic: (request: SimulatorRequest) => Promise<SimulatorReply>;

  constructor(world: World, settings: TripletexSettingsInput) {
    this.simulation = createCompany(settings);
    this.people = createOtherPeople(this.simulation);
    this.tripletex = createService(this.simulation, {
      readState: () => readState(this.simulation),
      acts: {},
    });
    this.#rubic = createHandler({
      world,
      apiKey: API_KEY,
      organizationId: ORGANIZATION_ID,
      settings: () => this.rubicSettings,
    });
  }

  get state(): TripletexState {
    return readState(this.simulation);
  }

  /** `rubic GET /accounting/{organization}/invoices` */
  nameOf(system: System, request: SimulatorRequest): string {
    const template =
      system === "rubic"
        ? matchPath(request.url.pathname).template
        : this.tripletex.templateOf(request).template;
    return `${system} ${request.method} ${template}`;
  }

  async carryOut(system: System, request: SimulatorRequest): Promise<SimulatorReply> {
    return system === "rubic" ? await this.#rubic(request) : await this.tripletex.handle(request);
  }
}

function createCompany(settings: TripletexSettingsInput): Simulation {
  const books = createBooks(createJournal(), Date.now);
  seedBooks(books, COMPANY);
  return {
    books,
    now: () => Date.now(),
    language: "no",
    settings: settingsSchema.parse(settings),
    companyId: COMPANY.companyId,
    tokens: { consumer: CONSUMER_TOKEN, employee: EMPLOYEE_TOKEN },
    sessions: new Map(),
    sentToCustomers: [],
    ignoredParameters: [],
  };
}
