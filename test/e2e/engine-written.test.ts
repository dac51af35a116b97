/**
 * "Everything that run X wrote", compared with what the simulated Tripletex has logged: creations, changes, adopted
 * records, and a run whose step died while its requests were carried out.
 */
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { api } from "../../convex/_generated/api.js";
import type { Id } from "../../convex/_generated/dataModel.js";
import type { LoggedRequest } from "../../src/simulators/http/request-log.ts";
import { toOere } from "../helpers/rubic-facts.ts";
import { addInvoices, createSmallWorld, customerNoOf, payInFull } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startStack } from "../helpers/stack.ts";
import { syncUntilStable } from "../helpers/sync-until-stable.ts";
import { writesTo } from "../helpers/tripletex-facts.ts";
import { waitUntil, waitUntilQuiet } from "../helpers/wait.ts";

const NEVER_MS = 3_600_000;
let stack: Stack;
afterEach(async () => {
  await closeRemotes(stack.remotes);
  await stack.close();
});

const listOf = <Row extends z.ZodType>(row: Row) =>
  z.union([z.array(row), row.transform((one) => [one] as z.output<Row>[])]);
const customers = listOf(z.looseObject({ customerNumber: z.number() }));
const products = listOf(z.looseObject({ number: z.string() }));
const invoice = z.looseObject({ invoiceNumber: z.number() });
const idIn = ({ path }: LoggedRequest) => /\/(\d+)(?:\/|$)/.exec(path)?.[1] ?? "";

/** A logged request as lines like `customer created 10001`; a change by its Tripletex id, a payment by its amount. */
function linesOfRequest(request: LoggedRequest): string[] {
  const name = `${request.method} ${request.template}`;
  switch (name) {
    case "POST /customer":
    case "POST /customer/list":
      return customers.parse(request.body).map((each) => `customer created ${each.customerNumber}`);
    case "PUT /customer/{id}":
      return [`customer updated ${idIn(request)}`];
    case "POST /product":
    case "POST /product/list":
      return products.parse(request.body).map((each) => `product created ${each.number}`);
    case "PUT /product/{id}":
      return [`product updated ${idIn(request)}`];
    case "POST /invoice":
      return [`invoice created ${invoice.parse(request.body).invoiceNumber}`];
    case "PUT /invoice/{id}/:payment":
      return [`payment created ${toOere(Number(request.query.paidAmount?.[0]))}`];
    default:
      throw new Error(`no test has seen ${name}`);
  }
}

const logged = () => writesTo(stack.remotes.sandbox).flatMap(linesOfRequest).toSorted(byText);
const byText = (a: string, b: string) => (a < b ? -1 : 1);

async function written(runId: Id<"runs">) {
  const paginationOpts = { numItems: 500, cursor: null };
  return (await stack.client.query(api.runs.written, { runId, paginationOpts })).page;
}

/** What a run says that it sent, in the words of the log. */
async function sentBy(runId: Id<"runs">): Promise<string[]> {
  const sent = (await written(runId)).filter(({ how }) => how !== "adopted");
  return sent
    .map(({ kind, how, number, tripletexId, amountOere }) => {
      const what = kind === "payment" ? amountOere : how === "updated" ? tripletexId : number;
      return `${kind} ${how} ${what}`;
    })
    .toSorted(byText);
}

/** The counts agree with the rows. */
async function checkCounts(runId: Id<"runs">): Promise<void> {
  const rows = await written(runId);
  const summary = await stack.client.query(api.runs.writtenCounts, { runId });
  for (const { kind, ...counts } of summary?.counts ?? []) {
    for (const [how, count] of Object.entries(counts)) {
      const found = rows.filter((row) => row.kind === kind && row.how === how);
      expect({ kind, how, count }).toEqual({ kind, how, count: found.length });
    }
  }
  expect(summary?.inDoubt).toBe(0);
}

test("creations, changes and adopted records stand with the run that made them", async () => {
  const world = createSmallWorld();
  stack = await startStack({ world });
  const first = await stack.sync("sandbox");
  expect(await sentBy(first.runId)).toEqual(logged());
  expect(await sentBy(first.runId)).toHaveLength(world.customers.length + world.products.length);
  await checkCounts(first.runId);

  stack.remotes.sandbox.control.requests.clear();
  world.changeCustomer(customerNoOf(world, 0), { email: "ny@eksempel.test" });
  world.changeProduct(101, { productName: "Medlemskontingent (ny)" });
  const [paid] = addInvoices(world, 3);
  if (paid === undefined) throw new Error("three invoices were asked for");
  payInFull(world, paid);
  const second = await stack.sync("sandbox");
  expect(await sentBy(second.runId)).toEqual(logged());
  expect(await sentBy(second.runId)).toHaveLength(6);
  await checkCounts(second.runId);
  const payment = (await written(second.runId)).find(({ kind }) => kind === "payment");
  expect(payment).toMatchObject({ amountOere: toOere(paid.totalAmount), documentDate: world.today });

  // A fresh deployment against the same books: all is adopted, nothing is sent.
  const { remotes } = stack;
  await stack.close();
  stack = await startStack({ remotes });
  remotes.sandbox.control.requests.clear();
  const adopting = await stack.sync("sandbox");
  expect(logged()).toEqual([]);
  const rows = await written(adopting.runId);
  expect(new Set(rows.map(({ how }) => how))).toEqual(new Set(["adopted"]));
  const { state } = remotes.sandbox;
  const idsOf = (kind: string) =>
    new Set(rows.filter((row) => row.kind === kind).map(({ tripletexId }) => tripletexId));
  expect(idsOf("customer")).toEqual(new Set(state.customers.map(({ id }) => id)));
  expect(idsOf("product")).toEqual(new Set(state.products.map(({ id }) => id)));
  expect(idsOf("invoice")).toEqual(new Set(state.invoices.map(({ id }) => id)));
  expect(rows.filter(({ kind }) => kind === "payment")).toHaveLength(1);
  await checkCounts(adopting.runId);
});

test("what a dead step had sent belongs to its run, also when a later run finds it", async () => {
  const world = createSmallWorld();
  stack = await startStack({ world });
  await stack.sync("sandbox");
  const { control } = stack.remotes.sandbox;
  control.requests.clear();
  addInvoices(world, 4);
  control.faults.add({
    kind: "slowAfter",
    delayMs: NEVER_MS,
    method: "POST",
    path: "^/invoice$",
    after: 1,
    times: 2,
  });
  const { runId } = await stack.start("sandbox");
  await waitUntil(() => control.faults.list().some(({ fired }) => fired > 1));
  await waitUntilQuiet(() => control.requests.list().length, 50);
  await stack.backend.run(async (ctx) => {
    for (const lease of await ctx.db.query("leases").collect()) {
      if (lease.runId !== null) await ctx.db.patch("leases", lease._id, { expiresAt: Date.now() - 1 });
    }
  });
  expect(await stack.admin("sync/watchdog:resumeInterrupted", {})).toBe(1);
  await stack.waitForEnd(runId);
  const before = await stack.backend.run(async (ctx) => (await ctx.db.query("runs").collect()).length);
  await syncUntilStable(stack);
  const runs = await stack.backend.run(async (ctx) => await ctx.db.query("runs").collect());
  const later = await Promise.all(runs.slice(before).map(({ _id }) => sentBy(_id)));
  const all = [...(await sentBy(runId)), ...later.flat()].toSorted(byText);
  expect(all).toEqual([...new Set(logged())]);
  // The two whose answers never came were sent by the first run.
  expect((await sentBy(runId)).length).toBeGreaterThanOrEqual(3);
  await checkCounts(runId);
});
