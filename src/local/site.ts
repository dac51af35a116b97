/**
 * The HTTP actions of the project's `http.ts`, on their own port as on a real deployment. Headers of CORS are those of
 * the action itself; foreign origins and hosts are refused before the action sees them.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { Authenticator, Caller } from "./authentication.ts";
import { ANONYMOUS, AuthenticationError } from "./authentication.ts";
import { accessorFor, type Engine } from "./engine.ts";
import { describeFailure } from "./failure.ts";
import { BodyTooLargeError, readBody, sendJson } from "./http-body.ts";
import type { OriginGuard } from "./origins.ts";
import { runOutsideEngine } from "./outside.ts";

/** What the site works on. */
export interface SiteServices {
  engine: Engine;
  authenticator: Authenticator;
  guard: OriginGuard;
}

/** The server of the site port, not yet listening. */
export function createSiteServer(services: SiteServices): Server {
  return createServer((request, response) => {
    void respond(services, request, response);
  });
}

async function respond(
  services: SiteServices,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refusal = services.guard.refusal(request);
  if (refusal !== null) {
    return sendJson(response, { status: 403, body: { code: "Forbidden", message: refusal } }, {});
  }
  try {
    await send(response, await runAction(services, request));
  } catch (error) {
    if (response.headersSent) {
      // Too late for an answer: the client sees a cut-off body instead of a wrong one.
      response.destroy();
      return;
    }
    const status = error instanceof BodyTooLargeError ? 413 : 500;
    sendJson(response, { status, body: describeFailure(error) }, {});
  }
}

async function runAction(services: SiteServices, request: IncomingMessage): Promise<Response> {
  const { engine } = services;
  if (!engine.hasHttpRoutes) return new Response("This deployment has no HTTP routes.", { status: 404 });
  const caller = await identify(services.authenticator, request.headers.authorization);
  const body = await readBody(request);
  const metadata = {
    ip: request.socket.remoteAddress ?? null,
    userAgent: request.headers["user-agent"] ?? null,
  };
  return await runOutsideEngine(() =>
    accessorFor(engine.t, caller)
      .withRequestMetadata(metadata)
      .fetch(request.url ?? "/", {
        method: request.method ?? "GET",
        headers: headersOf(request),
        ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
      }),
  );
}

/** HTTP actions are open to everybody and may use Authorization for schemes of their own. */
async function identify(authenticator: Authenticator, header: string | undefined): Promise<Caller> {
  if (header === undefined || !header.startsWith("Bearer ")) return ANONYMOUS;
  try {
    return await authenticator.verifyHeader(header);
  } catch (error) {
    if (error instanceof AuthenticationError) return ANONYMOUS;
    throw error;
  }
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    for (const item of [value ?? []].flat()) headers.append(name, item);
  }
  return headers;
}

async function send(response: ServerResponse, answer: Response): Promise<void> {
  for (const [name, value] of answer.headers) {
    if (name !== "set-cookie") response.setHeader(name, value);
  }
  // Cookies can't be joined into one header, so each is sent by itself.
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  response.writeHead(answer.status);
  if (answer.body === null) {
    response.end();
    return;
  }
  // The same web stream under the types of the browser and of Node.
  await pipeline(Readable.fromWeb(answer.body as ReadableStream), response);
}
