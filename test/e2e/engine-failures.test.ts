/**
 * What concerns a whole run: Rubic or Tripletex is away, refuses the key, or answers nonsense; a setting is missing; one
 * record is refused. Each ends in one sentence that names the system and a remedy, never in a URL or a key.
 */
import { createServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { FaultRuleInput } from "../../src/simulators/http/faults.ts";
import { checkBooks } from "../helpers/check-books.ts";
import { addInvoices, createSmallWorld, payInFull } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, type StackOptions, startRemotes, startStack } from "../helpers/stack.ts";
import { syncUntilStable } from "../helpers/sync-until-stable.ts";
import { writeNames } from "../helpers/tripletex-facts.ts";

const SECRETS = ["rubic-key", "test-consumer", "test-employee", "wrong-token"];

let stack: Stack;
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

async function startSmall(options: StackOptions = {}): Promise<void> {
  const remotes = options.remotes ?? (await startRemotes({ world: createSmallWorld() }));
  const { world } = remotes.rubic;
  for (const invoice of addInvoices(world, 3)) payInFull(world, invoice);
  stack = await startStack({ ...options, remotes });
}

/** The run has failed with one sentence and one remedy; the page shows the same; no secret is anywhere. */
async function expectFailure(run: Awaited<ReturnType<Stack["sync"]>>, code: string): Promise<string> {
  expect(run.status).toBe("failed");
  expect(run.problem?.code).toBe(code);
  const { message = "", remedy = "" } = run.problem ?? {};
  expect(message).not.toBe("");
  expect(remedy).not.toBe("");
  const { lastProblem, liveRun } = await stack.overview(run.tripletexEnv);
  expect({ lastProblem, liveRun }).toEqual({ lastProblem: run.problem, liveRun: null });
  const texts = await stack.backend.run(async (ctx) =>
    JSON.stringify([
      await ctx.db.query("runs").collect(),
      await ctx.db.query("runEvents").collect(),
      await ctx.db.query("syncState").collect(),
      await ctx.db.query("holds").collect(),
      await ctx.db.query("auditLog").collect(),
    ]),
  );
  for (const secret of SECRETS) expect(texts).not.toContain(secret);
  expect(texts).not.toMatch(/https?:\/\//);
  expect(texts).not.toContain("127.0.0.1");
  return message;
}

interface RubicCase {
  name: string;
  rule: FaultRuleInput;
  code: string;
  words: RegExp;
}

const RUBIC_CASES: RubicCase[] = [
  {
    name: "refuses the key",
    rule: { kind: "status", status: 401, body: "Invalid API key rubic-key." },
    code: "RUBIC_NO_ACCESS",
    words: /^Rubic did not accept our credentials/,
  },
  {
    name: "has an internal error",
    rule: { kind: "errorBefore", times: "always" },
    code: "RUBIC_REMOTE_FAILURE",
    words: /^Rubic had an internal error/,
  },
  {
    name: "answers a web page",
    rule: { kind: "html", times: "always" },
    code: "RUBIC_UNEXPECTED_REPLY",
    words: /^Rubic sent a reply.*web page/,
  },
  {
    name: "answers half a JSON text",
    rule: { kind: "status", status: 200, body: '[{"customerNo":"1"', times: "always" },
    code: "RUBIC_UNEXPECTED_REPLY",
    words: /^Rubic sent a reply.*JSON/,
  },
  {
    name: "answers something that is no list",
    rule: { kind: "status", status: 200, body: { rows: [] } },
    code: "RUBIC_UNEXPECTED_REPLY",
    words: /^Rubic sent a reply/,
  },
  {
    name: "drops the connection",
    rule: { kind: "dropBefore", times: "always" },
    code: "RUBIC_UNREACHABLE",
    words: /^Rubic could not be reached/,
  },
];

describe("when Rubic", () => {
  test.each(RUBIC_CASES)("$name: the run says so, writes nothing, and a later one goes on", async (each) => {
    await startSmall();
    const { faults } = stack.remotes.rubic.control;
    faults.add({ ...each.rule, path: "^/accounting/\\{organization\\}/products$" });
    const message = await expectFailure(await stack.sync("sandbox"), each.code);
    expect(message).toMatch(each.words);
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
    faults.clear();
    expect((await stack.sync("sandbox")).status).toBe("success");
    await checkBooks(stack);
  });

  test("fails in the middle: what is written stays, and the next run takes the rest", async () => {
    await startSmall();
    const { faults } = stack.remotes.rubic.control;
    faults.add({ kind: "errorBefore", times: "always", path: "^/accounting/\\{organization\\}/invoices/tr" });
    const run = await stack.sync("sandbox");
    await expectFailure(run, "RUBIC_REMOTE_FAILURE");
    const statuses = new Map(run.progress.map(({ syncType, status }) => [syncType, status]));
    expect(Object.fromEntries(statuses)).toEqual({
      products: "success",
      customers: "success",
      invoices: "success",
      payments: "failed",
    });
    faults.clear();
    stack.remotes.sandbox.control.requests.clear();
    expect((await stack.sync("sandbox")).status).toBe("success");
    expect(writeNames(stack.remotes.sandbox)).toEqual(Array(3).fill("PUT /invoice/{id}/:payment"));
    await checkBooks(stack);
  });

  test("can't be reached at all, and then is back", async () => {
    const port = await freePort();
    await startSmall({ environmentVariables: { RUBIC_BASE_URL: `http://127.0.0.1:${port}` } });
    const message = await expectFailure(await stack.sync("sandbox"), "RUBIC_UNREACHABLE");
    expect(message).toMatch(/^Rubic could not be reached/);
    const { remotes } = stack;
    await stack.close();
    stack = await startStack({ remotes });
    expect((await stack.sync("sandbox")).status).toBe("success");
    await checkBooks(stack);
  });
});

describe("when the settings are wrong", () => {
  test("a missing one is named, with where to set it", async () => {
    await startSmall({ environmentVariables: { TRIPLETEX_SANDBOX_EMPLOYEE_TOKEN: "" } });
    const message = await expectFailure(await stack.sync("sandbox"), "SETTINGS");
    expect(message).toContain("TRIPLETEX_SANDBOX_EMPLOYEE_TOKEN");
    expect(stack.remotes.sandbox.control.requests.list()).toEqual([]);
    expect(stack.remotes.rubic.control.log.list()).toEqual([]);
  });

  test("several missing ones are named at once", async () => {
    await startSmall({ environmentVariables: { RUBIC_API_KEY: "", SESSION_ENCRYPTION_KEY: "" } });
    const message = await expectFailure(await stack.sync("sandbox"), "SETTINGS");
    expect(message).toContain("RUBIC_API_KEY");
    expect(message).toContain("SESSION_ENCRYPTION_KEY");
  });

  test("a token that Tripletex does not accept is told from everything else", async () => {
    await startSmall({ environmentVariables: { TRIPLETEX_SANDBOX_EMPLOYEE_TOKEN: "wrong-token" } });
    const message = await expectFailure(await stack.sync("sandbox"), "TRIPLETEX_NO_ACCESS");
    expect(message).toMatch(/^Tripletex did not accept our credentials/);
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
  });

  test("an address where nobody answers names Tripletex", async () => {
    const port = await freePort();
    const environmentVariables = { TRIPLETEX_SANDBOX_BASE_URL: `http://127.0.0.1:${port}/v2` };
    await startSmall({ environmentVariables });
    const message = await expectFailure(await stack.sync("sandbox"), "TRIPLETEX_UNREACHABLE");
    expect(message).toMatch(/^Tripletex could not be reached/);
  });

  test("production without a cut-over date books nothing and says which setting is missing", async () => {
    await startSmall({ environmentVariables: { BOOKS_FROM_PRODUCTION: "" } });
    await stack.makeReady();
    const run = await stack.sync("production");
    await expectFailure(run, "NO_CUTOVER_DATE");
    expect(run.problem?.remedy).toContain("BOOKS_FROM_PRODUCTION");
    expect(stack.remotes.production.state.invoices).toEqual([]);
  });
});

describe("when Tripletex refuses", () => {
  test("one record: that one is held with Tripletex's words, the others are booked", async () => {
    await startSmall();
    const { control } = stack.remotes.sandbox;
    const body = {
      status: 422,
      code: 18000,
      message: "Validering feilet.",
      validationMessages: [{ field: "invoiceDueDate", message: "Forfallsdato er ugyldig." }],
      requestId: "request-42",
    };
    control.faults.add({ kind: "status", status: 422, body, method: "POST", path: "^/invoice$", after: 1 });
    const run = await stack.sync("sandbox");
    expect(run).toMatchObject({ status: "partial", problem: null });
    const [hold, ...others] = (await stack.openHolds("sandbox")).filter(({ kind }) => kind === "invoice");
    expect(others).toEqual([]);
    expect(hold).toMatchObject({ code: "REFUSED_BY_TRIPLETEX", requestId: "request-42" });
    expect(hold?.remoteMessage).toContain("Forfallsdato er ugyldig.");
    expect(hold?.message).not.toBe("");
    expect(stack.remotes.sandbox.state.invoices).toHaveLength(2);
    expect(await syncUntilStable(stack)).toEqual(["success"]);
    await checkBooks(stack);
  });

  test("record after record for one reason: the type stops instead of holding them all", async () => {
    const remotes = await startRemotes({ world: createSmallWorld() });
    addInvoices(remotes.rubic.world, 30);
    await startSmall({ remotes });
    const { control } = remotes.sandbox;
    control.changeSettings({ hasBankAccountNumber: false });
    const run = await stack.sync("sandbox");
    await expectFailure(run, "TRIPLETEX_REFUSED");
    const invoiceWrites = writeNames(remotes.sandbox).filter((name) => name === "POST /invoice");
    expect(invoiceWrites.length).toBeLessThanOrEqual(12);
    const statuses = new Map(run.progress.map(({ syncType, status }) => [syncType, status]));
    expect(statuses.get("invoices")).toBe("failed");
    control.changeSettings({ hasBankAccountNumber: true });
    expect((await syncUntilStable(stack)).at(-1)).toBe("success");
    await checkBooks(stack);
  });

  test("every request: after three unclear outcomes the run stops asking", async () => {
    const remotes = await startRemotes({ world: createSmallWorld() });
    await startSmall({ remotes });
    // While the first invoice of a kind is unclear no other one is sent: the kinds must be proven.
    await stack.sync("sandbox");
    addInvoices(remotes.rubic.world, 30);
    remotes.sandbox.control.requests.clear();
    const { control } = remotes.sandbox;
    control.faults.add({ kind: "errorBefore", times: "always", method: "POST", path: "^/invoice$" });
    const run = await stack.sync("sandbox");
    await expectFailure(run, "TRIPLETEX_REMOTE_FAILURE");
    const invoiceWrites = writeNames(remotes.sandbox).filter((name) => name === "POST /invoice");
    expect(invoiceWrites.length).toBeLessThanOrEqual(4);
    expect((await stack.overview("sandbox")).inDoubtCount).toBe(invoiceWrites.length);
    control.faults.clear();
    expect((await syncUntilStable(stack)).at(-1)).toBe("success");
    await checkBooks(stack);
  });
});

describe("when Tripletex books another amount than was sent", () => {
  test("the invoice type stops at the first one, which is held with the difference", async () => {
    await startSmall();
    stack.remotes.sandbox.control.changeSettings({ roundsToWholeKroner: true });
    const run = await stack.sync("sandbox");
    const message = await expectFailure(run, "BOOKED_DIFFERENTLY");
    expect(message).toMatch(/gross is .* in Tripletex and .* in Rubic/);
    const [invoice, ...others] = stack.remotes.sandbox.state.invoices;
    const hold = (await stack.openHolds("sandbox")).find(({ kind }) => kind === "invoice");
    expect(hold).toMatchObject({ code: "BOOKED_DIFFERENTLY" });
    const wanted = stack.remotes.rubic.world.invoices.find(
      ({ invoiceNumber }) => invoiceNumber === invoice?.invoiceNumber,
    );
    expect(hold?.amountOere).toBe(
      Math.round((wanted?.grossTotal ?? 0) * 100) - Math.round((invoice?.amount ?? 0) * 100),
    );
    // Two requests may be under way at once; the second one is booked before the first one's answer is judged.
    expect(others.length).toBeLessThanOrEqual(1);
  });
});

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}
