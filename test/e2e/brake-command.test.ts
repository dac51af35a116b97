/** `npm run brake` as a person runs it: the real script in a process of its own, against the whole product. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../helpers/command.ts";
import { createSmallWorld } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startStack } from "../helpers/stack.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ world: createSmallWorld() });
});
afterAll(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

const run = (...options: string[]) =>
  runCommand("brake", stack.backend.url, ["--env", "sandbox", ...options]);

test("stops all writing with a reason, says how it is lifted, and lifts it", async () => {
  expect(await run()).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Writing to Tripletex in sandbox is not stopped\./),
  });
  const stopped = {
    code: 2,
    stdout: expect.stringMatching(/is stopped: Feil konto\nBy Local operator, .*\n.*--lift/),
  };
  expect(await run("--stop", "--reason", "Feil konto")).toMatchObject(stopped);
  expect(await run()).toMatchObject(stopped);
  await expect(stack.start("sandbox")).rejects.toMatchObject({ data: { code: "WRITING_STOPPED" } });
  expect(await run("--lift", "--reason", "Rettet")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Writing to Tripletex in sandbox is not stopped any more\./),
  });
  expect((await stack.sync("sandbox")).status).toBe("success");
  const acts = await stack.backend.run(async (ctx) => await ctx.db.query("auditLog").take(2));
  expect(acts).toMatchObject([
    { act: "stopWriting", details: "Feil konto", actor: { name: "Local operator" } },
    { act: "liftStop", details: "Rettet" },
  ]);
});
