/**
 * The embedded local backend: a Convex deployment inside this process, for trying, developing offline and testing.
 * The unchanged `convex` clients and `npx convex run` work against it. EVERYTHING IS IN MEMORY: data and scheduled
 * functions are gone when the process ends. It listens on this machine only and must never be used for real books.
 */
import type { Server } from "node:http";
import type { AnyDataModel, GenericDataModel } from "convex/server";
import type { TestConvexRoot } from "convex-test";
import { RememberedAnswers } from "./answers.ts";
import { createAuthenticator } from "./authentication.ts";
import { type CronRunner, readCrons, startCrons } from "./crons.ts";
import { type Engine, startEngine } from "./engine.ts";
import { applyEnvironment } from "./environment.ts";
import { createApiServer } from "./http-api.ts";
import { createLocalIdentity } from "./identity.ts";
import { loadProject, type Project } from "./modules.ts";
import { createOriginGuard } from "./origins.ts";
import { LOOPBACK_ADDRESS, listen, stopListening } from "./ports.ts";
import type { CallAnswer } from "./protocol.ts";
import { createSiteServer } from "./site.ts";
import { attachSyncServer } from "./sync-server.ts";

export { LOCAL_ISSUER } from "./identity.ts";

/** How to start the backend. */
export interface LocalBackendOptions {
  /** Absolute folder with `schema.ts`, the functions, and if wanted `crons.ts`, `http.ts` and `auth.config.ts`. */
  convexDir: string;
  /** Folder that `convex deploy --debug-bundle-path` wrote; then functions come from there instead of the source. */
  bundleDir?: string;
  /** Port of the Convex API, default 3210; 0 takes a free one. */
  port?: number;
  /** Port of the HTTP actions, default 3211; 0 takes a free one. */
  sitePort?: number;
  /** Convex environment variables; functions see them in `process.env` until `close`. */
  environmentVariables?: Record<string, string>;
  /** Exact origins of pages that may use the backend, such as `http://127.0.0.1:3000`. Default: every loopback origin. */
  allowedOrigins?: string[];
  /** Whether the crons of `crons.ts` run. Default true. */
  runCrons?: boolean;
}

/** A running backend. The type parameter is the project's data model, for `t` and `run`. */
export interface LocalBackend<DataModel extends GenericDataModel = AnyDataModel> {
  /** Address of the Convex API. */
  url: string;
  /** Address of the HTTP actions. */
  siteUrl: string;
  /** Opens everything, internal functions included; random, of this process only. A secret. */
  adminKey: string;
  /** Reads and writes directly, for seeding and tests. */
  run: TestConvexRoot<DataModel>["run"];
  /** The engine itself, for tests. */
  t: TestConvexRoot<DataModel>;
  /** Ends connections, crons, scheduled functions and ports, and puts the environment back. */
  close(): Promise<void>;
}

const DEFAULT_PORT = 3210;
const DEFAULT_SITE_PORT = 3211;

/**
 * Starts the backend and resolves when both ports answer.
 * @throws Error that names the port when one is busy, or the module when one can't be loaded
 */
export async function startLocalBackend<DataModel extends GenericDataModel = AnyDataModel>(
  options: LocalBackendOptions,
): Promise<LocalBackend<DataModel>> {
  const restoreEnvironment = applyEnvironment(options.environmentVariables ?? {});
  try {
    const backend = await startOn(await loadProject(options), options);
    const close = async () => {
      await backend.close();
      restoreEnvironment();
    };
    // The project's schema decides the data model; only the caller knows its type.
    return { ...backend, close } as unknown as LocalBackend<DataModel>;
  } catch (error) {
    restoreEnvironment();
    throw error;
  }
}

async function startOn(project: Project, options: LocalBackendOptions) {
  const crons = readCrons(project.modules.get("crons"));
  const guard = createOriginGuard(options.allowedOrigins);
  const identity = await createLocalIdentity();
  const authenticator = createAuthenticator(identity, project.authConfig);
  const engine = startEngine(project);

  const apiServer = createApiServer({ engine, authenticator, guard, identity });
  const siteServer = createSiteServer({ engine, authenticator, guard });
  const services = { engine, authenticator, answers: new RememberedAnswers<CallAnswer>() };
  const syncServer = attachSyncServer({ server: apiServer, guard, services });
  const ports = await listenOnBoth(apiServer, siteServer, options);
  const cronRunner = options.runCrons === false ? null : startCrons(crons, runAsSystem(engine));

  return {
    url: `http://${LOOPBACK_ADDRESS}:${ports.api}`,
    siteUrl: `http://${LOOPBACK_ADDRESS}:${ports.site}`,
    adminKey: authenticator.adminKey,
    run: engine.t.run,
    t: engine.t,
    close: () => closeAll({ cronRunner, syncServer, servers: [apiServer, siteServer], engine }),
  };
}

/** Listens on both ports or on neither. */
async function listenOnBoth(apiServer: Server, siteServer: Server, options: LocalBackendOptions) {
  const api = await listen(apiServer, {
    port: options.port ?? DEFAULT_PORT,
    purpose: "Convex API of the local backend",
  });
  try {
    const sitePort = options.sitePort ?? DEFAULT_SITE_PORT;
    const site = await listen(siteServer, { port: sitePort, purpose: "HTTP actions of the local backend" });
    return { api, site };
  } catch (error) {
    await stopListening(apiServer);
    throw error;
  }
}

function runAsSystem(engine: Engine) {
  return (path: string, functionArguments: Parameters<Engine["call"]>[0]["functionArguments"]) =>
    engine.call({ path, functionArguments, kind: null, caller: { type: "admin", impersonating: null } });
}

interface RunningParts {
  cronRunner: CronRunner | null;
  syncServer: { close(): void };
  servers: Server[];
  engine: Engine;
}

/** First nothing new can come in, then what is running comes to its end. */
async function closeAll({ cronRunner, syncServer, servers, engine }: RunningParts): Promise<void> {
  cronRunner?.stop();
  syncServer.close();
  await Promise.all(servers.map(stopListening));
  await engine.close();
}
