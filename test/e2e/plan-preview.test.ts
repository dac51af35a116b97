/**
 * What a preview finds and what it leaves alone: the plan is what a sync then does, in counts and kroner, and the preview
 * itself writes to nothing but its own tables.
 */
import { afterEach, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import type { TableNames } from "../../convex/_generated/dataModel.js";
import { createWorld } from "../../src/simulators/world/index.ts";
import { osloDate } from "../../src/sync/oslo.ts";
import { dumpTables, itemsOf, type Plan, planOf, preview, type Run } from "../helpers/plans.ts";
import { addInvoices, createSmallWorld, customerNoOf, payInFull } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, type StackOptions, startStack } from "../helpers/stack.ts";
import { writeNames } from "../helpers/tripletex-facts.ts";
import { waitUntil } from "../helpers/wait.ts";

/** What a run leaves behind of itself, whatever it does. */
const OWN_TABLES: TableNames[] = [
  "runs",
  "leases",
  "runProgress",
  "runEvents",
  "plans",
  "planItems",
  "planCredits",
  "auditLog",
  "rateBudgets",
];
const NEVER_MS = 3_600_000;
const TODAY = osloDate(Date.now());

let stack: Stack;
async function start(options: StackOptions = {}): Promise<void> {
  stack = await startStack(options);
}
afterEach(async () => {
  await closeRemotes(stack.remotes);
  await stack.close();
});

const countersOf = (run: Run) => run.progress.map(({ syncType, counters }) => ({ syncType, ...counters }));

function total(plan: Plan, kind: string, action: string) {
  const row = plan.totals.find((each) => each.kind === kind && each.action === action);
  return { count: row?.count ?? 0, oere: row?.oere ?? 0 };
}

/** Rows by key, with what a sync counts of them. */
async function mapped(kind: "invoice" | "payment") {
  const rows = await stack.backend.run(async (ctx) =>
    kind === "invoice"
      ? (await ctx.db.query("invoiceMapping").collect()).map((row) => row.grossOere)
      : (await ctx.db.query("paymentMapping").collect()).map((row) => row.amountOere),
  );
  return { count: rows.length, oere: rows.reduce((sum, oere) => sum + oere, 0) };
}

const named = (rows: { kind: string; rubicKey: string }[]) =>
  rows.map(({ kind, rubicKey }) => `${kind} ${rubicKey}`).toSorted();

describe("a preview", () => {
  test("of a fresh deployment writes nothing to Tripletex and stores nothing but itself", async () => {
    await start();
    const { run, plan } = await preview(stack);
    expect(run).toMatchObject({ mode: "preview", status: "partial", problem: null, planId: plan.planId });
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
    const rest = await dumpTables(stack, [...OWN_TABLES, "environments", "sessions"]);
    for (const [table, rows] of Object.entries(rest)) expect({ table, rows }).toEqual({ table, rows: [] });
    const overview = await stack.overview("sandbox");
    expect(overview).toMatchObject({ liveRun: null, livePreview: null, lastProblem: null, heldCount: 0 });
    for (const card of overview.types) expect(card).toMatchObject({ latest: null, lastSuccessAt: null });
    const state = { syncType: "invoices", tripletexEnv: "sandbox" } as const;
    expect(await stack.client.query(api.syncState.getLatest, state)).toBeNull();
  });

  test("leaves every table but its own as it was, after syncs and while records wait", async () => {
    await start({ world: createWorld({ seed: 3, members: 30, today: TODAY, yearsOfHistory: 1 }) });
    await stack.sync("sandbox", "all", "full");
    const { world } = stack.remotes.rubic;
    const ordinary = world.customers.filter(({ customerNo }) => /^[1-9]\d{4}$/.test(customerNo ?? ""));
    const [customerNo = ""] = ordinary.map((customer) => customer.customerNo ?? "");
    world.changeCustomer(customerNo, { email: "ny@eksempel.test" });
    const lines = [{ productID: 101 }];
    for (const _ of Array(3).keys()) world.addInvoice({ customerNo, lines });
    stack.remotes.sandbox.control.requests.clear();
    const before = await dumpTables(stack, OWN_TABLES);
    const { plan } = await preview(stack);
    expect(await dumpTables(stack, OWN_TABLES)).toEqual(before);
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
    expect(total(plan, "customer", "update").count).toBe(1);
    expect(total(plan, "invoice", "create").count).toBe(3);
  });

  test.each([1, 2, 3, 4])("counts what a sync then does, to the øre (seed %i)", async (seed) => {
    await start({ world: createWorld({ seed, members: 40, today: TODAY, yearsOfHistory: 2 }) });
    const { run, plan } = await preview(stack);
    const sync = await stack.sync("sandbox");
    expect(countersOf(run)).toEqual(countersOf(sync));
    expect(run.progress.map(({ expected }) => expected)).toEqual(
      sync.progress.map(({ expected }) => expected),
    );
    for (const kind of ["invoice", "payment"] as const) {
      expect(total(plan, kind, "create")).toEqual(await mapped(kind));
      expect(total(plan, kind, "create").count).toBeGreaterThan(50);
    }
    const holds = await stack.openHolds("sandbox");
    const items = await itemsOf(stack, plan.planId);
    expect(named(items.filter(({ action }) => action === "held"))).toEqual(named(holds));
    const after = await preview(stack);
    expect(after.plan).toMatchObject({ toDo: 0 });
  });

  test("of a deployment whose data is lost plans to link everything, and to write nothing", async () => {
    await start();
    await stack.sync("sandbox", "all", "full");
    const { remotes } = stack;
    await stack.close();
    stack = await startStack({ remotes });
    const { run } = await preview(stack);
    const sync = await stack.sync("sandbox");
    expect(countersOf(run)).toEqual(countersOf(sync));
    for (const { counters } of run.progress) {
      expect(counters).toMatchObject({ created: 0, updated: 0 });
      expect(counters.adopted).toBeGreaterThan(0);
    }
  });

  test("shows an update field by field: as it stands in Tripletex, and as it would stand", async () => {
    await start({ world: createSmallWorld() });
    await stack.sync("sandbox");
    const { world } = stack.remotes.rubic;
    const customerNo = customerNoOf(world, 0);
    const customer = stack.remotes.sandbox.state.customers.find(
      (each) => each.customerNumber === Number(customerNo),
    );
    world.changeCustomer(customerNo, { email: "ny@eksempel.test", city: "BERGEN" });
    world.changeProduct(101, { productName: "Kontingent", price: 1234.5 });
    const { plan } = await preview(stack);
    const updates = (await itemsOf(stack, plan.planId)).filter(({ action }) => action === "update");
    const address = stack.remotes.sandbox.state.addresses.find(
      ({ id }) => id === customer?.postalAddress?.id,
    );
    expect(updates.map(({ kind, differences }) => [kind, differences])).toEqual([
      [
        "customer",
        [
          { field: "e-mail", from: customer?.email, to: "ny@eksempel.test" },
          { field: "city", from: address?.city, to: "BERGEN" },
        ],
      ],
      [
        "product",
        [
          expect.objectContaining({ field: "name", to: "Kontingent" }),
          { field: "price without VAT", from: expect.stringContaining("kr"), to: "1\u00a0234,50 kr" },
        ],
      ],
    ]);
  });

  test("finds nothing to do in an unchanged world", async () => {
    await start({ world: createSmallWorld() });
    await stack.sync("sandbox");
    const { run, plan } = await preview(stack);
    expect(run.status).toBe("success");
    expect(plan.toDo).toBe(0);
    expect(new Set(plan.totals.map(({ action }) => action))).toEqual(new Set(["unchanged"]));
    expect(await itemsOf(stack, plan.planId)).toEqual([]);
  });

  test("names a record whose earlier write has an unknown outcome, and what waits for it", async () => {
    await start({ world: createSmallWorld(), settleMs: NEVER_MS });
    await stack.sync("sandbox");
    const { world } = stack.remotes.rubic;
    const [invoice] = addInvoices(world, 1);
    if (invoice === undefined) throw new Error("one invoice was asked for");
    payInFull(world, invoice);
    const { control } = stack.remotes.sandbox;
    control.faults.add({ kind: "dropBefore", method: "POST", path: "^/invoice$", times: 1 });
    await stack.sync("sandbox");
    const { run, plan } = await preview(stack);
    expect(run.status).toBe("partial");
    expect(await itemsOf(stack, plan.planId)).toMatchObject([
      { kind: "invoice", action: "waits", code: "IN_DOUBT" },
      { kind: "payment", action: "held", code: "INVOICE_NOT_IN_TRIPLETEX" },
    ]);
  });

  test("shows what a person has left out apart from what is held", async () => {
    await start({ world: createWorld({ seed: 1, members: 30, today: TODAY, yearsOfHistory: 1 }) });
    await stack.sync("sandbox");
    const [hold] = await stack.openHolds("sandbox");
    if (hold === undefined) throw new Error("the world has records that are held");
    await stack.client.mutation(api.holds.ignore, { holdId: hold._id, reason: "Ført for hånd" });
    const { plan } = await preview(stack);
    const items = await itemsOf(stack, plan.planId);
    expect(items.filter(({ action }) => action === "leftOut")).toMatchObject([
      { rubicKey: hold.rubicKey, message: "Left out by a person: Ført for hånd" },
    ]);
  });

  test("is not stopped by the brake", async () => {
    await start({ world: createSmallWorld() });
    const actor = { kind: "commandLine", name: "Test" };
    await stack.admin("sync/brake:stop", { tripletexEnv: "sandbox", reason: "Årsavslutning", actor });
    const { run, plan } = await preview(stack);
    expect(run.status).toBe("success");
    expect(plan.toDo).toBeGreaterThan(0);
  });
});

describe("beside other runs", () => {
  test("a preview goes on while a sync runs, and a sync starts while a preview goes on", async () => {
    await start({ world: createSmallWorld() });
    const { control } = stack.remotes.rubic;
    // Both are still on while they are looked at, however busy the machine is.
    control.changeSettings({ latencyMs: 2_000 });
    const sync = await stack.start("sandbox");
    const first = await stack.start("sandbox", "all", "preview");
    expect([sync.outcome, first.outcome]).toEqual(["started", "started"]);
    expect(await stack.start("sandbox", "all", "preview")).toMatchObject({
      outcome: "busy",
      runId: first.runId,
    });
    expect(await stack.start("sandbox")).toMatchObject({ outcome: "busy", runId: sync.runId });
    const { liveRun, livePreview } = await stack.overview("sandbox");
    expect([liveRun?.runId, livePreview?.runId]).toEqual([sync.runId, first.runId]);
    control.changeSettings({ latencyMs: 0 });
    const [synced, planned] = await Promise.all([
      stack.waitForEnd(sync.runId),
      stack.waitForEnd(first.runId),
    ]);
    expect(synced).toMatchObject({ status: "success", interruptions: 0 });
    expect(planned).toMatchObject({ problem: null, interruptions: 0 });
    // What the sync is writing at that moment is in doubt to the preview.
    expect(["success", "partial"]).toContain(planned.status);
    addInvoices(stack.remotes.rubic.world, 2);
    const second = await stack.start("sandbox", "all", "preview");
    expect((await stack.sync("sandbox")).status).toBe("success");
    expect(await stack.waitForEnd(second.runId)).toMatchObject({ problem: null, interruptions: 0 });
  });

  test("a preview whose step dies goes on where it was, and plans the same", async () => {
    await start({ world: createSmallWorld() });
    const { world, control } = stack.remotes.rubic;
    for (const invoice of addInvoices(world, 4)) payInFull(world, invoice);
    control.faults.add({ kind: "slow", path: "^/accounting/.*/transactions$", delayMs: NEVER_MS, times: 1 });
    const { runId } = await stack.start("sandbox", "all", "preview");
    await waitUntil(() => control.faults.list().some(({ fired }) => fired > 0));
    await stack.backend.run(async (ctx) => {
      for (const lease of await ctx.db.query("leases").collect()) {
        if (lease.runId === runId) await ctx.db.patch("leases", lease._id, { expiresAt: Date.now() - 1 });
      }
    });
    expect(await stack.admin("sync/watchdog:resumeInterrupted", {})).toBe(1);
    const run = await stack.waitForEnd(runId);
    expect(run).toMatchObject({ status: "success", interruptions: 1 });
    const again = await preview(stack);
    const { totals, toDo } = await planOf(stack, runId);
    expect({ totals, toDo }).toEqual({ totals: again.plan.totals, toDo: again.plan.toDo });
    expect(writeNames(stack.remotes.sandbox)).toEqual([]);
  });

  test("a cancelled preview leaves a plan that can't be carried out", async () => {
    await start({ world: createSmallWorld() });
    stack.remotes.rubic.control.changeSettings({ latencyMs: 60 });
    const { runId } = await stack.start("sandbox", "all", "preview");
    await stack.client.mutation(api.runs.cancel, { runId });
    expect((await stack.waitForEnd(runId)).status).toBe("cancelled");
    expect((await planOf(stack, runId)).status).toBe("cancelled");
  });
});
