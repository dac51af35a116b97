/**
 * The back door of a simulator, under `/_control`: faults, request log, state, settings, and acts of other people.
 * Scripts, the demo and the e2e tests use it over HTTP; unit tests call the same things in process.
 * It is served on the loopback address only and must never be part of a product bundle.
 */
import { Hono } from "hono";
import { ZodError, z } from "zod";
import { type Faults, faultRulesSchema } from "./faults.ts";
import type { RequestLog } from "./request-log.ts";

/** What a person or another system does inside the service, e.g. books a payment by hand. Takes JSON, answers JSON. */
export type Act = (body: unknown) => unknown;

export interface ControlParts {
  faults: Faults;
  log: RequestLog;
  readState: () => unknown;
  /** Merges and answers the settings. Throws a ZodError on an unknown setting. */
  changeSettings: (body: unknown) => unknown;
  /** By name: `POST /_control/acts/<name>`. */
  acts: Record<string, Act>;
}

/**
 * Routes: `GET|POST|DELETE /_control/faults`, `GET|DELETE /_control/requests`, `GET /_control/state`,
 * `POST /_control/settings`, `POST /_control/acts/<name>`. A refused body answers 400 with the reason.
 */
export function createControlApp(parts: ControlParts): Hono {
  const app = new Hono().basePath("/_control");
  app.get("/faults", (context) => context.json(parts.faults.list()));
  app.post("/faults", async (context) => {
    parts.faults.add(faultRulesSchema.parse(await context.req.json()));
    return context.json(parts.faults.list(), 201);
  });
  app.delete("/faults", (context) => {
    parts.faults.clear();
    return context.body(null, 204);
  });
  app.get("/requests", (context) => context.json(parts.log.list()));
  app.delete("/requests", (context) => {
    parts.log.clear();
    return context.body(null, 204);
  });
  app.get("/state", () => json(parts.readState()));
  app.post("/settings", async (context) => json(parts.changeSettings(await context.req.json())));
  app.post("/acts/:name", async (context) => {
    const act = parts.acts[context.req.param("name")];
    if (act === undefined)
      return context.json({ error: `Known acts: ${Object.keys(parts.acts).join(", ")}` }, 404);
    return json(act(await context.req.json()));
  });
  app.onError((error, context) => context.json({ error: describe(error) }, 400));
  return app;
}

/** Books and acts are any JSON, so they are sent without hono's typing of bodies. */
function json(value: unknown): Response {
  return new Response(JSON.stringify(value ?? null), { headers: { "content-type": "application/json" } });
}

function describe(error: Error): string {
  return error instanceof ZodError ? z.prettifyError(error) : error.message;
}
