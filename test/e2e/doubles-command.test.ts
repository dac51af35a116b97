/** `npm run doubles` as a person runs it: the real script in a process of its own, against the whole product. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSmallWorld } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startStack } from "../helpers/stack.ts";

const SCRIPT = fileURLToPath(new URL("../../scripts/doubles.ts", import.meta.url));
const execute = promisify(execFile);

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ world: createSmallWorld() });
  await stack.sync("sandbox", "customers");
});
afterAll(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

const run = (...options: string[]) =>
  execute(process.execPath, [SCRIPT, ...options], {
    env: { PATH: process.env.PATH ?? "", NODE_ENV: "test", CONVEX_URL: stack.backend.url },
  });

test("says that nothing stands twice, and how much was read", async () => {
  expect((await run()).stdout).toBe(
    "Nothing stands twice: 6 rows were read, once per key that must be unique.\n",
  );
  const { stdout } = await run("--json");
  expect(JSON.parse(stdout)).toEqual({ rows: 6, doubleCount: 0, doubles: [] });
});

test("refuses what it does not understand, with the usage", async () => {
  await expect(run("--env", "sandbox")).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^There is no option --env\.\n\nUsage: npm run doubles/),
  });
});

test("names what stands twice, says what to do, and exits 2", async () => {
  const number = await stack.backend.run(async (ctx) => {
    const first = await ctx.db.query("customerMapping").first();
    if (first === null) throw new Error("a sync of customers maps them");
    const { _id, _creationTime, ...fields } = first;
    await ctx.db.insert("customerMapping", { ...fields, tripletexCustomerId: -1 });
    return fields.rubicCustomerNo;
  });
  await expect(run()).rejects.toMatchObject({
    code: 2,
    stdout: expect.stringMatching(
      new RegExp(`^1 record stands twice:\\n  sandbox: customer ${number}\\nStart no sync`),
    ),
  });
});
