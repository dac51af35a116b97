/**
 * The first invoice of each kind: booked alone, read afresh and compared before the others follow. A wrong VAT type or account
 * costs one invoice to credit, whatever the totals say.
 */
import { afterEach, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import { checkBooks } from "../helpers/check-books.ts";
import { addInvoices, createSmallWorld, customerNoOf, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startRemotes, startStack } from "../helpers/stack.ts";
import { syncUntilStable } from "../helpers/sync-until-stable.ts";

const MEMBERSHIP = 101;
const HOODIE = 116;
const [HIGH_VAT, OUTSIDE_VAT, WITHIN_VAT] = [3, 6, 5];

let stack: Stack;
afterEach(async () => {
  await stack.close();
  await closeRemotes(stack.remotes);
});

/** Products and customers are in Tripletex; what follows books invoices only. */
async function startWithMasterData(options: { settleMs?: number } = {}): Promise<void> {
  const remotes = await startRemotes({ world: createSmallWorld() });
  stack = await startStack({ remotes, ...options });
  remotes.sandbox.control.changeSettings({ postingAccountIsVisible: true });
  await stack.sync("sandbox", "products");
  await stack.sync("sandbox", "customers");
}

function addBills(productID: number, count: number): void {
  const { world } = stack.remotes.rubic;
  for (let index = 0; index < count; index += 1) {
    const customerNo = customerNoOf(world, index);
    world.addInvoice({ customerNo, invoiceDate: daysBefore(world, 20), lines: [{ productID }] });
  }
}

async function editProduct(productID: number, changes: Record<string, unknown>): Promise<void> {
  const mappings = await stack.backend.run((ctx) => ctx.db.query("productMapping").collect());
  const mapping = mappings.find((each) => each.rubicProductId === productID);
  if (mapping === undefined) throw new Error(`product ${productID} is not mapped`);
  stack.remotes.sandbox.control.editProduct({ productId: mapping.tripletexProductId, changes });
}

const accountId = (number: number) => {
  const found = stack.remotes.sandbox.state.accounts.find((account) => account.number === number);
  if (found === undefined) throw new Error(`no account ${number}`);
  return found.id;
};

const canaries = () => stack.backend.run((ctx) => ctx.db.query("canaries").collect());

const invoiceRequests = () =>
  stack.remotes.sandbox.control.requests
    .list()
    .filter(({ template, method }) => /^\/invoice(\/\{id\})?$/.test(template) && method !== "PUT")
    .map(({ method, template }) => `${method} ${template}`);

test("is booked alone and read again before the others follow, in the same run", async () => {
  await startWithMasterData();
  addInvoices(stack.remotes.rubic.world, 6);
  stack.remotes.sandbox.control.requests.clear();
  expect((await stack.sync("sandbox", "invoices")).status).toBe("success");
  const [first, second, ...rest] = invoiceRequests().filter((name) => name !== "GET /invoice");
  expect([first, second]).toEqual(["POST /invoice", "GET /invoice/{id}"]);
  expect(rest).toEqual(Array(5).fill("POST /invoice"));
  const rows = await canaries();
  expect(rows.map(({ state, areAccountsSeen }) => [state, areAccountsSeen])).toEqual([
    ["proven", true],
    ["proven", true],
  ]);
  expect(new Set(rows.map(({ rubicKey }) => rubicKey)).size).toBe(1);
  await checkBooks(stack);

  addInvoices(stack.remotes.rubic.world, 2);
  stack.remotes.sandbox.control.requests.clear();
  await stack.sync("sandbox", "invoices");
  expect(invoiceRequests().filter((name) => name === "GET /invoice/{id}")).toEqual([]);
});

test("is told of once per run, however many kinds there are", async () => {
  await startWithMasterData();
  for (const areAccountsSeen of [true, false]) {
    stack.remotes.sandbox.control.changeSettings({ postingAccountIsVisible: areAccountsSeen });
    await stack.backend.run(async (ctx) => {
      for (const { _id } of await ctx.db.query("canaries").collect()) await ctx.db.delete("canaries", _id);
    });
    addBills(MEMBERSHIP, 1);
    addBills(HOODIE, 1);
    const { runId } = await stack.sync("sandbox", "invoices");
    const paginationOpts = { numItems: 100, cursor: null };
    const { page } = await stack.client.query(api.runs.events, { runId, paginationOpts });
    const told = page.filter(({ message }) => message.includes("the first of its kind"));
    expect(told.map(({ level }) => level)).toEqual([areAccountsSeen ? "info" : "warning"]);
    expect((await canaries()).map(({ state }) => state)).toEqual(["proven", "proven"]);
  }
});

describe("a kind that is booked wrongly", () => {
  const cases: { name: string; wins: boolean; changes: () => Record<string, unknown>; words: RegExp }[] = [
    {
      name: "25 % VAT instead of none",
      wins: false,
      changes: () => ({ vatType: { id: HIGH_VAT }, account: { id: accountId(3020) } }),
      words: /VAT is .* in Tripletex and 0,00 kr in Rubic/,
    },
    {
      name: "another VAT type of 0 %, with equal totals",
      wins: false,
      changes: () => ({ vatType: { id: WITHIN_VAT }, account: { id: accountId(3100) } }),
      words: new RegExp(`with VAT type ${OUTSIDE_VAT} there are 0,00 kr`),
    },
    {
      name: "another account, with equal totals",
      wins: true,
      changes: () => ({ account: { id: accountId(3220) } }),
      words: /on account .* there are 0,00 kr in Tripletex/,
    },
  ];

  test.each(cases)("$name: one invoice, then no further one until a person lets it go on", async (wrong) => {
    await startWithMasterData();
    const { sandbox } = stack.remotes;
    addBills(HOODIE, 2);
    await stack.sync("sandbox", "invoices");
    await editProduct(MEMBERSHIP, wrong.changes());
    sandbox.control.changeSettings({ lineVatWins: wrong.wins });
    addBills(MEMBERSHIP, 8);

    const run = await stack.sync("sandbox", "invoices");
    expect(run).toMatchObject({ status: "failed", problem: { code: "BOOKED_DIFFERENTLY" } });
    expect(run.problem?.message).toMatch(wrong.words);
    expect(run.problem?.remedy).toContain("VAT type and account");
    expect(sandbox.state.invoices).toHaveLength(3);
    const [hold, ...others] = await stack.openHolds("sandbox");
    expect(others).toEqual([]);
    expect(hold).toMatchObject({ code: "BOOKED_DIFFERENTLY", kind: "invoice" });

    expect((await stack.sync("sandbox")).status).toBe("failed");
    expect(sandbox.state.invoices).toHaveLength(3);

    // The accountant mends the product, credits the invoice and lets the sync go on.
    await editProduct(MEMBERSHIP, { vatType: { id: OUTSIDE_VAT }, account: { id: accountId(3920) } });
    if (hold === undefined) throw new Error("the invoice is held");
    await stack.client.mutation(api.holds.ignore, { holdId: hold._id, reason: "Kreditert, mva rettet" });
    expect((await stack.sync("sandbox", "invoices")).problem).toBeNull();
    expect(sandbox.state.invoices).toHaveLength(10);
    expect((await canaries()).map(({ state }) => state)).toEqual(["proven"]);
  });
});

test("a token that may not see accounts proves the rest, and the run says what to look at", async () => {
  await startWithMasterData();
  stack.remotes.sandbox.control.changeSettings({ postingAccountIsVisible: false });
  addBills(MEMBERSHIP, 3);
  const run = await stack.sync("sandbox", "invoices");
  expect(run.status).toBe("success");
  expect((await canaries()).map(({ state, areAccountsSeen }) => [state, areAccountsSeen])).toEqual([
    ["proven", false],
  ]);
  const { page } = await stack.client.query(api.runs.events, {
    runId: run.runId,
    paginationOpts: { numItems: 50, cursor: null },
  });
  expect(page.map(({ message }) => message).join()).toContain("does not show this token on which accounts");
});

test("while its outcome is unknown the others of the kind wait, and other kinds go on", async () => {
  await startWithMasterData();
  const { sandbox } = stack.remotes;
  addBills(HOODIE, 1);
  await stack.sync("sandbox", "invoices");
  addBills(MEMBERSHIP, 3);
  addBills(HOODIE, 2);
  sandbox.control.faults.add({ kind: "dropAfter", method: "POST", path: "^/invoice$", times: 1 });
  const run = await stack.sync("sandbox", "invoices");
  expect(run.problem).toBeNull();
  expect(await syncUntilStable(stack)).toContain("success");
  expect(sandbox.state.invoices).toHaveLength(6);
  await checkBooks(stack);
});

test("a refused first invoice leaves the next one to be the first", async () => {
  await startWithMasterData();
  const { sandbox } = stack.remotes;
  addBills(MEMBERSHIP, 3);
  const body = { status: 422, code: 18000, message: "Validering feilet." };
  sandbox.control.faults.add({ kind: "status", status: 422, body, method: "POST", path: "^/invoice$" });
  expect((await stack.sync("sandbox", "invoices")).status).toBe("partial");
  expect(sandbox.state.invoices).toHaveLength(2);
  expect((await canaries()).map(({ state }) => state)).toEqual(["proven"]);
  expect(await syncUntilStable(stack)).toEqual(["success"]);
  await checkBooks(stack);
});

async function startWithLostRequest() {
  await startWithMasterData({ settleMs: 13_000 });
  addBills(MEMBERSHIP, 3);
  const { faults } = stack.remotes.sandbox.control;
  faults.add({ kind: "dropBefore", method: "POST", path: "^/invoice$", times: 1 });
  const started = await stack.start("sandbox", "invoices");
  await expect
    .poll(async () => await stack.client.query(api.runs.get, { runId: started.runId }), { timeout: 10_000 })
    .toMatchObject({ status: "waiting", problem: { code: "CANARY_IN_DOUBT" } });
  return started;
}

describe("a first invoice of unknown outcome", () => {
  test("is settled before the others follow, in the same run, and none is held", async () => {
    await startWithMasterData();
    addBills(MEMBERSHIP, 4);
    const { faults } = stack.remotes.sandbox.control;
    faults.add({ kind: "dropAfter", method: "POST", path: "^/invoice$", times: 1 });
    const run = await stack.sync("sandbox", "invoices");
    expect(run).toMatchObject({ status: "success", progress: [{ counters: { held: 1, created: 3 } }] });
    expect(stack.remotes.sandbox.state.invoices).toHaveLength(4);
    expect(await stack.openHolds("sandbox")).toEqual([]);
  });

  test("is waited for where the settle time is long, and the next one is the first then", async () => {
    const { runId } = await startWithLostRequest();
    expect((await stack.waitForEnd(runId)).status).toBe("partial");
    expect((await stack.openHolds("sandbox")).map(({ code }) => code)).toEqual(["NOT_ARRIVED"]);
    expect(stack.remotes.sandbox.state.invoices).toHaveLength(2);
  }, 60_000);

  test("can be given up while it is waited for", async () => {
    const { runId } = await startWithLostRequest();
    await stack.client.mutation(api.runs.cancel, { runId });
    expect((await stack.waitForEnd(runId)).status).toBe("cancelled");
    expect((await stack.openHolds("sandbox")).map(({ code }) => code)).toEqual(["IN_DOUBT"]);
  });
});
