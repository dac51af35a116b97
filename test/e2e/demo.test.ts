/**
 * `npm run demo` as a newcomer starts it: one command, on free ports, until the books stand beside each other and Ctrl-C has
 * ended it. Builds the page when it has to.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";

const SCRIPT = fileURLToPath(new URL("../../scripts/demo.ts", import.meta.url));
const PORT_SETTINGS = [
  "DASHBOARD_PORT",
  "LOCAL_CONVEX_PORT",
  "LOCAL_SITE_PORT",
  "RUBIC_SIMULATOR_PORT",
  "TRIPLETEX_SIMULATOR_PORT",
  "TRIPLETEX_PRODUCTION_SIMULATOR_PORT",
] as const;
/** A promise to newcomers: page and first sync together, with a build and everything else that this machine does. */
const DEMO_LIMIT_MS = 150_000;
/** Ctrl-C must feel immediate. */
const STOP_LIMIT_MS = 3000;

type Ports = Record<(typeof PORT_SETTINGS)[number], string>;

/** Linux takes the ports that others ask for without naming one from 32,768 on: one of those may be taken again at once. */
const LOWEST_PORT = 20_000;
const PORT_COUNT = 12_000;

/** Ports that are free now, none twice, and that no other test on this machine is given while the demo runs. */
async function findFreePorts(): Promise<Ports> {
  const free = new Set<string>();
  while (free.size < PORT_SETTINGS.length) {
    const port = String(LOWEST_PORT + randomInt(PORT_COUNT));
    if (!(await isListening(port))) free.add(port);
  }
  const ports = [...free];
  return Object.fromEntries(PORT_SETTINGS.map((setting, index) => [setting, ports[index]])) as Ports;
}

const demos: ChildProcess[] = [];

afterEach(() => {
  for (const demo of demos.splice(0)) if (demo.exitCode === null) demo.kill("SIGTERM");
});

function startDemo(ports: Ports) {
  const { PATH = "" } = process.env;
  // A real service in the environment must not be found.
  const foreign = { RUBIC_SANDBOX_BASE_URL: "https://rubic.invalid", CONVEX_URL: "https://convex.invalid" };
  const child = spawn(process.execPath, [SCRIPT], {
    env: { PATH, NODE_ENV: "test", ...foreign, ...ports },
    stdio: ["ignore", "pipe", "pipe"],
  });
  demos.push(child);
  let output = "";
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const seen = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => pattern.test(output) && resolve();
      for (const stream of [child.stdout, child.stderr]) stream.on("data", look);
      void ended.then(() => reject(new Error(`The demo ended without ${pattern}:\n${output}`)));
      look();
    });
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data: Buffer) => {
      output += data.toString();
    });
  return { child, ended, seen, output: () => output };
}

async function isListening(port: string): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once("error", () => resolve(true));
    server.listen({ port: Number(port), host: "127.0.0.1", exclusive: true }, () =>
      server.close(() => resolve(false)),
    );
  });
}

describe("npm run demo", () => {
  it("brings up the page, fills Tripletex to the øre, names what is held, and leaves nothing behind", {
    timeout: DEMO_LIMIT_MS,
  }, async () => {
    const ports = await findFreePorts();
    const demo = startDemo(ports);
    const pageUrl = `http://127.0.0.1:${ports.DASHBOARD_PORT}`;
    await demo.seen(/The page is up after/);
    const page = await fetch(`${pageUrl}/sandbox`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain(`http://127.0.0.1:${ports.LOCAL_CONVEX_PORT}`);

    await demo.seen(/The demo lives on/);
    const output = demo.output();
    expect(output).toMatch(/Everything else from .* is in Tripletex, equal to the øre as of .*held/);
    expect(output).toMatch(/Invoices: Rubic .* = Tripletex .* \+ held .*, difference 0,00 kr\./);
    expect(output).toMatch(/Payments: Rubic .* = Tripletex .* \+ held .*, difference 0,00 kr\./);
    const heldCount = Number(/Held \((\d+)\):/.exec(output)?.[1]);
    expect(heldCount).toBeGreaterThan(0);
    expect(output.match(/ {4}What to do(?: \(\w+\))?: /g)).toHaveLength(Math.min(heldCount, 20));
    expect(output).toContain(`and ${heldCount - 20} more; the page lists them all.`);
    expect(output).not.toMatch(/^(backend|page): /m);

    const stoppedAt = Date.now();
    demo.child.kill("SIGINT");
    expect(await demo.ended).toBe(0);
    expect(Date.now() - stoppedAt).toBeLessThan(STOP_LIMIT_MS);
    const listening = await Promise.all(Object.values(ports).map(isListening));
    expect(listening).toEqual(PORT_SETTINGS.map(() => false));
  });

  it("names a busy port with its setting before anything starts", async () => {
    const ports = await findFreePorts();
    const blocker = createServer();
    await new Promise<void>((resolve) =>
      blocker.listen(Number(ports.TRIPLETEX_SIMULATOR_PORT), "127.0.0.1", resolve),
    );
    const demo = startDemo(ports);
    expect(await demo.ended).toBe(1);
    blocker.close();
    expect(demo.output()).toBe(
      `Port ${ports.TRIPLETEX_SIMULATOR_PORT} (Tripletex simulator, sandbox) is in use by another program. Stop that program, or set TRIPLETEX_SIMULATOR_PORT to another port.\n`,
    );
  });
});
