/** `npm run doubles` as a person runs it: the real script in a process of its own, against the whole product. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../helpers/command.ts";
import { createSmallWorld } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startStack } from "../helpers/stack.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ world: createSmallWorld() });
  await stack.sync("sandbox", "customers");
});
afterAll(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

const run = (...options: string[]) => runCommand("doubles", stack.backend.url, [...options]);

test("says that nothing stands twice, and how much was read", async () => {
  expect(await run()).toMatchObject({
    code: 0,
    stdout: "Nothing stands twice: 6 rows were read, once per key that must be unique.\n",
  });
  const { code, stdout } = await run("--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ rows: 6, doubleCount: 0, doubles: [] });
});

test("refuses what it does not understand, with the usage", async () => {
  expect(await run("--env", "sandbox")).toMatchObject({
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
  expect(await run()).toMatchObject({
    code: 2,
    stdout: expect.stringMatching(
      new RegExp(`^1 record stands twice:\\n  sandbox: customer ${number}\\nStart no sync`),
    ),
  });
});
