import { beforeEach, describe, expect, test, vi } from "vitest";
import { internal } from "../_generated/api.js";
import type { MutationCtx } from "../_generated/server.js";
import { type Recording, recordAccess, wouldConflict } from "../ranges.testing.ts";
import {
  commitArgs,
  convexErrorOf,
  createTest,
  type Holder,
  holdOf,
  intentOf,
  mappingOf,
  OPERATOR,
  startRun,
  type TestDeployment,
} from "../setup.testing.ts";
import { store } from "./intents.ts";
import { LEASE_MS } from "./lease.ts";
import { upsertMapping } from "./mappingDoor.ts";

const NOW = Date.UTC(2026, 2, 10, 12);

let t: TestDeployment;
let holder: Holder;

beforeEach(async () => {
  vi.useFakeTimers({ now: NOW });
  t = createTest();
  holder = await startRun(t);
});

const openIntents = () => t.run(async (ctx) => await ctx.db.query("intents").collect());

async function recordStore(): Promise<Recording> {
  const fresh = createTest();
  const own = await startRun(fresh);
  return await fresh.run(async (ctx) => {
    const recorded = recordAccess(ctx);
    await handlerOf(store)(recorded.ctx, { ...own, intents: [intentOf("1")] });
    return recorded.recording;
  });
}

describe("storing intents", () => {
  test("notes run, fence and time of sending, and renews the lease", async () => {
    vi.setSystemTime(NOW + 5_000);
    const answer = await t.mutation(internal.sync.intents.store, { ...holder, intents: [intentOf("1")] });
    expect(answer).toEqual({ leaseEndsAt: NOW + 5_000 + LEASE_MS });
    expect(await openIntents()).toMatchObject([
      { rubicKey: "1", tripletexEnv: "sandbox", sentAt: NOW + 5_000, emptyLookups: 0, ...holder },
    ]);
  });

  test("is refused while a person has stopped all writing, and says why", async () => {
    await t.run(async (ctx) => {
      const [environment] = await ctx.db.query("environments").take(1);
      if (environment === undefined) throw new Error("a started run has an environment");
      const writingStopped = { reason: "Wrong VAT", actor: OPERATOR, at: NOW };
      await ctx.db.patch("environments", environment._id, { writingStopped });
    });
    const call = t.mutation(internal.sync.intents.store, { ...holder, intents: [intentOf("1")] });
    expect(await convexErrorOf(call)).toMatchObject({
      code: "WRITING_STOPPED",
      message: expect.stringContaining("Wrong VAT"),
    });
    expect(await openIntents()).toEqual([]);
  });

  test("is refused for a record whose last write is in doubt, together with its whole sub-batch", async () => {
    await t.mutation(internal.sync.intents.store, { ...holder, intents: [intentOf("1")] });
    const intents = [intentOf("2"), intentOf("1")];
    const error = await convexErrorOf(t.mutation(internal.sync.intents.store, { ...holder, intents }));
    expect(error.code).toBe("INTENT_EXISTS");
    expect((await openIntents()).map(({ rubicKey }) => rubicKey)).toEqual(["1"]);
  });

  test("is refused when one sub-batch names a record twice", async () => {
    const intents = [intentOf("1"), intentOf("1")];
    const error = await convexErrorOf(t.mutation(internal.sync.intents.store, { ...holder, intents }));
    expect(error.code).toBe("INTENT_EXISTS");
    expect(await openIntents()).toEqual([]);
  });

  test.each(["customer", "product", "invoice", "payment"] as const)(
    "is refused for creating a %s that is in Tripletex already, the last gate before a double",
    async (kind) => {
      await t.run(async (ctx) => {
        await upsertMapping(ctx, mappingOf(kind, 1, 11), { tripletexEnv: "sandbox", now: NOW });
      });
      const intent = { ...intentOf("1"), kind };
      const call = t.mutation(internal.sync.intents.store, { ...holder, intents: [intent] });
      expect((await convexErrorOf(call)).code).toBe("ALREADY_MAPPED");
      expect(await openIntents()).toEqual([]);
    },
  );

  test("is let through for updating what is mapped, and for creating it in the other environment", async () => {
    await t.run(async (ctx) => {
      await upsertMapping(ctx, mappingOf("customer", 1, 11), { tripletexEnv: "sandbox", now: NOW });
    });
    await t.mutation(internal.sync.intents.store, { ...holder, intents: [intentOf("1", "update")] });
    const production = await startRun(t, "production");
    await t.mutation(internal.sync.intents.store, { ...production, intents: [intentOf("1")] });
    expect((await openIntents()).map(({ tripletexEnv }) => tripletexEnv)).toEqual(["sandbox", "production"]);
  });

  test("of one key by two mutations: their ranges overlap, so that Convex lets one through", async () => {
    const [one, two] = [await recordStore(), await recordStore()];
    expect(wouldConflict(one, two, "intents")).toBe(true);
    expect(wouldConflict(two, one, "intents")).toBe(true);
    // The lease row stands in between as well: one environment writes in one transaction at a time.
    expect(one.writes.some(({ table }) => table === "leases")).toBe(true);
  });
});

const commit = (results: Parameters<typeof commitArgs>[1]) =>
  t.mutation(internal.sync.commit.commit, commitArgs(holder, results));

describe("what becomes of an intent", () => {
  const key = { kind: "customer" as const, rubicKey: "1" };

  beforeEach(async () => {
    await t.mutation(internal.sync.intents.store, { ...holder, intents: [intentOf("1")] });
  });

  test("mapped: it is gone in the transaction that stores the mapping", async () => {
    const mapping = mappingOf("customer", 1, 11);
    await commit({ results: [{ outcome: "mapped", how: "created", rubicKey: "1", label: "Kari", mapping }] });
    expect(await openIntents()).toEqual([]);
  });

  test("in doubt: it stays beside the hold", async () => {
    await commit({
      results: [{ outcome: "held", ...key, hold: holdOf({ code: "IN_DOUBT" }), removesIntent: false }],
    });
    expect(await openIntents()).toHaveLength(1);
  });

  test("held for another reason: it is gone, for nothing was written", async () => {
    await commit({ results: [{ outcome: "held", ...key, hold: holdOf(), removesIntent: true }] });
    expect(await openIntents()).toEqual([]);
  });

  test("dropped: it is gone and the record may be sent again", async () => {
    await commit({ results: [{ outcome: "dropped", ...key }] });
    expect(await openIntents()).toEqual([]);
    await t.mutation(internal.sync.intents.store, { ...holder, intents: [intentOf("1")] });
  });

  test("empty look-ups are counted with their time, and keys without intent are passed over", async () => {
    vi.setSystemTime(NOW + 400);
    const keys = [key, { kind: "invoice" as const, rubicKey: "1" }];
    await t.mutation(internal.sync.intents.noteEmptyLookups, { ...holder, keys });
    expect(await openIntents()).toMatchObject([{ emptyLookups: 1, lastLookupAt: NOW + 400 }]);
  });

  test("open ones are read oldest first, a page at a time, of one environment", async () => {
    for (const rubicKey of ["2", "3"]) {
      vi.advanceTimersByTime(10);
      await t.mutation(internal.sync.intents.store, { ...holder, intents: [intentOf(rubicKey)] });
    }
    const read = (after: number) =>
      t.query(internal.sync.intents.open, { tripletexEnv: "sandbox", after, limit: 2 });
    const first = await read(0);
    expect(first.map(({ rubicKey }) => rubicKey)).toEqual(["1", "2"]);
    const second = await read(first.at(-1)?.createdAt ?? 0);
    expect(second.map(({ rubicKey }) => rubicKey)).toEqual(["3"]);
    const elsewhere = { tripletexEnv: "production", after: 0, limit: 2 } as const;
    expect(await t.query(internal.sync.intents.open, elsewhere)).toEqual([]);
  });
});

type Handler = (ctx: MutationCtx, args: Record<string, unknown>) => Promise<unknown>;

/** The function inside a registered one, to be run on a recording context. */
function handlerOf(registered: unknown): Handler {
  const handler = typeof registered === "function" && Reflect.get(registered, "_handler");
  if (typeof handler !== "function") throw new Error("Convex keeps the handler under another name");
  return handler as Handler;
}
