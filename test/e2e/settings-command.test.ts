/**
 * `npm run settings` as a person runs it: the real script in a process of its own, against the whole product on free ports.
 * Exit codes and JSON are a contract with other programs.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { runCommand } from "../helpers/command.ts";
import { startRealDeployment } from "../helpers/real-deployment.ts";
import { createSmallWorld } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";

/** A port that nothing listens on, and that nobody may. */
const NOWHERE = "http://127.0.0.1:1";

const runSettings = (url: string, ...options: string[]) => runCommand("settings", url, options);

const mapping = z.looseObject({ kind: z.string(), code: z.string(), state: z.string() });
const settings = z.looseObject({
  booksFrom: z.string().nullable(),
  approvedCount: z.number(),
  unmapped: z.array(z.looseObject({ kind: z.string(), code: z.string() })),
});

describe("npm run settings, from nothing to an open production", () => {
  let stack: Stack;
  const run = (...options: string[]) => runSettings(stack.backend.url, ...options);

  beforeAll(async () => {
    const remotes = await startRemotes({ world: createSmallWorld() });
    stack = await startStack({ remotes, environmentVariables: { BOOKS_FROM_PRODUCTION: "" } });
  });
  afterAll(async () => {
    await stack.close();
    await closeRemotes(stack.remotes);
  });

  it("shows an environment that has nothing yet, and what to do", async () => {
    const { code, stdout, stderr } = await run("get", "--env", "production");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("booksFrom     not set: nothing is booked without it");
    expect(stdout).toContain("npm run settings -- propose");
  });

  it("sets the cut-over date, and shows the settings as they are then", async () => {
    const { code, stdout } = await run("set", "--env", "production", "booksFrom=2026-01-01", "--json");
    expect(code).toBe(0);
    expect(settings.parse(JSON.parse(stdout))).toMatchObject({ booksFrom: "2026-01-01" });
  });

  it("proposes with a reason for each, and writes nothing to Tripletex", async () => {
    const { code, stdout } = await run("propose", "--env", "production");
    expect(code).toBe(0);
    expect(stdout).toContain("vat 33:12 = VAT type 33 (12 %) [proposed]  VAT code 33 at 12 %");
    expect(stdout).toContain("Tripletex has an active VAT type with this number at 12 %.");
    expect(stdout).toMatch(/account 3920 = account 3920 \[proposed\]/);
    const writes = stack.remotes.production.control.requests
      .list()
      .filter(({ method, template }) => method !== "GET" && !template.startsWith("/token/session"));
    expect(writes).toEqual([]);
  });

  it("approves one, names who did, and refuses what the figures contradict", async () => {
    const approved = await run("approve", "--env", "production", "vat", "33:12=33", "3:25");
    expect(approved.code).toBe(0);
    expect(approved.stdout).toContain("vat 33:12 = VAT type 33 (12 %) [approved by Local operator]");
    const refused = await run("approve", "--env", "production", "vat", "33:12=31");
    expect([refused.code, refused.stdout]).toEqual([1, ""]);
    expect(refused.stderr).toContain(
      "VAT code 33 at 12 % can't be mapped to “31”: VAT type 31 has 15 % in Tripletex, but the code has 12 % in Rubic.",
    );
  });

  it("approves all that leave no choice, naming each, until nothing is unmapped", async () => {
    const { code, stderr } = await run("approve", "--env", "production", "--proposed");
    expect(code).toBe(0);
    expect(stderr).toContain("Approving account 3920 = account 3920");
    const { stdout } = await run("get", "--env", "production", "--json");
    expect(settings.parse(JSON.parse(stdout)).unmapped).toEqual([]);
    expect((await run("approve", "--env", "production", "--proposed")).stderr).toContain(
      "Nothing is proposed",
    );
  });

  it("takes one back only with a reason", async () => {
    const refused = await run("withdraw", "--env", "production", "vat", "33:12");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("A reason is needed");
    const options = ["--env", "production", "--reason", "Ask the auditor", "--json"];
    const { code, stdout } = await run("withdraw", ...options, "vat", "33:12");
    expect(code).toBe(0);
    const rows = z.array(mapping).parse(JSON.parse(stdout));
    expect(rows.find((row) => row.code === "33:12")).toMatchObject({ state: "withdrawn" });
  });

  it("says why a reading failed", async () => {
    stack.remotes.rubic.control.faults.add({ kind: "status", status: 401 });
    const { code, stderr } = await run("propose", "--env", "production");
    expect(code).toBe(1);
    expect(stderr).toContain("RUBIC_API_KEY");
  });
});

describe("npm run settings, refused", () => {
  it("says that nothing answers, and where it looked", async () => {
    const { code, stdout, stderr } = await runSettings(NOWHERE, "get", "--env", "sandbox");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^No deployment answers at http:\/\/127\.0\.0\.1:1 /);
  });

  it.each([
    { options: ["get"], command: `sync/settings:get '{"tripletexEnv":"production"}'` },
    { options: ["mappings"], command: `sync/codeMappings:list '{"tripletexEnv":"production"}'` },
    { options: ["propose"], command: `sync/codeReads:request '{"tripletexEnv":"production","actor":` },
    {
      options: ["set", "booksFrom=2026-01-01"],
      command: `sync/settings:set '{"tripletexEnv":"production","booksFrom":"2026-01-01","actor":`,
    },
    {
      options: ["approve", "transaction", "3=money:12"],
      command: `sync/codeMappings:approve '{"tripletexEnv":"production","kind":"transactionType","code":"3","choice":"money:12","actor":`,
    },
    {
      options: ["withdraw", "vat", "3:25", "--reason", "Wrong"],
      command: `sync/codeMappings:withdraw '{"tripletexEnv":"production","kind":"vat","code":"3:25","reason":"Wrong","actor":`,
    },
  ])("names the command for a real deployment: $options", async ({ options, command }) => {
    const url = await startRealDeployment();
    const { code, stderr } = await runSettings(url, ...options, "--env", "production");
    expect(code).toBe(1);
    expect(stderr).toContain(`npx convex run ${command}`);
  });

  it("shows its usage when asked, and when something is not understood", async () => {
    const help = await runSettings(NOWHERE, "--help");
    expect(help.code).toBe(0);
    expect(help.stdout).toContain("Usage: npm run settings");
    const refused = await runSettings(NOWHERE, "set", "--env", "sandbox", "booksfrom=2026-01-01");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("“booksfrom=2026-01-01” is no setting");
    expect(refused.stderr).toContain("Usage: npm run settings");
  });
});
