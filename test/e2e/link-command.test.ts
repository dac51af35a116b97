/** `npm run link` as a person runs it: the real script in a process of its own, against the whole product. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../helpers/command.ts";
import { addInvoices, createSmallWorld, customerNoOf } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

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

const run = (...options: string[]) => runFor(["--kind", "customer", "--key", key], ...options);

const runFor = (named: string[], ...options: string[]) =>
  runCommand("link", stack.backend.url, ["--env", "sandbox", ...named, ...options]);

describe("npm run link", () => {
  test("unlinks, shows the candidates with what to type, and links again", async () => {
    const unlinked = await run("--unlink", "--reason", "Feil kunde");
    expect(unlinked).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Nothing has changed in Tripletex"),
    });
    const shown = await run("--candidates");
    const [, id = ""] = /--to (\d+)/.exec(shown.stdout) ?? [];
    expect(shown.stdout).toContain(`--kind customer --id ${key}`);
    expect(stack.remotes.sandbox.state.customers.map((customer) => String(customer.id))).toContain(id);
    const linked = await run("--to", id, "--reason", "Samme kunde");
    expect(linked).toMatchObject({ code: 0, stdout: expect.stringContaining("is linked to Customer") });
    const mappings = await stack.backend.run((ctx) => ctx.db.query("customerMapping").collect());
    const mapping = mappings.find(({ rubicCustomerNo }) => rubicCustomerNo === key);
    expect(mapping).toMatchObject({ tripletexCustomerId: Number(id), linkedBy: { reason: "Samme kunde" } });
  });

  test("takes the number that a person knows, says which record it is, and takes Rubic's id with --id", async () => {
    const { world } = stack.remotes.rubic;
    const [invoice] = addInvoices(world, 1);
    if (invoice === undefined) throw new Error("an invoice was asked for");
    const { invoiceNumber, invoiceID } = invoice;
    const byNumber = await runFor(["--kind", "invoice", "--key", String(invoiceNumber)], "--candidates");
    expect(byNumber.stdout).toContain(`${invoiceNumber} is Invoice ${invoiceNumber}`);
    expect(byNumber.stdout).toContain(`id ${invoiceID} in Rubic`);
    const byId = await runFor(["--kind", "invoice", "--id", String(invoiceID)], "--candidates");
    expect(byNumber.stdout.endsWith(byId.stdout)).toBe(true);
    const product = await runFor(["--kind", "product", "--key", "KONT-V"], "--candidates");
    expect(product).toMatchObject({ code: 0, stdout: expect.stringContaining("--kind product --id 101") });
  });

  test("names the records that share a number, and tells a number that Rubic does not have", async () => {
    const { world } = stack.remotes.rubic;
    world.changeProduct(106, { productCode: "KONT-V" });
    const shared = await runFor(["--kind", "product", "--key", "KONT-V"], "--candidates");
    expect(shared.code).toBe(1);
    expect(shared.stderr).toMatch(/Several records .* KONT-V: .*id 101; .*id 106\. .*--id instead of --key/);
    const missing = await runFor(["--kind", "invoice", "--key", "99999999"], "--candidates");
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain("Rubic has no invoice with the invoice number 99999999.");
  });

  test("tells a refusal in words, with the remedy", async () => {
    const answer = await run("--to", "7", "--reason", "Prøve");
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain("Tripletex has no customer with the id 7. Look the id up in Tripletex");
  });
});
