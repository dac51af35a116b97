/** `npm run written` as a person runs it: the real script in a process of its own, against the whole product. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSmallWorld } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startStack } from "../helpers/stack.ts";

const SCRIPT = fileURLToPath(new URL("../../scripts/written.ts", import.meta.url));
const execute = promisify(execFile);

let stack: Stack;
let runId: string;
beforeAll(async () => {
  stack = await startStack({ world: createSmallWorld() });
  ({ runId } = await stack.sync("sandbox", "customers"));
});
afterAll(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

const run = (...options: string[]) =>
  execute(process.execPath, [SCRIPT, ...options], {
    env: { PATH: process.env.PATH ?? "", NODE_ENV: "test", CONVEX_URL: stack.backend.url },
  });

test("lists each record and the counts", async () => {
  const { stdout } = await run("--env", "sandbox", "--run", runId);
  for (const { customerNo } of stack.remotes.rubic.world.customers) {
    expect(stdout).toMatch(new RegExp(`^Customer ${customerNo}  created  Tripletex \\d+$`, "m"));
  }
  expect(stdout).toContain("\ncustomer: 3 created\n");
});

test("writes a JSON object per line with --json", async () => {
  const { stdout } = await run("--env", "sandbox", "--run", runId, "--json");
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatchObject({ kind: "customer", how: "created", tripletexId: expect.any(Number) });
  expect(lines.at(-1)).toMatchObject({ counts: [{ kind: "customer", created: 3 }], inDoubt: 0 });
});

test("refuses a run of the other environment, and a run that is none", async () => {
  for (const options of [
    ["--env", "production", "--run", runId],
    ["--env", "sandbox", "--run", "none"],
  ]) {
    await expect(run(...options)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("There is no run"),
    });
  }
});
