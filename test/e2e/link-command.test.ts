/** `npm run link` as a person runs it: the real script in a process of its own, against the whole product. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSmallWorld, customerNoOf } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

const SCRIPT = fileURLToPath(new URL("../../scripts/link.ts", import.meta.url));

let stack: Stack;
let key: string;
beforeAll(async () => {
  stack = await startStack({ remotes: await startRemotes({ world: createSmallWorld() }) });
  await stack.sync("sandbox", "customers");
  key = customerNoOf(stack.remotes.rubic.world, 0);
});
afterAll(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

function run(...options: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH ?? "", NODE_ENV: "test" as const, CONVEX_URL: stack.backend.url };
  const record = ["--env", "sandbox", "--kind", "customer", "--key", key];
  return new Promise((resolve) => {
    execFile(process.execPath, [SCRIPT, ...record, ...options], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

describe("npm run link", () => {
  test("unlinks, shows the candidates with what to type, and links again", async () => {
    const unlinked = await run("--unlink", "--reason", "Feil kunde");
    expect(unlinked).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Nothing has changed in Tripletex"),
    });
    const shown = await run("--candidates");
    const [, id = ""] = /--to (\d+)/.exec(shown.stdout) ?? [];
    expect(shown.stdout).toContain(`--kind customer --key ${key}`);
    expect(stack.remotes.sandbox.state.customers.map((customer) => String(customer.id))).toContain(id);
    const linked = await run("--to", id, "--reason", "Samme kunde");
    expect(linked).toMatchObject({ code: 0, stdout: expect.stringContaining("is linked to Customer") });
    const mappings = await stack.backend.run((ctx) => ctx.db.query("customerMapping").collect());
    const mapping = mappings.find(({ rubicCustomerNo }) => rubicCustomerNo === key);
    expect(mapping).toMatchObject({ tripletexCustomerId: Number(id), linkedBy: { reason: "Samme kunde" } });
  });

  test("tells a refusal in words, with the remedy", async () => {
    const answer = await run("--to", "7", "--reason", "Prøve");
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain("Tripletex has no customer with the id 7. Look the id up in Tripletex");
  });
});
