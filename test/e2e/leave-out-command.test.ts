/** `npm run leave-out` as a person runs it: the real script in a process of its own, against the whole product. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatKroner } from "../../src/sync/format.ts";
import { runCommand } from "../helpers/command.ts";
import { billFee, closeClub, OCR, startSmallClub } from "../helpers/payment-cases.ts";
import { startRealDeployment } from "../helpers/real-deployment.ts";
import { daysBefore } from "../helpers/small-world.ts";
import type { Stack } from "../helpers/stack.ts";

let stack: Stack;
let invoice: { invoiceNumber: number; invoiceID: number };
let payment: { invoiceTransactionID: number };

beforeAll(async () => {
  stack = await startSmallClub();
  const { world } = stack.remotes.rubic;
  invoice = billFee(world, { invoiceDate: daysBefore(world, 9), sentDate: null });
  const paid = { invoiceID: invoice.invoiceID, transactionTypeID: OCR, paymentDate: daysBefore(world, 3) };
  payment = world.addTransaction({ ...paid, paidAmount: 250 });
  world.addTransaction({ ...paid, paidAmount: 100 });
  await stack.sync("sandbox", "all", "full");
});
afterAll(() => closeClub(stack));

const runAt = (url: string, ...options: string[]) =>
  runCommand("leave-out", url, ["--env", "sandbox", ...options]);
const run = (...options: string[]) => runAt(stack.backend.url, ...options);

const openCount = async () => (await stack.openHolds("sandbox")).length;
const INVOICE = () => ["--invoice", String(invoice.invoiceNumber)];
const GOES = () => `2 payments over ${formatKroner(35_000)}`;

test("shows what would go with it, leaves it out, and takes it back", async () => {
  const shown = await run(...INVOICE());
  expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining(`With it go ${GOES()}`) });
  expect(shown.stdout).toContain("Nothing is changed.");
  expect(await openCount()).toBe(3);
  const done = await run(...INVOICE(), "--reason", "Aldri sendt", "--yes");
  expect(done).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`is left out, and with it ${GOES()}`),
  });
  expect(await openCount()).toBe(0);

  const alone = await run("--payment", String(payment.invoiceTransactionID), "--undo", "--yes");
  expect(alone.code).toBe(1);
  expect(alone.stderr).toContain("Take the invoice back");
  expect((await run(...INVOICE(), "--undo")).stdout).toMatch(/Aldri sendt\nWith it come back 2 payments/);
  const back = await run(...INVOICE(), "--undo", "--yes");
  expect(back.stdout).toContain(`is held again, and with it ${GOES()}`);
  expect(await openCount()).toBe(3);
});

test("says which record is not there, and what is missing", async () => {
  const unknown = await run("--invoice", "999999");
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining("no invoice 999999 is held")]);
  const notLeftOut = await run(...INVOICE(), "--undo", "--yes");
  expect(notLeftOut.stderr).toContain("is left out");
  const wrong = await run("--payment", "x", "--invoice", "1", "--yes");
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toMatch(/Say exactly one of .*\n--reason is missing/);
});

test.each([
  { options: [], command: "npx convex data holds" },
  { options: ["--undo", "--yes"], command: 'npx convex run sync/holdActs:reopen \'{"holdId":' },
  { options: ["--reason", "x", "--yes"], command: 'npx convex run sync/holdActs:ignore \'{"holdId":' },
])("names the operator's command of a real deployment for $options", async ({ options, command }) => {
  const outcome = await runAt(await startRealDeployment(), ...INVOICE(), ...options);
  expect(outcome).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining(command) });
});
