/** The real command line of Convex, offline: running functions, and running the bundles that would be deployed. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ConvexHttpClient } from "convex/browser";
import { ConvexError } from "convex/values";
import { describe, expect, it, onTestFinished } from "vitest";
import { api } from "./fixtures/convex/_generated/api.js";
import { FIXTURE_DIR, type FixtureBackend, startFixture } from "./fixtures/support.ts";

const COMMAND = join(dirname(createRequire(import.meta.url).resolve("convex/package.json")), "bin/main.js");
const COMMAND_LIMIT_MS = 10_000;

/** Runs `convex` in the fixture project and returns its exit code and everything it wrote. */
async function convex(...options: string[]): Promise<{ code: number | null; output: string }> {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [COMMAND, ...options], {
    cwd: dirname(FIXTURE_DIR),
    env: { PATH, HOME: tmpdir(), NODE_ENV: "test", CONVEX_AGENT_MODE: "anonymous" },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: COMMAND_LIMIT_MS,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data: Buffer) => (output += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output };
}

const run = (backend: FixtureBackend, ...options: string[]) =>
  convex("run", "--url", backend.url, "--admin-key", backend.adminKey, ...options);

describe("npx convex run", () => {
  it("runs internal functions and passes arguments and an identity", {
    timeout: COMMAND_LIMIT_MS * 2,
  }, async () => {
    const backend = await startFixture();
    expect(await run(backend, "items:secret")).toEqual({ code: 0, output: '"internal answer"\n' });
    expect((await run(backend, "items:add", '{"n": 4}')).code).toBe(0);
    expect(await new ConvexHttpClient(backend.url).query(api.items.count, {})).toBe(1);
    const identity = '{"subject":"kari","issuer":"https://x.example"}';
    expect((await run(backend, "items:whoAmI", "--identity", identity)).output).toContain(
      '"subject": "kari"',
    );
  });

  it("lists the functions when the name is wrong, and fails with a wrong key", {
    timeout: COMMAND_LIMIT_MS * 2,
  }, async () => {
    const backend = await startFixture();
    const unknown = await run(backend, "items:nope");
    expect(unknown.code).toBe(1);
    expect(unknown.output).toContain("secret");
    const refused = await convex("run", "--url", backend.url, "--admin-key", "local|wrong", "items:secret");
    expect(refused.code).toBe(1);
  });
});

it("runs the bundles that would be deployed, crons, HTTP and Node actions included", {
  timeout: COMMAND_LIMIT_MS * 2,
}, async () => {
  const bundleDir = await mkdtemp(join(tmpdir(), "convex-bundles-"));
  onTestFinished(() => rm(bundleDir, { recursive: true }));
  const nowhere = ["--url", "http://127.0.0.1:9", "--admin-key", "x"];
  await convex(
    "deploy",
    "-y",
    "--typecheck",
    "disable",
    "--codegen",
    "disable",
    ...nowhere,
    "--debug-bundle-path",
    bundleDir,
  );

  const backend = await startFixture({ bundleDir, runCrons: true });
  const client = new ConvexHttpClient(backend.url);
  await client.mutation(api.items.add, { n: 1 });
  expect(await client.query(api.items.count, {})).toBe(1);
  expect(await client.action(api.nodeActions.hash, { text: "" })).toMatch(/^e3b0c442/);
  const failure: unknown = await client.mutation(api.items.fail, {}).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ConvexError);
  expect(failure).toMatchObject({ data: { code: "NOPE" } });
  expect((await fetch(`${backend.siteUrl}/hook`, { method: "POST", body: "x" })).status).toBe(201);
  expect(await client.query(api.ticks.count, { source: "cron" })).toBeGreaterThan(0);
});
