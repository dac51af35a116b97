/**
 * Sandbox and production at the same time, reading the same organization in Rubic, so that every Rubic key is equal in both.
 * Nothing may cross: no request, mapping, session, lease, hold or run.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TripletexEnv } from "../../convex/validators.ts";
import type { TripletexSimulator } from "../../src/simulators/tripletex/index.ts";
import { checkBooks } from "../helpers/check-books.ts";
import { sorted } from "../helpers/rubic-facts.ts";
import { createSmallWorld } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";
import { writeNames } from "../helpers/tripletex-facts.ts";

const ENVIRONMENTS: readonly TripletexEnv[] = ["sandbox", "production"];
const TABLES_WITH_RUN = [
  "customerMapping",
  "productMapping",
  "invoiceMapping",
  "paymentMapping",
  "syncState",
  "holds",
  "comparisons",
] as const;

/** The number of a customer that only the accountant of production knows. */
const BY_HAND = 77_001;

const numbersOf = (customers: { customerNumber: number }[]) =>
  sorted(customers.map(({ customerNumber }) => customerNumber));
const byEnv = (rows: { tripletexEnv: TripletexEnv }[]) => rows.map((row) => row.tripletexEnv).toSorted();

/** Uses up some ids in one company, so that equal ids in both would mean different records. */
async function shiftIds(simulator: TripletexSimulator): Promise<void> {
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${simulator.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    expect(response.ok).toBe(true);
    return (await response.json()) as { value: { token: string } };
  };
  const tokens = { consumerToken: "test-consumer", employeeToken: "test-employee" };
  const expirationDate = new Date(Date.now() + 172_800_000).toISOString().slice(0, 10);
  const { value } = await post("/token/session/:create", { ...tokens, expirationDate });
  const authorization = `Basic ${btoa(`0:${value.token}`)}`;
  await post("/customer", { name: "Regnskapets egen kunde", customerNumber: BY_HAND }, { authorization });
  await post("/product", { name: "Regnskapets eget produkt", number: "EGEN-1" }, { authorization });
  simulator.control.requests.clear();
}

describe("both environments at once", () => {
  let stack: Stack;

  beforeAll(async () => {
    const remotes = await startRemotes({ members: 30 });
    await shiftIds(remotes.production);
    stack = await startStack({ remotes });
    const runs = await Promise.all(ENVIRONMENTS.map((env) => stack.sync(env, "all", "full")));
    expect(runs.map(({ status }) => status)).toEqual(["partial", "partial"]);
  });
  afterAll(async () => {
    await stack.close();
    await closeRemotes(stack.remotes);
  });

  test("each has its own complete books", async () => {
    await checkBooks(stack, "sandbox");
    const { production } = stack.remotes;
    expect(numbersOf(production.state.customers)).toEqual(
      sorted([...numbersOf(stack.remotes.sandbox.state.customers), BY_HAND]),
    );
    }
  });

  test("each has its own session, company, lease, totals and comparison", async () => {
    const rows = await stack.backend.run(async (ctx) => ({
      sessions: await ctx.db.query("sessions").collect(),
      environments: await ctx.db.query("environments").collect(),
      leases: await ctx.db.query("leases").collect(),
      totals: await ctx.db.query("totals").collect(),
      comparisons: await ctx.db.query("comparisons").collect(),
    }));
    for (const name of ["sessions", "environments", "leases", "comparisons"] as const) {
      expect(byEnv(rows[name])).toEqual(["production", "sandbox"]);
    }
    expect(new Set(rows.sessions.map(({ ciphertext }) => ciphertext)).size).toBe(2);
    const companies = new Map(rows.environments.map((row) => [row.tripletexEnv, row.company?.id]));
    expect(companies).toEqual(
      new Map([
        ["sandbox", 111],
        ["production", 222],
      ]),
    );
    for (const lease of rows.leases) expect(lease.runId).toBeNull();
    const [first, second] = ENVIRONMENTS.map((env) =>
      rows.totals
        .filter((row) => row.tripletexEnv === env)
        .map(({ kind, mappedCount, mappedOere, heldCount, heldOere }) => ({
          kind,
          mappedCount,
          mappedOere,
          heldCount,
          heldOere,
        }))
        .toSorted((left, right) => left.kind.localeCompare(right.kind)),
    );
    expect(first).toEqual(second);
  });

  test("every row of an environment was made by a run of that environment", async () => {
    const { envOfRun, rows } = await stack.backend.run(async (ctx) => ({
      envOfRun: new Map((await ctx.db.query("runs").collect()).map((run) => [run._id, run.tripletexEnv])),
      rows: (
        await Promise.all(TABLES_WITH_RUN.map(async (table) => await ctx.db.query(table).collect()))
      ).flat(),
    }));
    const crossed = rows.filter((row) => {
      const runId = "runId" in row ? row.runId : row.createdByRun;
      return runId === undefined || envOfRun.get(runId) !== row.tripletexEnv;
    });
    expect(rows.length).toBeGreaterThan(500);
    expect(crossed).toEqual([]);
  });
});

describe("two environments on one company", () => {
  let stack: Stack;

  beforeAll(async () => {
    const remotes = await startRemotes({ world: createSmallWorld() });
    const environmentVariables = { TRIPLETEX_PRODUCTION_BASE_URL: remotes.sandbox.url };
    stack = await startStack({ remotes, environmentVariables });
  });
  afterAll(async () => {
    await stack.close();
    await closeRemotes(stack.remotes);
  });

  test("are refused: the second one stops before its first write and names the company", async () => {
    expect((await stack.sync("sandbox")).status).toBe("success");
    const { requests } = stack.remotes.sandbox.control;
    requests.clear();
    const run = await stack.sync("production");
    expect(run).toMatchObject({ status: "failed", problem: { code: "SAME_COMPANY" } });
    expect(run.problem?.message).toContain("Sandkassa IL");
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
  });
});
