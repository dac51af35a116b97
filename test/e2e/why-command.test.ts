/** `npm run why` as a person runs it: the real script in a process of its own, against the whole product. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../helpers/command.ts";
import { createSmallWorld, customerNoOf } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

let stack: Stack;
let unsent: number;
beforeAll(async () => {
  stack = await startStack({ remotes: await startRemotes({ world: createSmallWorld() }) });
  const { world } = stack.remotes.rubic;
  const customerNo = customerNoOf(world, 0);
  unsent = world.addInvoice({ customerNo, sentDate: null, lines: [{ productID: 101 }] }).invoiceNumber;
  await stack.sync("sandbox", "all", "full");
});
afterAll(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

const run = (...options: string[]) => runCommand("why", stack.backend.url, ["--env", "sandbox", ...options]);

describe("npm run why", () => {
  test("marks the first check that fails, says what to do, and ends with 2", async () => {
    const { code, stdout } = await run("--invoice", String(unsent));
    expect(code).toBe(2);
    expect(stdout).toContain("✓ Found in Rubic");
    expect(stdout).toMatch(/✗ Sent in Rubic\n.*is not sent yet.*\n +What to do: Send the invoice in Rubic/);
    expect(stdout).toContain("· Its customer is in Tripletex");
  });

  test("ends with 0 for what is there, as one JSON object where that is asked for", async () => {
    const customer = customerNoOf(stack.remotes.rubic.world, 0);
    const { code, stdout } = await run("--customer", customer, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      exitCode: 0,
      chains: [[{ verdict: "there", rubicKey: customer }]],
    });
  });

  test("asks for exactly one record", async () => {
    const { code, stderr } = await run("--invoice", "1", "--customer", "2");
    expect(code).toBe(1);
    expect(stderr).toContain("Say exactly one of --invoice");
  });
});
