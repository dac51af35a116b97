/**
 * `npm run sync` as a person or a scheduler runs it: the real script in a process of its own, against the whole product on
 * free ports. Exit codes and JSON lines are a contract with other programs.
 */
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { api } from "../../convex/_generated/api.js";
import { startCommand } from "../helpers/command.ts";
import { startRealDeployment } from "../helpers/real-deployment.ts";
import { addInvoices, createSmallWorld, customerNoOf } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startStack } from "../helpers/stack.ts";

/** A port that nothing listens on, and that nobody may. */
const NOWHERE = "http://127.0.0.1:1";
const SLOW_MS = 40;

const runSync = (url: string, ...options: string[]) => startCommand("sync", url, options);

const line = z.looseObject({ event: z.string() });
const linesOf = (stdout: string) =>
  stdout
    .trimEnd()
    .split("\n")
    .map((text) => line.parse(JSON.parse(text)));

const stacks: Stack[] = [];

async function startTestStack(options: Parameters<typeof startStack>[0] = {}): Promise<Stack> {
  const stack = await startStack(options);
  stacks.push(stack);
  return stack;
}

afterEach(async () => {
  for (const stack of stacks.splice(0)) {
    await stack.close();
    await closeRemotes(stack.remotes);
  }
});

/** Makes every write to Tripletex wait, so that a run is still on when the next command comes. */
function slowDown(stack: Stack): void {
  stack.remotes.rubic.control.changeSettings({ latencyMs: SLOW_MS });
  stack.remotes.sandbox.control.faults.add([{ kind: "slow", delayMs: SLOW_MS, times: 10_000 }]);
}

function speedUp(stack: Stack): void {
  stack.remotes.rubic.control.changeSettings({ latencyMs: 0 });
  stack.remotes.sandbox.control.faults.clear();
}

/** Lets the run that is on come to its end, and answers how it ended; null when none is on. */
async function endOfLiveRun(stack: Stack): Promise<string | null> {
  speedUp(stack);
  const { liveRun } = await stack.overview("sandbox");
  return liveRun === null ? null : (await stack.waitForEnd(liveRun.runId)).status;
}

describe("npm run sync", () => {
  it("follows a run to its end, names what is held with its remedy, and exits 2", async () => {
    const stack = await startTestStack();
    const { code, stdout, stderr } = await runSync(stack.backend.url, "--env", "sandbox", "--type", "all")
      .outcome;
    expect(stderr).toBe("");
    expect(code).toBe(2);
    expect(stdout).toContain("The run has started.");
    expect(stdout).toMatch(/Everything else from .* is in Tripletex, equal to the øre/);
    expect(stdout).toMatch(/Invoices: Rubic .* = Tripletex .* \+ held .*, difference 0,00 kr\./);
    expect(stdout).toMatch(/Payments: Rubic .* = Tripletex .* \+ held .*, difference 0,00 kr\./);
    const { heldCount } = await stack.overview("sandbox");
    expect(stdout).toContain(`Held (${heldCount}):`);
    expect(stdout.match(/What to do(?: \(\w+\))?: /g)).toHaveLength(Math.min(heldCount, 20));
    expect(stdout).toContain(`and ${heldCount - 20} more`);
  });

  it("ends with the record alone that was asked for with --key", async () => {
    const stack = await startTestStack();
    await stack.sync("sandbox");
    const wish = {
      tripletexEnv: "sandbox",
      kind: "invoice",
      paginationOpts: { numItems: 1, cursor: null },
    } as const;
    const [hold] = (await stack.client.query(api.holds.list, wish)).page;
    const [, number = ""] = /Invoice (\d+)/.exec(hold?.label ?? "") ?? [];
    const options = ["--env", "sandbox", "--type", "invoices", "--key", number];
    const { code, stdout } = await runSync(stack.backend.url, ...options).outcome;
    expect(code, stdout).toBe(2);
    expect(stdout).toMatch(/Held \(1\):\n/);
    expect(stdout).toContain(`: ${hold?.label} has`);
    expect(stdout.match(/What to do/g)).toHaveLength(1);
    expect(stdout).not.toMatch(/Everything else|Invoices: Rubic|the page lists them all/);
    const asJson = await runSync(stack.backend.url, ...options, "--json").outcome;
    expect(linesOf(asJson.stdout).at(-1)).toMatchObject({ heldCount: 1, holds: [{ label: hold?.label }] });
  });

  it("exits 0 when nothing is held", async () => {
    const stack = await startTestStack();
    const world = stack.remotes.rubic.world;
    world.customers.splice(0, world.customers.length, ...world.customers.filter(isOrdinary));
    const { code, stdout } = await runSync(stack.backend.url, "--env", "sandbox", "--type", "customers")
      .outcome;
    expect(code, stdout).toBe(0);
    expect(stdout).toMatch(/customers +\d+ of \d+ +\d+ created\n/);
    expect(stdout).not.toContain("Held (");
  });

  it("writes nothing but JSON lines on stdout with --json, from the start to the figures", async () => {
    const stack = await startTestStack();
    const options = ["--env", "sandbox", "--type", "products", "--mode", "full", "--json"];
    const { code, stdout, stderr } = await runSync(stack.backend.url, ...options).outcome;
    expect(stderr).toBe("");
    const lines = linesOf(stdout);
    expect(lines[0]).toMatchObject({ event: "started" });
    expect(lines.map(({ event }) => event)).toContain("progress");
    const run = (await stack.overview("sandbox")).types.find(({ syncType }) => syncType === "products");
    expect(lines.at(-1)).toMatchObject({
      event: "finished",
      exitCode: code,
      status: run?.latest?.status,
      types: [{ syncType: "products", counters: run?.latest?.counters }],
      heldCount: run?.heldCount,
    });
  });

  it("previews with totals, records and differences, and carries the plan out with the command that it names", async () => {
    const stack = await startTestStack({ world: createSmallWorld() });
    const { world } = stack.remotes.rubic;
    await stack.sync("sandbox");
    world.changeCustomer(customerNoOf(world, 0), { email: "ny@eksempel.test" });
    addInvoices(world, 2);
    const options = ["--env", "sandbox", "--type", "all", "--mode", "preview"];
    const { code, stdout, stderr } = await runSync(stack.backend.url, ...options).outcome;
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/customers\n {2}create +0\n {2}update +1\n {2}adopt +0\n {2}unchanged +2\n/);
    expect(stdout).toMatch(/invoices\n {2}create +2 +[\d\s]+,\d\d kr\n/);
    expect(stdout).toMatch(/update: Customer \d+ .*\n {4}e-mail: “.+” → “ny@eksempel.test”\n/);
    const [, planId = ""] = stdout.match(/npm run sync -- --env sandbox --plan (\w+)/) ?? [];
    const json = await runSync(stack.backend.url, ...options, "--json").outcome;
    expect(linesOf(json.stdout).at(-1)).toMatchObject({
      event: "finished",
      exitCode: 0,
      plan: { toDo: 3, items: [{ action: "update" }, { action: "create" }, { action: "create" }] },
    });
    addInvoices(world, 1);
    const run = await runSync(stack.backend.url, "--env", "sandbox", "--plan", planId).outcome;
    expect(run.code).toBe(2);
    expect(run.stdout).toContain("1 record has changed since the plan was made");
    expect(run.stdout).toMatch(
      /Not as planned \(1\):\n {2}Invoice \d+ of .* is new since the plan was made\./,
    );
    expect(run.stdout).not.toContain("The run failed");
    const again = await runSync(stack.backend.url, "--env", "sandbox", "--plan", planId).outcome;
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("The plan is already fully carried out.");
  });

  it("exits 2 when a preview finds what would be held, and tells of nothing written", async () => {
    const stack = await startTestStack();
    const options = ["--env", "sandbox", "--type", "all", "--mode", "preview"];
    const { code, stdout } = await runSync(stack.backend.url, ...options).outcome;
    expect(code).toBe(2);
    expect(stdout).toContain("The plan is ready. Nothing was written; some records would be held.");
    expect(stdout).toMatch(/and [\d\s]+ more; the page lists them all\./);
    expect(stack.remotes.sandbox.state.invoices).toEqual([]);
  });

  it("joins the run that is on and says whose it is", async () => {
    const stack = await startTestStack();
    slowDown(stack);
    const first = runSync(stack.backend.url, "--env", "sandbox", "--type", "all", "--json");
    await first.seen('"started"');
    const second = await runSync(stack.backend.url, "--env", "sandbox", "--type", "products").outcome;
    expect(second.stdout).toMatch(
      /A run is already on, started by Local operator \(command line\) at (?:\d+ \w+ )?\d\d:\d\d\./,
    );
    expect(second.stdout).toContain("customers");
    expect(second.code).toBe((await first.outcome).code);
  });

  it("exits 3 with --no-wait when the environment is busy, and 0 when it has started", async () => {
    const stack = await startTestStack();
    slowDown(stack);
    const options = ["--env", "sandbox", "--type", "all", "--no-wait"];
    const first = await runSync(stack.backend.url, ...options).outcome;
    expect(first.code).toBe(0);
    const second = await runSync(stack.backend.url, ...options).outcome;
    expect(second.code).toBe(3);
    expect(second.stdout).toContain("Nothing was started: a run is already on, started by Local operator");
    const asJson = await runSync(stack.backend.url, ...options, "--json").outcome;
    expect(asJson.code).toBe(3);
    expect(linesOf(asJson.stdout)).toMatchObject([{ event: "busy", actor: { name: "Local operator" } }]);
    expect(await endOfLiveRun(stack)).toBe("partial");
  });

  it("leaves the run alone at Ctrl-C", async () => {
    const stack = await startTestStack();
    slowDown(stack);
    const command = runSync(stack.backend.url, "--env", "sandbox", "--type", "all");
    await command.seen("The run has started.");
    command.child.kill("SIGINT");
    const { code, stdout } = await command.outcome;
    expect(code).toBe(130);
    expect(stdout).toContain("Detached. The run goes on");
    expect(await endOfLiveRun(stack)).toBe("partial");
  });

  it("exits 1 with the cause and the remedy when the API key is wrong", async () => {
    const stack = await startTestStack({ environmentVariables: { RUBIC_API_KEY: "not-the-key" } });
    const { code, stdout } = await runSync(stack.backend.url, "--env", "sandbox", "--type", "all").outcome;
    expect(code).toBe(1);
    const message = (await stack.overview("sandbox")).lastProblem?.message ?? "no problem";
    expect(stdout.split(message)).toHaveLength(2);
    expect(stdout).toContain(`The run failed: ${message}\nWhat to do (operator): `);
    expect(stdout).not.toContain("not-the-key");
  });
});

/** Customers that nothing holds: numbers as Tripletex takes them, each used once. */
function isOrdinary({
  customerNo,
  ledgerCustomerNo,
}: {
  customerNo: string | null;
  ledgerCustomerNo: string | null;
}) {
  return ledgerCustomerNo === null && customerNo !== null && /^[1-9]\d*$/.test(customerNo);
}

describe("npm run sync, refused", () => {
  it("says that nothing answers, and where it looked", async () => {
    const { code, stdout, stderr } = await runSync(NOWHERE, "--env", "sandbox", "--type", "all").outcome;
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^No deployment answers at http:\/\/127\.0\.0\.1:1 \(.+\)\..*CONVEX_URL\.\n$/);
  });

  it("names the command for a deployment without the local identity", async () => {
    const url = await startRealDeployment();
    const { code, stderr } = await runSync(url, "--env", "production", "--type", "payments").outcome;
    expect(code).toBe(1);
    expect(stderr).toContain("signing in does not exist yet");
    expect(stderr).toContain(
      `npx convex run sync/start:start '{"tripletexEnv":"production","type":"payments","mode":"incremental","actor":`,
    );
  });

  it.each([
    { options: ["--type", "all"], message: "--env must be sandbox or production." },
    { options: ["--env", "sandbox"], message: "--type must be one of" },
    { options: ["--env", "test", "--type", "all"], message: "--env must be sandbox or production." },
    { options: ["--env", "sandbox", "--type", "all", "--fast"], message: "--fast" },
  ])("shows the usage for $options", async ({ options, message }) => {
    const { code, stdout, stderr } = await runSync(NOWHERE, ...options).outcome;
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr).toContain("Usage: npm run sync");
  });
});
