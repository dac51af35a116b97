/**
 * The whole product on one machine for tests: a Rubic simulator, two Tripletex simulators and the local backend with the
 * project's own functions, on free ports. Nothing is patched: every request goes over HTTP.
 */
import { fileURLToPath } from "node:url";
import { ConvexHttpClient } from "convex/browser";
import { api } from "../../convex/_generated/api.js";
import type { DataModel, Id } from "../../convex/_generated/dataModel.js";
import type { Actor, RunMode, RunType, StartOutcome, TripletexEnv } from "../../convex/validators.ts";
import { type LocalBackend, startLocalBackend } from "../../src/local/index.ts";
import { type RubicSimulator, startRubicSimulator } from "../../src/simulators/rubic/index.ts";
import { startTripletexSimulator, type TripletexSimulator } from "../../src/simulators/tripletex/index.ts";
import { createWorld, type World } from "../../src/simulators/world/index.ts";
import { osloDate } from "../../src/sync/oslo.ts";

const CONVEX_DIR = fileURLToPath(new URL("../../convex", import.meta.url));
const POLL_MS = 25;
/** What takes long is asked about less often: four files ask beside the syncs that they wait for. */
const MAX_POLL_MS = 200;

export interface StackOptions {
  members?: number;
  today?: string;
  world?: World;
  settleMs?: number;
  runCrons?: boolean;
  /** Functions from Convex's deploy bundles in this folder instead of from the source. */
  bundleDir?: string;
  /** Use these instead of new ones: a fresh deployment against the same remote systems. */
  remotes?: Remotes;
  environmentVariables?: Record<string, string>;
}

export interface Remotes {
  rubic: RubicSimulator;
  sandbox: TripletexSimulator;
  production: TripletexSimulator;
}

export async function startRemotes(options: StackOptions = {}): Promise<Remotes> {
  const today = options.today ?? osloDate(Date.now());
  const world =
    options.world ?? createWorld({ seed: 1, members: options.members ?? 30, today, yearsOfHistory: 2 });
  return {
    rubic: await startRubicSimulator({ port: 0, world }),
    sandbox: await startTripletexSimulator({ port: 0, companyId: 111, companyName: "Sandkassa IL" }),
    production: await startTripletexSimulator({ port: 0, companyId: 222, companyName: "Ekte IL" }),
  };
}

const LOCAL_ACTOR: Actor = { kind: "commandLine", name: "Test" };

export class Stack {
  readonly remotes: Remotes;
  readonly backend: LocalBackend<DataModel>;
  readonly client: ConvexHttpClient;

  constructor(remotes: Remotes, backend: LocalBackend<DataModel>, client: ConvexHttpClient) {
    this.remotes = remotes;
    this.backend = backend;
    this.client = client;
  }

  /** Starts a sync and waits for its end; answers the run as a client sees it. */
  async sync(tripletexEnv: TripletexEnv, type: RunType = "all", mode: RunMode = "incremental") {
    const outcome = await this.start(tripletexEnv, type, mode);
    if (outcome.outcome !== "started") throw new Error(`${tripletexEnv} is busy`);
    return await this.waitForEnd(outcome.runId);
  }

  async start(
    tripletexEnv: TripletexEnv,
    syncType: RunType = "all",
    mode: RunMode = "incremental",
  ): Promise<StartOutcome> {
    return await this.client.mutation(api.syncState.startSync, {
      tripletexEnv,
      syncType,
      mode,
      via: "commandLine",
    });
  }

  async waitForEnd(runId: Id<"runs">, timeoutMs = 60_000) {
    const deadline = Date.now() + timeoutMs;
    for (let pause = POLL_MS; Date.now() < deadline; pause = Math.min(2 * pause, MAX_POLL_MS)) {
      const run = await this.client.query(api.runs.get, { runId });
      if (run !== null && run.completedAt !== null) return run;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    throw new Error(`run ${runId} has not ended within ${timeoutMs} ms`);
  }

  /** Has the readiness checked and waits for its end; answers the report as a client sees it. */
  async checkReadiness(tripletexEnv: TripletexEnv, timeoutMs = 60_000) {
    await this.client.mutation(api.readiness.run, { tripletexEnv, via: "commandLine" });
    const deadline = Date.now() + timeoutMs;
    while (Date.now() < deadline) {
      const report = await this.client.query(api.readiness.get, { tripletexEnv });
      if (report.checking === null) return report;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error(`the readiness of ${tripletexEnv} was not checked within ${timeoutMs} ms`);
  }

  /**
   * Opens production as a person would: check, confirm the company, and override with a reason what the seeded club can't have
   * green (it has codes without counterpart on purpose).
   */
  async makeReady(tripletexEnv: TripletexEnv = "production"): Promise<void> {
    const { company } = await this.checkReadiness(tripletexEnv);
    if (company === null) throw new Error("the check has seen no company");
    const common = { tripletexEnv, via: "commandLine" } as const;
    await this.client.mutation(api.readiness.confirmCompany, { ...common, companyId: company.id });
    const { lines } = await this.client.query(api.readiness.get, { tripletexEnv });
    for (const { code, state } of lines) {
      if (state === "green") continue;
      const reason = "The seeded club is awkward on purpose.";
      await this.client.mutation(api.readiness.override, { ...common, code, reason });
    }
  }

  async overview(tripletexEnv: TripletexEnv) {
    return await this.client.query(api.overview.get, { tripletexEnv });
  }

  async openHolds(tripletexEnv: TripletexEnv) {
    return await this.backend.run(async (ctx) =>
      (await ctx.db.query("holds").collect()).filter(
        (hold) => hold.tripletexEnv === tripletexEnv && hold.state === "open",
      ),
    );
  }

  /** Calls an internal function, as `npx convex run` does. */
  async admin(name: string, args: Record<string, unknown>): Promise<unknown> {
    const response = await fetch(`${this.backend.url}/api/function`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Convex ${this.backend.adminKey}` },
      body: JSON.stringify({ path: name, format: "convex_encoded_json", args: [args] }),
    });
    const answer = (await response.json()) as { status: string; value?: unknown; errorMessage?: string };
    if (answer.status !== "success") throw new Error(answer.errorMessage);
    return answer.value;
  }

  async close(): Promise<void> {
    await this.backend.close();
  }
}

export { LOCAL_ACTOR };

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const remotes = options.remotes ?? (await startRemotes(options));
  const backend = await startLocalBackend<DataModel>({
    convexDir: CONVEX_DIR,
    bundleDir: options.bundleDir,
    port: 0,
    sitePort: 0,
    runCrons: options.runCrons ?? false,
    environmentVariables: {
      LOCAL_BACKEND: "true",
      SETTLE_MS: String(options.settleMs ?? 200),
      SESSION_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
      RUBIC_BASE_URL: remotes.rubic.url,
      RUBIC_API_KEY: "rubic-key",
      RUBIC_ORGANIZATION_ID: "100",
      TRIPLETEX_SANDBOX_BASE_URL: remotes.sandbox.url,
      TRIPLETEX_SANDBOX_CONSUMER_TOKEN: "test-consumer",
      TRIPLETEX_SANDBOX_EMPLOYEE_TOKEN: "test-employee",
      TRIPLETEX_PRODUCTION_BASE_URL: remotes.production.url,
      TRIPLETEX_PRODUCTION_CONSUMER_TOKEN: "test-consumer",
      TRIPLETEX_PRODUCTION_EMPLOYEE_TOKEN: "test-employee",
      BOOKS_FROM_PRODUCTION: `${Number((options.today ?? osloDate(Date.now())).slice(0, 4)) - 1}-01-01`,
      ...options.environmentVariables,
    },
  });
  const identity = (await (await fetch(`${backend.url}/local/identity`)).json()) as { token: string };
  const client = new ConvexHttpClient(backend.url);
  client.setAuth(identity.token);
  return new Stack(remotes, backend, client);
}

export async function closeRemotes(remotes: Remotes): Promise<void> {
  await Promise.all([remotes.rubic.close(), remotes.sandbox.close(), remotes.production.close()]);
}
