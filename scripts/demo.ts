/**
 * `npm run demo`: the whole product on this machine, without a single real service: simulators of Rubic and Tripletex, the
 * local backend and the page, with a first sync already flowing. It takes no setting of a real service and leaves nothing
 * behind: all in memory, and Ctrl-C ends every process that it started.
 */
import { styleText } from "node:util";
import { startRubicSimulator } from "../src/simulators/rubic/index.ts";
import { startTripletexSimulator } from "../src/simulators/tripletex/index.ts";
import { createWorld, DEFAULT_WORLD, type World } from "../src/simulators/world/index.ts";
import { firstDayOfPreviousYear, osloDate } from "../src/sync/oslo.ts";
import { CommandError, runCommand } from "./lib/command-error.ts";
import { type DemoBackend, startDemoBackend } from "./lib/demo-backend.ts";
import { buildDemoPage, startDemoPage } from "./lib/demo-page.ts";
import {
  DEMO_RUBIC,
  DEMO_TOKENS,
  type DemoPorts,
  demoBackendSettings,
  readDemoPorts,
  withoutForeignSettings,
} from "./lib/demo-settings.ts";
import { connect } from "./lib/deployment.ts";
import { followRun } from "./lib/follow-run.ts";
import { waitForInterruption } from "./lib/interruption.ts";
import { requireFreePorts } from "./lib/ports.ts";
import type { Child } from "./lib/processes.ts";
import { MAXIMUM_SHOWN_HOLDS, readRunEnd } from "./lib/run-end.ts";
import { createTextReporter } from "./lib/run-reporter.ts";
import { createWorldMover } from "./lib/world-mover.ts";

/** Slow enough to watch the progress, fast enough to see the end. */
const SIMULATOR_LATENCY_MS = 15;
const WORLD_MOVES_EVERY_MS = 20_000;
const MS_PER_SECOND = 1000;
/** Output that a process wrote before it ended too early. */
const MAXIMUM_SHOWN_LINES = 40;
const SANDBOX = { companyId: 1_000_111, companyName: "Prøvebyen IL (sandkasse)" };
const PRODUCTION = { companyId: 2_000_222, companyName: "Prøvebyen IL" };

/** Takes what was started, and ends all of it. */
interface Stage {
  /** Rejects when a process ends that should not. */
  failed: Promise<never>;
  add(stop: () => Promise<void> | void): void;
  addChild(child: Child, lines: readonly string[]): void;
  /** Shows a line of a process; no longer while all is being ended, when half-done work has only that to complain of. */
  complain(line: string): void;
  stop(): Promise<void>;
}

async function main(): Promise<number> {
  const interrupted = waitForInterruption();
  const ports = readDemoPorts(process.env);
  await requireFreePorts(Object.values(ports));
  const stage = createStage();
  try {
    await Promise.race([play(stage, ports), interrupted, stage.failed]);
  } finally {
    await stage.stop();
  }
  console.log("The demo has ended; nothing is left of it.");
  return 0;
}

/** Builds up the demo and lets it live on; never resolves. */
async function play(stage: Stage, ports: DemoPorts): Promise<never> {
  const startedAt = Date.now();
  console.log(
    "Starting simulators, local backend and page. Everything is made up, in memory, and gone at Ctrl-C.",
  );
  const world = createWorld({ ...DEFAULT_WORLD, today: osloDate(startedAt) });
  const urls = await startSimulators(stage, ports, world);
  const booksFrom = firstDayOfPreviousYear(startedAt);
  const env = withoutForeignSettings(process.env);
  const [backend] = await Promise.all([
    startBackend(stage, { ...env, ...demoBackendSettings(urls, ports, booksFrom) }),
    buildDemoPage((build) => {
      console.log("Building the page (only when its source has changed) …");
      stage.add(build.stop);
    }),
  ]);
  const pageUrl = await startPage(stage, { port: ports.page.port, env, convexUrl: backend.url });
  console.log(`The page is up after ${secondsSince(startedAt)} s: ${styleText("bold", pageUrl)}`);
  await showFirstSync(stage, backend);
  console.log(
    `\nThe demo lives on: ${styleText("bold", pageUrl)}. Something happens in Rubic now and then; press “Sync now”. Ctrl-C ends.`,
  );
  console.log("Production is shut, as it should be; see what opens it: npm run doctor -- --env production");
  keepMoving(stage, world);
  return await new Promise<never>(() => undefined);
}

const secondsSince = (startedAt: number) => ((Date.now() - startedAt) / MS_PER_SECOND).toFixed(1);

async function startSimulators(stage: Stage, ports: DemoPorts, world: World) {
  const latencyMs = SIMULATOR_LATENCY_MS;
  const [rubic, sandbox, production] = await Promise.all([
    startRubicSimulator({ world, port: ports.rubic.port, latencyMs, now: Date.now, ...DEMO_RUBIC }),
    startTripletexSimulator({ port: ports.sandbox.port, latencyMs, ...SANDBOX, ...DEMO_TOKENS }),
    startTripletexSimulator({ port: ports.production.port, latencyMs, ...PRODUCTION, ...DEMO_TOKENS }),
  ]);
  for (const simulator of [rubic, sandbox, production]) stage.add(() => simulator.close());
  return { rubic: rubic.url, sandbox: sandbox.url, production: production.url };
}

/** The backend is quiet unless something is wrong, so all of its lines are shown. */
async function startBackend(stage: Stage, env: NodeJS.ProcessEnv): Promise<DemoBackend> {
  return await startDemoBackend({
    env,
    onLine: (line) => stage.complain(`backend: ${line}`),
    onStart: (child) => stage.addChild(child, []),
  });
}

/** Next greets on its way up; what it says later is worth seeing. */
async function startPage(stage: Stage, options: { port: number; env: NodeJS.ProcessEnv; convexUrl: string }) {
  const lines: string[] = [];
  let isUp = false;
  const url = await startDemoPage({
    ...options,
    onLine: (line) => {
      if (isUp) stage.complain(`page: ${line}`);
      else lines.push(line);
    },
    onStart: (child) => stage.addChild(child, lines),
  });
  isUp = true;
  return url;
}

/** Starts a full sync and shows it to its end. When the schedule was quicker, its run is shown first. */
async function showFirstSync(stage: Stage, backend: DemoBackend): Promise<void> {
  const client = connect(backend.url);
  stage.add(() => client.close());
  for (let isOurs = false; !isOurs; ) {
    const reporter = createTextReporter(process.stdout);
    const answer = await backend.startFirstSync();
    isOurs = answer.outcome === "started";
    if (answer.outcome === "started") reporter.started(answer.runId);
    else reporter.joined({ ...answer, mode: "full", actor: answer.startedBy });
    const startedAt = Date.now();
    const run = await followRun(client, answer.runId, reporter);
    console.log(`The sync took ${secondsSince(startedAt)} s.`);
    reporter.finished(await readRunEnd(client, run, { holds: MAXIMUM_SHOWN_HOLDS, planItems: 0 }), 0);
  }
  await client.close();
}

function keepMoving(stage: Stage, world: World): void {
  const mover = createWorldMover(world, DEFAULT_WORLD.seed);
  const timer = setInterval(() => {
    console.log(styleText("dim", mover.move(osloDate(Date.now()))));
  }, WORLD_MOVES_EVERY_MS);
  stage.add(() => clearInterval(timer));
}

function createStage(): Stage {
  const stops: (() => Promise<void> | void)[] = [];
  const failure = Promise.withResolvers<never>();
  let isStopping = false;
  return {
    failed: failure.promise,
    add: (stop) => void stops.push(stop),
    addChild: (child, lines) => {
      stops.push(child.stop);
      void child.ended.then(({ sentence }) => {
        if (isStopping) return;
        failure.reject(new CommandError([sentence, ...lines.slice(-MAXIMUM_SHOWN_LINES)].join("\n")));
      });
    },
    complain: (line) => {
      if (!isStopping) console.error(line);
    },
    stop: async () => {
      isStopping = true;
      // All at once: each ends by itself, and one that can't must not keep the others.
      const ends = await Promise.allSettled(stops.map(async (stop) => await stop()));
      const broken = ends.find((end) => end.status === "rejected");
      if (broken !== undefined) throw broken.reason;
    },
  };
}

await runCommand(main);
process.exit();
