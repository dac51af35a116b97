/** `npm run brake` as a person runs it: the real script in a process of its own, against the whole product. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSmallWorld } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startStack } from "../helpers/stack.ts";

const SCRIPT = fileURLToPath(new URL("../../scripts/brake.ts", import.meta.url));
const execute = promisify(execFile);

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ world: createSmallWorld() });
});
afterAll(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

const run = (...options: string[]) =>
  execute(process.execPath, [SCRIPT, "--env", "sandbox", ...options], {
    env: { PATH: process.env.PATH ?? "", NODE_ENV: "test", CONVEX_URL: stack.backend.url },
  });

test("stops all writing with a reason, says how it is lifted, and lifts it", async () => {
  expect((await run()).stdout).toMatch(/^Writing to Tripletex in sandbox is not stopped\./);
  const stopped = {
    code: 2,
    stdout: expect.stringMatching(/is stopped: Feil konto\nBy Local operator, .*\n.*--lift/),
  };
  await expect(run("--stop", "--reason", "Feil konto")).rejects.toMatchObject(stopped);
  await expect(run()).rejects.toMatchObject(stopped);
  await expect(stack.start("sandbox")).rejects.toMatchObject({ data: { code: "WRITING_STOPPED" } });
  expect((await run("--lift", "--reason", "Rettet")).stdout).toMatch(
    /^Writing to Tripletex in sandbox is not stopped any more\./,
  );
  expect((await stack.sync("sandbox")).status).toBe("success");
  const acts = await stack.backend.run(async (ctx) => await ctx.db.query("auditLog").take(2));
  expect(acts).toMatchObject([
    { act: "stopWriting", details: "Feil konto", actor: { name: "Local operator" } },
    { act: "liftStop", details: "Rettet" },
  ]);
});
