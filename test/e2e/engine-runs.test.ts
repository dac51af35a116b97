/**
 * A run's own life over HTTP: what an incremental one asks of Rubic, two starts at once, cancelling in the middle, and the
 * brake that stops all writing.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import type { SyncType } from "../../convex/validators.ts";
import { checkBooks } from "../helpers/check-books.ts";
import { addInvoices, createSmallWorld, customerNoOf, daysBefore } from "../helpers/small-world.ts";
import { closeRemotes, LOCAL_ACTOR, type Stack, startStack } from "../helpers/stack.ts";
import { syncUntilStable } from "../helpers/sync-until-stable.ts";
import { writeNames } from "../helpers/tripletex-facts.ts";
import { waitUntil } from "../helpers/wait.ts";

const DAY_MS = 86_400_000;

async function closeAll(stack: Stack): Promise<void> {
  await stack.close();
  await closeRemotes(stack.remotes);
}

function clearLogs(stack: Stack): void {
  stack.remotes.sandbox.control.requests.clear();
  stack.remotes.production.control.requests.clear();
  stack.remotes.rubic.control.log.clear();
}

async function latestState(stack: Stack, syncType: SyncType) {
  const rows = await stack.backend.run(
    async (ctx) =>
      await ctx.db
        .query("syncState")
        .withIndex("by_type_and_env", (q) => q.eq("syncType", syncType).eq("tripletexEnv", "sandbox"))
        .order("desc")
        .first(),
  );
  if (rows === null) throw new Error(`${syncType} has never run`);
  return rows;
}

describe("what an incremental sync reads", () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack({ world: createSmallWorld() });
    await stack.sync("sandbox", "all", "incremental");
  });
  beforeEach(() => clearLogs(stack));
  afterAll(() => closeAll(stack));

  test("the first one reads everything from the cut-over, and its start becomes the watermark", async () => {
    const state = await latestState(stack, "invoices");
    const run = await stack.backend.run(async (ctx) => await ctx.db.get("runs", state.runId));
    expect(state.watermark).toBe(run?.startedAt);
    const { booksFrom } = await stack.overview("sandbox");
    const first = await stack.backend.run(async (ctx) => await ctx.db.query("syncState").collect());
    const window = first.find((row) => row.syncType === "invoices")?.window;
    expect(window?.isComplete).toBe(true);
    expect(window?.from).toBeLessThan(Date.parse(`${booksFrom}T00:00:00Z`));
  });

  test("the next one asks Rubic for the last sixty days only, up to a frozen end", async () => {
    const before = await latestState(stack, "invoices");
    await stack.sync("sandbox");
    const state = await latestState(stack, "invoices");
    expect(state.window).toMatchObject({ isComplete: false });
    expect(state.window?.from).toBe(state.startedAt - 60 * DAY_MS);
    expect(state.window?.to).toBe(state.startedAt + 2 * DAY_MS);
    expect(state.watermark).toBeGreaterThan(before.watermark ?? 0);
    const asked = stack.remotes.rubic.control.log
      .list()
      .filter(({ template }) => template.endsWith("/invoices"))
      .map(({ query }) => query.startPeriod?.[0]?.slice(0, 10));
    const earliest = new Date((state.window?.from ?? 0) - DAY_MS).toISOString().slice(0, 10);
    expect(asked.length).toBeGreaterThan(0);
    for (const day of asked) expect(day && day >= earliest).toBe(true);
  });

  test("an invoice issued far back is taken by the next full sync", async () => {
    const { world } = stack.remotes.rubic;
    const invoice = world.addInvoice({
      customerNo: customerNoOf(world, 0),
      invoiceDate: daysBefore(world, 150),
      lines: [{ productID: 101 }],
    });
    await stack.sync("sandbox", "all", "full");
    expect(writeNames(stack.remotes.sandbox)).toEqual(["POST /invoice"]);
    await checkBooks(stack);
    world.invoices = world.invoices.filter((each) => each !== invoice);
  });

  test("a cancelled or failed type does not move the watermark", async () => {
    const before = await latestState(stack, "invoices");
    stack.remotes.rubic.control.faults.add({
      kind: "status",
      status: 403,
      path: "^/accounting/\\{organization\\}/invoices$",
    });
    const run = await stack.sync("sandbox");
    expect(run.status).toBe("failed");
    const after = await latestState(stack, "invoices");
    expect(after).toMatchObject({ status: "failed", watermark: before.watermark });
    expect((await stack.sync("sandbox")).status).toBe("success");
  });
});

describe("starting and cancelling", () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack({ members: 30 });
  });
  afterAll(() => closeAll(stack));

  test("two starts at once give one run; the other hears who holds the environment", async () => {
    const outcomes = await Promise.all([stack.start("sandbox", "products"), stack.start("sandbox", "all")]);
    const started = outcomes.find(({ outcome }) => outcome === "started");
    const busy = outcomes.find(({ outcome }) => outcome === "busy");
    if (started === undefined) throw new Error("one of two starts is let through");
    expect(busy).toEqual({
      outcome: "busy",
      runId: started.runId,
      startedBy: { kind: "commandLine", name: "Local operator" },
      startedAt: expect.any(Number),
    });
    await stack.waitForEnd(started.runId);
    const runs = await stack.backend.run(async (ctx) => await ctx.db.query("runs").collect());
    expect(runs).toHaveLength(1);
  });

  test("a run that is cancelled in the middle stops between two batches; a later one completes it", async () => {
    const { sandbox } = stack.remotes;
    sandbox.control.faults.add({
      kind: "slow",
      delayMs: 40,
      times: "always",
      method: "POST",
      path: "/invoice",
    });
    const answer = await stack.start("sandbox", "all", "full");
    await waitUntil(() => sandbox.state.invoices.length >= 5);
    await stack.client.mutation(api.runs.cancel, { runId: answer.runId });
    const run = await stack.waitForEnd(answer.runId);
    expect(run.status).toBe("cancelled");
    expect(run.progress.find(({ syncType }) => syncType === "payments")?.counters.done).toBe(0);
    const bookedThen = sandbox.state.invoices.length;
    sandbox.control.faults.clear();
    clearLogs(stack);
    const { status } = await stack.sync("sandbox", "all", "incremental");
    expect(status).toBe("partial");
    const expected = await checkBooks(stack);
    expect(bookedThen).toBeLessThan(expected.invoices.length);
    const invoiceWrites = writeNames(sandbox).filter((name) => name === "POST /invoice");
    expect(invoiceWrites).toHaveLength(expected.invoices.length - bookedThen);
  });

  test("a run that has ended can't be cancelled, and says what to do", async () => {
    const { runId } = await stack.sync("sandbox", "products");
    await expect(stack.client.mutation(api.runs.cancel, { runId })).rejects.toMatchObject({
      data: { code: "RUN_NOT_LIVE", remedy: expect.any(String) },
    });
  });
});

describe("the brake, and cancelling between two requests", () => {
  let stack: Stack;
  const BRAKE = { tripletexEnv: "sandbox", reason: "Feil mva-kode", actor: LOCAL_ACTOR };

  beforeAll(async () => {
    stack = await startStack({ world: createSmallWorld() });
    await stack.sync("sandbox");
  });
  afterAll(() => closeAll(stack));

  test("the brake lets nothing leave in the middle of a sub-batch but what is in flight", async () => {
    const { sandbox, rubic } = stack.remotes;
    // The first invoice of its kind goes alone; from the second on they go in sub-batches.
    addInvoices(rubic.world, 1);
    expect((await stack.sync("sandbox")).status).toBe("success");
    addInvoices(rubic.world, 12);
    const slow = { kind: "slow", delayMs: 400, times: "always" } as const;
    sandbox.control.faults.add({ ...slow, method: "POST", path: "/invoice" });
    clearLogs(stack);
    const { runId } = await stack.start("sandbox");
    await waitUntil(() => writeNames(sandbox).length === 2);
    await stack.admin("sync/brake:stop", BRAKE);
    const run = await stack.waitForEnd(runId);
    expect(run).toMatchObject({ status: "failed", problem: { code: "WRITING_STOPPED" } });
    expect(writeNames(sandbox)).toHaveLength(2);
    expect((await stack.overview("sandbox")).inDoubtCount).toBe(0);
    sandbox.control.faults.clear();
    await stack.admin("sync/brake:lift", { ...BRAKE, reason: "Rettet" });
    expect((await syncUntilStable(stack)).at(-1)).toBe("success");
    await checkBooks(stack);
  });

  test("a run that is cancelled in the middle of a sub-batch sends nothing more but what is in flight", async () => {
    const { sandbox, rubic } = stack.remotes;
    addInvoices(rubic.world, 12);
    const slow = { kind: "slow", delayMs: 400, times: "always" } as const;
    sandbox.control.faults.add({ ...slow, method: "POST", path: "/invoice" });
    clearLogs(stack);
    const { runId } = await stack.start("sandbox");
    await waitUntil(() => writeNames(sandbox).length === 2);
    await stack.client.mutation(api.runs.cancel, { runId });
    expect((await stack.waitForEnd(runId)).status).toBe("cancelled");
    expect(writeNames(sandbox)).toHaveLength(2);
    sandbox.control.faults.clear();
    expect((await stack.sync("sandbox")).status).toBe("success");
    await checkBooks(stack);
  });

  test("the brake stops a run in the middle, refuses the next start with the reason, and once lifted nothing is missing", async () => {
    const { sandbox, rubic } = stack.remotes;
    addInvoices(rubic.world, 12);
    sandbox.control.faults.add({
      kind: "slow",
      delayMs: 400,
      times: "always",
      method: "POST",
      path: "/invoice",
    });
    clearLogs(stack);
    const { runId } = await stack.start("sandbox");
    await waitUntil(() => writeNames(sandbox).length > 0);
    await stack.admin("sync/brake:stop", BRAKE);
    const run = await stack.waitForEnd(runId);
    expect(run).toMatchObject({ status: "failed", problem: { code: "WRITING_STOPPED" } });
    expect(run.problem?.message).toContain("Feil mva-kode");
    const sent = writeNames(sandbox).length;
    expect(sent).toBeLessThan(12);
    await expect(stack.start("sandbox")).rejects.toMatchObject({ data: { code: "WRITING_STOPPED" } });
    expect((await stack.overview("sandbox")).writingStopped).toMatchObject({ reason: "Feil mva-kode" });
    expect(writeNames(sandbox)).toHaveLength(sent);
    sandbox.control.faults.clear();
    await stack.admin("sync/brake:lift", { ...BRAKE, reason: "Rettet" });
    expect((await syncUntilStable(stack)).at(-1)).toBe("success");
    await checkBooks(stack);
  });
});
