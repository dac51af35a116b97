/** The tables of states, through the mutations that use them: what is illegal changes nothing and says why. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import { LOCAL_ISSUER } from "../../src/identity.ts";
import { problemOfCode } from "../../src/sync/problem-codes.ts";
import { HOLD_MACHINE, type HoldEvent, type HoldState } from "../../src/sync/states/hold.ts";
import { RUN_MACHINE, type RunState } from "../../src/sync/states/run.ts";
import { api, internal } from "../_generated/api.js";
import type { Id } from "../_generated/dataModel.js";
import {
  commitArgs,
  convexErrorOf,
  createTest,
  type Holder,
  holdOf,
  intentOf,
  OPERATOR,
  openHold,
  startRun,
  type TestDeployment,
  takeOver,
} from "../setup.testing.ts";
import { ASKED_FOR, closeHold, findHold, markDue, resolveHold, setIgnored } from "./holdDoor.ts";
import { endTypeRow, moveRun, type RunMove } from "./runDoor.ts";

const NOW = Date.UTC(2026, 2, 10, 12);
const PROBLEM = problemOfCode("RUBIC_UNREACHABLE", "Rubic is away.");
const KEY = { kind: "invoice", rubicKey: "1", tripletexEnv: "sandbox" } as const;

let t: TestDeployment;
beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  t = createTest();
});

const person = () => t.withIdentity({ issuer: LOCAL_ISSUER, subject: "local", name: "Kari" });
const readHold = () => t.run(async (ctx) => await findHold(ctx, KEY));
const auditCount = () => t.run(async (ctx) => (await ctx.db.query("auditLog").collect()).length);

async function go(runId: Id<"runs">, move: RunMove) {
  return await t.run(async (ctx) => {
    const run = await ctx.db.get("runs", runId);
    if (run === null) throw new Error("the run is there");
    await moveRun(ctx, run, move);
    return (await ctx.db.get("runs", runId)) ?? run;
  });
}

const view = async (runId: Id<"runs">) => (await person().query(api.runs.get, { runId }))?.standing;

const intentStates = () =>
  t.run(async (ctx) =>
    Object.fromEntries((await ctx.db.query("intents").collect()).map((row) => [row.rubicKey, row.state])),
  );

const inDoubtCount = async () =>
  (await person().query(api.overview.get, { tripletexEnv: "sandbox" })).inDoubtCount;

/** A hold in each state, made as the service and people make it. */
async function holdIn(state: HoldState): Promise<Id<"holds">> {
  const holdId = await openHold(t);
  if (state === "ignored") {
    await t.mutation(internal.sync.holdActs.ignore, { holdId, reason: "Booked by hand", actor: OPERATOR });
  }
  if (state === "resolved") await t.run(async (ctx) => await resolveHold(ctx, KEY, NOW));
  return holdId;
}

describe("a person and a hold", () => {
  const ACTS = {
    ignore: (holdId: Id<"holds">) => person().mutation(api.holds.ignore, { holdId, reason: "Wrong" }),
    reopen: (holdId: Id<"holds">) => person().mutation(api.holds.reopen, { holdId }),
    retry: (holdId: Id<"holds">) => person().mutation(api.holds.retry, { tripletexEnv: "sandbox", holdId }),
  };
  const states = ["open", "ignored", "resolved"] as const;
  const cases = states.flatMap((state) =>
    (["ignore", "reopen", "retry"] as const).map((act) => ({ state, act })),
  );

  test.each(cases)("$act when it is $state", async ({ state, act }) => {
    const holdId = await holdIn(state);
    const [before, audits] = [await readHold(), await auditCount()];
    const next = HOLD_MACHINE.states[state][act];
    if (next !== undefined) {
      await ACTS[act](holdId);
      expect((await readHold())?.state).toBe(next);
      return;
    }
    const error = await convexErrorOf(ACTS[act](holdId));
    expect(error).toMatchObject({ code: "HOLD_NOT_FOUND", remedy: expect.any(String) });
    expect(await readHold()).toEqual(before);
    expect(await auditCount()).toBe(audits);
  });
});

async function runDoor(
  state: HoldState,
  act: (ctx: Parameters<typeof setIgnored>[0], hold: Parameters<typeof setIgnored>[1]) => Promise<unknown>,
) {
  await holdIn(state);
  await t.run(async (ctx) => {
    const hold = await findHold(ctx, KEY);
    if (hold === null) throw new Error("a hold was put");
    await act(ctx, hold);
  });
}

describe("the door to holds", () => {
  const DOORS: Record<"ignore" | "reopen" | "retry" | "resolve" | "stale", Parameters<typeof runDoor>[1]> = {
    ignore: (ctx, hold) => setIgnored(ctx, hold, { actor: OPERATOR, reason: "Wrong", at: NOW }),
    reopen: (ctx, hold) => setIgnored(ctx, hold, undefined),
    retry: (ctx, hold) => markDue(ctx, hold, ASKED_FOR),
    resolve: (ctx, hold) => closeHold(ctx, hold, { event: "resolve", now: NOW }),
    stale: (ctx, hold) => closeHold(ctx, hold, { event: "stale", now: NOW }),
  };
  const cases = (["open", "ignored", "resolved"] as const).flatMap((state) =>
    (Object.keys(DOORS) as (HoldEvent & keyof typeof DOORS)[]).map((event) => ({ state, event })),
  );

  test.each(cases)("$event when it is $state", async ({ state, event }) => {
    const next = HOLD_MACHINE.states[state][event];
    if (next !== undefined) {
      await runDoor(state, DOORS[event]);
      expect((await readHold())?.state).toBe(next);
      return;
    }
    const error = await convexErrorOf(runDoor(state, DOORS[event]));
    expect(error).toMatchObject({ code: "ILLEGAL_STATE", message: expect.stringContaining(`"${state}"`) });
    expect((await readHold())?.state).toBe(state);
  });
});

describe("the door to runs", () => {
  const MOVES: Record<RunMove["event"], RunMove> = {
    beginStep: { event: "beginStep" },
    continue: { event: "continue" },
    interrupt: { event: "interrupt" },
    wait: { event: "wait", until: NOW + 60_000, problem: PROBLEM },
    finishClean: { event: "finishClean" },
    finishOpen: { event: "finishOpen" },
    fail: { event: "fail", problem: PROBLEM },
    cancel: { event: "cancel" },
  };
  /** How each state is reached from a run that has just started. */
  const WAYS: Record<RunState, RunMove[]> = {
    running: [],
    waiting: [MOVES.wait],
    interrupted: [MOVES.interrupt],
    success: [MOVES.finishClean],
    partial: [MOVES.finishOpen],
    failed: [MOVES.fail],
    cancelled: [MOVES.cancel],
  };
  const cases = (Object.keys(WAYS) as RunState[]).flatMap((state) =>
    Object.values(MOVES).map((move) => ({ state, move, event: move.event })),
  );

  test.each(cases)("$event when it is $state", async ({ state, move }) => {
    const { runId } = await startRun(t);
    for (const step of WAYS[state]) await go(runId, step);
    const next = RUN_MACHINE.states[state][move.event];
    if (next === undefined) {
      const error = await convexErrorOf(go(runId, move));
      expect(error).toMatchObject({ code: "ILLEGAL_STATE" });
      return;
    }
    const run = await go(runId, move);
    expect(run.status).toBe(next);
    // Each state has the fields that belong to it, whatever was before.
    expect(run.resumeAt !== undefined).toBe(next === "waiting");
    expect(run.problem !== undefined).toBe(next === "waiting" || next === "failed");
    expect(run.completedAt !== undefined).toBe(["success", "partial", "failed", "cancelled"].includes(next));
  });

  test("a type ends once", async () => {
    await startRun(t, "sandbox", "products");
    const end = () =>
      t.run(async (ctx) => {
        const row = await ctx.db.query("syncState").first();
        if (row === null) throw new Error("the type is there");
        const fields = { completedAt: NOW, recordsProcessed: 0, recordsFailed: 0 };
        await endTypeRow(ctx, row, { event: "cancel", fields });
      });
    await end();
    expect(await convexErrorOf(end())).toMatchObject({ code: "ILLEGAL_STATE" });
  });
});

describe("an ended run", () => {
  test.each([
    { end: { do: "finish" }, status: "success" },
    { end: { do: "fail", problem: PROBLEM }, status: "failed" },
    { end: { do: "cancel" }, status: "cancelled" },
  ] as const)("that is $status can't be cancelled", async ({ end, status }) => {
    const holder = await startRun(t);
    await t.mutation(internal.sync.commit.commit, commitArgs(holder, { next: end }));
    const call = person().mutation(api.runs.cancel, { runId: holder.runId });
    expect(await convexErrorOf(call)).toMatchObject({ code: "RUN_NOT_LIVE" });
    expect(await person().query(api.runs.get, { runId: holder.runId })).toMatchObject({ status });
  });
});

describe("what a client is told of a run", () => {
  test("while it is on, since when, and that it may be cancelled once", async () => {
    const { runId } = await startRun(t);
    expect(await view(runId)).toMatchObject({
      isLive: true,
      since: NOW,
      stoppedBy: null,
      actions: ["cancel", "wait"],
    });
    await person().mutation(api.runs.cancel, { runId });
    expect((await view(runId))?.actions).toEqual(["wait"]);
  });

  test("who cancelled it, when, and that a new one may start", async () => {
    const holder = await startRun(t);
    await person().mutation(api.runs.cancel, { runId: holder.runId });
    vi.setSystemTime(NOW + 5_000);
    await t.mutation(internal.sync.commit.commit, commitArgs(holder, { next: { do: "cancel" } }));
    expect(await view(holder.runId)).toMatchObject({
      isLive: false,
      since: NOW + 5_000,
      stoppedBy: "person",
      person: { name: "Kari" },
      actions: ["start", "retryHolds"],
    });
  });

  test("that the watchdog found its step dead", async () => {
    const { runId } = await startRun(t);
    await takeOver(t);
    expect(await view(runId)).toMatchObject({ isLive: true, stoppedBy: "watchdog", person: null });
  });
});

describe("an intent", () => {
  let holder: Holder;
  beforeEach(async () => {
    holder = await startRun(t);
    await t.mutation(internal.sync.intents.store, { ...holder, intents: [intentOf("1"), intentOf("2")] });
  });

  test("is sent, and no doubt yet, while its step lives", async () => {
    expect(await intentStates()).toEqual({ 1: "sent", 2: "sent" });
    expect(await inDoubtCount()).toBe(0);
  });

  test("is in doubt once its answer was unclear, and stays so", async () => {
    const unclear = {
      outcome: "held" as const,
      kind: "customer" as const,
      rubicKey: "1",
      hold: holdOf({ code: "IN_DOUBT" }),
      removesIntent: false,
    };
    for (const _ of [1, 2]) {
      await t.mutation(internal.sync.commit.commit, commitArgs(holder, { results: [unclear] }));
      expect(await intentStates()).toEqual({ 1: "inDoubt", 2: "sent" });
      expect(await inDoubtCount()).toBe(1);
    }
  });

  test("is in doubt once its step is dead, in its own environment alone", async () => {
    const other = await startRun(t, "production");
    await t.mutation(internal.sync.intents.store, { ...other, intents: [intentOf("3")] });
    await t.run(async (ctx) => {
      const leases = await ctx.db.query("leases").take(2);
      const lease = leases.find((each) => each.tripletexEnv === "sandbox");
      if (lease !== undefined) await ctx.db.patch("leases", lease._id, { expiresAt: 0 });
    });
    await t.mutation(internal.sync.watchdog.resumeInterrupted, {});
    expect(await intentStates()).toEqual({ 1: "inDoubt", 2: "inDoubt", 3: "sent" });
  });

  test("is in doubt once a look-up found nothing, and is gone once it is settled or dropped", async () => {
    const keys = [{ kind: "customer" as const, rubicKey: "1" }];
    await t.mutation(internal.sync.intents.noteEmptyLookups, { ...holder, keys });
    expect(await intentStates()).toEqual({ 1: "inDoubt", 2: "sent" });
    const dropped = ["1", "2"].map((rubicKey) => ({
      outcome: "dropped" as const,
      kind: "customer" as const,
      rubicKey,
    }));
    await t.mutation(internal.sync.commit.commit, commitArgs(holder, { results: dropped }));
    expect(await intentStates()).toEqual({});
  });
});
