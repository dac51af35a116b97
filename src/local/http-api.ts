/**
 * Convex's HTTP API: what ConvexHttpClient, server-side rendering and `npx convex run` use, and `/local/identity`, from
 * which a page on this machine gets its token. Consistent reads at an earlier timestamp are answered with the newest
 * state, since the engine keeps no history.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { convexToJson, type JSONValue } from "convex/values";
import { z } from "zod";
import { AuthenticationError, type Authenticator, type Caller } from "./authentication.ts";
import type { Engine } from "./engine.ts";
import { describeFailure } from "./failure.ts";
import { assertNoComponent, type FunctionKind } from "./functions.ts";
import { BodyTooLargeError, type JsonAnswer, readBody, sendJson } from "./http-body.ts";
import type { LocalIdentity } from "./identity.ts";
import { decodeArguments } from "./live-query.ts";
import type { OriginGuard } from "./origins.ts";
import { encodeTimestamp } from "./protocol.ts";

/** What the HTTP API works on. */
export interface HttpApiServices {
  engine: Engine;
  authenticator: Authenticator;
  guard: OriginGuard;
  identity: LocalIdentity;
}

/** Convex's status for "the function itself failed". */
const STATUS_FUNCTION_FAILED = 560;
const INSTANCE_NAME = "local";

/** The function endpoints and the kind that each accepts; null is any kind. */
const FUNCTION_ENDPOINTS: Record<string, FunctionKind | null> = {
  "/api/query": "query",
  "/api/query_at_ts": "query",
  "/api/mutation": "mutation",
  "/api/action": "action",
  "/api/function": null,
};

const argumentsObject = z.record(z.string(), z.custom<JSONValue>());
const callBody = z.object({
  path: z.string(),
  args: z.union([argumentsObject, z.array(argumentsObject).max(1)]).default({}),
  componentPath: z.string().nullish(),
});

/** The server of the Convex port, not yet listening. */
export function createApiServer(services: HttpApiServices): Server {
  return createServer((request, response) => {
    void respond(services, request, response);
  });
}

async function respond(
  services: HttpApiServices,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refusal = services.guard.refusal(request);
  if (refusal !== null) {
    return sendJson(response, { status: 403, body: { code: "Forbidden", message: refusal } }, {});
  }
  const headers = services.guard.corsHeaders(request);
  if (request.method === "OPTIONS") {
    response.writeHead(204, headers).end();
    return;
  }
  sendJson(response, await answerOrFailure(services, request), headers);
}

async function answerOrFailure(services: HttpApiServices, request: IncomingMessage): Promise<JsonAnswer> {
  try {
    return await answer(services, request);
  } catch (error) {
    if (error instanceof AuthenticationError) return refused(401, "Unauthenticated", error.message);
    if (error instanceof BodyTooLargeError) return refused(413, "PayloadTooLarge", error.message);
    if (error instanceof z.ZodError) return refused(400, "BadRequest", z.prettifyError(error));
    if (error instanceof SyntaxError) return refused(400, "BadRequest", "The body is not JSON.");
    console.error("local backend: a request failed", error);
    return refused(500, "InternalServerError", "The local backend failed; its terminal says why.");
  }
}

async function answer(services: HttpApiServices, request: IncomingMessage): Promise<JsonAnswer> {
  const path = (request.url ?? "").split("?")[0] ?? "";
  const route = `${request.method} ${path}`;
  switch (route) {
    case "GET /version":
    case "GET /instance_name":
      return { status: 200, body: INSTANCE_NAME };
    case "GET /local/identity":
      return { status: 200, body: { token: await services.identity.signToken() } };
    case "POST /api/query_ts":
      return { status: 200, body: { ts: encodeTimestamp(services.engine.tracker.now()) } };
    default: {
      const kind = FUNCTION_ENDPOINTS[path];
      if (request.method !== "POST" || kind === undefined)
        return refused(404, "NotFound", `No such route: ${path}`);
      return await callFunction(services, request, kind);
    }
  }
}

async function callFunction(
  services: HttpApiServices,
  request: IncomingMessage,
  kind: FunctionKind | null,
): Promise<JsonAnswer> {
  const caller = await services.authenticator.verifyHeader(request.headers.authorization);
  const body = callBody.parse(JSON.parse((await readBody(request)).toString()));
  return await runCall(services.engine, { ...body, kind, caller });
}

async function runCall(
  engine: Engine,
  call: z.infer<typeof callBody> & { kind: FunctionKind | null; caller: Caller },
): Promise<JsonAnswer> {
  try {
    assertNoComponent(call.componentPath ?? undefined);
    const functionArguments = decodeArguments([call.args].flat());
    const value = await engine.call({
      path: call.path,
      functionArguments,
      kind: call.kind,
      caller: call.caller,
    });
    return { status: 200, body: { status: "success", value: convexToJson(value), logLines: [] } };
  } catch (error) {
    return {
      status: STATUS_FUNCTION_FAILED,
      body: { status: "error", ...describeFailure(error), logLines: [] },
    };
  }
}

function refused(status: number, code: string, message: string): JsonAnswer {
  return { status, body: { code, message } };
}
