/**
 * A step that dies: its request hangs and the action never goes on. The watchdog resumes the run with a new fence, the
 * old step is shut out should it wake, and whatever became of its requests, nothing is doubled and nothing is lost.
 */
import { afterEach, describe, expect, test } from "vitest";
import { api } from "../../convex/_generated/api.js";
import { checkBooks } from "../helpers/check-books.ts";
import { createSmallWorld } from "../helpers/small-world.ts";
import { closeRemotes, type Stack, startStack } from "../helpers/stack.ts";
import { syncUntilStable } from "../helpers/sync-until-stable.ts";
import { waitUntil, waitUntilQuiet } from "../helpers/wait.ts";
import { WRITE_TARGETS, type WriteTarget } from "../helpers/write-targets.ts";

/** Longer than any test: the answer never comes. */
const NEVER_MS = 3_600_000;
/** The old step wakes when the new one is at work. */
const WAKES_MS = 700;
/** A request may be carried out for as long as it hangs, so the settle time is longer, as in production. */
const SETTLE_MS = 1_300;
const SHORT_SETTLE_MS = 200;
const AFTERMATH_MS = 50;

const TARGETS = WRITE_TARGETS.filter(({ name }) =>
  ["the list of new customers", "the list of new products", "an invoice", "a payment"].includes(name),
);

let stack: Stack;
afterEach(async () => {
  // In this order: the old step's request ends, it hears that it is fenced, and leaves in silence.
  await closeRemotes(stack.remotes);
  await waitUntilQuiet(() => 0, AFTERMATH_MS);
  await stack.close();
});

/** Starts a sync whose write hangs, and makes its lease run out as if the action were dead. */
async function hangAndExpire(target: WriteTarget, options: { kind: "slow" | "slowAfter"; delayMs: number }) {
  const { control } = stack.remotes.sandbox;
  expect((await stack.sync("sandbox")).status).toBe("success");
  target.change(stack.remotes.rubic.world);
  const { method, path } = target;
  // Two single requests are under way at once, but only one list.
  control.faults.add({ ...options, method, path, times: path.includes("list") ? 1 : 2 });
  const { runId } = await stack.start("sandbox");
  await waitUntil(() => control.faults.list().some(({ fired }) => fired > 0));
  await waitUntilQuiet(() => control.requests.list().length, 50);
  expect(await stack.admin("sync/watchdog:resumeInterrupted", {})).toBe(0);
  const fence = await stack.backend.run(async (ctx) => {
    const lease = (await ctx.db.query("leases").collect()).find((each) => each.runId === runId);
    if (lease === undefined) throw new Error("a live run has a lease");
    await ctx.db.patch("leases", lease._id, { expiresAt: Date.now() - 1 });
    return lease.fence;
  });
  expect(await stack.start("sandbox")).toMatchObject({ outcome: "busy", runId });
  expect(await stack.admin("sync/watchdog:resumeInterrupted", {})).toBe(1);
  return { runId, fence };
}

async function expectResumed(runId: Awaited<ReturnType<typeof hangAndExpire>>["runId"]) {
  const run = await stack.waitForEnd(runId);
  expect(run).toMatchObject({ problem: null, interruptions: 1 });
  // What the dead step left open waits, by name, for the next run at the latest.
  expect(["success", "partial"]).toContain(run.status);
  const { page } = await stack.client.query(api.runs.events, {
    runId,
    paginationOpts: { numItems: 50, cursor: null },
  });
  expect(page.map(({ message }) => message)).toContain("The run was interrupted; it goes on where it was.");
  expect((await syncUntilStable(stack)).at(-1)).toBe("success");
  await checkBooks(stack);
  return run;
}

describe.each(TARGETS)("a step that dies while it sends $name", (target) => {
  test("before Tripletex carries it out: it is sent again", async () => {
    stack = await startStack({ world: createSmallWorld(), settleMs: SHORT_SETTLE_MS });
    const { runId } = await hangAndExpire(target, { kind: "slow", delayMs: NEVER_MS });
    await expectResumed(runId);
  });

  test("after Tripletex has carried it out: it is found and not sent again", async () => {
    stack = await startStack({ world: createSmallWorld(), settleMs: SHORT_SETTLE_MS });
    const { runId } = await hangAndExpire(target, { kind: "slowAfter", delayMs: NEVER_MS });
    await expectResumed(runId);
  });

  test("and wakes again: its results are refused, what it wrote is found", async () => {
    stack = await startStack({ world: createSmallWorld(), settleMs: SETTLE_MS });
    const { runId, fence } = await hangAndExpire(target, { kind: "slow", delayMs: WAKES_MS });
    await expect(stack.admin("sync/intents:store", { runId, fence, intents: [] })).rejects.toThrow(/FENCED/);
    const run = await expectResumed(runId);
    for (const { counters } of run.progress) {
      const { done, created, updated, adopted, unchanged, held } = counters;
      expect(done).toBe(created + updated + adopted + unchanged + held);
    }
    // The old step has woken and left: nothing of it came after the run's end.
    await waitUntilQuiet(() => stack.remotes.sandbox.control.requests.list().length, 200);
    await checkBooks(stack);
    const after = await stack.client.query(api.runs.get, { runId });
    expect(after).toEqual(run);
  });
});

test("a run whose step dies before it has written anything is resumed too", async () => {
  stack = await startStack({ world: createSmallWorld() });
  const { control } = stack.remotes.rubic;
  control.faults.add({ kind: "slow", delayMs: NEVER_MS, times: 1 });
  const { runId } = await stack.start("sandbox");
  await waitUntil(() => control.faults.list().some(({ fired }) => fired > 0));
  await stack.backend.run(async (ctx) => {
    for (const lease of await ctx.db.query("leases").collect()) {
      await ctx.db.patch("leases", lease._id, { expiresAt: Date.now() - 1 });
    }
  });
  expect(await stack.admin("sync/watchdog:resumeInterrupted", {})).toBe(1);
  await expectResumed(runId);
});
