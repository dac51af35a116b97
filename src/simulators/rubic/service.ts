/**
 * Rubic's External API over a world, as a function from request to reply: key, organization, parameters, page.
 * GET only, as the real one; whatever is not known is refused. It never changes the world, but for the late changes that a setting asks for.
 */
import { setTimeout as delay } from "node:timers/promises";
import { skewedDate } from "../http/clock.ts";
import type { SimulatorReply, SimulatorRequest } from "../http/server.ts";
import type { World } from "../world/index.ts";
import { createRandom } from "../world/random.ts";
import { blankTexts } from "./blank-texts.ts";
import { formatDates } from "./dates.ts";
import { driftRow } from "./drift.ts";
import { ENDPOINTS, type Endpoint } from "./endpoints.ts";
import { type ListedRow, selectPage } from "./paging.ts";
import { readParameters, validationProblem } from "./parameters.ts";
import type { RubicSettings } from "./settings.ts";

const TEXT = { "content-type": "text/plain; charset=utf-8" };
const PROBLEM = { "content-type": "application/problem+json; charset=utf-8" };

export interface ServiceParts {
  world: World;
  apiKey: string;
  organizationId: number;
  settings(): RubicSettings;
}

/** The endpoint and organization that a path names; the template is the path itself where none is named. */
export function matchPath(pathname: string): {
  template: string;
  endpoint?: Endpoint;
  organization?: string;
} {
  const [, area, organization = "", ...rest] = pathname.split("/");
  const template = ["", area, "{organization}", ...rest].join("/");
  const endpoint = ENDPOINTS.find((candidate) => candidate.template === template);
  return endpoint ? { template, endpoint, organization } : { template: pathname };
}

/** A handler with its own count of requests and passes. */
export function createHandler(parts: ServiceParts): (request: SimulatorRequest) => Promise<SimulatorReply> {
  const passes = new Map<string, number>();
  let requests = 0;
  return async (request) => {
    requests += 1;
    const settings = parts.settings();
    await wait(settings, { seed: parts.world.seed, request: requests });
    const { endpoint, organization } = matchPath(request.url.pathname);
    const refusal = refuse(request, parts, { endpoint, organization });
    if (refusal || !endpoint) {
      return refusal ?? notFound();
    }
    const read = readParameters(request.url.searchParams, endpoint.hasPeriod);
    if ("errors" in read) {
      return { status: 400, headers: PROBLEM, body: JSON.stringify(validationProblem(read.errors)) };
    }
    const { parameters } = read;
    const pass = (passes.get(endpoint.template) ?? 0) + (parameters.pageNo === 1 ? 1 : 0);
    passes.set(endpoint.template, pass);
    const page = selectPage(endpoint.list(parts.world, settings), {
      parameters,
      settings,
      pass: { seed: parts.world.seed, request: requests, pass },
    });
    const body = page.map((row) => presentRow(row, endpoint, settings));
    if (
      settings.lateChanges &&
      endpoint.template.endsWith("/invoices") &&
      parameters.pageNo === 1 &&
      page.length > 0
    ) {
      payOldestOpenInvoice(parts.world);
    }
    return { status: 200, headers: skewedDate(settings.clockSkewSeconds), body };
  };
}

function presentRow(row: ListedRow, endpoint: Endpoint, settings: RubicSettings): object {
  const texts = settings.emptyText === "blank" ? blankTexts(row.present()) : row.present();
  const dated = formatDates(texts, settings.dateFormat);
  return driftRow(dated, { place: row.place, fields: endpoint.drift, drift: settings.schemaDrift });
}

function refuse(
  request: SimulatorRequest,
  parts: ServiceParts,
  path: { endpoint: Endpoint | undefined; organization: string | undefined },
): SimulatorReply | undefined {
  if (!path.endpoint) {
    return notFound();
  }
  if (request.method !== "GET") {
    return { status: 405, headers: { ...TEXT, allow: "GET" }, body: null };
  }
  if (request.headers.get("authorization") !== `Bearer ${parts.apiKey}`) {
    return { status: 401, headers: TEXT, body: "Invalid API key." };
  }
  if (!/^\d+$/.test(path.organization ?? "")) {
    const problem = validationProblem({ organizationId: ["must be a whole number"] });
    return { status: 400, headers: PROBLEM, body: JSON.stringify(problem) };
  }
  if (Number(path.organization) !== parts.organizationId) {
    return {
      status: parts.settings().unknownOrganization,
      headers: TEXT,
      body: "No access to this organization.",
    };
  }
  return undefined;
}

function notFound(): SimulatorReply {
  return { status: 404, body: null };
}

async function wait(settings: RubicSettings, request: { seed: number; request: number }): Promise<void> {
  const random = createRandom(request.seed, `latency of request ${request.request}`);
  const waitMs = settings.latencyMs + Math.round(random.next() * settings.latencyJitterMs);
  if (waitMs > 0) {
    await delay(waitMs);
  }
}

function payOldestOpenInvoice(world: World): void {
  const open = world.invoices.find((invoice) => invoice.balance > 0);
  if (open) {
    world.addTransaction({ invoiceID: open.invoiceID, paidAmount: open.balance });
  }
}
