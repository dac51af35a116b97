/** `npm run reconcile` as a person runs it: the real script in a process of its own, against the whole product. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../helpers/command.ts";
import { addInvoicesOn, createSmallWorld, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startStack } from "../helpers/stack.ts";

const MONTH_LENGTH = "2026-01".length;

let stack: Stack;
let folder: string;
let lastMonth: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "reconcile-"));
  const world = createSmallWorld();
  stack = await startStack({ world });
  const invoiceDate = daysBefore(world, 35);
  lastMonth = invoiceDate.slice(0, MONTH_LENGTH);
  addInvoicesOn(world, invoiceDate, 2);
});
afterAll(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
  await rm(folder, { recursive: true });
});

const run = (...options: string[]) =>
  runCommand("reconcile", stack.backend.url, ["--env", "sandbox", ...options]);

test("says what is missing before the first sync", async () => {
  expect(await run()).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("sandbox has not been synced yet. Run a sync first"),
  });
});

test("compares, writes both files, and signs a month off", async () => {
  await stack.sync("sandbox", "all", "full");
  const [csv, xlsx] = [join(folder, "months.csv"), join(folder, "months.xlsx")];
  const { code, stdout } = await run("--csv", csv, "--xlsx", xlsx);
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`^${lastMonth}-01 += .+ kr  Equal to the øre\\.$`, "m"));
  expect(stdout).toContain(`Written to ${csv}.\nWritten to ${xlsx}.`);
  const bytes = await readFile(csv);
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const [year, month] = lastMonth.split("-");
  expect(bytes.toString("utf8")).toContain(`\r\n01.${month}.${year};`);
  expect((await readFile(xlsx)).subarray(0, 2).toString()).toBe("PK");

  const signed = await run("--month", lastMonth, "--no-compare", "--sign-off");
  expect(signed).toMatchObject({ code: 0, stdout: expect.stringContaining("Signed off by") });
  expect(await run("--month", lastMonth, "--no-compare", "--sign-off")).toMatchObject({ code: 1 });
});

test("ends with 2 where a month differs, and names the document, its cause and the remedy", async () => {
  const { state, control } = stack.remotes.sandbox;
  const [invoice] = state.invoices;
  if (invoice === undefined) throw new Error("two invoices were booked");
  control.registerPayment({ invoiceId: invoice.id, date: stack.remotes.rubic.world.today, amount: 1 });
  expect(await run("--month", lastMonth)).toMatchObject({
    code: 2,
    stdout: expect.stringMatching(
      new RegExp(`Opened again: [\\s\\S]*Invoice ${invoice.invoiceNumber}, .+: Paid in Tripletex alone\\. `),
    ),
  });
  const { stdout } = await run("--no-compare", "--json").catch((error: { stdout: string }) => error);
  expect(JSON.parse(stdout)).toContainEqual(
    expect.objectContaining({ from: `${lastMonth}-01`, isEqual: false }),
  );
});

test("marks what no sync has met yet by its own sign and words, names it, and ends with 2 as well", async () => {
  const { world } = stack.remotes.rubic;
  const yesterday = daysBefore(world, 1);
  addInvoicesOn(world, yesterday, 1);
  const month = yesterday.slice(0, MONTH_LENGTH);
  expect(await run()).toMatchObject({
    code: 2,
    stdout: expect.stringMatching(
      new RegExp(`^${month}-01 +… .+ kr  Not equal yet: 1 waits for the next sync\\.$`, "m"),
    ),
  });
});
