/**
 * `npm run doctor` as a person runs it: the real script in a process of its own, against the whole product. Exit codes and the
 * JSON object are a contract with other programs.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { runCommand } from "../helpers/command.ts";
import { approveProposals } from "../helpers/mappings.ts";
import { startRealDeployment } from "../helpers/real-deployment.ts";
import { createSmallWorld } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ remotes: await startRemotes({ world: createSmallWorld() }) });
  await approveProposals(stack, "production");
  stack.remotes.production.control.requests.clear();
});
afterAll(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

const runDoctor = (options: string[], url = stack.backend.url) => runCommand("doctor", url, options);

const PRODUCTION = ["--env", "production"];
const jsonReport = z.looseObject({
  exitCode: z.number(),
  lines: z.array(z.looseObject({ code: z.string(), state: z.string() })),
});

test("leads from a red company to an open production, line by line", async () => {
  const { production } = stack.remotes;
  production.control.changeSettings({ clockSkewSeconds: 120 });

  const first = await runDoctor(PRODUCTION);
  expect(first).toMatchObject({ code: 1, stderr: "" });
  expect(first.stdout).toMatch(/^Readiness of production\n✓ Settings of the deployment \[SETTINGS\]: /);
  expect(first.stdout).toContain("✗ The company in Tripletex [COMPANY]");
  expect(first.stdout).toContain(
    "What to do: If it is: npm run doctor -- --env production --confirm-company 222",
  );
  expect(first.stdout).toMatch(
    /The environment production is not ready: The company in Tripletex \(red\), Clocks \(warning\)\./,
  );

  const confirmed = await runDoctor([...PRODUCTION, "--confirm-company", "222", "--json"]);
  const report = jsonReport.parse(JSON.parse(confirmed.stdout));
  expect([confirmed.code, report.exitCode]).toEqual([2, 2]);
  expect(report.lines.filter(({ state }) => state !== "green").map(({ code }) => code)).toEqual(["CLOCKS"]);

  const overridden = await runDoctor([...PRODUCTION, "--override", "clocks", "--reason", "A slow proxy"]);
  expect(overridden.code).toBe(0);
  expect(overridden.stdout).toMatch(/Overridden by Local operator, .*: A slow proxy\n/);
  expect(overridden.stdout).toMatch(/production is open to runs\.\n$/);
  expect((await stack.sync("production")).status).toBe("success");

  const undone = await runDoctor([...PRODUCTION, "--undo", "CLOCKS"]);
  expect(undone.code).toBe(2);
  production.control.changeSettings({ clockSkewSeconds: 0 });
  expect((await runDoctor(PRODUCTION)).code).toBe(0);

  const acts = await stack.backend.run(async (ctx) => await ctx.db.query("auditLog").collect());
  const others = new Set(["checkReadiness", "startSync", "proposeMappings", "approveMapping"]);
  const decided = acts.filter(({ act }) => !others.has(act));
  expect(decided.map(({ act, actor }) => [act, actor.kind])).toEqual([
    ["confirmCompany", "commandLine"],
    ["overrideReadiness", "commandLine"],
    ["undoReadinessOverride", "commandLine"],
  ]);
});

test("an act that is refused says why, and exits 1", async () => {
  const wrong = await runDoctor([...PRODUCTION, "--confirm-company", "999"]);
  expect(wrong).toMatchObject({ code: 1, stdout: "" });
  expect(wrong.stderr).toContain("not company 999");
  const green = await runDoctor([...PRODUCTION, "--override", "RUBIC", "--reason", "x"]);
  expect(green).toMatchObject({ code: 1, stderr: expect.stringContaining("Connection to Rubic is green.") });
});

test("arguments that are not understood show the usage", async () => {
  const { code, stdout, stderr } = await runDoctor(["--env", "test"]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain("--env must be sandbox or production.");
  expect(stderr).toContain("Usage: npm run doctor");
});

test("a deployment without the local identity is named the operator's commands", async () => {
  const url = await startRealDeployment();
  const { code, stderr } = await runDoctor(PRODUCTION, url);
  expect(code).toBe(1);
  expect(stderr).toContain(`npx convex run sync/readiness:request '{"tripletexEnv":"production","actor":`);
});
