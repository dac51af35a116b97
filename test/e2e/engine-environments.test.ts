/**
 * Sandbox and production at the same time, reading the same organization in Rubic, so that every Rubic key is equal in both.
 * Nothing may cross: no request, mapping, session, lease, hold or run.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TripletexEnv } from "../../convex/validators.ts";
import type { TripletexSimulator } from "../../src/simulators/tripletex/index.ts";
import { checkBooks } from "../helpers/check-books.ts";
import { approveProposals } from "../helpers/mappings.ts";
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
    await approveProposals(stack, "production");
    await stack.makeReady();
    // What the reading and the check have asked is not part of the syncs.
    remotes.production.control.requests.clear();
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
    expect(sorted(production.state.invoices.map(({ invoiceNumber }) => invoiceNumber))).toEqual(
      sorted(stack.remotes.sandbox.state.invoices.map(({ invoiceNumber }) => invoiceNumber)),
    );
    expect(production.control.sentToCustomers).toEqual([]);
  });

  test("every mapping points to the record with its own key in its own company", async () => {
    const rows = await stack.backend.run(async (ctx) => ({
      customers: await ctx.db.query("customerMapping").collect(),
      products: await ctx.db.query("productMapping").collect(),
      invoices: await ctx.db.query("invoiceMapping").collect(),
      payments: await ctx.db.query("paymentMapping").collect(),
    }));
    for (const env of ENVIRONMENTS) {
      const { state } = stack.remotes[env];
      const numbers = new Map(state.customers.map((row) => [row.id, String(row.customerNumber)]));
      const codes = new Map(state.products.map((row) => [row.id, row.number]));
      const invoices = new Map(state.invoices.map((row) => [row.id, row.invoiceNumber]));
      const postings = new Map(state.postings.map((row) => [row.id, row.date]));
      const ofEnv = <Row extends { tripletexEnv: TripletexEnv }>(all: Row[]) =>
        all.filter((row) => row.tripletexEnv === env);
      const ledgerNumbers = new Map(
        stack.remotes.rubic.world.customers.map((each) => [each.customerNo, each.ledgerCustomerNo]),
      );
      for (const row of ofEnv(rows.customers)) {
        const expected = ledgerNumbers.get(row.rubicCustomerNo) ?? row.rubicCustomerNo;
        expect(numbers.get(row.tripletexCustomerId)).toBe(expected);
      }
      for (const row of ofEnv(rows.products)) {
        expect(codes.get(row.tripletexProductId)).toBe(row.rubicProductCode);
      }
      for (const row of ofEnv(rows.invoices)) {
        expect(invoices.get(row.tripletexInvoiceId)).toBe(row.rubicInvoiceNumber);
      }
      for (const row of ofEnv(rows.payments)) {
        expect(postings.get(row.tripletexPostingId)).toBe(row.paymentDate);
      }
      expect(ofEnv(rows.invoices)).toHaveLength(state.invoices.length);
    }
    // The ids differ between the companies, so that a crossed row could not pass unseen.
    const idOf = (env: TripletexEnv) =>
      rows.customers.find((row) => row.tripletexEnv === env)?.tripletexCustomerId;
    expect(idOf("sandbox")).not.toBe(idOf("production"));
  });

  test("no request of one carries a token, an id or a number of the other", () => {
    for (const env of ENVIRONMENTS) {
      const requests = stack.remotes[env].control.requests.list();
      expect(requests.filter(({ status }) => status === 401 || status === 403 || status === 404)).toEqual([]);
      const companyPaths = requests.filter(({ template }) => template === "/company/{id}");
      expect(companyPaths.map(({ path }) => path)).toEqual([
        env === "sandbox" ? "/company/111" : "/company/222",
      ]);
      expect(requests.filter(({ template }) => template === "/token/session/:create")).toHaveLength(1);
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
    const { runs, rows } = await stack.backend.run(async (ctx) => ({
      runs: await ctx.db.query("runs").collect(),
      rows: (
        await Promise.all(TABLES_WITH_RUN.map(async (table) => await ctx.db.query(table).collect()))
      ).flat(),
    }));
    const envOfRun = new Map(runs.map((run) => [run._id, run.tripletexEnv]));
    const crossed = rows.filter((row) => {
      const made = "createdByRun" in row ? row.createdByRun : undefined;
      const runId = "runId" in row ? row.runId : made;
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
    await stack.makeReady();
    const run = await stack.sync("sandbox");
    expect(run).toMatchObject({ status: "failed", problem: { code: "SAME_COMPANY" } });
    expect(run.problem?.message).toContain("Sandkassa IL");
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
  });
});
