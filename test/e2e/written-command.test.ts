/** `npm run written` as a person runs it: the real script in a process of its own, against the whole product. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../helpers/command.ts";
import { createSmallWorld } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startStack } from "../helpers/stack.ts";

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

const run = (...options: string[]) => runCommand("written", stack.backend.url, [...options]);

test("lists each record and the counts", async () => {
  const { code, stdout } = await run("--env", "sandbox", "--run", runId);
  expect(code).toBe(0);
  for (const { customerNo } of stack.remotes.rubic.world.customers) {
    expect(stdout).toMatch(new RegExp(`^Customer ${customerNo}  created  Tripletex \\d+$`, "m"));
  }
  expect(stdout).toContain("\ncustomer: 3 created\n");
});

test("writes a JSON object per line with --json", async () => {
  const { code, stdout } = await run("--env", "sandbox", "--run", runId, "--json");
  expect(code).toBe(0);
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
    expect(await run(...options)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("There is no run"),
    });
  }
});
