/**
 * The HTTP server under both simulators: listens on the loopback address, logs each request, plays faults, and hands the
 * rest to the service, which is a plain function from request to reply. A fault decides whether and when the service runs.
 * Never listens on another address: simulators hold no real data but accept anybody's words.
 */
import type { Server } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { type HttpBindings, serve } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import { type Act, createControlApp } from "./control.ts";
import { createFaults, type FaultRule, type Faults } from "./faults.ts";
import { createRequestLog, type LoggedRequest, type RequestLog } from "./request-log.ts";

export interface SimulatorRequest {
  method: string;
  /** Full address, with query. */
  url: URL;
  headers: Headers;
  bodyText: string;
}

/** `body`: a string is sent as it is, null sends nothing, anything else as JSON. */
export interface SimulatorReply {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}

export interface SimulatedService {
  /** The path template of a request, without the API's prefix, as `/customer/{id}`. Faults and log use it. */
  templateOf: (request: SimulatorRequest) => { path: string; template: string };
  /** Carries the request out. Must answer every request, also refused ones; a throw is a bug and answers 500 as text. */
  handle: (request: SimulatorRequest) => SimulatorReply | Promise<SimulatorReply>;
  /** Body of an error in the service's own shape. */
  errorBody: (status: number) => unknown;
  /** Headers of a 429 that says when to return. */
  rateLimitHeaders: (retryAfterSeconds: number) => Record<string, string>;
  /** Ends all sessions; a service without sessions does nothing. */
  expireSessions: () => void;
  /** Names whose values the log masks. */
  secretNames: readonly string[];
  readState: () => unknown;
  changeSettings: (body: unknown) => unknown;
  acts: Record<string, Act>;
}

export interface SimulatorServer {
  /** `http://127.0.0.1:<port>`, no slash at the end. */
  origin: string;
  faults: Faults;
  log: RequestLog;
  /** Resolves when every late commit under way has been carried out. */
  lateCommitsDone: () => Promise<void>;
  close: () => Promise<void>;
}

interface ServerOptions {
  /** 0 = any free port. */
  port: number;
  now: () => number;
  /** Fixed delay before each request is handled. */
  latencyMs: number;
}

interface Exchange {
  request: SimulatorRequest;
  service: SimulatedService;
  lateCommits: Set<Promise<unknown>>;
}

/** What becomes of a request: a reply, or a destroyed socket. */
type Outcome = SimulatorReply | "drop";

const HTML_PAGE = "<!DOCTYPE html><html><body><h1>Something went wrong</h1></body></html>";
const HTML_HEADERS = { "content-type": "text/html; charset=utf-8" };

/** Starts the server. Rejects when the port is taken. */
export async function startSimulatorServer(
  service: SimulatedService,
  options: ServerOptions,
): Promise<SimulatorServer> {
  const faults = createFaults();
  const log = createRequestLog(service.secretNames);
  const lateCommits = new Set<Promise<unknown>>();
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.route("/", createControlApp({ faults, log, ...service }));
  app.all("*", async (context) => {
    const request = await readRequest(context.req.raw);
    const { path, template } = service.templateOf(request);
    const entry = log.add({ at: options.now(), ...request, path, template });
    if (options.latencyMs > 0) await delay(options.latencyMs);
    const fault = faults.take({ method: request.method, template });
    const outcome = await play(fault, { request, service, lateCommits });
    note(entry, fault, outcome);
    if (outcome !== "drop") return toResponse(outcome);
    context.env.incoming.socket.destroy();
    return RESPONSE_ALREADY_SENT;
  });
  const server = await listen(app, options.port);
  return {
    origin: server.origin,
    faults,
    log,
    lateCommitsDone: async () => {
      await Promise.all(lateCommits);
    },
    close: server.close,
  };
}

async function readRequest(raw: Request): Promise<SimulatorRequest> {
  return { method: raw.method, url: new URL(raw.url), headers: raw.headers, bodyText: await raw.text() };
}

function note(entry: LoggedRequest, fault: FaultRule | undefined, outcome: Outcome): void {
  entry.status = outcome === "drop" ? null : outcome.status;
  if (fault !== undefined) entry.fault = fault.kind;
}

async function play(fault: FaultRule | undefined, exchange: Exchange): Promise<Outcome> {
  const { request, service } = exchange;
  if (fault === undefined) return service.handle(request);
  switch (fault.kind) {
    case "dropBefore":
      return "drop";
    case "dropAfter":
      await service.handle(request);
      return "drop";
    case "errorBefore":
      return errorReply(fault, service);
    case "errorAfter":
      await service.handle(request);
      return errorReply(fault, service);
    case "rateLimited":
      return rateLimitReply(fault, service);
    case "expireSessions":
      service.expireSessions();
      return service.handle(request);
    case "slow":
      await delay(fault.delayMs);
      return service.handle(request);
    case "slowAfter":
      return answerLate(fault.delayMs, exchange);
    case "lateCommit":
      commitLate(fault.delayMs, exchange);
      return "drop";
    case "html":
      return { status: 200, headers: HTML_HEADERS, body: HTML_PAGE };
    case "status":
      return { status: fault.status, headers: fault.headers ?? {}, body: fault.body ?? null };
    default:
      return fault satisfies never;
  }
}

async function answerLate(delayMs: number, { request, service }: Exchange): Promise<SimulatorReply> {
  const reply = await service.handle(request);
  await delay(delayMs);
  return reply;
}

function commitLate(delayMs: number, { request, service, lateCommits }: Exchange): void {
  // The timer alone does not keep the process alive: a closed simulator commits nothing more.
  const commit = delay(delayMs, undefined, { ref: false }).then(() => service.handle(request));
  lateCommits.add(commit);
  void commit.finally(() => lateCommits.delete(commit));
}

function errorReply(
  fault: { status: number; as: "json" | "html" },
  service: SimulatedService,
): SimulatorReply {
  if (fault.as === "html") return { status: fault.status, headers: HTML_HEADERS, body: HTML_PAGE };
  return { status: fault.status, body: service.errorBody(fault.status) };
}

function rateLimitReply(
  fault: { withHeaders: boolean; retryAfterSeconds: number },
  service: SimulatedService,
): SimulatorReply {
  const headers = fault.withHeaders ? service.rateLimitHeaders(fault.retryAfterSeconds) : {};
  return { status: 429, headers, body: service.errorBody(429) };
}

function toResponse(reply: SimulatorReply): Response {
  const headers = new Headers(reply.headers);
  if (reply.body === null || reply.body === undefined)
    return new Response(null, { status: reply.status, headers });
  if (typeof reply.body === "string") return new Response(reply.body, { status: reply.status, headers });
  headers.set("content-type", "application/json; charset=utf-8");
  return new Response(JSON.stringify(reply.body), { status: reply.status, headers });
}

async function listen(
  app: Hono<{ Bindings: HttpBindings }>,
  wantedPort: number,
): Promise<{ origin: string; close: () => Promise<void> }> {
  const started = Promise.withResolvers<number>();
  const server = serve({ fetch: app.fetch, port: wantedPort, hostname: "127.0.0.1" }, ({ port }) =>
    started.resolve(port),
  );
  server.once("error", started.reject);
  const port = await started.promise;
  return { origin: `http://127.0.0.1:${port}`, close: () => closeServer(server as Server) };
}

/** Cuts open connections: a test that ends in the middle of a slow answer must not wait for it. */
async function closeServer(server: Server): Promise<void> {
  const closed = Promise.withResolvers<void>();
  server.close((error) => (error === undefined ? closed.resolve() : closed.reject(error)));
  server.closeAllConnections();
  await closed.promise;
}
