/**
 * One request from arrival to reply: route, session, rate limit, then the resource inside a transaction. Refusals get their envelope and the
 * employee's language here, and every answer its request id (Tripletex dossier 1, 3, 4).
 */
import { randomUUID } from "node:crypto";
import { skewedDate } from "../http/clock.ts";
import type { Act } from "../http/control.ts";
import type { SimulatedService, SimulatorReply, SimulatorRequest } from "../http/server.ts";
import { parseJson } from "./body.ts";
import { ApiError, forbidden, notFound, wrongMethod } from "./errors.ts";
import { createRateLimit, type RateLimit } from "./rate-limit.ts";
import { matchRoute, type Route } from "./routes.ts";
import { requireSession } from "./sessions.ts";
import { settingsSchema } from "./settings.ts";
import type { Simulation } from "./simulation.ts";
import { text } from "./texts.ts";

const API_PREFIX = "/v2";
const REQUEST_ID_HEADER = "x-tlx-request-id";
const DOCUMENTATION = "https://tripletex.no/v2-docs/";

export function createService(
  simulation: Simulation,
  parts: { readState: () => unknown; acts: Record<string, Act> },
): SimulatedService {
  const rateLimit = createRateLimit(simulation);
  return {
    ...parts,
    templateOf: ({ method, url }) => {
      const path = pathOf(url);
      return { path, template: matchRoute(method, path).template };
    },
    handle: (request) => answer(simulation, rateLimit, request),
    errorBody: (status) => errorBody(simulation, injected(status), randomUUID()),
    rateLimitHeaders: (seconds) => rateLimit.exhaustedHeaders(seconds),
    expireSessions: () => simulation.sessions.clear(),
    secretNames: ["consumerToken", "employeeToken", "token"],
    changeSettings: (body) => changeSettings(simulation, body),
  };
}

const pathOf = (url: URL): string =>
  url.pathname.startsWith(`${API_PREFIX}/`) ? url.pathname.slice(API_PREFIX.length) : url.pathname;

/** Merges; a setting that is a group is replaced as a whole, with its defaults. */
export function changeSettings(simulation: Simulation, body: unknown): unknown {
  const changes = typeof body === "object" && body !== null ? body : {};
  simulation.settings = settingsSchema.parse({ ...simulation.settings, ...changes });
  return simulation.settings;
}

function answer(simulation: Simulation, rateLimit: RateLimit, request: SimulatorRequest): SimulatorReply {
  const requestId = randomUUID();
  const reply = carryOut(simulation, rateLimit, { request, requestId });
  const headers = {
    ...rateLimit.headersFor(reply.status),
    ...skewedDate(simulation.settings.clockSkewSeconds),
    ...reply.headers,
    [REQUEST_ID_HEADER]: requestId,
  };
  return { ...reply, headers };
}

function carryOut(
  simulation: Simulation,
  rateLimit: RateLimit,
  { request, requestId }: { request: SimulatorRequest; requestId: string },
): SimulatorReply {
  try {
    return simulation.books.journal.run(() => dispatch(simulation, rateLimit, request));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { status: error.refusal.status, body: errorBody(simulation, error, requestId) };
  }
}

function dispatch(simulation: Simulation, rateLimit: RateLimit, request: SimulatorRequest): SimulatorReply {
  if (!request.url.pathname.startsWith(`${API_PREFIX}/`)) throw notFound();
  const match = matchRoute(request.method, pathOf(request.url));
  if (match.kind === "unknown") throw notFound();
  if (match.kind === "wrongMethod") throw wrongMethod();
  if (match.route.needsSession) {
    requireSession(simulation, request.headers);
    rateLimit.count();
    if (simulation.settings.forbiddenPaths.includes(match.template)) throw forbidden();
  }
  return match.route.handle(simulation, {
    path: match.path,
    search: request.url.searchParams,
    body: bodyOf(match.route, request),
    headers: request.headers,
  });
}

/** `:payment` and its like take no body; whatever is sent with them is not read. */
function bodyOf({ method, template }: Route, { bodyText }: SimulatorRequest): unknown {
  const isAction = method === "PUT" && template.includes("/:");
  const hasBody = (method === "POST" || method === "PUT") && !isAction;
  return hasBody ? parseJson(bodyText) : null;
}

const injected = (status: number): ApiError =>
  new ApiError({
    status,
    code: status === 429 ? null : 1000,
    message: status === 429 ? "Too Many Requests" : "Unspecified exception",
  });

function errorBody({ language }: Simulation, { refusal }: ApiError, requestId: string): object {
  const { status, code, message, developerMessage = null, complaints } = refusal;
  const isRule = developerMessage === "VALIDATION_ERROR";
  const validationMessages = complaints?.map(({ field, text: words, values = [], path = null }) => ({
    field,
    message: typeof words === "string" ? text(language, words, values) : words.literal,
    path: isRule ? null : path,
    rootId: null,
  }));
  return {
    status,
    code,
    message: typeof message === "string" ? message : text(language, message.key),
    link: DOCUMENTATION,
    developerMessage,
    validationMessages: validationMessages ?? null,
    requestId,
  };
}
