/**
 * When a run stops and when it goes on: what concerns every record (keys, tokens, rights) stops the run at once, whichever
 * call meets it; ten equal refusals in a row stop their type and no other; anything else holds its own record.
 */
import { afterEach, describe, expect, test } from "vitest";
import type { FaultRuleInput } from "../../src/simulators/http/faults.ts";
import { checkBooks } from "../helpers/check-books.ts";
import { addInvoices, createSmallWorld, payInFull } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";
import { syncUntilStable } from "../helpers/sync-until-stable.ts";
import { writeNames } from "../helpers/tripletex-facts.ts";

const NO_PERMISSION = { status: 403, code: 9000, message: "You do not have permission", requestId: "r-9" };
const refusalOf = (field: string) => ({
  status: 422,
  code: 18000,
  message: "Validering feilet.",
  validationMessages: [{ field, message: `${field} er ugyldig.` }],
});
/** Both lanes may have a request under way when the tenth refusal comes. */
const TEN_AND_THOSE_UNDER_WAY = 12;

let stack: Stack;
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

async function start(change: { customers?: number; paidInvoices?: number } = {}): Promise<void> {
  const remotes = await startRemotes({ world: createSmallWorld() });
  const { world } = remotes.rubic;
  for (let index = 1; index <= (change.customers ?? 0); index += 1) {
    world.addCustomer({ customerName: `Ny Prøvesen ${index}` });
  }
  for (const invoice of addInvoices(world, change.paidInvoices ?? 3)) payInFull(world, invoice);
  stack = await startStack({ remotes });
}

const countWrites = (name: string) =>
  writeNames(stack.remotes.sandbox).filter((each) => each === name).length;

function statusesOf(run: Awaited<ReturnType<Stack["sync"]>>) {
  return Object.fromEntries(run.progress.map(({ syncType, status }) => [syncType, status]));
}

interface StopCase {
  name: string;
  remote: "rubic" | "sandbox";
  rule: FaultRuleInput;
  code: string;
  /** The last write that may have happened. */
  written: RegExp;
}

const PRODUCTS = /^POST \/product/;
const MASTER_DATA = /^POST \/(product|customer)/;
const BEFORE_PAYMENTS = /^POST \/(product|customer|invoice)/;

const STOP_CASES: StopCase[] = [
  {
    name: "Rubic refuses the key for the customers",
    remote: "rubic",
    rule: {
      kind: "status",
      status: 401,
      times: "always",
      path: "^/accounting/\\{organization\\}/customers$",
    },
    code: "RUBIC_NO_ACCESS",
    written: PRODUCTS,
  },
  {
    name: "Rubic refuses the organization for the invoices",
    remote: "rubic",
    rule: { kind: "status", status: 403, times: "always", path: "^/accounting/\\{organization\\}/invoices$" },
    code: "RUBIC_NO_PERMISSION",
    written: MASTER_DATA,
  },
  {
    name: "Tripletex refuses the right to look customers up",
    remote: "sandbox",
    rule: {
      kind: "status",
      status: 403,
      body: NO_PERMISSION,
      times: "always",
      method: "GET",
      path: "^/customer$",
    },
    code: "TRIPLETEX_NO_PERMISSION",
    written: PRODUCTS,
  },
  {
    name: "Tripletex refuses the token for looking invoices up",
    remote: "sandbox",
    rule: { kind: "status", status: 401, times: "always", method: "GET", path: "^/invoice$" },
    code: "TRIPLETEX_NO_ACCESS",
    written: MASTER_DATA,
  },
  {
    name: "Tripletex refuses the token for a list of customers",
    remote: "sandbox",
    rule: { kind: "status", status: 401, times: "always", method: "POST", path: "^/customer/list$" },
    code: "TRIPLETEX_NO_ACCESS",
    written: MASTER_DATA,
  },
  {
    name: "Tripletex refuses the right to book invoices",
    remote: "sandbox",
    rule: {
      kind: "status",
      status: 403,
      body: NO_PERMISSION,
      times: "always",
      method: "POST",
      path: "^/invoice$",
    },
    code: "TRIPLETEX_NO_PERMISSION",
    written: BEFORE_PAYMENTS,
  },
  {
    name: "Tripletex refuses the right to register payments",
    remote: "sandbox",
    rule: {
      kind: "status",
      status: 403,
      body: NO_PERMISSION,
      times: "always",
      method: "PUT",
      path: "^/invoice/\\{id\\}/:payment$",
    },
    code: "TRIPLETEX_NO_PERMISSION",
    written: /./,
  },
];

describe("the run stops at once, holds nothing, and goes on once it is mended, when", () => {
  test.each(STOP_CASES)("$name", async ({ remote, rule, code, written }) => {
    await start();
    const { faults } = stack.remotes[remote].control;
    faults.add(rule);
    const run = await stack.sync("sandbox");
    expect(run).toMatchObject({ status: "failed", problem: { code } });
    expect(await stack.openHolds("sandbox")).toEqual([]);
    expect(writeNames(stack.remotes.sandbox).filter((name) => !written.test(name))).toEqual([]);
    // One try in each lane, and one more with a new session.
    expect(faults.list()[0]?.fired).toBeLessThanOrEqual(4);
    faults.clear();
    expect(await syncUntilStable(stack)).toEqual(["success"]);
    await checkBooks(stack);
  });
});

describe("ten equal refusals in a row stop the type, the others go on", () => {
  test("of payments", async () => {
    await start({ paidInvoices: 20 });
    const path = "^/invoice/\\{id\\}/:payment$";
    const { faults } = stack.remotes.sandbox.control;
    faults.add({
      kind: "status",
      status: 422,
      body: refusalOf("paymentTypeId"),
      times: "always",
      method: "PUT",
      path,
    });
    const run = await stack.sync("sandbox");
    expect(run).toMatchObject({ status: "failed", problem: { code: "TRIPLETEX_REFUSED" } });
    expect(statusesOf(run)).toMatchObject({ invoices: "success", payments: "failed" });
    expect(countWrites("PUT /invoice/{id}/:payment")).toBeLessThanOrEqual(TEN_AND_THOSE_UNDER_WAY);
    faults.clear();
    expect((await syncUntilStable(stack)).at(-1)).toBe("success");
    await checkBooks(stack);
  });

  test("of customers whose list was refused and who then go one by one", async () => {
    await start({ customers: 30 });
    const { faults } = stack.remotes.sandbox.control;
    for (const path of ["^/customer/list$", "^/customer$"]) {
      faults.add({
        kind: "status",
        status: 422,
        body: refusalOf("email"),
        times: "always",
        method: "POST",
        path,
      });
    }
    const run = await stack.sync("sandbox");
    expect(run).toMatchObject({ status: "failed", problem: { code: "TRIPLETEX_REFUSED" } });
    expect(statusesOf(run)).toMatchObject({ products: "success", customers: "failed" });
    expect(countWrites("POST /customer/list")).toBe(1);
    expect(countWrites("POST /customer")).toBeLessThanOrEqual(TEN_AND_THOSE_UNDER_WAY);
    faults.clear();
    expect((await syncUntilStable(stack)).at(-1)).toBe("success");
    await checkBooks(stack);
  });
});

test("refusals for different reasons hold their records and stop nothing, however many they are", async () => {
  await start({ customers: 30 });
  const { faults } = stack.remotes.sandbox.control;
  const refused = { kind: "status", status: 422, times: "always", method: "POST" } as const;
  faults.add({ ...refused, body: refusalOf("any"), path: "^/customer/list$" });
  faults.add({ ...refused, body: refusalOf("email"), path: "^/customer$", every: 2 });
  faults.add({ ...refused, body: refusalOf("phoneNumber"), path: "^/customer$" });
  const run = await stack.sync("sandbox");
  expect(run).toMatchObject({ status: "partial", problem: null });
  const holds = (await stack.openHolds("sandbox")).filter(({ kind }) => kind === "customer");
  expect(holds).toHaveLength(33);
  expect(new Set(holds.map(({ code }) => code))).toEqual(new Set(["REFUSED_BY_TRIPLETEX"]));
});

test("a closed list endpoint stops nothing: the records go one by one, and the list is left alone", async () => {
  await start({ customers: 5 });
  const { faults } = stack.remotes.sandbox.control;
  const path = "^/customer/list$";
  faults.add({ kind: "status", status: 403, body: NO_PERMISSION, times: "always", method: "POST", path });
  expect((await stack.sync("sandbox")).status).toBe("success");
  stack.remotes.rubic.world.addCustomer({ customerName: "Nyere Prøvesen" });
  stack.remotes.rubic.world.addCustomer({ customerName: "Nyest Prøvesen" });
  expect((await stack.sync("sandbox")).status).toBe("success");
  expect(countWrites("POST /customer/list")).toBe(1);
  await checkBooks(stack);
});

test("Rubic's rate limit makes the run wait, and not fail", async () => {
  await start();
  const { faults } = stack.remotes.rubic.control;
  const path = "^/accounting/\\{organization\\}/customers$";
  faults.add({ kind: "status", status: 429, headers: { "retry-after": "90" }, path });
  const { runId } = await stack.start("sandbox");
  const waiting = await waitForWaiting();
  expect(waiting).toMatchObject({ runId, problem: { code: "RUBIC_RATE_LIMIT" } });
  expect(waiting.resumeAt ?? 0).toBeGreaterThan(Date.now() + 60_000);
});

async function waitForWaiting() {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const { liveRun } = await stack.overview("sandbox");
    if (liveRun?.status === "waiting") return liveRun;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("the run never waited");
}
